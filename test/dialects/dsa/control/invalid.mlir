// One bad op a split, each with its message.
//
// RUN: ds-opt %s --split-input-file --verify-diagnostics

func.func @f(%f: f32, %n: index) {
  // expected-error @+1 {{'dsa.budget' op at_least is -1, expected at least 0}}
  %k = dsa.budget %f of %n at_least = -1 : f32
  return
}

// -----

func.func @f(%f: f64, %n: index) {
  // expected-error @+1 {{'dsa.budget' op operand #0 must be f32 or index, but got 'f64'}}
  %k = dsa.budget %f of %n : f64
  return
}
