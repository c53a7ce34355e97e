// One bad op a split, each with its message: what the verifiers refuse, then what the declarations refuse where a verifier
// relies on it.
//
// RUN: ds-opt %s --split-input-file --verify-diagnostics

//===----------------------------------------------------------------------===//
// dsk.score_blocks
//===----------------------------------------------------------------------===//

// What every op checks that writes `outs`: how many there are, all tensors or all buffers, a result for each tensor.
func.func @f(%q: memref<2x4x8x16xf32>, %k: memref<2x4x8x16xf32>, %s: memref<2x4x4x4xf32>, %s1: memref<2x4x4x4xf32>) {
  // expected-error @+1 {{'dsk.score_blocks' op has 2 outs, expected 1: scores}}
  dsk.score_blocks ins(%q, %k : memref<2x4x8x16xf32>, memref<2x4x8x16xf32>) outs(%s, %s1 : memref<2x4x4x4xf32>, memref<2x4x4x4xf32>) block = [2, 2] scale = 0.25
  return
}

// -----

func.func @f(%q: memref<2x4x8x16xf32>, %s: memref<2x4x4x2xf32>) {
  // expected-error @+1 {{'dsk.score_blocks' op takes antidiagonals of blocks of 2 x 4, expected as many queries as keys}}
  dsk.score_blocks ins(%q, %q : memref<2x4x8x16xf32>, memref<2x4x8x16xf32>) outs(%s : memref<2x4x4x2xf32>) block = [2, 4] scale = 0.25 antidiagonals
  return
}

// -----

func.func @f(%q: memref<2x4x8x16xf32>) {
  // expected-error @+1 {{'dsk.score_blocks' op has 0 outs, expected 1: scores}}
  "dsk.score_blocks"(%q, %q) {block = array<i64: 2, 2>, scale = 1.0} : (memref<2x4x8x16xf32>, memref<2x4x8x16xf32>) -> ()
  return
}

// -----

func.func @f(%q: memref<2x4x8x16xf32>, %k: memref<2x4x8x16xf32>, %s: tensor<2x4x4x4xf32>) {
  // expected-error @+1 {{'dsk.score_blocks' op mixes 1 tensors and 2 buffers, expected all of one kind}}
  %r = dsk.score_blocks ins(%q, %k : memref<2x4x8x16xf32>, memref<2x4x8x16xf32>) outs(%s : tensor<2x4x4x4xf32>) block = [2, 2] scale = 0.25 -> tensor<2x4x4x4xf32>
  return
}

// -----

func.func @f(%q: tensor<2x4x8x16xf32>, %k: tensor<2x4x8x16xf32>, %s: memref<2x4x4x4xf32>) {
  // expected-error @+1 {{'dsk.score_blocks' op mixes 2 tensors and 1 buffers, expected all of one kind}}
  dsk.score_blocks ins(%q, %k : tensor<2x4x8x16xf32>, tensor<2x4x8x16xf32>) outs(%s : memref<2x4x4x4xf32>) block = [2, 2] scale = 0.25
  return
}

// -----

func.func @f(%q: tensor<2x4x8x16xf32>, %k: tensor<2x4x8x16xf32>, %s: tensor<2x4x4x4xf32>) {
  // expected-error @+1 {{'dsk.score_blocks' op has 0 results, expected 1: one for each tensor in outs, none for buffers}}
  dsk.score_blocks ins(%q, %k : tensor<2x4x8x16xf32>, tensor<2x4x8x16xf32>) outs(%s : tensor<2x4x4x4xf32>) block = [2, 2] scale = 0.25
  return
}

// -----

func.func @f(%q: memref<2x4x8x16xf32>, %k: memref<2x4x8x16xf32>, %s: memref<2x4x4x4xf32>) {
  // expected-error @+1 {{'dsk.score_blocks' op has 1 results, expected 0: one for each tensor in outs, none for buffers}}
  %r = dsk.score_blocks ins(%q, %k : memref<2x4x8x16xf32>, memref<2x4x8x16xf32>) outs(%s : memref<2x4x4x4xf32>) block = [2, 2] scale = 0.25 -> tensor<2x4x4x4xf32>
  return
}

// -----

func.func @f(%q: tensor<2x4x8x16xf32>, %k: tensor<2x4x8x16xf32>, %s: tensor<2x4x4x4xf32>) {
  // expected-error @+1 {{'dsk.score_blocks' op result type tensor<2x4x4x?xf32> differs from that of its destination, tensor<2x4x4x4xf32>}}
  %r = dsk.score_blocks ins(%q, %k : tensor<2x4x8x16xf32>, tensor<2x4x8x16xf32>) outs(%s : tensor<2x4x4x4xf32>) block = [2, 2] scale = 0.25 -> tensor<2x4x4x?xf32>
  return
}

// -----

// What it checks itself.
func.func @f(%q: memref<2x4x8x16xf32>, %k: memref<2x4x8x16xf64>, %s: memref<2x4x4x4xf32>) {
  // expected-error @+1 {{'dsk.score_blocks' op element types differ: queries has f32, keys has f64}}
  dsk.score_blocks ins(%q, %k : memref<2x4x8x16xf32>, memref<2x4x8x16xf64>) outs(%s : memref<2x4x4x4xf32>) block = [2, 2] scale = 0.25
  return
}

// -----

func.func @f(%q: memref<2x4x8x16xf32>, %k: memref<3x4x8x16xf32>, %s: memref<2x4x4x4xf32>) {
  // expected-error @+1 {{'dsk.score_blocks' op batch differs: queries has 2 in dimension 0, keys has 3 in dimension 0}}
  dsk.score_blocks ins(%q, %k : memref<2x4x8x16xf32>, memref<3x4x8x16xf32>) outs(%s : memref<2x4x4x4xf32>) block = [2, 2] scale = 0.25
  return
}

// -----

func.func @f(%q: memref<2x4x8x16xf32>, %k: memref<2x3x8x16xf32>, %s: memref<2x4x4x4xf32>) {
  // expected-error @+1 {{'dsk.score_blocks' op number of heads: keys has 3 in dimension 1, expected a divisor of 4, that of queries, so that each serves as many of those}}
  dsk.score_blocks ins(%q, %k : memref<2x4x8x16xf32>, memref<2x3x8x16xf32>) outs(%s : memref<2x4x4x4xf32>) block = [2, 2] scale = 0.25
  return
}

// -----

func.func @f(%q: memref<2x4x8x16xf32>, %k: memref<2x4x8x8xf32>, %s: memref<2x4x4x4xf32>) {
  // expected-error @+1 {{'dsk.score_blocks' op head dimension differs: queries has 16 in dimension 3, keys has 8 in dimension 3}}
  dsk.score_blocks ins(%q, %k : memref<2x4x8x16xf32>, memref<2x4x8x8xf32>) outs(%s : memref<2x4x4x4xf32>) block = [2, 2] scale = 0.25
  return
}

// -----

func.func @f(%q: memref<2x4x8x16xf32>, %k: memref<2x4x8x16xf32>, %s: memref<2x4x4x4xf32>) {
  // expected-error @+1 {{'dsk.score_blocks' op scale is inf, expected a finite number}}
  dsk.score_blocks ins(%q, %k : memref<2x4x8x16xf32>, memref<2x4x8x16xf32>) outs(%s : memref<2x4x4x4xf32>) block = [2, 2] scale = 0x7FF0000000000000
  return
}

