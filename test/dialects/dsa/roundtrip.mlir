// Every op of dsa, with every optional part, over static and dynamic sizes and all element types, printed and read again:
// in its own form, in the generic form, and as bytecode.
//
// RUN: ds-opt %s | FileCheck %s
// RUN: ds-opt %s | ds-opt | FileCheck %s
// RUN: ds-opt %s --mlir-print-op-generic | FileCheck %s --check-prefix=GENERIC
// RUN: ds-opt %s --mlir-print-op-generic | ds-opt | FileCheck %s
// RUN: ds-opt %s --emit-bytecode | ds-opt | FileCheck %s

//===----------------------------------------------------------------------===//
// The pattern type
//===----------------------------------------------------------------------===//

// What has a default is not printed when it has it, however it was written.
// CHECK-LABEL: func.func private @formats
// CHECK-SAME:  (!dsa.pattern<1x12x1568x1568, block = 16x16>, !dsa.pattern<1x12x1568x1568, block = 16x16>,
// CHECK-SAME:   !dsa.pattern<1x12x1568x1568, block = 16x16>, !dsa.pattern<?x?x?x?, block = 64x16, index = i64>,
// CHECK-SAME:   !dsa.pattern<2x3x7x5, block = 1x1, format = csr>, !dsa.pattern<2x3x7x5, block = 1x1, format = coo, index = i64>,
// CHECK-SAME:   !dsa.pattern<2x3x7x5, block = 4x2, holds = elements, format = hybrid>, !dsa.pattern<2x3x7x5, block = 4x2, format = bitmap>,
// CHECK-SAME:   !dsa.pattern<2x3x7x5, block = 4x2, format = row>, !dsa.pattern<2x3x7x5, block = 4x2, format = column>,
// CHECK-SAME:   !dsa.pattern<2x3x7x5, block = 4x2, format = stripe>, !dsa.pattern<0x0x0x0, block = 4x2>)
func.func private @formats(
    !dsa.pattern<1x12x1568x1568, block = 16x16>,
    !dsa.pattern<1x12x1568x1568, block = 16x16, format = bcsr>,
    !dsa.pattern<1x12x1568x1568, block = 16x16, index = i32, format = bcsr>,
    !dsa.pattern<?x?x?x?, block = 64x16, format = bcsr, index = i64>,
    !dsa.pattern<2x3x7x5, block = 1x1, format = csr>,
    !dsa.pattern<2x3x7x5, block = 1x1, format = coo, index = i64>,
    !dsa.pattern<2x3x7x5, block = 4x2, holds = elements, format = hybrid>,
    !dsa.pattern<2x3x7x5, block = 4x2, format = bitmap>,
    !dsa.pattern<2x3x7x5, block = 4x2, format = row>,
    !dsa.pattern<2x3x7x5, block = 4x2, format = column>,
    !dsa.pattern<2x3x7x5, block = 4x2, format = stripe>,
    !dsa.pattern<0x0x0x0, block = 4x2>)

//===----------------------------------------------------------------------===//
// Patterns
//===----------------------------------------------------------------------===//

// CHECK-LABEL: func.func @dense_pattern
// CHECK-SAME:    %[[N:.*]]: index, %[[M:.*]]: index, %[[B:.*]]: index, %[[H:.*]]: index
// GENERIC-LABEL: sym_name = "dense_pattern"
func.func @dense_pattern(%n: index, %m: index, %b: index, %h: index) {
  // CHECK: dsa.dense_pattern() : !dsa.pattern<1x12x1568x1568, block = 16x16>
  // GENERIC: "dsa.dense_pattern"() : () -> !dsa.pattern<1x12x1568x1568, block = 16x16>
  %static = dsa.dense_pattern() : !dsa.pattern<1x12x1568x1568, block = 16x16>
  // CHECK: dsa.dense_pattern(%[[N]]) : !dsa.pattern<1x1x?x7, block = 1x1, format = csr>
  %keys = dsa.dense_pattern(%n) : !dsa.pattern<1x1x?x7, block = 1x1, format = csr>
  // CHECK: dsa.dense_pattern(%[[B]], %[[H]], %[[N]], %[[M]]) {note = "kept"} : !dsa.pattern<?x?x?x?, block = 64x16, index = i64>
  // GENERIC: "dsa.dense_pattern"(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}) {note = "kept"} : (index, index, index, index) -> !dsa.pattern<?x?x?x?, block = 64x16, index = i64>
  %dynamic = dsa.dense_pattern(%b, %h, %n, %m) {note = "kept"} : !dsa.pattern<?x?x?x?, block = 64x16, index = i64>
  return
}

