// One bad op a split, each with its message.
//
// RUN: ds-opt %s --split-input-file --verify-diagnostics

func.func @f(%x: tensor<2x4x7xf32>) {
  // expected-error @+1 {{'dsa.score_heads' op operand #0 must be 4D tensor of f64, f32, f16 or bf16 values, but got 'tensor<2x4x7xf32>'}}
  %s = "dsa.score_heads"(%x) {norm = 0 : i32} : (tensor<2x4x7xf32>) -> tensor<2x4xf32>
  return
}

// -----

func.func @f(%s: tensor<2x4xi32>, %k: index) {
  // expected-error @+1 {{'dsa.select_heads' op operand #0 must be 2D tensor of f64, f32, f16 or bf16 values, but got 'tensor<2x4xi32>'}}
  %i = dsa.select_heads %s budget(%k) : tensor<2x4xi32>
  return
}

// -----

func.func @f(%x: tensor<2x4x7x8xf32>, %i: tensor<3x3xi32>) {
  // expected-error @+1 {{'dsa.pack_heads' op batch differs: heads has 2 in dimension 0, indices has 3 in dimension 0}}
  %p = dsa.pack_heads %x, %i : tensor<2x4x7x8xf32>, tensor<3x3xi32>
  return
}

// -----

func.func @f(%x: tensor<2x4x7xf32>, %i: tensor<3x3xi32>) {
  // expected-error @+1 {{'dsa.pack_heads' op expects heads of rank 4 and indices of rank 2}}
  %p = dsa.pack_heads %x, %i : tensor<2x4x7xf32>, tensor<3x3xi32>
  return
}

// -----

func.func @f(%p: tensor<2x3x7x8xbf16>, %i: tensor<2x3xi32>, %x: tensor<2x4x7x8xf32>) {
  // expected-error @+1 {{'dsa.unpack_heads' op element types differ: packed has bf16, base has f32}}
  %u = dsa.unpack_heads %p, %i into %x : tensor<2x3x7x8xbf16>, tensor<2x3xi32>, tensor<2x4x7x8xf32>
  return
}

// -----

func.func @f(%p: tensor<2x3x7x8xf32>, %i: tensor<1x3xi32>, %x: tensor<2x4x7x8xf32>) {
  // expected-error @+1 {{'dsa.unpack_heads' op batch differs: packed has 2 in dimension 0, indices has 1 in dimension 0}}
  %u = dsa.unpack_heads %p, %i into %x : tensor<2x3x7x8xf32>, tensor<1x3xi32>, tensor<2x4x7x8xf32>
  return
}

// -----

func.func @f(%p: tensor<2x3x7x8xf32>, %i: tensor<2x5xi32>, %x: tensor<2x4x7x8xf32>) {
  // expected-error @+1 {{'dsa.unpack_heads' op number of packed heads differs: packed has 3 in dimension 1, indices has 5 in dimension 1}}
  %u = dsa.unpack_heads %p, %i into %x : tensor<2x3x7x8xf32>, tensor<2x5xi32>, tensor<2x4x7x8xf32>
  return
}

// -----

func.func @f(%p: tensor<2x3x7x8xf32>, %i: tensor<2x3xi32>, %x: tensor<1x4x7x8xf32>) {
  // expected-error @+1 {{'dsa.unpack_heads' op batch differs: packed has 2 in dimension 0, base has 1 in dimension 0}}
  %u = dsa.unpack_heads %p, %i into %x : tensor<2x3x7x8xf32>, tensor<2x3xi32>, tensor<1x4x7x8xf32>
  return
}

// -----

func.func @f(%p: tensor<2x3x7x8xf32>, %i: tensor<2x3xi32>, %x: tensor<2x4x6x8xf32>) {
  // expected-error @+1 {{'dsa.unpack_heads' op number of tokens differs: packed has 7 in dimension 2, base has 6 in dimension 2}}
  %u = dsa.unpack_heads %p, %i into %x : tensor<2x3x7x8xf32>, tensor<2x3xi32>, tensor<2x4x6x8xf32>
  return
}

// -----

func.func @f(%p: tensor<2x3x7x8xf32>, %i: tensor<2x3xi32>, %x: tensor<2x4x7x9xf32>) {
  // expected-error @+1 {{'dsa.unpack_heads' op head dimension differs: packed has 8 in dimension 3, base has 9 in dimension 3}}
  %u = dsa.unpack_heads %p, %i into %x : tensor<2x3x7x8xf32>, tensor<2x3xi32>, tensor<2x4x7x9xf32>
  return
}

// -----

func.func @f(%p: !dsa.pattern<2x4x7x7, block = 4x2>, %i: tensor<3x3xi32>) {
  // expected-error @+1 {{'dsa.pattern_pack_heads' op batch of !dsa.pattern<2x4x7x7, block = 4x2> is 2, expected that of the indices, 3, or 1}}
  %u = dsa.pattern_pack_heads %p, %i : !dsa.pattern<2x4x7x7, block = 4x2>, tensor<3x3xi32>
  return
}

// -----

func.func @f(%p: !dsa.pattern<2x4x7x7, block = 4x2>, %i: tensor<3xi32>) {
  // expected-error @+1 {{'dsa.pattern_pack_heads' op expects indices of rank 2}}
  %u = dsa.pattern_pack_heads %p, %i : !dsa.pattern<2x4x7x7, block = 4x2>, tensor<3xi32>
  return
}
