// One bad op a split, each with its message.
//
// RUN: ds-opt %s --split-input-file --verify-diagnostics

func.func @f(%q: tensor<1x2x9x8xf32>, %k: tensor<1x2x7x8xf64>, %i: tensor<1x?xi32>, %j: tensor<1x?xi32>, %s: tensor<1x2x9x7xf32>) {
  // expected-error @+1 {{'dsa.update_scores' op element types differ: queries has f32, keys has f64}}
  %a = dsa.update_scores %q, %k rows(%i : tensor<1x?xi32>) columns(%j : tensor<1x?xi32>) into %s 
    : tensor<1x2x9x8xf32>, tensor<1x2x7x8xf64>, tensor<1x2x9x7xf32>
  return
}

// -----

func.func @f(%q: tensor<1x2x9x8xf32>, %k: tensor<2x2x7x8xf32>, %i: tensor<1x?xi32>, %j: tensor<1x?xi32>, %s: tensor<1x2x9x7xf32>) {
  // expected-error @+1 {{'dsa.update_scores' op batch differs: queries has 1 in dimension 0, keys has 2 in dimension 0}}
  %a = dsa.update_scores %q, %k rows(%i : tensor<1x?xi32>) columns(%j : tensor<1x?xi32>) into %s 
    : tensor<1x2x9x8xf32>, tensor<2x2x7x8xf32>, tensor<1x2x9x7xf32>
  return
}

// -----

func.func @f(%q: tensor<1x2x9x8xf32>, %k: tensor<1x3x7x8xf32>, %i: tensor<1x?xi32>, %j: tensor<1x?xi32>, %s: tensor<1x2x9x7xf32>) {
  // expected-error @+1 {{'dsa.update_scores' op heads differs: queries has 2 in dimension 1, keys has 3 in dimension 1}}
  %a = dsa.update_scores %q, %k rows(%i : tensor<1x?xi32>) columns(%j : tensor<1x?xi32>) into %s 
    : tensor<1x2x9x8xf32>, tensor<1x3x7x8xf32>, tensor<1x2x9x7xf32>
  return
}

// -----

func.func @f(%q: tensor<1x2x9x8xf32>, %k: tensor<1x2x7x9xf32>, %i: tensor<1x?xi32>, %j: tensor<1x?xi32>, %s: tensor<1x2x9x7xf32>) {
  // expected-error @+1 {{'dsa.update_scores' op head dimension differs: queries has 8 in dimension 3, keys has 9 in dimension 3}}
  %a = dsa.update_scores %q, %k rows(%i : tensor<1x?xi32>) columns(%j : tensor<1x?xi32>) into %s 
    : tensor<1x2x9x8xf32>, tensor<1x2x7x9xf32>, tensor<1x2x9x7xf32>
  return
}

// -----

func.func @f(%q: tensor<1x2x9x8xf32>, %k: tensor<1x2x7x8xf32>, %i: tensor<1x?xi32>, %j: tensor<1x?xi32>, %s: tensor<2x2x9x7xf32>) {
  // expected-error @+1 {{'dsa.update_scores' op batch differs: queries has 1 in dimension 0, state has 2 in dimension 0}}
  %a = dsa.update_scores %q, %k rows(%i : tensor<1x?xi32>) columns(%j : tensor<1x?xi32>) into %s 
    : tensor<1x2x9x8xf32>, tensor<1x2x7x8xf32>, tensor<2x2x9x7xf32>
  return
}

// -----

func.func @f(%q: tensor<1x2x9x8xf32>, %k: tensor<1x2x7x8xf32>, %i: tensor<1x?xi32>, %j: tensor<1x?xi32>, %s: tensor<1x3x9x7xf32>) {
  // expected-error @+1 {{'dsa.update_scores' op heads differs: queries has 2 in dimension 1, state has 3 in dimension 1}}
  %a = dsa.update_scores %q, %k rows(%i : tensor<1x?xi32>) columns(%j : tensor<1x?xi32>) into %s 
    : tensor<1x2x9x8xf32>, tensor<1x2x7x8xf32>, tensor<1x3x9x7xf32>
  return
}

