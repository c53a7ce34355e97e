// As many keys as there are, are all; fewer, or of a number that only shows at run time, are chosen.
//
// RUN: ds-opt %s --canonicalize | FileCheck %s

!keys = !dsa.pattern<1x2x8x20, block = 4x4, holds = elements>
!open = !dsa.pattern<1x2x8x?, block = 4x4, holds = elements>

// CHECK-LABEL: func.func @all
func.func @all(%s: tensor<1x2x8x20xf32>) -> !keys {
  // CHECK-NEXT: %[[P:.*]] = dsa.dense_pattern() : !dsa.pattern<1x2x8x20, block = 4x4, holds = elements>
  // CHECK-NEXT: return %[[P]]
  %k = arith.constant 20 : index
  %p = dsa.select_keys %s top_k(%k) : tensor<1x2x8x20xf32> -> !keys
  return %p : !keys
}

// CHECK-LABEL: func.func @some
func.func @some(%s: tensor<1x2x8x20xf32>, %t: tensor<1x2x8x?xf32>, %k: index) -> (!keys, !keys, !keys, !open) {
  // CHECK-COUNT-4: dsa.select_keys
  %nineteen = arith.constant 19 : index
  %less = arith.constant -1 : index
  %many = arith.constant 20 : index
  %p = dsa.select_keys %s top_k(%nineteen) : tensor<1x2x8x20xf32> -> !keys
  %q = dsa.select_keys %s top_k(%less) : tensor<1x2x8x20xf32> -> !keys
  %r = dsa.select_keys %s top_k(%k) : tensor<1x2x8x20xf32> -> !keys
  %o = dsa.select_keys %t top_k(%many) : tensor<1x2x8x?xf32> -> !open
  return %p, %q, %r, %o : !keys, !keys, !keys, !open
}
