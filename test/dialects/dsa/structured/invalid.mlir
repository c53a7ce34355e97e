// What the verifiers of structured patterns refuse.
//
// RUN: ds-opt %s --split-input-file --verify-diagnostics

func.func @f() {
  // expected-error @+1 {{'dsa.causal_pattern' op has 0 size operands, expected 2: one for each `?` of batch, heads, queries, keys in !dsa.pattern<1x?x8x?, block = 2x2>}}
  %p = dsa.causal_pattern() : !dsa.pattern<1x?x8x?, block = 2x2>
  return
}

// -----

func.func @f(%n: index) {
  // expected-error @+1 {{'dsa.causal_pattern' op has 1 size operands, expected 0: one for each `?` of batch, heads, queries, keys in !dsa.pattern<1x2x8x8, block = 2x2>}}
  %p = dsa.causal_pattern(%n) : !dsa.pattern<1x2x8x8, block = 2x2>
  return
}

// -----

func.func @f(%n: index) {
  // expected-error @+1 {{'dsa.stripe_pattern' op has 1 size operands, expected 2: one for each `?` of batch, heads, queries, keys in !dsa.pattern<1x?x8x?, block = 2x2>}}
  %p = dsa.stripe_pattern(%n) offset = 0 width = 1 : !dsa.pattern<1x?x8x?, block = 2x2>
  return
}

// -----

func.func @f() {
  // expected-error @+1 {{'dsa.stripe_pattern' op width is -1, expected at least 0}}
  %p = dsa.stripe_pattern() offset = 0 width = -1 : !dsa.pattern<1x2x8x8, block = 2x2>
  return
}

// -----

func.func @f() {
  // expected-error @+1 {{'dsa.stripe_pattern' op period is 0, expected at least 1}}
  %p = dsa.stripe_pattern() offset = 0 width = 1 period = 0 : !dsa.pattern<1x2x8x8, block = 2x2>
  return
}

// -----

func.func @f() {
  // expected-error @+1 {{'dsa.stripe_pattern' op offset is 4611686018427387905, expected at most 2^62}}
  %p = dsa.stripe_pattern() offset = 4611686018427387905 width = 1 period = 2 : !dsa.pattern<1x2x8x8, block = 2x2>
  return
}

// -----

func.func @f() {
  // expected-error @+1 {{'dsa.stripe_pattern' op width is 4611686018427387905, expected at most 2^62}}
  %p = dsa.stripe_pattern() offset = 0 width = 4611686018427387905 period = 2 : !dsa.pattern<1x2x8x8, block = 2x2>
  return
}

// -----

func.func @f() {
  // expected-error @+1 {{'dsa.stripe_pattern' op period is 4611686018427387905, expected at most 2^62}}
  %p = dsa.stripe_pattern() offset = 0 width = 1 period = 4611686018427387905 : !dsa.pattern<1x2x8x8, block = 2x2>
  return
}

// -----

func.func @f(%q: tensor<1x8xi32>) {
  // expected-error @+1 {{'dsa.document_pattern' op head size of !dsa.pattern<1x?x8x8, block = 2x2> is dynamic, expected a static one}}
  %p = dsa.document_pattern %q, %q : tensor<1x8xi32>, tensor<1x8xi32> -> !dsa.pattern<1x?x8x8, block = 2x2>
  return
}

// -----

func.func @f(%q: tensor<1x7xi32>, %k: tensor<1x8xi32>) {
  // expected-error @+1 {{'dsa.document_pattern' op of_queries is 1x7, expected 1x8}}
  %p = dsa.document_pattern %q, %k : tensor<1x7xi32>, tensor<1x8xi32> -> !dsa.pattern<1x2x8x8, block = 2x2>
  return
}

// -----

func.func @f(%q: tensor<1x8xi32>, %k: tensor<2x8xi32>) {
  // expected-error @+1 {{'dsa.document_pattern' op of_keys is 2x8, expected 1x8}}
  %p = dsa.document_pattern %q, %k : tensor<1x8xi32>, tensor<2x8xi32> -> !dsa.pattern<1x2x8x8, block = 2x2>
  return
}

// -----

func.func @f(%m: tensor<1x2x8xi1>) {
  // expected-error @+1 {{'dsa.row_pattern' op mask is 1x2x8, expected 1x2x4 for !dsa.pattern<1x2x8x8, block = 2x2>}}
  %p = dsa.row_pattern %m : tensor<1x2x8xi1> -> !dsa.pattern<1x2x8x8, block = 2x2>
  return
}

// -----

func.func @f(%m: tensor<1x2x4xi1>) {
  // expected-error @+1 {{'dsa.row_pattern' op has 0 size operands, expected 1: one for each `?` of keys in !dsa.pattern<1x2x8x?, block = 2x2>}}
  %p = dsa.row_pattern %m : tensor<1x2x4xi1> -> !dsa.pattern<1x2x8x?, block = 2x2>
  return
}

