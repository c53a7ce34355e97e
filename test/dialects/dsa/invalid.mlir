// One bad type or op a split, each with its message: what the verifiers refuse, then what the declarations refuse where a
// verifier relies on it. Syntax errors that TableGen's parser reports are not listed op by op.
//
// RUN: ds-opt %s --split-input-file --verify-diagnostics

//===----------------------------------------------------------------------===//
// !dsa.pattern
//===----------------------------------------------------------------------===//

// expected-error @+1 {{pattern shape has 3 sizes, expected 4: batch x heads x queries x keys}}
func.func private @f(!dsa.pattern<4x4x4, block = 2x2>)

// -----

// expected-error @+1 {{pattern shape has 5 sizes, expected 4: batch x heads x queries x keys}}
func.func private @f(!dsa.pattern<1x4x4x4x4, block = 2x2>)

// -----

// expected-error @+1 {{pattern block is two static sizes of 1 to 2^30: queries x keys}}
func.func private @f(!dsa.pattern<4x4x4x4, block = 2>)

// -----

// expected-error @+1 {{pattern block is two static sizes of 1 to 2^30: queries x keys}}
func.func private @f(!dsa.pattern<4x4x4x4, block = 2x2x2>)

// -----

// expected-error @+1 {{pattern block is two static sizes of 1 to 2^30: queries x keys}}
func.func private @f(!dsa.pattern<4x4x4x4, block = 2x0>)

// -----

// expected-error @+1 {{pattern block is two static sizes of 1 to 2^30: queries x keys}}
func.func private @f(!dsa.pattern<4x4x4x4, block = 2x?>)

// -----

// expected-error @+1 {{pattern block is two static sizes of 1 to 2^30: queries x keys}}
func.func private @f(!dsa.pattern<4x4x4x4, block = 1073741825x2>)

// -----

// expected-error @+1 {{pattern format csr holds single elements, expected block = 1x1 or holds = elements}}
func.func private @f(!dsa.pattern<4x4x4x4, block = 2x2, format = csr>)

// -----

// expected-error @+1 {{pattern format coo holds single elements, expected block = 1x1 or holds = elements}}
func.func private @f(!dsa.pattern<4x4x4x4, block = 1x2, format = coo>)

// -----

// expected-error @+1 {{pattern index type is 'i16', expected i32 or i64}}
func.func private @f(!dsa.pattern<4x4x4x4, block = 2x2, index = i16>)

// -----

// expected-error @+1 {{pattern index type is 'ui32', expected i32 or i64}}
func.func private @f(!dsa.pattern<4x4x4x4, block = 2x2, index = ui32>)

// -----

// expected-error @+1 {{pattern index type is 'index', expected i32 or i64}}
func.func private @f(!dsa.pattern<4x4x4x4, block = 2x2, index = index>)

// -----

// expected-error @+2 {{expected ::dynsparse::dsa::Format to be one of: bcsr, csr, coo, hybrid, bitmap, row, column, stripe, bcsr_d8, bcsr_d16, csr_d8, csr_d16, any}}
// expected-error @+1 {{failed to parse Dsa_PatternType parameter 'format'}}
func.func private @f(!dsa.pattern<4x4x4x4, block = 2x2, format = dense>)

// -----

// expected-error @+1 {{duplicate or unknown struct parameter name: index}}
func.func private @f(!dsa.pattern<4x4x4x4, block = 2x2, index = i64, index = i64>)

// -----

// expected-error @+1 {{duplicate or unknown struct parameter name: order}}
func.func private @f(!dsa.pattern<4x4x4x4, block = 2x2, order = row>)

// -----

// expected-error @+1 {{expected ','}}
func.func private @f(!dsa.pattern<4x4x4x4>)

// -----

// expected-error @+1 {{invalid dimension}}
func.func private @f(!dsa.pattern<4x4x9223372036854775808x4, block = 2x2>)

// -----

// expected-error @+1 {{expected '<'}}
func.func private @f(!dsa.pattern)

// -----

//===----------------------------------------------------------------------===//
// dsa.dense_pattern
//===----------------------------------------------------------------------===//

func.func @f(%n: index) {
  // expected-error @+1 {{'dsa.dense_pattern' op has 1 size operands, expected 2: one for each `?` of !dsa.pattern<1x1x?x?, block = 2x2>}}
  %p = dsa.dense_pattern(%n) : !dsa.pattern<1x1x?x?, block = 2x2>
  return
}

// -----

func.func @f(%n: index) {
  // expected-error @+1 {{'dsa.dense_pattern' op has 1 size operands, expected 0: one for each `?` of !dsa.pattern<1x1x4x4, block = 2x2>}}
  %p = dsa.dense_pattern(%n) : !dsa.pattern<1x1x4x4, block = 2x2>
  return
}

// -----

func.func @f() {
  // expected-error @+1 {{'dsa.dense_pattern' op result #0 must be a set of blocks or elements of a score matrix, known at run time, but got 'tensor<1x1x2x2xi1>'}}
  %p = dsa.dense_pattern() : tensor<1x1x2x2xi1>
  return
}

// -----

//===----------------------------------------------------------------------===//
// dsa.window_pattern
//===----------------------------------------------------------------------===//

func.func @f() {
  // expected-error @+1 {{'dsa.window_pattern' op grid size is 0, expected at least 1}}
  %p = dsa.window_pattern grid = [2, 0, 2] radius = [1, 1, 1] : !dsa.pattern<1x1x8x8, block = 2x2>
  return
}

// -----

func.func @f() {
  // expected-error @+1 {{'dsa.window_pattern' op radius is -1, expected at least 0}}
  %p = dsa.window_pattern grid = [2, 2, 2] radius = [1, 1, -1] : !dsa.pattern<1x1x8x8, block = 2x2>
  return
}

// -----

func.func @f() {
  // expected-error @+1 {{'dsa.window_pattern' op global is -1, expected at least 0}}
  %p = dsa.window_pattern grid = [2, 2, 2] radius = [1, 1, 1] global = -1 : !dsa.pattern<1x1x8x8, block = 2x2>
  return
}

// -----

func.func @f() {
  // expected-error @+1 {{'dsa.window_pattern' op the grid has more tokens than an index can count}}
  %p = dsa.window_pattern grid = [4294967296, 4294967296, 1] radius = [1, 1, 1] : !dsa.pattern<1x1x8x8, block = 2x2>
  return
}

// -----

