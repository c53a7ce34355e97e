// Folds and canonicalisation patterns of dsa, each with the cases it must leave alone.
//
// RUN: ds-opt %s --canonicalize="test-convergence" | FileCheck %s

//===----------------------------------------------------------------------===//
// dsa.window_pattern: one that reaches across the grid is dense
//===----------------------------------------------------------------------===//

// CHECK-LABEL: func.func @window_across_the_grid
func.func @window_across_the_grid() -> !dsa.pattern<1x1x1584x1584, block = 16x16> {
  // CHECK-NEXT: %[[P:.*]] = dsa.dense_pattern() : !dsa.pattern<1x1x1584x1584, block = 16x16>
  // CHECK-NEXT: return %[[P]]
  %p = dsa.window_pattern grid = [8, 14, 14] radius = [7, 13, 100] global = 16 : !dsa.pattern<1x1x1584x1584, block = 16x16>
  return %p : !dsa.pattern<1x1x1584x1584, block = 16x16>
}

// CHECK-LABEL: func.func @window_short_of_the_grid
func.func @window_short_of_the_grid() -> !dsa.pattern<1x1x1568x1568, block = 16x16> {
  // CHECK-NEXT: dsa.window_pattern grid = [8, 14, 14] radius = [7, 13, 12]
  %p = dsa.window_pattern grid = [8, 14, 14] radius = [7, 13, 12] : !dsa.pattern<1x1x1568x1568, block = 16x16>
  return %p : !dsa.pattern<1x1x1568x1568, block = 16x16>
}

// What the dense pattern would no longer check stays.
// CHECK-LABEL: func.func @window_of_open_sizes
func.func @window_of_open_sizes(%n: index) -> (!dsa.pattern<1x1x?x?, block = 16x16>, !dsa.pattern<1x1x8x8, block = 16x16>) {
  // CHECK-NEXT: dsa.window_pattern(%{{.*}}, %{{.*}}) grid = [2, 2, 2] radius = [7, 7, 7]
  %p = dsa.window_pattern(%n, %n) grid = [2, 2, 2] radius = [7, 7, 7] : !dsa.pattern<1x1x?x?, block = 16x16>
  // CHECK-NEXT: dsa.window_pattern grid(%{{.*}}, %{{.*}}, %{{.*}}) radius = [7, 7, 7]
  %q = dsa.window_pattern grid(%n, %n, %n) radius = [7, 7, 7] : !dsa.pattern<1x1x8x8, block = 16x16>
  return %p, %q : !dsa.pattern<1x1x?x?, block = 16x16>, !dsa.pattern<1x1x8x8, block = 16x16>
}

//===----------------------------------------------------------------------===//
// dsa.select_blocks: the best k >= S of S are all
//===----------------------------------------------------------------------===//

// 100 keys are 7 blocks of 16, the last one ragged.
// CHECK-LABEL: func.func @select_all
func.func @select_all(%s: tensor<1x2x7x7xf32>) -> (!dsa.pattern<1x2x100x100, block = 16x16>, !dsa.pattern<1x2x100x100, block = 16x16>) {
  // CHECK-NEXT: %[[P:.*]] = dsa.dense_pattern() : !dsa.pattern<1x2x100x100, block = 16x16>
  // CHECK-NEXT: %[[Q:.*]] = dsa.dense_pattern() : !dsa.pattern<1x2x100x100, block = 16x16>
  // CHECK-NEXT: return %[[P]], %[[Q]]
  %k = arith.constant 7 : index
  %more = arith.constant 9223372036854775807 : index
  %p = dsa.select_blocks %s top_k(%k) : tensor<1x2x7x7xf32> -> !dsa.pattern<1x2x100x100, block = 16x16>
  %q = dsa.select_blocks %s top_k(%more) : tensor<1x2x7x7xf32> -> !dsa.pattern<1x2x100x100, block = 16x16>
  return %p, %q : !dsa.pattern<1x2x100x100, block = 16x16>, !dsa.pattern<1x2x100x100, block = 16x16>
}

