// Tokens: choosing, packing and unpacking them. Included by Dsa.td, which has the types.
#ifndef DYNSPARSE_DSA_TOKENS
#define DYNSPARSE_DSA_TOKENS

def Dsa_GateTokensOp : Dsa_Op<"gate_tokens", /*infers=*/1, /*folds=*/0, /*canonicalizes=*/1> {
  let summary = "the tokens worth computing";
  let description = [{
    For each batch entry, of the tokens with `not (saliency[b, i] <= threshold)` (all tokens if there is no threshold)
    the `budget` best, as in `dsa.select_blocks`: higher saliency first, NaN above every number, ties to the lower index.
    `indices[b, :]` lists them in ascending order, followed by -1 where fewer than `budget` passed. The result has
    `min(max(budget, 0), N)` columns. Complexity: `O(B N)` expected. Source: DynamicViT (arXiv 2106.02034).

    ```mlir
    func.func @gate(%saliency: tensor<1x1568xf32>, %budget: index, %least: f32) -> tensor<1x?xi32> {
      %i = dsa.gate_tokens %saliency budget(%budget) threshold(%least) : tensor<1x1568xf32>
      return %i : tensor<1x?xi32>
    }
    ```
  }];
  let arguments = (ins Dsa_Saliency:$saliency, Index:$budget, Optional<F32>:$threshold);
  let results = (outs Dsa_Indices:$indices);
  let assemblyFormat = [{
    $saliency `budget` `(` $budget `)` (`threshold` `(` $threshold^ `)`)? attr-dict `:` type($saliency)
  }];
}

def Dsa_PackTokensOp : Dsa_Op<"pack_tokens", /*infers=*/1, /*folds=*/0, /*canonicalizes=*/1> {
  let summary = "chosen tokens, side by side";
  let description = [{
    `packed[b, i, :] = tokens[b, indices[b, i], :]`, and 0 where the index is outside `0 <= index < N` (as -1 is).
    Complexity: `O(B K C)`.

    ```mlir
    func.func @pack(%x: tensor<1x1568x768xf32>, %i: tensor<1x?xi32>) -> tensor<1x?x768xf32> {
      %p = dsa.pack_tokens %x, %i : tensor<1x1568x768xf32>, tensor<1x?xi32>
      return %p : tensor<1x?x768xf32>
    }
    ```
  }];
  let arguments = (ins Dsa_Tokens:$tokens, Dsa_Indices:$indices);
  let results = (outs Dsa_Tokens:$packed);
  let assemblyFormat = "$tokens `,` $indices attr-dict `:` type($tokens) `,` type($indices)";
}

def Dsa_UnpackTokensOp : Dsa_Op<"unpack_tokens", /*infers=*/1, /*folds=*/1, /*canonicalizes=*/1> {
  let summary = "chosen tokens, back in their places";
  let description = [{
    `result[b, t, :]` is `packed[b, i, :]` for the last `i` with `indices[b, i] = t`, and `base[b, t, :]` where there is
    none. Indices outside `0 <= index < N` are passed over. `base` is what the tokens that were not chosen keep: zeros, or
    the previous frame. `unpack(pack(x, i), i) into x = x`. Complexity: `O(B K C)` in place, and a copy of `base` else.

    ```mlir
    func.func @unpack(%p: tensor<1x?x768xf32>, %i: tensor<1x?xi32>, %last: tensor<1x1568x768xf32>)
        -> tensor<1x1568x768xf32> {
      %x = dsa.unpack_tokens %p, %i into %last : tensor<1x?x768xf32>, tensor<1x?xi32>, tensor<1x1568x768xf32>
      return %x : tensor<1x1568x768xf32>
    }
    ```
  }];
  let arguments = (ins Dsa_Tokens:$packed, Dsa_Indices:$indices, Dsa_Tokens:$base);
  let results = (outs Dsa_Tokens:$result);
  let assemblyFormat = [{
    $packed `,` $indices `into` $base attr-dict `:` type($packed) `,` type($indices) `,` type($base)
  }];
}

def Dsa_UnionIndicesOp : Dsa_Op<"union_indices", /*infers=*/1, /*folds=*/0, /*canonicalizes=*/1> {
  let summary = "the tokens of either of two lists";
  let description = [{
    `indices[b, :]` lists the `0 <= i < size` that are in `first[b, :]` or `second[b, :]`, each once and in ascending order,
    followed by -1. A list with a batch size of 1 serves every batch entry. The result has `min(K1 + K2, max(size, 0))`
    columns. Complexity: `O(B (size + K1 + K2))`.

    ```mlir
    func.func @either(%changed: tensor<4x?xi32>, %due: tensor<1x?xi32>, %n: index) -> tensor<4x?xi32> {
      %i = dsa.union_indices %changed, %due size(%n) : tensor<4x?xi32>, tensor<1x?xi32>
      return %i : tensor<4x?xi32>
    }
    ```
  }];
  let arguments = (ins Dsa_Indices:$first, Dsa_Indices:$second, Index:$size);
  let results = (outs Dsa_Indices:$indices);
  let assemblyFormat = "$first `,` $second `size` `(` $size `)` attr-dict `:` type($first) `,` type($second)";
}

def Dsa_SortIndicesOp : Dsa_Op<"sort_indices", /*infers=*/1, /*folds=*/1, /*canonicalizes=*/1> {
  let summary = "the permutation that sorts tokens by a key";
  let description = [{
    `indices[b, :]` is the permutation of `0 <= i < N` with `keys[b, indices[b, i]] <= keys[b, indices[b, i + 1]]`, or `>=`
    with `descending`. NaN is above every number, `-0 = +0`; of equal keys the lower index is first, both ways. Packing by
    it sorts tokens by saliency or by expert; unpacking by it, or packing by its inverse, puts them back.
    Complexity: `O(B N)`.

    ```mlir
    func.func @by_expert(%x: tensor<1x196x768xf32>, %expert: tensor<1x196xi32>) -> tensor<1x196x768xf32> {
      %i = dsa.sort_indices %expert : tensor<1x196xi32>
      %sorted = dsa.pack_tokens %x, %i : tensor<1x196x768xf32>, tensor<1x196xi32>
      return %sorted : tensor<1x196x768xf32>
    }
    ```
  }];
  let arguments = (ins TensorRankOf<[Dsa_Float, I32], [2]>:$keys, UnitAttr:$descending);
  let results = (outs Dsa_Indices:$indices);
  let assemblyFormat = "$keys (`descending` $descending^)? attr-dict `:` type($keys)";
}

def Dsa_InvertIndicesOp : Dsa_Op<"invert_indices", /*infers=*/1, /*folds=*/0, /*canonicalizes=*/1> {
  let summary = "where in a list each token stands";
  let description = [{
    `positions[b, t]`, for `0 <= t < size`, is the last `i` with `indices[b, i] = t`, and -1 where there is none. For a
    permutation it is the inverse. Packing by it gives each chosen token its own row back, and zeros to the others. A
    negative `size` counts as 0. Complexity: `O(B (size + K))`.

    ```mlir
    func.func @inverse(%i: tensor<1x196xi32>) -> tensor<1x?xi32> {
      %n = arith.constant 196 : index
      %positions = dsa.invert_indices %i size(%n) : tensor<1x196xi32>
      return %positions : tensor<1x?xi32>
    }
    ```
  }];
  let arguments = (ins Dsa_Indices:$indices, Index:$size);
  let results = (outs Dsa_Indices:$positions);
  let assemblyFormat = "$indices `size` `(` $size `)` attr-dict `:` type($indices)";
}

#endif