func.func @f() {
  // expected-error @+1 {{'dsa.window_pattern' op the grid has more tokens than an index can count}}
  %p = dsa.window_pattern grid = [2, 2, 2] radius = [1, 1, 1] global = 9223372036854775807 : !dsa.pattern<1x1x8x8, block = 2x2>
  return
}

// -----

func.func @f() {
  // expected-error @+1 {{'dsa.window_pattern' op has 0 size operands, expected 1: one for each `?` of batch, heads, queries, keys in !dsa.pattern<?x1x8x8, block = 2x2>}}
  %p = dsa.window_pattern grid = [2, 2, 2] radius = [1, 1, 1] : !dsa.pattern<?x1x8x8, block = 2x2>
  return
}

// -----

func.func @f(%n: index, %t: index) {
  // expected-error @+1 {{'dsa.window_pattern' op has 1 size operands, expected 2: one for each `?` of batch, heads, queries, keys in !dsa.pattern<1x1x?x?, block = 2x2>}}
  %p = dsa.window_pattern(%n) grid(%t, %t, %t) radius = [1, 1, 1] : !dsa.pattern<1x1x?x?, block = 2x2>
  return
}

// -----

func.func @f(%n: index) {
  // expected-error @+1 {{'dsa.window_pattern' op has 1 size operands, expected 0: one for each `?` of batch, heads, queries, keys in !dsa.pattern<1x1x8x8, block = 2x2>}}
  %p = dsa.window_pattern(%n) grid = [2, 2, 2] radius = [1, 1, 1] : !dsa.pattern<1x1x8x8, block = 2x2>
  return
}

// -----

func.func @f(%n: index, %t: index) {
  // expected-error @+1 {{'dsa.window_pattern' op has 2 operands for the grid and none stated, expected `grid = [T, Y, X]` or `grid(%t, %y, %x)`}}
  %p = dsa.window_pattern(%n, %n) grid(%t, %t) radius = [1, 1, 1] : !dsa.pattern<1x1x?x?, block = 2x2>
  return
}

// -----

func.func @f(%t: index) {
  // expected-error @+1 {{'dsa.window_pattern' op has 3 operands for the grid and a stated one, expected `grid = [T, Y, X]` or `grid(%t, %y, %x)`}}
  %p = dsa.window_pattern grid = [2, 2, 2](%t, %t, %t) radius = [1, 1, 1] : !dsa.pattern<1x1x8x8, block = 2x2>
  return
}

// -----

func.func @f() {
  // expected-error @+1 {{'dsa.window_pattern' op has 0 operands for the grid and none stated, expected `grid = [T, Y, X]` or `grid(%t, %y, %x)`}}
  %p = dsa.window_pattern grid radius = [1, 1, 1] : !dsa.pattern<1x1x8x8, block = 2x2>
  return
}

// -----

func.func @f(%t: index) {
  // expected-error @+1 {{'dsa.window_pattern' op queries x keys of the pattern is 8x9, expected 8x8}}
  %p = dsa.window_pattern grid(%t, %t, %t) radius = [1, 1, 1] : !dsa.pattern<1x1x8x9, block = 2x2>
  return
}

// -----

func.func @f() {
  // expected-error @+1 {{'dsa.window_pattern' op has 0 size operands, expected 1: one for each `?` of batch, heads, queries, keys in !dsa.pattern<1x1x8x?, block = 2x2>}}
  %p = dsa.window_pattern grid = [2, 2, 2] radius = [1, 1, 1] : !dsa.pattern<1x1x8x?, block = 2x2>
  return
}

// -----

func.func @f() {
  // expected-error @+1 {{'dsa.window_pattern' op queries x keys of the pattern is 9x8, expected 9x9}}
  %p = dsa.window_pattern grid = [2, 2, 2] radius = [1, 1, 1] global = 1 : !dsa.pattern<1x1x9x8, block = 2x2>
  return
}

// -----

func.func @f() {
  // expected-error @+1 {{'dsa.window_pattern' op attribute 'grid' failed to satisfy constraint: i64 dense array attribute with exactly 3 elements}}
  %p = dsa.window_pattern grid = [2, 2] radius = [1, 1, 1] : !dsa.pattern<1x1x8x8, block = 2x2>
  return
}

// -----

func.func @f() {
  // expected-error @+1 {{'dsa.window_pattern' op attribute 'radius' failed to satisfy constraint: i64 dense array attribute with exactly 3 elements}}
  %p = dsa.window_pattern grid = [2, 2, 2] radius = [] : !dsa.pattern<1x1x8x8, block = 2x2>
  return
}

// -----

//===----------------------------------------------------------------------===//
// dsa.pattern_from_mask, dsa.pattern_to_mask, dsa.pattern_density
//===----------------------------------------------------------------------===//

func.func @f(%m: tensor<1x1x5x4xi1>) {
  // expected-error @+1 {{'dsa.pattern_from_mask' op mask is 1x1x5x4, expected 1x1x4x4 for !dsa.pattern<1x1x8x8, block = 2x2>: batch x heads x block rows x block columns}}
  %p = dsa.pattern_from_mask %m : tensor<1x1x5x4xi1> -> !dsa.pattern<1x1x8x8, block = 2x2>
  return
}

// -----

// A dynamic size does not hide a static one that is wrong.
func.func @f(%m: tensor<2x1x?x4xi1>) {
  // expected-error @+1 {{'dsa.pattern_from_mask' op mask is 2x1x?x4, expected 1x1x4x? for !dsa.pattern<1x1x8x?, block = 2x2>: batch x heads x block rows x block columns}}
  %p = dsa.pattern_from_mask %m : tensor<2x1x?x4xi1> -> !dsa.pattern<1x1x8x?, block = 2x2>
  return
}

// -----

func.func @f(%m: tensor<1x4x4xi1>) {
  // expected-error @+1 {{'dsa.pattern_from_mask' op operand #0 must be 4D tensor of 1-bit signless integer values, but got 'tensor<1x4x4xi1>'}}
  %p = dsa.pattern_from_mask %m : tensor<1x4x4xi1> -> !dsa.pattern<1x1x8x8, block = 2x2>
  return
}

// -----

func.func @f(%m: tensor<1x1x4x4xi8>) {
  // expected-error @+1 {{'dsa.pattern_from_mask' op operand #0 must be 4D tensor of 1-bit signless integer values, but got 'tensor<1x1x4x4xi8>'}}
  %p = dsa.pattern_from_mask %m : tensor<1x1x4x4xi8> -> !dsa.pattern<1x1x8x8, block = 2x2>
  return
}

