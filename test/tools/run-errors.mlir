// ds-run: each mistake is a line that says what was expected and what was found, with a status that is not 0.

// Which function.
// RUN: not ds-run %s --function=nope 2>&1 | FileCheck %s --check-prefix=UNKNOWN
// UNKNOWN: ds-run: error: expected the name of a public function, found 'nope'; there are: f, pattern, asserts{{$}}
// RUN: not ds-run %s --function=hidden 2>&1 | FileCheck %s --check-prefix=HIDDEN
// HIDDEN: expected the name of a public function, found 'hidden'
// RUN: not ds-run %s 2>&1 | FileCheck %s --check-prefix=SEVERAL
// SEVERAL: ds-run: error: expected --function=NAME, as the module has several: f, pattern, asserts
//
// Inputs against the signature.
// RUN: not ds-run %s --function=f --input=2xf32=1 2>&1 | FileCheck %s --check-prefix=NUMBER
// NUMBER: ds-run: error: expected 2 times --input for 'f', whose type is (tensor<2x?xf32>, index) -> (index), found 1
// RUN: not ds-run %s --function=f --input=3x1xf32=1 --input=1 2>&1 | FileCheck %s --check-prefix=SHAPE
// SHAPE: ds-run: error: input #0: 3x1xf32=1: expected tensor<2x?xf32>, found tensor<3x1xf32>
// RUN: not ds-run %s --function=f --input=2x1xf64=1 --input=1 2>&1 | FileCheck %s --check-prefix=TYPE
// TYPE: ds-run: error: input #0: 2x1xf64=1: expected tensor<2x?xf32>, found tensor<2x1xf64>
// RUN: not ds-run %s --function=f --input=2x2xf32=1,2 --input=1 2>&1 | FileCheck %s --check-prefix=COUNT
// COUNT: ds-run: error: input #0: 2x2xf32=1,2: expected 4 numbers for shape [2, 2], or one for all, found 2
// RUN: not ds-run %s --function=f --input="random(1)" --input=1 2>&1 | FileCheck %s --check-prefix=DYNAMIC
// DYNAMIC: input #0: random(1): tensor<2x?xf32> has sizes that are not known: give them, such as 2x8xf32=random(1)
// RUN: not ds-run %s --function=f --input=2x1xf32=1 --input=1.5 2>&1 | FileCheck %s --check-prefix=INTEGER
// INTEGER: input #1: 1.5: expected an integer for index, found '1.5'
// RUN: not ds-run %s --function=f --input=2x1xf33=1 --input=1 2>&1 | FileCheck %s --check-prefix=FORM
// FORM: expected a shape and a type before '=', such as 2x3xf32, found '2x1xf33'
// RUN: not ds-run %s --function=pattern --input=1 2>&1 | FileCheck %s --check-prefix=PATTERN
// PATTERN: ds-run: error: argument #0 of 'pattern': a value of type !dsa.pattern<1x1x8x8, block = 4x4> cannot pass between the program and a file{{.*}} make it inside the function
// RUN: not ds-run %s --function=f --input=99999999999999x99999999999999xf32=1 --input=1 2>&1 | FileCheck %s --check-prefix=HUGE
// HUGE: error: {{.*}}too large to address
// RUN: not ds-run %s --function=f --input=2x9999999999999999xf32=1 --input=1 2>&1 | FileCheck %s --check-prefix=MEMORY
// MEMORY: error: {{.*}}there is no memory for an array of shape [2, 9999999999999999] of f32: 79999999999999992 bytes
//
// Outputs.
// RUN: not ds-run %s --function=f --input=2x1xf32=1 --input=1 --output=@%t --output=@%t 2>&1 | FileCheck %s --check-prefix=OUTPUTS
// OUTPUTS: ds-run: error: expected at most 1 times --output, as 'f' has as many outputs, found 2
// RUN: not ds-run %s --function=f --input=2x1xf32=1 --input=1 --output=o.npy 2>&1 | FileCheck %s --check-prefix=AT
// AT: ds-run: error: output #0: expected @file.npy, or - to show it, found 'o.npy'
// RUN: not ds-run %s --function=f --input=2x1xf32=1 --input=1 --output=@/nowhere/o.npy 2>&1 | FileCheck %s --check-prefix=FOLDER
// FOLDER: ds-run: error: output #0: cannot write /nowhere/o.npy: there is no folder /nowhere
//
// The module.
// RUN: not ds-run %t.missing.mlir 2>&1 | FileCheck %s --check-prefix=FILE
// FILE: ds-run: error: cannot read {{.*}}missing.mlir: No such file or directory
// RUN: not ds-run %S 2>&1 | FileCheck %s --check-prefix=DIRECTORY
// DIRECTORY: ds-run: error: cannot read {{.*}}: expected a file, found a folder
// RUN: echo "func.func @f( {" | not ds-run - 2>&1 | FileCheck %s --check-prefix=SYNTAX
// SYNTAX: <stdin>:1:14: error: expected
// RUN: echo "module {}" | not ds-run - 2>&1 | FileCheck %s --check-prefix=EMPTY
// EMPTY: ds-run: error: expected a module with a public function, found none in -
//
// Lowering.
// RUN: not ds-run %s --function=asserts --input=3 --pipeline=nonsense 2>&1 | FileCheck %s --check-prefix=PIPELINE
// PIPELINE: ds-run: error: in the pipeline 'builtin.module(nonsense)': 'nonsense' does not refer to a registered pass or pass pipeline
// RUN: not ds-run %s --function=asserts --input=3 --pipeline=cse 2>&1 | FileCheck %s --check-prefix=LEFT
// LEFT: run-errors.mlir:{{[0-9]+}}:{{[0-9]+}}: error: '{{.*}}' is left by the pipeline, which must end in the LLVM dialect
// RUN: not ds-run %s --function=asserts --input=3 --pipeline=cse --strategy=reference 2>&1 | FileCheck %s --check-prefix=EITHER
// EITHER: a pipeline of your own decides on strategy, compute type, products, target, schedule and checks
//
// The code.
// RUN: ds-run %s --function=asserts --input=3
// RUN: not ds-run %s --function=asserts --input=4 2>&1 | FileCheck %s --check-prefix=ASSERT
// ASSERT: error: an assertion in the compiled code failed: expected three
// RUN: not ds-run %S/Inputs/missing.mlir --input=4 2>&1 | FileCheck %s --check-prefix=SYMBOL
// SYMBOL: ds-run: error: cannot load the compiled code: {{.*}}defined_nowhere
//
// The command line.
// RUN: not ds-run %s --nonsense 2>&1 | FileCheck %s --check-prefix=OPTION
// OPTION: error: unexpected argument '--nonsense' found
// RUN: not ds-run %s -O4 2>&1 | FileCheck %s --check-prefix=LEVEL
// LEVEL: error: invalid value '4' for '--O <0..3>': expected 0, 1, 2 or 3
// RUN: not ds-run %s --threads=0 2>&1 | FileCheck %s --check-prefix=THREADS
// THREADS: error: invalid value '0' for '--threads <N>'
// RUN: for option in --atol=nan --rtol=-1; do not ds-run %s $option 2>&1 || exit 1; done | FileCheck %s --check-prefix=TOLERANCE
// TOLERANCE: error: invalid value 'nan' for '--atol <X>': expected a number that is at least 0
// TOLERANCE: error: invalid value '-1' for '--rtol <X>': expected a number that is at least 0

func.func @f(%a: tensor<2x?xf32>, %i: index) -> index {
  return %i : index
}

func.func @pattern(%p: !dsa.pattern<1x1x8x8, block = 4x4>) {
  return
}

func.func @asserts(%a: index) -> index {
  %three = arith.constant 3 : index
  %is = arith.cmpi eq, %a, %three : index
  cf.assert %is, "expected three"
  return %a : index
}

func.func private @hidden() {
  return
}
