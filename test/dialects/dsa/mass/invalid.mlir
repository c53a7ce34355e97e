// One bad op a split, each with its message.
//
// RUN: ds-opt %s --split-input-file --verify-diagnostics

func.func @f(%s: tensor<1x2x4x4xf32>, %tau: f32, %k: index) {
  // expected-error @+1 {{'dsa.select_blocks_by_mass' op makes !dsa.pattern<1x2x8x8, block = 2x2, holds = elements>, expected a pattern that holds blocks}}
  %p:2 = dsa.select_blocks_by_mass %s mass(%tau) at_most(%k) : tensor<1x2x4x4xf32> -> !dsa.pattern<1x2x8x8, block = 2x2, holds = elements>, tensor<1x2x4xf32>
  return
}

// -----

func.func @f(%s: tensor<1x2x8x8xf32>, %tau: f32, %k: index) {
  // expected-error @+1 {{'dsa.select_blocks_by_mass' op scores is 1x2x8x8, expected 1x2x4x4 for !dsa.pattern<1x2x8x8, block = 2x2>: batch x heads x block rows x block columns}}
  %p:2 = dsa.select_blocks_by_mass %s mass(%tau) at_most(%k) : tensor<1x2x8x8xf32> -> !dsa.pattern<1x2x8x8, block = 2x2>, tensor<1x2x4xf32>
  return
}

// -----

func.func @f(%s: tensor<1x2x4x4xf32>, %tau: f32, %k: index) {
  // expected-error @+1 {{'dsa.select_blocks_by_mass' op retains tensor<1x2x4xf64>, expected tensor<1x2x4xf32>}}
  %p:2 = dsa.select_blocks_by_mass %s mass(%tau) at_most(%k) : tensor<1x2x4x4xf32> -> !dsa.pattern<1x2x8x8, block = 2x2>, tensor<1x2x4xf64>
  return
}

// -----

func.func @f(%s: tensor<1x2x4x4xf32>, %tau: f32, %k: index) {
  // expected-error @+1 {{'dsa.select_blocks_by_mass' op retains tensor<1x2x5xf32>, expected tensor<1x2x4xf32>}}
  %p:2 = dsa.select_blocks_by_mass %s mass(%tau) at_most(%k) : tensor<1x2x4x4xf32> -> !dsa.pattern<1x2x8x8, block = 2x2>, tensor<1x2x5xf32>
  return
}

// -----

func.func @f(%s: tensor<1x2x4x4xf32>, %tau: f32, %k: index) {
  // expected-error @+1 {{'dsa.select_blocks_by_mass' op keeps nothing apart: expected `always` with `apart`}}
  %p:2 = dsa.select_blocks_by_mass %s mass(%tau) at_most(%k) apart : tensor<1x2x4x4xf32> -> !dsa.pattern<1x2x8x8, block = 2x2>, tensor<1x2x4xf32>
  return
}

// -----

func.func @f(%s: tensor<1x2x4x4xf32>, %tau: f32, %k: index, %a: !dsa.pattern<1x2x8x8, block = 4x2>) {
  // expected-error @+1 {{'dsa.select_blocks_by_mass' op always takes !dsa.pattern<1x2x8x8, block = 4x2>, expected a pattern that holds blocks of 2x2}}
  %p:2 = dsa.select_blocks_by_mass %s mass(%tau) at_most(%k) always(%a : !dsa.pattern<1x2x8x8, block = 4x2>) : tensor<1x2x4x4xf32> -> !dsa.pattern<1x2x8x8, block = 2x2>, tensor<1x2x4xf32>
  return
}

// -----

func.func @f(%s: tensor<1x2x4x4xf32>, %tau: f32, %k: index, %a: !dsa.pattern<1x2x8x8, block = 2x2, holds = elements>) {
  // expected-error @+1 {{'dsa.select_blocks_by_mass' op always takes !dsa.pattern<1x2x8x8, block = 2x2, holds = elements>, expected a pattern that holds blocks of 2x2}}
  %p:2 = dsa.select_blocks_by_mass %s mass(%tau) at_most(%k) always(%a : !dsa.pattern<1x2x8x8, block = 2x2, holds = elements>) : tensor<1x2x4x4xf32> -> !dsa.pattern<1x2x8x8, block = 2x2>, tensor<1x2x4xf32>
  return
}

// -----

