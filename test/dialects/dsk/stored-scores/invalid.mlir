// One bad op a split, each with its message.
//
// RUN: ds-opt %s --split-input-file --verify-diagnostics

func.func @f(%q: memref<1x2x37x5xf32>, %k: memref<1x2x29x5xbf16>, %b: memref<1x1x29xf32>, %r: memref<1x2x4xi32>, %c: memref<?xi32>, %i: memref<?xi32>, %m: memref<?x8x2xi8>, %x: memref<1x1x?x16x8xf32>) {
  // expected-error @+1 {{'dsk.sddmm' op element types differ: queries has f32, keys has bf16}}
  dsk.sddmm ins(%q, %k, %b, %r, %c, %i, %m : memref<1x2x37x5xf32>, memref<1x2x29x5xbf16>, memref<1x1x29xf32>, memref<1x2x4xi32>, memref<?xi32>, memref<?xi32>, memref<?x8x2xi8>) outs(%x : memref<1x1x?x16x8xf32>) block = [16, 8] scale = 0.5
  return
}

// -----

func.func @f(%q: memref<1x2x37x5xf32>, %k: memref<2x2x29x5xf32>, %b: memref<1x1x29xf32>, %r: memref<1x2x4xi32>, %c: memref<?xi32>, %i: memref<?xi32>, %m: memref<?x8x2xi8>, %x: memref<1x1x?x16x8xf32>) {
  // expected-error @+1 {{'dsk.sddmm' op batch differs: queries has 1 in dimension 0, keys has 2 in dimension 0}}
  dsk.sddmm ins(%q, %k, %b, %r, %c, %i, %m : memref<1x2x37x5xf32>, memref<2x2x29x5xf32>, memref<1x1x29xf32>, memref<1x2x4xi32>, memref<?xi32>, memref<?xi32>, memref<?x8x2xi8>) outs(%x : memref<1x1x?x16x8xf32>) block = [16, 8] scale = 0.5
  return
}

// -----

func.func @f(%q: memref<1x2x37x5xf32>, %k: memref<1x3x29x5xf32>, %b: memref<1x1x29xf32>, %r: memref<1x2x4xi32>, %c: memref<?xi32>, %i: memref<?xi32>, %m: memref<?x8x2xi8>, %x: memref<1x1x?x16x8xf32>) {
  // expected-error @+1 {{'dsk.sddmm' op number of heads: keys has 3 in dimension 1, expected a divisor of 2, that of queries, so that each serves as many of those}}
  dsk.sddmm ins(%q, %k, %b, %r, %c, %i, %m : memref<1x2x37x5xf32>, memref<1x3x29x5xf32>, memref<1x1x29xf32>, memref<1x2x4xi32>, memref<?xi32>, memref<?xi32>, memref<?x8x2xi8>) outs(%x : memref<1x1x?x16x8xf32>) block = [16, 8] scale = 0.5
  return
}

// -----

func.func @f(%q: memref<1x2x37x5xf32>, %k: memref<1x2x29x6xf32>, %b: memref<1x1x29xf32>, %r: memref<1x2x4xi32>, %c: memref<?xi32>, %i: memref<?xi32>, %m: memref<?x8x2xi8>, %x: memref<1x1x?x16x8xf32>) {
  // expected-error @+1 {{'dsk.sddmm' op head dimension differs: queries has 5 in dimension 3, keys has 6 in dimension 3}}
  dsk.sddmm ins(%q, %k, %b, %r, %c, %i, %m : memref<1x2x37x5xf32>, memref<1x2x29x6xf32>, memref<1x1x29xf32>, memref<1x2x4xi32>, memref<?xi32>, memref<?xi32>, memref<?x8x2xi8>) outs(%x : memref<1x1x?x16x8xf32>) block = [16, 8] scale = 0.5
  return
}

// -----

func.func @f(%q: memref<1x2x37x5xf32>, %k: memref<1x2x29x5xf32>, %b: memref<2x1x29xf32>, %r: memref<1x2x4xi32>, %c: memref<?xi32>, %i: memref<?xi32>, %m: memref<?x8x2xi8>, %x: memref<1x1x?x16x8xf32>) {
  // expected-error @+1 {{'dsk.sddmm' op batch differs: keys has 1 in dimension 0, key_bias has 2 in dimension 0}}
  dsk.sddmm ins(%q, %k, %b, %r, %c, %i, %m : memref<1x2x37x5xf32>, memref<1x2x29x5xf32>, memref<2x1x29xf32>, memref<1x2x4xi32>, memref<?xi32>, memref<?xi32>, memref<?x8x2xi8>) outs(%x : memref<1x1x?x16x8xf32>) block = [16, 8] scale = 0.5
  return
}

// -----

