// One bad op a split, each with its message.
//
// RUN: ds-opt %s --split-input-file --verify-diagnostics

func.func @f(%x: memref<2x7x8xf32>, %s: memref<2x4xf64>, %m: memref<2x4xi32>) {
  // expected-error @+1 {{'dsk.match_tokens' op protect is -2, expected at least 0 and less than 2^30}}
  dsk.match_tokens ins(%x : memref<2x7x8xf32>) outs(%s, %m : memref<2x4xf64>, memref<2x4xi32>) protect = -2
  return
}

// -----

func.func @f(%x: memref<2x7x8xf32>, %s: memref<2x3xf64>, %m: memref<2x4xi32>) {
  // expected-error @+1 {{'dsk.match_tokens' op similarity is 2x3, expected 2x4}}
  dsk.match_tokens ins(%x : memref<2x7x8xf32>) outs(%s, %m : memref<2x3xf64>, memref<2x4xi32>)
  return
}

// -----

func.func @f(%x: memref<2x7x8xf32>, %s: memref<2x4xf64>, %m: memref<2x4xi32>) {
  // expected-error @+1 {{'dsk.match_tokens' op similarity is 2x4, expected 2x3}}
  dsk.match_tokens ins(%x : memref<2x7x8xf32>) outs(%s, %m : memref<2x4xf64>, memref<2x4xi32>) protect = 1
  return
}

// -----

func.func @f(%x: memref<2x7x8xf32>, %s: memref<2x4xf64>, %m: memref<3x4xi32>) {
  // expected-error @+1 {{'dsk.match_tokens' op match is 3x4, expected 2x4}}
  dsk.match_tokens ins(%x : memref<2x7x8xf32>) outs(%s, %m : memref<2x4xf64>, memref<3x4xi32>)
  return
}

// -----

func.func @f(%x: memref<2x7x8xf32>, %s: memref<2x4xf64>, %m: memref<8xi32>) {
  // expected-error @+1 {{'dsk.match_tokens' op match has rank 1, expected 2}}
  dsk.match_tokens ins(%x : memref<2x7x8xf32>) outs(%s, %m : memref<2x4xf64>, memref<8xi32>)
  return
}

// -----

func.func @f(%x: memref<2x7x8xf32>, %s: memref<2x4xf32>, %m: memref<2x4xi32>) {
  // expected-error @+1 {{'dsk.match_tokens' op similarity has element type f32, expected f64}}
  dsk.match_tokens ins(%x : memref<2x7x8xf32>) outs(%s, %m : memref<2x4xf32>, memref<2x4xi32>)
  return
}

// -----

func.func @f(%x: memref<2x7x8xf32>, %s: memref<2x4xf64>, %m: memref<2x4xi64>) {
  // expected-error @+1 {{'dsk.match_tokens' op match has element type i64, expected i32}}
  dsk.match_tokens ins(%x : memref<2x7x8xf32>) outs(%s, %m : memref<2x4xf64>, memref<2x4xi64>)
  return
}

// -----

func.func @f(%x: memref<2x7x8xf32>, %s: memref<3x7xf32>, %g: memref<2x7xi32>, %y: memref<2x3x8xf32>, %ys: memref<2x3xf32>) {
  // expected-error @+1 {{'dsk.merge_tokens' op batch differs: tokens has 2 in dimension 0, sizes has 3 in dimension 0}}
  dsk.merge_tokens ins(%x, %s, %g : memref<2x7x8xf32>, memref<3x7xf32>, memref<2x7xi32>) outs(%y, %ys : memref<2x3x8xf32>, memref<2x3xf32>)
  return
}

// -----

func.func @f(%x: memref<2x7x8xf32>, %s: memref<2x6xf32>, %g: memref<2x7xi32>, %y: memref<2x3x8xf32>, %ys: memref<2x3xf32>) {
  // expected-error @+1 {{'dsk.merge_tokens' op number of tokens differs: tokens has 7 in dimension 1, sizes has 6 in dimension 1}}
  dsk.merge_tokens ins(%x, %s, %g : memref<2x7x8xf32>, memref<2x6xf32>, memref<2x7xi32>) outs(%y, %ys : memref<2x3x8xf32>, memref<2x3xf32>)
  return
}

// -----

func.func @f(%x: memref<2x7x8xf32>, %s: memref<2x7xf32>, %g: memref<3x7xi32>, %y: memref<2x3x8xf32>, %ys: memref<2x3xf32>) {
  // expected-error @+1 {{'dsk.merge_tokens' op batch differs: tokens has 2 in dimension 0, groups has 3 in dimension 0}}
  dsk.merge_tokens ins(%x, %s, %g : memref<2x7x8xf32>, memref<2x7xf32>, memref<3x7xi32>) outs(%y, %ys : memref<2x3x8xf32>, memref<2x3xf32>)
  return
}

// -----

func.func @f(%x: memref<2x7x8xf32>, %s: memref<2x7xf32>, %g: memref<2x6xi32>, %y: memref<2x3x8xf32>, %ys: memref<2x3xf32>) {
  // expected-error @+1 {{'dsk.merge_tokens' op number of tokens differs: tokens has 7 in dimension 1, groups has 6 in dimension 1}}
  dsk.merge_tokens ins(%x, %s, %g : memref<2x7x8xf32>, memref<2x7xf32>, memref<2x6xi32>) outs(%y, %ys : memref<2x3x8xf32>, memref<2x3xf32>)
  return
}

