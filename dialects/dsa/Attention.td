// Attention over a pattern. Included by Dsa.td, which has the types.
#ifndef DYNSPARSE_DSA_ATTENTION
#define DYNSPARSE_DSA_ATTENTION

def Dsa_AttentionOp : Dsa_Op<"attention", /*infers=*/1, /*folds=*/0, /*canonicalizes=*/1> {
  let summary = "softmax attention over the blocks or elements of a pattern";
  let description = [{
    With `J(b, h, i) = {j : (i div uq, j div uk) in P[b, h]}`, the keys that query `i` sees (`uq x uk` is the pattern's unit:
    its block, or one element), and `g = h floordiv (H / G)`, the head of keys and values that serves it:

    - `x[j] = scale * sum_d queries[b, h, i, d] * keys[b, g, j, d] + key_bias[b, g, j]`
    - `lse[b, h, i] = log sum_{j in J} exp(x[j])`
    - `output[b, h, i, :] = sum_{j in J} exp(x[j] - lse[b, h, i]) * values[b, g, j, :]`

    Keys and values have `G` heads and queries `H`, a multiple of `G`, so that each head of keys serves `H / G` neighbouring heads of
    queries: all of its own where `G = H`, grouped-query attention where `G < H` (arXiv 2305.13245), multi-query attention where `G = 1`
    (arXiv 1911.02150). Pattern, `output` and `lse` are of the heads of queries. Where types leave heads open, that `G` divides `H` is
    checked when the program runs.

    A row that sees no key gives `output = 0` and `lse = -inf`. A row with a NaN among its scores gives NaN for both, and so
    does one with a score of `+inf`; scores of `-inf` have weight 0, and a row with only such gives `output = 0`, `lse = -inf`.
    A value that is NaN or infinite makes the output NaN even where its weight is 0, as `0 * NaN` is NaN, unless all weights of
    the row are 0. Keys that a query does not see, and their values, have no influence on its result, even if they are NaN.
    `scale` is `1 / sqrt(D)` unless given, and must be given where `D` is dynamic. `key_bias` is 0 unless given, `f32` (`f64`
    for `f64`): for example the logarithm of the sizes of merged tokens (`dsa.merge_tokens`), or `-inf` for keys to leave out.
    Batch or head sizes of 1 in the pattern serve every batch entry or head of queries, in `key_bias` of keys. Sums are in `f32` at least (`f64`
    for `f64`), their order is not specified. `lse` is `f32` (`f64` for `f64`) and is a result with `with_lse`. Complexity:
    `2 * bq * bk * (D + E)` FLOPs a block of the pattern, `O(N D)` memory beside operands and results. Source: FlashAttention
    (arXiv 2205.14135), block-sparse variant.

    ```mlir
    func.func @attend(%q: tensor<1x12x1568x64xf32>, %k: tensor<1x12x1568x64xf32>, %v: tensor<1x12x1568x64xf32>,
                      %p: !dsa.pattern<1x12x1568x1568, block = 16x16>)
        -> (tensor<1x12x1568x64xf32>, tensor<1x12x1568xf32>) {
      %o, %lse = dsa.attention %q, %k, %v, %p with_lse
        : tensor<1x12x1568x64xf32>, tensor<1x12x1568x64xf32>, tensor<1x12x1568x64xf32>,
          !dsa.pattern<1x12x1568x1568, block = 16x16>
      return %o, %lse : tensor<1x12x1568x64xf32>, tensor<1x12x1568xf32>
    }
    ```

    Three heads of queries share each head of keys and values:

    ```mlir
    func.func @grouped(%q: tensor<1x12x1568x64xf32>, %k: tensor<1x4x1568x64xf32>, %v: tensor<1x4x1568x64xf32>,
                       %p: !dsa.pattern<1x12x1568x1568, block = 16x16>) -> tensor<1x12x1568x64xf32> {
      %o = dsa.attention %q, %k, %v, %p
        : tensor<1x12x1568x64xf32>, tensor<1x4x1568x64xf32>, tensor<1x4x1568x64xf32>, !dsa.pattern<1x12x1568x1568, block = 16x16>
      return %o : tensor<1x12x1568x64xf32>
    }
    ```

    Merged tokens, each counted as often as it stands for one:

    ```mlir
    func.func @merged(%x: tensor<1x12x?x64xf32>, %log_sizes: tensor<1x1x?xf32>, %p: !dsa.pattern<1x1x?x?, block = 16x16>)
        -> tensor<1x12x?x64xf32> {
      %o = dsa.attention %x, %x, %x, %p key_bias(%log_sizes : tensor<1x1x?xf32>)
        : tensor<1x12x?x64xf32>, tensor<1x12x?x64xf32>, tensor<1x12x?x64xf32>, !dsa.pattern<1x1x?x?, block = 16x16>
      return %o : tensor<1x12x?x64xf32>
    }
    ```
  }];
  let arguments = (ins
    Dsa_Heads:$queries, Dsa_Heads:$keys, Dsa_Heads:$values, Dsa_PatternType:$pattern,
    Optional<TensorRankOf<[F64, F32], [3]>>:$key_bias, OptionalAttr<F64Attr>:$scale, UnitAttr:$with_lse
  );
  let results = (outs Dsa_Heads:$output, Optional<TensorRankOf<[F64, F32], [3]>>:$lse);
  let assemblyFormat = [{
    $queries `,` $keys `,` $values `,` $pattern (`key_bias` `(` $key_bias^ `:` type($key_bias) `)`)? (`scale` `=` $scale^)? (`with_lse` $with_lse^)? attr-dict
    `:` type($queries) `,` type($keys) `,` type($values) `,` qualified(type($pattern))
  }];
}

#endif