// CHECK-LABEL: func.func @window_pattern
// GENERIC-LABEL: sym_name = "window_pattern"
func.func @window_pattern(%n: index, %m: index, %t: index, %y: index, %x: index) {
  // CHECK: dsa.window_pattern grid = [8, 14, 14] radius = [1, 3, 3] : !dsa.pattern<1x1x1568x1568, block = 16x16>
  // GENERIC: "dsa.window_pattern"() {global = 0 : i64, grid = array<i64: 8, 14, 14>, operandSegmentSizes = array<i32: 0, 0>, radius = array<i64: 1, 3, 3>}
  %plain = dsa.window_pattern grid = [8, 14, 14] radius = [1, 3, 3] : !dsa.pattern<1x1x1568x1568, block = 16x16>
  // CHECK: dsa.window_pattern grid = [8, 14, 14] radius = [1, 3, 3] : !dsa.pattern<1x1x1568x1568, block = 16x16>
  %default = dsa.window_pattern grid = [8, 14, 14] radius = [1, 3, 3] global = 0 : !dsa.pattern<1x1x1568x1568, block = 16x16>
  // CHECK: dsa.window_pattern grid = [8, 14, 14] radius = [1, 3, 3] global = 16 {note = "kept"}
  // CHECK-SAME: : !dsa.pattern<1x2x1584x1584, block = 64x16, format = bitmap>
  %global = dsa.window_pattern grid = [8, 14, 14] radius = [1, 3, 3] global = 16 {note = "kept"}
    : !dsa.pattern<1x2x1584x1584, block = 64x16, format = bitmap>
  // CHECK: dsa.window_pattern(%{{.*}}, %{{.*}}) grid(%{{.*}}, %{{.*}}, %{{.*}}) radius = [1, 3, 3] global = 2 {note = "kept"} : !dsa.pattern<1x1x?x?, block = 16x16>
  // GENERIC: "dsa.window_pattern"(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}) {global = 2 : i64, note = "kept", operandSegmentSizes = array<i32: 2, 3>, radius = array<i64: 1, 3, 3>}
  %open = dsa.window_pattern(%n, %m) grid(%t, %y, %x) radius = [1, 3, 3] global = 2 {note = "kept"} : !dsa.pattern<1x1x?x?, block = 16x16>
  // CHECK: dsa.window_pattern grid(%{{.*}}, %{{.*}}, %{{.*}}) radius = [0, 0, 9] : !dsa.pattern<1x1x12x12, block = 4x4, holds = elements>
  %tokens_stated = dsa.window_pattern grid(%t, %y, %x) radius = [0, 0, 9] : !dsa.pattern<1x1x12x12, block = 4x4, holds = elements>
  // CHECK: dsa.window_pattern(%{{.*}}, %{{.*}}) grid = [2, 3, 2] radius = [0, 0, 9] : !dsa.pattern<?x1x12x?, block = 4x4>
  %grid_stated = dsa.window_pattern(%t, %n) grid = [2, 3, 2] radius = [0, 0, 9] : !dsa.pattern<?x1x12x?, block = 4x4>
  return
}