// -----

func.func @f(%x: memref<2x7x8xf32>, %s: memref<2x7xf32>, %g: memref<2x7xi32>, %y: memref<2x24xf32>, %ys: memref<2x3xf32>) {
  // expected-error @+1 {{'dsk.merge_tokens' op merged has rank 2, expected 3}}
  dsk.merge_tokens ins(%x, %s, %g : memref<2x7x8xf32>, memref<2x7xf32>, memref<2x7xi32>) outs(%y, %ys : memref<2x24xf32>, memref<2x3xf32>)
  return
}

// -----

func.func @f(%x: memref<2x7x8xf32>, %s: memref<2x7xf32>, %g: memref<2x7xi32>, %y: memref<2x3x8xf32>, %ys: memref<6xf32>) {
  // expected-error @+1 {{'dsk.merge_tokens' op merged_sizes has rank 1, expected 2}}
  dsk.merge_tokens ins(%x, %s, %g : memref<2x7x8xf32>, memref<2x7xf32>, memref<2x7xi32>) outs(%y, %ys : memref<2x3x8xf32>, memref<6xf32>)
  return
}

// -----

func.func @f(%x: memref<2x7x8xf32>, %s: memref<2x7xf32>, %g: memref<2x7xi32>, %y: memref<2x3x8xf64>, %ys: memref<2x3xf32>) {
  // expected-error @+1 {{'dsk.merge_tokens' op element types differ: tokens has f32, merged has f64}}
  dsk.merge_tokens ins(%x, %s, %g : memref<2x7x8xf32>, memref<2x7xf32>, memref<2x7xi32>) outs(%y, %ys : memref<2x3x8xf64>, memref<2x3xf32>)
  return
}

// -----

func.func @f(%x: memref<2x7x8xf32>, %s: memref<2x7xf32>, %g: memref<2x7xi32>, %y: memref<1x3x8xf32>, %ys: memref<2x3xf32>) {
  // expected-error @+1 {{'dsk.merge_tokens' op batch differs: tokens has 2 in dimension 0, merged has 1 in dimension 0}}
  dsk.merge_tokens ins(%x, %s, %g : memref<2x7x8xf32>, memref<2x7xf32>, memref<2x7xi32>) outs(%y, %ys : memref<1x3x8xf32>, memref<2x3xf32>)
  return
}

// -----

func.func @f(%x: memref<2x7x8xf32>, %s: memref<2x7xf32>, %g: memref<2x7xi32>, %y: memref<2x3x9xf32>, %ys: memref<2x3xf32>) {
  // expected-error @+1 {{'dsk.merge_tokens' op number of channels differs: tokens has 8 in dimension 2, merged has 9 in dimension 2}}
  dsk.merge_tokens ins(%x, %s, %g : memref<2x7x8xf32>, memref<2x7xf32>, memref<2x7xi32>) outs(%y, %ys : memref<2x3x9xf32>, memref<2x3xf32>)
  return
}

// -----

func.func @f(%x: memref<2x7x8xf32>, %s: memref<2x7xf32>, %g: memref<2x7xi32>, %y: memref<2x3x8xf32>, %ys: memref<1x3xf32>) {
  // expected-error @+1 {{'dsk.merge_tokens' op batch differs: tokens has 2 in dimension 0, merged_sizes has 1 in dimension 0}}
  dsk.merge_tokens ins(%x, %s, %g : memref<2x7x8xf32>, memref<2x7xf32>, memref<2x7xi32>) outs(%y, %ys : memref<2x3x8xf32>, memref<1x3xf32>)
  return
}

// -----

func.func @f(%x: memref<2x7x8xf32>, %s: memref<2x7xf32>, %g: memref<2x7xi32>, %y: memref<2x3x8xf32>, %ys: memref<2x4xf32>) {
  // expected-error @+1 {{'dsk.merge_tokens' op number of merged tokens differs: merged has 3 in dimension 1, merged_sizes has 4 in dimension 1}}
  dsk.merge_tokens ins(%x, %s, %g : memref<2x7x8xf32>, memref<2x7xf32>, memref<2x7xi32>) outs(%y, %ys : memref<2x3x8xf32>, memref<2x4xf32>)
  return
}

// -----

func.func @f(%x: memref<2x7x8xf32>, %s: memref<2x7xf64>, %g: memref<2x7xi32>, %y: memref<2x3x8xf32>, %ys: memref<2x3xf32>) {
  // expected-error @+1 {{'dsk.merge_tokens' op sizes has element type f64, expected f32}}
  dsk.merge_tokens ins(%x, %s, %g : memref<2x7x8xf32>, memref<2x7xf64>, memref<2x7xi32>) outs(%y, %ys : memref<2x3x8xf32>, memref<2x3xf32>)
  return
}

// -----

func.func @f(%x: memref<2x7x8xf32>, %s: memref<2x7xf32>, %g: memref<2x7xi32>, %y: memref<2x3x8xf32>, %ys: memref<2x3xf64>) {
  // expected-error @+1 {{'dsk.merge_tokens' op merged_sizes has element type f64, expected f32}}
  dsk.merge_tokens ins(%x, %s, %g : memref<2x7x8xf32>, memref<2x7xf32>, memref<2x7xi32>) outs(%y, %ys : memref<2x3x8xf32>, memref<2x3xf64>)
  return
}
