// Leaving early: how sure an answer is, and stages that not every sample goes through. Included by Dsa.td, which has the types.
#ifndef DYNSPARSE_DSA_EXITS
#define DYNSPARSE_DSA_EXITS

def Dsa_ConfidenceOp : Dsa_Op<"confidence", /*infers=*/1, /*folds=*/0, /*canonicalizes=*/1> {
  let summary = "how sure an answer is";
  let description = [{
    With `m = max_c logits[b, c]`, `w[c] = exp(logits[b, c] - m)`, `Z = sum_c w[c]` and the probabilities `p[c] = w[c] / Z` of the
    softmax, `confidence[b]` is by `by`

    | `by` | |
    |---|---|
    | `max` | the highest probability, `1 / Z` |
    | `margin` | the highest less the second highest, `(1 - w') / Z`, `w'` that of the second highest logit |
    | `entropy` | `1 - (log Z - (1 / Z) sum_c w[c] (logits[b, c] - m)) / log C`: 1 less the entropy's share of that of `C` equal ones |

    Up to rounding, all are in `0 <= confidence <= 1`, and higher is more confident. If the two highest logits are equal, the margin is 0.
    With one class every confidence is 1, with none it is 0. A NaN or `+inf` among the logits gives NaN, and so do logits that
    are all `-inf`; a single `-inf` has weight 0, and `0 * log 0 = 0`. NaN is never confident: it reaches no threshold of
    `dsa.early_exit`. Computed in double precision and rounded once to the result (`f64` for `f64` logits, else `f32`); a sum
    has eight parts, part `l` over the classes `c = l, l + 8, ...` in ascending order, which are added in ascending order
    of `l`. Complexity: `O(B C)`. Source: BranchyNet (arXiv 1709.01686), entropy; DeeBERT (arXiv 2004.12993).

    ```mlir
    func.func @sure(%logits: tensor<8x1000xf32>) -> tensor<8xf32> {
      %c = dsa.confidence %logits by = margin : tensor<8x1000xf32>
      return %c : tensor<8xf32>
    }
    ```
  }];
  let arguments = (ins TensorRankOf<[Dsa_Float], [2]>:$logits, Dsa_Certainty:$by);
  let results = (outs TensorRankOf<[F64, F32], [1]>:$confidence);
  let assemblyFormat = "$logits `by` `=` $by attr-dict `:` type($logits)";
}

def Dsa_EarlyExitOp : DynsparseOp<Dsa_Dialect, "early_exit", [RecursiveMemoryEffects, AttrSizedOperandSegments],
    /*infers=*/1, 0, /*canonicalizes=*/1, /*states=*/1> {
  let summary = "stages, each for the samples that are not sure yet";
  let description = [{
    Samples go through the stages one after the other. The first stage works on all samples and may use the values around the op.
    Each stage except the last ends in `dsa.exit`, with an answer and a confidence for each of its samples, and the values that it passes
    on; the last ends in `dsa.yield`, with answers alone. A sample leaves after a stage with the answer that it has there, unless it
    continues. With `budget`, at most that many samples continue, those of lowest confidence:

    - sample `i` is to continue if `not (confidence[i] >= threshold)`, so a NaN is, and with a NaN for threshold all are;
    - of these, the `budget` samples with the lowest confidence continue (all, if there is no budget; none, if it is 0 or less): NaN is
      below every number, ties (`-0 = +0`) go to the lower index.

    With `depth(%n)` at most the first `n` stages are run, and the first in any case: no sample continues after stage `n - 1`, and
    samples that have come so far leave with the answers that they have there. `n` may exceed the number of stages.

    Values that are passed on are packed: the arguments of the next stage are the values after `next`, with the rows (along the first
    dimension) of the samples that continue, in ascending order. If no sample continues, the remaining stages are not run.
    The first stage is always run, even on no samples.

    `answer[i, ...]` is the answer of sample `i` where it left, and `exits[i]` the number of that stage, from 0. Answers,
    confidences and values passed on have the samples as their first dimension, which is `?` after the first stage. All
    answers have the sizes of the result; where types leave that open, it is checked when the program runs.

    Builders that give no result types get those of the answers, with every size that any stage states. The assembly states result types,
    since they may state more sizes than the stages: these are checked when the program runs.

    A stage may have several answers, those after the first in `also`; each is a result, in the same order, before `exits`.

    Complexity: that of the stages, each on its samples, and a copy of the values passed on and of the answers. Source: BranchyNet
    (arXiv 1709.01686); the packing is batch compaction. `dsa-decompose` replaces it by the ops by which it is lowered.

    ```mlir
    func.func @classify(%logits: tensor<8x10xf32>, %sure: f32, %most: index) -> (tensor<8x10xf32>, tensor<8xi32>) {
      %answer, %exits = dsa.early_exit threshold(%sure) budget(%most) -> tensor<8x10xf32>, tensor<8xi32> {
        %confidence = dsa.confidence %logits by = max : tensor<8x10xf32>
        dsa.exit %logits if %confidence next(%logits : tensor<8x10xf32>) : tensor<8x10xf32>, tensor<8xf32>
      }, {
      ^bb0(%left: tensor<?x10xf32>):
        // Here stand the layers for those that are left.
        %sharper = arith.addf %left, %left : tensor<?x10xf32>
        dsa.yield %sharper : tensor<?x10xf32>
      }
      return %answer, %exits : tensor<8x10xf32>, tensor<8xi32>
    }
    ```

    As deep as a share of two stages says:

    ```mlir
    func.func @shallow(%x: tensor<8x10xf32>, %sure: tensor<8xf32>, %t: f32, %share: f32) -> (tensor<8x10xf32>, tensor<8xi32>) {
      %two = arith.constant 2 : index
      %n = dsa.budget %share of %two at_least = 1 : f32
      %answer, %exits = dsa.early_exit threshold(%t) depth(%n) -> tensor<8x10xf32>, tensor<8xi32> {
        dsa.exit %x if %sure next(%x : tensor<8x10xf32>) : tensor<8x10xf32>, tensor<8xf32>
      }, {
      ^bb0(%left: tensor<?x10xf32>):
        %twice = arith.addf %left, %left : tensor<?x10xf32>
        dsa.yield %twice : tensor<?x10xf32>
      }
      return %answer, %exits : tensor<8x10xf32>, tensor<8xi32>
    }
    ```

    Two answers, classes and boxes:

    ```mlir
    func.func @detect(%classes: tensor<8x10xf32>, %boxes: tensor<8x4xf32>, %sure: tensor<8xf32>, %t: f32)
        -> (tensor<8x10xf32>, tensor<8x4xf32>) {
      %c, %b, %exits = dsa.early_exit threshold(%t) -> tensor<8x10xf32> also(tensor<8x4xf32>), tensor<8xi32> {
        dsa.exit %classes also(%boxes : tensor<8x4xf32>) if %sure
          next(%classes, %boxes : tensor<8x10xf32>, tensor<8x4xf32>) : tensor<8x10xf32>, tensor<8xf32>
      }, {
      ^bb0(%some: tensor<?x10xf32>, %their: tensor<?x4xf32>):
        dsa.yield %some also(%their : tensor<?x4xf32>) : tensor<?x10xf32>
      }
      return %c, %b : tensor<8x10xf32>, tensor<8x4xf32>
    }
    ```
  }];
  let arguments = (ins F32:$threshold, Optional<Index>:$budget, Optional<Index>:$depth);
  let results = (outs AnyRankedTensor:$answer, Variadic<AnyRankedTensor>:$also, TensorRankOf<[I32], [1]>:$exits);
  let regions = (region VariadicRegion<SizedRegion<1>>:$stages);
  let assemblyFormat = [{
    `threshold` `(` $threshold `)` (`budget` `(` $budget^ `)`)? (`depth` `(` $depth^ `)`)? attr-dict
    `->` type($answer) (`also` `(` type($also)^ `)`)? `,` type($exits) $stages
  }];
}

