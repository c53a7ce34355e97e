// Outside of functions values may be made of each other in a circle: nothing is known of such lists, and looking at them ends.
// RUN: ds-opt %s --canonicalize --allow-unregistered-dialect | FileCheck %s

// CHECK: dsa.invert_indices
// CHECK: dsa.invert_indices
// CHECK: dsa.pack_tokens
module {
  %n = arith.constant 4 : index
  %a = dsa.invert_indices %b size(%n) : tensor<1x?xi32>
  %b = dsa.invert_indices %a size(%n) : tensor<1x?xi32>
  %x = "test.tokens"() : () -> tensor<1x4x8xf32>
  %p = dsa.pack_tokens %x, %a : tensor<1x4x8xf32>, tensor<1x?xi32>
  "test.use"(%p) : (tensor<1x?x8xf32>) -> ()
}
