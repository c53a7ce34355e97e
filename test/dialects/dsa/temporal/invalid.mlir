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

// -----

func.func @f(%x: tensor<2x5x8xf32>, %y: tensor<2x5x8xf64>, %k: index) {
  // expected-error @+1 {{'dsa.delta_gate' op element types differ: tokens has f32, reference has f64}}
  %a:3 = dsa.delta_gate %x, %y norm = l1 budget(%k) : tensor<2x5x8xf32>, tensor<2x5x8xf64>
  return
}

// -----

func.func @f(%x: tensor<2x5x8xf32>, %y: tensor<1x5x8xf32>, %k: index) {
  // expected-error @+1 {{'dsa.delta_gate' op batch differs: tokens has 2 in dimension 0, reference has 1 in dimension 0}}
  %a:3 = dsa.delta_gate %x, %y norm = l1 budget(%k) : tensor<2x5x8xf32>, tensor<1x5x8xf32>
  return
}

// -----

func.func @f(%x: tensor<2x5x8xf32>, %y: tensor<2x6x8xf32>, %k: index) {
  // expected-error @+1 {{'dsa.delta_gate' op number of tokens differs: tokens has 5 in dimension 1, reference has 6 in dimension 1}}
  %a:3 = dsa.delta_gate %x, %y norm = l1 budget(%k) : tensor<2x5x8xf32>, tensor<2x6x8xf32>
  return
}

// -----

func.func @f(%x: tensor<2x5x8xf32>, %y: tensor<2x5x9xf32>, %k: index) {
  // expected-error @+1 {{'dsa.delta_gate' op number of channels differs: tokens has 8 in dimension 2, reference has 9 in dimension 2}}
  %a:3 = dsa.delta_gate %x, %y norm = l1 budget(%k) : tensor<2x5x8xf32>, tensor<2x5x9xf32>
  return
}

// -----

func.func @f(%x: tensor<2x5x8xf32>, %k: index) {
  // expected-error @+1 {{'dsa.delta_gate' op scores tokens by nothing, expected a norm, a saliency or both}}
  %a:3 = dsa.delta_gate %x, %x budget(%k) : tensor<2x5x8xf32>, tensor<2x5x8xf32>
  return
}

// -----

func.func @f(%x: tensor<2x5x8xbf16>, %s: tensor<2x5xf64>, %k: index) {
  // expected-error @+1 {{'dsa.delta_gate' op saliency has element type f64, expected f32 for tokens of bf16}}
  %a:3 = dsa.delta_gate %x, %x saliency(%s : tensor<2x5xf64>) budget(%k) : tensor<2x5x8xbf16>, tensor<2x5x8xbf16>
  return
}

// -----

func.func @f(%x: tensor<2x5x8xf64>, %s: tensor<2x5xf32>, %k: index) {
  // expected-error @+1 {{'dsa.delta_gate' op saliency has element type f32, expected f64 for tokens of f64}}
  %a:3 = dsa.delta_gate %x, %x saliency(%s : tensor<2x5xf32>) budget(%k) : tensor<2x5x8xf64>, tensor<2x5x8xf64>
  return
}

// -----

func.func @f(%x: tensor<2x5x8xf32>, %s: tensor<3x5xf32>, %k: index) {
  // expected-error @+1 {{'dsa.delta_gate' op batch differs: tokens has 2 in dimension 0, saliency has 3 in dimension 0}}
  %a:3 = dsa.delta_gate %x, %x saliency(%s : tensor<3x5xf32>) budget(%k) : tensor<2x5x8xf32>, tensor<2x5x8xf32>
  return
}

// -----

func.func @f(%x: tensor<2x5x8xf32>, %s: tensor<2x6xf32>, %k: index) {
  // expected-error @+1 {{'dsa.delta_gate' op number of tokens differs: tokens has 5 in dimension 1, saliency has 6 in dimension 1}}
  %a:3 = dsa.delta_gate %x, %x norm = l1 saliency(%s : tensor<2x6xf32>) budget(%k) : tensor<2x5x8xf32>, tensor<2x5x8xf32>
  return
}

// -----

func.func @f(%x: tensor<2x5x8xf32>, %due: tensor<3x?xi32>, %k: index) {
  // expected-error @+1 {{'dsa.delta_gate' op batch differs: tokens has 2 in dimension 0, due has 3 in dimension 0}}
  %a:3 = dsa.delta_gate %x, %x norm = l1 budget(%k) due(%due : tensor<3x?xi32>) : tensor<2x5x8xf32>, tensor<2x5x8xf32>
  return
}

// -----

func.func @f(%x: tensor<2x5xf32>, %k: index) {
  // expected-error @+1 {{'dsa.delta_gate' op expects tokens of rank 3}}
  %a:3 = dsa.delta_gate %x, %x norm = l1 budget(%k) : tensor<2x5xf32>, tensor<2x5xf32>
  return
}

// -----

func.func @f(%x: tensor<2x5x8xf32>, %k: index) {
  // expected-error @+1 {{'dsa.delta_gate' op attribute 'norm' failed to satisfy constraint: how large a difference of two tokens is}}
  %a:3 = "dsa.delta_gate"(%x, %x, %k) {norm = 9 : i32, operandSegmentSizes = array<i32: 1, 1, 0, 1, 0, 0>}
    : (tensor<2x5x8xf32>, tensor<2x5x8xf32>, index) -> (tensor<2x?xi32>, tensor<2x?x8xf32>, tensor<2x5x8xf32>)
  return
}

// -----

func.func @f(%x: tensor<2x5x8xf32>, %k: index) {
  // expected-error @+1 {{'dsa.delta_gate' op 'operandSegmentSizes' attribute for specifying operand segments must have 6 elements, but got 5}}
  %a:3 = "dsa.delta_gate"(%x, %x, %k) {norm = 0 : i32, operandSegmentSizes = array<i32: 1, 1, 0, 1, 0>}
    : (tensor<2x5x8xf32>, tensor<2x5x8xf32>, index) -> (tensor<2x?xi32>, tensor<2x?x8xf32>, tensor<2x5x8xf32>)
  return
}

// -----

func.func @f(%x: tensor<2x12xf32>, %n: index, %tau: f32) {
  // expected-error @+1 {{'dsa.run_lengths' op operand #0 must be}}
  %a:2 = dsa.run_lengths %x frame(%n) threshold(%tau) : tensor<2x12xf32>
  return
}

// -----

func.func @f(%x: tensor<2x12x8xf32>, %n: index, %tau: f32) {
  // expected-error @+1 {{'dsa.run_lengths' op operand #3 must be index, but got 'f32'}}
  %a:2 = "dsa.run_lengths"(%x, %n, %tau, %tau) : (tensor<2x12x8xf32>, index, f32, f32) -> (tensor<2x?xi32>, tensor<2x?xi32>)
  return
}
