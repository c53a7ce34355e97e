// The heads that a pattern must serve are those of the result: of values there may be fewer.
//
// RUN: ds-run %s --verify-patterns --input=1x1x16x16x16xf32=1 --input=1x1x32x8xf32=1 --input=1x4x2x2xi1=1 --expected-output=1x4x32x8xf32=32 | FileCheck %s
// CHECK: output #0 is as expected
func.func @f(%w: tensor<1x1x?x16x16xf32>, %v: tensor<1x1x32x8xf32>, %mask: tensor<1x4x2x2xi1>) -> tensor<1x4x32x8xf32> {
  %p = dsa.pattern_from_mask %mask : tensor<1x4x2x2xi1> -> !dsa.pattern<1x4x32x32, block = 16x16>
  %o = dsa.spmm %w, %v, %p : tensor<1x1x?x16x16xf32>, tensor<1x1x32x8xf32>, !dsa.pattern<1x4x32x32, block = 16x16>
  return %o : tensor<1x4x32x8xf32>
}
