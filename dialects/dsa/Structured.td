// Structured patterns: stated by a formula, or by what rows, columns or heads are. Included by Dsa.td, which has the types.
#ifndef DYNSPARSE_DSA_STRUCTURED
#define DYNSPARSE_DSA_STRUCTURED

// Makes `{(i, j) : see(i, j)}` where the type holds elements, and the blocks that cover it where it holds blocks.
class Dsa_StatedPatternOp<string mnemonic> : Dsa_Op<mnemonic, 0, 0, /*canonicalizes=*/1> {
  let results = (outs Dsa_PatternType:$pattern);
}

def Dsa_CausalPatternOp : Dsa_StatedPatternOp<"causal_pattern"> {
  let summary = "each query sees the keys up to its own";
  let description = [{
    `see(i, j) = (j <= i + M - N)`: the last query sees every key, whatever `N` and `M` are, as where keys of earlier tokens
    are cached. With `N > M` the first `N - M` queries see nothing. `P[b, h] = {(i, j) : see(i, j)}` where the type holds
    elements, else the blocks that cover it, `{(r, s) : see(i, j) for some query i of block row r and some key j of block
    column s}`.

    One `index` operand gives each `?` of the type's shape, in order. A size that is negative counts as 0. Complexity:
    `O(B H R S)`. Source: arXiv 1706.03762.

    ```mlir
    func.func @causal(%n: index, %m: index) -> !dsa.pattern<1x1x?x?, block = 16x16, holds = elements> {
      %p = dsa.causal_pattern(%n, %m) : !dsa.pattern<1x1x?x?, block = 16x16, holds = elements>
      return %p : !dsa.pattern<1x1x?x?, block = 16x16, holds = elements>
    }
    ```
  }];
  let arguments = (ins Variadic<Index>:$sizes);
  let assemblyFormat = "`(` $sizes `)` attr-dict `:` qualified(type($pattern))";
}

def Dsa_StripePatternOp : Dsa_StatedPatternOp<"stripe_pattern"> {
  let summary = "diagonal bands";
  let description = [{
    With `x = j - i - (M - N) - offset`, how far key `j` is right of the diagonal that ends at the last query and key, and of
    `offset`: `see(i, j) = (0 <= x < width)`, or, with a `period`, `see(i, j) = (x mod period < width)` with
    `0 <= x mod period < period`. Elements, blocks and sizes are those of `dsa.causal_pattern`. `offset = -w, width = w + 1`
    is causal attention to the last `w + 1` tokens; `period = s, width = 1` is dilated attention. Complexity: `O(B H R S)`,
    and the elements of the blocks at the edges of bands. Source: Sparse Transformers (arXiv 1904.10509), Longformer
    (arXiv 2004.05150).

    ```mlir
    func.func @stripe(%n: index) -> !dsa.pattern<1x1x?x64, block = 16x16, holds = elements> {
      %p = dsa.stripe_pattern(%n) offset = -15 width = 16 : !dsa.pattern<1x1x?x64, block = 16x16, holds = elements>
      return %p : !dsa.pattern<1x1x?x64, block = 16x16, holds = elements>
    }
    ```
  }];
  let arguments = (ins Variadic<Index>:$sizes, I64Attr:$offset, I64Attr:$width, OptionalAttr<I64Attr>:$period);
  let assemblyFormat = [{
    `(` $sizes `)` `offset` `=` $offset `width` `=` $width (`period` `=` $period^)? attr-dict `:` qualified(type($pattern))
  }];
}

def Dsa_DocumentPatternOp : Dsa_StatedPatternOp<"document_pattern"> {
  let summary = "each query sees the keys of its document";
  let description = [{
    `see(i, j) = (of_queries[b, i] == of_keys[b, j])`, with the document of each query, `B x N`, and of each key, `B x M`, in
    any order. Elements and blocks are those of `dsa.causal_pattern`. The type's head size is static, usually 1. Complexity:
    `O(B H R S)`, and the elements of blocks in which documents meet. Source: FlexAttention's document masks, packed
    sequences.

    ```mlir
    func.func @documents(%ids: tensor<2x?xi32>) -> !dsa.pattern<2x1x?x?, block = 16x16, holds = elements> {
      %p = dsa.document_pattern %ids, %ids
        : tensor<2x?xi32>, tensor<2x?xi32> -> !dsa.pattern<2x1x?x?, block = 16x16, holds = elements>
      return %p : !dsa.pattern<2x1x?x?, block = 16x16, holds = elements>
    }
    ```
  }];
  let arguments = (ins TensorRankOf<[I32], [2]>:$of_queries, TensorRankOf<[I32], [2]>:$of_keys);
  let assemblyFormat = [{
    $of_queries `,` $of_keys attr-dict `:` type($of_queries) `,` type($of_keys) `->` qualified(type($pattern))
  }];
}

