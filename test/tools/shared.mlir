// A shared library and its header, used from C: one result, several, a scalar, and work on several threads.
// REQUIRES: linux

// RUN: ds-translate %s --lower --emit=header -o %t.h
// RUN: ds-translate %s --lower --emit=shared -o %t.so
// RUN: cc -std=c11 -Wall -Werror -D'HEADER="%t.h"' %S/Inputs/caller.c %t.so -o %t.exe
// RUN: %t.exe | FileCheck %s --check-prefixes=KEEPS,OUT
// RUN: env DYNSPARSE_KEEP_MEMORY=0 %t.exe | FileCheck %s --check-prefixes=LEAVES,OUT
// KEEPS: keeps: 1
// KEEPS-NEXT: asked: 1
// LEAVES: keeps: 0
// ASKS: keeps: 0
// ASKS-NEXT: asked: 1
// OUT: double: 2 4 6
// OUT: count: 3, first 1
// OUT: positive: 1 0
// OUT: attention: 64 numbers of 1
//
// The same from an object and the runtime's.
// RUN: ds-translate %s --lower --emit=object -o %t.o
// RUN: ds-translate --emit=runtime -o %t.runtime.o
// RUN: cc -std=c11 -D'HEADER="%t.h"' %S/Inputs/caller.c %t.o %t.runtime.o -lm -o %t.exe
// RUN: %t.exe | FileCheck %s --check-prefixes=ASKS,OUT
//
// A program's function of the same name is not called in the place of the library's.
// RUN: echo 'void attention(void) { __builtin_abort(); } void count(void) { __builtin_abort(); }' | cc -x c -c - -o %t.same.o
// RUN: cc -std=c11 -D'HEADER="%t.h"' -Dattention=attention_of_library -Dcount=count_of_library %S/Inputs/caller.c %t.same.o %t.so -o %t.exe
// RUN: %t.exe | FileCheck %s --check-prefix=OUT
//
// It shows its functions, and nothing of what it is made of.
// RUN: llvm-nm --dynamic --defined-only %t.so | FileCheck %s --check-prefix=NAMES
// NAMES-COUNT-10: T {{_mlir_ciface_(attention|count|double|positive)|attention|count|double|positive|dynsparse_(set_num_threads|keep_memory)}}
// NAMES-NOT: {{.}}

func.func @double(%a: tensor<?xf32>) -> tensor<?xf32> {
  %zero = arith.constant 0 : index
  %size = tensor.dim %a, %zero : tensor<?xf32>
  %empty = tensor.empty(%size) : tensor<?xf32>
  %sum = linalg.add ins(%a, %a : tensor<?xf32>, tensor<?xf32>) outs(%empty : tensor<?xf32>) -> tensor<?xf32>
  return %sum : tensor<?xf32>
}

func.func @count(%a: tensor<?xf32>) -> (index, f32) {
  %zero = arith.constant 0 : index
  %size = tensor.dim %a, %zero : tensor<?xf32>
  %first = tensor.extract %a[%zero] : tensor<?xf32>
  return %size, %first : index, f32
}

func.func @positive(%a: f32) -> i1 {
  %zero = arith.constant 0.0 : f32
  %is = arith.cmpf ogt, %a, %zero : f32
  return %is : i1
}

func.func @attention(%q: tensor<1x1x8x8xf32>) -> tensor<1x1x8x8xf32> {
  %p = dsa.dense_pattern() : !dsa.pattern<1x1x8x8, block = 4x4>
  %o = dsa.attention %q, %q, %q, %p
    : tensor<1x1x8x8xf32>, tensor<1x1x8x8xf32>, tensor<1x1x8x8xf32>, !dsa.pattern<1x1x8x8, block = 4x4>
  return %o : tensor<1x1x8x8xf32>
}