// -----

func.func @f(%q: tensor<1x2x9x8xf32>, %k: tensor<1x2x7x8xf32>, %i: tensor<1x?xi32>, %j: tensor<1x?xi32>, %s: tensor<1x2x8x7xf32>) {
  // expected-error @+1 {{'dsa.update_scores' op number of queries differs: queries has 9 in dimension 2, state has 8 in dimension 2}}
  %a = dsa.update_scores %q, %k rows(%i : tensor<1x?xi32>) columns(%j : tensor<1x?xi32>) into %s 
    : tensor<1x2x9x8xf32>, tensor<1x2x7x8xf32>, tensor<1x2x8x7xf32>
  return
}

// -----

func.func @f(%q: tensor<1x2x9x8xf32>, %k: tensor<1x2x7x8xf32>, %i: tensor<1x?xi32>, %j: tensor<1x?xi32>, %s: tensor<1x2x9x8xf32>) {
  // expected-error @+1 {{'dsa.update_scores' op number of keys differs: keys has 7 in dimension 2, state has 8 in dimension 3}}
  %a = dsa.update_scores %q, %k rows(%i : tensor<1x?xi32>) columns(%j : tensor<1x?xi32>) into %s 
    : tensor<1x2x9x8xf32>, tensor<1x2x7x8xf32>, tensor<1x2x9x8xf32>
  return
}

// -----

func.func @f(%q: tensor<1x2x9x8xf32>, %k: tensor<1x2x7x8xf32>, %i: tensor<2x?xi32>, %j: tensor<1x?xi32>, %s: tensor<1x2x9x7xf32>) {
  // expected-error @+1 {{'dsa.update_scores' op batch differs: queries has 1 in dimension 0, rows has 2 in dimension 0}}
  %a = dsa.update_scores %q, %k rows(%i : tensor<2x?xi32>) columns(%j : tensor<1x?xi32>) into %s 
    : tensor<1x2x9x8xf32>, tensor<1x2x7x8xf32>, tensor<1x2x9x7xf32>
  return
}

// -----

func.func @f(%q: tensor<1x2x9x8xf32>, %k: tensor<1x2x7x8xf32>, %i: tensor<1x?xi32>, %j: tensor<2x?xi32>, %s: tensor<1x2x9x7xf32>) {
  // expected-error @+1 {{'dsa.update_scores' op batch differs: queries has 1 in dimension 0, columns has 2 in dimension 0}}
  %a = dsa.update_scores %q, %k rows(%i : tensor<1x?xi32>) columns(%j : tensor<2x?xi32>) into %s 
    : tensor<1x2x9x8xf32>, tensor<1x2x7x8xf32>, tensor<1x2x9x7xf32>
  return
}

// -----

func.func @f(%q: tensor<1x2x9x8xf32>, %k: tensor<1x2x7x8xf32>, %i: tensor<1x?xi32>, %j: tensor<1x?xi32>, %s: tensor<1x2x9x7xf64>) {
  // expected-error @+1 {{'dsa.update_scores' op state has element type f64, expected f32 for queries of f32}}
  %a = dsa.update_scores %q, %k rows(%i : tensor<1x?xi32>) columns(%j : tensor<1x?xi32>) into %s 
    : tensor<1x2x9x8xf32>, tensor<1x2x7x8xf32>, tensor<1x2x9x7xf64>
  return
}

// -----

func.func @f(%q: tensor<1x2x9x8xf64>, %k: tensor<1x2x7x8xf64>, %i: tensor<1x?xi32>, %j: tensor<1x?xi32>, %s: tensor<1x2x9x7xf32>) {
  // expected-error @+1 {{'dsa.update_scores' op state has element type f32, expected f64 for queries of f64}}
  %a = dsa.update_scores %q, %k rows(%i : tensor<1x?xi32>) columns(%j : tensor<1x?xi32>) into %s 
    : tensor<1x2x9x8xf64>, tensor<1x2x7x8xf64>, tensor<1x2x9x7xf32>
  return
}

// -----

