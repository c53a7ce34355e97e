// One bad op a split, each with its message.
//
// RUN: ds-opt %s --split-input-file --verify-diagnostics

func.func @f(%w: tensor<7x20xf32>) {
  // expected-error @+1 {{'dsa.pack_weights' op element types differ: weights has f32, the result has bf16}}
  %p = dsa.pack_weights %w : tensor<7x20xf32> -> tensor<2x7x16xbf16>
  return
}

// -----

func.func @f(%w: tensor<7x20xf32>) {
  // expected-error @+1 {{'dsa.pack_weights' op packed has rank 4, expected 3: panels, groups of rows and a panel's columns for the last two dimensions}}
  %p = dsa.pack_weights %w : tensor<7x20xf32> -> tensor<1x2x7x16xf32>
  return
}

// -----

func.func @f(%w: tensor<7x20xf32>) {
  // expected-error @+1 {{'dsa.pack_weights' op packed has ? in its last dimension, expected a static multiple of 1: the columns of a panel}}
  %p = dsa.pack_weights %w : tensor<7x20xf32> -> tensor<2x7x?xf32>
  return
}

// -----

func.func @f(%w: tensor<7x20xi8>) {
  // expected-error @+1 {{'dsa.pack_weights' op packed has 30 in its last dimension, expected a static multiple of 4: the columns of a panel, times the 4 rows that lie side by side}}
  %p = dsa.pack_weights %w : tensor<7x20xi8> -> tensor<2x7x30xi8>
  return
}

// -----

func.func @f(%w: tensor<7x20xf32>) {
  // expected-error @+1 {{'dsa.pack_weights' op packed has 3x7 panels x groups of rows, expected 2x7: 20 columns by 16, 7 rows by 1}}
  %p = dsa.pack_weights %w : tensor<7x20xf32> -> tensor<3x7x16xf32>
  return
}

// -----

func.func @f(%w: tensor<7x20xbf16>) {
  // expected-error @+1 {{'dsa.pack_weights' op packed has 2x7 panels x groups of rows, expected 2x4: 20 columns by 16, 7 rows by 2}}
  %p = dsa.pack_weights %w : tensor<7x20xbf16> -> tensor<2x7x32xbf16>
  return
}

// -----

func.func @f(%w: tensor<4x7x20xf32>) {
  // expected-error @+1 {{'dsa.pack_weights' op number of experts differs: weights has 4 in dimension 0, the result has 5 in dimension 0}}
  %p = dsa.pack_weights %w : tensor<4x7x20xf32> -> tensor<5x2x7x16xf32>
  return
}

// -----

func.func @f(%x: tensor<5x7xf32>, %p: tensor<2x7x16xf32>, %b: tensor<20xf32>) {
  // expected-error @+1 {{'dsa.linear' op has 3 operands, expected 2: each one that is not always there has its word behind the operands}}
  %y = dsa.linear %x, %p, %b : (tensor<5x7xf32>, tensor<2x7x16xf32>, tensor<20xf32>) -> tensor<5x20xf32>
  return
}

// -----

func.func @f(%x: tensor<5x7xf32>, %p: tensor<2x7x16xf32>) {
  // expected-error @+1 {{'dsa.linear' op has 2 operands: what its words name is not all there, missing bias}}
  %y = dsa.linear %x, %p bias : (tensor<5x7xf32>, tensor<2x7x16xf32>) -> tensor<5x20xf32>
  return
}

// -----

func.func @f(%x: tensor<5x7xf32>, %p: tensor<2x7x16xf32>, %b: tensor<20xi32>) {
  // expected-error @+1 {{'dsa.linear' op bias is tensor<20xi32>, expected elements of f32 or bf16}}
  %y = dsa.linear %x, %p, %b bias : (tensor<5x7xf32>, tensor<2x7x16xf32>, tensor<20xi32>) -> tensor<5x20xf32>
  return
}

// -----

func.func @f(%x: tensor<5x7xf32>, %p: tensor<2x4x32xbf16>) {
  // expected-error @+1 {{'dsa.linear' op element types differ: x has f32, packed has bf16}}
  %y = dsa.linear %x, %p : (tensor<5x7xf32>, tensor<2x4x32xbf16>) -> tensor<5x20xf32>
  return
}

// -----

func.func @f(%x: tensor<5x7xf32>, %p: tensor<2x7x16xf32>) {
  // expected-error @+1 {{'dsa.linear' op has a result whose number of columns is not static, and no bias that says how much of the last panel there is}}
  %y = dsa.linear %x, %p : (tensor<5x7xf32>, tensor<2x7x16xf32>) -> tensor<5x?xf32>
  return
}

