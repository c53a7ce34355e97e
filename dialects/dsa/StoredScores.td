// Attention in three steps, with the scores of a pattern stored between them. Included by Dsa.td, which has the types.
#ifndef DYNSPARSE_DSA_STOREDSCORES
#define DYNSPARSE_DSA_STOREDSCORES

def Dsa_StoredScores : TensorRankOf<[F64, F32], [5]>; // BS x HS x T x bq x bk

def Dsa_SddmmOp : Dsa_Op<"sddmm", /*infers=*/1, /*folds=*/0, /*canonicalizes=*/1> {
  let summary = "the scores of a pattern's elements, stored (sampled dense-dense matrix product)";
  let description = [{
    With `bq x bk` the block of the pattern, its *tiles* are the non-empty blocks of the set, ordered by batch entries,
    heads, block rows and then block columns, whatever the format. For tile `n`, block `(r, s)` of batch entry `b` and head
    `h`, and an element of the set in it, `i = r bq + y` and `j = s bk + x`:

    `scores[b', h', n, y, x] = scale * sum_d queries[b, h, i, d] * keys[b, g, j, d] + key_bias[b, g, j]`

    and 0 for every other element of a tile. `g = h floordiv (H / G)` is the head of the `G` of keys that serves head `h` of the `H` of
    queries, as in `dsa.attention`. A pattern with one batch entry or head serves all: `b' = b` and `BS = B` then,
    else `b' = 0` and `BS = 1`; the same for `h'` and `HS`. The result is `BS x HS x T x bq x bk`, in `f32` (`f64` for
    `f64`). Of blocks of `1x1` it is a list of the stored elements by rows, as `values` of `dsa.to_sparse_tensor` and of other
    libraries' CSR.

    `scale` is `1 / sqrt(D)` unless given, and must be given where `D` is dynamic; `key_bias` is 0 unless given. Numbers
    outside the set have no influence, not even NaN. Without tiles the result has no elements.
    Complexity: `2 bq bk D` FLOPs a tile, `O(B G M D)` memory beside operands and results.
    Source: SDDMM as in sampled products of CSR matrices (arXiv 2006.10901), by blocks.

    ```mlir
    func.func @scores(%q: tensor<1x12x1568x64xf32>, %k: tensor<1x12x1568x64xf32>,
                      %p: !dsa.pattern<1x12x1568x1568, block = 16x16>) -> tensor<1x1x?x16x16xf32> {
      %x = dsa.sddmm %q, %k, %p
        : tensor<1x12x1568x64xf32>, tensor<1x12x1568x64xf32>, !dsa.pattern<1x12x1568x1568, block = 16x16>
      return %x : tensor<1x1x?x16x16xf32>
    }
    ```
  }];
  let arguments = (ins
    Dsa_Heads:$queries, Dsa_Heads:$keys, Dsa_PatternType:$pattern,
    Optional<TensorRankOf<[F64, F32], [3]>>:$key_bias, OptionalAttr<F64Attr>:$scale
  );
  let results = (outs Dsa_StoredScores:$scores);
  let assemblyFormat = [{
    $queries `,` $keys `,` $pattern (`key_bias` `(` $key_bias^ `:` type($key_bias) `)`)? (`scale` `=` $scale^)? attr-dict
    `:` type($queries) `,` type($keys) `,` qualified(type($pattern))
  }];
}

