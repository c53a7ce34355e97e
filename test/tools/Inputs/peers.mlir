// What peers.sh computes: attention over heads of 16 in blocks of 16 x 16.
!tokens = tensor<?x?x?x16xf32>
!pattern = !dsa.pattern<1x?x?x?, block = 16x16>
!mask = tensor<1x?x?x?xi1>

func.func @masked(%q: !tokens, %k: !tokens, %v: !tokens, %mask: !mask) -> !tokens {
  %p = dsa.pattern_from_mask %mask : !mask -> !pattern
  %o = dsa.attention %q, %k, %v, %p : !tokens, !tokens, !tokens, !pattern
  return %o : !tokens
}

func.func @elements(%q: !tokens, %k: !tokens, %v: !tokens, %mask: !mask) -> !tokens {
  %p = dsa.pattern_from_mask %mask : !mask -> !dsa.pattern<1x?x?x?, block = 16x16, holds = elements>
  %o = dsa.attention %q, %k, %v, %p
    : !tokens, !tokens, !tokens, !dsa.pattern<1x?x?x?, block = 16x16, holds = elements>
  return %o : !tokens
}

func.func @dense(%q: !tokens, %k: !tokens, %v: !tokens) -> !tokens {
  %two = arith.constant 2 : index
  %n = tensor.dim %q, %two : !tokens
  %m = tensor.dim %k, %two : !tokens
  %one = arith.constant 1 : index
  %p = dsa.dense_pattern(%one, %n, %m) : !pattern
  %o = dsa.attention %q, %k, %v, %p : !tokens, !tokens, !tokens, !pattern
  return %o : !tokens
}

func.func @linear(%x: tensor<?x24xf32>, %w: tensor<24x40xf32>, %bias: tensor<40xf32>) -> tensor<?x40xf32> {
  %packed = dsa.pack_weights %w : tensor<24x40xf32> -> tensor<1x24x64xf32>
  %y = dsa.linear %x, %packed, %bias bias activation = gelu
    : (tensor<?x24xf32>, tensor<1x24x64xf32>, tensor<40xf32>) -> tensor<?x40xf32>
  return %y : tensor<?x40xf32>
}