// -----

func.func @f(%p: !dsa.pattern<1x1x8x8, block = 2x2>) {
  // expected-error @+1 {{'dsa.pattern_to_mask' op mask is 1x1x4x5, expected 1x1x4x4 for !dsa.pattern<1x1x8x8, block = 2x2>: batch x heads x block rows x block columns}}
  %m = "dsa.pattern_to_mask"(%p) : (!dsa.pattern<1x1x8x8, block = 2x2>) -> tensor<1x1x4x5xi1>
  return
}

// -----

// The result type is not written in the op's own form, so it is exactly what is inferred.
func.func @f(%p: !dsa.pattern<1x1x8x8, block = 2x2>) {
  // expected-error @+2 {{'dsa.pattern_to_mask' op inferred type(s) 'tensor<1x1x4x4xi1>' are incompatible with return type(s) of operation 'tensor<1x1x4x?xi1>'}}
  // expected-error @+1 {{'dsa.pattern_to_mask' op failed to infer returned types}}
  %m = "dsa.pattern_to_mask"(%p) : (!dsa.pattern<1x1x8x8, block = 2x2>) -> tensor<1x1x4x?xi1>
  return
}

// -----

func.func @f(%p: tensor<1x1x4x4xi1>) {
  // expected-error @+1 {{'dsa.pattern_to_mask' op expects a !dsa.pattern}}
  %m = dsa.pattern_to_mask %p : tensor<1x1x4x4xi1>
  return
}

// -----

func.func @f(%p: !dsa.pattern<1x1x8x8, block = 2x2>) {
  // expected-error @+1 {{'dsa.pattern_density' op result #0 must be 32-bit float, but got 'f64'}}
  %d = "dsa.pattern_density"(%p) : (!dsa.pattern<1x1x8x8, block = 2x2>) -> f64
  return
}

// -----

//===----------------------------------------------------------------------===//
// dsa.score_blocks
//===----------------------------------------------------------------------===//

func.func @f(%q: tensor<1x2x8x4xf32>, %k: tensor<1x2x8x4xf64>) {
  // expected-error @+1 {{'dsa.score_blocks' op element types differ: queries has f32, keys has f64}}
  %s = dsa.score_blocks %q, %k block = [2, 2] : tensor<1x2x8x4xf32>, tensor<1x2x8x4xf64>
  return
}

// -----

func.func @f(%q: tensor<1x2x8x4xf32>, %k: tensor<3x2x8x4xf32>) {
  // expected-error @+1 {{'dsa.score_blocks' op batch differs: queries has 1 in dimension 0, keys has 3 in dimension 0}}
  %s = dsa.score_blocks %q, %k block = [2, 2] : tensor<1x2x8x4xf32>, tensor<3x2x8x4xf32>
  return
}

// -----

func.func @f(%q: tensor<1x2x8x4xf32>, %k: tensor<1x4x8x4xf32>) {
  // expected-error @+1 {{'dsa.score_blocks' op number of heads: keys has 4 in dimension 1, expected a divisor of 2, that of queries, so that each serves as many of those}}
  %s = dsa.score_blocks %q, %k block = [2, 2] : tensor<1x2x8x4xf32>, tensor<1x4x8x4xf32>
  return
}

// -----

func.func @f(%q: tensor<1x2x8x4xf32>, %k: tensor<1x2x8x5xf32>) {
  // expected-error @+1 {{'dsa.score_blocks' op head dimension differs: queries has 4 in dimension 3, keys has 5 in dimension 3}}
  %s = dsa.score_blocks %q, %k block = [2, 2] : tensor<1x2x8x4xf32>, tensor<1x2x8x5xf32>
  return
}

// -----

func.func @f(%q: tensor<1x2x8x?xf32>) {
  // expected-error @+1 {{'dsa.score_blocks' op needs a scale: the head dimension is dynamic}}
  %s = dsa.score_blocks %q, %q block = [2, 2] : tensor<1x2x8x?xf32>, tensor<1x2x8x?xf32>
  return
}

// -----

func.func @f(%q: tensor<1x2x8x0xf32>) {
  // expected-error @+1 {{'dsa.score_blocks' op needs a scale: the head dimension is 0}}
  %s = dsa.score_blocks %q, %q block = [2, 2] : tensor<1x2x8x0xf32>, tensor<1x2x8x0xf32>
  return
}

// -----

func.func @f(%q: tensor<1x2x8x4xf32>) {
  // expected-error @+1 {{'dsa.score_blocks' op scale is inf, expected a finite number}}
  %s = dsa.score_blocks %q, %q block = [2, 2] scale = 0x7FF0000000000000 : tensor<1x2x8x4xf32>, tensor<1x2x8x4xf32>
  return
}

// -----

func.func @f(%q: tensor<1x2x8x4xf32>) {
  // expected-error @+1 {{'dsa.score_blocks' op scale is NaN, expected a finite number}}
  %s = dsa.score_blocks %q, %q block = [2, 2] scale = 0x7FF8000000000000 : tensor<1x2x8x4xf32>, tensor<1x2x8x4xf32>
  return
}

// -----

func.func @f(%q: tensor<1x2x8x4xf32>) {
  // expected-error @+1 {{'dsa.score_blocks' op block is [2, 0], expected two sizes of at least 1: queries and keys}}
  %s = dsa.score_blocks %q, %q block = [2, 0] : tensor<1x2x8x4xf32>, tensor<1x2x8x4xf32>
  return
}

// -----

func.func @f(%q: tensor<1x2x8x4xf32>) {
  // expected-error @+1 {{'dsa.score_blocks' op block is [-2, 1], expected two sizes of at least 1: queries and keys}}
  %s = dsa.score_blocks %q, %q block = [-2, 1] : tensor<1x2x8x4xf32>, tensor<1x2x8x4xf32>
  return
}

// -----

func.func @f(%q: tensor<1x2x8x4xf32>) {
  // expected-error @+1 {{'dsa.score_blocks' op expects queries and keys of rank 4 and a block of two sizes}}
  %s = dsa.score_blocks %q, %q block = [2] : tensor<1x2x8x4xf32>, tensor<1x2x8x4xf32>
  return
}

// -----

