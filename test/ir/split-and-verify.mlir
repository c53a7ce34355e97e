// Each split is a module of its own for passes written in Rust; their diagnostics can be expected.
//
// RUN: ds-opt %s --dsa-set-block-size=block-size=32 --split-input-file --verify-diagnostics
// RUN: not ds-opt %s --dsa-set-block-size=block-size=32 --split-input-file 2>&1 | FileCheck %s
// Without --split-input-file the dashes are a comment: the first function with an error stops the module.
// RUN: not ds-opt %s --dsa-set-block-size=block-size=32 2>&1 | FileCheck %s --check-prefix=WHOLE

// CHECK-DAG: block = 32x32
// WHOLE:     error: 'dsa.pattern_from_mask' op fixes the block size
// WHOLE-NOT: block = 32x32

func.func @changed() -> f32 {
  %p = dsa.dense_pattern() : !dsa.pattern<1x1x64x64, block = 16x16>
  %d = dsa.pattern_density %p : !dsa.pattern<1x1x64x64, block = 16x16>
  return %d : f32
}

// -----

// The error goes with its split.
func.func @refused(%m: tensor<1x1x4x4xi1>) -> f32 {
  // CHECK-DAG: split-and-verify.mlir:[[@LINE+2]]:8: error: 'dsa.pattern_from_mask' op fixes the block size
  // expected-error @+1 {{'dsa.pattern_from_mask' op fixes the block size: cannot choose blocks of another size}}
  %p = dsa.pattern_from_mask %m : tensor<1x1x4x4xi1> -> !dsa.pattern<1x1x64x64, block = 16x16>
  %d = dsa.pattern_density %p : !dsa.pattern<1x1x64x64, block = 16x16>
  return %d : f32
}