// -----

func.func @f(%q: memref<2x4x8x16xf32>, %k: memref<2x4x8x16xf32>, %s: memref<2x4x4x4xf32>) {
  // expected-error @+1 {{'dsk.score_blocks' op scale is NaN, expected a finite number}}
  dsk.score_blocks ins(%q, %k : memref<2x4x8x16xf32>, memref<2x4x8x16xf32>) outs(%s : memref<2x4x4x4xf32>) block = [2, 2] scale = 0x7FF8000000000000
  return
}

// -----

func.func @f(%q: memref<2x4x8x16xf32>, %k: memref<2x4x8x16xf32>, %s: memref<2x4x4x4xf32>) {
  // expected-error @+1 {{'dsk.score_blocks' op block is [2, 0], expected two sizes of at least 1: queries and keys}}
  dsk.score_blocks ins(%q, %k : memref<2x4x8x16xf32>, memref<2x4x8x16xf32>) outs(%s : memref<2x4x4x4xf32>) block = [2, 0] scale = 0.25
  return
}

// -----

func.func @f(%q: memref<2x4x8x16xf32>, %k: memref<2x4x8x16xf32>, %s: memref<2x4x4x5xf32>) {
  // expected-error @+1 {{'dsk.score_blocks' op scores is 2x4x4x5, expected 2x4x4x4}}
  dsk.score_blocks ins(%q, %k : memref<2x4x8x16xf32>, memref<2x4x8x16xf32>) outs(%s : memref<2x4x4x5xf32>) block = [2, 2] scale = 0.25
  return
}

// -----

func.func @f(%q: memref<2x4x8x16xf32>, %k: memref<2x4x8x16xf32>, %s: memref<2x4x4x4xf16>) {
  // expected-error @+1 {{'dsk.score_blocks' op operand #2 must be variadic of 4D tensor of 64-bit float or 32-bit float values or 4D memref of 64-bit float or 32-bit float values, but got 'memref<2x4x4x4xf16>'}}
  dsk.score_blocks ins(%q, %k : memref<2x4x8x16xf32>, memref<2x4x8x16xf32>) outs(%s : memref<2x4x4x4xf16>) block = [2, 2] scale = 0.25
  return
}

// -----

func.func @f(%q: memref<2x4x8x16xf32>, %k: memref<2x4x8x16xf32>, %s: memref<2x4x4x4xf32>) {
  // expected-error @+1 {{'dsk.score_blocks' op attribute 'block' failed to satisfy constraint: i64 dense array attribute with exactly 2 elements}}
  dsk.score_blocks ins(%q, %k : memref<2x4x8x16xf32>, memref<2x4x8x16xf32>) outs(%s : memref<2x4x4x4xf32>) block = [2] scale = 0.25
  return
}

// -----

//===----------------------------------------------------------------------===//
// dsk.top_k_columns
//===----------------------------------------------------------------------===//

func.func @f(%s: memref<2x4x4x4xf32>, %k: index, %rows: memref<2x4x5xi32>) {
  // expected-error @+1 {{'dsk.top_k_columns' op has 1 outs, expected 2: row_pointers, columns}}
  dsk.top_k_columns ins(%s, %k : memref<2x4x4x4xf32>) outs(%rows : memref<2x4x5xi32>)
  return
}

// -----

func.func @f(%s: memref<2x4x4x4xf32>, %k: index, %rows: memref<2x20xi32>, %columns: memref<?xi32>) {
  // expected-error @+1 {{'dsk.top_k_columns' op row_pointers has rank 2, expected 3}}
  dsk.top_k_columns ins(%s, %k : memref<2x4x4x4xf32>) outs(%rows, %columns : memref<2x20xi32>, memref<?xi32>)
  return
}

// -----

func.func @f(%s: memref<2x4x4x4xf32>, %k: index, %rows: memref<2x4x5xi32>, %columns: memref<1x?xi32>) {
  // expected-error @+1 {{'dsk.top_k_columns' op columns has rank 2, expected 1}}
  dsk.top_k_columns ins(%s, %k : memref<2x4x4x4xf32>) outs(%rows, %columns : memref<2x4x5xi32>, memref<1x?xi32>)
  return
}

// -----

func.func @f(%s: memref<2x4x4x4xf32>, %k: index, %rows: memref<2x4x5xi32>, %columns: memref<?xi64>) {
  // expected-error @+1 {{'dsk.top_k_columns' op element types differ: row_pointers has i32, columns has i64}}
  dsk.top_k_columns ins(%s, %k : memref<2x4x4x4xf32>) outs(%rows, %columns : memref<2x4x5xi32>, memref<?xi64>)
  return
}

// -----

func.func @f(%s: memref<2x4x4x4xf32>, %k: index, %rows: memref<2x4x5xi16>, %columns: memref<?xi16>) {
  // expected-error @+1 {{'dsk.top_k_columns' op row_pointers has element type i16, expected i32 or i64}}
  dsk.top_k_columns ins(%s, %k : memref<2x4x4x4xf32>) outs(%rows, %columns : memref<2x4x5xi16>, memref<?xi16>)
  return
}

// -----

func.func @f(%s: memref<2x4x4x4xf32>, %k: index, %rows: memref<2x4x5xui32>, %columns: memref<?xui32>) {
  // expected-error @+1 {{'dsk.top_k_columns' op row_pointers has element type ui32, expected i32 or i64}}
  dsk.top_k_columns ins(%s, %k : memref<2x4x4x4xf32>) outs(%rows, %columns : memref<2x4x5xui32>, memref<?xui32>)
  return
}

// -----

// One more than there are block rows.
func.func @f(%s: memref<2x4x4x4xf32>, %k: index, %rows: memref<2x4x4xi32>, %columns: memref<?xi32>) {
  // expected-error @+1 {{'dsk.top_k_columns' op row_pointers is 2x4x4, expected 2x4x5}}
  dsk.top_k_columns ins(%s, %k : memref<2x4x4x4xf32>) outs(%rows, %columns : memref<2x4x4xi32>, memref<?xi32>)
  return
}

// -----

func.func @f(%s: memref<2x4x4x4xf32>, %k: index, %rows: memref<1x4x5xi32>, %columns: memref<?xi32>) {
  // expected-error @+1 {{'dsk.top_k_columns' op row_pointers is 1x4x5, expected 2x4x5}}
  dsk.top_k_columns ins(%s, %k : memref<2x4x4x4xf32>) outs(%rows, %columns : memref<1x4x5xi32>, memref<?xi32>)
  return
}

// -----

//===----------------------------------------------------------------------===//
// dsk.compress_mask
//===----------------------------------------------------------------------===//

func.func @f(%mask: memref<2x4x4x4xi1>) {
  // expected-error @+1 {{'dsk.compress_mask' op has 0 outs, expected 2: row_pointers, columns}}
  "dsk.compress_mask"(%mask) : (memref<2x4x4x4xi1>) -> ()
  return
}

// -----