func.func @f(%q: memref<1x2x37x5xf32>, %k: memref<1x2x29x5xf32>, %b: memref<1x3x29xf32>, %r: memref<1x2x4xi32>, %c: memref<?xi32>, %i: memref<?xi32>, %m: memref<?x8x2xi8>, %x: memref<1x1x?x16x8xf32>) {
  // expected-error @+1 {{'dsk.sddmm' op number of heads differs: keys has 2 in dimension 1, key_bias has 3 in dimension 1}}
  dsk.sddmm ins(%q, %k, %b, %r, %c, %i, %m : memref<1x2x37x5xf32>, memref<1x2x29x5xf32>, memref<1x3x29xf32>, memref<1x2x4xi32>, memref<?xi32>, memref<?xi32>, memref<?x8x2xi8>) outs(%x : memref<1x1x?x16x8xf32>) block = [16, 8] scale = 0.5
  return
}

// -----

func.func @f(%q: memref<1x2x37x5xf32>, %k: memref<1x2x29x5xf32>, %b: memref<1x1x28xf32>, %r: memref<1x2x4xi32>, %c: memref<?xi32>, %i: memref<?xi32>, %m: memref<?x8x2xi8>, %x: memref<1x1x?x16x8xf32>) {
  // expected-error @+1 {{'dsk.sddmm' op number of keys differs: keys has 29 in dimension 2, key_bias has 28 in dimension 2}}
  dsk.sddmm ins(%q, %k, %b, %r, %c, %i, %m : memref<1x2x37x5xf32>, memref<1x2x29x5xf32>, memref<1x1x28xf32>, memref<1x2x4xi32>, memref<?xi32>, memref<?xi32>, memref<?x8x2xi8>) outs(%x : memref<1x1x?x16x8xf32>) block = [16, 8] scale = 0.5
  return
}

// -----

func.func @f(%q: memref<1x2x37x5xf32>, %k: memref<1x2x29x5xf32>, %b: memref<1x1x29xf64>, %r: memref<1x2x4xi32>, %c: memref<?xi32>, %i: memref<?xi32>, %m: memref<?x8x2xi8>, %x: memref<1x1x?x16x8xf32>) {
  // expected-error @+1 {{'dsk.sddmm' op key_bias has element type f64, expected f64 beside queries of f64 and f32 else}}
  dsk.sddmm ins(%q, %k, %b, %r, %c, %i, %m : memref<1x2x37x5xf32>, memref<1x2x29x5xf32>, memref<1x1x29xf64>, memref<1x2x4xi32>, memref<?xi32>, memref<?xi32>, memref<?x8x2xi8>) outs(%x : memref<1x1x?x16x8xf32>) block = [16, 8] scale = 0.5
  return
}

// -----

func.func @f(%q: memref<1x2x37x5xf32>, %k: memref<1x2x29x5xf32>, %b: memref<1x1x29xf32>, %r: memref<1x2x4xi32>, %c: memref<?xi32>, %i: memref<?xi32>, %m: memref<?x8x2xi8>, %x: memref<1x1x?x16x8xf64>) {
  // expected-error @+1 {{'dsk.sddmm' op scores has element type f64, expected f64 beside queries of f64 and f32 else}}
  dsk.sddmm ins(%q, %k, %b, %r, %c, %i, %m : memref<1x2x37x5xf32>, memref<1x2x29x5xf32>, memref<1x1x29xf32>, memref<1x2x4xi32>, memref<?xi32>, memref<?xi32>, memref<?x8x2xi8>) outs(%x : memref<1x1x?x16x8xf64>) block = [16, 8] scale = 0.5
  return
}

// -----

func.func @f(%q: memref<1x2x37x5xf32>, %k: memref<1x2x29x5xf32>, %b: memref<1x1x29xf32>, %r: memref<1x2x4xi32>, %c: memref<?xi32>, %i: memref<?xi32>, %m: memref<?x8x2xi8>, %x: memref<1x?x16x8xf32>) {
  // expected-error @+1 {{'dsk.sddmm' op scores has rank 4, expected 5}}
  dsk.sddmm ins(%q, %k, %b, %r, %c, %i, %m : memref<1x2x37x5xf32>, memref<1x2x29x5xf32>, memref<1x1x29xf32>, memref<1x2x4xi32>, memref<?xi32>, memref<?xi32>, memref<?x8x2xi8>) outs(%x : memref<1x?x16x8xf32>) block = [16, 8] scale = 0.5
  return
}

// -----

func.func @f(%q: memref<1x2x37x5xf32>, %k: memref<1x2x29x5xf32>, %b: memref<1x1x29xf32>, %r: memref<1x2x4xi32>, %c: memref<?xi32>, %i: memref<?xi32>, %m: memref<?x8x2xi8>, %x: memref<1x1x?x8x8xf32>) {
  // expected-error @+1 {{'dsk.sddmm' op scores is 8x8, expected 16x8}}
  dsk.sddmm ins(%q, %k, %b, %r, %c, %i, %m : memref<1x2x37x5xf32>, memref<1x2x29x5xf32>, memref<1x1x29xf32>, memref<1x2x4xi32>, memref<?xi32>, memref<?xi32>, memref<?x8x2xi8>) outs(%x : memref<1x1x?x8x8xf32>) block = [16, 8] scale = 0.5
  return
}

// -----

