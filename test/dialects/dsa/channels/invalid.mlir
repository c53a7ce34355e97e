// One bad op a split, each with its message.
//
// RUN: ds-opt %s --split-input-file --verify-diagnostics

func.func @f(%x: tensor<2x4xf32>) {
  // expected-error @+1 {{'dsa.score_channels' op operand #0 must be 3D tensor of f64, f32, f16 or bf16 values, but got 'tensor<2x4xf32>'}}
  %s = "dsa.score_channels"(%x) {norm = 0 : i32} : (tensor<2x4xf32>) -> tensor<2x4xf32>
  return
}

// -----

func.func @f(%x: tensor<2x4xf32>) {
  // expected-error @+1 {{'dsa.score_channels' op expects tokens of rank 3}}
  %s = dsa.score_channels %x norm = l1 : tensor<2x4xf32>
  return
}

// -----

func.func @f(%x: tensor<2x7x8xf32>, %i: tensor<3x3xi32>) {
  // expected-error @+1 {{'dsa.pack_channels' op batch differs: tokens has 2 in dimension 0, indices has 3 in dimension 0}}
  %p = dsa.pack_channels %x, %i : tensor<2x7x8xf32>, tensor<3x3xi32>
  return
}

// -----

func.func @f(%x: tensor<2x7x8xf32>, %i: tensor<2xi32>) {
  // expected-error @+1 {{'dsa.pack_channels' op expects tokens of rank 3 and indices of rank 2}}
  %p = dsa.pack_channels %x, %i : tensor<2x7x8xf32>, tensor<2xi32>
  return
}

// -----

func.func @f(%p: tensor<2x7x3xbf16>, %i: tensor<2x3xi32>, %x: tensor<2x7x8xf32>) {
  // expected-error @+1 {{'dsa.unpack_channels' op element types differ: packed has bf16, base has f32}}
  %u = dsa.unpack_channels %p, %i into %x : tensor<2x7x3xbf16>, tensor<2x3xi32>, tensor<2x7x8xf32>
  return
}

// -----

func.func @f(%p: tensor<2x7x3xf32>, %i: tensor<1x3xi32>, %x: tensor<2x7x8xf32>) {
  // expected-error @+1 {{'dsa.unpack_channels' op batch differs: packed has 2 in dimension 0, indices has 1 in dimension 0}}
  %u = dsa.unpack_channels %p, %i into %x : tensor<2x7x3xf32>, tensor<1x3xi32>, tensor<2x7x8xf32>
  return
}

// -----

func.func @f(%p: tensor<2x7x3xf32>, %i: tensor<2x5xi32>, %x: tensor<2x7x8xf32>) {
  // expected-error @+1 {{'dsa.unpack_channels' op number of packed channels differs: packed has 3 in dimension 2, indices has 5 in dimension 1}}
  %u = dsa.unpack_channels %p, %i into %x : tensor<2x7x3xf32>, tensor<2x5xi32>, tensor<2x7x8xf32>
  return
}

// -----

func.func @f(%p: tensor<2x7x3xf32>, %i: tensor<2x3xi32>, %x: tensor<1x7x8xf32>) {
  // expected-error @+1 {{'dsa.unpack_channels' op batch differs: packed has 2 in dimension 0, base has 1 in dimension 0}}
  %u = dsa.unpack_channels %p, %i into %x : tensor<2x7x3xf32>, tensor<2x3xi32>, tensor<1x7x8xf32>
  return
}

// -----

func.func @f(%p: tensor<2x7x3xf32>, %i: tensor<2x3xi32>, %x: tensor<2x6x8xf32>) {
  // expected-error @+1 {{'dsa.unpack_channels' op number of tokens differs: packed has 7 in dimension 1, base has 6 in dimension 1}}
  %u = dsa.unpack_channels %p, %i into %x : tensor<2x7x3xf32>, tensor<2x3xi32>, tensor<2x6x8xf32>
  return
}