// CHECK-LABEL: func.func @masks
// CHECK-SAME:    %[[STATIC:[^:]*]]: tensor<1x12x98x98xi1>, %[[DYNAMIC:[^:]*]]: tensor<?x?x?x?xi1>
// GENERIC-LABEL: sym_name = "masks"
func.func @masks(%static: tensor<1x12x98x98xi1>, %dynamic: tensor<?x?x?x?xi1>)
    -> (tensor<1x12x98x98xi1>, tensor<?x?x?x?xi1>, tensor<?x12x98x?xi1>, tensor<1x12x98x98xi1>, tensor<1x12x98x98xi1>) {
  // CHECK: %[[P:.*]] = dsa.pattern_from_mask %[[STATIC]] : tensor<1x12x98x98xi1> -> !dsa.pattern<1x12x1568x1568, block = 16x16>
  // GENERIC: "dsa.pattern_from_mask"(%{{.*}}) : (tensor<1x12x98x98xi1>) -> !dsa.pattern<1x12x1568x1568, block = 16x16>
  %p = dsa.pattern_from_mask %static : tensor<1x12x98x98xi1> -> !dsa.pattern<1x12x1568x1568, block = 16x16>
  // CHECK: dsa.pattern_from_mask %[[DYNAMIC]] : tensor<?x?x?x?xi1> -> !dsa.pattern<?x?x?x?, block = 64x16, index = i64>
  %q = dsa.pattern_from_mask %dynamic : tensor<?x?x?x?xi1> -> !dsa.pattern<?x?x?x?, block = 64x16, index = i64>
  // Sizes may be known on one side only; the last block may be ragged.
  // CHECK: dsa.pattern_from_mask %[[DYNAMIC]] : tensor<?x?x?x?xi1> -> !dsa.pattern<?x12x1553x?, block = 16x16>
  %half = dsa.pattern_from_mask %dynamic : tensor<?x?x?x?xi1> -> !dsa.pattern<?x12x1553x?, block = 16x16>
  // CHECK: dsa.pattern_from_mask %[[STATIC]] : tensor<1x12x98x98xi1> -> !dsa.pattern<?x?x?x?, block = 16x16>
  %open = dsa.pattern_from_mask %static : tensor<1x12x98x98xi1> -> !dsa.pattern<?x?x?x?, block = 16x16>
  // CHECK: dsa.pattern_from_mask %[[STATIC]] {note = "kept"} : tensor<1x12x98x98xi1> -> !dsa.pattern<1x12x98x98, block = 1x1>
  %elements = dsa.pattern_from_mask %static {note = "kept"} : tensor<1x12x98x98xi1> -> !dsa.pattern<1x12x98x98, block = 1x1>

  // CHECK: dsa.pattern_to_mask %[[P]] : !dsa.pattern<1x12x1568x1568, block = 16x16>
  // GENERIC: "dsa.pattern_to_mask"(%{{.*}}) : (!dsa.pattern<1x12x1568x1568, block = 16x16>) -> tensor<1x12x98x98xi1>
  %0 = dsa.pattern_to_mask %p : !dsa.pattern<1x12x1568x1568, block = 16x16>
  // CHECK: dsa.pattern_to_mask %{{.*}} : !dsa.pattern<?x?x?x?, block = 64x16, index = i64>
  %1 = dsa.pattern_to_mask %q : !dsa.pattern<?x?x?x?, block = 64x16, index = i64>
  %2 = dsa.pattern_to_mask %half : !dsa.pattern<?x12x1553x?, block = 16x16>
  %open_mask = dsa.pattern_to_mask %open : !dsa.pattern<?x?x?x?, block = 16x16>
  %3 = tensor.cast %open_mask : tensor<?x?x?x?xi1> to tensor<1x12x98x98xi1>
  // CHECK: dsa.pattern_to_mask %{{.*}} {note = "kept"} : !dsa.pattern<1x12x98x98, block = 1x1>
  %4 = dsa.pattern_to_mask %elements {note = "kept"} : !dsa.pattern<1x12x98x98, block = 1x1>
  return %0, %1, %2, %3, %4
    : tensor<1x12x98x98xi1>, tensor<?x?x?x?xi1>, tensor<?x12x98x?xi1>, tensor<1x12x98x98xi1>, tensor<1x12x98x98xi1>
}

