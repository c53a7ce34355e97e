// Frames of a video, one after the other: what changed, what is due, and what stays. Included by Dsa.td, which has the types.
#ifndef DYNSPARSE_DSA_TEMPORAL
#define DYNSPARSE_DSA_TEMPORAL

def Dsa_TokenChangeOp : Dsa_Op<"token_change", /*infers=*/1, /*folds=*/0, /*canonicalizes=*/1> {
  let summary = "how much each token differs from what it was";
  let description = [{
    With `e[c] = tokens[b, i, c] - reference[b, i, c]`, `change[b, i]` is by `norm`

    | `norm` | |
    |---|---|
    | `l1` | `sum_c abs(e[c])` |
    | `l2` | `sqrt(sum_c e[c]^2)` |
    | `max` | `max_c abs(e[c])` |
    | `mean` | `(1 / C) sum_c abs(e[c])`, 0 where there are no channels |

    It is a saliency for `dsa.gate_tokens`; a saliency in space and one in time are combined by arithmetic on tensors
    (`arith.mulf`, `arith.addf`). Differences and sums are taken in double precision and rounded once to the result (`f64`
    for `f64` operands, else `f32`), so that every strategy, machine and number of threads finds the same tokens changed: a
    sum has eight parts, part `l` over the channels `c = l, l + 8, ...` in ascending order, which are added in ascending
    order of `l`. NaN propagates, and equal infinities give NaN. Complexity: `O(B N C)`. Source: Eventful Transformers
    (arXiv 2308.13494).

    ```mlir
    func.func @changed(%x: tensor<1x1568x768xf32>, %last: tensor<1x1568x768xf32>, %saliency: tensor<1x1568xf32>,
                       %budget: index) -> tensor<1x?xi32> {
      %change = dsa.token_change %x, %last norm = l2 : tensor<1x1568x768xf32>, tensor<1x1568x768xf32>
      %both = arith.mulf %saliency, %change : tensor<1x1568xf32>
      %i = dsa.gate_tokens %both budget(%budget) : tensor<1x1568xf32>
      return %i : tensor<1x?xi32>
    }
    ```
  }];
  let arguments = (ins Dsa_Tokens:$tokens, Dsa_Tokens:$reference, Dsa_Norm:$norm);
  let results = (outs TensorRankOf<[F64, F32], [2]>:$change);
  let assemblyFormat = "$tokens `,` $reference `norm` `=` $norm attr-dict `:` type($tokens) `,` type($reference)";
}

def Dsa_RefreshScheduleOp : Dsa_Op<"refresh_schedule", /*infers=*/0, /*folds=*/0, /*canonicalizes=*/1> {
  let summary = "the tokens whose turn it is to be computed anew";
  let description = [{
    Spreads a refresh of all tokens over `period` frames. With `f = frame mod period` (`0 <= f < period`), the result lists the
    tokens `floor(f * size / period) <= i < floor((f + 1) * size / period)`, ascending. So each token is due once in any
    `period` consecutive frames, and no frame has more than `ceil(size / period)`. No token is due where `period` is 0 or less;
    a negative `size` counts as 0. `period * size` is less than `2^63`. One list serves every batch entry; `dsa.union_indices`
    adds it to the chosen tokens. Complexity: `O(size / period)`. Source: Eventful Transformers (arXiv 2308.13494), which
    refreshes all at once.

    ```mlir
    func.func @due(%frame: index, %chosen: tensor<4x?xi32>) -> tensor<4x?xi32> {
      %period = arith.constant 32 : index
      %n = arith.constant 1568 : index
      %due = dsa.refresh_schedule frame(%frame) period(%period) size(%n) : tensor<1x?xi32>
      %i = dsa.union_indices %chosen, %due size(%n) : tensor<4x?xi32>, tensor<1x?xi32>
      return %i : tensor<4x?xi32>
    }
    ```
  }];
  let arguments = (ins Index:$frame, Index:$period, Index:$size);
  let results = (outs Dsa_Indices:$indices);
  let assemblyFormat = [{
    `frame` `(` $frame `)` `period` `(` $period `)` `size` `(` $size `)` attr-dict `:` type($indices)
  }];
}

