// What keeps dsa-set-block-size from changing a function: it says where, and changes nothing.
//
// RUN: ds-opt %s --dsa-set-block-size=block-size=32 --split-input-file --verify-diagnostics
// RUN: not ds-opt %S/dsa-set-block-size.mlir --dsa-set-block-size=block-size=0 2>&1 | FileCheck %s
// RUN: not ds-opt %S/dsa-set-block-size.mlir --dsa-set-block-size=block-size=-16 2>&1 | FileCheck %s --check-prefix=NEGATIVE

// CHECK: dsa-set-block-size.mlir:{{.*}}: error: block-size is 0, expected at least 1
// NEGATIVE: dsa-set-block-size.mlir:{{.*}}: error: block-size is -16, expected at least 1

// expected-error @+1 {{'func.func' op fixes the block size: cannot choose blocks of another size}}
func.func @argument(%p: !dsa.pattern<1x1x8x8, block = 2x2>) {
  return
}

// -----

// expected-error @+1 {{'func.func' op fixes the block size: cannot choose blocks of another size}}
func.func private @declaration() -> !dsa.pattern<1x1x8x8, block = 2x2>

// -----

func.func @call() {
  %c = func.constant @make : () -> !dsa.pattern<1x1x8x8, block = 2x2>
  // expected-error @+1 {{'func.call_indirect' op fixes the block size: cannot choose blocks of another size}}
  %p = func.call_indirect %c() : () -> !dsa.pattern<1x1x8x8, block = 2x2>
  return
}

// expected-error @+1 {{'func.func' op fixes the block size: cannot choose blocks of another size}}
func.func private @make() -> !dsa.pattern<1x1x8x8, block = 2x2>

// -----

func.func @from_mask(%m: tensor<1x1x4x4xi1>) -> f32 {
  // expected-error @+1 {{'dsa.pattern_from_mask' op fixes the block size: cannot choose blocks of another size}}
  %p = dsa.pattern_from_mask %m : tensor<1x1x4x4xi1> -> !dsa.pattern<1x1x8x8, block = 2x2>
  %d = dsa.pattern_density %p : !dsa.pattern<1x1x8x8, block = 2x2>
  return %d : f32
}

// -----

func.func @to_mask() -> tensor<1x1x4x4xi1> {
  %p = dsa.dense_pattern() : !dsa.pattern<1x1x8x8, block = 2x2>
  // expected-error @+1 {{'dsa.pattern_to_mask' op fixes the block size: cannot choose blocks of another size}}
  %m = dsa.pattern_to_mask %p : !dsa.pattern<1x1x8x8, block = 2x2>
  return %m : tensor<1x1x4x4xi1>
}

// -----

func.func @scores_from_outside(%s: tensor<1x1x4x4xf32>, %k: index) -> f32 {
  // expected-error @+1 {{'dsa.select_blocks' op fixes the block size: cannot choose blocks of another size}}
  %p = dsa.select_blocks %s top_k(%k) : tensor<1x1x4x4xf32> -> !dsa.pattern<1x1x8x8, block = 2x2>
  %d = dsa.pattern_density %p : !dsa.pattern<1x1x8x8, block = 2x2>
  return %d : f32
}

// -----

func.func @scores_to_outside(%q: tensor<1x1x8x4xf32>) -> tensor<1x1x4x4xf32> {
  // expected-error @+1 {{'dsa.score_blocks' op fixes the block size: cannot choose blocks of another size}}
  %s = dsa.score_blocks %q, %q block = [2, 2] : tensor<1x1x8x4xf32>, tensor<1x1x8x4xf32>
  return %s : tensor<1x1x4x4xf32>
}

// -----

func.func @loop(%n: index) -> f32 {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %p = dsa.dense_pattern() : !dsa.pattern<1x1x8x8, block = 2x2>
  %r = scf.for %i = %zero to %n step %one iter_args(%carried = %p) -> !dsa.pattern<1x1x8x8, block = 2x2> {
    // expected-error @+1 {{'scf.yield' op fixes the block size: cannot choose blocks of another size}}
    scf.yield %carried : !dsa.pattern<1x1x8x8, block = 2x2>
  }
  %d = dsa.pattern_density %r : !dsa.pattern<1x1x8x8, block = 2x2>
  return %d : f32
}

// -----

func.func @choice(%which: i1) -> f32 {
  %p = dsa.dense_pattern() : !dsa.pattern<1x1x8x8, block = 2x2>
  %w = dsa.window_pattern grid = [2, 2, 2] radius = [0, 1, 1] : !dsa.pattern<1x1x8x8, block = 2x2>
  // expected-error @+1 {{'arith.select' op fixes the block size: cannot choose blocks of another size}}
  %r = arith.select %which, %p, %w : !dsa.pattern<1x1x8x8, block = 2x2>
  %d = dsa.pattern_density %r : !dsa.pattern<1x1x8x8, block = 2x2>
  return %d : f32
}

// -----

func.func @dynamic_keys(%q: tensor<1x1x8x4xf32>, %keys: tensor<1x1x?x4xf32>, %k: index) -> f32 {
  %s = dsa.score_blocks %q, %keys block = [2, 2] : tensor<1x1x8x4xf32>, tensor<1x1x?x4xf32>
  // expected-error @+1 {{'dsa.select_blocks' op has a dynamic number of keys: cannot keep the density}}
  %p = dsa.select_blocks %s top_k(%k) : tensor<1x1x4x?xf32> -> !dsa.pattern<1x1x8x?, block = 2x2>
  %d = dsa.pattern_density %p : !dsa.pattern<1x1x8x?, block = 2x2>
  return %d : f32
}

// -----

// As many blocks of 2 as 8 queries have, but not as many of 32 for every size.
func.func @other_sizes(%q: tensor<1x1x8x4xf32>, %k: index) -> f32 {
  %s = dsa.score_blocks %q, %q block = [2, 2] : tensor<1x1x8x4xf32>, tensor<1x1x8x4xf32>
  // expected-error @+1 {{'dsa.select_blocks' op has other sizes than what its scores are made from: cannot choose blocks of another size}}
  %p = dsa.select_blocks %s top_k(%k) : tensor<1x1x4x4xf32> -> !dsa.pattern<1x1x7x8, block = 2x2>
  %d = dsa.pattern_density %p : !dsa.pattern<1x1x7x8, block = 2x2>
  return %d : f32
}

// -----

func.func @f(%rows: tensor<1x2x4xi1>) -> f32 {
  // expected-error @+1 {{'dsa.row_pattern' op fixes the block size: cannot choose blocks of another size}}
  %p = dsa.row_pattern %rows : tensor<1x2x4xi1> -> !dsa.pattern<1x2x64x64, block = 16x16>
  %d = dsa.pattern_density %p : !dsa.pattern<1x2x64x64, block = 16x16>
  return %d : f32
}