func.func @f(%mask: memref<2x4x4x4xi1>, %rows: memref<2x4x5xi32>, %columns: memref<2x4x16xi32>) {
  // expected-error @+1 {{'dsk.compress_mask' op columns has rank 3, expected 1}}
  dsk.compress_mask ins(%mask : memref<2x4x4x4xi1>) outs(%rows, %columns : memref<2x4x5xi32>, memref<2x4x16xi32>)
  return
}

// -----

func.func @f(%mask: memref<2x4x4x4xi1>, %rows: memref<2x4x5xi64>, %columns: memref<128xi32>) {
  // expected-error @+1 {{'dsk.compress_mask' op element types differ: row_pointers has i64, columns has i32}}
  dsk.compress_mask ins(%mask : memref<2x4x4x4xi1>) outs(%rows, %columns : memref<2x4x5xi64>, memref<128xi32>)
  return
}

// -----

func.func @f(%mask: memref<2x4x4x4xi1>, %rows: memref<2x4x5xf32>, %columns: memref<128xf32>) {
  // expected-error @+1 {{'dsk.compress_mask' op row_pointers has element type f32, expected i32 or i64}}
  dsk.compress_mask ins(%mask : memref<2x4x4x4xi1>) outs(%rows, %columns : memref<2x4x5xf32>, memref<128xf32>)
  return
}

// -----

func.func @f(%mask: memref<2x4x4x4xi1>, %rows: memref<2x4x6xi32>, %columns: memref<128xi32>) {
  // expected-error @+1 {{'dsk.compress_mask' op row_pointers is 2x4x6, expected 2x4x5}}
  dsk.compress_mask ins(%mask : memref<2x4x4x4xi1>) outs(%rows, %columns : memref<2x4x6xi32>, memref<128xi32>)
  return
}

// -----

func.func @f(%mask: memref<2x4x4x4xi1>, %rows: memref<2x4x5xi32>, %columns: memref<127xi32>) {
  // expected-error @+1 {{'dsk.compress_mask' op columns has room for 127 blocks, expected at least 128}}
  dsk.compress_mask ins(%mask : memref<2x4x4x4xi1>) outs(%rows, %columns : memref<2x4x5xi32>, memref<127xi32>)
  return
}

// -----

//===----------------------------------------------------------------------===//
// dsk.expand_mask
//===----------------------------------------------------------------------===//

func.func @f(%rows: memref<2x4x5xi32>, %columns: memref<?xi64>, %mask: memref<2x4x4x4xi1>) {
  // expected-error @+1 {{'dsk.expand_mask' op element types differ: row_pointers has i32, columns has i64}}
  dsk.expand_mask ins(%rows, %columns : memref<2x4x5xi32>, memref<?xi64>) outs(%mask : memref<2x4x4x4xi1>)
  return
}

// -----

func.func @f(%rows: memref<2x4x4xi32>, %columns: memref<?xi32>, %mask: memref<2x4x4x4xi1>) {
  // expected-error @+1 {{'dsk.expand_mask' op row_pointers is 2x4x4, expected 2x4x5}}
  dsk.expand_mask ins(%rows, %columns : memref<2x4x4xi32>, memref<?xi32>) outs(%mask : memref<2x4x4x4xi1>)
  return
}

// -----

func.func @f(%rows: memref<2x4x5xi32>, %columns: memref<?xi32>, %mask: memref<2x4x4x4xi1>) {
  // expected-error @+1 {{'dsk.expand_mask' op has 2 outs, expected 1: mask}}
  dsk.expand_mask ins(%rows, %columns : memref<2x4x5xi32>, memref<?xi32>) outs(%mask, %mask : memref<2x4x4x4xi1>, memref<2x4x4x4xi1>)
  return
}

// -----

//===----------------------------------------------------------------------===//
// dsk.assert_pattern
//===----------------------------------------------------------------------===//

func.func @f(%rows: tensor<1x1x5xi32>, %columns: tensor<?xi32>, %m: index) {
  // expected-error @+1 {{'dsk.assert_pattern' op pattern is index, expected a pattern type whose format is chosen}}
  dsk.assert_pattern ins(%rows, %columns, %m : tensor<1x1x5xi32>, tensor<?xi32>, index) pattern = index by = "attention"
  return
}

// -----

func.func @f(%rows: tensor<1x1x5xi32>, %columns: tensor<?xi32>, %m: index) {
  // expected-error @+1 {{'dsk.assert_pattern' op pattern is !dsa.pattern<1x1x4x6, block = 1x1, format = any>, expected a pattern type whose format is chosen}}
  dsk.assert_pattern ins(%rows, %columns, %m : tensor<1x1x5xi32>, tensor<?xi32>, index) pattern = !dsa.pattern<1x1x4x6, block = 1x1, format = any> by = "attention"
  return
}

// -----

func.func @f(%rows: tensor<1x1x2xi32>, %columns: tensor<?xi32>, %m: index) {
  // expected-error @+1 {{'dsk.assert_pattern' op has 3 parts, expected 5 of !dsa.pattern<1x1x4x6, block = 1x1, format = coo>: starts and ends, rows, columns, number of rows, number of columns}}
  dsk.assert_pattern ins(%rows, %columns, %m : tensor<1x1x2xi32>, tensor<?xi32>, index) pattern = !dsa.pattern<1x1x4x6, block = 1x1, format = coo> by = "attention"
  return
}

// -----

func.func @f(%rows: tensor<1x1x5xi32>, %columns: tensor<?xi32>, %m: index) {
  // expected-error @+1 {{'dsk.assert_pattern' op columns is tensor<?xi32>, expected rank 1 of i8}}
  dsk.assert_pattern ins(%rows, %columns, %m : tensor<1x1x5xi32>, tensor<?xi32>, index) pattern = !dsa.pattern<1x1x4x6, block = 1x1, format = csr_d8> by = "attention"
  return
}

// -----

func.func @f(%rows: tensor<1x1x5xi32>, %columns: tensor<1x?xi32>, %m: index) {
  // expected-error @+1 {{'dsk.assert_pattern' op columns is tensor<1x?xi32>, expected rank 1 of i32}}
  dsk.assert_pattern ins(%rows, %columns, %m : tensor<1x1x5xi32>, tensor<1x?xi32>, index) pattern = !dsa.pattern<1x1x4x6, block = 1x1, format = csr> by = "attention"
  return
}

// -----

func.func @f(%rows: tensor<1x1x5xi32>, %columns: tensor<?xi32>) {
  // expected-error @+1 {{'dsk.assert_pattern' op number of columns is tensor<?xi32>, expected index}}
  dsk.assert_pattern ins(%rows, %columns, %columns : tensor<1x1x5xi32>, tensor<?xi32>, tensor<?xi32>) pattern = !dsa.pattern<1x1x4x6, block = 1x1, format = csr> by = "attention"
  return
}

// -----

func.func @f(%rows: tensor<1x1x5xi32>, %columns: memref<?xi32>, %m: index) {
  // expected-error @+1 {{'dsk.assert_pattern' op mixes 1 tensors and 1 buffers, expected all of one kind}}
  dsk.assert_pattern ins(%rows, %columns, %m : tensor<1x1x5xi32>, memref<?xi32>, index) pattern = !dsa.pattern<1x1x4x6, block = 1x1, format = csr> by = "attention"
  return
}