def Dsa_DeltaGateOp : Dsa_Op<"delta_gate", /*infers=*/1, /*folds=*/0, /*canonicalizes=*/1, [AttrSizedOperandSegments]> {
  let summary = "the tokens that changed, and what is now known of all";
  let description = [{
    A gate with memory: `reference` holds every token as it last passed the gate. The score of a token depends on the operands that are
    given, at least one of these:

    | given | score of token `i` |
    |---|---|
    | `norm` | its change, as by `dsa.token_change` of `tokens` and `reference` (in time) |
    | `saliency` | `saliency[b, i]` (in space) |
    | both | `saliency[b, i] * change[b, i]`, rounded once, to the type of both (spatio-temporal) |

    - `indices` are the tokens that `dsa.gate_tokens` chooses by the scores, `budget` and `threshold`; with `due` those and
      the ones of `due`, as by `dsa.union_indices`: a refresh, all at once or in turns (`dsa.refresh_schedule`).
    - `packed[b, k, :] = tokens[b, indices[b, k], :]`, and 0 where the index is -1, as by `dsa.pack_tokens`.
    - `updated[b, i, :]` is `tokens[b, i, :]` where `i` is among the indices, and `reference[b, i, :]` else: the reference for
      the next frame. The fast lowering writes it in place where `reference` is not used afterwards.

    With a budget of `N` and no threshold every token passes: `packed` and `updated` are `tokens`, bit for bit. The
    saliency is `f64` for `f64` tokens, else `f32`. `due` may have a batch size of 1, which serves every batch entry.
    `dsa-decompose` replaces it by the ops that are named here. Complexity: `O(B N C)`. Source: Eventful Transformers
    (arXiv 2308.13494).

    ```mlir
    func.func @changed(%x: tensor<1x1568x768xf32>, %last: tensor<1x1568x768xf32>, %budget: index, %least: f32,
                       %due: tensor<1x?xi32>) -> (tensor<1x?x768xf32>, tensor<1x?xi32>, tensor<1x1568x768xf32>) {
      %i, %packed, %known = dsa.delta_gate %x, %last norm = l2 budget(%budget) threshold(%least) due(%due : tensor<1x?xi32>)
        : tensor<1x1568x768xf32>, tensor<1x1568x768xf32>
      return %packed, %i, %known : tensor<1x?x768xf32>, tensor<1x?xi32>, tensor<1x1568x768xf32>
    }
    ```
  }];
  let arguments = (ins
    Dsa_Tokens:$tokens, Dsa_Tokens:$reference, Optional<TensorRankOf<[F64, F32], [2]>>:$saliency, Index:$budget,
    Optional<F32>:$threshold, Optional<Dsa_Indices>:$due, OptionalAttr<Dsa_Norm>:$norm
  );
  let results = (outs Dsa_Indices:$indices, Dsa_Tokens:$packed, Dsa_Tokens:$updated);
  let assemblyFormat = [{
    $tokens `,` $reference (`norm` `=` $norm^)? (`saliency` `(` $saliency^ `:` type($saliency) `)`)?
    `budget` `(` $budget `)` (`threshold` `(` $threshold^ `)`)? (`due` `(` $due^ `:` type($due) `)`)?
    attr-dict `:` type($tokens) `,` type($reference)
  }];
}

def Dsa_RunLengthsOp : Dsa_Op<"run_lengths", /*infers=*/1, /*folds=*/0, /*canonicalizes=*/1> {
  let summary = "tokens that stay as they are, as one token and a length";
  let description = [{
    `tokens` are those of several frames, one frame after the other, `frame` tokens each; token `i` is at the same position as token
    `i - frame`. It is *kept* if it is in the first frame (`i < frame`), or if its change against `i - frame`, as by
    `dsa.token_change` with `norm = mean`, is not `<= threshold`; so a NaN is kept. Otherwise it is dropped: it extends the
    run of the token before it, even where small changes add up.

    With `budget(%k)` at most `k` tokens of a batch entry are kept, except that those of the first frame always are: of the tokens
    after it with a change that is not `<= threshold`, the `max(k - n, 0)` with the greatest, `n` being how many the first
    frame has, in the order of `dsa.select_blocks` (NaN above every number, ties to the lower index). The others are dropped.

    `indices[b, :]` lists the kept tokens in ascending order, then -1; `lengths[b, k]` is the number of frames in which the token
    `indices[b, k]` stays: 1, and 1 more for each dropped token at `i + frame`, `i + 2 frame`, ... up to the next kept one;
    0 after the last. So the lengths of a batch entry add up to `T`, the number of tokens. Both have as many columns as
    the batch entry that keeps most. One frame is kept whole, with lengths of 1; so is everything where `frame` is not
    positive. No tokens give no columns.

    `dsa.pack_tokens` takes the kept ones; a length is for an embedding or for weights in an attention (its logarithm).
    Complexity: `O(B T C)`. Source: Don't Look Twice, run-length tokenization (arXiv 2411.05222).

    ```mlir
    func.func @kept(%clip: tensor<1x3136x768xf32>, %tau: f32) -> (tensor<1x?x768xf32>, tensor<1x?xi32>) {
      %n = arith.constant 196 : index
      %i, %lengths = dsa.run_lengths %clip frame(%n) threshold(%tau) : tensor<1x3136x768xf32>
      %kept = dsa.pack_tokens %clip, %i : tensor<1x3136x768xf32>, tensor<1x?xi32>
      return %kept, %lengths : tensor<1x?x768xf32>, tensor<1x?xi32>
    }
    ```

    At most a share of the clip:

    ```mlir
    func.func @a_share(%clip: tensor<1x3136x768xf32>, %tau: f32, %share: f32) -> (tensor<1x?xi32>, tensor<1x?xi32>) {
      %n = arith.constant 196 : index
      %all = arith.constant 3136 : index
      %k = dsa.budget %share of %all : f32
      %i, %lengths = dsa.run_lengths %clip frame(%n) threshold(%tau) budget(%k) : tensor<1x3136x768xf32>
      return %i, %lengths : tensor<1x?xi32>, tensor<1x?xi32>
    }
    ```
  }];
  let arguments = (ins Dsa_Tokens:$tokens, Index:$frame, F32:$threshold, Optional<Index>:$budget);
  let results = (outs Dsa_Indices:$indices, Dsa_Indices:$lengths);
  let assemblyFormat = [{
    $tokens `frame` `(` $frame `)` `threshold` `(` $threshold `)` (`budget` `(` $budget^ `)`)? attr-dict `:` type($tokens)
  }];
}

#endif