func.func @f(%s: tensor<1x2x4x4xf32>, %tau: f32, %k: index, %a: !dsa.pattern<2x2x8x8, block = 2x2>) {
  // expected-error @+1 {{'dsa.select_blocks_by_mass' op pattern has batch size 2, expected 1 as the operands, or 1}}
  %p:2 = dsa.select_blocks_by_mass %s mass(%tau) at_most(%k) always(%a : !dsa.pattern<2x2x8x8, block = 2x2>) : tensor<1x2x4x4xf32> -> !dsa.pattern<1x2x8x8, block = 2x2>, tensor<1x2x4xf32>
  return
}

// -----

func.func @f(%s: tensor<1x2x4x4xf32>, %tau: f32, %k: index, %a: !dsa.pattern<1x3x8x8, block = 2x2>) {
  // expected-error @+1 {{'dsa.select_blocks_by_mass' op pattern has head size 3, expected 2 as the operands, or 1}}
  %p:2 = dsa.select_blocks_by_mass %s mass(%tau) at_most(%k) always(%a : !dsa.pattern<1x3x8x8, block = 2x2>) : tensor<1x2x4x4xf32> -> !dsa.pattern<1x2x8x8, block = 2x2>, tensor<1x2x4xf32>
  return
}

// -----

func.func @f(%s: tensor<1x2x4x4xf32>, %tau: f32, %k: index, %a: !dsa.pattern<1x2x8x10, block = 2x2>) {
  // expected-error @+1 {{'dsa.select_blocks_by_mass' op the grid of what is always taken is 4x5, expected 4x4}}
  %p:2 = dsa.select_blocks_by_mass %s mass(%tau) at_most(%k) always(%a : !dsa.pattern<1x2x8x10, block = 2x2>) : tensor<1x2x4x4xf32> -> !dsa.pattern<1x2x8x8, block = 2x2>, tensor<1x2x4xf32>
  return
}

// -----

func.func @f(%s: tensor<1x2x5x4xf32>, %p: !dsa.pattern<1x2x8x8, block = 2x2>) {
  // expected-error @+1 {{'dsa.retained_mass' op scores is 1x2x5x4, expected 1x2x4x4 for !dsa.pattern<1x2x8x8, block = 2x2>: batch x heads x block rows x block columns}}
  %m = dsa.retained_mass %s, %p : tensor<1x2x5x4xf32>, !dsa.pattern<1x2x8x8, block = 2x2>
  return
}

// -----

func.func @f(%s: tensor<1x2x4x4xf32>, %p: !dsa.pattern<1x2x8x8, block = 2x2, holds = elements>) {
  // expected-error @+1 {{'dsa.retained_mass' op scores is 1x2x4x4, expected 1x2x8x8 for !dsa.pattern<1x2x8x8, block = 2x2, holds = elements>: batch x heads x queries x keys}}
  %m = dsa.retained_mass %s, %p : tensor<1x2x4x4xf32>, !dsa.pattern<1x2x8x8, block = 2x2, holds = elements>
  return
}

// -----

func.func @f(%s: tensor<3x2x4x4xf32>, %p: !dsa.pattern<2x2x8x8, block = 2x2>) {
  // expected-error @+1 {{'dsa.retained_mass' op pattern has batch size 2, expected 3 as the operands, or 1}}
  %m = dsa.retained_mass %s, %p : tensor<3x2x4x4xf32>, !dsa.pattern<2x2x8x8, block = 2x2>
  return
}

// -----

func.func @f(%s: tensor<1x3x4x4xf32>, %p: !dsa.pattern<1x2x8x8, block = 2x2>) {
  // expected-error @+1 {{'dsa.retained_mass' op pattern has head size 2, expected 3 as the operands, or 1}}
  %m = dsa.retained_mass %s, %p : tensor<1x3x4x4xf32>, !dsa.pattern<1x2x8x8, block = 2x2>
  return
}

// -----

func.func @f(%q: tensor<1x2x8x4xf32>, %k: tensor<1x2x8x4xf64>, %p: !dsa.pattern<1x2x8x8, block = 2x2>) {
  // expected-error @+1 {{'dsa.attention_mass' op element types differ: queries has f32, keys has f64}}
  %m = dsa.attention_mass %q, %k, %p : tensor<1x2x8x4xf32>, tensor<1x2x8x4xf64>, !dsa.pattern<1x2x8x8, block = 2x2>
  return
}

// -----

func.func @f(%q: tensor<1x2x8x4xf32>, %k: tensor<2x2x8x4xf32>, %p: !dsa.pattern<1x2x8x8, block = 2x2>) {
  // expected-error @+1 {{'dsa.attention_mass' op batch differs: queries has 1 in dimension 0, keys has 2 in dimension 0}}
  %m = dsa.attention_mass %q, %k, %p : tensor<1x2x8x4xf32>, tensor<2x2x8x4xf32>, !dsa.pattern<1x2x8x8, block = 2x2>
  return
}

