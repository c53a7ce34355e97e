// RUN: ds-opt %s --canonicalize | FileCheck %s

!x = tensor<2x4x7x8xf32>
!p = tensor<2x3x7x8xf32>
!i = tensor<2x3xi32>

// Heads put back where they were taken from.
// CHECK-LABEL: func.func @inverse
// CHECK-SAME:    %[[X:[a-z0-9]*]]: tensor<2x4x7x8xf32>
func.func @inverse(%x: !x, %i: !i) -> !x {
  // CHECK-NEXT: return %[[X]]
  %p = dsa.pack_heads %x, %i : !x, !i
  %u = dsa.unpack_heads %p, %i into %x : !p, !i, !x
  return %u : !x
}

// Into another base, or by another list.
// CHECK-LABEL: func.func @not_inverse
func.func @not_inverse(%x: !x, %y: !x, %i: !i, %j: !i) -> (!x, !x) {
  // CHECK-COUNT-2: dsa.unpack_heads
  %p = dsa.pack_heads %x, %i : !x, !i
  %u = dsa.unpack_heads %p, %i into %y : !p, !i, !x
  %v = dsa.unpack_heads %p, %j into %x : !p, !i, !x
  return %u, %v : !x, !x
}