func.func @f(%q: memref<1x2x37x5xf32>, %k: memref<1x2x29x5xf32>, %b: memref<1x1x29xf32>, %r: memref<1x2x4xi32>, %c: memref<?xi64>, %i: memref<?xi32>, %m: memref<?x8x2xi8>, %x: memref<1x1x?x16x8xf32>) {
  // expected-error @+1 {{'dsk.sddmm' op element types differ: row_pointers has i32, columns has i64}}
  dsk.sddmm ins(%q, %k, %b, %r, %c, %i, %m : memref<1x2x37x5xf32>, memref<1x2x29x5xf32>, memref<1x1x29xf32>, memref<1x2x4xi32>, memref<?xi64>, memref<?xi32>, memref<?x8x2xi8>) outs(%x : memref<1x1x?x16x8xf32>) block = [16, 8] scale = 0.5
  return
}

// -----

func.func @f(%q: memref<1x2x37x5xf32>, %k: memref<1x2x29x5xf32>, %b: memref<1x1x29xf32>, %r: memref<1x2x4xi32>, %c: memref<?xi32>, %i: memref<?xi64>, %m: memref<?x8x2xi8>, %x: memref<1x1x?x16x8xf32>) {
  // expected-error @+1 {{'dsk.sddmm' op element types differ: columns has i32, mask_ids has i64}}
  dsk.sddmm ins(%q, %k, %b, %r, %c, %i, %m : memref<1x2x37x5xf32>, memref<1x2x29x5xf32>, memref<1x1x29xf32>, memref<1x2x4xi32>, memref<?xi32>, memref<?xi64>, memref<?x8x2xi8>) outs(%x : memref<1x1x?x16x8xf32>) block = [16, 8] scale = 0.5
  return
}

// -----

func.func @f(%q: memref<1x2x37x5xf32>, %k: memref<1x2x29x5xf32>, %b: memref<1x1x29xf32>, %r: memref<1x2x4xi32>, %c: memref<?xi32>, %i: memref<?xi32>, %m: memref<?x8x1xi8>, %x: memref<1x1x?x16x8xf32>) {
  // expected-error @+1 {{'dsk.sddmm' op masks is ?x8x1, expected ?x8x2}}
  dsk.sddmm ins(%q, %k, %b, %r, %c, %i, %m : memref<1x2x37x5xf32>, memref<1x2x29x5xf32>, memref<1x1x29xf32>, memref<1x2x4xi32>, memref<?xi32>, memref<?xi32>, memref<?x8x1xi8>) outs(%x : memref<1x1x?x16x8xf32>) block = [16, 8] scale = 0.5
  return
}

// -----

func.func @f(%q: memref<1x2x37x5xf32>, %k: memref<1x2x29x5xf32>, %b: memref<1x1x29xf32>, %r: memref<2x2x4xi32>, %c: memref<?xi32>, %i: memref<?xi32>, %m: memref<?x8x2xi8>, %x: memref<1x1x?x16x8xf32>) {
  // expected-error @+1 {{'dsk.sddmm' op pattern has batch size 2, expected 1 as the operands, or 1}}
  dsk.sddmm ins(%q, %k, %b, %r, %c, %i, %m : memref<1x2x37x5xf32>, memref<1x2x29x5xf32>, memref<1x1x29xf32>, memref<2x2x4xi32>, memref<?xi32>, memref<?xi32>, memref<?x8x2xi8>) outs(%x : memref<1x1x?x16x8xf32>) block = [16, 8] scale = 0.5
  return
}

// -----

func.func @f(%q: memref<1x2x37x5xf32>, %k: memref<1x2x29x5xf32>, %b: memref<1x1x29xf32>, %r: memref<1x3x4xi32>, %c: memref<?xi32>, %i: memref<?xi32>, %m: memref<?x8x2xi8>, %x: memref<1x1x?x16x8xf32>) {
  // expected-error @+1 {{'dsk.sddmm' op pattern has head size 3, expected 2 as the operands, or 1}}
  dsk.sddmm ins(%q, %k, %b, %r, %c, %i, %m : memref<1x2x37x5xf32>, memref<1x2x29x5xf32>, memref<1x1x29xf32>, memref<1x3x4xi32>, memref<?xi32>, memref<?xi32>, memref<?x8x2xi8>) outs(%x : memref<1x1x?x16x8xf32>) block = [16, 8] scale = 0.5
  return
}

// -----

func.func @f(%q: memref<1x2x37x5xf32>, %k: memref<1x2x29x5xf32>, %b: memref<1x1x29xf32>, %r: memref<1x2x5xi32>, %c: memref<?xi32>, %i: memref<?xi32>, %m: memref<?x8x2xi8>, %x: memref<1x1x?x16x8xf32>) {
  // expected-error @+1 {{'dsk.sddmm' op number of row pointers is 5, expected 4}}
  dsk.sddmm ins(%q, %k, %b, %r, %c, %i, %m : memref<1x2x37x5xf32>, memref<1x2x29x5xf32>, memref<1x1x29xf32>, memref<1x2x5xi32>, memref<?xi32>, memref<?xi32>, memref<?x8x2xi8>) outs(%x : memref<1x1x?x16x8xf32>) block = [16, 8] scale = 0.5
  return
}

// -----