// -----

func.func @f(%q: tensor<1x2x8x4xf32>, %k: tensor<1x3x8x4xf32>, %p: !dsa.pattern<1x2x8x8, block = 2x2>) {
  // expected-error @+1 {{'dsa.attention_mass' op number of heads: keys has 3 in dimension 1, expected a divisor of 2, that of queries, so that each serves as many of those}}
  %m = dsa.attention_mass %q, %k, %p : tensor<1x2x8x4xf32>, tensor<1x3x8x4xf32>, !dsa.pattern<1x2x8x8, block = 2x2>
  return
}

// -----

func.func @f(%q: tensor<1x2x8x4xf32>, %k: tensor<1x2x8x5xf32>, %p: !dsa.pattern<1x2x8x8, block = 2x2>) {
  // expected-error @+1 {{'dsa.attention_mass' op head dimension differs: queries has 4 in dimension 3, keys has 5 in dimension 3}}
  %m = dsa.attention_mass %q, %k, %p : tensor<1x2x8x4xf32>, tensor<1x2x8x5xf32>, !dsa.pattern<1x2x8x8, block = 2x2>
  return
}

// -----

func.func @f(%q: tensor<2x2x8x4xf32>, %k: tensor<2x2x8x4xf32>, %p: !dsa.pattern<3x2x8x8, block = 2x2>) {
  // expected-error @+1 {{'dsa.attention_mass' op pattern has batch size 3, expected 2 as the operands, or 1}}
  %m = dsa.attention_mass %q, %k, %p : tensor<2x2x8x4xf32>, tensor<2x2x8x4xf32>, !dsa.pattern<3x2x8x8, block = 2x2>
  return
}

// -----

func.func @f(%q: tensor<1x3x8x4xf32>, %k: tensor<1x3x8x4xf32>, %p: !dsa.pattern<1x2x8x8, block = 2x2>) {
  // expected-error @+1 {{'dsa.attention_mass' op pattern has head size 2, expected 3 as the operands, or 1}}
  %m = dsa.attention_mass %q, %k, %p : tensor<1x3x8x4xf32>, tensor<1x3x8x4xf32>, !dsa.pattern<1x2x8x8, block = 2x2>
  return
}

// -----

func.func @f(%q: tensor<1x2x8x4xf32>, %k: tensor<1x2x9x4xf32>, %p: !dsa.pattern<1x2x8x8, block = 2x2>) {
  // expected-error @+1 {{'dsa.attention_mass' op queries x keys of the pattern is 8x8, expected 8x9}}
  %m = dsa.attention_mass %q, %k, %p : tensor<1x2x8x4xf32>, tensor<1x2x9x4xf32>, !dsa.pattern<1x2x8x8, block = 2x2>
  return
}

// -----

func.func @f(%q: tensor<1x2x8x?xf32>, %k: tensor<1x2x8x?xf32>, %p: !dsa.pattern<1x2x8x8, block = 2x2>) {
  // expected-error @+1 {{'dsa.attention_mass' op needs a scale: the head dimension is dynamic}}
  %m = dsa.attention_mass %q, %k, %p : tensor<1x2x8x?xf32>, tensor<1x2x8x?xf32>, !dsa.pattern<1x2x8x8, block = 2x2>
  return
}

// -----

func.func @f(%q: tensor<1x2x8x0xf32>, %k: tensor<1x2x8x0xf32>, %p: !dsa.pattern<1x2x8x8, block = 2x2>) {
  // expected-error @+1 {{'dsa.attention_mass' op needs a scale: the head dimension is 0}}
  %m = dsa.attention_mass %q, %k, %p : tensor<1x2x8x0xf32>, tensor<1x2x8x0xf32>, !dsa.pattern<1x2x8x8, block = 2x2>
  return
}

// -----

func.func @f(%q: tensor<1x2x8x4xf32>, %k: tensor<1x2x8x4xf32>, %p: !dsa.pattern<1x2x8x8, block = 2x2>) {
  // expected-error @+1 {{'dsa.attention_mass' op scale is inf, expected a finite number}}
  %m = dsa.attention_mass %q, %k, %p scale = 0x7FF0000000000000 : tensor<1x2x8x4xf32>, tensor<1x2x8x4xf32>, !dsa.pattern<1x2x8x8, block = 2x2>
  return
}
