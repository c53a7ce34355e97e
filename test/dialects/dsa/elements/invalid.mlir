// What is refused of patterns that hold elements.
//
// RUN: ds-opt %s --split-input-file --verify-diagnostics

// expected-error @+2 {{expected ::dynsparse::dsa::Holds to be one of: blocks, elements}}
// expected-error @+1 {{failed to parse Dsa_PatternType parameter 'holds'}}
func.func private @f(!dsa.pattern<4x4x4x4, block = 2x2, holds = bits>)

// -----

func.func @f(%m: tensor<1x1x4x4xi1>) {
  // expected-error @+1 {{'dsa.pattern_from_mask' op mask is 1x1x4x4, expected 1x1x8x8 for !dsa.pattern<1x1x8x8, block = 2x2, holds = elements>: batch x heads x queries x keys}}
  %p = dsa.pattern_from_mask %m : tensor<1x1x4x4xi1> -> !dsa.pattern<1x1x8x8, block = 2x2, holds = elements>
  return
}

// -----

func.func @f(%p: !dsa.pattern<1x1x8x8, block = 2x2, holds = elements>) {
  // expected-error @+1 {{'dsa.pattern_to_mask' op mask is 1x1x4x4, expected 1x1x8x8 for !dsa.pattern<1x1x8x8, block = 2x2, holds = elements>: batch x heads x queries x keys}}
  %m = "dsa.pattern_to_mask"(%p) : (!dsa.pattern<1x1x8x8, block = 2x2, holds = elements>) -> tensor<1x1x4x4xi1>
  return
}

// -----

func.func @f(%s: tensor<1x1x8x8xf32>, %k: index) {
  // expected-error @+1 {{'dsa.select_blocks' op makes !dsa.pattern<1x1x8x8, block = 2x2, holds = elements>, expected a pattern that holds blocks}}
  %p = dsa.select_blocks %s top_k(%k) : tensor<1x1x8x8xf32> -> !dsa.pattern<1x1x8x8, block = 2x2, holds = elements>
  return
}
