// One bad op a split, each with its message.
//
// RUN: ds-opt %s --split-input-file --verify-diagnostics

func.func @f(%s: memref<1x2x4x5xf32>, %f: memref<1x1x5xi32>, %g: memref<?xi64>, %r: memref<1x2x5xi32>, %c: memref<40xi32>, %m: memref<1x2x4xf32>, %tau: f32, %k: index) {
  // expected-error @+1 {{'dsk.mass_columns' op element types differ: row_pointers has i32, columns has i64}}
  dsk.mass_columns ins(%s, %tau, %k, %f, %g : memref<1x2x4x5xf32>, memref<1x1x5xi32>, memref<?xi64>) outs(%r, %c, %m : memref<1x2x5xi32>, memref<40xi32>, memref<1x2x4xf32>)
  return
}

// -----

func.func @f(%s: memref<1x2x4x5xf32>, %f: memref<2x1x5xi32>, %g: memref<?xi32>, %r: memref<1x2x5xi32>, %c: memref<40xi32>, %m: memref<1x2x4xf32>, %tau: f32, %k: index) {
  // expected-error @+1 {{'dsk.mass_columns' op pattern has batch size 2, expected 1 as the operands, or 1}}
  dsk.mass_columns ins(%s, %tau, %k, %f, %g : memref<1x2x4x5xf32>, memref<2x1x5xi32>, memref<?xi32>) outs(%r, %c, %m : memref<1x2x5xi32>, memref<40xi32>, memref<1x2x4xf32>)
  return
}

// -----

func.func @f(%s: memref<1x2x4x5xf32>, %f: memref<1x3x5xi32>, %g: memref<?xi32>, %r: memref<1x2x5xi32>, %c: memref<40xi32>, %m: memref<1x2x4xf32>, %tau: f32, %k: index) {
  // expected-error @+1 {{'dsk.mass_columns' op pattern has head size 3, expected 2 as the operands, or 1}}
  dsk.mass_columns ins(%s, %tau, %k, %f, %g : memref<1x2x4x5xf32>, memref<1x3x5xi32>, memref<?xi32>) outs(%r, %c, %m : memref<1x2x5xi32>, memref<40xi32>, memref<1x2x4xf32>)
  return
}

// -----

func.func @f(%s: memref<1x2x4x5xf32>, %f: memref<1x1x4xi32>, %g: memref<?xi32>, %r: memref<1x2x5xi32>, %c: memref<40xi32>, %m: memref<1x2x4xf32>, %tau: f32, %k: index) {
  // expected-error @+1 {{'dsk.mass_columns' op row_pointers of what is always taken is 1x1x4, expected 1x1x5}}
  dsk.mass_columns ins(%s, %tau, %k, %f, %g : memref<1x2x4x5xf32>, memref<1x1x4xi32>, memref<?xi32>) outs(%r, %c, %m : memref<1x2x5xi32>, memref<40xi32>, memref<1x2x4xf32>)
  return
}

// -----

func.func @f(%s: memref<1x2x4x5xf32>, %f: memref<1x1x5xi32>, %g: memref<?xi32>, %r: memref<1x2x4xi32>, %c: memref<40xi32>, %m: memref<1x2x4xf32>, %tau: f32, %k: index) {
  // expected-error @+1 {{'dsk.mass_columns' op row_pointers is 1x2x4, expected 1x2x5}}
  dsk.mass_columns ins(%s, %tau, %k, %f, %g : memref<1x2x4x5xf32>, memref<1x1x5xi32>, memref<?xi32>) outs(%r, %c, %m : memref<1x2x4xi32>, memref<40xi32>, memref<1x2x4xf32>)
  return
}

// -----

func.func @f(%s: memref<1x2x4x5xf32>, %f: memref<1x1x5xi32>, %g: memref<?xi32>, %r: memref<1x2x5xi32>, %c: memref<40xi64>, %m: memref<1x2x4xf32>, %tau: f32, %k: index) {
  // expected-error @+1 {{'dsk.mass_columns' op element types differ: row_pointers has i32, columns has i64}}
  dsk.mass_columns ins(%s, %tau, %k, %f, %g : memref<1x2x4x5xf32>, memref<1x1x5xi32>, memref<?xi32>) outs(%r, %c, %m : memref<1x2x5xi32>, memref<40xi64>, memref<1x2x4xf32>)
  return
}

// -----

func.func @f(%s: memref<1x2x4x5xf32>, %f: memref<1x1x5xi32>, %g: memref<?xi32>, %r: memref<1x2x5xi32>, %c: memref<39xi32>, %m: memref<1x2x4xf32>, %tau: f32, %k: index) {
  // expected-error @+1 {{'dsk.mass_columns' op columns has room for 39 blocks, expected at least 40}}
  dsk.mass_columns ins(%s, %tau, %k, %f, %g : memref<1x2x4x5xf32>, memref<1x1x5xi32>, memref<?xi32>) outs(%r, %c, %m : memref<1x2x5xi32>, memref<39xi32>, memref<1x2x4xf32>)
  return
}

// -----