func.func @f(%q: memref<1x2x37x5xf32>, %k: memref<1x2x29x5xf32>, %b: memref<1x1x29xf32>, %r: memref<1x2x4xi32>, %c: memref<?xi32>, %i: memref<?xi32>, %m: memref<?x8x2xi8>, %x: memref<1x1x?x16x8xf32>) {
  // expected-error @+1 {{'dsk.sddmm' op block is [0, 8], expected two sizes of at least 1: queries and keys}}
  dsk.sddmm ins(%q, %k, %b, %r, %c, %i, %m : memref<1x2x37x5xf32>, memref<1x2x29x5xf32>, memref<1x1x29xf32>, memref<1x2x4xi32>, memref<?xi32>, memref<?xi32>, memref<?x8x2xi8>) outs(%x : memref<1x1x?x16x8xf32>) block = [0, 8] scale = 0.5
  return
}

// -----

func.func @f(%q: memref<1x2x37x5xf32>, %k: memref<1x2x29x5xf32>, %b: memref<1x1x29xf32>, %r: memref<1x2x4xi32>, %c: memref<?xi32>, %i: memref<?xi32>, %m: memref<?x8x2xi8>, %x: memref<1x1x?x16x8xf32>) {
  // expected-error @+1 {{'dsk.sddmm' op scale is inf, expected a finite number}}
  dsk.sddmm ins(%q, %k, %b, %r, %c, %i, %m : memref<1x2x37x5xf32>, memref<1x2x29x5xf32>, memref<1x1x29xf32>, memref<1x2x4xi32>, memref<?xi32>, memref<?xi32>, memref<?x8x2xi8>) outs(%x : memref<1x1x?x16x8xf32>) block = [16, 8] scale = 0x7FF0000000000000
  return
}

// -----

func.func @f(%x: memref<1x1x?x16x8xf32>, %n: index, %r: memref<1x2x4xi32>, %c: memref<?xi32>, %i: memref<?xi32>, %m: memref<?x8x2xi8>, %w: memref<1x1x?x16x8xf32>, %l: memref<1x2x37xf32>) {
  // expected-error @+1 {{'dsk.sparse_softmax' op has 1 outs, expected 2: weights, lse}}
  dsk.sparse_softmax ins(%x, %n, %r, %c, %i, %m : memref<1x1x?x16x8xf32>, memref<1x2x4xi32>, memref<?xi32>, memref<?xi32>, memref<?x8x2xi8>) outs(%w : memref<1x1x?x16x8xf32>) block = [16, 8]
  return
}

// -----

func.func @f(%x: memref<1x1x?x16x8xf32>, %n: index, %r: memref<1x2x4xi32>, %c: memref<?xi32>, %i: memref<?xi32>, %m: memref<?x8x2xi8>, %w: memref<1x1x?x16x8xf32>, %l: memref<2x37xf32>) {
  // expected-error @+1 {{'dsk.sparse_softmax' op lse has rank 2, expected 3}}
  dsk.sparse_softmax ins(%x, %n, %r, %c, %i, %m : memref<1x1x?x16x8xf32>, memref<1x2x4xi32>, memref<?xi32>, memref<?xi32>, memref<?x8x2xi8>) outs(%w, %l : memref<1x1x?x16x8xf32>, memref<2x37xf32>) block = [16, 8]
  return
}

// -----

func.func @f(%x: memref<1x1x?x16x8xf32>, %n: index, %r: memref<1x2x4xi32>, %c: memref<?xi32>, %i: memref<?xi32>, %m: memref<?x8x2xi8>, %w: memref<1x1x?x16x8xf64>, %l: memref<1x2x37xf32>) {
  // expected-error @+1 {{'dsk.sparse_softmax' op element types differ: scores has f32, weights has f64}}
  dsk.sparse_softmax ins(%x, %n, %r, %c, %i, %m : memref<1x1x?x16x8xf32>, memref<1x2x4xi32>, memref<?xi32>, memref<?xi32>, memref<?x8x2xi8>) outs(%w, %l : memref<1x1x?x16x8xf64>, memref<1x2x37xf32>) block = [16, 8]
  return
}

// -----

func.func @f(%x: memref<1x1x?x16x8xf32>, %n: index, %r: memref<1x2x4xi32>, %c: memref<?xi32>, %i: memref<?xi32>, %m: memref<?x8x2xi8>, %w: memref<1x1x?x16x8xf32>, %l: memref<1x2x37xf64>) {
  // expected-error @+1 {{'dsk.sparse_softmax' op element types differ: scores has f32, lse has f64}}
  dsk.sparse_softmax ins(%x, %n, %r, %c, %i, %m : memref<1x1x?x16x8xf32>, memref<1x2x4xi32>, memref<?xi32>, memref<?xi32>, memref<?x8x2xi8>) outs(%w, %l : memref<1x1x?x16x8xf32>, memref<1x2x37xf64>) block = [16, 8]
  return
}

// -----