// CHECK-LABEL: func.func @select_some
func.func @select_some(%s: tensor<1x2x7x7xf32>, %unknown: index)
    -> (!dsa.pattern<1x2x100x100, block = 16x16>, !dsa.pattern<1x2x100x100, block = 16x16>, !dsa.pattern<1x2x100x100, block = 16x16>) {
  // CHECK-COUNT-3: dsa.select_blocks
  %k = arith.constant 6 : index
  %none = arith.constant -1 : index
  %p = dsa.select_blocks %s top_k(%k) : tensor<1x2x7x7xf32> -> !dsa.pattern<1x2x100x100, block = 16x16>
  %q = dsa.select_blocks %s top_k(%none) : tensor<1x2x7x7xf32> -> !dsa.pattern<1x2x100x100, block = 16x16>
  %r = dsa.select_blocks %s top_k(%unknown) : tensor<1x2x7x7xf32> -> !dsa.pattern<1x2x100x100, block = 16x16>
  return %p, %q, %r
    : !dsa.pattern<1x2x100x100, block = 16x16>, !dsa.pattern<1x2x100x100, block = 16x16>, !dsa.pattern<1x2x100x100, block = 16x16>
}

// A dense pattern would need the sizes as operands.
// CHECK-LABEL: func.func @select_dynamic
func.func @select_dynamic(%s: tensor<1x2x?x7xf32>) -> !dsa.pattern<1x2x?x100, block = 16x16> {
  // CHECK: dsa.select_blocks
  %k = arith.constant 7 : index
  %p = dsa.select_blocks %s top_k(%k) : tensor<1x2x?x7xf32> -> !dsa.pattern<1x2x?x100, block = 16x16>
  return %p : !dsa.pattern<1x2x?x100, block = 16x16>
}

//===----------------------------------------------------------------------===//
// dsa.pattern_from_mask and dsa.pattern_to_mask are each other's inverse
//===----------------------------------------------------------------------===//

// CHECK-LABEL: func.func @to_mask_of_from_mask
// CHECK-SAME:    %[[M:.*]]: tensor<1x1x4x4xi1>
func.func @to_mask_of_from_mask(%m: tensor<1x1x4x4xi1>) -> tensor<1x1x4x4xi1> {
  // CHECK-NEXT: return %[[M]]
  %p = dsa.pattern_from_mask %m : tensor<1x1x4x4xi1> -> !dsa.pattern<1x1x8x8, block = 2x2>
  %r = dsa.pattern_to_mask %p : !dsa.pattern<1x1x8x8, block = 2x2>
  return %r : tensor<1x1x4x4xi1>
}

// CHECK-LABEL: func.func @from_mask_of_to_mask
// CHECK-SAME:    %[[P:.*]]: !dsa.pattern<1x1x8x8, block = 2x2>
func.func @from_mask_of_to_mask(%p: !dsa.pattern<1x1x8x8, block = 2x2>) -> !dsa.pattern<1x1x8x8, block = 2x2> {
  // CHECK-NEXT: return %[[P]]
  %m = dsa.pattern_to_mask %p : !dsa.pattern<1x1x8x8, block = 2x2>
  %r = dsa.pattern_from_mask %m : tensor<1x1x4x4xi1> -> !dsa.pattern<1x1x8x8, block = 2x2>
  return %r : !dsa.pattern<1x1x8x8, block = 2x2>
}

// Not where the types differ: the mask's sizes are known on one side only, or the blocks are stored in another way.
// CHECK-LABEL: func.func @masks_of_other_types
func.func @masks_of_other_types(%m: tensor<?x?x?x?xi1>, %p: !dsa.pattern<1x1x8x8, block = 2x2>)
    -> (tensor<1x1x4x4xi1>, !dsa.pattern<1x1x8x8, block = 2x2, format = bitmap>) {
  // CHECK-NEXT: dsa.pattern_from_mask
  // CHECK-NEXT: dsa.pattern_to_mask
  %q = dsa.pattern_from_mask %m : tensor<?x?x?x?xi1> -> !dsa.pattern<1x1x8x8, block = 2x2>
  %0 = dsa.pattern_to_mask %q : !dsa.pattern<1x1x8x8, block = 2x2>
  // CHECK-NEXT: dsa.pattern_to_mask
  // CHECK-NEXT: dsa.pattern_from_mask
  %n = dsa.pattern_to_mask %p : !dsa.pattern<1x1x8x8, block = 2x2>
  %1 = dsa.pattern_from_mask %n : tensor<1x1x4x4xi1> -> !dsa.pattern<1x1x8x8, block = 2x2, format = bitmap>
  return %0, %1 : tensor<1x1x4x4xi1>, !dsa.pattern<1x1x8x8, block = 2x2, format = bitmap>
}

//===----------------------------------------------------------------------===//
// dsa.pattern_density: 1 for a dense pattern that has blocks
//===----------------------------------------------------------------------===//

