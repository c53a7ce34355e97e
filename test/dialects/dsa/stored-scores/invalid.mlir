// One bad op a split, each with its message.
//
// RUN: ds-opt %s --split-input-file --verify-diagnostics

func.func @f(%q: tensor<1x2x37x5xf32>, %k: tensor<1x2x29x5xf64>, %p: !dsa.pattern<1x2x37x29, block = 16x8>) {
  // expected-error @+1 {{'dsa.sddmm' op element types differ: queries has f32, keys has f64}}
  %x = dsa.sddmm %q, %k, %p  : tensor<1x2x37x5xf32>, tensor<1x2x29x5xf64>, !dsa.pattern<1x2x37x29, block = 16x8>
  return
}

// -----

func.func @f(%q: tensor<1x2x37x5xf32>, %k: tensor<2x2x29x5xf32>, %p: !dsa.pattern<1x2x37x29, block = 16x8>) {
  // expected-error @+1 {{'dsa.sddmm' op batch differs: queries has 1 in dimension 0, keys has 2 in dimension 0}}
  %x = dsa.sddmm %q, %k, %p  : tensor<1x2x37x5xf32>, tensor<2x2x29x5xf32>, !dsa.pattern<1x2x37x29, block = 16x8>
  return
}

// -----

func.func @f(%q: tensor<1x2x37x5xf32>, %k: tensor<1x3x29x5xf32>, %p: !dsa.pattern<1x2x37x29, block = 16x8>) {
  // expected-error @+1 {{'dsa.sddmm' op number of heads: keys has 3 in dimension 1, expected a divisor of 2, that of queries, so that each serves as many of those}}
  %x = dsa.sddmm %q, %k, %p  : tensor<1x2x37x5xf32>, tensor<1x3x29x5xf32>, !dsa.pattern<1x2x37x29, block = 16x8>
  return
}

// -----

func.func @f(%q: tensor<1x2x37x5xf32>, %k: tensor<1x2x29x6xf32>, %p: !dsa.pattern<1x2x37x29, block = 16x8>) {
  // expected-error @+1 {{'dsa.sddmm' op head dimension differs: queries has 5 in dimension 3, keys has 6 in dimension 3}}
  %x = dsa.sddmm %q, %k, %p  : tensor<1x2x37x5xf32>, tensor<1x2x29x6xf32>, !dsa.pattern<1x2x37x29, block = 16x8>
  return
}

// -----

func.func @f(%q: tensor<1x2x37x5xf32>, %k: tensor<1x2x29x5xf32>, %p: !dsa.pattern<2x2x37x29, block = 16x8>) {
  // expected-error @+1 {{'dsa.sddmm' op pattern has batch size 2, expected 1 as the operands, or 1}}
  %x = dsa.sddmm %q, %k, %p  : tensor<1x2x37x5xf32>, tensor<1x2x29x5xf32>, !dsa.pattern<2x2x37x29, block = 16x8>
  return
}

// -----

func.func @f(%q: tensor<1x2x37x5xf32>, %k: tensor<1x2x29x5xf32>, %p: !dsa.pattern<1x3x37x29, block = 16x8>) {
  // expected-error @+1 {{'dsa.sddmm' op pattern has head size 3, expected 2 as the operands, or 1}}
  %x = dsa.sddmm %q, %k, %p  : tensor<1x2x37x5xf32>, tensor<1x2x29x5xf32>, !dsa.pattern<1x3x37x29, block = 16x8>
  return
}

// -----

func.func @f(%q: tensor<1x2x37x5xf32>, %k: tensor<1x2x29x5xf32>, %p: !dsa.pattern<1x2x37x28, block = 16x8>) {
  // expected-error @+1 {{'dsa.sddmm' op queries x keys of the pattern is 37x28, expected 37x29}}
  %x = dsa.sddmm %q, %k, %p  : tensor<1x2x37x5xf32>, tensor<1x2x29x5xf32>, !dsa.pattern<1x2x37x28, block = 16x8>
  return
}

// -----

func.func @f(%q: tensor<1x2x37x5xf32>, %k: tensor<1x2x29x5xf32>, %p: !dsa.pattern<1x2x37x29, block = 16x8>) {
  // expected-error @+1 {{'dsa.sddmm' op scale is inf, expected a finite number}}
  %x = dsa.sddmm %q, %k, %p scale = 0x7FF0000000000000 : tensor<1x2x37x5xf32>, tensor<1x2x29x5xf32>, !dsa.pattern<1x2x37x29, block = 16x8>
  return
}

// -----