// -----

//===----------------------------------------------------------------------===//
// dsk.attention
//===----------------------------------------------------------------------===//

func.func @f(%q: memref<2x4x8x16xf32>, %k: memref<2x4x8x16xf32>, %v: memref<2x4x8x16xf32>, %rows: memref<2x4x5xi32>, %columns: memref<?xi32>, %o: memref<2x4x8x16xf32>, %lse: memref<2x4x8xf32>, %x: memref<2x4x8xf32>) {
  // expected-error @+1 {{'dsk.attention' op has 3 outs, expected 2: output, lse}}
  dsk.attention ins(%q, %k, %v, %rows, %columns : memref<2x4x8x16xf32>, memref<2x4x8x16xf32>, memref<2x4x8x16xf32>, memref<2x4x5xi32>, memref<?xi32>)
    outs(%o, %lse, %x : memref<2x4x8x16xf32>, memref<2x4x8xf32>, memref<2x4x8xf32>) block = [2, 2] scale = 0.25
  return
}

// -----

func.func @f(%q: memref<2x4x8x16xf32>, %k: memref<2x4x8x16xf32>, %v: memref<2x4x8x16xf32>, %rows: memref<2x4x5xi32>, %columns: memref<?xi64>, %o: memref<2x4x8x16xf32>) {
  // expected-error @+1 {{'dsk.attention' op element types differ: row_pointers has i32, columns has i64}}
  dsk.attention ins(%q, %k, %v, %rows, %columns : memref<2x4x8x16xf32>, memref<2x4x8x16xf32>, memref<2x4x8x16xf32>, memref<2x4x5xi32>, memref<?xi64>)
    outs(%o : memref<2x4x8x16xf32>) block = [2, 2] scale = 0.25
  return
}

// -----

func.func @f(%q: memref<2x4x8x16xf32>, %k: memref<2x4x8x16xf64>, %v: memref<2x4x8x16xf32>, %rows: memref<2x4x5xi32>, %columns: memref<?xi32>, %o: memref<2x4x8x16xf32>) {
  // expected-error @+1 {{'dsk.attention' op element types differ: queries has f32, keys has f64}}
  dsk.attention ins(%q, %k, %v, %rows, %columns : memref<2x4x8x16xf32>, memref<2x4x8x16xf64>, memref<2x4x8x16xf32>, memref<2x4x5xi32>, memref<?xi32>)
    outs(%o : memref<2x4x8x16xf32>) block = [2, 2] scale = 0.25
  return
}

// -----

func.func @f(%q: memref<2x4x8x16xf32>, %k: memref<2x4x8x16xf32>, %v: memref<2x4x8x16xf16>, %rows: memref<2x4x5xi32>, %columns: memref<?xi32>, %o: memref<2x4x8x16xf32>) {
  // expected-error @+1 {{'dsk.attention' op element types differ: queries has f32, values has f16}}
  dsk.attention ins(%q, %k, %v, %rows, %columns : memref<2x4x8x16xf32>, memref<2x4x8x16xf32>, memref<2x4x8x16xf16>, memref<2x4x5xi32>, memref<?xi32>)
    outs(%o : memref<2x4x8x16xf32>) block = [2, 2] scale = 0.25
  return
}

// -----

func.func @f(%q: memref<2x4x8x16xf32>, %k: memref<2x4x8x16xf32>, %v: memref<2x4x8x16xf32>, %rows: memref<2x4x5xi32>, %columns: memref<?xi32>, %o: memref<2x4x8x16xbf16>) {
  // expected-error @+1 {{'dsk.attention' op element types differ: queries has f32, output has bf16}}
  dsk.attention ins(%q, %k, %v, %rows, %columns : memref<2x4x8x16xf32>, memref<2x4x8x16xf32>, memref<2x4x8x16xf32>, memref<2x4x5xi32>, memref<?xi32>)
    outs(%o : memref<2x4x8x16xbf16>) block = [2, 2] scale = 0.25
  return
}

// -----

func.func @f(%q: memref<2x4x8x16xf32>, %k: memref<2x4x8x16xf32>, %v: memref<2x4x8x16xf32>, %rows: memref<2x4x5xi32>, %columns: memref<?xi32>, %o: memref<2x4x8xf32>) {
  // expected-error @+1 {{'dsk.attention' op output has rank 3, expected 4}}
  dsk.attention ins(%q, %k, %v, %rows, %columns : memref<2x4x8x16xf32>, memref<2x4x8x16xf32>, memref<2x4x8x16xf32>, memref<2x4x5xi32>, memref<?xi32>)
    outs(%o : memref<2x4x8xf32>) block = [2, 2] scale = 0.25
  return
}

// -----

func.func @f(%q: memref<2x4x8x16xf32>, %k: memref<1x4x8x16xf32>, %v: memref<2x4x8x16xf32>, %rows: memref<2x4x5xi32>, %columns: memref<?xi32>, %o: memref<2x4x8x16xf32>) {
  // expected-error @+1 {{'dsk.attention' op batch differs: queries has 2 in dimension 0, keys has 1 in dimension 0}}
  dsk.attention ins(%q, %k, %v, %rows, %columns : memref<2x4x8x16xf32>, memref<1x4x8x16xf32>, memref<2x4x8x16xf32>, memref<2x4x5xi32>, memref<?xi32>)
    outs(%o : memref<2x4x8x16xf32>) block = [2, 2] scale = 0.25
  return
}

// -----

func.func @f(%q: memref<2x4x8x16xf32>, %k: memref<2x4x8x16xf32>, %v: memref<1x4x8x16xf32>, %rows: memref<2x4x5xi32>, %columns: memref<?xi32>, %o: memref<2x4x8x16xf32>) {
  // expected-error @+1 {{'dsk.attention' op batch differs: queries has 2 in dimension 0, values has 1 in dimension 0}}
  dsk.attention ins(%q, %k, %v, %rows, %columns : memref<2x4x8x16xf32>, memref<2x4x8x16xf32>, memref<1x4x8x16xf32>, memref<2x4x5xi32>, memref<?xi32>)
    outs(%o : memref<2x4x8x16xf32>) block = [2, 2] scale = 0.25
  return
}

// -----

func.func @f(%q: memref<2x4x8x16xf32>, %k: memref<2x4x8x16xf32>, %v: memref<2x4x8x16xf32>, %rows: memref<2x4x5xi32>, %columns: memref<?xi32>, %o: memref<1x4x8x16xf32>) {
  // expected-error @+1 {{'dsk.attention' op batch differs: queries has 2 in dimension 0, output has 1 in dimension 0}}
  dsk.attention ins(%q, %k, %v, %rows, %columns : memref<2x4x8x16xf32>, memref<2x4x8x16xf32>, memref<2x4x8x16xf32>, memref<2x4x5xi32>, memref<?xi32>)
    outs(%o : memref<1x4x8x16xf32>) block = [2, 2] scale = 0.25
  return
}

// -----