func.func @f(%x: memref<1x1x?x8x8xf32>, %n: index, %r: memref<1x2x4xi32>, %c: memref<?xi32>, %i: memref<?xi32>, %m: memref<?x8x2xi8>, %w: memref<1x1x?x16x8xf32>, %l: memref<1x2x37xf32>) {
  // expected-error @+1 {{'dsk.sparse_softmax' op scores is 8x8, expected 16x8}}
  dsk.sparse_softmax ins(%x, %n, %r, %c, %i, %m : memref<1x1x?x8x8xf32>, memref<1x2x4xi32>, memref<?xi32>, memref<?xi32>, memref<?x8x2xi8>) outs(%w, %l : memref<1x1x?x16x8xf32>, memref<1x2x37xf32>) block = [16, 8]
  return
}

// -----

func.func @f(%x: memref<1x1x4x16x8xf32>, %n: index, %r: memref<1x2x4xi32>, %c: memref<?xi32>, %i: memref<?xi32>, %m: memref<?x8x2xi8>, %w: memref<1x1x5x16x8xf32>, %l: memref<1x2x37xf32>) {
  // expected-error @+1 {{'dsk.sparse_softmax' op weights is 1x1x5x16x8, expected 1x1x4x16x8}}
  dsk.sparse_softmax ins(%x, %n, %r, %c, %i, %m : memref<1x1x4x16x8xf32>, memref<1x2x4xi32>, memref<?xi32>, memref<?xi32>, memref<?x8x2xi8>) outs(%w, %l : memref<1x1x5x16x8xf32>, memref<1x2x37xf32>) block = [16, 8]
  return
}

// -----

func.func @f(%x: memref<1x1x?x16x8xf32>, %n: index, %r: memref<1x2x4xi32>, %c: memref<?xi32>, %i: memref<?xi32>, %m: memref<?x8x2xi8>, %w: memref<1x?x16x8xf32>, %l: memref<1x2x37xf32>) {
  // expected-error @+1 {{'dsk.sparse_softmax' op weights has rank 4, expected 5}}
  dsk.sparse_softmax ins(%x, %n, %r, %c, %i, %m : memref<1x1x?x16x8xf32>, memref<1x2x4xi32>, memref<?xi32>, memref<?xi32>, memref<?x8x2xi8>) outs(%w, %l : memref<1x?x16x8xf32>, memref<1x2x37xf32>) block = [16, 8]
  return
}

// -----

func.func @f(%x: memref<1x1x?x16x8xf32>, %n: index, %r: memref<1x2x5xi32>, %c: memref<?xi32>, %i: memref<?xi32>, %m: memref<?x8x2xi8>, %w: memref<1x1x?x16x8xf32>, %l: memref<1x2x37xf32>) {
  // expected-error @+1 {{'dsk.sparse_softmax' op number of row pointers is 5, expected 4}}
  dsk.sparse_softmax ins(%x, %n, %r, %c, %i, %m : memref<1x1x?x16x8xf32>, memref<1x2x5xi32>, memref<?xi32>, memref<?xi32>, memref<?x8x2xi8>) outs(%w, %l : memref<1x1x?x16x8xf32>, memref<1x2x37xf32>) block = [16, 8]
  return
}

// -----

func.func @f(%x: memref<1x1x?x16x8xf32>, %n: index, %r: memref<2x2x4xi32>, %c: memref<?xi32>, %i: memref<?xi32>, %m: memref<?x8x2xi8>, %w: memref<1x1x?x16x8xf32>, %l: memref<1x2x37xf32>) {
  // expected-error @+1 {{'dsk.sparse_softmax' op pattern has batch size 2, expected 1 as the operands, or 1}}
  dsk.sparse_softmax ins(%x, %n, %r, %c, %i, %m : memref<1x1x?x16x8xf32>, memref<2x2x4xi32>, memref<?xi32>, memref<?xi32>, memref<?x8x2xi8>) outs(%w, %l : memref<1x1x?x16x8xf32>, memref<1x2x37xf32>) block = [16, 8]
  return
}

// -----

func.func @f(%x: memref<1x1x?x16x8xf32>, %n: index, %r: memref<1x3x4xi32>, %c: memref<?xi32>, %i: memref<?xi32>, %m: memref<?x8x2xi8>, %w: memref<1x1x?x16x8xf32>, %l: memref<1x2x37xf32>) {
  // expected-error @+1 {{'dsk.sparse_softmax' op pattern has head size 3, expected 2 as the operands, or 1}}
  dsk.sparse_softmax ins(%x, %n, %r, %c, %i, %m : memref<1x1x?x16x8xf32>, memref<1x3x4xi32>, memref<?xi32>, memref<?xi32>, memref<?x8x2xi8>) outs(%w, %l : memref<1x1x?x16x8xf32>, memref<1x2x37xf32>) block = [16, 8]
  return
}

// -----

func.func @f(%x: memref<1x1x?x16x8xf32>, %n: index, %r: memref<1x2x4xi32>, %c: memref<?xi64>, %i: memref<?xi32>, %m: memref<?x8x2xi8>, %w: memref<1x1x?x16x8xf32>, %l: memref<1x2x37xf32>) {
  // expected-error @+1 {{'dsk.sparse_softmax' op element types differ: row_pointers has i32, columns has i64}}
  dsk.sparse_softmax ins(%x, %n, %r, %c, %i, %m : memref<1x1x?x16x8xf32>, memref<1x2x4xi32>, memref<?xi64>, memref<?xi32>, memref<?x8x2xi8>) outs(%w, %l : memref<1x1x?x16x8xf32>, memref<1x2x37xf32>) block = [16, 8]
  return
}

