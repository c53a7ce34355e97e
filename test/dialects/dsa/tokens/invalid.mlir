// One bad op a split, each with its message.
//
// RUN: ds-opt %s --split-input-file --verify-diagnostics

func.func @f(%i: tensor<2x4xi32>, %j: tensor<3x4xi32>, %n: index) {
  // expected-error @+1 {{'dsa.union_indices' op batch differs: first has 2 in dimension 0, second has 3 in dimension 0}}
  %u = dsa.union_indices %i, %j size(%n) : tensor<2x4xi32>, tensor<3x4xi32>
  return
}

// -----

func.func @f(%x: tensor<2x4xi64>) {
  // expected-error @+1 {{'dsa.sort_indices' op operand #0 must be 2D tensor of f64, f32, f16 or bf16 or 32-bit signless integer values}}
  %i = dsa.sort_indices %x : tensor<2x4xi64>
  return
}

// -----

func.func @f(%i: tensor<2x4xi64>, %n: index) {
  // expected-error @+1 {{'dsa.invert_indices' op operand #0 must be 2D tensor of 32-bit signless integer values, but got 'tensor<2x4xi64>'}}
  %p = dsa.invert_indices %i size(%n) : tensor<2x4xi64>
  return
}