func.func @f(%q: memref<2x4x8x16xf32>, %k: memref<2x3x8x16xf32>, %v: memref<2x4x8x16xf32>, %rows: memref<2x4x5xi32>, %columns: memref<?xi32>, %o: memref<2x4x8x16xf32>) {
  // expected-error @+1 {{'dsk.attention' op number of heads: keys has 3 in dimension 1, expected a divisor of 4, that of queries, so that each serves as many of those}}
  dsk.attention ins(%q, %k, %v, %rows, %columns : memref<2x4x8x16xf32>, memref<2x3x8x16xf32>, memref<2x4x8x16xf32>, memref<2x4x5xi32>, memref<?xi32>)
    outs(%o : memref<2x4x8x16xf32>) block = [2, 2] scale = 0.25
  return
}

// -----

func.func @f(%q: memref<2x4x8x16xf32>, %k: memref<2x4x8x16xf32>, %v: memref<2x1x8x16xf32>, %rows: memref<2x4x5xi32>, %columns: memref<?xi32>, %o: memref<2x4x8x16xf32>) {
  // expected-error @+1 {{'dsk.attention' op number of heads differs: keys has 4 in dimension 1, values has 1 in dimension 1}}
  dsk.attention ins(%q, %k, %v, %rows, %columns : memref<2x4x8x16xf32>, memref<2x4x8x16xf32>, memref<2x1x8x16xf32>, memref<2x4x5xi32>, memref<?xi32>)
    outs(%o : memref<2x4x8x16xf32>) block = [2, 2] scale = 0.25
  return
}

// -----

func.func @f(%q: memref<2x4x8x16xf32>, %k: memref<2x4x8x16xf32>, %v: memref<2x4x8x16xf32>, %rows: memref<2x4x5xi32>, %columns: memref<?xi32>, %o: memref<2x1x8x16xf32>) {
  // expected-error @+1 {{'dsk.attention' op number of heads differs: queries has 4 in dimension 1, output has 1 in dimension 1}}
  dsk.attention ins(%q, %k, %v, %rows, %columns : memref<2x4x8x16xf32>, memref<2x4x8x16xf32>, memref<2x4x8x16xf32>, memref<2x4x5xi32>, memref<?xi32>)
    outs(%o : memref<2x1x8x16xf32>) block = [2, 2] scale = 0.25
  return
}

// -----

func.func @f(%q: memref<2x4x8x16xf32>, %k: memref<2x4x8x15xf32>, %v: memref<2x4x8x16xf32>, %rows: memref<2x4x5xi32>, %columns: memref<?xi32>, %o: memref<2x4x8x16xf32>) {
  // expected-error @+1 {{'dsk.attention' op head dimension differs: queries has 16 in dimension 3, keys has 15 in dimension 3}}
  dsk.attention ins(%q, %k, %v, %rows, %columns : memref<2x4x8x16xf32>, memref<2x4x8x15xf32>, memref<2x4x8x16xf32>, memref<2x4x5xi32>, memref<?xi32>)
    outs(%o : memref<2x4x8x16xf32>) block = [2, 2] scale = 0.25
  return
}

// -----

func.func @f(%q: memref<2x4x8x16xf32>, %k: memref<2x4x8x16xf32>, %v: memref<2x4x7x16xf32>, %rows: memref<2x4x5xi32>, %columns: memref<?xi32>, %o: memref<2x4x8x16xf32>) {
  // expected-error @+1 {{'dsk.attention' op number of keys differs: keys has 8 in dimension 2, values has 7 in dimension 2}}
  dsk.attention ins(%q, %k, %v, %rows, %columns : memref<2x4x8x16xf32>, memref<2x4x8x16xf32>, memref<2x4x7x16xf32>, memref<2x4x5xi32>, memref<?xi32>)
    outs(%o : memref<2x4x8x16xf32>) block = [2, 2] scale = 0.25
  return
}

// -----

func.func @f(%q: memref<2x4x8x16xf32>, %k: memref<2x4x8x16xf32>, %v: memref<2x4x8x16xf32>, %rows: memref<2x4x5xi32>, %columns: memref<?xi32>, %o: memref<2x4x7x16xf32>) {
  // expected-error @+1 {{'dsk.attention' op number of queries differs: queries has 8 in dimension 2, output has 7 in dimension 2}}
  dsk.attention ins(%q, %k, %v, %rows, %columns : memref<2x4x8x16xf32>, memref<2x4x8x16xf32>, memref<2x4x8x16xf32>, memref<2x4x5xi32>, memref<?xi32>)
    outs(%o : memref<2x4x7x16xf32>) block = [2, 2] scale = 0.25
  return
}

// -----

func.func @f(%q: memref<2x4x8x16xf32>, %k: memref<2x4x8x16xf32>, %v: memref<2x4x8x16xf32>, %rows: memref<2x4x5xi32>, %columns: memref<?xi32>, %o: memref<2x4x8x15xf32>) {
  // expected-error @+1 {{'dsk.attention' op value dimension differs: values has 16 in dimension 3, output has 15 in dimension 3}}
  dsk.attention ins(%q, %k, %v, %rows, %columns : memref<2x4x8x16xf32>, memref<2x4x8x16xf32>, memref<2x4x8x16xf32>, memref<2x4x5xi32>, memref<?xi32>)
    outs(%o : memref<2x4x8x15xf32>) block = [2, 2] scale = 0.25
  return
}

// -----

func.func @f(%q: memref<2x4x8x16xf32>, %k: memref<2x4x8x16xf32>, %v: memref<2x4x8x16xf32>, %rows: memref<2x4x5xi32>, %columns: memref<?xi32>, %o: memref<2x4x8x16xf32>, %lse: memref<2x4x7xf32>) {
  // expected-error @+1 {{'dsk.attention' op lse is 2x4x7, expected 2x4x8}}
  dsk.attention ins(%q, %k, %v, %rows, %columns : memref<2x4x8x16xf32>, memref<2x4x8x16xf32>, memref<2x4x8x16xf32>, memref<2x4x5xi32>, memref<?xi32>)
    outs(%o, %lse : memref<2x4x8x16xf32>, memref<2x4x7xf32>) block = [2, 2] scale = 0.25
  return
}

// -----

func.func @f(%q: memref<2x4x8x16xf32>, %k: memref<2x4x8x16xf32>, %v: memref<2x4x8x16xf32>, %rows: memref<2x4x5xi32>, %columns: memref<?xi32>, %o: memref<2x4x8x16xf32>, %lse: memref<2x4x8x1xf32>) {
  // expected-error @+1 {{'dsk.attention' op lse is 2x4x8x1, expected 2x4x8}}
  dsk.attention ins(%q, %k, %v, %rows, %columns : memref<2x4x8x16xf32>, memref<2x4x8x16xf32>, memref<2x4x8x16xf32>, memref<2x4x5xi32>, memref<?xi32>)
    outs(%o, %lse : memref<2x4x8x16xf32>, memref<2x4x8x1xf32>) block = [2, 2] scale = 0.25
  return
}

// -----

func.func @f(%q: memref<2x4x8x16xf32>, %k: memref<2x4x8x16xf32>, %v: memref<2x4x8x16xf32>, %rows: memref<2x4x5xi32>, %columns: memref<?xi32>, %o: memref<2x4x8x16xf32>, %lse: memref<2x4x8xf64>) {
  // expected-error @+1 {{'dsk.attention' op lse has element type f64, expected f32}}
  dsk.attention ins(%q, %k, %v, %rows, %columns : memref<2x4x8x16xf32>, memref<2x4x8x16xf32>, memref<2x4x8x16xf32>, memref<2x4x5xi32>, memref<?xi32>)
    outs(%o, %lse : memref<2x4x8x16xf32>, memref<2x4x8xf64>) block = [2, 2] scale = 0.25
  return
}

