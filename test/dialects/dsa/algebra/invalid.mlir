// What cannot be united, intersected or counted.
//
// RUN: ds-opt %s --split-input-file --verify-diagnostics

func.func @f(%a: !dsa.pattern<1x2x8x8, block = 2x2>, %b: !dsa.pattern<1x2x8x8, block = 4x4>) {
  // expected-error @+1 {{'dsa.pattern_union' op blocks of !dsa.pattern<1x2x8x8, block = 2x2> and !dsa.pattern<1x2x8x8, block = 4x4> differ}}
  %p = dsa.pattern_union %a, %b : !dsa.pattern<1x2x8x8, block = 2x2>, !dsa.pattern<1x2x8x8, block = 4x4>
  return
}

// -----

func.func @f(%a: !dsa.pattern<1x2x8x8, block = 2x2>, %b: !dsa.pattern<1x2x8x8, block = 1x1, format = csr>) {
  // expected-error @+1 {{'dsa.pattern_union' op blocks of !dsa.pattern<1x2x8x8, block = 2x2> and !dsa.pattern<1x2x8x8, block = 1x1, format = csr> differ}}
  %p = dsa.pattern_union %a, %b : !dsa.pattern<1x2x8x8, block = 2x2>, !dsa.pattern<1x2x8x8, block = 1x1, format = csr>
  return
}

// -----

func.func @f(%a: !dsa.pattern<1x2x8x8, block = 2x2>, %b: !dsa.pattern<1x2x8x8, block = 2x2, format = any>) {
  // expected-error @+1 {{'dsa.pattern_union' op formats of !dsa.pattern<1x2x8x8, block = 2x2> and !dsa.pattern<1x2x8x8, block = 2x2, format = any> differ}}
  %p = dsa.pattern_union %a, %b : !dsa.pattern<1x2x8x8, block = 2x2>, !dsa.pattern<1x2x8x8, block = 2x2, format = any>
  return
}

// -----

func.func @f(%a: !dsa.pattern<1x2x8x8, block = 2x2>, %b: !dsa.pattern<1x2x8x8, block = 2x2, index = i64>) {
  // expected-error @+1 {{'dsa.pattern_union' op index types of !dsa.pattern<1x2x8x8, block = 2x2> and !dsa.pattern<1x2x8x8, block = 2x2, index = i64> differ}}
  %p = dsa.pattern_union %a, %b : !dsa.pattern<1x2x8x8, block = 2x2>, !dsa.pattern<1x2x8x8, block = 2x2, index = i64>
  return
}

// -----

func.func @f(%a: !dsa.pattern<2x2x8x8, block = 2x2>, %b: !dsa.pattern<3x2x8x8, block = 2x2>) {
  // expected-error @+1 {{'dsa.pattern_union' op batch sizes of !dsa.pattern<2x2x8x8, block = 2x2> and !dsa.pattern<3x2x8x8, block = 2x2> differ}}
  %p = dsa.pattern_union %a, %b : !dsa.pattern<2x2x8x8, block = 2x2>, !dsa.pattern<3x2x8x8, block = 2x2>
  return
}

// -----

func.func @f(%a: !dsa.pattern<1x2x8x8, block = 2x2>, %b: !dsa.pattern<1x3x8x8, block = 2x2>) {
  // expected-error @+1 {{'dsa.pattern_union' op head sizes of !dsa.pattern<1x2x8x8, block = 2x2> and !dsa.pattern<1x3x8x8, block = 2x2> differ}}
  %p = dsa.pattern_union %a, %b : !dsa.pattern<1x2x8x8, block = 2x2>, !dsa.pattern<1x3x8x8, block = 2x2>
  return
}

// -----

func.func @f(%a: !dsa.pattern<1x2x8x8, block = 2x2>, %b: !dsa.pattern<1x2x9x8, block = 2x2>) {
  // expected-error @+1 {{'dsa.pattern_union' op numbers of queries of !dsa.pattern<1x2x8x8, block = 2x2> and !dsa.pattern<1x2x9x8, block = 2x2> differ}}
  %p = dsa.pattern_union %a, %b : !dsa.pattern<1x2x8x8, block = 2x2>, !dsa.pattern<1x2x9x8, block = 2x2>
  return
}

// -----

