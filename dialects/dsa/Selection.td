// Choosing blocks. Included by Dsa.td, which has the types.
#ifndef DYNSPARSE_DSA_SELECTION
#define DYNSPARSE_DSA_SELECTION

def Dsa_ScoreBlocksOp : Dsa_Op<"score_blocks", /*infers=*/1, /*folds=*/0, /*canonicalizes=*/1> {
  let summary = "scores of blocks from pooled queries and keys";
  let description = [{
    `qm[b, h, r, :]` is the mean of the existing queries of block row `r`, `km[b, g, s, :]` likewise. The `G` heads of keys divide
    the `H` of queries, and `g = h div (H / G)`, as in `dsa.attention`.
    `scores[b, h, r, s] = scale * sum_d qm[b, h, r, d] * km[b, g, s, d]`.

    Means and products are taken in double precision, in ascending order of token and of `d`, and rounded once to the
    result (`f64` for `f64` operands, else `f32`): so that two strategies and two machines choose the same blocks.
    `scale` is `1 / sqrt(D)` unless given, and must be given where `D` is dynamic. NaN and infinity propagate.
    Complexity: `O(B H ((N + M) D + R S D))`. Source: VSA (arXiv 2505.13389), block means as in MInference and Quest.

    ```mlir
    func.func @score(%q: tensor<1x12x1568x64xf32>, %k: tensor<1x12x1568x64xf32>) -> tensor<1x12x98x98xf32> {
      %s = dsa.score_blocks %q, %k block = [16, 16] : tensor<1x12x1568x64xf32>, tensor<1x12x1568x64xf32>
      return %s : tensor<1x12x98x98xf32>
    }
    ```
  }];
  let arguments = (ins
    Dsa_Heads:$queries, Dsa_Heads:$keys,
    ConfinedAttr<DenseI64ArrayAttr, [DenseArrayCount<2>]>:$block,
    OptionalAttr<F64Attr>:$scale
  );
  let results = (outs Dsa_Scores:$scores);
  let assemblyFormat = [{
    $queries `,` $keys `block` `=` $block (`scale` `=` $scale^)? attr-dict `:` type($queries) `,` type($keys)
  }];
}

def Dsa_SelectBlocksOp : Dsa_Op<"select_blocks", 0, 0, /*canonicalizes=*/1> {
  let summary = "the blocks with the highest scores in each row";
  let description = [{
    `P[b, h] = {(r, s) : s is among the top_k best of scores[b, h, r, :]}`.

    `s` is better than `t` if its score is greater; NaN is greater than every number (it must not vanish from the
    result); of equal scores (`-0 = +0`, `NaN = NaN`) the lower index is better. `top_k` above `S` takes all, 0 or less
    takes none. The pattern holds blocks. A choice among some blocks, as those of a causal row, has scores of `-inf` for the
    others, which come last, and is intersected with `dsa.causal_pattern`. Complexity: `O(B H R S)` expected.
    Source: block top-k as in MoBA (arXiv 2502.13189) and SeerAttention (arXiv 2410.13276).

    ```mlir
    func.func @select(%s: tensor<1x12x98x98xf32>) -> !dsa.pattern<1x12x1568x1568, block = 16x16> {
      %k = arith.constant 24 : index
      %p = dsa.select_blocks %s top_k(%k) : tensor<1x12x98x98xf32> -> !dsa.pattern<1x12x1568x1568, block = 16x16>
      return %p : !dsa.pattern<1x12x1568x1568, block = 16x16>
    }
    ```
  }];
  let arguments = (ins Dsa_Scores:$scores, Index:$top_k);
  let results = (outs Dsa_PatternType:$pattern);
  let assemblyFormat = "$scores `top_k` `(` $top_k `)` attr-dict `:` type($scores) `->` qualified(type($pattern))";
}

#endif
