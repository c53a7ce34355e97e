// Options of passes and pipelines written in Rust: on the command line and in textual pipelines, their defaults, and what is
// said about wrong ones.
//
// RUN: ds-opt %s --dsa-set-block-size=block-size=4 | FileCheck %s --check-prefix=FOUR
// RUN: ds-opt %s --dsa-set-block-size="block-size=4" | FileCheck %s --check-prefix=FOUR
// RUN: ds-opt %s --pass-pipeline="builtin.module(func.func(dsa-set-block-size{block-size=4}))" | FileCheck %s --check-prefix=FOUR
// RUN: ds-opt %s --pass-pipeline="builtin.module(func.func(dsa-set-block-size))" | FileCheck %s --check-prefix=SIXTEEN
// RUN: ds-opt %s --lower-sparse="block-size=4 stop-after=dsa" | FileCheck %s --check-prefix=FOUR
// RUN: ds-opt %s --pass-pipeline="builtin.module(lower-sparse{block-size=4 stop-after=dsa})" | FileCheck %s --check-prefix=FOUR
// FOUR: dsa.window_pattern {{.*}} block = 4x4
// SIXTEEN: dsa.window_pattern {{.*}} block = 16x16
//
// A pipeline is printed as what it expands to, with the value of every option.
// RUN: ds-opt %s --lower-sparse="strategy=reference compute-type=f64 stop-after=linalg" --dump-pass-pipeline -o /dev/null 2>&1 | FileCheck %s --check-prefix=DUMP
// DUMP:      builtin.module(
// DUMP-NEXT:   canonicalize{
// DUMP-NEXT:   cse
// DUMP-NEXT:   convert-dsa-to-linalg{compute-type=f64}
// DUMP-NEXT:   canonicalize{
// DUMP-NEXT:   cse
// DUMP-NEXT: )
//
// What is at a stage goes on with the next.
// RUN: ds-opt %s --lower-sparse="start-after=dsa stop-after=dsk" --dump-pass-pipeline -o /dev/null 2>&1 | FileCheck %s --check-prefix=AFTER
// AFTER:      builtin.module(
// AFTER-NEXT:   convert-dsa-to-dsk
// AFTER-NEXT:   canonicalize{
// AFTER-NEXT:   cse
// AFTER-NEXT: )
//
// RUN: ds-opt %s --dsa-set-block-size --test-dynsparse-panic="at=no.op pattern=false" --dump-pass-pipeline -o /dev/null 2>&1 | FileCheck %s --check-prefix=DUMP-DEFAULT
// DUMP-DEFAULT: dsa-set-block-size{block-size=16}
// DUMP-DEFAULT: test-dynsparse-panic{at=no.op pattern=false types=false walk=false}
//
// RUN: not ds-opt %s --dsa-set-block-size=size=4 2>&1 | FileCheck %s --check-prefix=UNKNOWN
// RUN: not ds-opt %s --pass-pipeline="builtin.module(func.func(dsa-set-block-size{size=4}))" 2>&1 | FileCheck %s --check-prefix=UNKNOWN
// RUN: not ds-opt %s --lower-sparse=size=4 2>&1 | FileCheck %s --check-prefix=UNKNOWN
// UNKNOWN: no such option size
//
// RUN: not ds-opt %s --dsa-densify=anything=4 2>&1 | FileCheck %s --check-prefix=NONE
// NONE: no such option anything
//
// RUN: not ds-opt %s --dsa-set-block-size=block-size=four 2>&1 | FileCheck %s --check-prefix=NUMBER
// NUMBER: error: dsa-set-block-size: option 'block-size' is 'four', expected an integer
//
// RUN: not ds-opt %s --test-dynsparse-panic=pattern=perhaps 2>&1 | FileCheck %s --check-prefix=BOOL
// BOOL: 'perhaps' is invalid value for boolean argument
//
// RUN: not ds-opt %s --convert-dsa-to-linalg=compute-type=f16 2>&1 | FileCheck %s --check-prefix=WORD
// RUN: not ds-opt %s --pass-pipeline="builtin.module(convert-dsa-to-linalg{compute-type=f16})" 2>&1 | FileCheck %s --check-prefix=WORD
// RUN: not ds-opt %s --lower-sparse=compute-type=f16 2>&1 | FileCheck %s --check-prefix=WORD
// WORD: error: {{convert-dsa-to-linalg|lower-sparse}}: option 'compute-type' is 'f16', expected one of native, f64
//
// Options that contradict each other are for the pipeline to refuse.
// RUN: not ds-opt %s --lower-sparse="strategy=fast stop-after=linalg" 2>&1 | FileCheck %s --check-prefix=STAGE
// STAGE: error: lower-sparse: strategy=fast has no stage 'linalg', expected one of dsa, dsk, bufferized, blocks, loops, llvm
// RUN: not ds-opt %s --lower-sparse="stop-after=dsk start-after=blocks" 2>&1 | FileCheck %s --check-prefix=ORDER
// ORDER: error: lower-sparse: start-after=blocks is not before stop-after=dsk
// RUN: not ds-opt %s --lower-sparse="strategy=reference start-after=blocks" 2>&1 | FileCheck %s --check-prefix=START
// START: error: lower-sparse: strategy=reference has no stage 'blocks', expected one of dsa, linalg, bufferized, loops, llvm
// RUN: not ds-opt %s --lower-sparse=block-size=-1 2>&1 | FileCheck %s --check-prefix=NEGATIVE
// NEGATIVE: error: lower-sparse: block-size is -1, expected at least 0
//
// A pass on functions does not run on a module by itself.
// RUN: not ds-opt %s --pass-pipeline="builtin.module(dsa-densify)" 2>&1 | FileCheck %s --check-prefix=ANCHOR
// ANCHOR: error: Can't add pass 'DsaDensify' restricted to 'func.func' on a PassManager intended to run on 'builtin.module'

func.func @f() -> f32 {
  %p = dsa.window_pattern grid = [1, 8, 8] radius = [0, 1, 1] : !dsa.pattern<1x1x64x64, block = 16x16>
  %d = dsa.pattern_density %p : !dsa.pattern<1x1x64x64, block = 16x16>
  return %d : f32
}
