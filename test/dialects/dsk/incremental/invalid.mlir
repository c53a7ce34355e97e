// One bad op a split, each with its message.
//
// RUN: ds-opt %s --split-input-file --verify-diagnostics

func.func @f(%q: memref<1x2x9x8xf32>, %k: memref<1x2x7x8xf32>, %i: memref<1x?xi32>, %j: memref<1x?xi32>, %p: memref<1x9xi32>, %s: memref<1x2x9x7xf32>) {
  // expected-error @+1 {{'dsk.update_scores' op keeps what it does not compute of its destination, so it must say `reads_outs`}}
  dsk.update_scores ins(%q, %k, %i, %j, %p : memref<1x2x9x8xf32>, memref<1x2x7x8xf32>, memref<1x?xi32>, memref<1x?xi32>, memref<1x9xi32>) outs(%s : memref<1x2x9x7xf32>) scale = 0.5
  return
}

// -----

func.func @f(%q: memref<1x2x9x8xf32>, %k: memref<1x2x7x8xf64>, %i: memref<1x?xi32>, %j: memref<1x?xi32>, %p: memref<1x9xi32>, %s: memref<1x2x9x7xf32>) {
  // expected-error @+1 {{'dsk.update_scores' op element types differ: queries has f32, keys has f64}}
  dsk.update_scores ins(%q, %k, %i, %j, %p : memref<1x2x9x8xf32>, memref<1x2x7x8xf64>, memref<1x?xi32>, memref<1x?xi32>, memref<1x9xi32>) outs(%s : memref<1x2x9x7xf32>) scale = 0.5 reads_outs
  return
}

// -----

func.func @f(%q: memref<1x2x9x8xf32>, %k: memref<2x2x7x8xf32>, %i: memref<1x?xi32>, %j: memref<1x?xi32>, %p: memref<1x9xi32>, %s: memref<1x2x9x7xf32>) {
  // expected-error @+1 {{'dsk.update_scores' op batch differs: queries has 1 in dimension 0, keys has 2 in dimension 0}}
  dsk.update_scores ins(%q, %k, %i, %j, %p : memref<1x2x9x8xf32>, memref<2x2x7x8xf32>, memref<1x?xi32>, memref<1x?xi32>, memref<1x9xi32>) outs(%s : memref<1x2x9x7xf32>) scale = 0.5 reads_outs
  return
}

// -----

func.func @f(%q: memref<1x2x9x8xf32>, %k: memref<1x3x7x8xf32>, %i: memref<1x?xi32>, %j: memref<1x?xi32>, %p: memref<1x9xi32>, %s: memref<1x2x9x7xf32>) {
  // expected-error @+1 {{'dsk.update_scores' op heads differs: queries has 2 in dimension 1, keys has 3 in dimension 1}}
  dsk.update_scores ins(%q, %k, %i, %j, %p : memref<1x2x9x8xf32>, memref<1x3x7x8xf32>, memref<1x?xi32>, memref<1x?xi32>, memref<1x9xi32>) outs(%s : memref<1x2x9x7xf32>) scale = 0.5 reads_outs
  return
}

// -----

func.func @f(%q: memref<1x2x9x8xf32>, %k: memref<1x2x7x9xf32>, %i: memref<1x?xi32>, %j: memref<1x?xi32>, %p: memref<1x9xi32>, %s: memref<1x2x9x7xf32>) {
  // expected-error @+1 {{'dsk.update_scores' op head dimension differs: queries has 8 in dimension 3, keys has 9 in dimension 3}}
  dsk.update_scores ins(%q, %k, %i, %j, %p : memref<1x2x9x8xf32>, memref<1x2x7x9xf32>, memref<1x?xi32>, memref<1x?xi32>, memref<1x9xi32>) outs(%s : memref<1x2x9x7xf32>) scale = 0.5 reads_outs
  return
}

// -----

func.func @f(%q: memref<1x2x9x8xf32>, %k: memref<1x2x7x8xf32>, %i: memref<1x?xi32>, %j: memref<1x?xi32>, %p: memref<1x9xi32>, %s: memref<1x2x9x8xf32>) {
  // expected-error @+1 {{'dsk.update_scores' op scores is 1x2x9x8, expected 1x2x9x7}}
  dsk.update_scores ins(%q, %k, %i, %j, %p : memref<1x2x9x8xf32>, memref<1x2x7x8xf32>, memref<1x?xi32>, memref<1x?xi32>, memref<1x9xi32>) outs(%s : memref<1x2x9x8xf32>) scale = 0.5 reads_outs
  return
}