func.func @f(%s: memref<1x2x4x5xf32>, %f: memref<1x1x5xi32>, %g: memref<?xi32>, %r: memref<1x2x5xi32>, %c: memref<40xi32>, %m: memref<1x2x4xf64>, %tau: f32, %k: index) {
  // expected-error @+1 {{'dsk.mass_columns' op element types differ: scores has f32, retained has f64}}
  dsk.mass_columns ins(%s, %tau, %k, %f, %g : memref<1x2x4x5xf32>, memref<1x1x5xi32>, memref<?xi32>) outs(%r, %c, %m : memref<1x2x5xi32>, memref<40xi32>, memref<1x2x4xf64>)
  return
}

// -----

func.func @f(%s: memref<1x2x4x5xf32>, %f: memref<1x1x5xi32>, %g: memref<?xi32>, %r: memref<1x2x5xi32>, %c: memref<40xi32>, %m: memref<1x2x5xf32>, %tau: f32, %k: index) {
  // expected-error @+1 {{'dsk.mass_columns' op retained is 1x2x5, expected 1x2x4}}
  dsk.mass_columns ins(%s, %tau, %k, %f, %g : memref<1x2x4x5xf32>, memref<1x1x5xi32>, memref<?xi32>) outs(%r, %c, %m : memref<1x2x5xi32>, memref<40xi32>, memref<1x2x5xf32>)
  return
}

// -----

func.func @f(%s: memref<1x2x4x5xf32>, %x: memref<2x1x4x5xi1>, %m: memref<1x2x4xf32>) {
  // expected-error @+1 {{'dsk.row_mass' op pattern has batch size 2, expected 1 as the operands, or 1}}
  dsk.row_mass ins(%s, %x : memref<1x2x4x5xf32>, memref<2x1x4x5xi1>) outs(%m : memref<1x2x4xf32>)
  return
}

// -----

func.func @f(%s: memref<1x2x4x5xf32>, %x: memref<1x3x4x5xi1>, %m: memref<1x2x4xf32>) {
  // expected-error @+1 {{'dsk.row_mass' op pattern has head size 3, expected 2 as the operands, or 1}}
  dsk.row_mass ins(%s, %x : memref<1x2x4x5xf32>, memref<1x3x4x5xi1>) outs(%m : memref<1x2x4xf32>)
  return
}

// -----

func.func @f(%s: memref<1x2x4x5xf32>, %x: memref<1x1x5x5xi1>, %m: memref<1x2x4xf32>) {
  // expected-error @+1 {{'dsk.row_mass' op mask is 1x1x5x5, expected 1x1x4x5}}
  dsk.row_mass ins(%s, %x : memref<1x2x4x5xf32>, memref<1x1x5x5xi1>) outs(%m : memref<1x2x4xf32>)
  return
}

// -----

func.func @f(%s: memref<1x2x4x5xf32>, %x: memref<1x1x4x5xi1>, %m: memref<1x2x4xf64>) {
  // expected-error @+1 {{'dsk.row_mass' op element types differ: scores has f32, mass has f64}}
  dsk.row_mass ins(%s, %x : memref<1x2x4x5xf32>, memref<1x1x4x5xi1>) outs(%m : memref<1x2x4xf64>)
  return
}

// -----

func.func @f(%s: memref<1x2x4x5xf32>, %x: memref<1x1x4x5xi1>, %m: memref<1x2x5xf32>) {
  // expected-error @+1 {{'dsk.row_mass' op mass is 1x2x5, expected 1x2x4}}
  dsk.row_mass ins(%s, %x : memref<1x2x4x5xf32>, memref<1x1x4x5xi1>) outs(%m : memref<1x2x5xf32>)
  return
}

// -----

func.func @f(%s: memref<1x2x4x5xf32>, %seen: memref<4xi32>, %m: memref<1x2x2x3xf32>) {
  // expected-error @+1 {{'dsk.tile_mass' op tile is [0, 2], expected two sizes of at least 1: rows and columns}}
  dsk.tile_mass ins(%s, %seen : memref<1x2x4x5xf32>, memref<4xi32>) outs(%m : memref<1x2x2x3xf32>) tile = [0, 2]
  return
}

// -----

func.func @f(%s: memref<1x2x4x5xf32>, %seen: memref<4xi32>, %m: memref<1x2x2x3xf64>) {
  // expected-error @+1 {{'dsk.tile_mass' op element types differ: scores has f32, mass has f64}}
  dsk.tile_mass ins(%s, %seen : memref<1x2x4x5xf32>, memref<4xi32>) outs(%m : memref<1x2x2x3xf64>) tile = [2, 2]
  return
}

// -----

func.func @f(%s: memref<1x2x4x5xf32>, %seen: memref<4xi32>, %m: memref<1x2x2x2xf32>) {
  // expected-error @+1 {{'dsk.tile_mass' op mass is 1x2x2x2, expected 1x2x2x3}}
  dsk.tile_mass ins(%s, %seen : memref<1x2x4x5xf32>, memref<4xi32>) outs(%m : memref<1x2x2x2xf32>) tile = [2, 2]
  return
}

// -----

func.func @f(%s: memref<1x2x4x5xf32>, %seen: memref<5xi32>, %m: memref<1x2x2x3xf32>) {
  // expected-error @+1 {{'dsk.tile_mass' op seen is 5, expected 4}}
  dsk.tile_mass ins(%s, %seen : memref<1x2x4x5xf32>, memref<5xi32>) outs(%m : memref<1x2x2x3xf32>) tile = [2, 2]
  return
}