func.func @f(%q: tensor<2x8x4xf32>) {
  // expected-error @+1 {{'dsa.score_blocks' op expects queries and keys of rank 4 and a block of two sizes}}
  %s = dsa.score_blocks %q, %q block = [2, 2] : tensor<2x8x4xf32>, tensor<2x8x4xf32>
  return
}

// -----

func.func @f(%q: tensor<1x2x8x4xi32>) {
  // expected-error @+1 {{'dsa.score_blocks' op operand #0 must be 4D tensor of f64, f32, f16 or bf16 values, but got 'tensor<1x2x8x4xi32>'}}
  %s = dsa.score_blocks %q, %q block = [2, 2] : tensor<1x2x8x4xi32>, tensor<1x2x8x4xi32>
  return
}

// -----

func.func @f(%q: tensor<1x2x8x4xf32>) {
  // expected-error @+1 {{'dsa.score_blocks' op requires attribute 'block'}}
  %s = "dsa.score_blocks"(%q, %q) : (tensor<1x2x8x4xf32>, tensor<1x2x8x4xf32>) -> tensor<1x2x4x4xf32>
  return
}

// -----

func.func @f(%q: tensor<1x2x8x4xf32>) {
  // expected-error @+2 {{'dsa.score_blocks' op inferred type(s) 'tensor<1x2x4x4xf32>' are incompatible with return type(s) of operation 'tensor<1x2x4x4xf64>'}}
  // expected-error @+1 {{'dsa.score_blocks' op failed to infer returned types}}
  %s = "dsa.score_blocks"(%q, %q) {block = array<i64: 2, 2>} : (tensor<1x2x8x4xf32>, tensor<1x2x8x4xf32>) -> tensor<1x2x4x4xf64>
  return
}

// -----

//===----------------------------------------------------------------------===//
// dsa.select_blocks
//===----------------------------------------------------------------------===//

// Scores are a head's own: a pattern that is shared among heads is chosen from shared scores.
func.func @f(%s: tensor<1x2x4x4xf32>, %k: index) {
  // expected-error @+1 {{'dsa.select_blocks' op scores is 1x2x4x4, expected 1x1x4x4 for !dsa.pattern<1x1x8x8, block = 2x2>: batch x heads x block rows x block columns}}
  %p = dsa.select_blocks %s top_k(%k) : tensor<1x2x4x4xf32> -> !dsa.pattern<1x1x8x8, block = 2x2>
  return
}

// -----

func.func @f(%s: tensor<1x2x4x4xf16>, %k: index) {
  // expected-error @+1 {{'dsa.select_blocks' op operand #0 must be 4D tensor of 64-bit float or 32-bit float values, but got 'tensor<1x2x4x4xf16>'}}
  %p = dsa.select_blocks %s top_k(%k) : tensor<1x2x4x4xf16> -> !dsa.pattern<1x2x8x8, block = 2x2>
  return
}

// -----

func.func @f(%s: tensor<1x2x4x4xf32>, %k: i32) {
  // expected-error @+1 {{'dsa.select_blocks' op operand #1 must be index, but got 'i32'}}
  %p = "dsa.select_blocks"(%s, %k) : (tensor<1x2x4x4xf32>, i32) -> !dsa.pattern<1x2x8x8, block = 2x2>
  return
}

// -----

//===----------------------------------------------------------------------===//
// dsa.attention
//===----------------------------------------------------------------------===//

func.func @f(%q: tensor<2x4x8x16xf32>, %k: tensor<2x4x8x16xf64>, %v: tensor<2x4x8x16xf32>, %p: !dsa.pattern<2x4x8x8, block = 2x2>) {
  // expected-error @+1 {{'dsa.attention' op element types differ: queries has f32, keys has f64}}
  %o = dsa.attention %q, %k, %v, %p : tensor<2x4x8x16xf32>, tensor<2x4x8x16xf64>, tensor<2x4x8x16xf32>, !dsa.pattern<2x4x8x8, block = 2x2>
  return
}

// -----

func.func @f(%q: tensor<2x4x8x16xf32>, %k: tensor<2x4x8x16xf32>, %v: tensor<2x4x8x16xbf16>, %p: !dsa.pattern<2x4x8x8, block = 2x2>) {
  // expected-error @+1 {{'dsa.attention' op element types differ: queries has f32, values has bf16}}
  %o = dsa.attention %q, %k, %v, %p : tensor<2x4x8x16xf32>, tensor<2x4x8x16xf32>, tensor<2x4x8x16xbf16>, !dsa.pattern<2x4x8x8, block = 2x2>
  return
}

// -----

func.func @f(%q: tensor<2x4x8x16xf32>, %k: tensor<3x4x8x16xf32>, %v: tensor<2x4x8x16xf32>, %p: !dsa.pattern<2x4x8x8, block = 2x2>) {
  // expected-error @+1 {{'dsa.attention' op batch differs: queries has 2 in dimension 0, keys has 3 in dimension 0}}
  %o = dsa.attention %q, %k, %v, %p : tensor<2x4x8x16xf32>, tensor<3x4x8x16xf32>, tensor<2x4x8x16xf32>, !dsa.pattern<2x4x8x8, block = 2x2>
  return
}

// -----

func.func @f(%q: tensor<2x4x8x16xf32>, %k: tensor<2x4x8x16xf32>, %v: tensor<3x4x8x16xf32>, %p: !dsa.pattern<2x4x8x8, block = 2x2>) {
  // expected-error @+1 {{'dsa.attention' op batch differs: queries has 2 in dimension 0, values has 3 in dimension 0}}
  %o = dsa.attention %q, %k, %v, %p : tensor<2x4x8x16xf32>, tensor<2x4x8x16xf32>, tensor<3x4x8x16xf32>, !dsa.pattern<2x4x8x8, block = 2x2>
  return
}

// -----

func.func @f(%q: tensor<2x4x8x16xf32>, %k: tensor<2x5x8x16xf32>, %v: tensor<2x4x8x16xf32>, %p: !dsa.pattern<2x4x8x8, block = 2x2>) {
  // expected-error @+1 {{'dsa.attention' op number of heads: keys has 5 in dimension 1, expected a divisor of 4, that of queries, so that each serves as many of those}}
  %o = dsa.attention %q, %k, %v, %p : tensor<2x4x8x16xf32>, tensor<2x5x8x16xf32>, tensor<2x4x8x16xf32>, !dsa.pattern<2x4x8x8, block = 2x2>
  return
}

// -----