def Dsa_RowPatternOp : Dsa_StatedPatternOp<"row_pattern"> {
  let summary = "whole rows: queries that see every key, and queries that see none";
  let description = [{
    `P[b, h] = {(r, s) : mask[b, h, r], 0 <= s < S}`, with a mask of block rows, `B x H x R`; where the type holds elements,
    of queries: `B x H x N` and `P[b, h] = {(i, j) : mask[b, h, i], 0 <= j < M}`. An `index` operand gives the number of
    keys where the type says `?`. Complexity: `O(B H R S)`.

    ```mlir
    func.func @rows(%mask: tensor<1x8x4xi1>, %m: index) -> !dsa.pattern<1x8x64x?, block = 16x16> {
      %p = dsa.row_pattern %mask(%m) : tensor<1x8x4xi1> -> !dsa.pattern<1x8x64x?, block = 16x16>
      return %p : !dsa.pattern<1x8x64x?, block = 16x16>
    }
    ```
  }];
  let arguments = (ins TensorRankOf<[I1], [3]>:$mask, Variadic<Index>:$sizes);
  let assemblyFormat = "$mask (`(` $sizes^ `)`)? attr-dict `:` type($mask) `->` qualified(type($pattern))";
}

def Dsa_ColumnPatternOp : Dsa_StatedPatternOp<"column_pattern"> {
  let summary = "whole columns: keys that every query sees, and keys that none does";
  let description = [{
    `P[b, h] = {(r, s) : mask[b, h, s], 0 <= r < R}`, with a mask of block columns, `B x H x S`; where the type holds
    elements, of keys: `B x H x M` and `P[b, h] = {(i, j) : mask[b, h, j], 0 <= i < N}`. An `index` operand gives the number
    of queries where the type says `?`. Complexity: `O(B H R S)`. Source: the vertical lines of MInference
    (arXiv 2407.02490); its slashes are those of `dsa.diagonal_pattern`.

    ```mlir
    func.func @columns(%mask: tensor<1x8x64xi1>, %n: index)
        -> !dsa.pattern<1x8x?x64, block = 16x16, holds = elements> {
      %p = dsa.column_pattern %mask(%n) : tensor<1x8x64xi1> -> !dsa.pattern<1x8x?x64, block = 16x16, holds = elements>
      return %p : !dsa.pattern<1x8x?x64, block = 16x16, holds = elements>
    }
    ```
  }];
  let arguments = (ins TensorRankOf<[I1], [3]>:$mask, Variadic<Index>:$sizes);
  let assemblyFormat = "$mask (`(` $sizes^ `)`)? attr-dict `:` type($mask) `->` qualified(type($pattern))";
}

def Dsa_DiagonalPatternOp : Dsa_StatedPatternOp<"diagonal_pattern"> {
  let summary = "whole diagonals, chosen at run time";
  let description = [{
    `see(i, j) = mask[b, h, j - i + N - 1]`, with a mask of diagonals, `B x H x D`, where `D = max(N + M - 1, 0)`: the first
    diagonal is the last query with the first key, number `M - 1` ends at the last query and key, and the last is the first
    query with the last key. Elements and blocks are those of `dsa.causal_pattern`, and so is what a negative size counts as.
    An `index` operand gives the number of queries, and then of keys, where the type says `?`; the program fails with a located
    message where they make another `D` than that of the mask. Those above number `M - 1` are of later keys: intersect with
    `dsa.causal_pattern`, or leave them false. Complexity: `O(B H (R S + N + M))`, and the elements of blocks of which some
    diagonals are seen and some are not, where the type holds elements. Source: the slashes of MInference (arXiv 2407.02490).

    ```mlir
    func.func @slashes(%mask: tensor<1x8x?xi1>, %n: index) -> !dsa.pattern<1x8x?x?, block = 16x16, holds = elements> {
      %p = dsa.diagonal_pattern %mask(%n, %n) : tensor<1x8x?xi1> -> !dsa.pattern<1x8x?x?, block = 16x16, holds = elements>
      return %p : !dsa.pattern<1x8x?x?, block = 16x16, holds = elements>
    }
    ```

    A head of vertical lines and slashes sees both, up to its own token:

    ```mlir
    !pattern = !dsa.pattern<1x8x?x?, block = 16x16, holds = elements>

    func.func @vertical_slash(%keys: tensor<1x8x?xi1>, %diagonals: tensor<1x8x?xi1>, %n: index) -> !pattern {
      %vertical = dsa.column_pattern %keys(%n) : tensor<1x8x?xi1> -> !pattern
      %slash = dsa.diagonal_pattern %diagonals(%n, %n) : tensor<1x8x?xi1> -> !pattern
      %causal = dsa.causal_pattern(%n, %n) : !dsa.pattern<1x1x?x?, block = 16x16, holds = elements>
      %lines = dsa.pattern_union %vertical, %slash : !pattern, !pattern
      %seen = dsa.pattern_intersection %lines, %causal
        : !pattern, !dsa.pattern<1x1x?x?, block = 16x16, holds = elements>
      return %seen : !pattern
    }
    ```
  }];
  let arguments = (ins TensorRankOf<[I1], [3]>:$mask, Variadic<Index>:$sizes);
  let assemblyFormat = "$mask (`(` $sizes^ `)`)? attr-dict `:` type($mask) `->` qualified(type($pattern))";
}