func.func @f(%q: tensor<1x2x9x?xf32>, %k: tensor<1x2x7x?xf32>, %i: tensor<1x?xi32>, %j: tensor<1x?xi32>, %s: tensor<1x2x9x7xf32>) {
  // expected-error @+1 {{'dsa.update_scores' op needs a scale: the head dimension is dynamic}}
  %a = dsa.update_scores %q, %k rows(%i : tensor<1x?xi32>) columns(%j : tensor<1x?xi32>) into %s 
    : tensor<1x2x9x?xf32>, tensor<1x2x7x?xf32>, tensor<1x2x9x7xf32>
  return
}

// -----

func.func @f(%q: tensor<1x2x9x0xf32>, %k: tensor<1x2x7x0xf32>, %i: tensor<1x?xi32>, %j: tensor<1x?xi32>, %s: tensor<1x2x9x7xf32>) {
  // expected-error @+1 {{'dsa.update_scores' op needs a scale: the head dimension is 0}}
  %a = dsa.update_scores %q, %k rows(%i : tensor<1x?xi32>) columns(%j : tensor<1x?xi32>) into %s 
    : tensor<1x2x9x0xf32>, tensor<1x2x7x0xf32>, tensor<1x2x9x7xf32>
  return
}

// -----

func.func @f(%q: tensor<1x2x9x8xf32>, %k: tensor<1x2x7x8xf32>, %i: tensor<1x?xi32>, %j: tensor<1x?xi32>, %s: tensor<1x2x9x7xf32>) {
  // expected-error @+1 {{'dsa.update_scores' op scale is inf, expected a finite number}}
  %a = dsa.update_scores %q, %k rows(%i : tensor<1x?xi32>) columns(%j : tensor<1x?xi32>) into %s scale = 0x7FF0000000000000
    : tensor<1x2x9x8xf32>, tensor<1x2x7x8xf32>, tensor<1x2x9x7xf32>
  return
}

// -----

func.func @f(%a: tensor<1x2x9x7xf32>, %v: tensor<1x2x7x8xf64>, %i: tensor<1x?xi32>, %o: tensor<1x2x9x8xf32>) {
  // expected-error @+1 {{'dsa.update_product_rows' op element types differ: weights has f32, values has f64}}
  %r = dsa.update_product_rows %a, %v rows(%i : tensor<1x?xi32>) into %o : tensor<1x2x9x7xf32>, tensor<1x2x7x8xf64>, tensor<1x2x9x8xf32>
  return
}

// -----

func.func @f(%a: tensor<1x2x9x7xf32>, %v: tensor<1x2x7x8xf32>, %i: tensor<1x?xi32>, %o: tensor<1x2x9x8xbf16>) {
  // expected-error @+1 {{'dsa.update_product_rows' op element types differ: weights has f32, product has bf16}}
  %r = dsa.update_product_rows %a, %v rows(%i : tensor<1x?xi32>) into %o : tensor<1x2x9x7xf32>, tensor<1x2x7x8xf32>, tensor<1x2x9x8xbf16>
  return
}

// -----

func.func @f(%a: tensor<1x2x9x7xf32>, %v: tensor<2x2x7x8xf32>, %i: tensor<1x?xi32>, %o: tensor<1x2x9x8xf32>) {
  // expected-error @+1 {{'dsa.update_product_rows' op batch differs: weights has 1 in dimension 0, values has 2 in dimension 0}}
  %r = dsa.update_product_rows %a, %v rows(%i : tensor<1x?xi32>) into %o : tensor<1x2x9x7xf32>, tensor<2x2x7x8xf32>, tensor<1x2x9x8xf32>
  return
}

// -----

func.func @f(%a: tensor<1x2x9x7xf32>, %v: tensor<1x2x7x8xf32>, %i: tensor<1x?xi32>, %o: tensor<2x2x9x8xf32>) {
  // expected-error @+1 {{'dsa.update_product_rows' op batch differs: weights has 1 in dimension 0, product has 2 in dimension 0}}
  %r = dsa.update_product_rows %a, %v rows(%i : tensor<1x?xi32>) into %o : tensor<1x2x9x7xf32>, tensor<1x2x7x8xf32>, tensor<2x2x9x8xf32>
  return
}

