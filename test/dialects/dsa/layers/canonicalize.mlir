// RUN: ds-opt %s --canonicalize | FileCheck %s

!t = tensor<10xi32>

// A budget of all choices is none; a smaller one, or one that is not known, stays, since results are as wide as before.
// CHECK-LABEL: func.func @budgets
// CHECK-SAME:    %[[L:.*]]: tensor<5x4xf32>, %[[C:.*]]: index, %[[K:.*]]: index
func.func @budgets(%l: tensor<5x4xf32>, %c: index, %k: index) -> (!t, !t, !t, !t) {
  // CHECK-DAG: %[[ONE:.*]] = arith.constant 1 : index
  // CHECK-DAG: %[[ALL:.*]], %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} = dsa.route_experts %[[L]] top_k = 2 normalize = all {note = "kept"} :
  // CHECK-DAG: %[[FULL:.*]], %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} = dsa.route_experts %[[L]] capacity(%[[C]]) top_k = 2 normalize = all :
  // CHECK-DAG: %[[SOME:.*]], %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} = dsa.route_experts %[[L]] budget(%[[ONE]]) top_k = 2 normalize = all :
  // CHECK-DAG: %[[ANY:.*]], %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} = dsa.route_experts %[[L]] budget(%[[K]]) top_k = 2 normalize = all :
  // CHECK: return %[[ALL]], %[[FULL]], %[[SOME]], %[[ANY]]
  %one = arith.constant 1 : index
  %two = arith.constant 2 : index
  %three = arith.constant 3 : index
  %a:5 = dsa.route_experts %l budget(%two) top_k = 2 normalize = all {note = "kept"} : tensor<5x4xf32>
  %b:5 = dsa.route_experts %l capacity(%c) budget(%three) top_k = 2 normalize = all : tensor<5x4xf32>
  %d:5 = dsa.route_experts %l budget(%one) top_k = 2 normalize = all : tensor<5x4xf32>
  %e:5 = dsa.route_experts %l budget(%k) top_k = 2 normalize = all : tensor<5x4xf32>
  return %a#0, %b#0, %d#0, %e#0 : !t, !t, !t, !t
}

// What nothing becomes of need not say so.
// CHECK-LABEL: func.func @no_activation
func.func @no_activation(%x: tensor<5x8xf32>, %w: tensor<1x8x16xf32>, %each: tensor<2x1x8x16xf32>, %o: tensor<3xi32>, %bias: tensor<16xf32>)
    -> (tensor<5x16xf32>, tensor<5x16xf32>) {
  // CHECK-NEXT: dsa.linear %{{.*}}, %{{.*}}, %{{.*}} bias {note = "kept"} :
  // CHECK-NEXT: dsa.grouped_linear %{{.*}}, %{{.*}}, %{{.*}} :
  %y = dsa.linear %x, %w, %bias bias activation = none {note = "kept"} : (tensor<5x8xf32>, tensor<1x8x16xf32>, tensor<16xf32>) -> tensor<5x16xf32>
  %z = dsa.grouped_linear %x, %each, %o activation = none : (tensor<5x8xf32>, tensor<2x1x8x16xf32>, tensor<3xi32>) -> tensor<5x16xf32>
  return %y, %z : tensor<5x16xf32>, tensor<5x16xf32>
}

// Of what becomes something it is said; and a bias of 0 is added, since -0 + 0 is 0.
// CHECK-LABEL: func.func @activations
func.func @activations(%x: tensor<5x8xf32>, %w: tensor<1x8x16xf32>, %each: tensor<2x1x8x16xf32>, %o: tensor<3xi32>)
    -> (tensor<5x16xf32>, tensor<5x16xf32>) {
  // CHECK: dsa.linear %{{.*}}, %{{.*}}, %{{.*}} bias activation = relu :
  // CHECK: dsa.grouped_linear %{{.*}}, %{{.*}}, %{{.*}} activation = gelu :
  %bias = arith.constant dense<0.0> : tensor<16xf32>
  %y = dsa.linear %x, %w, %bias bias activation = relu : (tensor<5x8xf32>, tensor<1x8x16xf32>, tensor<16xf32>) -> tensor<5x16xf32>
  %z = dsa.grouped_linear %x, %each, %o activation = gelu : (tensor<5x8xf32>, tensor<2x1x8x16xf32>, tensor<3xi32>) -> tensor<5x16xf32>
  return %y, %z : tensor<5x16xf32>, tensor<5x16xf32>
}
