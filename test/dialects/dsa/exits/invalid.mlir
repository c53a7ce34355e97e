// One bad op a split, each with its message.
//
// RUN: ds-opt %s --split-input-file --verify-diagnostics

func.func @f(%x: tensor<8x4xi32>) {
  // expected-error @+1 {{'dsa.confidence' op operand #0 must be 2D tensor of f64, f32, f16 or bf16 values, but got 'tensor<8x4xi32>'}}
  %c = dsa.confidence %x by = max : tensor<8x4xi32>
  return
}

// -----

func.func @f(%x: tensor<8x4xf32>, %sure: tensor<8xf32>) {
  // expected-error @+1 {{'dsa.exit' op expects parent op 'dsa.early_exit'}}
  dsa.exit %x if %sure : tensor<8x4xf32>, tensor<8xf32>
}

// -----

func.func @f(%x: tensor<8x4xf32>) {
  // expected-error @+1 {{'dsa.yield' op expects parent op 'dsa.early_exit'}}
  dsa.yield %x : tensor<8x4xf32>
}

// -----

func.func @f(%t: f32) {
  // expected-error @+1 {{'dsa.early_exit' op has no stages, expected at least one}}
  %a, %e = "dsa.early_exit"(%t) {operandSegmentSizes = array<i32: 1, 0, 0>} : (f32) -> (tensor<8x4xf32>, tensor<8xi32>)
  return
}

// -----

func.func @f(%x: tensor<8x4xf32>, %sure: tensor<8xf32>, %t: f32) {
  // expected-error @+1 {{'dsa.early_exit' op answers tensor<f32>, expected a tensor with the samples for its first dimension}}
  %a, %e = dsa.early_exit threshold(%t) -> tensor<f32>, tensor<8xi32> {
    dsa.exit %x if %sure next(%x : tensor<8x4xf32>) : tensor<8x4xf32>, tensor<8xf32>
  }, {
  ^bb0(%left: tensor<?x4xf32>):
    dsa.yield %left : tensor<?x4xf32>
  }
  return
}

// -----

func.func @f(%x: tensor<8x4xf32>, %sure: tensor<8xf32>, %t: f32) {
  // expected-error @+1 {{'dsa.early_exit' op answers 8 samples, and says of 7 where they left}}
  %a, %e = dsa.early_exit threshold(%t) -> tensor<8x4xf32>, tensor<7xi32> {
    dsa.exit %x if %sure next(%x : tensor<8x4xf32>) : tensor<8x4xf32>, tensor<8xf32>
  }, {
  ^bb0(%left: tensor<?x4xf32>):
    dsa.yield %left : tensor<?x4xf32>
  }
  return
}

// -----

func.func @f(%x: tensor<8x4xf32>, %sure: tensor<8xf32>, %t: f32) {
  // expected-error @+1 {{'dsa.early_exit' op stage #0 does not end in dsa.yield}}
  %a, %e = dsa.early_exit threshold(%t) -> tensor<8x4xf32>, tensor<8xi32> {
    dsa.exit %x if %sure next(%x : tensor<8x4xf32>) : tensor<8x4xf32>, tensor<8xf32>
  }
  return
}

// -----

func.func @f(%x: tensor<8x4xf32>, %sure: tensor<8xf32>, %t: f32, %y: tensor<?x4xf32>) {
  // expected-error @+1 {{'dsa.early_exit' op stage #0 does not end in dsa.exit}}
  %a, %e = dsa.early_exit threshold(%t) -> tensor<8x4xf32>, tensor<8xi32> {
    dsa.yield %x : tensor<8x4xf32>
  }, {
    dsa.yield %y : tensor<?x4xf32>
  }
  return
}

// -----

func.func @f(%x: tensor<8x4xf32>, %sure: tensor<8xf32>, %t: f32) {
  // expected-error @+1 {{'dsa.early_exit' op stage #1 takes (tensor<?x5xf32>), expected (tensor<?x4xf32>): what the stage before hands on, for ? samples}}
  %a, %e = dsa.early_exit threshold(%t) -> tensor<8x4xf32>, tensor<8xi32> {
    dsa.exit %x if %sure next(%x : tensor<8x4xf32>) : tensor<8x4xf32>, tensor<8xf32>
  }, {
  ^bb0(%left: tensor<?x5xf32>):
    dsa.yield %left : tensor<?x5xf32>
  }
  return
}

// -----

func.func @f(%x: tensor<8x4xf32>, %sure: tensor<8xf32>, %t: f32, %y: tensor<?x4xf32>) {
  // expected-error @+1 {{'dsa.early_exit' op stage #1 takes (), expected (tensor<?x4xf32>): what the stage before hands on, for ? samples}}
  %a, %e = dsa.early_exit threshold(%t) -> tensor<8x4xf32>, tensor<8xi32> {
    dsa.exit %x if %sure next(%x : tensor<8x4xf32>) : tensor<8x4xf32>, tensor<8xf32>
  }, {
    dsa.yield %y : tensor<?x4xf32>
  }
  return
}