// -----

func.func @f(%q: memref<2x4x8x16xf64>, %k: memref<2x4x8x16xf64>, %v: memref<2x4x8x16xf64>, %rows: memref<2x4x5xi32>, %columns: memref<?xi32>, %o: memref<2x4x8x16xf64>, %lse: memref<2x4x8xf32>) {
  // expected-error @+1 {{'dsk.attention' op lse has element type f32, expected f64}}
  dsk.attention ins(%q, %k, %v, %rows, %columns : memref<2x4x8x16xf64>, memref<2x4x8x16xf64>, memref<2x4x8x16xf64>, memref<2x4x5xi32>, memref<?xi32>)
    outs(%o, %lse : memref<2x4x8x16xf64>, memref<2x4x8xf32>) block = [2, 2] scale = 0.25
  return
}

// -----

func.func @f(%q: memref<2x4x8x16xf32>, %k: memref<2x4x8x16xf32>, %v: memref<2x4x8x16xf32>, %rows: memref<2x4x5xi32>, %columns: memref<?xi32>, %o: memref<2x4x8x16xf32>) {
  // expected-error @+1 {{'dsk.attention' op scale is inf, expected a finite number}}
  dsk.attention ins(%q, %k, %v, %rows, %columns : memref<2x4x8x16xf32>, memref<2x4x8x16xf32>, memref<2x4x8x16xf32>, memref<2x4x5xi32>, memref<?xi32>)
    outs(%o : memref<2x4x8x16xf32>) block = [2, 2] scale = 0x7FF0000000000000
  return
}

// -----

func.func @f(%q: memref<2x4x8x16xf32>, %k: memref<2x4x8x16xf32>, %v: memref<2x4x8x16xf32>, %rows: memref<3x4x5xi32>, %columns: memref<?xi32>, %o: memref<2x4x8x16xf32>) {
  // expected-error @+1 {{'dsk.attention' op pattern has batch size 3, expected 2 as the operands, or 1}}
  dsk.attention ins(%q, %k, %v, %rows, %columns : memref<2x4x8x16xf32>, memref<2x4x8x16xf32>, memref<2x4x8x16xf32>, memref<3x4x5xi32>, memref<?xi32>)
    outs(%o : memref<2x4x8x16xf32>) block = [2, 2] scale = 0.25
  return
}

// -----

func.func @f(%q: memref<2x4x8x16xf32>, %k: memref<2x4x8x16xf32>, %v: memref<2x4x8x16xf32>, %rows: memref<2x2x5xi32>, %columns: memref<?xi32>, %o: memref<2x4x8x16xf32>) {
  // expected-error @+1 {{'dsk.attention' op pattern has head size 2, expected 4 as the operands, or 1}}
  dsk.attention ins(%q, %k, %v, %rows, %columns : memref<2x4x8x16xf32>, memref<2x4x8x16xf32>, memref<2x4x8x16xf32>, memref<2x2x5xi32>, memref<?xi32>)
    outs(%o : memref<2x4x8x16xf32>) block = [2, 2] scale = 0.25
  return
}

// -----

func.func @f(%q: memref<2x4x8x16xf32>, %k: memref<2x4x8x16xf32>, %v: memref<2x4x8x16xf32>, %rows: memref<2x4x5xi32>, %columns: memref<?xi32>, %o: memref<2x4x8x16xf32>) {
  // expected-error @+1 {{'dsk.attention' op block is [0, 2], expected two sizes of at least 1: queries and keys}}
  dsk.attention ins(%q, %k, %v, %rows, %columns : memref<2x4x8x16xf32>, memref<2x4x8x16xf32>, memref<2x4x8x16xf32>, memref<2x4x5xi32>, memref<?xi32>)
    outs(%o : memref<2x4x8x16xf32>) block = [0, 2] scale = 0.25
  return
}

// -----

func.func @f(%q: memref<2x4x8x16xf32>, %k: memref<2x4x8x16xf32>, %v: memref<2x4x8x16xf32>, %rows: memref<2x4x6xi32>, %columns: memref<?xi32>, %o: memref<2x4x8x16xf32>) {
  // expected-error @+1 {{'dsk.attention' op number of row pointers is 6, expected 5}}
  dsk.attention ins(%q, %k, %v, %rows, %columns : memref<2x4x8x16xf32>, memref<2x4x8x16xf32>, memref<2x4x8x16xf32>, memref<2x4x6xi32>, memref<?xi32>)
    outs(%o : memref<2x4x8x16xf32>) block = [2, 2] scale = 0.25
  return
}

// -----

func.func @f(%q: memref<2x4x8x16xf32>, %k: memref<2x4x8x16xf32>, %v: memref<2x4x8x16xf32>, %rows: memref<2x4x5xi32>, %columns: memref<?xi32>, %o: memref<*xf32>) {
  // expected-error @+1 {{'dsk.attention' op operand #5 must be variadic of ranked tensor of any type values or strided memref of any type values, but got 'memref<*xf32>'}}
  dsk.attention ins(%q, %k, %v, %rows, %columns : memref<2x4x8x16xf32>, memref<2x4x8x16xf32>, memref<2x4x8x16xf32>, memref<2x4x5xi32>, memref<?xi32>)
    outs(%o : memref<*xf32>) block = [2, 2] scale = 0.25
  return
}

// -----

//===----------------------------------------------------------------------===//
// dsk.gate_tokens, dsk.gather_rows, dsk.scatter_rows
//===----------------------------------------------------------------------===//

func.func @f(%s: memref<2x8xf32>, %least: f32, %i: memref<3x?xi32>) {
  // expected-error @+1 {{'dsk.gate_tokens' op batch differs: saliency has 2 in dimension 0, indices has 3 in dimension 0}}
  dsk.gate_tokens ins(%s, %least : memref<2x8xf32>) outs(%i : memref<3x?xi32>)
  return
}

// -----

func.func @f(%s: memref<2x8xf32>, %least: f32, %i: memref<2x?xi32>, %j: memref<2x?xi32>) {
  // expected-error @+1 {{'dsk.gate_tokens' op has 2 outs, expected 1: indices}}
  dsk.gate_tokens ins(%s, %least : memref<2x8xf32>) outs(%i, %j : memref<2x?xi32>, memref<2x?xi32>)
  return
}

// -----

func.func @f(%x: memref<2x8x4xf32>, %i: memref<2x3xi32>, %p: memref<2x3x4xf64>) {
  // expected-error @+1 {{'dsk.gather_rows' op element types differ: tokens has f32, packed has f64}}
  dsk.gather_rows ins(%x, %i : memref<2x8x4xf32>, memref<2x3xi32>) outs(%p : memref<2x3x4xf64>)
  return
}

// -----