func.func @f(%q: tensor<2x4x8x16xf32>, %k: tensor<2x4x8x16xf32>, %v: tensor<2x1x8x16xf32>, %p: !dsa.pattern<2x4x8x8, block = 2x2>) {
  // expected-error @+1 {{'dsa.attention' op number of heads differs: keys has 4 in dimension 1, values has 1 in dimension 1}}
  %o = dsa.attention %q, %k, %v, %p : tensor<2x4x8x16xf32>, tensor<2x4x8x16xf32>, tensor<2x1x8x16xf32>, !dsa.pattern<2x4x8x8, block = 2x2>
  return
}

// -----

func.func @f(%q: tensor<2x4x8x16xf32>, %k: tensor<2x0x8x16xf32>, %p: !dsa.pattern<2x4x8x8, block = 2x2>) {
  // expected-error @+1 {{'dsa.attention' op number of heads: keys has 0 in dimension 1, expected a divisor of 4, that of queries, so that each serves as many of those}}
  %o = dsa.attention %q, %k, %k, %p : tensor<2x4x8x16xf32>, tensor<2x0x8x16xf32>, tensor<2x0x8x16xf32>, !dsa.pattern<2x4x8x8, block = 2x2>
  return
}

// -----

// The pattern is of the heads of queries.
func.func @f(%q: tensor<2x4x8x16xf32>, %k: tensor<2x2x8x16xf32>, %p: !dsa.pattern<2x2x8x8, block = 2x2>) {
  // expected-error @+1 {{'dsa.attention' op pattern has head size 2, expected 4 as the operands, or 1}}
  %o = dsa.attention %q, %k, %k, %p : tensor<2x4x8x16xf32>, tensor<2x2x8x16xf32>, tensor<2x2x8x16xf32>, !dsa.pattern<2x2x8x8, block = 2x2>
  return
}

// -----

func.func @f(%q: tensor<2x4x8x16xf32>, %k: tensor<2x4x8x15xf32>, %v: tensor<2x4x8x16xf32>, %p: !dsa.pattern<2x4x8x8, block = 2x2>) {
  // expected-error @+1 {{'dsa.attention' op head dimension differs: queries has 16 in dimension 3, keys has 15 in dimension 3}}
  %o = dsa.attention %q, %k, %v, %p : tensor<2x4x8x16xf32>, tensor<2x4x8x15xf32>, tensor<2x4x8x16xf32>, !dsa.pattern<2x4x8x8, block = 2x2>
  return
}

// -----

func.func @f(%q: tensor<2x4x8x16xf32>, %k: tensor<2x4x8x16xf32>, %v: tensor<2x4x9x16xf32>, %p: !dsa.pattern<2x4x8x8, block = 2x2>) {
  // expected-error @+1 {{'dsa.attention' op number of keys differs: keys has 8 in dimension 2, values has 9 in dimension 2}}
  %o = dsa.attention %q, %k, %v, %p : tensor<2x4x8x16xf32>, tensor<2x4x8x16xf32>, tensor<2x4x9x16xf32>, !dsa.pattern<2x4x8x8, block = 2x2>
  return
}

// -----

func.func @f(%q: tensor<2x4x8x16xf32>, %k: tensor<2x4x8x16xf32>, %v: tensor<2x4x8x16xf32>, %p: !dsa.pattern<3x4x8x8, block = 2x2>) {
  // expected-error @+1 {{'dsa.attention' op pattern has batch size 3, expected 2 as the operands, or 1}}
  %o = dsa.attention %q, %k, %v, %p : tensor<2x4x8x16xf32>, tensor<2x4x8x16xf32>, tensor<2x4x8x16xf32>, !dsa.pattern<3x4x8x8, block = 2x2>
  return
}

// -----

func.func @f(%q: tensor<2x4x8x16xf32>, %k: tensor<2x4x8x16xf32>, %v: tensor<2x4x8x16xf32>, %p: !dsa.pattern<2x2x8x8, block = 2x2>) {
  // expected-error @+1 {{'dsa.attention' op pattern has head size 2, expected 4 as the operands, or 1}}
  %o = dsa.attention %q, %k, %v, %p : tensor<2x4x8x16xf32>, tensor<2x4x8x16xf32>, tensor<2x4x8x16xf32>, !dsa.pattern<2x2x8x8, block = 2x2>
  return
}

// -----

func.func @f(%q: tensor<2x4x8x16xf32>, %k: tensor<2x4x8x16xf32>, %v: tensor<2x4x8x16xf32>, %p: !dsa.pattern<2x4x9x8, block = 2x2>) {
  // expected-error @+1 {{'dsa.attention' op queries x keys of the pattern is 9x8, expected 8x8}}
  %o = dsa.attention %q, %k, %v, %p : tensor<2x4x8x16xf32>, tensor<2x4x8x16xf32>, tensor<2x4x8x16xf32>, !dsa.pattern<2x4x9x8, block = 2x2>
  return
}

// -----

func.func @f(%q: tensor<2x4x8x16xf32>, %k: tensor<2x4x8x16xf32>, %v: tensor<2x4x8x16xf32>, %p: !dsa.pattern<2x4x?x9, block = 2x2>) {
  // expected-error @+1 {{'dsa.attention' op queries x keys of the pattern is ?x9, expected 8x8}}
  %o = dsa.attention %q, %k, %v, %p : tensor<2x4x8x16xf32>, tensor<2x4x8x16xf32>, tensor<2x4x8x16xf32>, !dsa.pattern<2x4x?x9, block = 2x2>
  return
}

// -----

func.func @f(%q: tensor<2x4x8x?xf32>, %k: tensor<2x4x8x?xf32>, %v: tensor<2x4x8x16xf32>, %p: !dsa.pattern<2x4x8x8, block = 2x2>) {
  // expected-error @+1 {{'dsa.attention' op needs a scale: the head dimension is dynamic}}
  %o = dsa.attention %q, %k, %v, %p : tensor<2x4x8x?xf32>, tensor<2x4x8x?xf32>, tensor<2x4x8x16xf32>, !dsa.pattern<2x4x8x8, block = 2x2>
  return
}

// -----

func.func @f(%q: tensor<2x4x8x0xf32>, %k: tensor<2x4x8x0xf32>, %v: tensor<2x4x8x16xf32>, %p: !dsa.pattern<2x4x8x8, block = 2x2>) {
  // expected-error @+1 {{'dsa.attention' op needs a scale: the head dimension is 0}}
  %o = dsa.attention %q, %k, %v, %p : tensor<2x4x8x0xf32>, tensor<2x4x8x0xf32>, tensor<2x4x8x16xf32>, !dsa.pattern<2x4x8x8, block = 2x2>
  return
}