func.func @f(%a: !dsa.pattern<1x2x8x8, block = 2x2>, %b: !dsa.pattern<1x2x8x9, block = 2x2>) {
  // expected-error @+1 {{'dsa.pattern_union' op numbers of keys of !dsa.pattern<1x2x8x8, block = 2x2> and !dsa.pattern<1x2x8x9, block = 2x2> differ}}
  %p = dsa.pattern_union %a, %b : !dsa.pattern<1x2x8x8, block = 2x2>, !dsa.pattern<1x2x8x9, block = 2x2>
  return
}

// -----

func.func @f(%a: !dsa.pattern<1x2x8x8, block = 2x2>, %t: tensor<1x2x4x4xi1>) {
  // expected-error @+1 {{'dsa.pattern_union' op expects a !dsa.pattern}}
  %p = dsa.pattern_union %a, %t : !dsa.pattern<1x2x8x8, block = 2x2>, tensor<1x2x4x4xi1>
  return
}

// -----

func.func @f(%a: !dsa.pattern<1x2x8x8, block = 2x2>, %b: !dsa.pattern<1x2x8x8, block = 4x4>) {
  // expected-error @+1 {{'dsa.pattern_intersection' op blocks of !dsa.pattern<1x2x8x8, block = 2x2> and !dsa.pattern<1x2x8x8, block = 4x4> differ}}
  %p = dsa.pattern_intersection %a, %b : !dsa.pattern<1x2x8x8, block = 2x2>, !dsa.pattern<1x2x8x8, block = 4x4>
  return
}

// -----

func.func @f(%a: !dsa.pattern<1x2x8x8, block = 2x2>, %b: !dsa.pattern<1x2x8x8, block = 1x1, format = csr>) {
  // expected-error @+1 {{'dsa.pattern_intersection' op blocks of !dsa.pattern<1x2x8x8, block = 2x2> and !dsa.pattern<1x2x8x8, block = 1x1, format = csr> differ}}
  %p = dsa.pattern_intersection %a, %b : !dsa.pattern<1x2x8x8, block = 2x2>, !dsa.pattern<1x2x8x8, block = 1x1, format = csr>
  return
}

// -----

func.func @f(%a: !dsa.pattern<1x2x8x8, block = 2x2>, %b: !dsa.pattern<1x2x8x8, block = 2x2, format = any>) {
  // expected-error @+1 {{'dsa.pattern_intersection' op formats of !dsa.pattern<1x2x8x8, block = 2x2> and !dsa.pattern<1x2x8x8, block = 2x2, format = any> differ}}
  %p = dsa.pattern_intersection %a, %b : !dsa.pattern<1x2x8x8, block = 2x2>, !dsa.pattern<1x2x8x8, block = 2x2, format = any>
  return
}

// -----

func.func @f(%a: !dsa.pattern<1x2x8x8, block = 2x2>, %b: !dsa.pattern<1x2x8x8, block = 2x2, index = i64>) {
  // expected-error @+1 {{'dsa.pattern_intersection' op index types of !dsa.pattern<1x2x8x8, block = 2x2> and !dsa.pattern<1x2x8x8, block = 2x2, index = i64> differ}}
  %p = dsa.pattern_intersection %a, %b : !dsa.pattern<1x2x8x8, block = 2x2>, !dsa.pattern<1x2x8x8, block = 2x2, index = i64>
  return
}

// -----

func.func @f(%a: !dsa.pattern<2x2x8x8, block = 2x2>, %b: !dsa.pattern<3x2x8x8, block = 2x2>) {
  // expected-error @+1 {{'dsa.pattern_intersection' op batch sizes of !dsa.pattern<2x2x8x8, block = 2x2> and !dsa.pattern<3x2x8x8, block = 2x2> differ}}
  %p = dsa.pattern_intersection %a, %b : !dsa.pattern<2x2x8x8, block = 2x2>, !dsa.pattern<3x2x8x8, block = 2x2>
  return
}

// -----

func.func @f(%a: !dsa.pattern<1x2x8x8, block = 2x2>, %b: !dsa.pattern<1x3x8x8, block = 2x2>) {
  // expected-error @+1 {{'dsa.pattern_intersection' op head sizes of !dsa.pattern<1x2x8x8, block = 2x2> and !dsa.pattern<1x3x8x8, block = 2x2> differ}}
  %p = dsa.pattern_intersection %a, %b : !dsa.pattern<1x2x8x8, block = 2x2>, !dsa.pattern<1x3x8x8, block = 2x2>
  return
}