// -----

func.func @f(%x: tensor<5x7xf32>, %p: tensor<2x7x16xf32>, %b: tensor<40xf32>) {
  // expected-error @+1 {{'dsa.linear' op packed has 2x7 panels x groups of rows, expected 3x7: 40 columns by 16, 7 rows by 1}}
  %y = dsa.linear %x, %p, %b bias : (tensor<5x7xf32>, tensor<2x7x16xf32>, tensor<40xf32>) -> tensor<5x?xf32>
  return
}

// -----

func.func @f(%x: tensor<5x7xf32>, %p: tensor<3x2x7x16xf32>, %o: tensor<4xi32>, %b: tensor<3x?xf32>) {
  // expected-error @+1 {{'dsa.grouped_linear' op has a result whose number of columns is not static: it says how much of an expert's last panel there is}}
  %y = dsa.grouped_linear %x, %p, %o, %b bias
    : (tensor<5x7xf32>, tensor<3x2x7x16xf32>, tensor<4xi32>, tensor<3x?xf32>) -> tensor<5x?xf32>
  return
}

// -----

func.func @f(%x: tensor<5x8xf32>, %p: tensor<2x7x16xf32>) {
  // expected-error @+1 {{'dsa.linear' op packed has 2x7 panels x groups of rows, expected 2x8: 20 columns by 16, 8 rows by 1}}
  %y = dsa.linear %x, %p : (tensor<5x8xf32>, tensor<2x7x16xf32>) -> tensor<5x20xf32>
  return
}

// -----

func.func @f(%x: tensor<5x7xi8>, %p: tensor<2x2x64xi8>) {
  // expected-error @+1 {{'dsa.linear' op is on bytes, so it needs the scales of rows and columns: scales(%rows, %columns)}}
  %y = dsa.linear %x, %p : (tensor<5x7xi8>, tensor<2x2x64xi8>) -> tensor<5x20xf32>
  return
}

// -----

func.func @f(%x: tensor<5x7xf32>, %p: tensor<2x7x16xf32>, %r: tensor<5xf32>, %c: tensor<20xf32>) {
  // expected-error @+1 {{'dsa.linear' op has scales, which only bytes have: expected x of i8}}
  %y = dsa.linear %x, %p, %r, %c scales : (tensor<5x7xf32>, tensor<2x7x16xf32>, tensor<5xf32>, tensor<20xf32>) -> tensor<5x20xf32>
  return
}

// -----

func.func @f(%x: tensor<5x7xf32>, %p: tensor<2x7x16xf32>) {
  // expected-error @+1 {{'dsa.linear' op makes bytes, so it needs what to divide by: quantize(%scale)}}
  %y = dsa.linear %x, %p : (tensor<5x7xf32>, tensor<2x7x16xf32>) -> tensor<5x20xi8>
  return
}

// -----

func.func @f(%x: tensor<5x7xf32>, %p: tensor<2x7x16xf32>, %s: f32) {
  // expected-error @+1 {{'dsa.linear' op quantizes, so it makes bytes: expected a result of i8}}
  %y = dsa.linear %x, %p, %s quantize : (tensor<5x7xf32>, tensor<2x7x16xf32>, f32) -> tensor<5x20xf32>
  return
}

// -----

func.func @f(%x: tensor<5x7xf32>, %p: tensor<2x7x16xf32>, %s: tensor<1xf32>) {
  // expected-error @+1 {{'dsa.linear' op scale is tensor<1xf32>, expected f32}}
  %y = dsa.linear %x, %p, %s quantize : (tensor<5x7xf32>, tensor<2x7x16xf32>, tensor<1xf32>) -> tensor<5x20xi8>
  return
}

// -----

func.func @f(%x: tensor<5x7xi8>, %p: tensor<2x2x64xi8>, %r: tensor<6xf32>, %c: tensor<20xf32>) {
  // expected-error @+1 {{'dsa.linear' op row_scales is 6, expected 5}}
  %y = dsa.linear %x, %p, %r, %c scales : (tensor<5x7xi8>, tensor<2x2x64xi8>, tensor<6xf32>, tensor<20xf32>) -> tensor<5x20xf32>
  return
}

// -----

func.func @f(%x: tensor<5x7xf32>, %p: tensor<2x7x16xf32>, %b: tensor<21xf32>) {
  // expected-error @+1 {{'dsa.linear' op bias is 21, expected 20}}
  %y = dsa.linear %x, %p, %b bias : (tensor<5x7xf32>, tensor<2x7x16xf32>, tensor<21xf32>) -> tensor<5x20xf32>
  return
}

