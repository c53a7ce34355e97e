// Experts: which tokens go to which, their layers, and back. Included by Dsa.td, which has the types.
#ifndef DYNSPARSE_DSA_EXPERTS
#define DYNSPARSE_DSA_EXPERTS

def Dsa_RouteExpertsOp : Dsa_Op<"route_experts", /*infers=*/1, /*folds=*/0, /*canonicalizes=*/1, [AttrSizedOperandSegments]> {
  let summary = "the experts of each token, and the tokens of each expert";
  let description = [{
    Each of `T` tokens chooses the `top_k = k` best of `X` experts by `logits`: higher first, NaN above every number, ties
    to the lower expert. With fewer than `k` experts the remaining choices are of no expert. With `budget(%n)` a token takes at
    most `max(n, 0)` of its `k` choices, the best; the others are of no expert either, and results keep the sizes for `k`.

    - `weights[t, j]`, of the `j`-th choice, is the softmax of the logits over all experts (`normalize = all`) or over those
      that the token chose (`normalize = chosen`), 0 where the choice is of no expert or was dropped, and where the greatest
      logit is -inf. Computed in `f32`.
    - `histogram[e]`: how many choices are of expert `e`, dropped ones among them.
    - With `capacity(%c)` an expert takes at most `max(c, 0)` tokens, the others are dropped: first choices of all tokens
      before second choices, and of those the lower token first. A dropped choice is not computed, and the other weights of the
      token do not change. Without `capacity` nothing is dropped.
    - `offsets`, of `X + 1`: the tokens of expert `e` are the rows `offsets[e] <= i < offsets[e + 1]`; `offsets[0] = 0`.
    - `tokens`, of `T k`: `tokens[i]` is the token of row `i`, ascending within an expert; -1 from `offsets[X]` on.
    - `slots[t, j]`: the row of the `j`-th choice of token `t`, the inverse of `tokens`; -1 for none.

    Complexity: `O(T k X)`. Source: GShard (arXiv 2006.16668), Switch Transformers (arXiv 2101.03961), MegaBlocks
    (arXiv 2211.15841) for dropless.

    ```mlir
    func.func @route(%logits: tensor<196x8xf32>, %capacity: index)
        -> (tensor<392xi32>, tensor<9xi32>, tensor<196x2xi32>, tensor<196x2xf32>, tensor<8xi32>) {
      %tokens, %offsets, %slots, %weights, %histogram = dsa.route_experts %logits capacity(%capacity) top_k = 2
        normalize = chosen : tensor<196x8xf32>
      return %tokens, %offsets, %slots, %weights, %histogram
        : tensor<392xi32>, tensor<9xi32>, tensor<196x2xi32>, tensor<196x2xf32>, tensor<8xi32>
    }
    ```

    Up to four experts, as many as a share of four says:

    ```mlir
    func.func @fewer(%logits: tensor<196x8xf32>, %share: f32) -> (tensor<784xi32>, tensor<9xi32>, tensor<196x4xf32>) {
      %four = arith.constant 4 : index
      %n = dsa.budget %share of %four at_least = 1 : f32
      %tokens, %offsets, %slots, %weights, %histogram = dsa.route_experts %logits budget(%n) top_k = 4 normalize = chosen
        : tensor<196x8xf32>
      return %tokens, %offsets, %weights : tensor<784xi32>, tensor<9xi32>, tensor<196x4xf32>
    }
    ```
  }];
  let arguments = (ins
    TensorRankOf<[Dsa_Half], [2]>:$logits, Optional<Index>:$capacity, Optional<Index>:$budget, I64Attr:$top_k,
    Dsa_RouterWeights:$normalize);
  let results = (outs
    TensorRankOf<[I32], [1]>:$tokens, TensorRankOf<[I32], [1]>:$offsets, TensorRankOf<[I32], [2]>:$slots,
    TensorRankOf<[F32], [2]>:$weights, TensorRankOf<[I32], [1]>:$histogram);
  let assemblyFormat = [{
    $logits (`capacity` `(` $capacity^ `)`)? (`budget` `(` $budget^ `)`)? `top_k` `=` $top_k `normalize` `=` $normalize attr-dict `:` type($logits)
  }];
}