// -----

func.func @f(%m: tensor<1x2x4xi1>) {
  // expected-error @+1 {{'dsa.column_pattern' op mask is 1x2x4, expected 1x2x8 for !dsa.pattern<1x2x8x8, block = 2x2, holds = elements>}}
  %p = dsa.column_pattern %m : tensor<1x2x4xi1> -> !dsa.pattern<1x2x8x8, block = 2x2, holds = elements>
  return
}

// -----

func.func @f(%m: tensor<1x2x4xi1>) {
  // expected-error @+1 {{'dsa.column_pattern' op has 0 size operands, expected 1: one for each `?` of queries in !dsa.pattern<1x2x?x8, block = 2x2>}}
  %p = dsa.column_pattern %m : tensor<1x2x4xi1> -> !dsa.pattern<1x2x?x8, block = 2x2>
  return
}

// -----

func.func @f(%m: tensor<1x2x11xi1>) {
  // expected-error @+1 {{'dsa.diagonal_pattern' op mask is 1x2x11, expected 1x2x12 for !dsa.pattern<1x2x8x5, block = 2x2>: batch x heads x diagonals}}
  %p = dsa.diagonal_pattern %m : tensor<1x2x11xi1> -> !dsa.pattern<1x2x8x5, block = 2x2>
  return
}

// -----

func.func @f(%m: tensor<1x2x1xi1>) {
  // expected-error @+1 {{'dsa.diagonal_pattern' op mask is 1x2x1, expected 1x2x0 for !dsa.pattern<1x2x0x0, block = 2x2>: batch x heads x diagonals}}
  %p = dsa.diagonal_pattern %m : tensor<1x2x1xi1> -> !dsa.pattern<1x2x0x0, block = 2x2>
  return
}

// -----

func.func @f(%m: tensor<1x2x12xi1>, %n: index) {
  // expected-error @+1 {{'dsa.diagonal_pattern' op has 1 size operands, expected 2: one for each `?` of queries, keys in !dsa.pattern<1x2x?x?, block = 2x2>}}
  %p = dsa.diagonal_pattern %m(%n) : tensor<1x2x12xi1> -> !dsa.pattern<1x2x?x?, block = 2x2>
  return
}

// -----

func.func @f(%m: tensor<1x3xi1>) {
  // expected-error @+1 {{'dsa.head_pattern' op mask is 1x3, expected 1x2 for !dsa.pattern<1x2x8x8, block = 2x2>}}
  %p = dsa.head_pattern %m : tensor<1x3xi1> -> !dsa.pattern<1x2x8x8, block = 2x2>
  return
}

// -----

func.func @f(%m: tensor<1x2xi1>, %n: index) {
  // expected-error @+1 {{'dsa.head_pattern' op has 1 size operands, expected 2: one for each `?` of queries, keys in !dsa.pattern<1x2x?x?, block = 2x2>}}
  %p = dsa.head_pattern %m(%n) : tensor<1x2xi1> -> !dsa.pattern<1x2x?x?, block = 2x2>
  return
}

// -----

func.func @f(%s: tensor<1x2x8x8xf32>) {
  // expected-error @+1 {{'dsa.select_n_of_m' op scores is 1x2x8x8, expected 1x2x4x4 for !dsa.pattern<1x2x8x8, block = 2x2>: batch x heads x block rows x block columns}}
  %p = dsa.select_n_of_m %s n = 2 m = 4 : tensor<1x2x8x8xf32> -> !dsa.pattern<1x2x8x8, block = 2x2>
  return
}

// -----

func.func @f(%s: tensor<1x2x4x4xf32>) {
  // expected-error @+1 {{'dsa.select_n_of_m' op n is -1, expected at least 0}}
  %p = dsa.select_n_of_m %s n = -1 m = 4 : tensor<1x2x4x4xf32> -> !dsa.pattern<1x2x8x8, block = 2x2>
  return
}

// -----

func.func @f(%s: tensor<1x2x4x4xf32>) {
  // expected-error @+1 {{'dsa.select_n_of_m' op m is 0, expected at least 1}}
  %p = dsa.select_n_of_m %s n = 1 m = 0 : tensor<1x2x4x4xf32> -> !dsa.pattern<1x2x8x8, block = 2x2>
  return
}

// -----

func.func @f(%s: tensor<1x2x4x4xf32>, %k: i32) {
  // expected-error @+1 {{'dsa.select_n_of_m' op operand #1 must be index, but got 'i32'}}
  %p = "dsa.select_n_of_m"(%s, %k) {n = 1 : i64, m = 4 : i64} : (tensor<1x2x4x4xf32>, i32) -> !dsa.pattern<1x2x8x8, block = 2x2>
  return
}
