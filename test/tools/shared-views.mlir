// A C caller's views of one projection: memref arguments with a layout are read where they lie.
// RUN: ds-translate %s --lower --emit=header -o %t.h
// RUN: FileCheck %s --check-prefix=HEADER --input-file=%t.h
// RUN: ds-translate %s --lower --emit=shared -o %t.so
// RUN: cc -std=c11 -Wall -Werror -D'HEADER="%t.h"' %S/Inputs/strided-caller.c %t.so -lm -o %t.exe
// RUN: %t.exe | FileCheck %s
// HEADER: a tensor argument with others ends the program
// CHECK: read where they lie

// Tensor arguments are in row-major order: a view that is laid out in another way is told, whatever the strides of sizes of 1 are.
// RUN: for optimise in 0 3; do ds-translate %s --lower --emit=object -O$optimise -o %t.o && ds-translate --emit=runtime -o %t.runtime.o && \
// RUN:   cc -std=c11 -Wall -Werror -D'HEADER="%t.h"' %S/Inputs/tensor-caller.c %t.o %t.runtime.o -lm -o %t.exe && \
// RUN:   %t.exe order | FileCheck %s --check-prefix=ORDER && %t.exe empty | FileCheck %s --check-prefix=EMPTY && \
// RUN:   not --crash %t.exe strides 2>&1 | FileCheck %s --check-prefix=STRIDES && \
// RUN:   not --crash %t.exe offset 2>&1 | FileCheck %s --check-prefix=OFFSET || exit 1; done
// ORDER: first 1, last 6
// EMPTY: no rows
// STRIDES: ends: argument #1: expected a tensor in row-major order, with a stride of 3 of dimension 1, found 5: copy the view, or make the argument a memref with a layout
// OFFSET: ends: argument #1: expected a tensor in row-major order, with an offset of 0, found 2: add it to the pointer

!view = memref<1x2x?x8xf32, strided<[?, ?, ?, 1], offset: ?>>
!tokens = tensor<1x2x?x8xf32>
!pattern = !dsa.pattern<1x1x?x?, block = 16x16>

func.func @attend(%q: !view, %k: !view, %v: !view) -> !tokens {
  %queries = bufferization.to_tensor %q restrict : !view to !tokens
  %keys = bufferization.to_tensor %k restrict : !view to !tokens
  %values = bufferization.to_tensor %v restrict : !view to !tokens
  %two = arith.constant 2 : index
  %n = tensor.dim %queries, %two : !tokens
  %pattern = dsa.dense_pattern(%n, %n) : !pattern
  %output = dsa.attention %queries, %keys, %values, %pattern : !tokens, !tokens, !tokens, !pattern
  return %output : !tokens
}

func.func @ends(%unused: index, %rows: tensor<1x?x3xf32>) -> (f32, f32, index) {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %two = arith.constant 2 : index
  %count = tensor.dim %rows, %one : tensor<1x?x3xf32>
  %some = arith.cmpi sgt, %count, %zero : index
  %ends:2 = scf.if %some -> (f32, f32) {
    %last = arith.subi %count, %one : index
    %a = tensor.extract %rows[%zero, %zero, %zero] : tensor<1x?x3xf32>
    %b = tensor.extract %rows[%zero, %last, %two] : tensor<1x?x3xf32>
    scf.yield %a, %b : f32, f32
  } else {
    %none = arith.constant 0.0 : f32
    scf.yield %none, %none : f32, f32
  }
  return %ends#0, %ends#1, %count : f32, f32, index
}
