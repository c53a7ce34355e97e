// Channels: scoring, packing and unpacking them. Included by Dsa.td, which has the types.
#ifndef DYNSPARSE_DSA_CHANNELS
#define DYNSPARSE_DSA_CHANNELS

def Dsa_ScoreChannelsOp : Dsa_Op<"score_channels", /*infers=*/1, /*folds=*/0, /*canonicalizes=*/1> {
  let summary = "how much each channel carries";
  let description = [{
    `scores[b, c]` is the norm of the numbers `x = tokens[b, i, c]` of a channel, by `norm`

    | `norm` | |
    |---|---|
    | `l1` | `sum_i abs(x)` |
    | `l2` | `sqrt(sum_i x^2)` |
    | `max` | `max_i abs(x)` |
    | `mean` | `(1 / N) sum_i abs(x)`, 0 where there are no tokens |

    It is a saliency for `dsa.gate_tokens`, which then chooses channels; so is any other tensor `B x C`, as the output of a
    small predictor. Sums are taken in double precision over `i` in ascending order and rounded once to the result (`f64` for
    `f64` operands, else `f32`), so that every strategy, machine and number of threads finds the same channels. NaN
    propagates; without tokens every score is 0. Complexity: `O(B N C)`. Source: activations as the saliency of channels, as
    in Feature Boosting and Suppression (arXiv 1810.05331).

    ```mlir
    func.func @choose(%x: tensor<1x1568x768xf32>, %budget: index) -> tensor<1x?xi32> {
      %s = dsa.score_channels %x norm = l2 : tensor<1x1568x768xf32>
      %i = dsa.gate_tokens %s budget(%budget) : tensor<1x768xf32>
      return %i : tensor<1x?xi32>
    }
    ```
  }];
  let arguments = (ins Dsa_Tokens:$tokens, Dsa_Norm:$norm);
  let results = (outs TensorRankOf<[F64, F32], [2]>:$scores);
  let assemblyFormat = "$tokens `norm` `=` $norm attr-dict `:` type($tokens)";
}

def Dsa_PackChannelsOp : Dsa_Op<"pack_channels", /*infers=*/1, /*folds=*/0, /*canonicalizes=*/1> {
  let summary = "chosen channels, side by side";
  let description = [{
    `packed[b, i, k] = tokens[b, i, indices[b, k]]`, and 0 where the index is outside `0 <= index < C` (as -1 is). A channel
    that is listed twice is there twice. Complexity: `O(B N K)`.

    Weights are tokens too: of a layer's weights `1 x C x F`, whose rows are input channels and whose columns are output
    channels (filters), `dsa.pack_tokens` takes the rows of a list and `dsa.pack_channels` the columns. What `dsa.linear` then
    computes is in proportion to what is kept ([channels](../channels.md)).

    ```mlir
    func.func @pack(%x: tensor<1x1568x768xf32>, %i: tensor<1x?xi32>) -> tensor<1x1568x?xf32> {
      %p = dsa.pack_channels %x, %i : tensor<1x1568x768xf32>, tensor<1x?xi32>
      return %p : tensor<1x1568x?xf32>
    }
    ```
  }];
  let arguments = (ins Dsa_Tokens:$tokens, Dsa_Indices:$indices);
  let results = (outs Dsa_Tokens:$packed);
  let assemblyFormat = "$tokens `,` $indices attr-dict `:` type($tokens) `,` type($indices)";
}

def Dsa_UnpackChannelsOp : Dsa_Op<"unpack_channels", /*infers=*/1, /*folds=*/1, /*canonicalizes=*/1> {
  let summary = "chosen channels, back in their places";
  let description = [{
    `result[b, i, c]` is `packed[b, i, k]` for the last `k` with `indices[b, k] = c`, and `base[b, i, c]` where there is none.
    Indices outside `0 <= index < C` are passed over. `base` is what the channels that were not chosen keep: zeros, or what
    they were before. `unpack(pack(x, i), i) into x = x`. Complexity: `O(B N K)` in place, and a copy of `base` else.

    ```mlir
    func.func @unpack(%p: tensor<1x1568x?xf32>, %i: tensor<1x?xi32>, %base: tensor<1x1568x768xf32>)
        -> tensor<1x1568x768xf32> {
      %x = dsa.unpack_channels %p, %i into %base : tensor<1x1568x?xf32>, tensor<1x?xi32>, tensor<1x1568x768xf32>
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

#endif