// CHECK-LABEL: func.func @density_of_dense
func.func @density_of_dense() -> f32 {
  // CHECK-NEXT: %[[ONE:.*]] = arith.constant 1.000000e+00 : f32
  // CHECK-NEXT: return %[[ONE]]
  %p = dsa.dense_pattern() : !dsa.pattern<1x1x7x8, block = 2x2>
  %d = dsa.pattern_density %p : !dsa.pattern<1x1x7x8, block = 2x2>
  return %d : f32
}

// Together with the pattern above.
// CHECK-LABEL: func.func @density_of_all_selected
func.func @density_of_all_selected(%s: tensor<1x2x7x7xf32>) -> f32 {
  // CHECK-NEXT: %[[ONE:.*]] = arith.constant 1.000000e+00 : f32
  // CHECK-NEXT: return %[[ONE]]
  %k = arith.constant 7 : index
  %p = dsa.select_blocks %s top_k(%k) : tensor<1x2x7x7xf32> -> !dsa.pattern<1x2x100x100, block = 16x16>
  %d = dsa.pattern_density %p : !dsa.pattern<1x2x100x100, block = 16x16>
  return %d : f32
}

// Without blocks the density is 0, and a size that is not known may be 0.
// CHECK-LABEL: func.func @density_of_maybe_no_blocks
func.func @density_of_maybe_no_blocks(%n: index, %any: !dsa.pattern<1x1x8x8, block = 2x2>) -> (f32, f32, f32) {
  // CHECK-COUNT-3: dsa.pattern_density
  %p = dsa.dense_pattern() : !dsa.pattern<1x1x8x0, block = 2x2>
  %0 = dsa.pattern_density %p : !dsa.pattern<1x1x8x0, block = 2x2>
  %q = dsa.dense_pattern(%n) : !dsa.pattern<1x1x8x?, block = 2x2>
  %1 = dsa.pattern_density %q : !dsa.pattern<1x1x8x?, block = 2x2>
  %2 = dsa.pattern_density %any : !dsa.pattern<1x1x8x8, block = 2x2>
  return %0, %1, %2 : f32, f32, f32
}

//===----------------------------------------------------------------------===//
// dsa.unpack_tokens: unpack(pack(x, i), i) into x = x
//===----------------------------------------------------------------------===//

// CHECK-LABEL: func.func @unpack_of_pack
// CHECK-SAME:    %[[X:.*]]: tensor<1x8x4xf32>, %{{.*}}: tensor<1x?xi32>
func.func @unpack_of_pack(%x: tensor<1x8x4xf32>, %i: tensor<1x?xi32>) -> tensor<1x8x4xf32> {
  // CHECK-NEXT: return %[[X]]
  %p = dsa.pack_tokens %x, %i : tensor<1x8x4xf32>, tensor<1x?xi32>
  %r = dsa.unpack_tokens %p, %i into %x : tensor<1x?x4xf32>, tensor<1x?xi32>, tensor<1x8x4xf32>
  return %r : tensor<1x8x4xf32>
}

// Not into another base, at other indices, or with other tokens.
// CHECK-LABEL: func.func @unpack_of_something_else
func.func @unpack_of_something_else(%x: tensor<1x8x4xf32>, %y: tensor<1x8x4xf32>, %i: tensor<1x3xi32>, %j: tensor<1x3xi32>)
    -> (tensor<1x8x4xf32>, tensor<1x8x4xf32>, tensor<1x8x4xf32>) {
  // CHECK: dsa.pack_tokens
  // CHECK-COUNT-3: dsa.unpack_tokens
  %p = dsa.pack_tokens %x, %i : tensor<1x8x4xf32>, tensor<1x3xi32>
  %changed = arith.addf %p, %p : tensor<1x3x4xf32>
  %0 = dsa.unpack_tokens %p, %i into %y : tensor<1x3x4xf32>, tensor<1x3xi32>, tensor<1x8x4xf32>
  %1 = dsa.unpack_tokens %p, %j into %x : tensor<1x3x4xf32>, tensor<1x3xi32>, tensor<1x8x4xf32>
  %2 = dsa.unpack_tokens %changed, %i into %x : tensor<1x3x4xf32>, tensor<1x3xi32>, tensor<1x8x4xf32>
  return %0, %1, %2 : tensor<1x8x4xf32>, tensor<1x8x4xf32>, tensor<1x8x4xf32>
}