// -----

func.func @f(%q: tensor<2x4x8x16xf32>, %k: tensor<2x4x8x16xf32>, %v: tensor<2x4x8x16xf32>, %p: !dsa.pattern<2x4x8x8, block = 2x2>) {
  // expected-error @+1 {{'dsa.attention' op scale is inf, expected a finite number}}
  %o = dsa.attention %q, %k, %v, %p scale = 0x7FF0000000000000 : tensor<2x4x8x16xf32>, tensor<2x4x8x16xf32>, tensor<2x4x8x16xf32>, !dsa.pattern<2x4x8x8, block = 2x2>
  return
}

// -----

func.func @f(%q: tensor<2x4x8x16xf32>, %k: tensor<2x4x8x16xf32>, %v: tensor<2x4x8x16xf32>, %p: !dsa.pattern<2x4x8x8, block = 2x2>) {
  // expected-error @+1 {{'dsa.attention' op scale is NaN, expected a finite number}}
  %o = dsa.attention %q, %k, %v, %p scale = 0x7FF8000000000000 : tensor<2x4x8x16xf32>, tensor<2x4x8x16xf32>, tensor<2x4x8x16xf32>, !dsa.pattern<2x4x8x8, block = 2x2>
  return
}

// -----

func.func @f(%q: tensor<4x8x16xf32>, %k: tensor<2x4x8x16xf32>, %v: tensor<2x4x8x16xf32>, %p: !dsa.pattern<2x4x8x8, block = 2x2>) {
  // expected-error @+1 {{'dsa.attention' op expects queries and values of rank 4}}
  %o = dsa.attention %q, %k, %v, %p : tensor<4x8x16xf32>, tensor<2x4x8x16xf32>, tensor<2x4x8x16xf32>, !dsa.pattern<2x4x8x8, block = 2x2>
  return
}

// -----

func.func @f(%q: tensor<2x4x8x16xf32>, %k: tensor<2x4x8x16xf32>, %v: tensor<4x8x16xf32>, %p: !dsa.pattern<2x4x8x8, block = 2x2>) {
  // expected-error @+1 {{'dsa.attention' op expects queries and values of rank 4}}
  %o = dsa.attention %q, %k, %v, %p : tensor<2x4x8x16xf32>, tensor<2x4x8x16xf32>, tensor<4x8x16xf32>, !dsa.pattern<2x4x8x8, block = 2x2>
  return
}

// -----

func.func @f(%q: tensor<2x4x8x16xf32>, %k: tensor<4x8x16xf32>, %v: tensor<2x4x8x16xf32>, %p: !dsa.pattern<2x4x8x8, block = 2x2>) {
  // expected-error @+1 {{'dsa.attention' op operand #1 must be 4D tensor of f64, f32, f16 or bf16 values, but got 'tensor<4x8x16xf32>'}}
  %o = dsa.attention %q, %k, %v, %p : tensor<2x4x8x16xf32>, tensor<4x8x16xf32>, tensor<2x4x8x16xf32>, !dsa.pattern<2x4x8x8, block = 2x2>
  return
}

// -----

func.func @f(%q: tensor<2x4x8x16xf32>, %k: tensor<2x4x8x16xf32>, %v: tensor<2x4x8x16xf32>, %p: tensor<2x4x4x4xi1>) {
  // expected-error @+1 {{'dsa.attention' op operand #3 must be a set of blocks or elements of a score matrix, known at run time, but got 'tensor<2x4x4x4xi1>'}}
  %o = dsa.attention %q, %k, %v, %p : tensor<2x4x8x16xf32>, tensor<2x4x8x16xf32>, tensor<2x4x8x16xf32>, tensor<2x4x4x4xi1>
  return
}

// -----

// lse is there with `with_lse`, and only then.
func.func @f(%q: tensor<2x4x8x16xf32>, %p: !dsa.pattern<2x4x8x8, block = 2x2>) {
  // expected-error @+2 {{'dsa.attention' op inferred type(s) 'tensor<2x4x8x16xf32>' are incompatible with return type(s) of operation 'tensor<2x4x8x16xf32>', 'tensor<2x4x8xf32>'}}
  // expected-error @+1 {{'dsa.attention' op failed to infer returned types}}
  %o:2 = "dsa.attention"(%q, %q, %q, %p)
    : (tensor<2x4x8x16xf32>, tensor<2x4x8x16xf32>, tensor<2x4x8x16xf32>, !dsa.pattern<2x4x8x8, block = 2x2>)
    -> (tensor<2x4x8x16xf32>, tensor<2x4x8xf32>)
  return
}

// -----

func.func @f(%q: tensor<2x4x8x16xf32>, %p: !dsa.pattern<2x4x8x8, block = 2x2>) {
  // expected-error @+2 {{'dsa.attention' op inferred type(s) 'tensor<2x4x8x16xf32>', 'tensor<2x4x8xf32>' are incompatible with return type(s) of operation 'tensor<2x4x8x16xf32>'}}
  // expected-error @+1 {{'dsa.attention' op failed to infer returned types}}
  %o = "dsa.attention"(%q, %q, %q, %p) {with_lse}
    : (tensor<2x4x8x16xf32>, tensor<2x4x8x16xf32>, tensor<2x4x8x16xf32>, !dsa.pattern<2x4x8x8, block = 2x2>)
    -> (tensor<2x4x8x16xf32>)
  return
}

// -----

// lse is f32 for all but f64.
func.func @f(%q: tensor<2x4x8x16xf32>, %p: !dsa.pattern<2x4x8x8, block = 2x2>) {
  // expected-error @+2 {{'dsa.attention' op inferred type(s) 'tensor<2x4x8x16xf32>', 'tensor<2x4x8xf32>' are incompatible with return type(s) of operation 'tensor<2x4x8x16xf32>', 'tensor<2x4x8xf64>'}}
  // expected-error @+1 {{'dsa.attention' op failed to infer returned types}}
  %o:2 = "dsa.attention"(%q, %q, %q, %p) {with_lse}
    : (tensor<2x4x8x16xf32>, tensor<2x4x8x16xf32>, tensor<2x4x8x16xf32>, !dsa.pattern<2x4x8x8, block = 2x2>)
    -> (tensor<2x4x8x16xf32>, tensor<2x4x8xf64>)
  return
}

// -----

