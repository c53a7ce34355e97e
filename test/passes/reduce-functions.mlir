// Each module is made small while it has a dsa.attention.
// RUN: split-file %s %t
// RUN: ds-opt %t/parts.mlir --reduce-functions=test=%S/../tools/Inputs/has-attention.sh | FileCheck %t/parts.mlir
// RUN: ds-reduce %t/parts.mlir --reduce-functions=test=%S/../tools/Inputs/has-attention.sh | FileCheck %t/parts.mlir
// RUN: ds-opt %t/branch.mlir --reduce-functions=test=%S/../tools/Inputs/has-attention.sh | FileCheck %t/branch.mlir
// RUN: ds-opt %t/called.mlir --reduce-functions=test=%S/../tools/Inputs/has-attention.sh | FileCheck %t/called.mlir
// RUN: ds-opt %t/parts.mlir --reduce-functions=test=%S/../tools/Inputs/has-attention.sh --mlir-pass-statistics -o /dev/null 2>&1 \
// RUN:   | FileCheck %s --check-prefix=STATISTICS
// STATISTICS: ReduceFunctions
// STATISTICS-NEXT: (S) {{[0-9]+}} num-modules-tested - Number of modules that the test was run on

// What the test says is an error where it makes no sense.
// RUN: not ds-opt %t/nothing.mlir --reduce-functions 2>&1 | FileCheck %s --check-prefix=NO-TEST
// NO-TEST: nothing.mlir:1:1: error: expected a test: a program that is called with the name of a file that holds a module
// RUN: not ds-opt %t/nothing.mlir --reduce-functions=test=%t/missing.sh 2>&1 | FileCheck %s --check-prefix=MISSING
// MISSING: nothing.mlir:1:1: error: there is no test '{{.*}}missing.sh': No such file
// RUN: not ds-opt %t/nothing.mlir --reduce-functions=test=%t/nothing.mlir 2>&1 | FileCheck %s --check-prefix=NO-PROGRAM
// NO-PROGRAM: nothing.mlir:1:1: error: cannot run the test '{{.*}}nothing.mlir': Permission denied
// RUN: not ds-opt %t/nothing.mlir --reduce-functions=test=%S/../tools/Inputs/has-attention.sh 2>&1 | FileCheck %s --check-prefix=DULL
// DULL: nothing.mlir:1:1: error: the test '{{.*}}has-attention.sh' exits with 0 for this module, expected another status: that is how
// RUN: chmod +x %t/killed.sh
// RUN: not ds-opt %t/nothing.mlir --reduce-functions=test=%t/killed.sh 2>&1 | FileCheck %s --check-prefix=KILLED
// KILLED: nothing.mlir:1:1: error: the test '{{.*}}killed.sh' was ended by a signal: last words

//--- parts.mlir
// Ops that the interesting one needs become arguments, with those of one type in one; all else goes: other functions, results,
// arguments with their attributes.
// CHECK:      module {
// CHECK-NEXT:   func.func @needed(%[[X:.*]]: tensor<1x1x8x8xf32>{{.*}}, %[[P:.*]]: !dsa.pattern<1x1x8x8, block = 4x4>) {
// CHECK-NEXT:     %{{.*}} = dsa.attention %[[X]], %[[X]], %[[X]], %[[P]]
// CHECK-NEXT:     return
// CHECK-NEXT:   }
// CHECK-NEXT: }
func.func private @declared(f32)
func.func @not_needed(%a: f32) -> f32 {
  %0 = arith.addf %a, %a : f32
  return %0 : f32
}
func.func @needed(%n: index {test.first}, %q: tensor<1x1x8x8xf32> {test.second}, %s: tensor<1x1x2x2xf32>)
    -> (tensor<1x1x8x8xf32> {test.result}, tensor<1x1x8x8xf32>) {
  %p = dsa.select_blocks %s top_k(%n) : tensor<1x1x2x2xf32> -> !dsa.pattern<1x1x8x8, block = 4x4>
  %k = arith.addf %q, %q : tensor<1x1x8x8xf32>
  %v = arith.mulf %k, %q : tensor<1x1x8x8xf32>
  %o = dsa.attention %q, %k, %v, %p
    : tensor<1x1x8x8xf32>, tensor<1x1x8x8xf32>, tensor<1x1x8x8xf32>, !dsa.pattern<1x1x8x8, block = 4x4>
  %sum = arith.addf %o, %v : tensor<1x1x8x8xf32>
  return %sum, %k : tensor<1x1x8x8xf32>, tensor<1x1x8x8xf32>
}

//--- branch.mlir
// What is inside of a branch stays in it, with what ends its block.
// CHECK:      func.func @branch(%[[X:.*]]: tensor<1x1x8x8xf32>, %[[P:.*]]: !dsa.pattern<1x1x8x8, block = 4x4>, %[[C:.*]]: i1) {
// CHECK-NEXT:   %{{.*}} = scf.if %[[C]] -> (tensor<1x1x8x8xf32>) {
// CHECK-NEXT:     dsa.attention %[[X]], %[[X]], %[[X]], %[[P]]
// CHECK-NEXT:     scf.yield %[[X]]
// CHECK-NEXT:   } else {
// CHECK-NEXT:     scf.yield %[[X]]
// CHECK-NEXT:   }
// CHECK-NEXT:   return
func.func @branch(%q: tensor<1x1x8x8xf32>, %p: !dsa.pattern<1x1x8x8, block = 4x4>, %a: index, %b: index) -> tensor<1x1x8x8xf32> {
  %c = arith.cmpi slt, %a, %b : index
  %r = scf.if %c -> tensor<1x1x8x8xf32> {
    %o = dsa.attention %q, %q, %q, %p
      : tensor<1x1x8x8xf32>, tensor<1x1x8x8xf32>, tensor<1x1x8x8xf32>, !dsa.pattern<1x1x8x8, block = 4x4>
    %twice = arith.addf %o, %o : tensor<1x1x8x8xf32>
    scf.yield %twice : tensor<1x1x8x8xf32>
  } else {
    %same = arith.mulf %q, %q : tensor<1x1x8x8xf32>
    scf.yield %same : tensor<1x1x8x8xf32>
  }
  return %r : tensor<1x1x8x8xf32>
}

//--- called.mlir
// A caller goes before what it calls changes.
// CHECK-NOT: @caller
// CHECK: func.func @callee(%[[X:.*]]: tensor<1x1x8x8xf32>, %[[P:.*]]: !dsa.pattern<1x1x8x8, block = 4x4>) {
// CHECK-NOT: @caller
func.func @callee(%q: tensor<1x1x8x8xf32>) -> tensor<1x1x8x8xf32> {
  %p = dsa.dense_pattern() : !dsa.pattern<1x1x8x8, block = 4x4>
  %o = dsa.attention %q, %q, %q, %p
    : tensor<1x1x8x8xf32>, tensor<1x1x8x8xf32>, tensor<1x1x8x8xf32>, !dsa.pattern<1x1x8x8, block = 4x4>
  return %o : tensor<1x1x8x8xf32>
}
func.func @caller(%q: tensor<1x1x8x8xf32>) -> tensor<1x1x8x8xf32> {
  %o = func.call @callee(%q) : (tensor<1x1x8x8xf32>) -> tensor<1x1x8x8xf32>
  return %o : tensor<1x1x8x8xf32>
}

//--- nothing.mlir
module {}

//--- killed.sh
#!/bin/sh
echo last words >&2
kill -9 $$
