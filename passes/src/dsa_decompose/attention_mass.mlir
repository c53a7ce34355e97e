// mass = exp(lse over the pattern - lse over everything), at most 1, and 1 where there is nothing at all. Values of no
// width: only the sums are wanted.
func.func private @attention_mass(%queries: $Q, %keys: $K, %pattern: $P) -> $L {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %one = arith.constant 1.0 : $S
  %minus_infinity = arith.constant $minus_infinity : $S
  %batch = tensor.dim %keys, %c0 : $K
  %heads = tensor.dim %keys, %c1 : $K
  %n = tensor.dim %queries, %c2 : $Q
  %m = tensor.dim %keys, %c2 : $K
  %values = tensor.empty(%batch, %heads, %m) : tensor<?x?x?x0x$T>
  %all = dsa.dense_pattern(%n, %m) : !dsa.pattern<1x1x?x?, block = $block>
  %no_output, %held = dsa.attention %queries, %keys, %values, %pattern $scale with_lse
    : $Q, $K, tensor<?x?x?x0x$T>, $P
  %neither, %total = dsa.attention %queries, %keys, %values, %all $scale with_lse
    : $Q, $K, tensor<?x?x?x0x$T>, !dsa.pattern<1x1x?x?, block = $block>
  %mass = linalg.map ins(%held, %total : $L, $L) outs(%total : $L) (%part: $S, %whole: $S, %unset: $S) {
    %below = arith.subf %part, %whole : $S
    %share = math.exp %below : $S
    %is_more = arith.cmpf ogt, %share, %one : $S
    %is_none = arith.cmpf oeq, %whole, %minus_infinity : $S
    %is_one = arith.ori %is_more, %is_none : i1
    %or_one = arith.select %is_one, %one, %share : $S
    linalg.yield %or_one : $S
  }
  return %mass : $L
}
