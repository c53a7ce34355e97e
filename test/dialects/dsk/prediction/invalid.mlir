// One bad op a split, each with its message.
//
// RUN: ds-opt %s --split-input-file --verify-diagnostics

func.func @f(%s: memref<1x2x4x5xf32>, %r: memref<1x2x3xi32>, %c: memref<12xi32>, %i: memref<12xi32>, %m: memref<12x2x1xi8>, %k: index) {
  // expected-error @+1 {{'dsk.top_k_elements' op block is [2, 0], expected two sizes of at least 1: queries and keys}}
  dsk.top_k_elements ins(%s, %k : memref<1x2x4x5xf32>) outs(%r, %c, %i, %m : memref<1x2x3xi32>, memref<12xi32>, memref<12xi32>, memref<12x2x1xi8>) block = [2, 0]
  return
}

// -----

func.func @f(%s: memref<1x2x4x5xf32>, %r: memref<1x2x4xi32>, %c: memref<12xi32>, %i: memref<12xi32>, %m: memref<12x2x1xi8>, %k: index) {
  // expected-error @+1 {{'dsk.top_k_elements' op row_pointers is 1x2x4, expected 1x2x3}}
  dsk.top_k_elements ins(%s, %k : memref<1x2x4x5xf32>) outs(%r, %c, %i, %m : memref<1x2x4xi32>, memref<12xi32>, memref<12xi32>, memref<12x2x1xi8>) block = [2, 2]
  return
}

// -----

func.func @f(%s: memref<1x2x4x5xf32>, %r: memref<1x2x3xi32>, %c: memref<12xi64>, %i: memref<12xi32>, %m: memref<12x2x1xi8>, %k: index) {
  // expected-error @+1 {{'dsk.top_k_elements' op element types differ: row_pointers has i32, columns has i64}}
  dsk.top_k_elements ins(%s, %k : memref<1x2x4x5xf32>) outs(%r, %c, %i, %m : memref<1x2x3xi32>, memref<12xi64>, memref<12xi32>, memref<12x2x1xi8>) block = [2, 2]
  return
}

// -----

func.func @f(%s: memref<1x2x4x5xf32>, %r: memref<1x2x3xi32>, %c: memref<12xi32>, %i: memref<12xi32>, %m: memref<12x2x1xi16>, %k: index) {
  // expected-error @+1 {{'dsk.top_k_elements' op masks has element type i16, expected i8}}
  dsk.top_k_elements ins(%s, %k : memref<1x2x4x5xf32>) outs(%r, %c, %i, %m : memref<1x2x3xi32>, memref<12xi32>, memref<12xi32>, memref<12x2x1xi16>) block = [2, 2]
  return
}

// -----

func.func @f(%s: memref<1x2x4x5xf32>, %r: memref<1x2x3xi32>, %c: memref<12xi32>, %i: memref<12xi64>, %m: memref<12x2x1xi8>, %k: index) {
  // expected-error @+1 {{'dsk.top_k_elements' op element types differ: columns has i32, mask_ids has i64}}
  dsk.top_k_elements ins(%s, %k : memref<1x2x4x5xf32>) outs(%r, %c, %i, %m : memref<1x2x3xi32>, memref<12xi32>, memref<12xi64>, memref<12x2x1xi8>) block = [2, 2]
  return
}

// -----

func.func @f(%s: memref<1x2x4x5xf32>, %r: memref<1x2x3xi32>, %c: memref<12xi32>, %i: memref<12xi32>, %m: memref<12x2x2xi8>, %k: index) {
  // expected-error @+1 {{'dsk.top_k_elements' op masks is 12x2x2, expected ?x2x1}}
  dsk.top_k_elements ins(%s, %k : memref<1x2x4x5xf32>) outs(%r, %c, %i, %m : memref<1x2x3xi32>, memref<12xi32>, memref<12xi32>, memref<12x2x2xi8>) block = [2, 2]
  return
}

// -----

func.func @f(%s: memref<1x2x4x5xf32>, %r: memref<1x2x3xi32>, %c: memref<11xi32>, %i: memref<12xi32>, %m: memref<12x2x1xi8>, %k: index) {
  // expected-error @+1 {{'dsk.top_k_elements' op columns has room for 11 blocks, expected at least 12}}
  dsk.top_k_elements ins(%s, %k : memref<1x2x4x5xf32>) outs(%r, %c, %i, %m : memref<1x2x3xi32>, memref<11xi32>, memref<12xi32>, memref<12x2x1xi8>) block = [2, 2]
  return
}

// -----

func.func @f(%s: memref<1x2x4x5xf32>, %r: memref<1x2x3xi32>, %c: memref<12xi32>, %i: memref<11xi32>, %m: memref<12x2x1xi8>, %k: index) {
  // expected-error @+1 {{'dsk.top_k_elements' op mask_ids has room for 11 blocks, expected at least 12}}
  dsk.top_k_elements ins(%s, %k : memref<1x2x4x5xf32>) outs(%r, %c, %i, %m : memref<1x2x3xi32>, memref<12xi32>, memref<11xi32>, memref<12x2x1xi8>) block = [2, 2]
  return
}

// -----

func.func @f(%s: memref<1x2x4x5xf32>, %r: memref<1x2x3xi32>, %c: memref<12xi32>, %i: memref<12xi32>, %m: memref<11x2x1xi8>, %k: index) {
  // expected-error @+1 {{'dsk.top_k_elements' op masks has room for 11 blocks, expected at least 12}}
  dsk.top_k_elements ins(%s, %k : memref<1x2x4x5xf32>) outs(%r, %c, %i, %m : memref<1x2x3xi32>, memref<12xi32>, memref<12xi32>, memref<11x2x1xi8>) block = [2, 2]
  return
}

// -----

func.func @f(%x: memref<1x2x8x4xf32>, %o: memref<1x2x4xf32>) {
  // expected-error @+1 {{'dsk.block_similarity' op block is 0, expected at least 1}}
  dsk.block_similarity ins(%x : memref<1x2x8x4xf32>) outs(%o : memref<1x2x4xf32>) block = 0
  return
}

// -----

func.func @f(%x: memref<1x2x8x4xf32>, %o: memref<1x2x4xf64>) {
  // expected-error @+1 {{'dsk.block_similarity' op similarity has element type f64, expected f32}}
  dsk.block_similarity ins(%x : memref<1x2x8x4xf32>) outs(%o : memref<1x2x4xf64>) block = 2
  return
}

// -----

func.func @f(%x: memref<1x2x8x4xf32>, %o: memref<1x2x3xf32>) {
  // expected-error @+1 {{'dsk.block_similarity' op similarity is 1x2x3, expected 1x2x4}}
  dsk.block_similarity ins(%x : memref<1x2x8x4xf32>) outs(%o : memref<1x2x3xf32>) block = 2
  return
}

// -----

func.func @f(%s: memref<1x2x4x5xf32>, %n: index, %m: memref<1x2x4x5xi1>) {
  // expected-error @+1 {{'dsk.top_n_of_m' op m is 0, expected at least 1}}
  dsk.top_n_of_m ins(%s, %n : memref<1x2x4x5xf32>) outs(%m : memref<1x2x4x5xi1>) m = 0
  return
}

// -----

func.func @f(%s: memref<1x2x4x5xf32>, %n: index, %m: memref<1x2x4x4xi1>) {
  // expected-error @+1 {{'dsk.top_n_of_m' op mask is 1x2x4x4, expected 1x2x4x5}}
  dsk.top_n_of_m ins(%s, %n : memref<1x2x4x5xf32>) outs(%m : memref<1x2x4x4xi1>) m = 4
  return
}
