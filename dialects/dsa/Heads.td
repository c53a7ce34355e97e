// Heads: scoring, choosing, packing and unpacking them. Included by Dsa.td, which has the types.
#ifndef DYNSPARSE_DSA_HEADS
#define DYNSPARSE_DSA_HEADS

def Dsa_ScoreHeadsOp : Dsa_Op<"score_heads", /*infers=*/1, /*folds=*/0, /*canonicalizes=*/1> {
  let summary = "how much each head puts out";
  let description = [{
    `scores[b, h]` is the norm of the numbers `x = heads[b, h, i, d]` of a head, by `norm`

    | `norm` | |
    |---|---|
    | `l1` | `sum abs(x)` |
    | `l2` | `sqrt(sum x^2)` |
    | `max` | `max abs(x)` |
    | `mean` | `(1 / (N D)) sum abs(x)`, 0 where there are no numbers |

    It is a score for `dsa.select_heads`; so is any other tensor `B x H`, as the attention mass that a head retains. Sums
    are taken in double precision and rounded once to the result (`f64` for `f64` operands, else `f32`), so that every
    strategy, machine and number of threads finds the same heads: a sum has eight parts, part `l` over `i` in ascending
    order and for each over `d = l, l + 8, ...` in ascending order, which are added in ascending order of `l`. NaN
    propagates. Complexity: `O(B H N D)`. Source: the magnitude of a head's output, as in pruning by "Are Sixteen Heads
    Really Better than One?" (arXiv 1905.10650).

    ```mlir
    func.func @score(%o: tensor<1x12x1568x64xf32>) -> tensor<1x12xf32> {
      %s = dsa.score_heads %o norm = mean : tensor<1x12x1568x64xf32>
      return %s : tensor<1x12xf32>
    }
    ```
  }];
  let arguments = (ins Dsa_Heads:$heads, Dsa_Norm:$norm);
  let results = (outs TensorRankOf<[F64, F32], [2]>:$scores);
  let assemblyFormat = "$heads `norm` `=` $norm attr-dict `:` type($heads)";
}

def Dsa_SelectHeadsOp : Dsa_Op<"select_heads", /*infers=*/1, /*folds=*/0, /*canonicalizes=*/1> {
  let summary = "the heads worth computing";
  let description = [{
    For each batch entry, of the heads with `not (scores[b, h] <= threshold)` (all heads if there is no threshold) the
    `budget` best, in the order of `dsa.select_blocks`: higher scores first, NaN above every number, ties to the lower
    index. `indices[b, :]` lists them in ascending order, followed by -1 where fewer than `budget` passed. The result has
    `min(max(budget, 0), H)` columns. Complexity: `O(B H)` expected. Source: head pruning (arXiv 1905.10650).

    ```mlir
    func.func @select(%scores: tensor<1x12xf32>, %share: f32) -> tensor<1x?xi32> {
      %heads = arith.constant 12 : index
      %k = dsa.budget %share of %heads at_least = 1 : f32
      %i = dsa.select_heads %scores budget(%k) : tensor<1x12xf32>
      return %i : tensor<1x?xi32>
    }
    ```
  }];
  let arguments = (ins Dsa_Saliency:$scores, Index:$budget, Optional<F32>:$threshold);
  let results = (outs Dsa_Indices:$indices);
  let assemblyFormat = [{
    $scores `budget` `(` $budget `)` (`threshold` `(` $threshold^ `)`)? attr-dict `:` type($scores)
  }];
}