// CHECK-LABEL: func.func @pattern_density
func.func @pattern_density(%p: !dsa.pattern<?x1x?x7, block = 4x2>) -> f32 {
  // CHECK: dsa.pattern_density %{{.*}} {note = "kept"} : !dsa.pattern<?x1x?x7, block = 4x2>
  // GENERIC: "dsa.pattern_density"(%{{.*}}) {note = "kept"} : (!dsa.pattern<?x1x?x7, block = 4x2>) -> f32
  %d = dsa.pattern_density %p {note = "kept"} : !dsa.pattern<?x1x?x7, block = 4x2>
  return %d : f32
}

//===----------------------------------------------------------------------===//
// Choosing blocks
//===----------------------------------------------------------------------===//

// Scores are f32, and f64 for f64; the last block of a row or column may be ragged.
// CHECK-LABEL: func.func @score_blocks
func.func @score_blocks(
    %f32: tensor<1x12x1568x64xf32>, %f64: tensor<1x12x1553x64xf64>, %f16: tensor<?x12x?x64xf16>, %bf16: tensor<?x?x?x?xbf16>)
    -> (tensor<1x12x98x98xf32>, tensor<1x12x98x25xf64>, tensor<?x12x?x?xf32>, tensor<?x?x?x?xf32>) {
  // CHECK: dsa.score_blocks %{{.*}}, %{{.*}} block = [16, 16] : tensor<1x12x1568x64xf32>, tensor<1x12x1568x64xf32>
  // GENERIC: "dsa.score_blocks"(%{{.*}}, %{{.*}}) {block = array<i64: 16, 16>} : (tensor<1x12x1568x64xf32>, tensor<1x12x1568x64xf32>) -> tensor<1x12x98x98xf32>
  %0 = dsa.score_blocks %f32, %f32 block = [16, 16] : tensor<1x12x1568x64xf32>, tensor<1x12x1568x64xf32>
  // CHECK: dsa.score_blocks %{{.*}}, %{{.*}} block = [16, 64] scale = 1.250000e-01 : tensor<1x12x1553x64xf64>, tensor<1x12x1553x64xf64>
  // GENERIC: "dsa.score_blocks"(%{{.*}}, %{{.*}}) {block = array<i64: 16, 64>, scale = 1.250000e-01 : f64} : {{.*}} -> tensor<1x12x98x25xf64>
  %1 = dsa.score_blocks %f64, %f64 block = [16, 64] scale = 0.125 : tensor<1x12x1553x64xf64>, tensor<1x12x1553x64xf64>
  // CHECK: dsa.score_blocks %{{.*}}, %{{.*}} block = [16, 64] : tensor<?x12x?x64xf16>, tensor<?x12x?x64xf16>
  %2 = dsa.score_blocks %f16, %f16 block = [16, 64] : tensor<?x12x?x64xf16>, tensor<?x12x?x64xf16>
  // CHECK: dsa.score_blocks %{{.*}}, %{{.*}} block = [1, 1] scale = 1.000000e+00 {note = "kept"} : tensor<?x?x?x?xbf16>, tensor<?x?x?x?xbf16>
  %3 = dsa.score_blocks %bf16, %bf16 block = [1, 1] scale = 1.0 {note = "kept"} : tensor<?x?x?x?xbf16>, tensor<?x?x?x?xbf16>
  return %0, %1, %2, %3 : tensor<1x12x98x98xf32>, tensor<1x12x98x25xf64>, tensor<?x12x?x?xf32>, tensor<?x?x?x?xf32>
}