// -----

func.func @f(%a: tensor<1x2x9x7xf32>, %v: tensor<1x3x7x8xf32>, %i: tensor<1x?xi32>, %o: tensor<1x2x9x8xf32>) {
  // expected-error @+1 {{'dsa.update_product_rows' op heads differs: weights has 2 in dimension 1, values has 3 in dimension 1}}
  %r = dsa.update_product_rows %a, %v rows(%i : tensor<1x?xi32>) into %o : tensor<1x2x9x7xf32>, tensor<1x3x7x8xf32>, tensor<1x2x9x8xf32>
  return
}

// -----

func.func @f(%a: tensor<1x2x9x7xf32>, %v: tensor<1x2x7x8xf32>, %i: tensor<1x?xi32>, %o: tensor<1x3x9x8xf32>) {
  // expected-error @+1 {{'dsa.update_product_rows' op heads differs: weights has 2 in dimension 1, product has 3 in dimension 1}}
  %r = dsa.update_product_rows %a, %v rows(%i : tensor<1x?xi32>) into %o : tensor<1x2x9x7xf32>, tensor<1x2x7x8xf32>, tensor<1x3x9x8xf32>
  return
}

// -----

func.func @f(%a: tensor<1x2x9x7xf32>, %v: tensor<1x2x6x8xf32>, %i: tensor<1x?xi32>, %o: tensor<1x2x9x8xf32>) {
  // expected-error @+1 {{'dsa.update_product_rows' op number of keys differs: weights has 7 in dimension 3, values has 6 in dimension 2}}
  %r = dsa.update_product_rows %a, %v rows(%i : tensor<1x?xi32>) into %o : tensor<1x2x9x7xf32>, tensor<1x2x6x8xf32>, tensor<1x2x9x8xf32>
  return
}

// -----

func.func @f(%a: tensor<1x2x9x7xf32>, %v: tensor<1x2x7x8xf32>, %i: tensor<1x?xi32>, %o: tensor<1x2x8x8xf32>) {
  // expected-error @+1 {{'dsa.update_product_rows' op number of queries differs: weights has 9 in dimension 2, product has 8 in dimension 2}}
  %r = dsa.update_product_rows %a, %v rows(%i : tensor<1x?xi32>) into %o : tensor<1x2x9x7xf32>, tensor<1x2x7x8xf32>, tensor<1x2x8x8xf32>
  return
}

// -----

func.func @f(%a: tensor<1x2x9x7xf32>, %v: tensor<1x2x7x8xf32>, %i: tensor<1x?xi32>, %o: tensor<1x2x9x9xf32>) {
  // expected-error @+1 {{'dsa.update_product_rows' op value dimension differs: values has 8 in dimension 3, product has 9 in dimension 3}}
  %r = dsa.update_product_rows %a, %v rows(%i : tensor<1x?xi32>) into %o : tensor<1x2x9x7xf32>, tensor<1x2x7x8xf32>, tensor<1x2x9x9xf32>
  return
}

// -----

func.func @f(%a: tensor<1x2x9x7xf32>, %v: tensor<1x2x7x8xf32>, %i: tensor<3x?xi32>, %o: tensor<1x2x9x8xf32>) {
  // expected-error @+1 {{'dsa.update_product_rows' op batch differs: weights has 1 in dimension 0, rows has 3 in dimension 0}}
  %r = dsa.update_product_rows %a, %v rows(%i : tensor<3x?xi32>) into %o : tensor<1x2x9x7xf32>, tensor<1x2x7x8xf32>, tensor<1x2x9x8xf32>
  return
}

// -----

func.func @f(%a: tensor<1x2x9x7xf32>, %v: tensor<1x2x6x8xf32>, %i: tensor<1x?xi32>, %o: tensor<1x2x9x8xf32>, %la: tensor<1x2x9x7xf32>, %lv: tensor<1x2x7x8xf32>) {
  // expected-error @+1 {{'dsa.update_product' op number of keys differs: weights has 7 in dimension 3, values has 6 in dimension 2}}
  %r:3 = dsa.update_product %a, %v keys(%i : tensor<1x?xi32>) into %o, %la, %lv
    : tensor<1x2x9x7xf32>, tensor<1x2x6x8xf32>, tensor<1x2x9x8xf32>, tensor<1x2x9x7xf32>, tensor<1x2x7x8xf32>
  return
}