func.func @f(%x: memref<2x8x4xf32>, %i: memref<2x3xi32>, %p: memref<1x3x4xf32>) {
  // expected-error @+1 {{'dsk.gather_rows' op batch differs: tokens has 2 in dimension 0, packed has 1 in dimension 0}}
  dsk.gather_rows ins(%x, %i : memref<2x8x4xf32>, memref<2x3xi32>) outs(%p : memref<1x3x4xf32>)
  return
}

// -----

func.func @f(%x: memref<2x8x4xf32>, %i: memref<1x3xi32>, %p: memref<2x3x4xf32>) {
  // expected-error @+1 {{'dsk.gather_rows' op batch differs: tokens has 2 in dimension 0, indices has 1 in dimension 0}}
  dsk.gather_rows ins(%x, %i : memref<2x8x4xf32>, memref<1x3xi32>) outs(%p : memref<2x3x4xf32>)
  return
}

// -----

func.func @f(%x: memref<2x8x4xf32>, %i: memref<2x3xi32>, %p: memref<2x3x5xf32>) {
  // expected-error @+1 {{'dsk.gather_rows' op number of channels differs: tokens has 4 in dimension 2, packed has 5 in dimension 2}}
  dsk.gather_rows ins(%x, %i : memref<2x8x4xf32>, memref<2x3xi32>) outs(%p : memref<2x3x5xf32>)
  return
}

// -----

func.func @f(%x: memref<2x8x4xf32>, %i: memref<2x3xi32>, %p: memref<2x7x4xf32>) {
  // expected-error @+1 {{'dsk.gather_rows' op number of packed tokens differs: packed has 7 in dimension 1, indices has 3 in dimension 1}}
  dsk.gather_rows ins(%x, %i : memref<2x8x4xf32>, memref<2x3xi32>) outs(%p : memref<2x7x4xf32>)
  return
}

// -----

func.func @f(%x: memref<2x8x4xf32>, %i: tensor<2x3xi32>, %p: memref<2x3x4xf32>) {
  // expected-error @+1 {{'dsk.gather_rows' op mixes 1 tensors and 2 buffers, expected all of one kind}}
  dsk.gather_rows ins(%x, %i : memref<2x8x4xf32>, tensor<2x3xi32>) outs(%p : memref<2x3x4xf32>)
  return
}

// -----

func.func @f(%p: memref<2x3x4xf32>, %i: memref<2x3xi32>, %x: memref<2x8x4xf32>) {
  // expected-error @+1 {{'dsk.scatter_rows' op keeps rows of its destination, so it must say `reads_outs`}}
  dsk.scatter_rows ins(%p, %i : memref<2x3x4xf32>, memref<2x3xi32>) outs(%x : memref<2x8x4xf32>)
  return
}

// -----

func.func @f(%p: memref<2x3x4xf64>, %i: memref<2x3xi32>, %x: memref<2x8x4xf32>) {
  // expected-error @+1 {{'dsk.scatter_rows' op element types differ: tokens has f32, packed has f64}}
  dsk.scatter_rows ins(%p, %i : memref<2x3x4xf64>, memref<2x3xi32>) outs(%x : memref<2x8x4xf32>) reads_outs
  return
}

// -----

func.func @f(%p: memref<1x3x4xf32>, %i: memref<2x3xi32>, %x: memref<2x8x4xf32>) {
  // expected-error @+1 {{'dsk.scatter_rows' op batch differs: tokens has 2 in dimension 0, packed has 1 in dimension 0}}
  dsk.scatter_rows ins(%p, %i : memref<1x3x4xf32>, memref<2x3xi32>) outs(%x : memref<2x8x4xf32>) reads_outs
  return
}

// -----

func.func @f(%p: memref<2x3x4xf32>, %i: memref<1x3xi32>, %x: memref<2x8x4xf32>) {
  // expected-error @+1 {{'dsk.scatter_rows' op batch differs: tokens has 2 in dimension 0, indices has 1 in dimension 0}}
  dsk.scatter_rows ins(%p, %i : memref<2x3x4xf32>, memref<1x3xi32>) outs(%x : memref<2x8x4xf32>) reads_outs
  return
}

// -----

func.func @f(%p: memref<2x3x5xf32>, %i: memref<2x3xi32>, %x: memref<2x8x4xf32>) {
  // expected-error @+1 {{'dsk.scatter_rows' op number of channels differs: tokens has 4 in dimension 2, packed has 5 in dimension 2}}
  dsk.scatter_rows ins(%p, %i : memref<2x3x5xf32>, memref<2x3xi32>) outs(%x : memref<2x8x4xf32>) reads_outs
  return
}

// -----

func.func @f(%p: memref<2x7x4xf32>, %i: memref<2x3xi32>, %x: memref<2x8x4xf32>) {
  // expected-error @+1 {{'dsk.scatter_rows' op number of packed tokens differs: packed has 7 in dimension 1, indices has 3 in dimension 1}}
  dsk.scatter_rows ins(%p, %i : memref<2x7x4xf32>, memref<2x3xi32>) outs(%x : memref<2x8x4xf32>) reads_outs
  return
}

// -----

//===----------------------------------------------------------------------===//
// dsk.partition, dsk.num_threads, dsk.for_blocks, dsk.for_chunks, dsk.once, dsk.yield
//===----------------------------------------------------------------------===//

func.func @f(%n: index) {
  // expected-error @+1 {{'dsk.num_threads' op requires zero operands}}
  %threads = "dsk.num_threads"(%n) : (index) -> index
  return
}

// -----

func.func @f() {
  // expected-error @+1 {{'dsk.num_threads' op result #0 must be index, but got 'i64'}}
  %threads = "dsk.num_threads"() : () -> i64
  return
}

// -----

func.func @f(%n: index) {
  // expected-error @+1 {{'dsk.partition' op body takes (), expected (index)}}
  dsk.partition(%n) {
  ^bb0:
    dsk.yield
  }
  return
}

// -----

func.func @f(%n: index) {
  // expected-error @+1 {{'dsk.partition' op body takes (i32), expected (index)}}
  dsk.partition(%n) {
  ^bb0(%i: i32):
    dsk.yield
  }
  return
}

// -----

func.func @f(%n: index) {
  // expected-error @+1 {{'dsk.partition' op body takes (index, index), expected (index)}}
  dsk.partition(%n) {
  ^bb0(%i: index, %j: index):
    dsk.yield
  }
  return
}

// -----

func.func @f(%n: index) {
  // expected-error @+1 {{'dsk.partition' op yields (index), expected nothing}}
  dsk.partition(%n) {
  ^bb0(%i: index):
    dsk.yield %i : index
  }
  return
}

// -----

func.func @f(%n: index) {
  // expected-error @+1 {{'dsk.partition' op expects a body that ends in dsk.yield}}
  "dsk.partition"(%n) ({
  ^bb0(%i: index):
    "test.finish"() : () -> ()
  }) : (index) -> ()
  return
}

// -----

func.func @f(%n: index) {
  // expected-error @+1 {{'dsk.partition' op expects region #0 to have 0 or 1 blocks}}
  "dsk.partition"(%n) ({
  ^bb0(%i: index):
    dsk.yield
  ^bb1:
    dsk.yield
  }) : (index) -> ()
  return
}

// -----

