// A C caller's views of one projection: memref arguments with a layout are read where they lie.
// RUN: ds-translate %s --lower --emit=header -o %t.h
// RUN: FileCheck %s --check-prefix=HEADER --input-file=%t.h
// RUN: ds-translate %s --lower --emit=shared -o %t.so
// RUN: cc -std=c11 -Wall -Werror -D'HEADER="%t.h"' %S/Inputs/strided-caller.c %t.so -lm -o %t.exe
// RUN: %t.exe | FileCheck %s
// HEADER: a tensor argument's other strides and offset are not looked at
// CHECK: read where they lie

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
