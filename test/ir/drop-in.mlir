// ds-opt has what mlir-opt has: upstream's dialects, passes and named pipelines, and those that exist for upstream's tests.
// (Passes are listed six spaces deep; LLVM's options come with the libraries that a tool is linked to.) That they behave the same
// on upstream's own tests is not checked here.
//
// RUN: mlir-opt --help | sed -n '/^ *Passes:/,$ s/^ \{6\}\(--[a-z0-9-]*\) .*/\1/p' | sort -u > %t.theirs
// RUN: ds-opt --help | sed -n '/^ *Passes:/,$ s/^ \{6\}\(--[a-z0-9-]*\) .*/\1/p' | sort -u > %t.ours
// RUN: FileCheck %s --check-prefix=NAMES --input-file=%t.theirs
// RUN: comm -23 %t.theirs %t.ours > %t.missing && not grep . %t.missing
// NAMES: --canonicalize
// NAMES: --test-print-dominance
//
// RUN: mlir-opt --help | sed -n 's/^Available Dialects: //p' | tr -d ' ' | tr ',' '\n' | sort > %t.theirs
// RUN: ds-opt --help | sed -n 's/^Available Dialects: //p' | tr -d ' ' | tr ',' '\n' | sort > %t.ours
// RUN: FileCheck %s --check-prefix=DIALECTS --input-file=%t.theirs
// RUN: comm -13 %t.theirs %t.ours | FileCheck %s --check-prefix=ADDED
// RUN: comm -23 %t.theirs %t.ours > %t.missing && not grep . %t.missing
// DIALECTS: {{^}}linalg{{$}}
// ADDED:      dsa
// ADDED-NEXT: dsk
// ADDED-NOT:  {{.}}
//
// RUN: ds-opt %s --pass-pipeline="builtin.module(func.func(test-print-dominance))" -o /dev/null 2>&1 | FileCheck %s --check-prefix=TEST
// RUN: ds-opt %s | FileCheck %s
// TEST:  Testing : f
// CHECK: "test.op_a"

func.func @f(%a: i32) {
  %0 = "test.op_a"(%a) {attr = 1 : i32} : (i32) -> i32
  return
}
