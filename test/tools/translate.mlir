// ds-translate: every kind of file.

// Triple, data layout, CPU and features are there, whether asked for or not.
// RUN: ds-translate %s --lower --emit=llvm-ir | FileCheck %s --check-prefixes=IR,HOST
// RUN: ds-translate %s --lower --emit=llvm-ir --target-triple=aarch64-linux-gnu | FileCheck %s --check-prefixes=IR,ARM
// RUN: ds-translate %s --lower --emit=llvm-ir --target-triple=x86_64-linux-gnu --target-cpu=znver4 --target-features=+avx512f | FileCheck %s --check-prefixes=IR,ZEN
// IR:   target datalayout = "{{.+}}"
// IR:   target triple = "{{.+}}"
// IR:   define {{.*}}@scale(
// IR:   define {{.*}}@_mlir_ciface_scale(
// HOST: attributes {{.*}}"target-cpu"="{{.+}}" "target-features"="{{.+}}"
// ARM:  attributes {{.*}}"target-cpu"="generic"
// ZEN:  attributes {{.*}}"target-cpu"="znver4" "target-features"="+avx512f"
//
// RUN: ds-translate %s --lower --emit=bitcode -o %t.bc
// RUN: llvm-dis %t.bc -o - | FileCheck %s --check-prefix=IR
// RUN: ds-translate %s --lower --emit=asm --target-triple=aarch64-linux-gnu | FileCheck %s --check-prefix=ASM
// ASM: _mlir_ciface_scale:
// ASM: ret
// RUN: ds-translate %s --lower --emit=object --output=%t.o
// RUN: llvm-nm %t.o | FileCheck %s --check-prefix=OBJECT
// OBJECT: T _mlir_ciface_scale
// OBJECT: T scale
//
// What is in the LLVM dialect needs no --lower, and has no use for it.
// RUN: ds-opt %s --lower-sparse > %t.mlir
// RUN: ds-translate %t.mlir --emit=llvm-ir -O0 | FileCheck %s --check-prefixes=IR
// RUN: ds-translate %t.mlir --lower --emit=llvm-ir -O0 | FileCheck %s --check-prefixes=IR
//
// The header says the same before lowering and after.
// RUN: ds-translate %s --emit=header | FileCheck %s --check-prefix=HEADER
// RUN: ds-translate %t.mlir --emit=header | FileCheck %s --check-prefix=HEADER
// HEADER: #pragma once
// HEADER: typedef struct { float *allocated; float *aligned; int64_t offset; int64_t sizes[1]; int64_t strides[1]; } dynsparse_memref_1d_f32;
// HEADER: void dynsparse_set_num_threads(int64_t n);
// HEADER: /* @scale(tensor<?xf32>, f32) -> (tensor<?xf32>) */
// HEADER: void _mlir_ciface_scale(dynsparse_memref_1d_f32 *result, const dynsparse_memref_1d_f32 *arg0, float arg1);
// HEADER: /* @sign(f64) -> (i1, bf16) */
// HEADER: typedef struct { bool result0; __bf16 result1; } sign_results;
// HEADER: void _mlir_ciface_sign(sign_results *results, double arg0);
//
// A file is replaced whole, or left.
// RUN: cp %t.o %t.kept
// RUN: not ds-translate %s --emit=object -o %t.kept
// RUN: cmp %t.o %t.kept
//
// RUN: not ds-translate %s --emit=llvm-ir 2>&1 | FileCheck %s --check-prefix=LOWER
// LOWER: translate.mlir:{{[0-9]+}}:{{[0-9]+}}: error: 'func.func' is not of the LLVM dialect: add --lower
// RUN: echo 'llvm.func @f(%%x: vector<8xf32>) { %%y = x86vector.avx.rsqrt %%x : vector<8xf32> llvm.return }' > %t.x86.mlir
// RUN: not ds-translate %t.x86.mlir --emit=llvm-ir 2>&1 | FileCheck %s --check-prefix=INSTRUCTION
// INSTRUCTION: x86.mlir:1:{{[0-9]+}}: error: 'x86vector.avx.rsqrt' is not of the LLVM dialect: add --lower
// RUN: not ds-translate %s --lower --emit=object --target-triple=riscv64-linux-gnu 2>&1 | FileCheck %s --check-prefix=TRIPLE
// TRIPLE: ds-translate: error: no code can be made for the target triple 'riscv64-unknown-linux-gnu': expected an x86_64 or aarch64 one
// RUN: not ds-translate %s --lower --emit=object --target-triple=x86_64-linux-gnu --target-cpu=z80 2>&1 | FileCheck %s --check-prefix=CPU
// CPU: ds-translate: error: 'z80' is not a recognized CPU for this target: `llc -mtriple=x86_64-unknown-linux-gnu -mattr=help` lists CPUs and features
// RUN: not ds-translate %s --lower --emit=object --target-triple=x86_64-linux-gnu --target-features=+sse99 2>&1 | FileCheck %s --check-prefix=FEATURE
// FEATURE: ds-translate: error: '+sse99' is not a recognized feature for this target
// RUN: not ds-translate %s --lower --emit=shared 2>&1 | FileCheck %s --check-prefix=STDOUT
// STDOUT: ds-translate: error: a shared library is not written to standard output: give --output=FILE
// RUN: not ds-translate --emit=object 2>&1 | FileCheck %s --check-prefix=FILE
// FILE: ds-translate: error: expected a file with a module ('-' is standard input)
// RUN: not ds-translate %s --lower --emit=llvm-ir -o /nowhere/x.ll 2>&1 | FileCheck %s --check-prefix=FOLDER
// FOLDER: ds-translate: error: cannot write /nowhere/x.ll: there is no folder /nowhere

func.func @scale(%a: tensor<?xf32>, %s: f32) -> tensor<?xf32> {
  %zero = arith.constant 0 : index
  %size = tensor.dim %a, %zero : tensor<?xf32>
  %empty = tensor.empty(%size) : tensor<?xf32>
  %scaled = linalg.map ins(%a : tensor<?xf32>) outs(%empty : tensor<?xf32>) (%x: f32, %o: f32) {
    %y = arith.mulf %x, %s : f32
    linalg.yield %y : f32
  }
  return %scaled : tensor<?xf32>
}

func.func @sign(%x: f64) -> (i1, bf16) {
  %zero = arith.constant 0.0 : f64
  %negative = arith.cmpf olt, %x, %zero : f64
  %narrow = arith.truncf %x : f64 to bf16
  return %negative, %narrow : i1, bf16
}
