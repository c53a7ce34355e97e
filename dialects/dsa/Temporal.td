// Frames of a video, one after the other: what changed, and what is due. Included by Dsa.td, which has the types.
#ifndef DYNSPARSE_DSA_TEMPORAL
#define DYNSPARSE_DSA_TEMPORAL

def Dsa_TokenChangeOp : Dsa_Op<"token_change", /*infers=*/1> {
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
    order of `l`. NaN propagates, and comes of equal infinities. Complexity: `O(B N C)`. Source: Eventful Transformers
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

def Dsa_RefreshScheduleOp : Dsa_Op<"refresh_schedule"> {
  let summary = "the tokens whose turn it is to be computed anew";
  let description = [{
    A refresh of everything, spread over `period` frames: with `f = frame mod period` (`0 <= f < period`), the tokens
    `floor(f * size / period) <= i < floor((f + 1) * size / period)`, ascending. So each token is due once in any `period`
    consecutive frames, and no frame has more than `ceil(size / period)`. None is due where `period` is 0 or less; a
    negative `size` counts as 0. One list serves every batch entry; `dsa.union_indices` adds it to what was chosen.
    Complexity: `O(size / period)`. Source: Eventful Transformers (arXiv 2308.13494), which refreshes all at once.

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

#endif
