// Upstream passes treat dsa ops as first-class: all are pure.
//
// RUN: ds-opt %s --canonicalize | FileCheck %s --check-prefixes=DCE
// RUN: ds-opt %s --cse | FileCheck %s --check-prefix=CSE
// RUN: ds-opt %s --inline | FileCheck %s --check-prefix=INLINE
// RUN: ds-opt %s --loop-invariant-code-motion | FileCheck %s --check-prefix=LICM

// One of each op, and nothing uses the results.
// DCE-LABEL: func.func @unused
// DCE-NEXT:    return
// DCE-NEXT:  }
func.func @unused(%q: tensor<1x2x100x64xf32>, %mask: tensor<1x2x7x7xi1>, %k: index, %saliency: tensor<1x100xf32>,
                  %x: tensor<1x100x768xf32>) {
  %dense = dsa.dense_pattern() : !dsa.pattern<1x2x100x100, block = 16x16>
  %window = dsa.window_pattern grid = [1, 10, 10] radius = [0, 1, 1] : !dsa.pattern<1x1x100x100, block = 16x16>
  %masked = dsa.pattern_from_mask %mask : tensor<1x2x7x7xi1> -> !dsa.pattern<1x2x100x100, block = 16x16>
  %scores = dsa.score_blocks %q, %q block = [16, 16] : tensor<1x2x100x64xf32>, tensor<1x2x100x64xf32>
  %chosen = dsa.select_blocks %scores top_k(%k) : tensor<1x2x7x7xf32> -> !dsa.pattern<1x2x100x100, block = 16x16>
  %back = dsa.pattern_to_mask %chosen : !dsa.pattern<1x2x100x100, block = 16x16>
  %density = dsa.pattern_density %chosen : !dsa.pattern<1x2x100x100, block = 16x16>
  %o, %lse = dsa.attention %q, %q, %q, %chosen with_lse
    : tensor<1x2x100x64xf32>, tensor<1x2x100x64xf32>, tensor<1x2x100x64xf32>, !dsa.pattern<1x2x100x100, block = 16x16>
  %i = dsa.gate_tokens %saliency budget(%k) : tensor<1x100xf32>
  %p = dsa.pack_tokens %x, %i : tensor<1x100x768xf32>, tensor<1x?xi32>
  %u = dsa.unpack_tokens %p, %i into %x : tensor<1x?x768xf32>, tensor<1x?xi32>, tensor<1x100x768xf32>
  return
}

// Equal ops of equal operands are one; another attribute is another op.
// CSE-LABEL: func.func @twice
func.func @twice(%q: tensor<1x2x100x64xf32>, %k: index) -> (f32, f32, f32) {
  // CSE:     %[[S:.*]] = dsa.score_blocks %{{.*}} block = [16, 16] :
  // CSE:     %[[P:.*]] = dsa.select_blocks %[[S]]
  // CSE:     %[[D:.*]] = dsa.pattern_density %[[P]]
  // CSE:     %[[S2:.*]] = dsa.score_blocks %{{.*}} block = [16, 16] scale = 1.000000e+00 :
  // CSE:     %[[P2:.*]] = dsa.select_blocks %[[S2]]
  // CSE:     %[[D2:.*]] = dsa.pattern_density %[[P2]]
  // CSE:     return %[[D]], %[[D]], %[[D2]]
  %s0 = dsa.score_blocks %q, %q block = [16, 16] : tensor<1x2x100x64xf32>, tensor<1x2x100x64xf32>
  %p0 = dsa.select_blocks %s0 top_k(%k) : tensor<1x2x7x7xf32> -> !dsa.pattern<1x2x100x100, block = 16x16>
  %d0 = dsa.pattern_density %p0 : !dsa.pattern<1x2x100x100, block = 16x16>
  %s1 = dsa.score_blocks %q, %q block = [16, 16] : tensor<1x2x100x64xf32>, tensor<1x2x100x64xf32>
  %p1 = dsa.select_blocks %s1 top_k(%k) : tensor<1x2x7x7xf32> -> !dsa.pattern<1x2x100x100, block = 16x16>
  %d1 = dsa.pattern_density %p1 : !dsa.pattern<1x2x100x100, block = 16x16>
  %s2 = dsa.score_blocks %q, %q block = [16, 16] scale = 1.0 : tensor<1x2x100x64xf32>, tensor<1x2x100x64xf32>
  %p2 = dsa.select_blocks %s2 top_k(%k) : tensor<1x2x7x7xf32> -> !dsa.pattern<1x2x100x100, block = 16x16>
  %d2 = dsa.pattern_density %p2 : !dsa.pattern<1x2x100x100, block = 16x16>
  return %d0, %d1, %d2 : f32, f32, f32
}

// INLINE-LABEL: func.func @caller
// INLINE-NOT:     call
// INLINE:         %[[P:.*]] = dsa.window_pattern
// INLINE:         %[[O:.*]] = dsa.attention %{{.*}}, %{{.*}}, %{{.*}}, %[[P]]
// INLINE:         return %[[O]]
func.func @caller(%q: tensor<1x2x100x64xf32>) -> tensor<1x2x100x64xf32> {
  %p = call @pattern() : () -> !dsa.pattern<1x1x100x100, block = 16x16>
  %o = call @attend(%q, %p) : (tensor<1x2x100x64xf32>, !dsa.pattern<1x1x100x100, block = 16x16>) -> tensor<1x2x100x64xf32>
  return %o : tensor<1x2x100x64xf32>
}
func.func private @pattern() -> !dsa.pattern<1x1x100x100, block = 16x16> {
  %p = dsa.window_pattern grid = [1, 10, 10] radius = [0, 1, 1] : !dsa.pattern<1x1x100x100, block = 16x16>
  return %p : !dsa.pattern<1x1x100x100, block = 16x16>
}
func.func private @attend(%q: tensor<1x2x100x64xf32>, %p: !dsa.pattern<1x1x100x100, block = 16x16>) -> tensor<1x2x100x64xf32> {
  %o = dsa.attention %q, %q, %q, %p
    : tensor<1x2x100x64xf32>, tensor<1x2x100x64xf32>, tensor<1x2x100x64xf32>, !dsa.pattern<1x1x100x100, block = 16x16>
  return %o : tensor<1x2x100x64xf32>
}

// The pattern is chosen once, and not for each layer again.
// LICM-LABEL: func.func @layers
// LICM:         dsa.score_blocks
// LICM:         %[[P:.*]] = dsa.select_blocks
// LICM:         scf.for {{.*}} iter_args(%[[X:.*]] = %{{.*}})
// LICM-NEXT:      dsa.attention %[[X]], %[[X]], %[[X]], %[[P]]
// LICM-NEXT:      scf.yield
func.func @layers(%q: tensor<1x2x100x64xf32>, %k: index, %n: index) -> tensor<1x2x100x64xf32> {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %r = scf.for %layer = %zero to %n step %one iter_args(%x = %q) -> tensor<1x2x100x64xf32> {
    %s = dsa.score_blocks %q, %q block = [16, 16] : tensor<1x2x100x64xf32>, tensor<1x2x100x64xf32>
    %p = dsa.select_blocks %s top_k(%k) : tensor<1x2x7x7xf32> -> !dsa.pattern<1x2x100x100, block = 16x16>
    %o = dsa.attention %x, %x, %x, %p
      : tensor<1x2x100x64xf32>, tensor<1x2x100x64xf32>, tensor<1x2x100x64xf32>, !dsa.pattern<1x2x100x100, block = 16x16>
    scf.yield %o : tensor<1x2x100x64xf32>
  }
  return %r : tensor<1x2x100x64xf32>
}
