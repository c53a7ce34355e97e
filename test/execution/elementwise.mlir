// Element-wise ops on tensors stand beside ours: a residual connection.
// RUN: ds-run %s --strategy=fast --input=1x1x32x8xf32=2 | FileCheck %s
// RUN: ds-run %s --strategy=reference --input=1x1x32x8xf32=2 | FileCheck %s

// CHECK: from 4.000000 to 4.000000
!tokens = tensor<1x1x32x8xf32>

func.func @f(%x: !tokens) -> !tokens {
  %p = dsa.dense_pattern() : !dsa.pattern<1x1x32x32, block = 16x16>
  %o = dsa.attention %x, %x, %x, %p : !tokens, !tokens, !tokens, !dsa.pattern<1x1x32x32, block = 16x16>
  %sum = arith.addf %x, %o : !tokens
  return %sum : !tokens
}