// -----

func.func @f(%x: tensor<5x7xf32>, %p: tensor<2x7x16xf32>, %b: tensor<4x20xf32>) {
  // expected-error @+1 {{'dsa.linear' op residual is 4x20, expected 5x20}}
  %y = dsa.linear %x, %p, %b residual : (tensor<5x7xf32>, tensor<2x7x16xf32>, tensor<4x20xf32>) -> tensor<5x20xf32>
  return
}

// -----

func.func @f(%x: tensor<5x7xf32>, %p: tensor<2x7x16xf32>) {
  // expected-error @+1 {{'dsa.linear' op the result is 6x20, expected 5x20}}
  %y = dsa.linear %x, %p : (tensor<5x7xf32>, tensor<2x7x16xf32>) -> tensor<6x20xf32>
  return
}

// -----

func.func @f(%x: tensor<5x4xf32>) {
  // expected-error @+1 {{'dsa.route_experts' op top_k is 0, expected 1 to 256}}
  %t, %o, %s, %w, %h = dsa.route_experts %x top_k = 0 normalize = all : tensor<5x4xf32>
  return
}

// -----

func.func @f(%x: tensor<5x4xf32>, %k: f32) {
  // expected-error @+1 {{'dsa.route_experts' op operand #1 must be index, but got 'f32'}}
  %r:5 = "dsa.route_experts"(%x, %k) {top_k = 2 : i64, normalize = 0 : i32, operandSegmentSizes = array<i32: 1, 0, 1>}
    : (tensor<5x4xf32>, f32) -> (tensor<10xi32>, tensor<5xi32>, tensor<5x2xi32>, tensor<5x2xf32>, tensor<4xi32>)
  return
}

// -----

func.func @f(%x: tensor<5x7xf32>, %p: tensor<4x2x7x16xf32>, %o: tensor<4xi32>) {
  // expected-error @+1 {{'dsa.grouped_linear' op offsets is 4, expected 5}}
  %y = dsa.grouped_linear %x, %p, %o : (tensor<5x7xf32>, tensor<4x2x7x16xf32>, tensor<4xi32>) -> tensor<5x20xf32>
  return
}

// -----

func.func @f(%x: tensor<5x7xf32>, %p: tensor<4x2x7x16xf32>, %o: tensor<5xi32>, %b: tensor<3x20xf32>) {
  // expected-error @+1 {{'dsa.grouped_linear' op bias is 3x20, expected 4x20}}
  %y = dsa.grouped_linear %x, %p, %o, %b bias : (tensor<5x7xf32>, tensor<4x2x7x16xf32>, tensor<5xi32>, tensor<3x20xf32>) -> tensor<5x20xf32>
  return
}

// -----

func.func @f(%x: tensor<5x7xf32>, %p: tensor<4x2x7x16xf32>, %o: tensor<5xi32>, %r: tensor<9xi32>) {
  // expected-error @+1 {{'dsa.grouped_linear' op the result is 5x20, expected 9x20}}
  %y = dsa.grouped_linear %x, %p, %o, %r rows : (tensor<5x7xf32>, tensor<4x2x7x16xf32>, tensor<5xi32>, tensor<9xi32>) -> tensor<5x20xf32>
  return
}

// -----

func.func @f(%y: tensor<5x7xf32>, %s: tensor<3x2xi32>, %w: tensor<3x3xf32>) {
  // expected-error @+1 {{'dsa.combine_experts' op weights is 3x3, expected 3x2}}
  %z = dsa.combine_experts %y, %s, %w : tensor<5x7xf32>, tensor<3x2xi32>, tensor<3x3xf32>
  return
}

// -----

func.func @f(%x: tensor<7xf32>) {
  // expected-error @+1 {{'dsa.quantize_rows' op operand #0 must be}}
  %q, %s = "dsa.quantize_rows"(%x) : (tensor<7xf32>) -> (tensor<7xi8>, tensor<1xf32>)
  return
}

// -----

// Sizes whose product no tensor has.
func.func @f(%x: tensor<4611686018427387904x8xf32>) {
  // expected-error @+1 {{'dsa.route_experts' op logits are 4611686018427387904x8, too many tokens or experts for a tensor of all choices}}
  %t, %o, %s, %w, %h = dsa.route_experts %x top_k = 8 normalize = chosen : tensor<4611686018427387904x8xf32>
  return
}