// -----

func.func @f(%a: !dsa.pattern<1x2x8x8, block = 2x2>, %b: !dsa.pattern<1x2x9x8, block = 2x2>) {
  // expected-error @+1 {{'dsa.pattern_intersection' op numbers of queries of !dsa.pattern<1x2x8x8, block = 2x2> and !dsa.pattern<1x2x9x8, block = 2x2> differ}}
  %p = dsa.pattern_intersection %a, %b : !dsa.pattern<1x2x8x8, block = 2x2>, !dsa.pattern<1x2x9x8, block = 2x2>
  return
}

// -----

func.func @f(%a: !dsa.pattern<1x2x8x8, block = 2x2>, %b: !dsa.pattern<1x2x8x9, block = 2x2>) {
  // expected-error @+1 {{'dsa.pattern_intersection' op numbers of keys of !dsa.pattern<1x2x8x8, block = 2x2> and !dsa.pattern<1x2x8x9, block = 2x2> differ}}
  %p = dsa.pattern_intersection %a, %b : !dsa.pattern<1x2x8x8, block = 2x2>, !dsa.pattern<1x2x8x9, block = 2x2>
  return
}

// -----

func.func @f(%a: !dsa.pattern<1x2x8x8, block = 2x2>, %t: tensor<1x2x4x4xi1>) {
  // expected-error @+1 {{'dsa.pattern_intersection' op expects a !dsa.pattern}}
  %p = dsa.pattern_intersection %a, %t : !dsa.pattern<1x2x8x8, block = 2x2>, tensor<1x2x4x4xi1>
  return
}

// -----

func.func @f(%a: !dsa.pattern<1x2x8x8, block = 2x2>, %b: !dsa.pattern<1x2x8x8, block = 2x2, holds = elements>) {
  // expected-error @+2 {{'dsa.pattern_union' op failed to infer returned types}}
  // expected-error @+1 {{'dsa.pattern_union' op inferred type(s) '!dsa.pattern<1x2x8x8, block = 2x2, holds = elements>' are incompatible with return type(s) of operation '!dsa.pattern<1x2x8x8, block = 2x2>'}}
  %p = "dsa.pattern_union"(%a, %b) : (!dsa.pattern<1x2x8x8, block = 2x2>, !dsa.pattern<1x2x8x8, block = 2x2, holds = elements>) -> !dsa.pattern<1x2x8x8, block = 2x2>
  return
}

// -----

func.func @f(%a: !dsa.pattern<1x2x8x8, block = 2x2>) {
  // expected-error @+1 {{'dsa.pattern_complement' op requires the same type for all operands and results}}
  %p = "dsa.pattern_complement"(%a) : (!dsa.pattern<1x2x8x8, block = 2x2>) -> !dsa.pattern<1x2x8x8, block = 4x4>
  return
}

// -----

func.func @f(%a: !dsa.pattern<1x2x?x8, block = 2x2>) {
  // expected-error @+1 {{'dsa.pattern_count' op has 0 size operands, expected 1: one for each `?` of the queries and keys ?x8 of !dsa.pattern<1x2x?x8, block = 2x2>}}
  %n = dsa.pattern_count elements of %a : !dsa.pattern<1x2x?x8, block = 2x2>
  return
}

// -----

func.func @f(%a: !dsa.pattern<1x2x?x8, block = 2x2>, %n: index) {
  // expected-error @+1 {{'dsa.pattern_count' op has 1 size operands, expected 0: they are only for elements of patterns that hold blocks}}
  %c = dsa.pattern_count blocks of %a(%n) : !dsa.pattern<1x2x?x8, block = 2x2>
  return
}

// -----

func.func @f(%a: !dsa.pattern<1x2x?x8, block = 2x2, holds = elements>, %n: index) {
  // expected-error @+1 {{'dsa.pattern_count' op has 1 size operands, expected 0: they are only for elements of patterns that hold blocks}}
  %c = dsa.pattern_count elements of %a(%n) : !dsa.pattern<1x2x?x8, block = 2x2, holds = elements>
  return
}