// -----

func.func @f(%x: memref<1x1x?x16x8xf32>, %n: index, %r: memref<1x2x4xi32>, %c: memref<?xi32>, %i: memref<?xi64>, %m: memref<?x8x2xi8>, %w: memref<1x1x?x16x8xf32>, %l: memref<1x2x37xf32>) {
  // expected-error @+1 {{'dsk.sparse_softmax' op element types differ: columns has i32, mask_ids has i64}}
  dsk.sparse_softmax ins(%x, %n, %r, %c, %i, %m : memref<1x1x?x16x8xf32>, memref<1x2x4xi32>, memref<?xi32>, memref<?xi64>, memref<?x8x2xi8>) outs(%w, %l : memref<1x1x?x16x8xf32>, memref<1x2x37xf32>) block = [16, 8]
  return
}

// -----

func.func @f(%x: memref<1x1x?x16x8xf32>, %n: index, %r: memref<1x2x4xi32>, %c: memref<?xi32>, %i: memref<?xi32>, %m: memref<?x8x1xi8>, %w: memref<1x1x?x16x8xf32>, %l: memref<1x2x37xf32>) {
  // expected-error @+1 {{'dsk.sparse_softmax' op masks is ?x8x1, expected ?x8x2}}
  dsk.sparse_softmax ins(%x, %n, %r, %c, %i, %m : memref<1x1x?x16x8xf32>, memref<1x2x4xi32>, memref<?xi32>, memref<?xi32>, memref<?x8x1xi8>) outs(%w, %l : memref<1x1x?x16x8xf32>, memref<1x2x37xf32>) block = [16, 8]
  return
}

// -----

func.func @f(%x: memref<1x1x?x16x8xf32>, %n: index, %r: memref<1x2x4xi32>, %c: memref<?xi32>, %i: memref<?xi32>, %m: memref<?x8x2xi8>, %w: memref<1x1x?x16x8xf32>, %l: memref<1x2x37xf32>) {
  // expected-error @+1 {{'dsk.sparse_softmax' op block is [16, 0], expected two sizes of at least 1: queries and keys}}
  dsk.sparse_softmax ins(%x, %n, %r, %c, %i, %m : memref<1x1x?x16x8xf32>, memref<1x2x4xi32>, memref<?xi32>, memref<?xi32>, memref<?x8x2xi8>) outs(%w, %l : memref<1x1x?x16x8xf32>, memref<1x2x37xf32>) block = [16, 0]
  return
}

// -----

func.func @f(%w: memref<1x1x?x16x8xf32>, %v: memref<1x2x29x7xf32>, %r: memref<1x2x4xi32>, %c: memref<?xi32>, %i: memref<?xi32>, %m: memref<?x8x2xi8>, %o: memref<2x37x7xf32>) {
  // expected-error @+1 {{'dsk.spmm' op output has rank 3, expected 4}}
  dsk.spmm ins(%w, %v, %r, %c, %i, %m : memref<1x1x?x16x8xf32>, memref<1x2x29x7xf32>, memref<1x2x4xi32>, memref<?xi32>, memref<?xi32>, memref<?x8x2xi8>) outs(%o : memref<2x37x7xf32>) block = [16, 8]
  return
}

// -----

func.func @f(%w: memref<1x1x?x16x8xf32>, %v: memref<1x2x29x7xf32>, %r: memref<1x2x4xi32>, %c: memref<?xi32>, %i: memref<?xi32>, %m: memref<?x8x2xi8>, %o: memref<1x2x37x7xbf16>) {
  // expected-error @+1 {{'dsk.spmm' op element types differ: values has f32, output has bf16}}
  dsk.spmm ins(%w, %v, %r, %c, %i, %m : memref<1x1x?x16x8xf32>, memref<1x2x29x7xf32>, memref<1x2x4xi32>, memref<?xi32>, memref<?xi32>, memref<?x8x2xi8>) outs(%o : memref<1x2x37x7xbf16>) block = [16, 8]
  return
}

// -----

func.func @f(%w: memref<1x1x?x16x8xf32>, %v: memref<1x2x29x7xf32>, %r: memref<1x2x4xi32>, %c: memref<?xi32>, %i: memref<?xi32>, %m: memref<?x8x2xi8>, %o: memref<2x2x37x7xf32>) {
  // expected-error @+1 {{'dsk.spmm' op batch differs: values has 1 in dimension 0, output has 2 in dimension 0}}
  dsk.spmm ins(%w, %v, %r, %c, %i, %m : memref<1x1x?x16x8xf32>, memref<1x2x29x7xf32>, memref<1x2x4xi32>, memref<?xi32>, memref<?xi32>, memref<?x8x2xi8>) outs(%o : memref<2x2x37x7xf32>) block = [16, 8]
  return
}

