// ds-reduce: a module made small while it stays interesting, here: while it has a dsa.attention.
// RUN: ds-reduce %s -reduction-tree="traversal-mode=0 test=%S/Inputs/has-attention.sh" | FileCheck %s
// RUN: not ds-reduce %s -reduction-tree="traversal-mode=0 test=%t.missing.sh" 2>&1 | FileCheck %s --check-prefix=MISSING

// CHECK-NOT: @not_needed
// CHECK: func.func @needed
// CHECK: dsa.attention
// CHECK-NOT: @nor_this
// MISSING: error

func.func @not_needed(%a: f32) -> f32 {
  %0 = arith.addf %a, %a : f32
  return %0 : f32
}
func.func @needed(%q: tensor<1x1x8x8xf32>) -> tensor<1x1x8x8xf32> {
  %p = dsa.dense_pattern() : !dsa.pattern<1x1x8x8, block = 4x4>
  %o = dsa.attention %q, %q, %q, %p
    : tensor<1x1x8x8xf32>, tensor<1x1x8x8xf32>, tensor<1x1x8x8xf32>, !dsa.pattern<1x1x8x8, block = 4x4>
  return %o : tensor<1x1x8x8xf32>
}
func.func @nor_this() {
  return
}
