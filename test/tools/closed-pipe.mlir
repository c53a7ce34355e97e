// Whoever reads a tool's output may stop (`| head`): the tool ends without a word, with the status that a shell gives a closed
// pipe.
// RUN: for tool in "ds-bench full --list" "ds-run %s --function=numbers" "ds-opt %s"; do \
// RUN:   { (sleep 0.2; $tool; echo status $? >&2) 2>&3 | true; } 3>&1 | FileCheck %s || exit 1; \
// RUN: done
// CHECK-NOT: error
// CHECK: status 141
// CHECK-NOT: error

func.func @numbers() -> (tensor<4xf32>, tensor<4xf32>) {
  %x = arith.constant dense<1.0> : tensor<4xf32>
  return %x, %x : tensor<4xf32>, tensor<4xf32>
}
