// Queries, keys and values as views of one projection: strided operands, read where they lie.
// RUN: ds-opt %s --lower-sparse=stop-after=bufferized | FileCheck %s --implicit-check-not=memref.copy
// RUN: ds-run %s --strategy=reference --compute-type=f64 --input='random(1)' --output=@%t.npy
// RUN: ds-run %s --strategy=fast --input='random(1)' --expected-output=@%t.npy --rtol=1e-5 --atol=1e-5 | FileCheck %s --check-prefix=RESULT

// CHECK-COUNT-3: memref.subview %arg0
// CHECK: dsk.attention
// RESULT: as expected

!fused = tensor<1x2x100x96xf32>
!tokens = tensor<1x2x100x32xf32>

func.func @f(%qkv: !fused) -> !tokens {
  %q = tensor.extract_slice %qkv[0, 0, 0, 0] [1, 2, 100, 32] [1, 1, 1, 1] : !fused to !tokens
  %k = tensor.extract_slice %qkv[0, 0, 0, 32] [1, 2, 100, 32] [1, 1, 1, 1] : !fused to !tokens
  %v = tensor.extract_slice %qkv[0, 0, 0, 64] [1, 2, 100, 32] [1, 1, 1, 1] : !fused to !tokens
  %scores = dsa.score_blocks %q, %k block = [16, 16] : !tokens, !tokens
  %top_k = arith.constant 3 : index
  %pattern = dsa.select_blocks %scores top_k(%top_k) : tensor<1x2x7x7xf32> -> !dsa.pattern<1x2x100x100, block = 16x16>
  %output = dsa.attention %q, %k, %v, %pattern
    : !tokens, !tokens, !tokens, !dsa.pattern<1x2x100x100, block = 16x16>
  return %output : !tokens
}
