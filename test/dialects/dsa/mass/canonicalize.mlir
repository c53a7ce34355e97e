// RUN: ds-opt %s --canonicalize | FileCheck %s
// RUN: ds-opt %s --canonicalize -o /dev/null 2>&1 | count 0

!p = !dsa.pattern<1x2x8x8, block = 2x2>
!one = !dsa.pattern<1x1x8x8, block = 2x2>

// A mass that no set reaches: the number alone decides.
// CHECK-LABEL: func.func @all_mass
// CHECK-SAME:    %[[S:.*]]: tensor<1x2x4x4xf32>, %[[K:.*]]: index
func.func @all_mass(%s: tensor<1x2x4x4xf32>, %k: index) -> (!p, tensor<1x2x4xf32>, !p, tensor<1x2x4xf32>) {
  // CHECK-NEXT: %[[P:.*]] = dsa.select_blocks %[[S]] top_k(%[[K]])
  // CHECK-NEXT: %[[M:.*]] = dsa.retained_mass %[[S]], %[[P]]
  // CHECK-NEXT: %[[Q:.*]] = dsa.select_blocks %[[S]] top_k(%[[K]])
  // CHECK-NEXT: %[[N:.*]] = dsa.retained_mass %[[S]], %[[Q]]
  // CHECK-NEXT: return %[[P]], %[[M]], %[[Q]], %[[N]]
  %one = arith.constant 1.0 : f32
  %nan = arith.constant 0x7FC00000 : f32
  %p:2 = dsa.select_blocks_by_mass %s mass(%one) at_most(%k) : tensor<1x2x4x4xf32> -> !p, tensor<1x2x4xf32>
  %q:2 = dsa.select_blocks_by_mass %s mass(%nan) at_most(%k) : tensor<1x2x4x4xf32> -> !p, tensor<1x2x4xf32>
  return %p#0, %p#1, %q#0, %q#1 : !p, tensor<1x2x4xf32>, !p, tensor<1x2x4xf32>
}

// Not of one that may be reached, and not where blocks come first.
// CHECK-LABEL: func.func @left_alone
func.func @left_alone(%s: tensor<1x2x4x4xf32>, %k: index, %tau: f32, %sink: !one) -> (!p, !p, !p) {
  // CHECK-COUNT-3: dsa.select_blocks_by_mass
  // CHECK-NEXT: return
  %one = arith.constant 1.0 : f32
  %most = arith.constant 0.99 : f32
  %p:2 = dsa.select_blocks_by_mass %s mass(%most) at_most(%k) : tensor<1x2x4x4xf32> -> !p, tensor<1x2x4xf32>
  %q:2 = dsa.select_blocks_by_mass %s mass(%one) at_most(%k) always(%sink : !one) : tensor<1x2x4x4xf32> -> !p, tensor<1x2x4xf32>
  %r:2 = dsa.select_blocks_by_mass %s mass(%tau) at_most(%k) : tensor<1x2x4x4xf32> -> !p, tensor<1x2x4xf32>
  return %p#0, %q#0, %r#0 : !p, !p, !p
}

// Everything is all of the mass.
// CHECK-LABEL: func.func @everything
func.func @everything(%s: tensor<1x2x4x4xf32>) -> tensor<1x2x4xf32> {
  // CHECK-NEXT: %[[ONE:.*]] = arith.constant dense<1.000000e+00> : tensor<1x2x4xf32>
  // CHECK-NEXT: return %[[ONE]]
  %p = dsa.dense_pattern() : !one
  %mass = dsa.retained_mass %s, %p : tensor<1x2x4x4xf32>, !one
  return %mass : tensor<1x2x4xf32>
}

// Of how many rows is not known here; of none there is nothing to say.
// CHECK-LABEL: func.func @open
func.func @open(%s: tensor<?x2x4x4xf32>, %t: tensor<0x2x4x4xf32>) -> (tensor<?x2x4xf32>, tensor<0x2x4xf32>) {
  // CHECK: %[[SOME:.*]] = dsa.retained_mass
  // CHECK: %[[NONE:.*]] = tensor.empty() : tensor<0x2x4xf32>
  // CHECK-NEXT: return %[[SOME]], %[[NONE]]
  %p = dsa.dense_pattern() : !one
  %mass = dsa.retained_mass %s, %p : tensor<?x2x4x4xf32>, !one
  %none = dsa.retained_mass %t, %p : tensor<0x2x4x4xf32>, !one
  return %mass, %none : tensor<?x2x4xf32>, tensor<0x2x4xf32>
}

// What is said of the pattern is said of the one that takes its place.
// CHECK-LABEL: func.func @said
func.func @said(%s: tensor<1x1x4x4xf32>, %k: index) -> (!dsa.pattern<1x1x64x64, block = 16x16, format = any>, tensor<1x1x4xf32>) {
  // CHECK:      dsa.select_blocks %{{.*}} top_k(%{{.*}}) {dsa.density = 2.000000e-03 : f64}
  // CHECK-NEXT: dsa.retained_mass %{{.*}}, %{{[a-z0-9]*}} :
  %one = arith.constant 1.0 : f32
  %p, %mass = dsa.select_blocks_by_mass %s mass(%one) at_most(%k) {dsa.density = 0.002}
    : tensor<1x1x4x4xf32> -> !dsa.pattern<1x1x64x64, block = 16x16, format = any>, tensor<1x1x4xf32>
  return %p, %mass : !dsa.pattern<1x1x64x64, block = 16x16, format = any>, tensor<1x1x4xf32>
}
