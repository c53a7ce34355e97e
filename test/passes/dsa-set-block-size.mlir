// RUN: ds-opt %s --dsa-set-block-size=block-size=32 | FileCheck %s
// RUN: ds-opt %s --pass-pipeline="builtin.module(func.func(dsa-set-block-size{block-size=32}))" | FileCheck %s
// RUN: ds-opt %s --dsa-set-block-size=block-size=32 --canonicalize | FileCheck %s --check-prefix=CLEAN
// RUN: ds-opt %s --dsa-set-block-size=block-size=32 --mlir-pass-statistics -o /dev/null 2>&1 | FileCheck %s --check-prefix=STATISTICS
// RUN: ds-opt %s --dsa-set-block-size=block-size=32 --mlir-disable-threading --mlir-pass-statistics -o /dev/null 2>&1 \
// RUN:   | FileCheck %s --check-prefix=STATISTICS
// RUN: ds-opt %s --dsa-set-block-size=block-size=16 | FileCheck %s --check-prefix=SAME
// RUN: ds-opt %s --dsa-set-block-size | FileCheck %s --check-prefix=SAME

// STATISTICS: Pass statistics report
// STATISTICS: DsaSetBlockSize
// STATISTICS-NEXT: (S) 12 num-patterns-changed - Number of patterns given another block size

// Blocks that have the size already, 16 as in the option's default, are not touched. (One below has others: see @rectangular.)
// SAME-LABEL: func.func @select
// SAME-NEXT:    dsa.score_blocks %{{.*}} block = [16, 16]
// SAME-NEXT:    dsa.select_blocks %{{.*}} top_k(%{{.*}}) : tensor<1x2x7x7xf32> -> !dsa.pattern<1x2x100x100, block = 16x16>
// SAME-NEXT:    dsa.attention

// CHECK-LABEL: func.func @select
// CHECK-SAME:    %[[Q:.*]]: tensor<1x2x100x8xf32>, %[[K:.*]]: index
func.func @select(%q: tensor<1x2x100x8xf32>, %k: index) -> tensor<1x2x100x8xf32> {
  // Of 7 block columns there are 4 now: k becomes ceil(min(k, 7) * 4 / 7).
  // CHECK:     %[[S:.*]] = dsa.score_blocks %[[Q]], %[[Q]] block = [32, 32]
  // CHECK-DAG: %[[NEW:.*]] = arith.constant 4 : index
  // CHECK-DAG: %[[OLD:.*]] = arith.constant 7 : index
  // CHECK:     %[[MOST:.*]] = arith.minsi %[[K]], %[[OLD]]
  // CHECK:     %[[WIDE:.*]] = arith.muli %[[MOST]], %[[NEW]]
  // CHECK:     %[[SCALED:.*]] = arith.ceildivsi %[[WIDE]], %[[OLD]]
  // CHECK:     %[[P:.*]] = dsa.select_blocks %[[S]] top_k(%[[SCALED]]) : tensor<1x2x4x4xf32> -> !dsa.pattern<1x2x100x100, block = 32x32>
  // CHECK:     dsa.attention %[[Q]], %[[Q]], %[[Q]], %[[P]] {{.*}} !dsa.pattern<1x2x100x100, block = 32x32>
  %s = dsa.score_blocks %q, %q block = [16, 16] : tensor<1x2x100x8xf32>, tensor<1x2x100x8xf32>
  %p = dsa.select_blocks %s top_k(%k) : tensor<1x2x7x7xf32> -> !dsa.pattern<1x2x100x100, block = 16x16>
  %o = dsa.attention %q, %q, %q, %p : tensor<1x2x100x8xf32>, tensor<1x2x100x8xf32>, tensor<1x2x100x8xf32>, !dsa.pattern<1x2x100x100, block = 16x16>
  return %o : tensor<1x2x100x8xf32>
}

// Constants fold; the largest index is "all", and does not overflow.
// CLEAN-LABEL: func.func @constants
func.func @constants(%q: tensor<1x2x96x8xf32>) -> (f32, f32) {
  // CLEAN-DAG: %[[TWO:.*]] = arith.constant 2 : index
  // CLEAN-DAG: %[[ALL:.*]] = arith.constant 1.000000e+00 : f32
  // CLEAN: dsa.select_blocks %{{.*}} top_k(%[[TWO]]) : tensor<1x2x3x3xf32> -> !dsa.pattern<1x2x96x96, block = 32x32>
  // CLEAN: %[[D:.*]] = dsa.pattern_density
  // CLEAN: return %[[D]], %[[ALL]]
  %three = arith.constant 3 : index
  %all = arith.constant 9223372036854775807 : index
  %s = dsa.score_blocks %q, %q block = [16, 16] : tensor<1x2x96x8xf32>, tensor<1x2x96x8xf32>
  // One score tensor serves two selections.
  %p = dsa.select_blocks %s top_k(%three) : tensor<1x2x6x6xf32> -> !dsa.pattern<1x2x96x96, block = 16x16>
  %r = dsa.select_blocks %s top_k(%all) : tensor<1x2x6x6xf32> -> !dsa.pattern<1x2x96x96, block = 16x16>
  %0 = dsa.pattern_density %p : !dsa.pattern<1x2x96x96, block = 16x16>
  %1 = dsa.pattern_density %r : !dsa.pattern<1x2x96x96, block = 16x16>
  return %0, %1 : f32, f32
}

