// One bad op a split, each with its message.
//
// RUN: ds-opt %s --split-input-file --verify-diagnostics

func.func @f(%x: memref<2x7x8xf32>, %s: memref<2x5xf32>) {
  // expected-error @+1 {{'dsk.score_channels' op number of channels differs: scores has 5 in dimension 1, tokens has 8 in dimension 2}}
  dsk.score_channels ins(%x : memref<2x7x8xf32>) outs(%s : memref<2x5xf32>) norm = l1
  return
}

// -----

func.func @f(%x: memref<2x7x8xf32>, %s: memref<2xf32>) {
  // expected-error @+1 {{'dsk.score_channels' op scores has rank 1, expected 2}}
  dsk.score_channels ins(%x : memref<2x7x8xf32>) outs(%s : memref<2xf32>) norm = l1
  return
}

// -----

func.func @f(%x: memref<2x7x8xf32>, %s: memref<2x8xf64>) {
  // expected-error @+1 {{'dsk.score_channels' op scores has element type f64, expected f32}}
  dsk.score_channels ins(%x : memref<2x7x8xf32>) outs(%s : memref<2x8xf64>) norm = l1
  return
}

// -----

func.func @f(%x: memref<2x7x8xf32>, %s: memref<3x8xf32>) {
  // expected-error @+1 {{'dsk.score_channels' op batch differs: scores has 3 in dimension 0, tokens has 2 in dimension 0}}
  dsk.score_channels ins(%x : memref<2x7x8xf32>) outs(%s : memref<3x8xf32>) norm = l1
  return
}

// -----

func.func @f(%p: memref<2x7x3xf32>, %i: memref<2x3xi32>, %x: memref<2x7x8xf32>) {
  // expected-error @+1 {{'dsk.scatter_channels' op keeps channels of its destination, so it must say `reads_outs`}}
  dsk.scatter_channels ins(%p, %i : memref<2x7x3xf32>, memref<2x3xi32>) outs(%x : memref<2x7x8xf32>)
  return
}

// -----

func.func @f(%p: memref<2x7x3xf32>, %i: memref<2x2xi32>, %x: memref<2x7x8xf32>) {
  // expected-error @+1 {{'dsk.scatter_channels' op number of packed channels differs: packed has 3 in dimension 2, indices has 2 in dimension 1}}
  dsk.scatter_channels ins(%p, %i : memref<2x7x3xf32>, memref<2x2xi32>) outs(%x : memref<2x7x8xf32>) reads_outs
  return
}

// -----

func.func @f(%x: memref<2x7x8xf32>, %i: memref<2x3xi32>, %p: memref<2x7x2xf32>) {
  // expected-error @+1 {{'dsk.gather_channels' op number of packed channels differs: packed has 2 in dimension 2, indices has 3 in dimension 1}}
  dsk.gather_channels ins(%x, %i : memref<2x7x8xf32>, memref<2x3xi32>) outs(%p : memref<2x7x2xf32>)
  return
}

// -----

func.func @f(%x: memref<2x7x8xf32>, %i: memref<2x3xi32>, %p: memref<2x7x3xf64>) {
  // expected-error @+1 {{'dsk.gather_channels' op element types differ: tokens has f32, packed has f64}}
  dsk.gather_channels ins(%x, %i : memref<2x7x8xf32>, memref<2x3xi32>) outs(%p : memref<2x7x3xf64>)
  return
}

// -----

func.func @f(%x: memref<2x7x8xf32>, %i: memref<1x3xi32>, %p: memref<1x7x3xf32>) {
  // expected-error @+1 {{'dsk.gather_channels' op batch differs: tokens has 2 in dimension 0, packed has 1 in dimension 0}}
  dsk.gather_channels ins(%x, %i : memref<2x7x8xf32>, memref<1x3xi32>) outs(%p : memref<1x7x3xf32>)
  return
}

// -----

func.func @f(%x: memref<2x7x8xf32>, %i: memref<1x3xi32>, %p: memref<2x7x3xf32>) {
  // expected-error @+1 {{'dsk.gather_channels' op batch differs: tokens has 2 in dimension 0, indices has 1 in dimension 0}}
  dsk.gather_channels ins(%x, %i : memref<2x7x8xf32>, memref<1x3xi32>) outs(%p : memref<2x7x3xf32>)
  return
}

// -----

func.func @f(%x: memref<2x7x8xf32>, %i: memref<2x3xi32>, %p: memref<2x6x3xf32>) {
  // expected-error @+1 {{'dsk.gather_channels' op number of tokens differs: tokens has 7 in dimension 1, packed has 6 in dimension 1}}
  dsk.gather_channels ins(%x, %i : memref<2x7x8xf32>, memref<2x3xi32>) outs(%p : memref<2x6x3xf32>)
  return
}