// -----

func.func @f(%x: tensor<8x4xf32>, %sure: tensor<8xf32>, %t: f32, %y: tensor<f32>) {
  // expected-error @+1 {{'dsa.early_exit' op answer of stage #0 is tensor<f32>, expected a tensor with the samples for its first dimension}}
  %a, %e = dsa.early_exit threshold(%t) -> tensor<8x4xf32>, tensor<8xi32> {
    dsa.exit %y if %sure next(%x : tensor<8x4xf32>) : tensor<f32>, tensor<8xf32>
  }, {
  ^bb0(%left: tensor<?x4xf32>):
    dsa.yield %left : tensor<?x4xf32>
  }
  return
}

// -----

func.func @f(%x: tensor<8x4xf32>, %sure: tensor<8xf32>, %t: f32) {
  // expected-error @+1 {{'dsa.early_exit' op answer of stage #1 has 8 samples, expected ?: how many are left is known when the program runs}}
  %a, %e = dsa.early_exit threshold(%t) -> tensor<8x4xf32>, tensor<8xi32> {
    dsa.exit %x if %sure next(%x : tensor<8x4xf32>) : tensor<8x4xf32>, tensor<8xf32>
  }, {
  ^bb0(%left: tensor<?x4xf32>):
    dsa.yield %x : tensor<8x4xf32>
  }
  return
}

// -----

func.func @f(%x: tensor<8x4xf32>, %sure: tensor<8xf32>, %t: f32, %y: tensor<7x4xf32>) {
  // expected-error @+1 {{'dsa.early_exit' op answer of stage #0 has 7 samples, expected 8 as the result}}
  %a, %e = dsa.early_exit threshold(%t) -> tensor<8x4xf32>, tensor<8xi32> {
    dsa.exit %y if %sure next(%x : tensor<8x4xf32>) : tensor<7x4xf32>, tensor<8xf32>
  }, {
  ^bb0(%left: tensor<?x4xf32>):
    dsa.yield %left : tensor<?x4xf32>
  }
  return
}

// -----

func.func @f(%x: tensor<8x4xf32>, %sure: tensor<8xf32>, %t: f32, %y: tensor<8x5xf32>) {
  // expected-error @+1 {{'dsa.early_exit' op answer of stage #0 is tensor<8x5xf32>, expected the sizes and elements of tensor<8x4xf32>}}
  %a, %e = dsa.early_exit threshold(%t) -> tensor<8x4xf32>, tensor<8xi32> {
    dsa.exit %y if %sure next(%x : tensor<8x4xf32>) : tensor<8x5xf32>, tensor<8xf32>
  }, {
  ^bb0(%left: tensor<?x4xf32>):
    dsa.yield %left : tensor<?x4xf32>
  }
  return
}

// -----

func.func @f(%x: tensor<8x4xf32>, %sure: tensor<8xf32>, %t: f32, %y: tensor<?x4xf64>) {
  // expected-error @+1 {{'dsa.early_exit' op answer of stage #1 is tensor<?x4xf64>, expected the sizes and elements of tensor<8x4xf32>}}
  %a, %e = dsa.early_exit threshold(%t) -> tensor<8x4xf32>, tensor<8xi32> {
    dsa.exit %x if %sure next(%x : tensor<8x4xf32>) : tensor<8x4xf32>, tensor<8xf32>
  }, {
  ^bb0(%left: tensor<?x4xf32>):
    dsa.yield %y : tensor<?x4xf64>
  }
  return
}

// -----

func.func @f(%x: tensor<8x4xf32>, %sure: tensor<8xf32>, %t: f32, %y: tensor<7xf32>) {
  // expected-error @+1 {{'dsa.early_exit' op confidence of stage #0 has 7 samples, expected 8 as the result}}
  %a, %e = dsa.early_exit threshold(%t) -> tensor<8x4xf32>, tensor<8xi32> {
    dsa.exit %x if %y next(%x : tensor<8x4xf32>) : tensor<8x4xf32>, tensor<7xf32>
  }, {
  ^bb0(%left: tensor<?x4xf32>):
    dsa.yield %left : tensor<?x4xf32>
  }
  return
}

// -----