// -----

func.func @f(%w: memref<1x1x?x16x8xf32>, %v: memref<1x2x29x7xf32>, %r: memref<1x2x4xi32>, %c: memref<?xi32>, %i: memref<?xi32>, %m: memref<?x8x2xi8>, %o: memref<1x3x37x7xf32>) {
  // expected-error @+1 {{'dsk.spmm' op number of heads: values has 2 in dimension 1, expected a divisor of 3, that of output, so that each serves as many of those}}
  dsk.spmm ins(%w, %v, %r, %c, %i, %m : memref<1x1x?x16x8xf32>, memref<1x2x29x7xf32>, memref<1x2x4xi32>, memref<?xi32>, memref<?xi32>, memref<?x8x2xi8>) outs(%o : memref<1x3x37x7xf32>) block = [16, 8]
  return
}

// -----

func.func @f(%w: memref<1x1x?x16x8xf32>, %v: memref<1x2x29x7xf32>, %r: memref<1x2x4xi32>, %c: memref<?xi32>, %i: memref<?xi32>, %m: memref<?x8x2xi8>, %o: memref<1x2x37x8xf32>) {
  // expected-error @+1 {{'dsk.spmm' op value dimension differs: values has 7 in dimension 3, output has 8 in dimension 3}}
  dsk.spmm ins(%w, %v, %r, %c, %i, %m : memref<1x1x?x16x8xf32>, memref<1x2x29x7xf32>, memref<1x2x4xi32>, memref<?xi32>, memref<?xi32>, memref<?x8x2xi8>) outs(%o : memref<1x2x37x8xf32>) block = [16, 8]
  return
}

// -----

func.func @f(%w: memref<1x1x?x16x8xf32>, %v: memref<1x2x29x7xf64>, %r: memref<1x2x4xi32>, %c: memref<?xi32>, %i: memref<?xi32>, %m: memref<?x8x2xi8>, %o: memref<1x2x37x7xf64>) {
  // expected-error @+1 {{'dsk.spmm' op weights has element type f32, expected f64 beside values of f64 and f32 else}}
  dsk.spmm ins(%w, %v, %r, %c, %i, %m : memref<1x1x?x16x8xf32>, memref<1x2x29x7xf64>, memref<1x2x4xi32>, memref<?xi32>, memref<?xi32>, memref<?x8x2xi8>) outs(%o : memref<1x2x37x7xf64>) block = [16, 8]
  return
}

// -----

func.func @f(%w: memref<1x1x?x16x4xf32>, %v: memref<1x2x29x7xf32>, %r: memref<1x2x4xi32>, %c: memref<?xi32>, %i: memref<?xi32>, %m: memref<?x8x2xi8>, %o: memref<1x2x37x7xf32>) {
  // expected-error @+1 {{'dsk.spmm' op weights is 16x4, expected 16x8}}
  dsk.spmm ins(%w, %v, %r, %c, %i, %m : memref<1x1x?x16x4xf32>, memref<1x2x29x7xf32>, memref<1x2x4xi32>, memref<?xi32>, memref<?xi32>, memref<?x8x2xi8>) outs(%o : memref<1x2x37x7xf32>) block = [16, 8]
  return
}

// -----

func.func @f(%w: memref<1x1x?x16x8xf32>, %v: memref<1x2x29x7xf32>, %r: memref<1x2x5xi32>, %c: memref<?xi32>, %i: memref<?xi32>, %m: memref<?x8x2xi8>, %o: memref<1x2x37x7xf32>) {
  // expected-error @+1 {{'dsk.spmm' op number of row pointers is 5, expected 4}}
  dsk.spmm ins(%w, %v, %r, %c, %i, %m : memref<1x1x?x16x8xf32>, memref<1x2x29x7xf32>, memref<1x2x5xi32>, memref<?xi32>, memref<?xi32>, memref<?x8x2xi8>) outs(%o : memref<1x2x37x7xf32>) block = [16, 8]
  return
}

// -----

func.func @f(%w: memref<1x1x?x16x8xf32>, %v: memref<1x2x29x7xf32>, %r: memref<2x2x4xi32>, %c: memref<?xi32>, %i: memref<?xi32>, %m: memref<?x8x2xi8>, %o: memref<1x2x37x7xf32>) {
  // expected-error @+1 {{'dsk.spmm' op pattern has batch size 2, expected 1 as the operands, or 1}}
  dsk.spmm ins(%w, %v, %r, %c, %i, %m : memref<1x1x?x16x8xf32>, memref<1x2x29x7xf32>, memref<2x2x4xi32>, memref<?xi32>, memref<?xi32>, memref<?x8x2xi8>) outs(%o : memref<1x2x37x7xf32>) block = [16, 8]
  return
}

// -----

