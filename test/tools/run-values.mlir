// ds-run: every form of an input, every element type, every kind of output.

// RUN: ds-run %s --function=add --input=2x3xf32=1,2,3,4,5,6 --input=2x3xf32=0.5 | FileCheck %s --check-prefix=ADD
// RUN: ds-run %s --function=add --input="2x3xf32=[[1 2 3][4 5 6]]" --input=2x3xf32=0.5 | FileCheck %s --check-prefix=ADD
// ADD: result #0: 2x3xf32 = {{\[\[}}1.5, 2.5, 3.5], [4.5, 5.5, 6.5]]
//
// Any size of what is not known, none too.
// RUN: ds-run %s --function=add --input=2x0xf32=0 --input=2x0xf32=0 | FileCheck %s --check-prefix=EMPTY
// EMPTY: result #0: 2x0xf32 = {{\[\[}}], []]
//
// The same seed gives the same numbers, whatever the type; a tensor is not mistaken for its transpose.
// RUN: ds-run %s --function=add --input="2x2xf32=random(7)" --input=2x2xf32=0 | FileCheck %s --check-prefix=RANDOM
// RUN: ds-run %s --function=f64 --input="random(7)" | FileCheck %s --check-prefix=RANDOM
// RANDOM: = {{\[\[}}[[A:-?[0-9]\.[0-9][0-9][0-9]]]{{[0-9]*}}, {{-?[0-9]}}
//
// A large result is summed up, NaN counted.
// RUN: ds-run %s --function=add --input="2x500xf32=random(7)" --input=2x500xf32=nan | FileCheck %s --check-prefix=LARGE
// LARGE: result #0: 2x500xf32: 1000 numbers, 1000 NaN: NaN, NaN, NaN, NaN, NaN, NaN, ...
//
// RUN: ds-run %s --function=types --input=f64=1.5 --input=2 --input=f16=0.1 --input=bf16=0.1 --input=true --input=-3 \
// RUN:   --input=i16=65535 --input=-5 --input=9223372036854775807 --input=index=7 | FileCheck %s --check-prefix=TYPES
// TYPES:      result #0: f64 = 1.5
// TYPES-NEXT: result #1: f32 = 2.0
// TYPES-NEXT: result #2: f16 = 0.099975586
// TYPES-NEXT: result #3: bf16 = 0.100097656
// TYPES-NEXT: result #4: i1 = true
// TYPES-NEXT: result #5: i8 = -3
// TYPES-NEXT: result #6: i16 = -1
// TYPES-NEXT: result #7: i32 = -5
// TYPES-NEXT: result #8: i64 = 9223372036854775807
// TYPES-NEXT: result #9: index = 7
//
// RUN: ds-run %s --function=tensors --input=2xbf16=1,-2 --input=2xf16=3,4 --input=2xi1=0,1 --input=f32=5 \
// RUN:   | FileCheck %s --check-prefix=TENSORS
// TENSORS:      result #0: 2xi1 = [false, true]
// TENSORS-NEXT: result #1: f32 = 5.0
// TENSORS-NEXT: result #2: 2xbf16 = [-1.0, 2.0]
// TENSORS-NEXT: result #3: 3xf32 = [1.0, 2.0, 3.0]
// TENSORS-NEXT: result #4: 2xf16 = [3.0, 4.0]
//
// A function of nothing; one that gives nothing says nothing.
// RUN: ds-run %s --function=nothing | count 0
//
// A memref argument is an output too, after the results.
// RUN: ds-run %s --function=in_place --input=2x2xf32=1 | FileCheck %s --check-prefix=IN-PLACE
// IN-PLACE:      result #0: index = 2
// IN-PLACE-NEXT: output #1: 2x2xf32 = {{\[\[}}1.0, 1.0], [1.0, 4.0]]
//
// What frees its buffers by itself.
// RUN: ds-run %S/Inputs/buffers.mlir --input=4xf32=3 | FileCheck %s --check-prefix=BUFFERS
// BUFFERS: result #0: f32 = 3.0

func.func @add(%a: tensor<2x?xf32>, %b: tensor<2x?xf32>) -> tensor<2x?xf32> {
  %one = arith.constant 1 : index
  %size = tensor.dim %a, %one : tensor<2x?xf32>
  %empty = tensor.empty(%size) : tensor<2x?xf32>
  %sum = linalg.add ins(%a, %b : tensor<2x?xf32>, tensor<2x?xf32>) outs(%empty : tensor<2x?xf32>) -> tensor<2x?xf32>
  return %sum : tensor<2x?xf32>
}

func.func @f64(%a: tensor<2x2xf64>) -> tensor<2x2xf64> {
  return %a : tensor<2x2xf64>
}

func.func @types(%a: f64, %b: f32, %c: f16, %d: bf16, %e: i1, %f: i8, %g: i16, %h: i32, %i: i64, %j: index)
    -> (f64, f32, f16, bf16, i1, i8, i16, i32, i64, index) {
  return %a, %b, %c, %d, %e, %f, %g, %h, %i, %j : f64, f32, f16, bf16, i1, i8, i16, i32, i64, index
}

// A constant, an argument and a fresh tensor: only the last is freed.
func.func @tensors(%a: tensor<2xbf16>, %b: tensor<2xf16>, %c: tensor<2xi1>, %d: tensor<f32>)
    -> (tensor<2xi1>, tensor<f32>, tensor<2xbf16>, tensor<3xf32>, tensor<2xf16>) {
  %empty = tensor.empty() : tensor<2xbf16>
  %negated = linalg.map ins(%a : tensor<2xbf16>) outs(%empty : tensor<2xbf16>) (%x: bf16, %o: bf16) {
    %wide = arith.extf %x : bf16 to f32
    %minus = arith.negf %wide : f32
    %narrow = arith.truncf %minus : f32 to bf16
    linalg.yield %narrow : bf16
  }
  %constant = arith.constant dense<[1.0, 2.0, 3.0]> : tensor<3xf32>
  return %c, %d, %negated, %constant, %b : tensor<2xi1>, tensor<f32>, tensor<2xbf16>, tensor<3xf32>, tensor<2xf16>
}

func.func @nothing() {
  return
}

func.func @in_place(%m: memref<2x2xf32>) -> index {
  %one = arith.constant 1 : index
  %two = arith.constant 2 : index
  %four = arith.constant 4.0 : f32
  memref.store %four, %m[%one, %one] : memref<2x2xf32>
  return %two : index
}