def Dsa_PackHeadsOp : Dsa_Op<"pack_heads", /*infers=*/1, /*folds=*/0, /*canonicalizes=*/1> {
  let summary = "chosen heads, side by side";
  let description = [{
    `packed[b, k, :, :] = heads[b, indices[b, k], :, :]`, and 0 where the index is outside `0 <= index < H` (as -1 is).
    A head that is listed twice is there twice. Where heads of queries share keys and values and some of them are left out, those that are left
    may no longer be as many of each group: keys and values, once for each head of queries that is left, are then packed by
    `[0, 0, 1]`, say, and `dsa.attention` takes as many heads of them as of queries. Complexity: `O(B K N D)`.

    ```mlir
    func.func @pack(%q: tensor<1x12x1568x64xf32>, %i: tensor<1x?xi32>) -> tensor<1x?x1568x64xf32> {
      %p = dsa.pack_heads %q, %i : tensor<1x12x1568x64xf32>, tensor<1x?xi32>
      return %p : tensor<1x?x1568x64xf32>
    }
    ```
  }];
  let arguments = (ins Dsa_Heads:$heads, Dsa_Indices:$indices);
  let results = (outs Dsa_Heads:$packed);
  let assemblyFormat = "$heads `,` $indices attr-dict `:` type($heads) `,` type($indices)";
}

def Dsa_UnpackHeadsOp : Dsa_Op<"unpack_heads", /*infers=*/1, /*folds=*/1, /*canonicalizes=*/1> {
  let summary = "chosen heads, back in their places";
  let description = [{
    `result[b, h, :, :]` is `packed[b, k, :, :]` for the last `k` with `indices[b, k] = h`, and `base[b, h, :, :]` where
    there is none. Indices outside `0 <= index < H` are passed over. `base` is the output of the heads that were not chosen:
    zeros, or their earlier output. `unpack(pack(x, i), i) into x = x`. Complexity: `O(B K N D)` in place, and a copy of
    `base` else.

    ```mlir
    func.func @unpack(%p: tensor<1x?x1568x64xf32>, %i: tensor<1x?xi32>, %base: tensor<1x12x1568x64xf32>)
        -> tensor<1x12x1568x64xf32> {
      %o = dsa.unpack_heads %p, %i into %base : tensor<1x?x1568x64xf32>, tensor<1x?xi32>, tensor<1x12x1568x64xf32>
      return %o : tensor<1x12x1568x64xf32>
    }
    ```
  }];
  let arguments = (ins Dsa_Heads:$packed, Dsa_Indices:$indices, Dsa_Heads:$base);
  let results = (outs Dsa_Heads:$result);
  let assemblyFormat = [{
    $packed `,` $indices `into` $base attr-dict `:` type($packed) `,` type($indices) `,` type($base)
  }];
}

def Dsa_PatternPackHeadsOp : Dsa_Op<"pattern_pack_heads", /*infers=*/1> {
  let summary = "the pattern of chosen heads";
  let description = [{
    `P[b, k] = of[b, indices[b, k]]`, and the empty set where the index is outside `0 <= index < H`: the pattern that `dsa.attention` takes
    for heads that `dsa.pack_heads` has packed, each with its own pattern. A head size of 1 in `of` serves every head, so
    every index that is not negative; a batch size of 1 every batch entry. Complexity: `O(B K)` and the blocks of the heads
    that are chosen.

    ```mlir
    func.func @attend(%q: tensor<1x12x64x32xf32>, %p: !dsa.pattern<1x12x64x64, block = 16x16>, %i: tensor<1x4xi32>)
        -> tensor<1x4x64x32xf32> {
      %x = dsa.pack_heads %q, %i : tensor<1x12x64x32xf32>, tensor<1x4xi32>
      %of_heads = dsa.pattern_pack_heads %p, %i : !dsa.pattern<1x12x64x64, block = 16x16>, tensor<1x4xi32>
      %o = dsa.attention %x, %x, %x, %of_heads
        : tensor<1x4x64x32xf32>, tensor<1x4x64x32xf32>, tensor<1x4x64x32xf32>, !dsa.pattern<1x4x64x64, block = 16x16>
      return %o : tensor<1x4x64x32xf32>
    }
    ```
  }];
  let arguments = (ins Dsa_PatternType:$of, Dsa_Indices:$indices);
  let results = (outs Dsa_PatternType:$pattern);
  let assemblyFormat = "$of `,` $indices attr-dict `:` qualified(type($of)) `,` type($indices)";
}

#endif