func.func @f(%w: memref<1x1x?x16x8xf32>, %v: memref<1x2x29x7xf32>, %r: memref<1x3x4xi32>, %c: memref<?xi32>, %i: memref<?xi32>, %m: memref<?x8x2xi8>, %o: memref<1x2x37x7xf32>) {
  // expected-error @+1 {{'dsk.spmm' op pattern has head size 3, expected 2 as the operands, or 1}}
  dsk.spmm ins(%w, %v, %r, %c, %i, %m : memref<1x1x?x16x8xf32>, memref<1x2x29x7xf32>, memref<1x3x4xi32>, memref<?xi32>, memref<?xi32>, memref<?x8x2xi8>) outs(%o : memref<1x2x37x7xf32>) block = [16, 8]
  return
}

// -----

func.func @f(%w: memref<1x1x?x16x8xf32>, %v: memref<1x2x29x7xf32>, %r: memref<1x2x4xi32>, %c: memref<?xi64>, %i: memref<?xi32>, %m: memref<?x8x2xi8>, %o: memref<1x2x37x7xf32>) {
  // expected-error @+1 {{'dsk.spmm' op element types differ: row_pointers has i32, columns has i64}}
  dsk.spmm ins(%w, %v, %r, %c, %i, %m : memref<1x1x?x16x8xf32>, memref<1x2x29x7xf32>, memref<1x2x4xi32>, memref<?xi64>, memref<?xi32>, memref<?x8x2xi8>) outs(%o : memref<1x2x37x7xf32>) block = [16, 8]
  return
}

// -----

func.func @f(%w: memref<1x1x?x16x8xf32>, %v: memref<1x2x29x7xf32>, %r: memref<1x2x4xi32>, %c: memref<?xi32>, %i: memref<?xi64>, %m: memref<?x8x2xi8>, %o: memref<1x2x37x7xf32>) {
  // expected-error @+1 {{'dsk.spmm' op element types differ: columns has i32, mask_ids has i64}}
  dsk.spmm ins(%w, %v, %r, %c, %i, %m : memref<1x1x?x16x8xf32>, memref<1x2x29x7xf32>, memref<1x2x4xi32>, memref<?xi32>, memref<?xi64>, memref<?x8x2xi8>) outs(%o : memref<1x2x37x7xf32>) block = [16, 8]
  return
}

// -----

func.func @f(%w: memref<1x1x?x16x8xf32>, %v: memref<1x2x29x7xf32>, %r: memref<1x2x4xi32>, %c: memref<?xi32>, %i: memref<?xi32>, %m: memref<?x8x1xi8>, %o: memref<1x2x37x7xf32>) {
  // expected-error @+1 {{'dsk.spmm' op masks is ?x8x1, expected ?x8x2}}
  dsk.spmm ins(%w, %v, %r, %c, %i, %m : memref<1x1x?x16x8xf32>, memref<1x2x29x7xf32>, memref<1x2x4xi32>, memref<?xi32>, memref<?xi32>, memref<?x8x1xi8>) outs(%o : memref<1x2x37x7xf32>) block = [16, 8]
  return
}

// -----

func.func @f(%w: memref<1x1x?x16x8xf32>, %v: memref<1x2x29x7xf32>, %r: memref<1x2x4xi32>, %c: memref<?xi32>, %i: memref<?xi32>, %m: memref<?x8x2xi8>, %o: memref<1x2x37x7xf32>) {
  // expected-error @+1 {{'dsk.spmm' op block is [0, 8], expected two sizes of at least 1: queries and keys}}
  dsk.spmm ins(%w, %v, %r, %c, %i, %m : memref<1x1x?x16x8xf32>, memref<1x2x29x7xf32>, memref<1x2x4xi32>, memref<?xi32>, memref<?xi32>, memref<?x8x2xi8>) outs(%o : memref<1x2x37x7xf32>) block = [0, 8]
  return
}

// -----

func.func @f(%w: memref<1x2x?x16x8xf32>, %v: memref<1x2x29x7xf32>, %r: memref<1x2x4xi32>, %c: memref<?xi32>, %i: memref<?xi32>, %m: memref<?x8x2xi8>, %o: memref<1x2x37x7xf32>) {
  // expected-error @+1 {{'dsk.spmm' op weights has tiles of 2 heads, expected 1: those that one of the pattern's serves}}
  dsk.spmm ins(%w, %v, %r, %c, %i, %m : memref<1x2x?x16x8xf32>, memref<1x2x29x7xf32>, memref<1x2x4xi32>, memref<?xi32>, memref<?xi32>, memref<?x8x2xi8>) outs(%o : memref<1x2x37x7xf32>) block = [16, 8]
  return
}

// -----

func.func @f(%w: memref<1x1x?x16x8xf32>, %v: memref<3x2x29x7xf32>, %r: memref<1x2x4xi32>, %c: memref<?xi32>, %i: memref<?xi32>, %m: memref<?x8x2xi8>, %o: memref<3x2x37x7xf32>) {
  // expected-error @+1 {{'dsk.spmm' op weights has tiles of 1 batch entries, expected 3: those that one of the pattern's serves}}
  dsk.spmm ins(%w, %v, %r, %c, %i, %m : memref<1x1x?x16x8xf32>, memref<3x2x29x7xf32>, memref<1x2x4xi32>, memref<?xi32>, memref<?xi32>, memref<?x8x2xi8>) outs(%o : memref<3x2x37x7xf32>) block = [16, 8]
  return
}