func.func @f(%q: tensor<1x2x37x?xf32>, %k: tensor<1x2x29x5xf32>, %p: !dsa.pattern<1x2x37x29, block = 16x8>) {
  // expected-error @+1 {{'dsa.sddmm' op needs a scale: the head dimension is dynamic}}
  %x = dsa.sddmm %q, %k, %p  : tensor<1x2x37x?xf32>, tensor<1x2x29x5xf32>, !dsa.pattern<1x2x37x29, block = 16x8>
  return
}

// -----

func.func @f(%q: tensor<1x2x37x0xf32>, %k: tensor<1x2x29x0xf32>, %p: !dsa.pattern<1x2x37x29, block = 16x8>) {
  // expected-error @+1 {{'dsa.sddmm' op needs a scale: the head dimension is 0}}
  %x = dsa.sddmm %q, %k, %p  : tensor<1x2x37x0xf32>, tensor<1x2x29x0xf32>, !dsa.pattern<1x2x37x29, block = 16x8>
  return
}

// -----

func.func @f(%q: tensor<1x2x37x5xf32>, %k: tensor<1x2x29x5xf32>, %p: !dsa.pattern<1x2x37x29, block = 16x8>, %b: tensor<2x1x29xf32>) {
  // expected-error @+1 {{'dsa.sddmm' op key_bias has batch size 2, expected 1 as the keys, or 1}}
  %x = dsa.sddmm %q, %k, %p key_bias(%b : tensor<2x1x29xf32>) : tensor<1x2x37x5xf32>, tensor<1x2x29x5xf32>, !dsa.pattern<1x2x37x29, block = 16x8>
  return
}

// -----

func.func @f(%q: tensor<1x2x37x5xf32>, %k: tensor<1x2x29x5xf32>, %p: !dsa.pattern<1x2x37x29, block = 16x8>, %b: tensor<1x3x29xf32>) {
  // expected-error @+1 {{'dsa.sddmm' op key_bias has head size 3, expected 2 as the keys, or 1}}
  %x = dsa.sddmm %q, %k, %p key_bias(%b : tensor<1x3x29xf32>) : tensor<1x2x37x5xf32>, tensor<1x2x29x5xf32>, !dsa.pattern<1x2x37x29, block = 16x8>
  return
}

// -----

func.func @f(%q: tensor<1x2x37x5xf32>, %k: tensor<1x2x29x5xf32>, %p: !dsa.pattern<1x2x37x29, block = 16x8>, %b: tensor<1x1x28xf32>) {
  // expected-error @+1 {{'dsa.sddmm' op number of keys differs: keys has 29 in dimension 2, key_bias has 28 in dimension 2}}
  %x = dsa.sddmm %q, %k, %p key_bias(%b : tensor<1x1x28xf32>) : tensor<1x2x37x5xf32>, tensor<1x2x29x5xf32>, !dsa.pattern<1x2x37x29, block = 16x8>
  return
}

// -----

func.func @f(%q: tensor<1x2x37x5xf32>, %k: tensor<1x2x29x5xf32>, %p: !dsa.pattern<1x2x37x29, block = 16x8>, %b: tensor<1x1x29xf64>) {
  // expected-error @+1 {{'dsa.sddmm' op key_bias has element type f64, expected f64 for operands of f64 and f32 else}}
  %x = dsa.sddmm %q, %k, %p key_bias(%b : tensor<1x1x29xf64>) : tensor<1x2x37x5xf32>, tensor<1x2x29x5xf32>, !dsa.pattern<1x2x37x29, block = 16x8>
  return
}

// -----

func.func @f(%x: tensor<1x1x?x8x8xf32>, %p: !dsa.pattern<1x2x37x29, block = 16x8>, %n: index) {
  // expected-error @+1 {{'dsa.sparse_softmax' op scores is 1x1x?x8x8, expected 1x1x?x16x8 for the tiles of !dsa.pattern<1x2x37x29, block = 16x8>}}
  %w = dsa.sparse_softmax %x, %p : tensor<1x1x?x8x8xf32>, !dsa.pattern<1x2x37x29, block = 16x8>
  return
}

// -----

func.func @f(%x: tensor<1x2x?x16x8xf32>, %p: !dsa.pattern<1x2x37x29, block = 16x8>, %n: index) {
  // expected-error @+1 {{'dsa.sparse_softmax' op scores is 1x2x?x16x8, expected 1x1x?x16x8 for the tiles of !dsa.pattern<1x2x37x29, block = 16x8>}}
  %w = dsa.sparse_softmax %x, %p : tensor<1x2x?x16x8xf32>, !dsa.pattern<1x2x37x29, block = 16x8>
  return
}