def Dsa_ExitOp : Op<Dsa_Dialect, "exit",
    [Pure, Terminator, AttrSizedOperandSegments, ParentOneOf<["EarlyExitOp"]>]> {
  let summary = "ends a stage that samples may leave behind";
  let description = [{
    Answers and confidences of a stage's samples, and the values that `dsa.early_exit` passes on for the samples that continue.

    ```mlir
    func.func @twice(%x: tensor<?x4xf32>, %sure: tensor<?xf32>, %t: f32) -> tensor<?x4xf32> {
      %answer, %exits = dsa.early_exit threshold(%t) -> tensor<?x4xf32>, tensor<?xi32> {
        dsa.exit %x if %sure next(%x : tensor<?x4xf32>) : tensor<?x4xf32>, tensor<?xf32>
      }, {
      ^bb0(%left: tensor<?x4xf32>):
        %sum = arith.addf %left, %left : tensor<?x4xf32>
        dsa.yield %sum : tensor<?x4xf32>
      }
      return %answer : tensor<?x4xf32>
    }
    ```
  }];
  let arguments = (ins
    AnyRankedTensor:$answer, Variadic<AnyRankedTensor>:$also, TensorRankOf<[F64, F32], [1]>:$confidence,
    Variadic<AnyRankedTensor>:$next
  );
  let assemblyFormat = [{
    $answer (`also` `(` $also^ `:` type($also) `)`)? `if` $confidence (`next` `(` $next^ `:` type($next) `)`)? attr-dict `:` type($answer) `,` type($confidence)
  }];
}

def Dsa_YieldOp : Op<Dsa_Dialect, "yield", [Pure, Terminator, ParentOneOf<["EarlyExitOp"]>]> {
  let summary = "ends the last stage";
  let description = [{
    The answers of the samples that went through all stages of `dsa.early_exit`.

    ```mlir
    func.func @all(%x: tensor<?x4xf32>, %t: f32) -> tensor<?x4xf32> {
      %answer, %exits = dsa.early_exit threshold(%t) -> tensor<?x4xf32>, tensor<?xi32> {
        dsa.yield %x : tensor<?x4xf32>
      }
      return %answer : tensor<?x4xf32>
    }
    ```
  }];
  let arguments = (ins AnyRankedTensor:$answer, Variadic<AnyRankedTensor>:$also);
  let assemblyFormat = "$answer (`also` `(` $also^ `:` type($also) `)`)? attr-dict `:` type($answer)";
}

#endif
