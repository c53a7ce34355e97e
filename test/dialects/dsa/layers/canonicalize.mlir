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