func.func @f(%x: tensor<8x4xf32>, %sure: tensor<8xf32>, %t: f32, %y: tensor<7x4xf32>) {
  // expected-error @+1 {{'dsa.early_exit' op what is handed on of stage #0 has 7 samples, expected 8 as the result}}
  %a, %e = dsa.early_exit threshold(%t) -> tensor<8x4xf32>, tensor<8xi32> {
    dsa.exit %x if %sure next(%y : tensor<7x4xf32>) : tensor<8x4xf32>, tensor<8xf32>
  }, {
  ^bb0(%left: tensor<?x4xf32>):
    dsa.yield %left : tensor<?x4xf32>
  }
  return
}

// -----

func.func @f(%x: tensor<8x4xf32>, %sure: tensor<8xf32>, %t: f32, %y: tensor<f32>) {
  // expected-error @+1 {{'dsa.early_exit' op what is handed on of stage #0 is tensor<f32>, expected a tensor with the samples for its first dimension}}
  %a, %e = dsa.early_exit threshold(%t) -> tensor<8x4xf32>, tensor<8xi32> {
    dsa.exit %x if %sure next(%y : tensor<f32>) : tensor<8x4xf32>, tensor<8xf32>
  }, {
  ^bb0(%left: tensor<?x4xf32>):
    dsa.yield %left : tensor<?x4xf32>
  }
  return
}

// -----

func.func @f(%x: tensor<8x4xf32>, %sure: tensor<8xf32>, %t: f32, %y: tensor<?x4xf32>) {
  // expected-error @+1 {{'dsa.early_exit' op confidence of stage #1 has 8 samples, expected ?: how many are left is known when the program runs}}
  %a, %e = dsa.early_exit threshold(%t) -> tensor<8x4xf32>, tensor<8xi32> {
    dsa.exit %x if %sure next(%x : tensor<8x4xf32>) : tensor<8x4xf32>, tensor<8xf32>
  }, {
  ^bb0(%left: tensor<?x4xf32>):
    dsa.exit %left if %sure : tensor<?x4xf32>, tensor<8xf32>
  }, {
    dsa.yield %y : tensor<?x4xf32>
  }
  return
}

// -----

func.func @f(%x: tensor<8x4xf32>, %i: tensor<8xi32>, %sure: tensor<8xf32>, %t: f32) {
  // expected-error @+1 {{'dsa.early_exit' op stage #1 has 1 answers, expected 2 as the op}}
  %a, %b, %e = dsa.early_exit threshold(%t) -> tensor<8x4xf32> also(tensor<8xi32>), tensor<8xi32> {
    dsa.exit %x also(%i : tensor<8xi32>) if %sure next(%x : tensor<8x4xf32>) : tensor<8x4xf32>, tensor<8xf32>
  }, {
  ^bb0(%left: tensor<?x4xf32>):
    dsa.yield %left : tensor<?x4xf32>
  }
  return
}

// -----

func.func @f(%x: tensor<8x4xf32>, %i: tensor<7xi32>, %sure: tensor<8xf32>, %t: f32) {
  // expected-error @+1 {{'dsa.early_exit' op answers 8 samples, and 7 beside}}
  %a, %b, %e = dsa.early_exit threshold(%t) -> tensor<8x4xf32> also(tensor<7xi32>), tensor<8xi32> {
    dsa.yield %x also(%i : tensor<7xi32>) : tensor<8x4xf32>
  }
  return
}

// -----

func.func @f(%x: tensor<8x4xf32>, %sure: tensor<8xf32>, %t: f32) {
  // expected-error @+1 {{'dsa.early_exit' op answer of stage #0 is tensor<8x4xf32>, expected the sizes and elements of tensor<8x4xi32>}}
  %a, %b, %e = dsa.early_exit threshold(%t) -> tensor<8x4xf32> also(tensor<8x4xi32>), tensor<8xi32> {
    dsa.yield %x also(%x : tensor<8x4xf32>) : tensor<8x4xf32>
  }
  return
}

// -----

func.func @f(%x: tensor<8x4xf32>, %t: f32) {
  // expected-error @+1 {{'dsa.early_exit' op operand #1 must be index, but got 'f32'}}
  %a, %e = "dsa.early_exit"(%t, %t) ({
    dsa.yield %x : tensor<8x4xf32>
  }) {operandSegmentSizes = array<i32: 1, 0, 1>} : (f32, f32) -> (tensor<8x4xf32>, tensor<8xi32>)
  return
}

// -----

func.func @f(%x: tensor<8x4xf32>, %t: f32, %k: index) {
  // expected-error @+1 {{'dsa.early_exit' op 'operandSegmentSizes' attribute for specifying operand segments must have 3 elements, but got 2}}
  %a, %e = "dsa.early_exit"(%t, %k) ({
    dsa.yield %x : tensor<8x4xf32>
  }) {operandSegmentSizes = array<i32: 1, 1>} : (f32, index) -> (tensor<8x4xf32>, tensor<8xi32>)
  return
}
