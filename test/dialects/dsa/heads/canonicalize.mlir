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

!open = tensor<2x?x7x8xf32>
!list = tensor<2x?xi32>

// A budget of all heads packs and unpacks nothing; one of none chooses nothing; one of fewer does.
// CHECK-LABEL: func.func @all
// CHECK-SAME:    %[[X:[a-z0-9]*]]: tensor<2x4x7x8xf32>
func.func @all(%x: !x, %y: !x, %s: tensor<2x4xf32>, %t: f32) -> (!open, !x, !list, !open) {
  // CHECK-DAG: %[[ALL:.*]] = tensor.cast %[[X]]
  // CHECK-DAG: %[[EMPTY:.*]] = tensor.empty() : tensor<2x0xi32>
  // CHECK-DAG: %[[NONE:.*]] = tensor.cast %[[EMPTY]]
  // CHECK-DAG: %[[SOME:.*]] = dsa.pack_heads
  // CHECK-NOT: dsa.unpack_heads
  // CHECK: return %[[ALL]], %[[X]], %[[NONE]], %[[SOME]]
  %n = arith.constant 12 : index
  %k = arith.constant 3 : index
  %zero = arith.constant 0 : index
  %all = dsa.select_heads %s budget(%n) : tensor<2x4xf32>
  %p = dsa.pack_heads %x, %all : !x, !list
  %u = dsa.unpack_heads %p, %all into %y : !open, !list, !x
  %none = dsa.select_heads %s budget(%zero) threshold(%t) : tensor<2x4xf32>
  %some = dsa.select_heads %s budget(%k) : tensor<2x4xf32>
  %q = dsa.pack_heads %x, %some : !x, !list
  return %p, %u, %none, %q : !open, !x, !list, !open
}

// Heads above a threshold are not all heads.
// CHECK-LABEL: func.func @above
func.func @above(%x: !x, %y: !x, %s: tensor<2x4xf32>, %t: f32) -> (!open, !x) {
  // CHECK: dsa.pack_heads
  // CHECK: dsa.unpack_heads
  %n = arith.constant 4 : index
  %some = dsa.select_heads %s budget(%n) threshold(%t) : tensor<2x4xf32>
  %p = dsa.pack_heads %x, %some : !x, !list
  %u = dsa.unpack_heads %p, %some into %y : !open, !list, !x
  return %p, %u : !open, !x
}
