// Composite ops become smaller ones, and back.
//
// RUN: ds-opt %s --dsa-decompose | FileCheck %s --check-prefix=SMALL --implicit-check-not=dsa.delta_gate
// RUN: ds-opt %s --dsa-decompose --mlir-pass-statistics -o /dev/null 2>&1 | FileCheck %s --check-prefix=STATISTICS
// RUN: ds-opt %s --canonicalize > %t.whole && ds-opt %s --dsa-decompose --dsa-fuse --canonicalize > %t.back && diff %t.whole %t.back

// STATISTICS: DsaDecompose
// STATISTICS: (S) 4 num-ops-decomposed - Number of composite ops made into smaller ones

!tokens = tensor<2x9x8xf32>
!any = tensor<?x?x?xf64>
!list = tensor<1x?xi32>

// SMALL-LABEL: func.func @by_change
// SMALL-SAME:    %[[X:.*]]: tensor<2x9x8xf32>, %[[LAST:.*]]: tensor<2x9x8xf32>, %[[K:.*]]: index
func.func @by_change(%x: !tokens, %last: !tokens, %k: index) -> (tensor<2x?xi32>, tensor<2x?x8xf32>, !tokens) {
  // SMALL-NEXT: %[[CHANGE:.*]] = dsa.token_change %[[X]], %[[LAST]] norm = l2
  // SMALL-NEXT: %[[I:.*]] = dsa.gate_tokens %[[CHANGE]] budget(%[[K]]) : tensor<2x9xf32>
  // SMALL-NEXT: %[[PACKED:.*]] = dsa.pack_tokens %[[X]], %[[I]]
  // SMALL-NEXT: %[[KNOWN:.*]] = dsa.unpack_tokens %[[PACKED]], %[[I]] into %[[LAST]]
  // SMALL-NEXT: return %[[I]], %[[PACKED]], %[[KNOWN]]
  %a:3 = dsa.delta_gate %x, %last norm = l2 budget(%k) : !tokens, !tokens
  return %a#0, %a#1, %a#2 : tensor<2x?xi32>, tensor<2x?x8xf32>, !tokens
}

// SMALL-LABEL: func.func @by_saliency
// SMALL-SAME:    %[[X:.*]]: tensor<2x9x8xf32>, %[[LAST:.*]]: tensor<2x9x8xf32>, %[[S:.*]]: tensor<2x9xf32>, %[[K:.*]]: index, %[[LEAST:.*]]: f32
func.func @by_saliency(%x: !tokens, %last: !tokens, %s: tensor<2x9xf32>, %k: index, %least: f32) -> !tokens {
  // SMALL-NOT:  dsa.token_change
  // SMALL:      dsa.gate_tokens %[[S]] budget(%[[K]]) threshold(%[[LEAST]])
  %a:3 = dsa.delta_gate %x, %last saliency(%s : tensor<2x9xf32>) budget(%k) threshold(%least) : !tokens, !tokens
  return %a#2 : !tokens
}

// SMALL-LABEL: func.func @by_both
// SMALL-SAME:    %[[X:.*]]: tensor<?x?x?xf64>, %[[LAST:.*]]: tensor<?x?x?xf64>, %[[S:.*]]: tensor<?x?xf64>, %[[K:.*]]: index, %[[LEAST:.*]]: f32, %[[DUE:.*]]: tensor<1x?xi32>
func.func @by_both(%x: !any, %last: !any, %s: tensor<?x?xf64>, %k: index, %least: f32, %due: !list) -> (!any, !any) {
  // Sizes are checked first, as those of the op: a product of two open sizes would not.
  // SMALL: cf.assert %{{.*}}, "{{.*}}dsa-decompose.mlir:[[#@LINE+8]]:10: delta_gate: number of tokens of tokens and saliency differ"
  // SMALL-NEXT: %[[CHANGE:.*]] = dsa.token_change %[[X]], %[[LAST]] norm = max
  // SMALL-NEXT: %[[BOTH:.*]] = arith.mulf %[[S]], %[[CHANGE]] : tensor<?x?xf64>
  // SMALL-NEXT: %[[GATED:.*]] = dsa.gate_tokens %[[BOTH]] budget(%[[K]]) threshold(%[[LEAST]])
  // SMALL-NEXT: %[[AXIS:.*]] = arith.constant 1 : index
  // SMALL-NEXT: %[[SIZE:.*]] = tensor.dim %[[X]], %[[AXIS]]
  // SMALL-NEXT: %[[I:.*]] = dsa.union_indices %[[GATED]], %[[DUE]] size(%[[SIZE]])
  // SMALL-NEXT: dsa.pack_tokens %[[X]], %[[I]]
  %a:3 = dsa.delta_gate %x, %last norm = max saliency(%s : tensor<?x?xf64>) budget(%k) threshold(%least) due(%due : !list) : !any, !any
  return %a#1, %a#2 : !any, !any
}

// The number of tokens is a constant where the type says it.
// SMALL-LABEL: func.func @due
func.func @due(%x: !tokens, %last: !tokens, %k: index, %due: !list) -> !tokens {
  // SMALL: dsa.union_indices
  %a:3 = dsa.delta_gate %x, %last norm = l1 budget(%k) due(%due : !list) : !tokens, !tokens
  return %a#2 : !tokens
}
