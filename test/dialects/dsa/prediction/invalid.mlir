// One bad op a split, each with its message.
//
// RUN: ds-opt %s --split-input-file --verify-diagnostics

func.func @f(%s: tensor<1x2x8x8xf32>, %k: index) {
  // expected-error @+1 {{'dsa.select_keys' op makes !dsa.pattern<1x2x8x8, block = 2x2>, expected a pattern that holds elements}}
  %p = dsa.select_keys %s top_k(%k) : tensor<1x2x8x8xf32> -> !dsa.pattern<1x2x8x8, block = 2x2>
  return
}

// -----

func.func @f(%s: tensor<1x2x4x4xf32>, %k: index) {
  // expected-error @+1 {{'dsa.select_keys' op scores is 1x2x4x4, expected 1x2x8x8 for !dsa.pattern<1x2x8x8, block = 2x2, holds = elements>: batch x heads x queries x keys}}
  %p = dsa.select_keys %s top_k(%k) : tensor<1x2x4x4xf32> -> !dsa.pattern<1x2x8x8, block = 2x2, holds = elements>
  return
}

// -----

func.func @f(%q: tensor<1x2x8x4xf32>, %k: tensor<1x2x8x4xf64>) {
  // expected-error @+1 {{'dsa.score_antidiagonals' op element types differ: queries has f32, keys has f64}}
  %s = dsa.score_antidiagonals %q, %k block = [4, 4] stride = 2 : tensor<1x2x8x4xf32>, tensor<1x2x8x4xf64>
  return
}

// -----

func.func @f(%q: tensor<1x2x8x4xf32>, %k: tensor<2x2x8x4xf32>) {
  // expected-error @+1 {{'dsa.score_antidiagonals' op batch differs: queries has 1 in dimension 0, keys has 2 in dimension 0}}
  %s = dsa.score_antidiagonals %q, %k block = [4, 4] stride = 2 : tensor<1x2x8x4xf32>, tensor<2x2x8x4xf32>
  return
}

// -----

func.func @f(%q: tensor<1x2x8x4xf32>, %k: tensor<1x3x8x4xf32>) {
  // expected-error @+1 {{'dsa.score_antidiagonals' op number of heads: keys has 3 in dimension 1, expected a divisor of 2, that of queries, so that each serves as many of those}}
  %s = dsa.score_antidiagonals %q, %k block = [4, 4] stride = 2 : tensor<1x2x8x4xf32>, tensor<1x3x8x4xf32>
  return
}

// -----

func.func @f(%q: tensor<1x2x8x4xf32>, %k: tensor<1x2x8x5xf32>) {
  // expected-error @+1 {{'dsa.score_antidiagonals' op head dimension differs: queries has 4 in dimension 3, keys has 5 in dimension 3}}
  %s = dsa.score_antidiagonals %q, %k block = [4, 4] stride = 2 : tensor<1x2x8x4xf32>, tensor<1x2x8x5xf32>
  return
}

// -----

func.func @f(%q: tensor<1x2x8x?xf32>, %k: tensor<1x2x8x?xf32>) {
  // expected-error @+1 {{'dsa.score_antidiagonals' op needs a scale: the head dimension is dynamic}}
  %s = dsa.score_antidiagonals %q, %k block = [4, 4] stride = 2 : tensor<1x2x8x?xf32>, tensor<1x2x8x?xf32>
  return
}

// -----

func.func @f(%q: tensor<1x2x8x4xf32>, %k: tensor<1x2x8x4xf32>) {
  // expected-error @+1 {{'dsa.score_antidiagonals' op block is [0, 4], expected two sizes of at least 1: queries and keys}}
  %s = dsa.score_antidiagonals %q, %k block = [0, 4] stride = 2 : tensor<1x2x8x4xf32>, tensor<1x2x8x4xf32>
  return
}

// -----

func.func @f(%q: tensor<1x2x8x4xf32>, %k: tensor<1x2x8x4xf32>) {
  // expected-error @+1 {{'dsa.score_antidiagonals' op stride is 0, expected at least 1}}
  %s = dsa.score_antidiagonals %q, %k block = [4, 4] stride = 0 : tensor<1x2x8x4xf32>, tensor<1x2x8x4xf32>
  return
}

// -----

func.func @f(%q: tensor<1x2x8x4xf32>, %k: tensor<1x2x8x4xf32>) {
  // expected-error @+1 {{'dsa.score_antidiagonals' op stride is 3, expected one that divides both sizes of the block, [6, 4]}}
  %s = dsa.score_antidiagonals %q, %k block = [6, 4] stride = 3 : tensor<1x2x8x4xf32>, tensor<1x2x8x4xf32>
  return
}

// -----

func.func @f(%x: tensor<1x2x8x4xf32>) {
  // expected-error @+1 {{'dsa.block_similarity' op block is 0, expected at least 1}}
  %s = dsa.block_similarity %x block = 0 : tensor<1x2x8x4xf32>
  return
}