// Queries and batch may be dynamic, in the pattern or in what it is chosen from.
// CHECK-LABEL: func.func @dynamic
func.func @dynamic(%q: tensor<?x2x?x8xf32>, %k: tensor<?x2x100x8xf32>, %b: index) -> f32 {
  // CHECK: dsa.score_blocks %{{.*}} block = [32, 32] : tensor<?x2x?x8xf32>, tensor<?x2x100x8xf32>
  // CHECK: dsa.select_blocks %{{.*}} top_k(%{{.*}}) : tensor<?x2x?x4xf32> -> !dsa.pattern<?x2x50x100, block = 32x32>
  %three = arith.constant 3 : index
  %s = dsa.score_blocks %q, %k block = [16, 16] : tensor<?x2x?x8xf32>, tensor<?x2x100x8xf32>
  %p = dsa.select_blocks %s top_k(%three) : tensor<?x2x?x7xf32> -> !dsa.pattern<?x2x50x100, block = 16x16>
  %d = dsa.pattern_density %p : !dsa.pattern<?x2x50x100, block = 16x16>
  return %d : f32
}

// Stated patterns are stated in other blocks; format and index type stay.
// CHECK-LABEL: func.func @stated
func.func @stated(%n: index) -> (f32, f32) {
  // CHECK: dsa.dense_pattern(%{{.*}}) : !dsa.pattern<1x1x?x100, block = 32x32, index = i64>
  // CHECK: dsa.window_pattern grid = [1, 10, 10] radius = [0, 1, 1] : !dsa.pattern<1x1x100x100, block = 32x32, format = bitmap>
  %p = dsa.dense_pattern(%n) : !dsa.pattern<1x1x?x100, block = 16x16, index = i64>
  %w = dsa.window_pattern grid = [1, 10, 10] radius = [0, 1, 1] : !dsa.pattern<1x1x100x100, block = 16x16, format = bitmap>
  %0 = dsa.pattern_density %p : !dsa.pattern<1x1x?x100, block = 16x16, index = i64>
  %1 = dsa.pattern_density %w : !dsa.pattern<1x1x100x100, block = 16x16, format = bitmap>
  return %0, %1 : f32, f32
}

// As many block columns as before: top_k stays as it is.
// CHECK-LABEL: func.func @rectangular
// CHECK-SAME:    %{{.*}}: tensor<1x2x100x8xf64>, %[[K:.*]]: index
func.func @rectangular(%q: tensor<1x2x100x8xf64>, %k: index) -> f32 {
  // CHECK-NEXT: dsa.score_blocks %{{.*}} block = [32, 32]
  // CHECK-NEXT: dsa.select_blocks %{{.*}} top_k(%[[K]]) : tensor<1x2x4x4xf64> -> !dsa.pattern<1x2x100x100, block = 32x32>
  %s = dsa.score_blocks %q, %q block = [8, 32] : tensor<1x2x100x8xf64>, tensor<1x2x100x8xf64>
  %p = dsa.select_blocks %s top_k(%k) : tensor<1x2x13x4xf64> -> !dsa.pattern<1x2x100x100, block = 8x32>
  %d = dsa.pattern_density %p : !dsa.pattern<1x2x100x100, block = 8x32>
  return %d : f32
}

// Patterns are united in the blocks that they get; a mask of elements has nothing to do with blocks.
// CHECK-LABEL: func.func @algebra
// CHECK:         dsa.causal_pattern() : !dsa.pattern<1x2x64x64, block = 32x32, holds = elements>
// CHECK:         dsa.pattern_from_mask %{{.*}} : tensor<1x2x64x64xi1> -> !dsa.pattern<1x2x64x64, block = 32x32, holds = elements>
// CHECK:         dsa.pattern_intersection %{{.*}} : !dsa.pattern<1x2x64x64, block = 32x32, holds = elements>, !dsa.pattern<1x2x64x64, block = 32x32, holds = elements>
// CHECK:         dsa.pattern_complement %{{.*}} : !dsa.pattern<1x2x64x64, block = 32x32, holds = elements>
// CHECK:         dsa.pattern_density %{{.*}} : !dsa.pattern<1x2x64x64, block = 32x32, holds = elements>
func.func @algebra(%m: tensor<1x2x64x64xi1>) -> f32 {
  %c = dsa.causal_pattern() : !dsa.pattern<1x2x64x64, block = 16x16, holds = elements>
  %p = dsa.pattern_from_mask %m : tensor<1x2x64x64xi1> -> !dsa.pattern<1x2x64x64, block = 16x16, holds = elements>
  %i = dsa.pattern_intersection %c, %p
    : !dsa.pattern<1x2x64x64, block = 16x16, holds = elements>, !dsa.pattern<1x2x64x64, block = 16x16, holds = elements>
  %o = dsa.pattern_complement %i : !dsa.pattern<1x2x64x64, block = 16x16, holds = elements>
  %d = dsa.pattern_density %o : !dsa.pattern<1x2x64x64, block = 16x16, holds = elements>
  return %d : f32
}

// A mask of diagonals is one of tokens, whatever the blocks are.
// CHECK-LABEL: func.func @diagonals
func.func @diagonals(%mask: tensor<1x2x199xi1>) -> f32 {
  // CHECK: dsa.diagonal_pattern %{{.*}} : tensor<1x2x199xi1> -> !dsa.pattern<1x2x100x100, block = 32x32>
  %p = dsa.diagonal_pattern %mask : tensor<1x2x199xi1> -> !dsa.pattern<1x2x100x100, block = 16x16>
  %d = dsa.pattern_density %p : !dsa.pattern<1x2x100x100, block = 16x16>
  return %d : f32
}