// -----

func.func @f(%x: tensor<1x1x?x16x8xf32>, %p: !dsa.pattern<1x2x?x?, block = 16x8>, %n: index) {
  // expected-error @+1 {{'dsa.sparse_softmax' op has 1 size operands, expected 2: one for each `?` of queries, keys in !dsa.pattern<1x2x?x?, block = 16x8>}}
  %w = dsa.sparse_softmax %x, %p(%n) : tensor<1x1x?x16x8xf32>, !dsa.pattern<1x2x?x?, block = 16x8>
  return
}

// -----

func.func @f(%x: tensor<1x1x?x16x8xf32>, %p: !dsa.pattern<1x2x37x29, block = 16x8>, %n: index) {
  // expected-error @+1 {{'dsa.sparse_softmax' op has 1 size operands, expected 0: one for each `?` of queries, keys in !dsa.pattern<1x2x37x29, block = 16x8>}}
  %w = dsa.sparse_softmax %x, %p(%n) : tensor<1x1x?x16x8xf32>, !dsa.pattern<1x2x37x29, block = 16x8>
  return
}

// -----

func.func @f(%w: tensor<1x1x?x16x4xf32>, %v: tensor<1x2x29x7xf32>, %p: !dsa.pattern<1x2x37x29, block = 16x8>, %n: index) {
  // expected-error @+1 {{'dsa.spmm' op weights is 1x1x?x16x4, expected 1x1x?x16x8 for the tiles of !dsa.pattern<1x2x37x29, block = 16x8>}}
  %o = dsa.spmm %w, %v, %p : tensor<1x1x?x16x4xf32>, tensor<1x2x29x7xf32>, !dsa.pattern<1x2x37x29, block = 16x8>
  return
}

// -----

func.func @f(%w: tensor<1x1x?x16x8xf32>, %v: tensor<1x2x29x7xf64>, %p: !dsa.pattern<1x2x37x29, block = 16x8>, %n: index) {
  // expected-error @+1 {{'dsa.spmm' op weights have element type f32, expected f64 for values of f64 and f32 else}}
  %o = dsa.spmm %w, %v, %p : tensor<1x1x?x16x8xf32>, tensor<1x2x29x7xf64>, !dsa.pattern<1x2x37x29, block = 16x8>
  return
}

// -----

func.func @f(%w: tensor<1x1x?x16x8xf32>, %v: tensor<2x2x29x7xf32>, %p: !dsa.pattern<1x2x37x29, block = 16x8>, %n: index) {
  // expected-error @+1 {{'dsa.spmm' op values have batch size 2, expected 1, that of weights and pattern}}
  %o = dsa.spmm %w, %v, %p : tensor<1x1x?x16x8xf32>, tensor<2x2x29x7xf32>, !dsa.pattern<1x2x37x29, block = 16x8>
  return
}

// -----

func.func @f(%w: tensor<1x1x?x16x8xf32>, %v: tensor<1x3x29x7xf32>, %p: !dsa.pattern<1x2x37x29, block = 16x8>, %n: index) {
  // expected-error @+1 {{'dsa.spmm' op values have head size 3, expected a divisor of 2, that of weights and pattern}}
  %o = dsa.spmm %w, %v, %p : tensor<1x1x?x16x8xf32>, tensor<1x3x29x7xf32>, !dsa.pattern<1x2x37x29, block = 16x8>
  return
}

// -----

func.func @f(%w: tensor<1x1x?x16x8xf32>, %v: tensor<1x2x28x7xf32>, %p: !dsa.pattern<1x2x37x29, block = 16x8>, %n: index) {
  // expected-error @+1 {{'dsa.spmm' op keys of the pattern is 29, expected 28}}
  %o = dsa.spmm %w, %v, %p : tensor<1x1x?x16x8xf32>, tensor<1x2x28x7xf32>, !dsa.pattern<1x2x37x29, block = 16x8>
  return
}

// -----

func.func @f(%w: tensor<1x1x?x16x8xf32>, %v: tensor<1x2x29x7xf32>, %p: !dsa.pattern<1x2x?x?, block = 16x8>, %n: index) {
  // expected-error @+1 {{'dsa.spmm' op has 0 size operands, expected 1: one for each `?` of queries in !dsa.pattern<1x2x?x?, block = 16x8>}}
  %o = dsa.spmm %w, %v, %p : tensor<1x1x?x16x8xf32>, tensor<1x2x29x7xf32>, !dsa.pattern<1x2x?x?, block = 16x8>
  return
}
