// What cannot be stored, and what cannot be converted.
//
// RUN: ds-opt %s --split-input-file --verify-diagnostics

// expected-error @+1 {{pattern format csr_d8 holds single elements, expected block = 1x1 or holds = elements}}
func.func private @f(!dsa.pattern<4x4x4x4, block = 2x2, format = csr_d8>)

// -----

// expected-error @+1 {{pattern format csr_d16 holds single elements, expected block = 1x1 or holds = elements}}
func.func private @f(!dsa.pattern<4x4x4x4, block = 2x2, format = csr_d16>)

// -----

// expected-error @+1 {{pattern format hybrid tells blocks by the elements in them, expected holds = elements}}
func.func private @f(!dsa.pattern<4x4x4x4, block = 2x2, format = hybrid>)

// -----

func.func @f(%p: !dsa.pattern<1x1x8x?, block = 2x2>) {
  // expected-error @+1 {{'dsa.convert_pattern' op makes 1x1x8x8 of 1x1x8x?, expected the same sizes}}
  %c = dsa.convert_pattern %p : !dsa.pattern<1x1x8x?, block = 2x2> -> !dsa.pattern<1x1x8x8, block = 2x2, format = bitmap>
  return
}

// -----

func.func @f(%p: !dsa.pattern<1x1x8x8, block = 2x2>) {
  // expected-error @+1 {{'dsa.convert_pattern' op makes units of 4x4 of those of 2x2, expected sizes that divide them: the set could not be kept}}
  %c = dsa.convert_pattern %p : !dsa.pattern<1x1x8x8, block = 2x2> -> !dsa.pattern<1x1x8x8, block = 4x4>
  return
}

// -----

func.func @f(%p: !dsa.pattern<1x1x8x8, block = 2x2, holds = elements>) {
  // expected-error @+1 {{'dsa.convert_pattern' op makes units of 1x2 of those of 1x1, expected sizes that divide them: the set could not be kept}}
  %c = dsa.convert_pattern %p : !dsa.pattern<1x1x8x8, block = 2x2, holds = elements> -> !dsa.pattern<1x1x8x8, block = 1x2>
  return
}

// -----

func.func @f(%p: !dsa.pattern<1x1x8x?, block = 2x2>) {
  // expected-error @+1 {{'dsa.convert_pattern' op has 0 size operands, expected 1: one for each `?` of the queries and keys 8x? where units become smaller}}
  %c = dsa.convert_pattern %p : !dsa.pattern<1x1x8x?, block = 2x2> -> !dsa.pattern<1x1x8x?, block = 1x1>
  return
}

// -----

func.func @f(%p: !dsa.pattern<1x1x8x?, block = 2x2>, %m: index) {
  // expected-error @+1 {{'dsa.convert_pattern' op has 1 size operands, expected 0: one for each `?` of the queries and keys 8x? where units become smaller}}
  %c = dsa.convert_pattern %p(%m) : !dsa.pattern<1x1x8x?, block = 2x2> -> !dsa.pattern<1x1x8x?, block = 2x2, format = bitmap>
  return
}

// -----

func.func @f(%p: !dsa.pattern<1x1x8x8, block = 2x2, holds = elements>) {
  // expected-error @+1 {{'dsa.convert_pattern' op fill is 1.5, expected 0 to 1}}
  %c = dsa.convert_pattern %p fill = 1.5 : !dsa.pattern<1x1x8x8, block = 2x2, holds = elements> -> !dsa.pattern<1x1x8x8, block = 2x2, holds = elements, format = hybrid>
  return
}
