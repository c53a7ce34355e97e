// Assertions on comparisons of sizes tell what was compared; others have nothing to tell.
//
// RUN: ds-opt %s --tell-compared | FileCheck %s
// RUN: ds-opt %s --tell-compared --mlir-pass-statistics -o /dev/null 2>&1 | FileCheck %s --check-prefix=STATISTICS
// STATISTICS: (S) 2 num-assertions - Number of assertions that tell what they compared
// RUN: not ds-run %s --function=sizes --input=3 --input=5 2>&1 | FileCheck %s --check-prefix=SIZES
// SIZES: error: an assertion in the compiled code failed: sizes differ (3 and 5)
// RUN: not ds-run %s --function=sizes --input=9 --input=9 2>&1 | FileCheck %s --check-prefix=LESS
// LESS: error: an assertion in the compiled code failed: too many (9 and 8)
// RUN: not ds-run %s --function=other --input=true --input=1 2>&1 | FileCheck %s --check-prefix=OTHER
// OTHER: error: an assertion in the compiled code failed: it is not so{{$}}
// RUN: ds-run %s --function=sizes --input=8 --input=8 | count 0
//
// Without ds-run, too.
// RUN: ds-translate %s --lower --emit=shared -o %t.so
// RUN: ds-translate %s --lower --emit=header -o %t.h
// RUN: cc -std=c11 -Wall -Werror -D'HEADER="%t.h"' %S/Inputs/tell-compared.c %t.so -o %t.exe
// RUN: not --crash %t.exe 2>&1 | FileCheck %s --check-prefix=ALONE
// ALONE: compared: 3 and 5

// CHECK-DAG: func.func private @dynsparse_compared(index, index)
// CHECK-LABEL: func.func @sizes
// CHECK:         %[[SAME:.*]] = arith.cmpi eq, %arg0, %arg1
// CHECK:         %[[DIFFER:.*]] = arith.xori %[[SAME]], %true
// CHECK:         scf.if %[[DIFFER]] {
// CHECK-NEXT:      func.call @dynsparse_compared(%arg0, %arg1)
// CHECK:         cf.assert %[[SAME]], "sizes differ"
func.func @sizes(%a: index, %b: index) {
  %c8 = arith.constant 8 : index
  %same = arith.cmpi eq, %a, %b : index
  cf.assert %same, "sizes differ"
  %few = arith.cmpi ule, %a, %c8 : index
  cf.assert %few, "too many"
  return
}

// CHECK-LABEL: func.func @other
// CHECK-NOT:     call
func.func @other(%is: i1, %n: i32) {
  %c2 = arith.constant 2 : i32
  %two = arith.cmpi eq, %n, %c2 : i32
  %both = arith.andi %is, %two : i1
  cf.assert %both, "it is not so"
  cf.assert %two, "it is not two"
  return
}