// Each head of keys serves four of queries, which have the scores.
// CHECK-LABEL: func.func @scores_of_grouped_heads
func.func @scores_of_grouped_heads(%q: tensor<1x12x100x8xf32>, %k: tensor<1x3x50x8xf32>) -> (tensor<1x12x7x4xf32>, tensor<1x12x7x4xf32>) {
  // CHECK: dsa.score_blocks %{{.*}}, %{{.*}} block = [16, 16] : tensor<1x12x100x8xf32>, tensor<1x3x50x8xf32>
  %blocks = dsa.score_blocks %q, %k block = [16, 16] : tensor<1x12x100x8xf32>, tensor<1x3x50x8xf32>
  // CHECK: dsa.score_antidiagonals %{{.*}}, %{{.*}} block = [16, 16] stride = 4 : tensor<1x12x100x8xf32>, tensor<1x3x50x8xf32>
  %antidiagonals = dsa.score_antidiagonals %q, %k block = [16, 16] stride = 4 : tensor<1x12x100x8xf32>, tensor<1x3x50x8xf32>
  return %blocks, %antidiagonals : tensor<1x12x7x4xf32>, tensor<1x12x7x4xf32>
}

// CHECK-LABEL: func.func @select_blocks
func.func @select_blocks(%f32: tensor<1x12x98x98xf32>, %f64: tensor<?x?x?x?xf64>, %k: index)
    -> (!dsa.pattern<1x12x1568x1568, block = 16x16>, !dsa.pattern<1x?x1553x?, block = 16x64>) {
  // CHECK: dsa.select_blocks %{{.*}} top_k(%{{.*}}) : tensor<1x12x98x98xf32> -> !dsa.pattern<1x12x1568x1568, block = 16x16>
  // GENERIC: "dsa.select_blocks"(%{{.*}}, %{{.*}}) : (tensor<1x12x98x98xf32>, index) -> !dsa.pattern<1x12x1568x1568, block = 16x16>
  %0 = dsa.select_blocks %f32 top_k(%k) : tensor<1x12x98x98xf32> -> !dsa.pattern<1x12x1568x1568, block = 16x16>
  // CHECK: dsa.select_blocks %{{.*}} top_k(%{{.*}}) {note = "kept"} : tensor<?x?x?x?xf64> -> !dsa.pattern<1x?x1553x?, block = 16x64>
  %1 = dsa.select_blocks %f64 top_k(%k) {note = "kept"} : tensor<?x?x?x?xf64> -> !dsa.pattern<1x?x1553x?, block = 16x64>
  return %0, %1 : !dsa.pattern<1x12x1568x1568, block = 16x16>, !dsa.pattern<1x?x1553x?, block = 16x64>
}

//===----------------------------------------------------------------------===//
// Attention
//===----------------------------------------------------------------------===//

// Without lse there is one result.
// CHECK-LABEL: func.func @attention
func.func @attention(%q: tensor<2x12x1568x64xf32>, %k: tensor<2x12x99x64xf32>, %v: tensor<2x12x99x32xf32>,
                     %p: !dsa.pattern<2x12x1568x99, block = 16x16>, %shared: !dsa.pattern<1x1x1568x99, block = 16x16>)
    -> (tensor<2x12x1568x32xf32>, tensor<2x12x1568x32xf32>) {
  // CHECK: dsa.attention %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} : tensor<2x12x1568x64xf32>, tensor<2x12x99x64xf32>, tensor<2x12x99x32xf32>, !dsa.pattern<2x12x1568x99, block = 16x16>
  // GENERIC: "dsa.attention"(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}) : (tensor<2x12x1568x64xf32>, tensor<2x12x99x64xf32>, tensor<2x12x99x32xf32>, !dsa.pattern<2x12x1568x99, block = 16x16>) -> tensor<2x12x1568x32xf32>
  %0 = dsa.attention %q, %k, %v, %p
    : tensor<2x12x1568x64xf32>, tensor<2x12x99x64xf32>, tensor<2x12x99x32xf32>, !dsa.pattern<2x12x1568x99, block = 16x16>
  // One pattern for every batch entry and head.
  // CHECK: dsa.attention {{.*}} scale = 1.250000e-01 {note = "kept"} : {{.*}}, !dsa.pattern<1x1x1568x99, block = 16x16>
  %1 = dsa.attention %q, %k, %v, %shared scale = 0.125 {note = "kept"}
    : tensor<2x12x1568x64xf32>, tensor<2x12x99x64xf32>, tensor<2x12x99x32xf32>, !dsa.pattern<1x1x1568x99, block = 16x16>
  return %0, %1 : tensor<2x12x1568x32xf32>, tensor<2x12x1568x32xf32>
}