func.func @f(%q: tensor<2x4x8x16xf32>, %p: !dsa.pattern<2x4x8x8, block = 2x2>) {
  // expected-error @+1 {{'dsa.attention' op result group starting at #1 requires 0 or 1 element, but found 2}}
  %o:3 = "dsa.attention"(%q, %q, %q, %p) {with_lse}
    : (tensor<2x4x8x16xf32>, tensor<2x4x8x16xf32>, tensor<2x4x8x16xf32>, !dsa.pattern<2x4x8x8, block = 2x2>)
    -> (tensor<2x4x8x16xf32>, tensor<2x4x8xf32>, tensor<2x4x8xf32>)
  return
}

// -----

func.func @f(%q: tensor<2x4x8x16xf32>, %p: !dsa.pattern<2x4x8x8, block = 2x2>) {
  // expected-error @+1 {{'dsa.attention' op expected 1 or more results}}
  "dsa.attention"(%q, %q, %q, %p) {with_lse}
    : (tensor<2x4x8x16xf32>, tensor<2x4x8x16xf32>, tensor<2x4x8x16xf32>, !dsa.pattern<2x4x8x8, block = 2x2>)
    -> ()
  return
}

// -----

//===----------------------------------------------------------------------===//
// dsa.gate_tokens, dsa.pack_tokens, dsa.unpack_tokens
//===----------------------------------------------------------------------===//

func.func @f(%s: tensor<8xf32>, %k: index) {
  // expected-error @+1 {{'dsa.gate_tokens' op operand #0 must be 2D tensor of f64, f32, f16 or bf16 values, but got 'tensor<8xf32>'}}
  %i = dsa.gate_tokens %s budget(%k) : tensor<8xf32>
  return
}

// -----

func.func @f(%s: tensor<2x8xi32>, %k: index) {
  // expected-error @+1 {{'dsa.gate_tokens' op operand #0 must be 2D tensor of f64, f32, f16 or bf16 values, but got 'tensor<2x8xi32>'}}
  %i = dsa.gate_tokens %s budget(%k) : tensor<2x8xi32>
  return
}

// -----

func.func @f(%s: tensor<2x8xf64>, %k: index, %t: f64) {
  // expected-error @+1 {{'dsa.gate_tokens' op operand #2 must be 32-bit float, but got 'f64'}}
  %i = "dsa.gate_tokens"(%s, %k, %t) : (tensor<2x8xf64>, index, f64) -> tensor<2x?xi32>
  return
}

// -----

func.func @f(%s: tensor<2x8xf32>, %k: index) {
  // expected-error @+1 {{'dsa.gate_tokens' op result #0 must be 2D tensor of 32-bit signless integer values, but got 'tensor<2x?xi64>'}}
  %i = "dsa.gate_tokens"(%s, %k) : (tensor<2x8xf32>, index) -> tensor<2x?xi64>
  return
}

// -----

func.func @f(%s: tensor<2x8xf32>, %k: index) {
  // expected-error @+2 {{'dsa.gate_tokens' op inferred type(s) 'tensor<2x?xi32>' are incompatible with return type(s) of operation 'tensor<2x3xi32>'}}
  // expected-error @+1 {{'dsa.gate_tokens' op failed to infer returned types}}
  %i = "dsa.gate_tokens"(%s, %k) : (tensor<2x8xf32>, index) -> tensor<2x3xi32>
  return
}

// -----

func.func @f(%x: tensor<2x8x4xf32>, %i: tensor<3x2xi32>) {
  // expected-error @+1 {{'dsa.pack_tokens' op batch differs: tokens has 2 in dimension 0, indices has 3 in dimension 0}}
  %p = dsa.pack_tokens %x, %i : tensor<2x8x4xf32>, tensor<3x2xi32>
  return
}

// -----

func.func @f(%x: tensor<2x8x4xf32>, %i: tensor<2xi32>) {
  // expected-error @+1 {{'dsa.pack_tokens' op expects tokens of rank 3 and indices of rank 2}}
  %p = dsa.pack_tokens %x, %i : tensor<2x8x4xf32>, tensor<2xi32>
  return
}

// -----

func.func @f(%x: tensor<2x8xf32>, %i: tensor<2x2xi32>) {
  // expected-error @+1 {{'dsa.pack_tokens' op expects tokens of rank 3 and indices of rank 2}}
  %p = dsa.pack_tokens %x, %i : tensor<2x8xf32>, tensor<2x2xi32>
  return
}

// -----

func.func @f(%x: tensor<2x8x4xf32>, %i: tensor<2x2xi64>) {
  // expected-error @+1 {{'dsa.pack_tokens' op operand #1 must be 2D tensor of 32-bit signless integer values, but got 'tensor<2x2xi64>'}}
  %p = dsa.pack_tokens %x, %i : tensor<2x8x4xf32>, tensor<2x2xi64>
  return
}

// -----

func.func @f(%x: tensor<2x8x4xf32>, %i: tensor<2x2xi32>) {
  // expected-error @+2 {{'dsa.pack_tokens' op inferred type(s) 'tensor<2x2x4xf32>' are incompatible with return type(s) of operation 'tensor<2x3x4xf32>'}}
  // expected-error @+1 {{'dsa.pack_tokens' op failed to infer returned types}}
  %p = "dsa.pack_tokens"(%x, %i) : (tensor<2x8x4xf32>, tensor<2x2xi32>) -> tensor<2x3x4xf32>
  return
}

// -----

func.func @f(%p: tensor<2x3x4xf32>, %i: tensor<2x3xi32>, %b: tensor<2x9x4xf64>) {
  // expected-error @+1 {{'dsa.unpack_tokens' op element types differ: packed has f32, base has f64}}
  %x = dsa.unpack_tokens %p, %i into %b : tensor<2x3x4xf32>, tensor<2x3xi32>, tensor<2x9x4xf64>
  return
}

// -----

func.func @f(%p: tensor<2x3x4xf32>, %i: tensor<1x3xi32>, %b: tensor<2x9x4xf32>) {
  // expected-error @+1 {{'dsa.unpack_tokens' op batch differs: packed has 2 in dimension 0, indices has 1 in dimension 0}}
  %x = dsa.unpack_tokens %p, %i into %b : tensor<2x3x4xf32>, tensor<1x3xi32>, tensor<2x9x4xf32>
  return
}

// -----