func.func @f(%rows: memref<1x2x8xi32>, %columns: memref<?xi32>, %n: index) {
  // expected-error @+1 {{'dsk.for_blocks' op body takes (index), expected (index, index): the block column, then the carried values}}
  %x = dsk.for_blocks %rows[%n, %n, %n], %columns inits(%n : index)
    : memref<1x2x8xi32>, memref<?xi32> -> index {
  ^bb0(%s: index):
    dsk.yield %s : index
  }
  return
}

// -----

func.func @f(%rows: memref<1x2x8xi32>, %columns: memref<?xi32>, %n: index) {
  // expected-error @+1 {{'dsk.for_blocks' op body takes (i32), expected (index): the block column, then the carried values}}
  dsk.for_blocks %rows[%n, %n, %n], %columns
    : memref<1x2x8xi32>, memref<?xi32> {
  ^bb0(%s: i32):
    dsk.yield
  }
  return
}

// -----

func.func @f(%rows: memref<1x2x8xi32>, %columns: memref<?xi32>, %n: index) {
  // expected-error @+1 {{'dsk.for_blocks' op returns (i32), expected the types of inits, (index)}}
  %x = dsk.for_blocks %rows[%n, %n, %n], %columns inits(%n : index)
    : memref<1x2x8xi32>, memref<?xi32> -> i32 {
  ^bb0(%s: index, %sum: index):
    dsk.yield %sum : index
  }
  return
}

// -----

func.func @f(%rows: memref<1x2x8xi32>, %columns: memref<?xi32>, %n: index) {
  // expected-error @+1 {{'dsk.for_blocks' op returns (), expected the types of inits, (index)}}
  dsk.for_blocks %rows[%n, %n, %n], %columns inits(%n : index)
    : memref<1x2x8xi32>, memref<?xi32> {
  ^bb0(%s: index, %sum: index):
    dsk.yield %sum : index
  }
  return
}

// -----

func.func @f(%rows: memref<1x2x8xi32>, %columns: memref<?xi32>, %n: index) {
  // expected-error @+1 {{'dsk.for_blocks' op yields (), expected the types of inits, (index)}}
  %x = dsk.for_blocks %rows[%n, %n, %n], %columns inits(%n : index)
    : memref<1x2x8xi32>, memref<?xi32> -> index {
  ^bb0(%s: index, %sum: index):
    dsk.yield
  }
  return
}

// -----

func.func @f(%rows: memref<1x2x8xi32>, %columns: memref<?xi32>, %n: index) {
  // expected-error @+1 {{'dsk.for_blocks' op yields (index), expected the types of inits, ()}}
  dsk.for_blocks %rows[%n, %n, %n], %columns
    : memref<1x2x8xi32>, memref<?xi32> {
  ^bb0(%s: index):
    dsk.yield %s : index
  }
  return
}

// -----

func.func @f(%rows: memref<1x2x8xi32>, %columns: memref<?xi32>, %n: index) {
  // expected-error @+1 {{'dsk.for_blocks' op expects a body that ends in dsk.yield}}
  dsk.for_blocks %rows[%n, %n, %n], %columns
    : memref<1x2x8xi32>, memref<?xi32> {
  ^bb0(%s: index):
    "test.finish"() : () -> ()
  }
  return
}

// -----

func.func @f(%rows: memref<1x2x8xi64>, %columns: memref<?xi32>, %n: index) {
  // expected-error @+1 {{'dsk.for_blocks' op element types differ: row_pointers has i64, columns has i32}}
  dsk.for_blocks %rows[%n, %n, %n], %columns
    : memref<1x2x8xi64>, memref<?xi32> {
  ^bb0(%s: index):
    dsk.yield
  }
  return
}

// -----

func.func @f(%rows: memref<1x2x0xi32>, %columns: memref<?xi32>, %n: index) {
  // expected-error @+1 {{'dsk.for_blocks' op row_pointers is 1x2x0, expected one more than there are rows}}
  dsk.for_blocks %rows[%n, %n, %n], %columns
    : memref<1x2x0xi32>, memref<?xi32> {
  ^bb0(%s: index):
    dsk.yield
  }
  return
}

// -----

func.func @f(%rows: memref<1x2x8xi32>, %columns: memref<1x?xi32>, %n: index) {
  // expected-error @+1 {{'dsk.for_blocks' op operand #4 must be 1D memref of 32-bit signless integer or 64-bit signless integer values, but got 'memref<1x?xi32>'}}
  dsk.for_blocks %rows[%n, %n, %n], %columns
    : memref<1x2x8xi32>, memref<1x?xi32> {
  ^bb0(%s: index):
    dsk.yield
  }
  return
}

// -----

func.func @f(%rows: memref<1x2x8xi32>, %n: index) {
  // expected-error @+1 {{'dsk.for_chunks' op body takes (index), expected (index, index)}}
  dsk.for_chunks %rows[%n, %n, %n] size = 2 : memref<1x2x8xi32> {
  ^bb0(%s: index):
    dsk.yield
  }
  return
}

// -----

func.func @f(%rows: memref<1x2x8xi32>, %n: index) {
  // expected-error @+1 {{'dsk.for_chunks' op yields (index), expected nothing}}
  dsk.for_chunks %rows[%n, %n, %n] size = 2 : memref<1x2x8xi32> {
  ^bb0(%position: index, %count: index):
    dsk.yield %count : index
  }
  return
}

// -----

func.func @f(%rows: memref<1x2x8xi32>, %n: index) {
  // expected-error @+1 {{'dsk.for_chunks' op attribute 'size' failed to satisfy constraint: 64-bit signless integer attribute whose value is positive}}
  dsk.for_chunks %rows[%n, %n, %n] size = 0 : memref<1x2x8xi32> {
  ^bb0(%position: index, %count: index):
    dsk.yield
  }
  return
}

// -----

func.func @f(%rows: memref<1x2x0xi32>, %n: index) {
  // expected-error @+1 {{'dsk.for_chunks' op row_pointers is 1x2x0, expected one more than there are rows}}
  dsk.for_chunks %rows[%n, %n, %n] size = 2 : memref<1x2x0xi32> {
  ^bb0(%position: index, %count: index):
    dsk.yield
  }
  return
}

// -----

func.func @f(%flags: memref<8xi32>, %n: index) {
  // expected-error @+1 {{'dsk.once' op body takes (index), expected ()}}
  dsk.once %flags[%n] : memref<8xi32> {
  ^bb0(%i: index):
    dsk.yield
  }
  return
}

// -----

func.func @f(%flags: memref<8xi32>, %n: index) {
  // expected-error @+1 {{'dsk.once' op yields (index), expected nothing}}
  dsk.once %flags[%n] : memref<8xi32> {
    dsk.yield %n : index
  }
  return
}

// -----

func.func @f(%flags: memref<8xi8>, %n: index) {
  // expected-error @+1 {{'dsk.once' op operand #0 must be 1D memref of 32-bit signless integer values, but got 'memref<8xi8>'}}
  dsk.once %flags[%n] : memref<8xi8> {
  }
  return
}

// -----

func.func @f() {
  // expected-error @+1 {{'dsk.yield' op expects parent op to be one of 'dsk.partition, dsk.for_blocks, dsk.for_chunks, dsk.once'}}
  dsk.yield
}
