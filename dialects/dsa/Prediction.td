// Predicting what attention will weigh: by key, by antidiagonal, by similarity. Included by Dsa.td, which has the types.
#ifndef DYNSPARSE_DSA_PREDICTION
#define DYNSPARSE_DSA_PREDICTION

def Dsa_SelectKeysOp : Dsa_Op<"select_keys", 0, 0, /*canonicalizes=*/1> {
  let summary = "the keys with the highest scores of each query";
  let description = [{
    `P[b, h] = {(i, j) : j is among the top_k best of scores[b, h, i, :]}`, by the order of `dsa.select_blocks`. The pattern
    holds elements. `top_k` above `M` takes all, 0 or less takes none. The scores of every query and key are those of
    `dsa.score_blocks` with `block = [1, 1]`; others serve as well. Complexity: `O(B H N M)` expected. Source: top-k
    attention (arXiv 2106.06899), Explicit Sparse Transformer (arXiv 1912.11637).

    ```mlir
    func.func @best_keys(%q: tensor<1x2x64x32xf32>, %k: tensor<1x2x64x32xf32>, %v: tensor<1x2x64x32xf32>, %share: f32)
        -> tensor<1x2x64x32xf32> {
      %m = arith.constant 64 : index
      %best = dsa.budget %share of %m at_least = 1 : f32
      %s = dsa.score_blocks %q, %k block = [1, 1] : tensor<1x2x64x32xf32>, tensor<1x2x64x32xf32>
      %p = dsa.select_keys %s top_k(%best)
        : tensor<1x2x64x64xf32> -> !dsa.pattern<1x2x64x64, block = 16x16, holds = elements>
      %o = dsa.attention %q, %k, %v, %p : tensor<1x2x64x32xf32>, tensor<1x2x64x32xf32>, tensor<1x2x64x32xf32>,
        !dsa.pattern<1x2x64x64, block = 16x16, holds = elements>
      return %o : tensor<1x2x64x32xf32>
    }
    ```
  }];
  let arguments = (ins Dsa_Scores:$scores, Index:$top_k);
  let results = (outs Dsa_PatternType:$pattern);
  let assemblyFormat = "$scores `top_k` `(` $top_k `)` attr-dict `:` type($scores) `->` qualified(type($pattern))";
}

