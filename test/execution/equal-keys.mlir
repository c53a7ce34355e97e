// Equal keys have equal weights, wherever they lie: in a tile of keys, among those that fill none, in the last block that is cut short. A
// sum in another order rounds a great score to another number.
// RUN: for target in host avx2 avx512 znver4; do ds-run %s --target-description=$target --input=1x1x16x64xf32='random(5)' --input='random(6)' \
// RUN:   --expected-output=1x1x16x8xf32=0.0526315789 --rtol=2e-6 --atol=0 || exit 1; done
// REQUIRES: x86_64
func.func @f(%queries: tensor<1x1x16x64xf32>, %row: tensor<1x1x64xf32>) -> tensor<1x1x16x8xf32> {
  %great = arith.constant 1.0e+06 : f32
  %none = tensor.empty() : tensor<1x1x16x64xf32>
  %factor = linalg.fill ins(%great : f32) outs(%none : tensor<1x1x16x64xf32>) -> tensor<1x1x16x64xf32>
  %q = arith.mulf %queries, %factor : tensor<1x1x16x64xf32>
  %no_keys = tensor.empty() : tensor<1x1x19x64xf32>
  %k = linalg.broadcast ins(%row : tensor<1x1x64xf32>) outs(%no_keys : tensor<1x1x19x64xf32>) dimensions = [2]
  %zero = arith.constant dense<0.0> : tensor<1x1x18x8xf32>
  %one = arith.constant dense<1.0> : tensor<1x1x1x8xf32>
  %v = tensor.concat dim(2) %zero, %one : (tensor<1x1x18x8xf32>, tensor<1x1x1x8xf32>) -> tensor<1x1x19x8xf32>
  %p = dsa.dense_pattern() : !dsa.pattern<1x1x16x19, block = 16x16>
  %o = dsa.attention %q, %k, %v, %p : tensor<1x1x16x64xf32>, tensor<1x1x19x64xf32>, tensor<1x1x19x8xf32>, !dsa.pattern<1x1x16x19, block = 16x16>
  return %o : tensor<1x1x16x8xf32>
}
