// A softmax of tensors becomes sums and exponentials, in f32 at least; one of buffers stays.
//
// RUN: ds-opt %s --lower-softmax | FileCheck %s
// RUN: ds-opt %s --lower-softmax --mlir-pass-statistics -o /dev/null 2>&1 | FileCheck %s --check-prefix=STATISTICS
// STATISTICS: (S) 4 num-softmaxes-lowered - Number of softmaxes lowered
//
// Rows, and columns; what is far below is 0.
// RUN: ds-run %s --function=rows --input=2x3xf32=0,0,0,1,0,-200 --expected-output=2x3xf32=0.33333334,0.33333334,0.33333334,0.7310586,0.26894143,0
// RUN: ds-run %s --function=rows --strategy=reference --input=2x3xf32=0,0,0,1,0,-200 --expected-output=2x3xf32=0.33333334,0.33333334,0.33333334,0.7310586,0.26894143,0
// RUN: ds-run %s --function=columns --input=2x1x2xbf16=0,1,0,1 --expected-output=2x1x2xbf16=0.5,0.5,0.5,0.5
// RUN: ds-run %s --function=doubles --input=3xf64=1,1,-inf --expected-output=3xf64=0.5,0.5,0
//
// NaN and +inf among the numbers of a row, and -inf alone, are NaN; the other rows stay. No rows, and rows of nothing.
// RUN: ds-run %s --function=rows --input=4x2xf32=nan,0,inf,0,-inf,-inf,1,1 --expected-output=4x2xf32=nan,nan,nan,nan,nan,nan,0.5,0.5
// RUN: ds-run %s --function=rows --input=0x3xf32= --expected-output=0x3xf32=
// RUN: ds-run %s --function=rows --input=3x0xf32= --expected-output=3x0xf32=
//
// Scores of which only what changed is computed, and the weights that they give.
// RUN: ds-run %s --function=step --input='random(1)' --input=1x2xi32=0,3 --input='random(2)' --output=@%t.npy
// RUN: ds-run %s --function=step --strategy=reference --input='random(1)' --input=1x2xi32=0,3 --input='random(2)' --expected-output=@%t.npy

// CHECK-LABEL: func.func @rows
// CHECK:         arith.maximumf
// CHECK:         math.exp
// CHECK:         arith.addf
// CHECK:         arith.divf
// CHECK-NOT:     linalg.softmax
func.func @rows(%x: tensor<?x?xf32>) -> tensor<?x?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = tensor.dim %x, %c0 : tensor<?x?xf32>
  %m = tensor.dim %x, %c1 : tensor<?x?xf32>
  %room = tensor.empty(%n, %m) : tensor<?x?xf32>
  %y = linalg.softmax dimension(1) ins(%x : tensor<?x?xf32>) outs(%room : tensor<?x?xf32>) -> tensor<?x?xf32>
  return %y : tensor<?x?xf32>
}

// CHECK-LABEL: func.func @columns
// CHECK:         arith.extf %{{.*}} : bf16 to f32
// CHECK:         arith.truncf %{{.*}} : f32 to bf16
func.func @columns(%x: tensor<2x1x2xbf16>) -> tensor<2x1x2xbf16> {
  %room = tensor.empty() : tensor<2x1x2xbf16>
  %y = linalg.softmax dimension(0) ins(%x : tensor<2x1x2xbf16>) outs(%room : tensor<2x1x2xbf16>) -> tensor<2x1x2xbf16>
  return %y : tensor<2x1x2xbf16>
}

// CHECK-LABEL: func.func @doubles
// CHECK:         math.exp %{{.*}} : f64
func.func @doubles(%x: tensor<3xf64>) -> tensor<3xf64> {
  %room = tensor.empty() : tensor<3xf64>
  %y = linalg.softmax dimension(0) ins(%x : tensor<3xf64>) outs(%room : tensor<3xf64>) -> tensor<3xf64>
  return %y : tensor<3xf64>
}

func.func @step(%q: tensor<1x2x8x4xf32>, %changed: tensor<1x2xi32>, %state: tensor<1x2x8x8xf32>) -> tensor<1x2x8x8xf32> {
  %s = dsa.update_scores %q, %q rows(%changed : tensor<1x2xi32>) columns(%changed : tensor<1x2xi32>) into %state
    : tensor<1x2x8x4xf32>, tensor<1x2x8x4xf32>, tensor<1x2x8x8xf32>
  %room = tensor.empty() : tensor<1x2x8x8xf32>
  %w = linalg.softmax dimension(3) ins(%s : tensor<1x2x8x8xf32>) outs(%room : tensor<1x2x8x8xf32>) -> tensor<1x2x8x8xf32>
  return %w : tensor<1x2x8x8xf32>
}

// CHECK-LABEL: func.func private @buffers
// CHECK:         linalg.softmax
func.func private @buffers(%x: memref<2x4xf32>, %y: memref<2x4xf32>) {
  linalg.softmax dimension(1) ins(%x : memref<2x4xf32>) outs(%y : memref<2x4xf32>)
  return
}
