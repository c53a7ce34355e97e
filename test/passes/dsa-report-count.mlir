// From the first offset to the greatest is counted where it says how many rows have an owner, and of no other list.
//
// RUN: ds-opt %s --dsa-report=count=true | FileCheck %s

// CHECK-LABEL:   func.func @experts
// CHECK:           dsa.route_experts
// CHECK-NOT:       arith.maxsi
// CHECK:           dsa.grouped_linear
// CHECK-COUNT-2:   arith.maxsi
// CHECK-NOT:       arith.maxsi
func.func @experts(%logits: tensor<6x2xf32>, %x: tensor<6x4xf32>, %w: tensor<2x1x4x16xf32>) -> tensor<6x16xf32> {
  %tokens, %offsets, %slots, %weights, %histogram = dsa.route_experts %logits top_k = 1 normalize = all
    : tensor<6x2xf32>
  %y = dsa.grouped_linear %x, %w, %offsets, %tokens rows : (tensor<6x4xf32>, tensor<2x1x4x16xf32>, tensor<3xi32>, tensor<6xi32>) -> tensor<6x16xf32>
  return %y : tensor<6x16xf32>
}