def Dsa_GroupedLinearOp : Dsa_Op<"grouped_linear", /*infers=*/0, /*folds=*/0, /*canonicalizes=*/1> {
  let summary = "rows sorted by expert, each times its expert's packed weights";
  let description = [{
    Row `i` of the result, for `offsets[e] <= i < offsets[e + 1]`, is what `dsa.linear` makes of row `i` of `x` with the
    weights, bias and column scales of expert `e`; rows of no expert are 0. With `rows` it is made of row `tokens[i]` of
    `x` instead (and of its row scale), and of zeros where that is outside of `x`: rows need not be gathered
    first. There are as many rows as `tokens` has elements, or `x` has rows.

    `offsets` has `X + 1` elements for `X` experts, as `dsa.route_experts` makes them. Offsets that decrease, or leave
    `0 <= o <= R`, are clamped, in ascending order: `o'[e] = min(max(o[e], o'[e - 1], 0), R)`.

    Keywords after further operands say what they are, in this order: `rows` (`tokens`), `scales` (two: `row_scales`,
    `column_scales`), `bias`. Sums, scales, `activation` and the number of columns are as in `dsa.linear`. Complexity:
    `O(R K N)`, whatever the number of experts. Source: MegaBlocks (arXiv 2211.15841).

    ```mlir
    func.func @experts(%x: tensor<196x768xf32>, %tokens: tensor<392xi32>, %offsets: tensor<9xi32>,
                       %w: tensor<8x48x768x64xf32>, %bias: tensor<8x3072xf32>) -> tensor<392x3072xf32> {
      %y = dsa.grouped_linear %x, %w, %offsets, %tokens, %bias rows bias activation = gelu
        : (tensor<196x768xf32>, tensor<8x48x768x64xf32>, tensor<9xi32>, tensor<392xi32>, tensor<8x3072xf32>)
        -> tensor<392x3072xf32>
      return %y : tensor<392x3072xf32>
    }
    ```
  }];
  let arguments = (ins
    TensorRankOf<[Dsa_Factor], [2]>:$x, TensorRankOf<[Dsa_Factor], [4]>:$packed, TensorRankOf<[I32], [1]>:$offsets,
    Variadic<Dsa_LayerOperand>:$more, UnitAttr:$rows, UnitAttr:$scales, UnitAttr:$bias,
    OptionalAttr<Dsa_Activation>:$activation);
  let results = (outs TensorRankOf<[Dsa_Half], [2]>:$result);
  let assemblyFormat = [{
    $x `,` $packed `,` $offsets (`,` $more^)? (`rows` $rows^)? (`scales` $scales^)? (`bias` $bias^)?
    (`activation` `=` $activation^)? attr-dict `:` functional-type(operands, results)
  }];
}

def Dsa_CombineExpertsOp : Dsa_Op<"combine_experts", /*infers=*/1, /*folds=*/0, /*canonicalizes=*/1> {
  let summary = "what the experts made of each token, weighted and added";
  let description = [{
    `result[t, c] = sum_j weights[t, j] * y[slots[t, j], c]` in ascending order of `j` in `f32`, rounded once; choices whose slot is
    outside of `y` (as -1 is) are passed over. A token without any is 0. `slots` and `weights` are those of
    `dsa.route_experts`. Complexity: `O(T k C)`. Source: MegaBlocks (arXiv 2211.15841).

    ```mlir
    func.func @combine(%y: tensor<392x768xf32>, %slots: tensor<196x2xi32>, %weights: tensor<196x2xf32>)
        -> tensor<196x768xf32> {
      %z = dsa.combine_experts %y, %slots, %weights : tensor<392x768xf32>, tensor<196x2xi32>, tensor<196x2xf32>
      return %z : tensor<196x768xf32>
    }
    ```
  }];
  let arguments = (ins
    TensorRankOf<[Dsa_Half], [2]>:$y, TensorRankOf<[I32], [2]>:$slots, TensorRankOf<[F32], [2]>:$weights);
  let results = (outs TensorRankOf<[Dsa_Half], [2]>:$result);
  let assemblyFormat = "$y `,` $slots `,` $weights attr-dict `:` type($y) `,` type($slots) `,` type($weights)";
}

#endif
