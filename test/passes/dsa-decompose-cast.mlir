// A saliency whose sizes are said otherwise than those of the tokens is cast, and the cast stays when the ops are fused.
//
// RUN: ds-opt %s --dsa-decompose | FileCheck %s
// RUN: ds-opt %s --dsa-decompose --dsa-fuse | FileCheck %s --check-prefix=BACK

!tokens = tensor<2x9x8xf32>

// CHECK-LABEL: func.func @cast
func.func @cast(%x: !tokens, %last: !tokens, %s: tensor<?x?xf32>, %k: index) -> !tokens {
  // CHECK: %[[CHANGE:.*]] = dsa.token_change
  // CHECK: %[[CAST:.*]] = tensor.cast %{{.*}} : tensor<?x?xf32> to tensor<2x9xf32>
  // CHECK: arith.mulf %[[CAST]], %[[CHANGE]]
  // BACK: %[[CAST:.*]] = tensor.cast %{{.*}} : tensor<?x?xf32> to tensor<2x9xf32>
  // BACK: dsa.delta_gate %{{.*}}, %{{.*}} norm = l1 saliency(%[[CAST]] : tensor<2x9xf32>)
  %a:3 = dsa.delta_gate %x, %last norm = l1 saliency(%s : tensor<?x?xf32>) budget(%k) : !tokens, !tokens
  return %a#2 : !tokens
}