def Dsa_ScoreAntidiagonalsOp : Dsa_Op<"score_antidiagonals", /*infers=*/1, /*folds=*/0, /*canonicalizes=*/1> {
  let summary = "scores of blocks from antidiagonals of q k^T";
  let description = [{
    Queries and keys are taken in groups of `stride` (`T`) neighbours, `u = ceil(N / T)` and `v = ceil(M / T)` of them; missing
    tokens count as zeros. The antidiagonal of a pair of groups, in ascending order of `t` and then of `d`: in `f32`, each
    product added by a fused multiply-add, and the sum times `scale / T` rounded at the end; of `f64` operands in double
    precision, product and sum rounded each. The `G` heads of keys divide the `H` of queries, and `g = h div (H / G)`, as in
    `dsa.attention`:

    `a[i, j] = scale / T * sum_t sum_d queries[b, h, i*T + T-1-t, d] * keys[b, g, j*T + t, d]`, `0 <= i < u`, `0 <= j < v`

    Block `(r, s)` gets the mass of its groups in the softmax of their rows:

    `scores[b, h, r, s] = log sum_{i in r, j in s} exp(a[i, j]) / sum_{0 <= j' < v} exp(a[i, j'])`

    A logarithm, so that the softmax of a row of scores is the block's share of the row's mass, as `dsa.select_blocks_by_mass` takes it;
    `-inf` where the mass is 0. With `causal`, the groups of row `i` are those of which its last query sees a key, by the rule of
    `dsa.causal_pattern`: `j*T <= min(i*T + T-1, N-1) + M - N`. Others count nothing, even NaN, and a row that has none adds no mass. The pattern
    that is chosen by such scores is then intersected with that pattern. `stride` divides both sizes of `block`. The result is `f64` for `f64` operands, else `f32`.
    `scale` is `1 / sqrt(D)` unless given, and must be given where `D` is dynamic. NaN and infinity propagate: a NaN, or
    inf, among what is counted of `a[i, :]` makes NaN of every score of the block row of `i`. Complexity: `O(B H N M (D / T + 1 / T^2))`. Source: XAttention
    (arXiv 2503.16428).

    ```mlir
    func.func @score(%q: tensor<1x12x1568x64xf32>, %k: tensor<1x12x1568x64xf32>) -> tensor<1x12x98x98xf32> {
      %s = dsa.score_antidiagonals %q, %k block = [16, 16] stride = 8
        : tensor<1x12x1568x64xf32>, tensor<1x12x1568x64xf32>
      return %s : tensor<1x12x98x98xf32>
    }
    ```

    Of what a causal attention weighs:

    ```mlir
    func.func @causal(%q: tensor<1x12x?x64xf32>, %k: tensor<1x12x?x64xf32>) -> tensor<1x12x?x?xf32> {
      %s = dsa.score_antidiagonals %q, %k block = [16, 16] stride = 8 causal
        : tensor<1x12x?x64xf32>, tensor<1x12x?x64xf32>
      return %s : tensor<1x12x?x?xf32>
    }
    ```
  }];
  let arguments = (ins
    Dsa_Heads:$queries, Dsa_Heads:$keys,
    ConfinedAttr<DenseI64ArrayAttr, [DenseArrayCount<2>]>:$block, I64Attr:$stride,
    UnitAttr:$causal, OptionalAttr<F64Attr>:$scale
  );
  let results = (outs Dsa_Scores:$scores);
  let assemblyFormat = [{
    $queries `,` $keys `block` `=` $block `stride` `=` $stride (`causal` $causal^)? (`scale` `=` $scale^)? attr-dict
    `:` type($queries) `,` type($keys)
  }];
}

def Dsa_BlockSimilarityOp : Dsa_Op<"block_similarity", /*infers=*/1, /*folds=*/0, /*canonicalizes=*/1> {
  let summary = "how alike the tokens of each block are";
  let description = [{
    The mean of the Gram matrix of the block's normalised rows: with `u[i] = tokens[b, h, i, :] / |tokens[b, h, i, :]|` (0 where the
    token is 0) and `n` tokens in block `r`,

    `similarity[b, h, r] = sum_{i, j in r} u[i] . u[j] / n^2 = |sum_{i in r} u[i]|^2 / n^2`

    1 where all tokens of a block point the same way, near `1 / n` where they are unrelated. A block mean represents only similar
    tokens well: blocks of low similarity are better kept than judged by their mean. The guard is a mask of rows and columns
    (`dsa.row_pattern`, `dsa.column_pattern`) of the blocks below a threshold, given to `dsa.select_blocks_by_mass` as `always(..) apart`.

    In double precision: `u` is the token times `1 / sqrt(sum_d x[d] * x[d])`; sums are in ascending order of `d` and of
    token, and rounded once (`f64` for `f64` tokens, else `f32`). NaN propagates, and an infinite token gives NaN.
    Complexity: `O(B H N D)`. Source: SpargeAttn (arXiv 2502.18137).

    ```mlir
    func.func @similarity(%q: tensor<1x12x1568x64xf32>) -> tensor<1x12x98xf32> {
      %s = dsa.block_similarity %q block = 16 : tensor<1x12x1568x64xf32>
      return %s : tensor<1x12x98xf32>
    }
    ```
  }];
  let arguments = (ins Dsa_Heads:$tokens, I64Attr:$block);
  let results = (outs TensorRankOf<[F64, F32], [3]>:$similarity);
  let assemblyFormat = "$tokens `block` `=` $block attr-dict `:` type($tokens)";
}

#endif
