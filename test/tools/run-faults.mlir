// What stops a program at run time ends in a line and a status, not in a crash of ds-run.
// RUN: not ds-run %s --function=divide --input=1 --input=0 2>&1 | FileCheck %s --check-prefix=DIVIDE
// RUN: not ds-run %s --function=large --input=1000000000000 2>&1 | FileCheck %s --check-prefix=LARGE
// RUN: ds-run %s --function=divide --input=6 --input=2 | FileCheck %s --check-prefix=THREE
//
// So it does where nobody hears the line.
// RUN: for run in "ds-run %s --function=nope" "ds-run %s --function=three --input=4 --verify-patterns"; do \
// RUN:   $run 2> /dev/full; test $? = 1 || exit 1; \
// RUN: done

// DIVIDE: error: the compiled code was stopped: an integer division by zero or overflow
// LARGE: error: the compiled code was stopped: it used memory that is not there, or could not be had
// THREE: 3

func.func @divide(%a: i64, %b: i64) -> i64 {
  %q = arith.divsi %a, %b : i64
  return %q : i64
}

func.func @large(%n: index) -> tensor<1x1x?x?xi1> {
  %p = dsa.dense_pattern(%n, %n) : !dsa.pattern<1x1x?x?, block = 1x1>
  %mask = dsa.pattern_to_mask %p : !dsa.pattern<1x1x?x?, block = 1x1>
  return %mask : tensor<1x1x?x?xi1>
}

func.func @three(%n: index) {
  %three = arith.constant 3 : index
  %same = arith.cmpi eq, %n, %three : index
  cf.assert %same, "expected three"
  return
}