// -----

func.func @f(%q: memref<1x2x9x8xf32>, %k: memref<1x2x7x8xf32>, %i: memref<2x?xi32>, %j: memref<1x?xi32>, %p: memref<1x9xi32>, %s: memref<1x2x9x7xf32>) {
  // expected-error @+1 {{'dsk.update_scores' op batch differs: queries has 1 in dimension 0, indices has 2 in dimension 0}}
  dsk.update_scores ins(%q, %k, %i, %j, %p : memref<1x2x9x8xf32>, memref<1x2x7x8xf32>, memref<2x?xi32>, memref<1x?xi32>, memref<1x9xi32>) outs(%s : memref<1x2x9x7xf32>) scale = 0.5 reads_outs
  return
}

// -----

func.func @f(%q: memref<1x2x9x8xf32>, %k: memref<1x2x7x8xf32>, %i: memref<1x?xi32>, %j: memref<2x?xi32>, %p: memref<1x9xi32>, %s: memref<1x2x9x7xf32>) {
  // expected-error @+1 {{'dsk.update_scores' op batch differs: queries has 1 in dimension 0, key_indices has 2 in dimension 0}}
  dsk.update_scores ins(%q, %k, %i, %j, %p : memref<1x2x9x8xf32>, memref<1x2x7x8xf32>, memref<1x?xi32>, memref<2x?xi32>, memref<1x9xi32>) outs(%s : memref<1x2x9x7xf32>) scale = 0.5 reads_outs
  return
}

// -----

func.func @f(%q: memref<1x2x9x8xf32>, %k: memref<1x2x7x8xf32>, %i: memref<1x?xi32>, %j: memref<1x?xi32>, %p: memref<2x9xi32>, %s: memref<1x2x9x7xf32>) {
  // expected-error @+1 {{'dsk.update_scores' op batch differs: queries has 1 in dimension 0, positions has 2 in dimension 0}}
  dsk.update_scores ins(%q, %k, %i, %j, %p : memref<1x2x9x8xf32>, memref<1x2x7x8xf32>, memref<1x?xi32>, memref<1x?xi32>, memref<2x9xi32>) outs(%s : memref<1x2x9x7xf32>) scale = 0.5 reads_outs
  return
}

// -----

func.func @f(%q: memref<1x2x9x8xf32>, %k: memref<1x2x7x8xf32>, %i: memref<1x?xi32>, %j: memref<1x?xi32>, %p: memref<1x8xi32>, %s: memref<1x2x9x7xf32>) {
  // expected-error @+1 {{'dsk.update_scores' op number of queries differs: queries has 9 in dimension 2, positions has 8 in dimension 1}}
  dsk.update_scores ins(%q, %k, %i, %j, %p : memref<1x2x9x8xf32>, memref<1x2x7x8xf32>, memref<1x?xi32>, memref<1x?xi32>, memref<1x8xi32>) outs(%s : memref<1x2x9x7xf32>) scale = 0.5 reads_outs
  return
}

// -----

func.func @f(%q: memref<1x2x9x8xf32>, %k: memref<1x2x7x8xf32>, %i: memref<1x?xi32>, %j: memref<1x?xi32>, %p: memref<1x9xi32>, %s: memref<1x2x9x7xf64>) {
  // expected-error @+1 {{'dsk.update_scores' op scores has element type f64, expected f32}}
  dsk.update_scores ins(%q, %k, %i, %j, %p : memref<1x2x9x8xf32>, memref<1x2x7x8xf32>, memref<1x?xi32>, memref<1x?xi32>, memref<1x9xi32>) outs(%s : memref<1x2x9x7xf64>) scale = 0.5 reads_outs
  return
}

// -----

func.func @f(%q: memref<1x2x9x8xf32>, %k: memref<1x2x7x8xf32>, %i: memref<1x?xi32>, %j: memref<1x?xi32>, %p: memref<1x9xi32>, %s: memref<1x2x9x7xf32>) {
  // expected-error @+1 {{'dsk.update_scores' op scale is inf, expected a finite number}}
  dsk.update_scores ins(%q, %k, %i, %j, %p : memref<1x2x9x8xf32>, memref<1x2x7x8xf32>, memref<1x?xi32>, memref<1x?xi32>, memref<1x9xi32>) outs(%s : memref<1x2x9x7xf32>) scale = 0x7FF0000000000000 reads_outs
  return
}

// -----

