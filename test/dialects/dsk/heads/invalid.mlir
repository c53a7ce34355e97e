// One bad op a split, each with its message.
//
// RUN: ds-opt %s --split-input-file --verify-diagnostics

func.func @f(%x: memref<2x4x7x8xf32>, %s: memref<2x5xf32>) {
  // expected-error @+1 {{'dsk.score_heads' op number of heads differs: scores has 5 in dimension 1, heads has 4 in dimension 1}}
  dsk.score_heads ins(%x : memref<2x4x7x8xf32>) outs(%s : memref<2x5xf32>) norm = l1
  return
}

// -----

func.func @f(%x: memref<2x4x7x8xf32>, %s: memref<2xf32>) {
  // expected-error @+1 {{'dsk.score_heads' op scores has rank 1, expected 2}}
  dsk.score_heads ins(%x : memref<2x4x7x8xf32>) outs(%s : memref<2xf32>) norm = l1
  return
}

// -----

func.func @f(%x: memref<2x4x7x8xf32>, %s: memref<2x4xf64>) {
  // expected-error @+1 {{'dsk.score_heads' op scores has element type f64, expected f32}}
  dsk.score_heads ins(%x : memref<2x4x7x8xf32>) outs(%s : memref<2x4xf64>) norm = l1
  return
}

// -----

func.func @f(%x: memref<2x4x7x8xf32>, %i: memref<2x3xi32>, %p: memref<2x2x7x8xf32>) {
  // expected-error @+1 {{'dsk.gather_heads' op number of packed heads differs: packed has 2 in dimension 1, indices has 3 in dimension 1}}
  dsk.gather_heads ins(%x, %i : memref<2x4x7x8xf32>, memref<2x3xi32>) outs(%p : memref<2x2x7x8xf32>)
  return
}

// -----

func.func @f(%p: memref<2x3x7x8xf32>, %i: memref<2x3xi32>, %x: memref<2x4x7x8xf32>) {
  // expected-error @+1 {{'dsk.scatter_heads' op keeps heads of its destination, so it must say `reads_outs`}}
  dsk.scatter_heads ins(%p, %i : memref<2x3x7x8xf32>, memref<2x3xi32>) outs(%x : memref<2x4x7x8xf32>)
  return
}

// -----

func.func @f(%x: memref<2x4x7x8xf32>, %s: memref<3x4xf32>) {
  // expected-error @+1 {{'dsk.score_heads' op batch differs: scores has 3 in dimension 0, heads has 2 in dimension 0}}
  dsk.score_heads ins(%x : memref<2x4x7x8xf32>) outs(%s : memref<3x4xf32>) norm = l1
  return
}

// -----

func.func @f(%x: memref<2x4x7x8xf32>, %i: memref<2x3xi32>, %p: memref<2x3x7x8xf64>) {
  // expected-error @+1 {{'dsk.gather_heads' op element types differ: heads has f32, packed has f64}}
  dsk.gather_heads ins(%x, %i : memref<2x4x7x8xf32>, memref<2x3xi32>) outs(%p : memref<2x3x7x8xf64>)
  return
}

// -----

func.func @f(%x: memref<2x4x7x8xf32>, %i: memref<1x3xi32>, %p: memref<1x3x7x8xf32>) {
  // expected-error @+1 {{'dsk.gather_heads' op batch differs: heads has 2 in dimension 0, packed has 1 in dimension 0}}
  dsk.gather_heads ins(%x, %i : memref<2x4x7x8xf32>, memref<1x3xi32>) outs(%p : memref<1x3x7x8xf32>)
  return
}

// -----

func.func @f(%x: memref<2x4x7x8xf32>, %i: memref<1x3xi32>, %p: memref<2x3x7x8xf32>) {
  // expected-error @+1 {{'dsk.gather_heads' op batch differs: heads has 2 in dimension 0, indices has 1 in dimension 0}}
  dsk.gather_heads ins(%x, %i : memref<2x4x7x8xf32>, memref<1x3xi32>) outs(%p : memref<2x3x7x8xf32>)
  return
}

// -----

func.func @f(%x: memref<2x4x7x8xf32>, %i: memref<2x3xi32>, %p: memref<2x3x6x8xf32>) {
  // expected-error @+1 {{'dsk.gather_heads' op number of tokens differs: heads has 7 in dimension 2, packed has 6 in dimension 2}}
  dsk.gather_heads ins(%x, %i : memref<2x4x7x8xf32>, memref<2x3xi32>) outs(%p : memref<2x3x6x8xf32>)
  return
}

// -----

func.func @f(%x: memref<2x4x7x8xf32>, %i: memref<2x3xi32>, %p: memref<2x3x7x9xf32>) {
  // expected-error @+1 {{'dsk.gather_heads' op head dimension differs: heads has 8 in dimension 3, packed has 9 in dimension 3}}
  dsk.gather_heads ins(%x, %i : memref<2x4x7x8xf32>, memref<2x3xi32>) outs(%p : memref<2x3x7x9xf32>)
  return
}
