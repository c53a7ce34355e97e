// The last of an odd number of keys has no partner in its pair: its infinite value stays infinite.
// RUN: for target in host avx2 znver4; do ds-run %s --target-description=$target --products=pairs --input='random(1)' --input='random(2)' \
// RUN:   --expected-output=1x1x16x16xbf16=inf || exit 1; done
// REQUIRES: x86_64
func.func @f(%q: tensor<1x1x16x16xbf16>, %k: tensor<1x1x3x16xbf16>) -> tensor<1x1x16x16xbf16> {
  %ones = arith.constant dense<1.0> : tensor<1x1x2x16xbf16>
  %infinite = arith.constant dense<0x7F80> : tensor<1x1x1x16xbf16>
  %v = tensor.concat dim(2) %ones, %infinite : (tensor<1x1x2x16xbf16>, tensor<1x1x1x16xbf16>) -> tensor<1x1x3x16xbf16>
  %p = dsa.dense_pattern() : !dsa.pattern<1x1x16x3, block = 16x16>
  %o = dsa.attention %q, %k, %v, %p : tensor<1x1x16x16xbf16>, tensor<1x1x3x16xbf16>, tensor<1x1x3x16xbf16>, !dsa.pattern<1x1x16x3, block = 16x16>
  return %o : tensor<1x1x16x16xbf16>
}