func.func @f(%a: memref<1x2x9x7xf32>, %v: memref<1x2x7x8xf32>, %i: memref<1x?xi32>, %o: memref<1x2x9x8xf32>) {
  // expected-error @+1 {{'dsk.update_product_rows' op keeps what it does not compute of its destination, so it must say `reads_outs`}}
  dsk.update_product_rows ins(%a, %v, %i : memref<1x2x9x7xf32>, memref<1x2x7x8xf32>, memref<1x?xi32>) outs(%o : memref<1x2x9x8xf32>) 
  return
}

// -----

func.func @f(%a: memref<1x2x9x7xf32>, %v: memref<1x2x7x8xf64>, %i: memref<1x?xi32>, %o: memref<1x2x9x8xf32>) {
  // expected-error @+1 {{'dsk.update_product_rows' op element types differ: weights has f32, values has f64}}
  dsk.update_product_rows ins(%a, %v, %i : memref<1x2x9x7xf32>, memref<1x2x7x8xf64>, memref<1x?xi32>) outs(%o : memref<1x2x9x8xf32>) reads_outs
  return
}

// -----

func.func @f(%a: memref<1x2x9x7xf32>, %v: memref<1x2x7x8xf32>, %i: memref<1x?xi32>, %o: memref<1x2x9x8xf64>) {
  // expected-error @+1 {{'dsk.update_product_rows' op element types differ: weights has f32, product has f64}}
  dsk.update_product_rows ins(%a, %v, %i : memref<1x2x9x7xf32>, memref<1x2x7x8xf32>, memref<1x?xi32>) outs(%o : memref<1x2x9x8xf64>) reads_outs
  return
}

// -----

func.func @f(%a: memref<1x2x9x7xf32>, %v: memref<2x2x7x8xf32>, %i: memref<1x?xi32>, %o: memref<1x2x9x8xf32>) {
  // expected-error @+1 {{'dsk.update_product_rows' op batch differs: weights has 1 in dimension 0, values has 2 in dimension 0}}
  dsk.update_product_rows ins(%a, %v, %i : memref<1x2x9x7xf32>, memref<2x2x7x8xf32>, memref<1x?xi32>) outs(%o : memref<1x2x9x8xf32>) reads_outs
  return
}

// -----

func.func @f(%a: memref<1x2x9x7xf32>, %v: memref<1x3x7x8xf32>, %i: memref<1x?xi32>, %o: memref<1x2x9x8xf32>) {
  // expected-error @+1 {{'dsk.update_product_rows' op heads differs: weights has 2 in dimension 1, values has 3 in dimension 1}}
  dsk.update_product_rows ins(%a, %v, %i : memref<1x2x9x7xf32>, memref<1x3x7x8xf32>, memref<1x?xi32>) outs(%o : memref<1x2x9x8xf32>) reads_outs
  return
}

// -----

func.func @f(%a: memref<1x2x9x7xf32>, %v: memref<1x2x6x8xf32>, %i: memref<1x?xi32>, %o: memref<1x2x9x8xf32>) {
  // expected-error @+1 {{'dsk.update_product_rows' op number of keys differs: weights has 7 in dimension 3, values has 6 in dimension 2}}
  dsk.update_product_rows ins(%a, %v, %i : memref<1x2x9x7xf32>, memref<1x2x6x8xf32>, memref<1x?xi32>) outs(%o : memref<1x2x9x8xf32>) reads_outs
  return
}

// -----

func.func @f(%a: memref<1x2x9x7xf32>, %v: memref<1x2x7x8xf32>, %i: memref<2x?xi32>, %o: memref<1x2x9x8xf32>) {
  // expected-error @+1 {{'dsk.update_product_rows' op batch differs: weights has 1 in dimension 0, indices has 2 in dimension 0}}
  dsk.update_product_rows ins(%a, %v, %i : memref<1x2x9x7xf32>, memref<1x2x7x8xf32>, memref<2x?xi32>) outs(%o : memref<1x2x9x8xf32>) reads_outs
  return
}

// -----

func.func @f(%a: memref<1x2x9x7xf32>, %v: memref<1x2x7x8xf32>, %i: memref<1x?xi32>, %o: memref<1x2x9x9xf32>) {
  // expected-error @+1 {{'dsk.update_product_rows' op product is 1x2x9x9, expected 1x2x9x8}}
  dsk.update_product_rows ins(%a, %v, %i : memref<1x2x9x7xf32>, memref<1x2x7x8xf32>, memref<1x?xi32>) outs(%o : memref<1x2x9x9xf32>) reads_outs
  return
}