// lse is f32, and f64 for f64.
// Fewer heads of keys and values than of queries: the result and the pattern have those of queries, a bias those of keys or one.
// CHECK-LABEL: func.func @grouped_attention
func.func @grouped_attention(%q: tensor<2x12x1568x64xf32>, %k: tensor<2x4x99x64xf32>, %v: tensor<2x4x99x32xf32>, %bias: tensor<2x4x99xf32>,
                             %x: tensor<?x12x?x8xf64>, %y: tensor<?x?x?x8xf64>, %z: tensor<?x1x?x8xf64>,
                             %p: !dsa.pattern<2x12x1568x99, block = 16x16>, %open: !dsa.pattern<?x?x?x?, block = 16x16>) {
  // CHECK: dsa.attention %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} key_bias(%{{.*}} : tensor<2x4x99xf32>) with_lse : tensor<2x12x1568x64xf32>, tensor<2x4x99x64xf32>, tensor<2x4x99x32xf32>, !dsa.pattern<2x12x1568x99, block = 16x16>
  // GENERIC: "dsa.attention"({{.*}}) {with_lse} : ({{.*}}) -> (tensor<2x12x1568x32xf32>, tensor<2x12x1568xf32>)
  %0:2 = dsa.attention %q, %k, %v, %p key_bias(%bias : tensor<2x4x99xf32>) with_lse
    : tensor<2x12x1568x64xf32>, tensor<2x4x99x64xf32>, tensor<2x4x99x32xf32>, !dsa.pattern<2x12x1568x99, block = 16x16>
  // GENERIC: "dsa.attention"({{.*}}) : (tensor<?x12x?x8xf64>, tensor<?x?x?x8xf64>, tensor<?x1x?x8xf64>, {{.*}}) -> tensor<?x12x?x8xf64>
  %1 = dsa.attention %x, %y, %z, %open : tensor<?x12x?x8xf64>, tensor<?x?x?x8xf64>, tensor<?x1x?x8xf64>, !dsa.pattern<?x?x?x?, block = 16x16>
  // How many heads of queries there are the keys do not say.
  // GENERIC: "dsa.attention"({{.*}}) : (tensor<?x?x?x8xf64>, tensor<?x1x?x8xf64>, tensor<?x1x?x8xf64>, {{.*}}) -> tensor<?x?x?x8xf64>
  %2 = dsa.attention %y, %z, %z, %open : tensor<?x?x?x8xf64>, tensor<?x1x?x8xf64>, tensor<?x1x?x8xf64>, !dsa.pattern<?x?x?x?, block = 16x16>
  return
}