// -----

func.func @f(%a: tensor<1x2x9x7xf32>, %v: tensor<1x2x7x8xf32>, %i: tensor<3x?xi32>, %o: tensor<1x2x9x8xf32>, %la: tensor<1x2x9x7xf32>, %lv: tensor<1x2x7x8xf32>) {
  // expected-error @+1 {{'dsa.update_product' op batch differs: weights has 1 in dimension 0, keys has 3 in dimension 0}}
  %r:3 = dsa.update_product %a, %v keys(%i : tensor<3x?xi32>) into %o, %la, %lv
    : tensor<1x2x9x7xf32>, tensor<1x2x7x8xf32>, tensor<1x2x9x8xf32>, tensor<1x2x9x7xf32>, tensor<1x2x7x8xf32>
  return
}

// -----

func.func @f(%a: tensor<1x2x9x7xf32>, %v: tensor<1x2x7x8xf32>, %i: tensor<1x?xi32>, %o: tensor<1x2x9x8xf32>, %la: tensor<1x2x9x7xf64>, %lv: tensor<1x2x7x8xf32>) {
  // expected-error @+1 {{'dsa.update_product' op element types differ: weights has f32, last_weights has f64}}
  %r:3 = dsa.update_product %a, %v keys(%i : tensor<1x?xi32>) into %o, %la, %lv
    : tensor<1x2x9x7xf32>, tensor<1x2x7x8xf32>, tensor<1x2x9x8xf32>, tensor<1x2x9x7xf64>, tensor<1x2x7x8xf32>
  return
}

// -----

func.func @f(%a: tensor<1x2x9x7xf32>, %v: tensor<1x2x7x8xf32>, %i: tensor<1x?xi32>, %o: tensor<1x2x9x8xf32>, %la: tensor<1x2x9x6xf32>, %lv: tensor<1x2x7x8xf32>) {
  // expected-error @+1 {{'dsa.update_product' op size differs: weights has 7 in dimension 3, last_weights has 6 in dimension 3}}
  %r:3 = dsa.update_product %a, %v keys(%i : tensor<1x?xi32>) into %o, %la, %lv
    : tensor<1x2x9x7xf32>, tensor<1x2x7x8xf32>, tensor<1x2x9x8xf32>, tensor<1x2x9x6xf32>, tensor<1x2x7x8xf32>
  return
}

// -----

func.func @f(%a: tensor<1x2x9x7xf32>, %v: tensor<1x2x7x8xf32>, %i: tensor<1x?xi32>, %o: tensor<1x2x9x8xf32>, %la: tensor<1x2x9x7xf32>, %lv: tensor<1x2x7x8xf64>) {
  // expected-error @+1 {{'dsa.update_product' op element types differ: values has f32, last_values has f64}}
  %r:3 = dsa.update_product %a, %v keys(%i : tensor<1x?xi32>) into %o, %la, %lv
    : tensor<1x2x9x7xf32>, tensor<1x2x7x8xf32>, tensor<1x2x9x8xf32>, tensor<1x2x9x7xf32>, tensor<1x2x7x8xf64>
  return
}

// -----

func.func @f(%a: tensor<1x2x9x7xf32>, %v: tensor<1x2x7x8xf32>, %i: tensor<1x?xi32>, %o: tensor<1x2x9x8xf32>, %la: tensor<1x2x9x7xf32>, %lv: tensor<1x2x6x8xf32>) {
  // expected-error @+1 {{'dsa.update_product' op size differs: values has 7 in dimension 2, last_values has 6 in dimension 2}}
  %r:3 = dsa.update_product %a, %v keys(%i : tensor<1x?xi32>) into %o, %la, %lv
    : tensor<1x2x9x7xf32>, tensor<1x2x7x8xf32>, tensor<1x2x9x8xf32>, tensor<1x2x9x7xf32>, tensor<1x2x6x8xf32>
  return
}