// -----

func.func @f(%a: memref<1x2x9x7xf32>, %v: memref<1x2x7x8xf32>, %i: memref<1x?xi32>, %o: memref<1x2x9x8xf32>, %la: memref<1x2x9x7xf32>, %lv: memref<1x2x7x8xf32>) {
  // expected-error @+1 {{'dsk.update_product' op keeps what it does not compute of its destination, so it must say `reads_outs`}}
  dsk.update_product ins(%a, %v, %i : memref<1x2x9x7xf32>, memref<1x2x7x8xf32>, memref<1x?xi32>) outs(%o, %la, %lv : memref<1x2x9x8xf32>, memref<1x2x9x7xf32>, memref<1x2x7x8xf32>) 
  return
}

// -----

func.func @f(%a: memref<1x2x9x7xf32>, %v: memref<1x2x7x8xf32>, %i: memref<1x?xi32>, %o: memref<1x2x9x9xf32>, %la: memref<1x2x9x7xf32>, %lv: memref<1x2x7x8xf32>) {
  // expected-error @+1 {{'dsk.update_product' op product is 1x2x9x9, expected 1x2x9x8}}
  dsk.update_product ins(%a, %v, %i : memref<1x2x9x7xf32>, memref<1x2x7x8xf32>, memref<1x?xi32>) outs(%o, %la, %lv : memref<1x2x9x9xf32>, memref<1x2x9x7xf32>, memref<1x2x7x8xf32>) reads_outs
  return
}

// -----

func.func @f(%a: memref<1x2x9x7xf32>, %v: memref<1x2x7x8xf32>, %i: memref<1x?xi32>, %o: memref<1x2x9x8xf32>, %la: memref<1x2x9x7xf64>, %lv: memref<1x2x7x8xf32>) {
  // expected-error @+1 {{'dsk.update_product' op element types differ: weights has f32, last_weights has f64}}
  dsk.update_product ins(%a, %v, %i : memref<1x2x9x7xf32>, memref<1x2x7x8xf32>, memref<1x?xi32>) outs(%o, %la, %lv : memref<1x2x9x8xf32>, memref<1x2x9x7xf64>, memref<1x2x7x8xf32>) reads_outs
  return
}

// -----

func.func @f(%a: memref<1x2x9x7xf32>, %v: memref<1x2x7x8xf32>, %i: memref<1x?xi32>, %o: memref<1x2x9x8xf32>, %la: memref<1x2x9x6xf32>, %lv: memref<1x2x7x8xf32>) {
  // expected-error @+1 {{'dsk.update_product' op last_weights is 1x2x9x6, expected 1x2x9x7}}
  dsk.update_product ins(%a, %v, %i : memref<1x2x9x7xf32>, memref<1x2x7x8xf32>, memref<1x?xi32>) outs(%o, %la, %lv : memref<1x2x9x8xf32>, memref<1x2x9x6xf32>, memref<1x2x7x8xf32>) reads_outs
  return
}

// -----

func.func @f(%a: memref<1x2x9x7xf32>, %v: memref<1x2x7x8xf32>, %i: memref<1x?xi32>, %o: memref<1x2x9x8xf32>, %la: memref<1x2x9x7xf32>, %lv: memref<1x2x7x8xf64>) {
  // expected-error @+1 {{'dsk.update_product' op element types differ: values has f32, last_values has f64}}
  dsk.update_product ins(%a, %v, %i : memref<1x2x9x7xf32>, memref<1x2x7x8xf32>, memref<1x?xi32>) outs(%o, %la, %lv : memref<1x2x9x8xf32>, memref<1x2x9x7xf32>, memref<1x2x7x8xf64>) reads_outs
  return
}

// -----

func.func @f(%a: memref<1x2x9x7xf32>, %v: memref<1x2x7x8xf32>, %i: memref<1x?xi32>, %o: memref<1x2x9x8xf32>, %la: memref<1x2x9x7xf32>, %lv: memref<1x2x6x8xf32>) {
  // expected-error @+1 {{'dsk.update_product' op last_values is 1x2x6x8, expected 1x2x7x8}}
  dsk.update_product ins(%a, %v, %i : memref<1x2x9x7xf32>, memref<1x2x7x8xf32>, memref<1x?xi32>) outs(%o, %la, %lv : memref<1x2x9x8xf32>, memref<1x2x9x7xf32>, memref<1x2x6x8xf32>) reads_outs
  return
}
