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

!open = tensor<2x7x?xf32>
!list = tensor<2x?xi32>

// A budget of all channels packs and unpacks nothing; one of fewer does.
// CHECK-LABEL: func.func @all
// CHECK-SAME:    %[[X:[a-z0-9]*]]: tensor<2x7x8xf32>
func.func @all(%x: !x, %y: !x, %s: tensor<2x8xf32>) -> (!open, !x, !open) {
  // CHECK-DAG: %[[ALL:.*]] = tensor.cast %[[X]]
  // CHECK-DAG: %[[SOME:.*]] = dsa.pack_channels
  // CHECK-NOT: dsa.unpack_channels
  // CHECK: return %[[ALL]], %[[X]], %[[SOME]]
  %n = arith.constant 9 : index
  %k = arith.constant 7 : index
  %all = dsa.gate_tokens %s budget(%n) : tensor<2x8xf32>
  %p = dsa.pack_channels %x, %all : !x, !list
  %u = dsa.unpack_channels %p, %all into %y : !open, !list, !x
  %some = dsa.gate_tokens %s budget(%k) : tensor<2x8xf32>
  %q = dsa.pack_channels %x, %some : !x, !list
  return %p, %u, %q : !open, !x, !open
}

// A list of all tokens is not one of all channels.
// CHECK-LABEL: func.func @all_of_another_axis
func.func @all_of_another_axis(%x: !x, %s: tensor<2x7xf32>) -> !open {
  // CHECK: dsa.pack_channels
  %n = arith.constant 7 : index
  %all = dsa.gate_tokens %s budget(%n) : tensor<2x7xf32>
  %p = dsa.pack_channels %x, %all : !x, !list
  return %p : !open
}

// Sorted channels, put back.
// CHECK-LABEL: func.func @sorted
// CHECK-SAME:    %[[X:[a-z0-9]*]]: tensor<2x7x8xf32>
func.func @sorted(%x: !x, %y: !x, %s: tensor<2x8xf32>) -> !x {
  // CHECK-NEXT: return %[[X]]
  %order = dsa.sort_indices %s : tensor<2x8xf32>
  %p = dsa.pack_channels %x, %order : !x, tensor<2x8xi32>
  %u = dsa.unpack_channels %p, %order into %y : !x, tensor<2x8xi32>, !x
  return %u : !x
}
