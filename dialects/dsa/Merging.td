// Merging tokens that are alike, and taking them apart again. Included by Dsa.td, which has the types.
#ifndef DYNSPARSE_DSA_MERGING
#define DYNSPARSE_DSA_MERGING

def Dsa_MatchTokensOp : Dsa_Op<"match_tokens", /*infers=*/1, /*folds=*/0, /*canonicalizes=*/1> {
  let summary = "which tokens are merged, by bipartite matching";
  let description = [{
    Of the tokens `protect <= t < N` those with an even index are sources, those with an odd one destinations; the first
    `protect` (a class token, say) are neither. With `u[t, :] = keys[b, t, :] / sqrt(sum_c keys[b, t, c]^2)`, and 0 where that root
    is 0, the similarity of source `a` and destination `d` is `sum_c u[a, c] u[d, c]`; a NaN counts as `-inf`, so that invalid
    tokens are merged last.

    - Each source is matched with the destination that is most similar, of equal ones the first.
    - The `merge` sources with the highest similarity to their match are merged, of equal ones the first: `R = min(max(merge,
      0), number of sources)` of them, none where there is no destination.
    - `count = N - R` tokens are left, in their original order. `groups[b, t]` is the position of token `t` among them; for
      a source that is merged, the position of its match.

    Each token is in one group, and a group has any number of sources. Products and sums are taken in double precision, in
    ascending order of `c`, so that every strategy, machine and number of threads finds the same matches. Complexity:
    `O(B N^2 C)`. Source: Token Merging (arXiv 2210.09461), on keys.

    ```mlir
    func.func @alike(%keys: tensor<1x197x64xf32>, %r: index) -> (tensor<1x197xi32>, index) {
      %groups, %count = dsa.match_tokens %keys merge(%r) protect = 1 : tensor<1x197x64xf32>
      return %groups, %count : tensor<1x197xi32>, index
    }
    ```
  }];
  let arguments = (ins Dsa_Tokens:$keys, Index:$merge, DefaultValuedAttr<I64Attr, "0">:$protect);
  let results = (outs Dsa_Indices:$groups, Index:$count);
  let assemblyFormat = "$keys `merge` `(` $merge `)` (`protect` `=` $protect^)? attr-dict `:` type($keys)";
}

def Dsa_MergeTokensOp : Dsa_Op<"merge_tokens", /*infers=*/1, /*folds=*/0, /*canonicalizes=*/1> {
  let summary = "the means of groups of tokens";
  let description = [{
    With `G(j) = {t : groups[b, t] = j}` for `0 <= j < count` (a negative count is 0) and `sizes` of 1 unless given:

    - `merged_sizes[b, j] = sum_{t in G(j)} sizes[b, t]`
    - `merged[b, j, :] = (1 / merged_sizes[b, j]) sum_{t in G(j)} sizes[b, t] tokens[b, t, :]`

    A token that is alone in its group stays as it is, bit for bit; an empty group gives zeros and the size 0. Tokens whose
    group is outside `0 <= group < count` are passed over. Sums are in ascending order of `t`, in `f32` (`f64` for `f64`), of
    rounded products, and are divided and then rounded to the result. `sizes` and `merged_sizes` are `f32` (`f64` for `f64`
    tokens); the sizes of tokens that were merged before are carried on. Their logarithm is the `key_bias` by which attention
    counts a merged token as often as it stands for one. Complexity: `O(B N C)`. Source: Token Merging (arXiv 2210.09461).

    ```mlir
    func.func @merge(%x: tensor<1x197x768xf32>, %groups: tensor<1x197xi32>, %count: index, %sizes: tensor<1x197xf32>)
        -> (tensor<1x?x768xf32>, tensor<1x?xf32>) {
      %y, %of_y = dsa.merge_tokens %x, %groups count(%count) sizes(%sizes : tensor<1x197xf32>)
        : tensor<1x197x768xf32>, tensor<1x197xi32>
      return %y, %of_y : tensor<1x?x768xf32>, tensor<1x?xf32>
    }
    ```
  }];
  let arguments = (ins Dsa_Tokens:$tokens, Dsa_Indices:$groups, Index:$count, Optional<TensorRankOf<[F64, F32], [2]>>:$sizes);
  let results = (outs Dsa_Tokens:$merged, TensorRankOf<[F64, F32], [2]>:$merged_sizes);
  let assemblyFormat = [{
    $tokens `,` $groups `count` `(` $count `)` (`sizes` `(` $sizes^ `:` type($sizes) `)`)? attr-dict
    `:` type($tokens) `,` type($groups)
  }];
}

def Dsa_UnmergeTokensOp : Dsa_Op<"unmerge_tokens", /*infers=*/1, /*folds=*/0, /*canonicalizes=*/1> {
  let summary = "what groups of tokens became, at each token";
  let description = [{
    `tokens[b, t, :] = merged[b, groups[b, t], :]`, and 0 where the group is outside `0 <= group < K` of the `K` merged tokens:
    each token gets what its group became. Complexity: `O(B N C)`. Source: Token Merging for Fast Stable Diffusion
    (arXiv 2303.17604).

    ```mlir
    func.func @unmerge(%y: tensor<1x?x768xf32>, %groups: tensor<1x197xi32>) -> tensor<1x197x768xf32> {
      %x = dsa.unmerge_tokens %y, %groups : tensor<1x?x768xf32>, tensor<1x197xi32>
      return %x : tensor<1x197x768xf32>
    }
    ```
  }];
  let arguments = (ins Dsa_Tokens:$merged, Dsa_Indices:$groups);
  let results = (outs Dsa_Tokens:$tokens);
  let assemblyFormat = "$merged `,` $groups attr-dict `:` type($merged) `,` type($groups)";
}

#endif
