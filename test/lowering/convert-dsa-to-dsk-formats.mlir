// The parts that a pattern of each format becomes, and the format that is not lowered.
// RUN: split-file %s %t.dir
// RUN: ds-opt %t.dir/parts.mlir --convert-dsa-to-dsk | FileCheck %t.dir/parts.mlir
// RUN: ds-opt %t.dir/refused.mlir --convert-dsa-to-dsk --split-input-file --verify-diagnostics

//--- parts.mlir
// CHECK: func.func private @bcsr(tensor<2x3x3xi32>, tensor<?xi32>, index)
func.func private @bcsr(!dsa.pattern<2x3x7x5, block = 4x2>)
// CHECK: func.func private @bcsr_of_elements(tensor<2x3x3xi32>, tensor<?xi32>, index, index, tensor<?xi32>, tensor<?x2x1xi8>)
func.func private @bcsr_of_elements(!dsa.pattern<2x3x7x5, block = 4x2, holds = elements>)
// CHECK: func.func private @csr(tensor<2x3x8xi64>, tensor<?xi64>, index)
func.func private @csr(!dsa.pattern<2x3x7x5, block = 4x2, holds = elements, format = csr, index = i64>)
// CHECK: func.func private @csr_of_ones(tensor<2x3x8xi32>, tensor<?xi32>, index)
func.func private @csr_of_ones(!dsa.pattern<2x3x7x5, block = 1x1, format = csr>)
// CHECK: func.func private @coo(tensor<2x3x2xi32>, tensor<?xi32>, tensor<?xi32>, index, index)
func.func private @coo(!dsa.pattern<2x3x7x5, block = 4x2, holds = elements, format = coo>)
// CHECK: func.func private @bitmap(tensor<2x3x7x1xi64>, index)
func.func private @bitmap(!dsa.pattern<2x3x7x5, block = 4x2, holds = elements, format = bitmap>)
// CHECK: func.func private @bitmap_of_blocks(tensor<2x3x2x?xi64>, index)
func.func private @bitmap_of_blocks(!dsa.pattern<2x3x7x?, block = 4x2, format = bitmap>)
// CHECK: func.func private @hybrid(tensor<2x3x3xi32>, tensor<?xi32>, index, index, tensor<?xi32>, tensor<?x2x1xi8>, tensor<2x3x8xi32>, tensor<?xi32>)
func.func private @hybrid(!dsa.pattern<2x3x7x5, block = 4x2, holds = elements, format = hybrid>)
// CHECK: func.func private @bytes(tensor<2x3x3xi32>, tensor<?xi8>, index)
func.func private @bytes(!dsa.pattern<2x3x7x5, block = 4x2, format = bcsr_d8>)
// CHECK: func.func private @words(tensor<2x3x8xi32>, tensor<?xi16>, index)
func.func private @words(!dsa.pattern<2x3x7x5, block = 4x2, holds = elements, format = csr_d16>)

// CHECK: func.func private @row(tensor<2x3x3xi32>, tensor<?xi32>, index, tensor<2x3x2xi32>, tensor<?xi32>)
func.func private @row(!dsa.pattern<2x3x7x5, block = 4x2, format = row>)
// CHECK: func.func private @column(tensor<2x3x8xi64>, tensor<?xi64>, index, tensor<2x3x2xi64>, tensor<?xi64>)
func.func private @column(!dsa.pattern<2x3x7x5, block = 4x2, holds = elements, format = column, index = i64>)
// CHECK: func.func private @stripe(tensor<2x3x8xi32>, tensor<?xi32>, index, tensor<2x3x2xi32>, tensor<?xi32>)
func.func private @stripe(!dsa.pattern<2x3x7x5, block = 4x2, holds = elements, format = stripe>)

//--- refused.mlir
func.func @f() -> f32 {
  // expected-error @+1 {{'dsa.dense_pattern' op uses !dsa.pattern<1x1x8x8, block = 2x2, format = any>: its format is not chosen, expected another (or run dsa-select-format first)}}
  %p = dsa.dense_pattern() : !dsa.pattern<1x1x8x8, block = 2x2, format = any>
  %d = dsa.pattern_density %p : !dsa.pattern<1x1x8x8, block = 2x2, format = any>
  return %d : f32
}
