// RUN: ds-opt %s --canonicalize="test-convergence" | FileCheck %s

!q = tensor<1x2x64x8xf32>
!p = !dsa.pattern<1x2x64x64, block = 16x16>
!t = tensor<1x1x?x16x16xf32>
!lse = tensor<1x2x64xf32>

// An lse that nobody asks for is not computed.
// CHECK-LABEL: func.func @unused_lse
// CHECK-SAME:    %[[Q:.*]]: tensor<1x2x64x8xf32>, %[[X:.*]]: tensor<1x1x?x16x16xf32>, %[[P:.*]]: !dsa.pattern
func.func @unused_lse(%q: !q, %x: !t, %p: !p) -> (!q, !t) {
  // CHECK-NEXT: %[[O:.*]] = dsa.attention %[[Q]], %[[Q]], %[[Q]], %[[P]] scale = 2.000000e+00 {note = "kept"} :
  // CHECK-NEXT: %[[W:.*]] = dsa.sparse_softmax %[[X]], %[[P]] :
  // CHECK-NEXT: return %[[O]], %[[W]]
  %o, %lse = dsa.attention %q, %q, %q, %p scale = 2.0 with_lse {note = "kept"} : !q, !q, !q, !p
  %w, %other = dsa.sparse_softmax %x, %p with_lse : !t, !p
  return %o, %w : !q, !t
}

// One that is asked for is, be it alone.
// CHECK-LABEL: func.func @used_lse
func.func @used_lse(%q: !q, %x: !t, %p: !p) -> (!lse, tensor<1x2x64xf32>) {
  // CHECK: dsa.attention {{.*}} with_lse
  // CHECK: dsa.sparse_softmax {{.*}} with_lse
  %o, %lse = dsa.attention %q, %q, %q, %p with_lse : !q, !q, !q, !p
  %w, %other = dsa.sparse_softmax %x, %p with_lse : !t, !p
  return %lse, %other : !lse, tensor<1x2x64xf32>
}

// The three steps stay three: made one, they would round elsewhere (`dsa-fuse`). A bias of 0 is added: -0 + 0 is 0.
// CHECK-LABEL: func.func @three_steps
func.func @three_steps(%q: !q, %p: !p) -> (!q, !q) {
  // CHECK: dsa.sddmm
  // CHECK: dsa.sparse_softmax
  // CHECK: dsa.spmm
  // CHECK: dsa.attention {{.*}} key_bias(
  %x = dsa.sddmm %q, %q, %p : !q, !q, !p
  %w = dsa.sparse_softmax %x, %p : !t, !p
  %o = dsa.spmm %w, %q, %p : !t, !q, !p
  %zero = arith.constant dense<0.0> : tensor<1x1x64xf32>
  %biased = dsa.attention %q, %q, %q, %p key_bias(%zero : tensor<1x1x64xf32>) : !q, !q, !q, !p
  return %o, %biased : !q, !q
}
