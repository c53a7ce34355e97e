// What compiled code calls by its name is not defined by a program; what it declares is the library's.
//
// RUN: ds-opt %s --split-input-file --verify-diagnostics --refuse-library-names
// RUN: ds-opt %s --split-input-file --verify-diagnostics --lower-sparse -o /dev/null

// expected-error @+1 {{'func.func' op is named 'exp', as a function that compiled code calls or the compiler knows: expected another name}}
func.func @exp(%x: tensor<5xf64>) -> tensor<5xf64> {
  %y = math.exp %x : tensor<5xf64>
  return %y : tensor<5xf64>
}

// -----

// expected-error @+1 {{is named 'erff'}}
func.func private @erff(%x: f32) -> f32 {
  return %x : f32
}

// -----

// expected-error @+1 {{is named 'malloc'}}
func.func @malloc(%n: index) -> index {
  return %n : index
}

// -----

// expected-error @+1 {{is named 'dynsparse_parallel_for'}}
func.func @dynsparse_parallel_for(%n: index) {
  return
}

// -----

// expected-error @+1 {{is named 'dynsparse_keep_memory'}}
func.func @dynsparse_keep_memory() {
  return
}

// -----

func.func private @tanhf(f32) -> f32

func.func @expand(%x: f32) -> f32 {
  %y = call @tanhf(%x) : (f32) -> f32
  return %y : f32
}