def Dsa_SparseSoftmaxOp : Dsa_Op<"sparse_softmax", /*infers=*/1, /*folds=*/0, /*canonicalizes=*/1> {
  let summary = "softmax over the stored scores of each query";
  let description = [{
    Tiles, `b'` and `h'` are those of `dsa.sddmm`. With `x[j]` the score of query `i` and key `j`, for all `j` of the set:

    - `lse[b, h, i] = log sum_j exp(x[j])`
    - `weights[b', h', n, y, x] = exp(x[j] - lse[b, h, i])`, and 0 for every element of a tile that is not in the set

    A query without keys, or with only scores of `-inf`, gives weights of 0 and `lse = -inf`. A NaN or `+inf` among the scores
    of a query gives NaN for its `lse` and all its weights. Scores of elements that are not in the set are not read. `lse` is a
    result with `with_lse`.

    One `index` operand gives each `?` of the queries and keys of the pattern's type, in order. That there are as many tiles
    as the pattern has is checked when the program runs. Complexity: `O(tiles bq bk)`, and memory for 64 rows of the longest
    list of keys.

    ```mlir
    func.func @weights(%x: tensor<1x1x?x16x16xf32>, %p: !dsa.pattern<1x12x1568x1568, block = 16x16>)
        -> (tensor<1x1x?x16x16xf32>, tensor<1x12x1568xf32>) {
      %w, %lse = dsa.sparse_softmax %x, %p with_lse : tensor<1x1x?x16x16xf32>, !dsa.pattern<1x12x1568x1568, block = 16x16>
      return %w, %lse : tensor<1x1x?x16x16xf32>, tensor<1x12x1568xf32>
    }
    ```
  }];
  let arguments = (ins Dsa_StoredScores:$scores, Dsa_PatternType:$pattern, Variadic<Index>:$sizes, UnitAttr:$with_lse);
  let results = (outs Dsa_StoredScores:$weights, Optional<TensorRankOf<[F64, F32], [3]>>:$lse);
  let assemblyFormat = [{
    $scores `,` $pattern (`(` $sizes^ `)`)? (`with_lse` $with_lse^)? attr-dict `:` type($scores) `,` qualified(type($pattern))
  }];
}

def Dsa_SpmmOp : Dsa_Op<"spmm", /*infers=*/1, /*folds=*/0, /*canonicalizes=*/1> {
  let summary = "the product of a pattern's stored weights and dense values";
  let description = [{
    Tiles, `b'` and `h'` are those of `dsa.sddmm`:

    `output[b, h, i, e] = sum_{j : (i, j) in the set} weights[b', h', n, y, x] * values[b, g, j, e]`

    with the element type of `values`, of the `H` heads that weights and pattern have together, of which `g = h floordiv (H / G)` serves head
    `h`: values have `G` heads, and `G` divides `H`, as in `dsa.attention`. Sums are in `f32` (`f64` for `f64`), their order is not specified. A query whose weights are all
    0 gives 0, whatever the values hold; else a NaN or infinite value under weight 0 gives NaN, as `0 * NaN` does. Weights of
    elements that are not in the set are not read, and values that no query sees have no influence.

    An `index` operand gives the number of queries where the pattern's type says `?`. That there are as many tiles as the
    pattern has is checked when the program runs. Complexity: `2 bq bk E` FLOPs a tile.

    `dsa.spmm` of `dsa.sparse_softmax` of `dsa.sddmm` is `dsa.attention`, which stores no scores: `dsa-fuse` fuses them.

    ```mlir
    func.func @capped(%q: tensor<1x2x96x64xf32>, %k: tensor<1x2x96x64xf32>, %v: tensor<1x2x96x64xf32>,
                      %p: !dsa.pattern<1x2x96x96, block = 16x16, holds = elements>, %cap: f32) -> tensor<1x2x96x64xf32> {
      %x = dsa.sddmm %q, %k, %p : tensor<1x2x96x64xf32>, tensor<1x2x96x64xf32>, !dsa.pattern<1x2x96x96, block = 16x16, holds = elements>
      %capped = linalg.map ins(%x : tensor<1x1x?x16x16xf32>) outs(%x : tensor<1x1x?x16x16xf32>) (%score: f32, %unset: f32) {
        %share = arith.divf %score, %cap : f32
        %tanh = math.tanh %share : f32
        %soft = arith.mulf %cap, %tanh : f32
        linalg.yield %soft : f32
      }
      %w = dsa.sparse_softmax %capped, %p : tensor<1x1x?x16x16xf32>, !dsa.pattern<1x2x96x96, block = 16x16, holds = elements>
      %o = dsa.spmm %w, %v, %p : tensor<1x1x?x16x16xf32>, tensor<1x2x96x64xf32>, !dsa.pattern<1x2x96x96, block = 16x16, holds = elements>
      return %o : tensor<1x2x96x64xf32>
    }
    ```
  }];
  let arguments = (ins Dsa_StoredScores:$weights, Dsa_Heads:$values, Dsa_PatternType:$pattern, Variadic<Index>:$sizes);
  let results = (outs Dsa_Heads:$output);
  let assemblyFormat = [{
    $weights `,` $values `,` $pattern (`(` $sizes^ `)`)? attr-dict
    `:` type($weights) `,` type($values) `,` qualified(type($pattern))
  }];
}

#endif