def Dsa_HeadPatternOp : Dsa_StatedPatternOp<"head_pattern"> {
  let summary = "whole heads, on or off";
  let description = [{
    `P[b, h]` is everything where `mask[b, h]`, nothing elsewhere; attention gives 0 there. An `index` operand gives the
    number of queries, and then of keys, where the type says `?`. Complexity: `O(B H R S)`.

    ```mlir
    func.func @heads(%mask: tensor<1x8xi1>, %n: index) -> !dsa.pattern<1x8x?x?, block = 16x16> {
      %p = dsa.head_pattern %mask(%n, %n) : tensor<1x8xi1> -> !dsa.pattern<1x8x?x?, block = 16x16>
      return %p : !dsa.pattern<1x8x?x?, block = 16x16>
    }
    ```
  }];
  let arguments = (ins TensorRankOf<[I1], [2]>:$mask, Variadic<Index>:$sizes);
  let assemblyFormat = "$mask (`(` $sizes^ `)`)? attr-dict `:` type($mask) `->` qualified(type($pattern))";
}

def Dsa_SelectNOfMOp : Dsa_Op<"select_n_of_m", 0, 0, /*canonicalizes=*/1> {
  let summary = "the n best of every m consecutive keys";
  let description = [{
    `P[b, h] = {(i, j) : fewer than n of the scores of row i in the group of j are better than scores[b, h, i, j]}`, where the
    groups of a row are its scores `g*m <= j < (g+1)*m`, the last one as long as it is. "Better" is the order of
    `dsa.select_blocks`: greater, NaN above every number, of equal ones the first. The scores are those of elements,
    `B x H x N x M`, where the type holds elements, and else of blocks, `B x H x R x S`. `n >= m` takes all. With
    `budget(%k)` at most so many of each group are taken, `min(max(k, 0), n)` for `n`: the type states no number. Complexity:
    `O(m)` a score. Source: N:M sparsity (arXiv 2104.08378), along the keys as in DFSS (arXiv 2203.00091).

    ```mlir
    func.func @two_of_four(%s: tensor<1x2x64x64xf32>) -> !dsa.pattern<1x2x64x64, block = 16x16, holds = elements> {
      %p = dsa.select_n_of_m %s n = 2 m = 4
        : tensor<1x2x64x64xf32> -> !dsa.pattern<1x2x64x64, block = 16x16, holds = elements>
      return %p : !dsa.pattern<1x2x64x64, block = 16x16, holds = elements>
    }
    ```

    Of each 8, as many as a share of 4 says:

    ```mlir
    func.func @a_share(%s: tensor<1x2x64x64xf32>, %share: f32) -> !dsa.pattern<1x2x64x64, block = 16x16, holds = elements> {
      %four = arith.constant 4 : index
      %k = dsa.budget %share of %four at_least = 1 : f32
      %p = dsa.select_n_of_m %s budget(%k) n = 4 m = 8
        : tensor<1x2x64x64xf32> -> !dsa.pattern<1x2x64x64, block = 16x16, holds = elements>
      return %p : !dsa.pattern<1x2x64x64, block = 16x16, holds = elements>
    }
    ```
  }];
  let arguments = (ins Dsa_Scores:$scores, Optional<Index>:$budget, I64Attr:$n, I64Attr:$m);
  let results = (outs Dsa_PatternType:$pattern);
  let assemblyFormat = [{
    $scores (`budget` `(` $budget^ `)`)? `n` `=` $n `m` `=` $m attr-dict `:` type($scores) `->` qualified(type($pattern))
  }];
}

#endif