// CHECK-LABEL: func.func @attention_lse
func.func @attention_lse(
    %f64: tensor<1x2x33x8xf64>, %f16: tensor<?x2x?x8xf16>, %bf16: tensor<?x?x?x?xbf16>,
    %p: !dsa.pattern<1x2x33x33, block = 16x16>, %h: !dsa.pattern<?x1x?x?, block = 16x16>,
    %d: !dsa.pattern<?x?x?x?, block = 1x1, format = csr>)
    -> (tensor<1x2x33x8xf64>, tensor<1x2x33xf64>, tensor<?x2x?x8xf16>, tensor<?x2x?xf32>, tensor<?x?x?x?xbf16>, tensor<?x?x?xf32>) {
  // CHECK: %{{.*}}, %{{.*}} = dsa.attention {{.*}} scale = 5.000000e-01 with_lse : tensor<1x2x33x8xf64>
  // GENERIC: "dsa.attention"({{.*}}) {scale = 5.000000e-01 : f64, with_lse} : {{.*}} -> (tensor<1x2x33x8xf64>, tensor<1x2x33xf64>)
  %0:2 = dsa.attention %f64, %f64, %f64, %p scale = 0.5 with_lse
    : tensor<1x2x33x8xf64>, tensor<1x2x33x8xf64>, tensor<1x2x33x8xf64>, !dsa.pattern<1x2x33x33, block = 16x16>
  // CHECK: dsa.attention {{.*}} with_lse : tensor<?x2x?x8xf16>
  %1:2 = dsa.attention %f16, %f16, %f16, %h with_lse
    : tensor<?x2x?x8xf16>, tensor<?x2x?x8xf16>, tensor<?x2x?x8xf16>, !dsa.pattern<?x1x?x?, block = 16x16>
  // CHECK: dsa.attention {{.*}} scale = 1.000000e+00 with_lse {note = "kept"} : tensor<?x?x?x?xbf16>
  %2:2 = dsa.attention %bf16, %bf16, %bf16, %d scale = 1.0 with_lse {note = "kept"}
    : tensor<?x?x?x?xbf16>, tensor<?x?x?x?xbf16>, tensor<?x?x?x?xbf16>, !dsa.pattern<?x?x?x?, block = 1x1, format = csr>
  return %0#0, %0#1, %1#0, %1#1, %2#0, %2#1
    : tensor<1x2x33x8xf64>, tensor<1x2x33xf64>, tensor<?x2x?x8xf16>, tensor<?x2x?xf32>, tensor<?x?x?x?xbf16>, tensor<?x?x?xf32>
}

//===----------------------------------------------------------------------===//
// Tokens
//===----------------------------------------------------------------------===//

// CHECK-LABEL: func.func @gate_tokens
func.func @gate_tokens(%f32: tensor<1x1568xf32>, %f64: tensor<?x?xf64>, %f16: tensor<2x?xf16>, %bf16: tensor<?x7xbf16>,
                       %budget: index, %least: f32)
    -> (tensor<1x?xi32>, tensor<?x?xi32>, tensor<2x?xi32>, tensor<?x?xi32>) {
  // CHECK: dsa.gate_tokens %{{.*}} budget(%{{.*}}) : tensor<1x1568xf32>
  // GENERIC: "dsa.gate_tokens"(%{{.*}}, %{{.*}}) : (tensor<1x1568xf32>, index) -> tensor<1x?xi32>
  %0 = dsa.gate_tokens %f32 budget(%budget) : tensor<1x1568xf32>
  // CHECK: dsa.gate_tokens %{{.*}} budget(%{{.*}}) threshold(%{{.*}}) : tensor<?x?xf64>
  // GENERIC: "dsa.gate_tokens"(%{{.*}}, %{{.*}}, %{{.*}}) : (tensor<?x?xf64>, index, f32) -> tensor<?x?xi32>
  %1 = dsa.gate_tokens %f64 budget(%budget) threshold(%least) : tensor<?x?xf64>
  // CHECK: dsa.gate_tokens %{{.*}} budget(%{{.*}}) : tensor<2x?xf16>
  %2 = dsa.gate_tokens %f16 budget(%budget) : tensor<2x?xf16>
  // CHECK: dsa.gate_tokens %{{.*}} budget(%{{.*}}) threshold(%{{.*}}) {note = "kept"} : tensor<?x7xbf16>
  %3 = dsa.gate_tokens %bf16 budget(%budget) threshold(%least) {note = "kept"} : tensor<?x7xbf16>
  return %0, %1, %2, %3 : tensor<1x?xi32>, tensor<?x?xi32>, tensor<2x?xi32>, tensor<?x?xi32>
}