func.func @f(%p: tensor<2x3x4xf32>, %i: tensor<2x5xi32>, %b: tensor<2x9x4xf32>) {
  // expected-error @+1 {{'dsa.unpack_tokens' op number of packed tokens differs: packed has 3 in dimension 1, indices has 5 in dimension 1}}
  %x = dsa.unpack_tokens %p, %i into %b : tensor<2x3x4xf32>, tensor<2x5xi32>, tensor<2x9x4xf32>
  return
}

// -----

func.func @f(%p: tensor<2x3x4xf32>, %i: tensor<2x3xi32>, %b: tensor<1x9x4xf32>) {
  // expected-error @+1 {{'dsa.unpack_tokens' op batch differs: packed has 2 in dimension 0, base has 1 in dimension 0}}
  %x = dsa.unpack_tokens %p, %i into %b : tensor<2x3x4xf32>, tensor<2x3xi32>, tensor<1x9x4xf32>
  return
}

// -----

func.func @f(%p: tensor<2x3x4xf32>, %i: tensor<2x3xi32>, %b: tensor<2x9x5xf32>) {
  // expected-error @+1 {{'dsa.unpack_tokens' op number of channels differs: packed has 4 in dimension 2, base has 5 in dimension 2}}
  %x = dsa.unpack_tokens %p, %i into %b : tensor<2x3x4xf32>, tensor<2x3xi32>, tensor<2x9x5xf32>
  return
}

// -----

func.func @f(%p: tensor<2x3x4xi8>, %i: tensor<2x3xi32>, %b: tensor<2x9x4xf32>) {
  // expected-error @+1 {{'dsa.unpack_tokens' op operand #0 must be 3D tensor of f64, f32, f16 or bf16 values, but got 'tensor<2x3x4xi8>'}}
  %x = dsa.unpack_tokens %p, %i into %b : tensor<2x3x4xi8>, tensor<2x3xi32>, tensor<2x9x4xf32>
  return
}

// -----

func.func @f(%p: tensor<2x3x4xf32>, %i: tensor<2x3xi32>, %b: tensor<2x9x4xf32>) {
  // expected-error @+2 {{'dsa.unpack_tokens' op inferred type(s) 'tensor<2x9x4xf32>' are incompatible with return type(s) of operation 'tensor<2x?x4xf32>'}}
  // expected-error @+1 {{'dsa.unpack_tokens' op failed to infer returned types}}
  %x = "dsa.unpack_tokens"(%p, %i, %b) : (tensor<2x3x4xf32>, tensor<2x3xi32>, tensor<2x9x4xf32>) -> tensor<2x?x4xf32>
  return
}

// -----

// An op that the dialect does not have.
func.func @f() {
  // expected-error @+1 {{custom op 'dsa.gather' is unknown}}
  dsa.gather
  return
}

// Types of results are inferred before operands are verified.

// -----

func.func @f(%y: tensor<4xf32>, %s: tensor<4x2xi32>, %w: tensor<4x2xf32>) {
  // expected-error @+1 {{'dsa.combine_experts' op expects y and slots of rank 2}}
  %r = dsa.combine_experts %y, %s, %w : tensor<4xf32>, tensor<4x2xi32>, tensor<4x2xf32>
  return
}

// -----

func.func @f(%x: tensor<4x4xf32>) {
  // expected-error @+1 {{'dsa.block_similarity' op expects tokens of rank 4}}
  %r = dsa.block_similarity %x block = 2 : tensor<4x4xf32>
  return
}

// -----

func.func @f(%s: tensor<4x4xf32>, %p: !dsa.pattern<1x1x4x4, block = 2x2>) {
  // expected-error @+1 {{'dsa.retained_mass' op expects scores of rank 4}}
  %r = dsa.retained_mass %s, %p : tensor<4x4xf32>, !dsa.pattern<1x1x4x4, block = 2x2>
  return
}

// -----

func.func @f(%s: tensor<4x4xf32>, %p: !dsa.pattern<1x1x4x4, block = 2x2>) {
  // expected-error @+1 {{'dsa.attention_mass' op expects queries of rank 4}}
  %r = dsa.attention_mass %s, %s, %p : tensor<4x4xf32>, tensor<4x4xf32>, !dsa.pattern<1x1x4x4, block = 2x2>
  return
}

// -----

func.func @f(%s: tensor<4x4xf32>, %p: !dsa.pattern<1x1x4x4, block = 2x2>) {
  // expected-error @+1 {{'dsa.sddmm' op expects queries of rank 4}}
  %r = dsa.sddmm %s, %s, %p : tensor<4x4xf32>, tensor<4x4xf32>, !dsa.pattern<1x1x4x4, block = 2x2>
  return
}

// -----

func.func @f(%s: tensor<4x4xf32>, %p: !dsa.pattern<1x1x4x4, block = 2x2>) {
  // expected-error @+1 {{'dsa.sparse_softmax' op expects stored scores of rank 5}}
  %r = dsa.sparse_softmax %s, %p : tensor<4x4xf32>, !dsa.pattern<1x1x4x4, block = 2x2>
  return
}

// -----

func.func @f(%s: tensor<4x4xf32>, %v: tensor<4xf32>, %p: !dsa.pattern<1x1x4x4, block = 2x2>) {
  // expected-error @+1 {{'dsa.spmm' op expects values of rank 4}}
  %r = dsa.spmm %s, %v, %p : tensor<4x4xf32>, tensor<4xf32>, !dsa.pattern<1x1x4x4, block = 2x2>
  return
}

// -----

// The global tokens alone are more than there are, whatever the grid is.
func.func @f(%t: index) {
  // expected-error @+1 {{'dsa.window_pattern' op global is 9, expected at most 6: the pattern has no more queries}}
  %p = dsa.window_pattern grid(%t, %t, %t) radius = [1, 1, 1] global = 9 : !dsa.pattern<1x1x6x6, block = 2x2>
  return
}

// -----

func.func @f(%n: index, %t: index) {
  // expected-error @+1 {{'dsa.window_pattern' op global is 9, expected at most 6: the pattern has no more keys}}
  %p = dsa.window_pattern(%n) grid(%t, %t, %t) radius = [1, 1, 1] global = 9 : !dsa.pattern<1x1x?x6, block = 2x2>
  return
}

// -----

// As many is a grid without cells.
func.func @f(%t: index) {
  %p = dsa.window_pattern grid(%t, %t, %t) radius = [1, 1, 1] global = 6 : !dsa.pattern<1x1x6x6, block = 2x2>
  return
}
