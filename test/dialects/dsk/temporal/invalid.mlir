// One bad op a split, each with its message.
//
// RUN: ds-opt %s --split-input-file --verify-diagnostics

func.func @f(%x: memref<2x5x8xf32>, %y: memref<2x5x8xf64>, %c: memref<2x5xf32>) {
  // expected-error @+1 {{'dsk.token_change' op element types differ: tokens has f32, reference has f64}}
  dsk.token_change ins(%x, %y : memref<2x5x8xf32>, memref<2x5x8xf64>) outs(%c : memref<2x5xf32>) norm = l1
  return
}

// -----

func.func @f(%x: memref<2x5x8xf32>, %y: memref<2x6x8xf32>, %c: memref<2x5xf32>) {
  // expected-error @+1 {{'dsk.token_change' op reference is 2x6x8, expected 2x5x8}}
  dsk.token_change ins(%x, %y : memref<2x5x8xf32>, memref<2x6x8xf32>) outs(%c : memref<2x5xf32>) norm = l1
  return
}

// -----

func.func @f(%x: memref<2x5x8xf32>, %c: memref<2x5x8xf32>) {
  // expected-error @+1 {{'dsk.token_change' op change has rank 3, expected 2}}
  dsk.token_change ins(%x, %x : memref<2x5x8xf32>, memref<2x5x8xf32>) outs(%c : memref<2x5x8xf32>) norm = l1
  return
}

// -----

func.func @f(%x: memref<2x5x8xf32>, %c: memref<3x5xf32>) {
  // expected-error @+1 {{'dsk.token_change' op batch differs: change has 3 in dimension 0, tokens has 2 in dimension 0}}
  dsk.token_change ins(%x, %x : memref<2x5x8xf32>, memref<2x5x8xf32>) outs(%c : memref<3x5xf32>) norm = l1
  return
}

// -----

func.func @f(%x: memref<2x5x8xf32>, %c: memref<2x6xf32>) {
  // expected-error @+1 {{'dsk.token_change' op number of tokens differs: change has 6 in dimension 1, tokens has 5 in dimension 1}}
  dsk.token_change ins(%x, %x : memref<2x5x8xf32>, memref<2x5x8xf32>) outs(%c : memref<2x6xf32>) norm = l1
  return
}

// -----

func.func @f(%x: memref<2x5x8xbf16>, %c: memref<2x5xbf16>) {
  // expected-error @+1 {{'dsk.token_change' op change has element type bf16, expected f32}}
  dsk.token_change ins(%x, %x : memref<2x5x8xbf16>, memref<2x5x8xbf16>) outs(%c : memref<2x5xbf16>) norm = l1
  return
}

// -----

func.func @f(%x: memref<2x5x8xf32>, %n: index, %c: memref<2x5x8xf32>) {
  // expected-error @+1 {{'dsk.lagged_change' op change has rank 3, expected 2}}
  dsk.lagged_change ins(%x, %n : memref<2x5x8xf32>) outs(%c : memref<2x5x8xf32>) norm = l1
  return
}

// -----

func.func @f(%x: memref<2x5x8xf32>, %n: index, %c: memref<3x4xf32>) {
  // expected-error @+1 {{'dsk.lagged_change' op batch differs: change has 3 in dimension 0, tokens has 2 in dimension 0}}
  dsk.lagged_change ins(%x, %n : memref<2x5x8xf32>) outs(%c : memref<3x4xf32>) norm = l1
  return
}

// -----

func.func @f(%x: memref<2x5x8xf32>, %n: index, %c: memref<2x6xf32>) {
  // expected-error @+1 {{'dsk.lagged_change' op writes 6 changes of 5 tokens, expected at most as many}}
  dsk.lagged_change ins(%x, %n : memref<2x5x8xf32>) outs(%c : memref<2x6xf32>) norm = l1
  return
}

// -----

func.func @f(%x: memref<2x5x8xbf16>, %n: index, %c: memref<2x4xbf16>) {
  // expected-error @+1 {{'dsk.lagged_change' op change has element type bf16, expected f32}}
  dsk.lagged_change ins(%x, %n : memref<2x5x8xbf16>) outs(%c : memref<2x4xbf16>) norm = l1
  return
}
