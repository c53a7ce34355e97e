// One bad op a split, each with its message.
//
// RUN: ds-opt %s --split-input-file --verify-diagnostics

func.func @f(%x: tensor<2x7x8xf32>, %r: index) {
  // expected-error @+1 {{'dsa.match_tokens' op protect is -1, expected at least 0 and less than 2^30}}
  %a, %b = dsa.match_tokens %x merge(%r) protect = -1 : tensor<2x7x8xf32>
  return
}

// -----

func.func @f(%x: tensor<2x7x8xf32>, %g: tensor<3x7xi32>, %n: index) {
  // expected-error @+1 {{'dsa.merge_tokens' op batch differs: tokens has 2 in dimension 0, groups has 3 in dimension 0}}
  %a, %b = dsa.merge_tokens %x, %g count(%n) : tensor<2x7x8xf32>, tensor<3x7xi32>
  return
}

// -----

func.func @f(%x: tensor<2x7x8xf32>, %g: tensor<2x6xi32>, %n: index) {
  // expected-error @+1 {{'dsa.merge_tokens' op number of tokens differs: tokens has 7 in dimension 1, groups has 6 in dimension 1}}
  %a, %b = dsa.merge_tokens %x, %g count(%n) : tensor<2x7x8xf32>, tensor<2x6xi32>
  return
}

// -----

func.func @f(%x: tensor<2x7x8xf32>, %g: tensor<2x7xi32>, %n: index, %s: tensor<3x7xf32>) {
  // expected-error @+1 {{'dsa.merge_tokens' op batch differs: tokens has 2 in dimension 0, sizes has 3 in dimension 0}}
  %a, %b = dsa.merge_tokens %x, %g count(%n) sizes(%s : tensor<3x7xf32>) : tensor<2x7x8xf32>, tensor<2x7xi32>
  return
}

// -----

func.func @f(%x: tensor<2x7x8xf32>, %g: tensor<2x7xi32>, %n: index, %s: tensor<2x6xf32>) {
  // expected-error @+1 {{'dsa.merge_tokens' op number of tokens differs: tokens has 7 in dimension 1, sizes has 6 in dimension 1}}
  %a, %b = dsa.merge_tokens %x, %g count(%n) sizes(%s : tensor<2x6xf32>) : tensor<2x7x8xf32>, tensor<2x7xi32>
  return
}

// -----

func.func @f(%x: tensor<2x7x8xf32>, %g: tensor<2x7xi32>, %n: index, %s: tensor<2x7xf64>) {
  // expected-error @+1 {{'dsa.merge_tokens' op sizes have element type f64, expected f64 for tokens of f64 and f32 else}}
  %a, %b = dsa.merge_tokens %x, %g count(%n) sizes(%s : tensor<2x7xf64>) : tensor<2x7x8xf32>, tensor<2x7xi32>
  return
}

// -----

func.func @f(%x: tensor<2x7xf32>, %g: tensor<2x7xi32>, %n: index) {
  // expected-error @+1 {{'dsa.merge_tokens' op expects tokens of rank 3}}
  %a, %b = dsa.merge_tokens %x, %g count(%n) : tensor<2x7xf32>, tensor<2x7xi32>
  return
}

// -----

func.func @f(%y: tensor<2x7x8xf32>, %g: tensor<3x9xi32>) {
  // expected-error @+1 {{'dsa.unmerge_tokens' op batch differs: merged has 2 in dimension 0, groups has 3 in dimension 0}}
  %a = dsa.unmerge_tokens %y, %g : tensor<2x7x8xf32>, tensor<3x9xi32>
  return
}

// -----

func.func @f(%y: tensor<2x7xf32>, %g: tensor<2x9xi32>) {
  // expected-error @+1 {{'dsa.unmerge_tokens' op expects merged tokens of rank 3 and groups of rank 2}}
  %a = dsa.unmerge_tokens %y, %g : tensor<2x7xf32>, tensor<2x9xi32>
  return
}

// -----

func.func @f(%x: tensor<2x3x7x8xf32>, %p: !dsa.pattern<1x1x7x7, block = 4x4>, %b: tensor<3x3x7xf32>) {
  // expected-error @+1 {{'dsa.attention' op key_bias has batch size 3, expected 2 as the keys, or 1}}
  %o = dsa.attention %x, %x, %x, %p key_bias(%b : tensor<3x3x7xf32>) : tensor<2x3x7x8xf32>, tensor<2x3x7x8xf32>, tensor<2x3x7x8xf32>, !dsa.pattern<1x1x7x7, block = 4x4>
  return
}

// -----

func.func @f(%x: tensor<2x3x7x8xf32>, %p: !dsa.pattern<1x1x7x7, block = 4x4>, %b: tensor<1x2x7xf32>) {
  // expected-error @+1 {{'dsa.attention' op key_bias has head size 2, expected 3 as the keys, or 1}}
  %o = dsa.attention %x, %x, %x, %p key_bias(%b : tensor<1x2x7xf32>) : tensor<2x3x7x8xf32>, tensor<2x3x7x8xf32>, tensor<2x3x7x8xf32>, !dsa.pattern<1x1x7x7, block = 4x4>
  return
}

// -----

// A bias belongs to a key, so that the heads of queries that share it share its bias.
func.func @f(%q: tensor<2x4x7x8xf32>, %x: tensor<2x2x7x8xf32>, %p: !dsa.pattern<1x1x7x7, block = 4x4>, %b: tensor<1x4x7xf32>) {
  // expected-error @+1 {{'dsa.attention' op key_bias has head size 4, expected 2 as the keys, or 1}}
  %o = dsa.attention %q, %x, %x, %p key_bias(%b : tensor<1x4x7xf32>) : tensor<2x4x7x8xf32>, tensor<2x2x7x8xf32>, tensor<2x2x7x8xf32>, !dsa.pattern<1x1x7x7, block = 4x4>
  return
}

// -----

func.func @f(%x: tensor<2x3x7x8xf32>, %p: !dsa.pattern<1x1x7x7, block = 4x4>, %b: tensor<2x3x6xf32>) {
  // expected-error @+1 {{'dsa.attention' op number of keys differs: keys has 7 in dimension 2, key_bias has 6 in dimension 2}}
  %o = dsa.attention %x, %x, %x, %p key_bias(%b : tensor<2x3x6xf32>) : tensor<2x3x7x8xf32>, tensor<2x3x7x8xf32>, tensor<2x3x7x8xf32>, !dsa.pattern<1x1x7x7, block = 4x4>
  return
}

// -----

func.func @f(%x: tensor<2x3x7x8xf32>, %p: !dsa.pattern<1x1x7x7, block = 4x4>, %b: tensor<2x3x7xf64>) {
  // expected-error @+1 {{'dsa.attention' op key_bias has element type f64, expected f64 for operands of f64 and f32 else}}
  %o = dsa.attention %x, %x, %x, %p key_bias(%b : tensor<2x3x7xf64>) : tensor<2x3x7x8xf32>, tensor<2x3x7x8xf32>, tensor<2x3x7x8xf32>, !dsa.pattern<1x1x7x7, block = 4x4>
  return
}
