func.func @attention(%q: tensor<1x4x64x64xbf16>, %k: tensor<1x4x64x64xbf16>, %v: tensor<1x4x64x64xbf16>) -> tensor<1x4x64x64xbf16> {
  %p = dsa.dense_pattern() : !dsa.pattern<1x1x64x64, block = 16x16>
  %o = dsa.attention %q, %k, %v, %p : tensor<1x4x64x64xbf16>, tensor<1x4x64x64xbf16>, tensor<1x4x64x64xbf16>, !dsa.pattern<1x1x64x64, block = 16x16>
  return %o : tensor<1x4x64x64xbf16>
}
