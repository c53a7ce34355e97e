// One bad op a split, each with its message.
//
// RUN: ds-opt %s --split-input-file --verify-diagnostics

func.func @f(%x: tensor<2x5x8xf32>, %y: tensor<2x5x8xf64>) {
  // expected-error @+1 {{'dsa.token_change' op element types differ: tokens has f32, reference has f64}}
  %c = dsa.token_change %x, %y norm = l1 : tensor<2x5x8xf32>, tensor<2x5x8xf64>
  return
}

// -----

func.func @f(%x: tensor<2x5x8xf32>, %y: tensor<1x5x8xf32>) {
  // expected-error @+1 {{'dsa.token_change' op batch differs: tokens has 2 in dimension 0, reference has 1 in dimension 0}}
  %c = dsa.token_change %x, %y norm = l1 : tensor<2x5x8xf32>, tensor<1x5x8xf32>
  return
}

// -----

func.func @f(%x: tensor<2x5x8xf32>, %y: tensor<2x6x8xf32>) {
  // expected-error @+1 {{'dsa.token_change' op number of tokens differs: tokens has 5 in dimension 1, reference has 6 in dimension 1}}
  %c = dsa.token_change %x, %y norm = l1 : tensor<2x5x8xf32>, tensor<2x6x8xf32>
  return
}

// -----

func.func @f(%x: tensor<2x5x8xf32>, %y: tensor<2x5x9xf32>) {
  // expected-error @+1 {{'dsa.token_change' op number of channels differs: tokens has 8 in dimension 2, reference has 9 in dimension 2}}
  %c = dsa.token_change %x, %y norm = l1 : tensor<2x5x8xf32>, tensor<2x5x9xf32>
  return
}

// -----

func.func @f(%x: tensor<2x5xf32>) {
  // expected-error @+1 {{'dsa.token_change' op expects tokens of rank 3}}
  %c = dsa.token_change %x, %x norm = l1 : tensor<2x5xf32>, tensor<2x5xf32>
  return
}

// -----

func.func @f(%x: tensor<2x5x8xf32>) {
  // expected-error @+1 {{'dsa.token_change' op attribute 'norm' failed to satisfy constraint: how large a difference of two tokens is}}
  %c = "dsa.token_change"(%x, %x) {norm = 9 : i32} : (tensor<2x5x8xf32>, tensor<2x5x8xf32>) -> tensor<2x5xf32>
  return
}

// -----

func.func @f(%n: index) {
  // expected-error @+1 {{'dsa.refresh_schedule' op gives indices of 2x?, expected 1x?: one list for every batch entry}}
  %i = dsa.refresh_schedule frame(%n) period(%n) size(%n) : tensor<2x?xi32>
  return
}

// -----

func.func @f(%n: index) {
  // expected-error @+1 {{'dsa.refresh_schedule' op gives indices of 1x4, expected 1x?: one list for every batch entry}}
  %i = dsa.refresh_schedule frame(%n) period(%n) size(%n) : tensor<1x4xi32>
  return
}
