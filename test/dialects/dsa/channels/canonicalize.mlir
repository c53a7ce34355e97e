// RUN: ds-opt %s --canonicalize | FileCheck %s

!x = tensor<2x7x8xf32>
!p = tensor<2x7x3xf32>
!i = tensor<2x3xi32>

// Channels put back where they were taken from.
// CHECK-LABEL: func.func @inverse
// CHECK-SAME:    %[[X:[a-z0-9]*]]: tensor<2x7x8xf32>
func.func @inverse(%x: !x, %i: !i) -> !x {
  // CHECK-NEXT: return %[[X]]
  %p = dsa.pack_channels %x, %i : !x, !i
  %u = dsa.unpack_channels %p, %i into %x : !p, !i, !x
  return %u : !x
}

// Into another base, or by another list.
// CHECK-LABEL: func.func @not_inverse
func.func @not_inverse(%x: !x, %y: !x, %i: !i, %j: !i) -> (!x, !x) {
  // CHECK-COUNT-2: dsa.unpack_channels
  %p = dsa.pack_channels %x, %i : !x, !i
  %u = dsa.unpack_channels %p, %i into %y : !p, !i, !x
  %v = dsa.unpack_channels %p, %j into %x : !p, !i, !x
  return %u, %v : !x, !x
}

// Tokens by the same list.
// CHECK-LABEL: func.func @of_tokens
func.func @of_tokens(%x: tensor<2x3x3xf32>, %i: !i) -> tensor<2x3x3xf32> {
  // CHECK: dsa.unpack_channels
  %p = dsa.pack_tokens %x, %i : tensor<2x3x3xf32>, !i
  %u = dsa.unpack_channels %p, %i into %x : tensor<2x3x3xf32>, !i, tensor<2x3x3xf32>
  return %u : tensor<2x3x3xf32>
}