// CHECK-LABEL: func.func @pack_tokens
func.func @pack_tokens(%f32: tensor<1x1568x768xf32>, %f64: tensor<?x?x?xf64>, %f16: tensor<1x7x?xf16>, %bf16: tensor<?x7x4xbf16>,
                       %few: tensor<1x5xi32>, %some: tensor<?x?xi32>)
    -> (tensor<1x5x768xf32>, tensor<?x?x?xf64>, tensor<1x?x?xf16>, tensor<?x?x4xbf16>) {
  // CHECK: dsa.pack_tokens %{{.*}}, %{{.*}} : tensor<1x1568x768xf32>, tensor<1x5xi32>
  // GENERIC: "dsa.pack_tokens"(%{{.*}}, %{{.*}}) : (tensor<1x1568x768xf32>, tensor<1x5xi32>) -> tensor<1x5x768xf32>
  %0 = dsa.pack_tokens %f32, %few : tensor<1x1568x768xf32>, tensor<1x5xi32>
  // CHECK: dsa.pack_tokens %{{.*}}, %{{.*}} : tensor<?x?x?xf64>, tensor<?x?xi32>
  %1 = dsa.pack_tokens %f64, %some : tensor<?x?x?xf64>, tensor<?x?xi32>
  // CHECK: dsa.pack_tokens %{{.*}}, %{{.*}} : tensor<1x7x?xf16>, tensor<?x?xi32>
  %2 = dsa.pack_tokens %f16, %some : tensor<1x7x?xf16>, tensor<?x?xi32>
  // CHECK: dsa.pack_tokens %{{.*}}, %{{.*}} {note = "kept"} : tensor<?x7x4xbf16>, tensor<?x?xi32>
  %3 = dsa.pack_tokens %bf16, %some {note = "kept"} : tensor<?x7x4xbf16>, tensor<?x?xi32>
  return %0, %1, %2, %3 : tensor<1x5x768xf32>, tensor<?x?x?xf64>, tensor<1x?x?xf16>, tensor<?x?x4xbf16>
}

// CHECK-LABEL: func.func @unpack_tokens
func.func @unpack_tokens(
    %packed: tensor<1x5x768xf32>, %few: tensor<1x5xi32>, %base: tensor<1x1568x768xf32>,
    %packed64: tensor<?x?x?xf64>, %some: tensor<?x?xi32>, %base64: tensor<?x?x?xf64>,
    %packed16: tensor<?x?x4xbf16>, %base16: tensor<2x7x4xbf16>)
    -> (tensor<1x1568x768xf32>, tensor<?x?x?xf64>, tensor<2x7x4xbf16>) {
  // CHECK: dsa.unpack_tokens %{{.*}}, %{{.*}} into %{{.*}} : tensor<1x5x768xf32>, tensor<1x5xi32>, tensor<1x1568x768xf32>
  // GENERIC: "dsa.unpack_tokens"(%{{.*}}, %{{.*}}, %{{.*}}) : (tensor<1x5x768xf32>, tensor<1x5xi32>, tensor<1x1568x768xf32>) -> tensor<1x1568x768xf32>
  %0 = dsa.unpack_tokens %packed, %few into %base : tensor<1x5x768xf32>, tensor<1x5xi32>, tensor<1x1568x768xf32>
  // CHECK: dsa.unpack_tokens %{{.*}}, %{{.*}} into %{{.*}} : tensor<?x?x?xf64>, tensor<?x?xi32>, tensor<?x?x?xf64>
  %1 = dsa.unpack_tokens %packed64, %some into %base64 : tensor<?x?x?xf64>, tensor<?x?xi32>, tensor<?x?x?xf64>
  // CHECK: dsa.unpack_tokens %{{.*}}, %{{.*}} into %{{.*}} {note = "kept"} : tensor<?x?x4xbf16>, tensor<?x?xi32>, tensor<2x7x4xbf16>
  %2 = dsa.unpack_tokens %packed16, %some into %base16 {note = "kept"} : tensor<?x?x4xbf16>, tensor<?x?xi32>, tensor<2x7x4xbf16>
  return %0, %1, %2 : tensor<1x1568x768xf32>, tensor<?x?x?xf64>, tensor<2x7x4xbf16>
}
