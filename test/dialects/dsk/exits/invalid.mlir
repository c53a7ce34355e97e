// One bad op a split, each with its message.
//
// RUN: ds-opt %s --split-input-file --verify-diagnostics

func.func @f(%x: memref<8x4xf32>, %c: memref<7xf32>) {
  // expected-error @+1 {{'dsk.confidence' op batch differs: confidence has 7 in dimension 0, logits has 8 in dimension 0}}
  dsk.confidence ins(%x : memref<8x4xf32>) outs(%c : memref<7xf32>) by = max
  return
}

// -----

func.func @f(%x: memref<8x4xf32>, %c: memref<8x1xf32>) {
  // expected-error @+1 {{'dsk.confidence' op confidence has rank 2, expected 1}}
  dsk.confidence ins(%x : memref<8x4xf32>) outs(%c : memref<8x1xf32>) by = max
  return
}

// -----

func.func @f(%x: memref<8x4xf64>, %c: memref<8xf32>) {
  // expected-error @+1 {{'dsk.confidence' op confidence has element type f32, expected f64}}
  dsk.confidence ins(%x : memref<8x4xf64>) outs(%c : memref<8xf32>) by = max
  return
}
