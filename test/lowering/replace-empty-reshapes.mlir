// A reshape to no elements whose sizes are not all known is an empty tensor; others stay.
//
// RUN: ds-opt %s --replace-empty-reshapes --canonicalize | FileCheck %s
// RUN: ds-opt %s --replace-empty-reshapes --mlir-pass-statistics -o /dev/null 2>&1 | FileCheck %s --check-prefix=STATISTICS
// STATISTICS: (S) 3 num-reshapes-replaced - Number of reshapes replaced
// All of them lower.
// RUN: ds-opt %s --lower-sparse -o /dev/null
// RUN: ds-run %s --function=collapsed --input=0x3x2xf32= --expected-output=0x2xf32=
// RUN: ds-run %s --function=expanded --input=0x2xf32= --input=5 --expected-output=0x5x2xf32=

// CHECK-LABEL: func.func @collapsed
// CHECK:         %[[COLUMNS:.*]] = tensor.dim %arg0, %c2
// CHECK:         tensor.empty(%[[COLUMNS]]) : tensor<0x?xf32>
func.func @collapsed(%x: tensor<0x?x?xf32>) -> tensor<?x?xf32> {
  %y = tensor.collapse_shape %x [[0, 1], [2]] : tensor<0x?x?xf32> into tensor<?x?xf32>
  return %y : tensor<?x?xf32>
}

// The other sizes are products of what they were made of.
// CHECK-LABEL: func.func @products
// CHECK:         %[[PRODUCT:.*]] = arith.muli %{{.*}}, %c7 : index
// CHECK:         tensor.empty(%[[PRODUCT]]) : tensor<?x0x3xf32>
func.func @products(%x: tensor<?x7x?x0x3xf32>) -> tensor<?x?x3xf32> {
  %y = tensor.collapse_shape %x [[0, 1], [2, 3], [4]] : tensor<?x7x?x0x3xf32> into tensor<?x?x3xf32>
  return %y : tensor<?x?x3xf32>
}

// CHECK-LABEL: func.func @expanded
// CHECK:         %[[COLUMNS:.*]] = tensor.dim %arg0, %c1
// CHECK:         tensor.empty(%arg1, %[[COLUMNS]]) : tensor<0x?x?xf32>
func.func @expanded(%x: tensor<?x?xf32>, %n: index) -> tensor<0x?x?xf32> {
  %c1 = arith.constant 1 : index
  %d = tensor.dim %x, %c1 : tensor<?x?xf32>
  %y = tensor.expand_shape %x [[0, 1], [2]] output_shape [0, %n, %d] : tensor<?x?xf32> into tensor<0x?x?xf32>
  return %y : tensor<0x?x?xf32>
}

// CHECK-LABEL: func.func @known
// CHECK:         tensor.collapse_shape
// CHECK:         tensor.expand_shape
func.func @known(%x: tensor<0x4x?xf32>, %z: tensor<?x3xf32>, %n: index, %m: index) -> (tensor<0x?xf32>, tensor<?x?x3xf32>) {
  %y = tensor.collapse_shape %x [[0, 1], [2]] : tensor<0x4x?xf32> into tensor<0x?xf32>
  %w = tensor.expand_shape %z [[0, 1], [2]] output_shape [%n, %m, 3] : tensor<?x3xf32> into tensor<?x?x3xf32>
  return %y, %w : tensor<0x?xf32>, tensor<?x?x3xf32>
}
