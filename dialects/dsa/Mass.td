// Choosing by mass, and how much mass was kept. Included by Dsa.td, which has the types.
#ifndef DYNSPARSE_DSA_MASS
#define DYNSPARSE_DSA_MASS

def Dsa_Mass : TensorRankOf<[F64, F32], [3]>; // B x H x R, or B x H x N

def Dsa_SelectBlocksByMassOp : Dsa_Op<"select_blocks_by_mass", 0, 0, /*canonicalizes=*/1> {
  let summary = "the fewest blocks of each row that hold a share of its mass";
  let description = [{
    The weight of a block is its share of the row's softmax, in whole steps of `2^-40` of the greatest weight, so that sums
    are the same in every order: with `x[s] = scores[b, h, r, s]` and `m` the greatest of them that is no NaN,

    `w[s] = floor(2^40 exp(x[s] - m) + 1/2)`, `2^40` where `x[s]` is NaN or equal to `m`, and 0 where it is `-inf`.

    The blocks of `always` come first, then the others from the best to the worst, by the order of `dsa.select_blocks`: a
    greater score, NaN above every number, of equal ones the lower index. `P[b, h]` holds the first `n` of row `r`, `n` being
    the least number for which `sum w[s]` of the `n` blocks is at least `mass` times `W`, that of all blocks; it always holds all blocks
    of `always`, and adds others only up to `at_most` blocks in total. `retained[b, h, r]` is the sum over the blocks that `P` holds, divided by `W`.

    With `apart`, blocks of `always` are left out of the softmax: they have no part in `m`, their weight is 0, and the others
    have to reach `mass` by themselves. They still count towards `at_most`.

    A `mass` of 0 or less is reached by the empty set; one of 1 or more, or NaN, by no set, so that `at_most` alone decides. `at_most` below 0
    counts as 0. A row with `W = 0` retains 1: nothing of it is lost. The pattern holds blocks; `always` is of the same
    block, and a batch or head size of 1 in it serves all. Complexity: `O(B H R S)` expected. Source: MInference and
    XAttention (arXiv 2503.16428, forced blocks counted), SpargeAttn (arXiv 2502.18137, blocks that are kept `apart`).

    ```mlir
    func.func @top_p(%s: tensor<1x12x98x98xf32>, %tau: f32, %k: index, %sink: !dsa.pattern<1x1x1568x1568, block = 16x16>)
        -> (!dsa.pattern<1x12x1568x1568, block = 16x16>, tensor<1x12x98xf32>) {
      %p, %kept = dsa.select_blocks_by_mass %s mass(%tau) at_most(%k)
        always(%sink : !dsa.pattern<1x1x1568x1568, block = 16x16>)
        : tensor<1x12x98x98xf32> -> !dsa.pattern<1x12x1568x1568, block = 16x16>, tensor<1x12x98xf32>
      return %p, %kept : !dsa.pattern<1x12x1568x1568, block = 16x16>, tensor<1x12x98xf32>
    }
    ```
  }];
  let arguments = (ins Dsa_Scores:$scores, F32:$mass, Index:$at_most, Optional<Dsa_PatternType>:$always, UnitAttr:$apart);
  let results = (outs Dsa_PatternType:$pattern, Dsa_Mass:$retained);
  let assemblyFormat = [{
    $scores `mass` `(` $mass `)` `at_most` `(` $at_most `)`
    (`always` `(` $always^ `:` qualified(type($always)) `)`)? (`apart` $apart^)? attr-dict
    `:` type($scores) `->` qualified(type($pattern)) `,` type($retained)
  }];
}

def Dsa_RetainedMassOp : Dsa_Op<"retained_mass", /*infers=*/1, /*folds=*/1, /*canonicalizes=*/1> {
  let summary = "the share of each row's mass that a pattern holds";
  let description = [{
    `mass[b, h, r] = sum_{s : (r, s) in P[b, h]} w[s] / sum_s w[s]`, with the weights of `dsa.select_blocks_by_mass`: of the
    blocks of row `r`, or of the keys of query `r` where the pattern holds elements, whose scores are `B x H x N x M` then. 1
    where all weights are 0. Batch or head sizes of 1 in the pattern serve every batch entry or head. The mass of a head is
    the mean of its rows'. It is the mass that the *scores* predict; `dsa.attention_mass` computes the actual mass.
    Complexity: linear in the number of scores.

    ```mlir
    func.func @kept(%s: tensor<1x12x98x98xf32>, %p: !dsa.pattern<1x12x1568x1568, block = 16x16>) -> tensor<1x12x98xf32> {
      %mass = dsa.retained_mass %s, %p : tensor<1x12x98x98xf32>, !dsa.pattern<1x12x1568x1568, block = 16x16>
      return %mass : tensor<1x12x98xf32>
    }
    ```
  }];
  let arguments = (ins Dsa_Scores:$scores, Dsa_PatternType:$pattern);
  let results = (outs Dsa_Mass:$mass);
  let assemblyFormat = "$scores `,` $pattern attr-dict `:` type($scores) `,` qualified(type($pattern))";
}

def Dsa_AttentionMassOp : Dsa_Op<"attention_mass", /*infers=*/1, /*folds=*/0, /*canonicalizes=*/1> {
  let summary = "the share of each query's full softmax that a pattern holds";
  let description = [{
    With `x`, `J` and heads as in `dsa.attention`: `mass[b, h, i] = sum_{j in J} exp(x[j]) / sum_{0 <= j < M} exp(x[j])`. `1 - mass`
    bounds what `dsa.attention` over the pattern loses: with `e = 1 - mass`, its output differs from dense attention's by at most
    `2 e max |v|`.

    1 where the whole row has no mass, 0 where only keys outside the pattern have any; never above 1. A row with a NaN or
    `+inf` score anywhere gives NaN. `scale`, and sizes of 1 in the pattern, are those of `dsa.attention`.
    Complexity: `q k^T` of dense attention, and once more over the pattern: for measurement, not for every frame.
    Source: the error bound of sparse attention as in SpargeAttn (arXiv 2502.18137).

    ```mlir
    func.func @mass(%q: tensor<1x12x1568x64xf32>, %k: tensor<1x12x1568x64xf32>,
                    %p: !dsa.pattern<1x12x1568x1568, block = 16x16>) -> tensor<1x12x1568xf32> {
      %mass = dsa.attention_mass %q, %k, %p
        : tensor<1x12x1568x64xf32>, tensor<1x12x1568x64xf32>, !dsa.pattern<1x12x1568x1568, block = 16x16>
      return %mass : tensor<1x12x1568xf32>
    }
    ```
  }];
  let arguments = (ins Dsa_Heads:$queries, Dsa_Heads:$keys, Dsa_PatternType:$pattern, OptionalAttr<F64Attr>:$scale);
  let results = (outs Dsa_Mass:$mass);
  let assemblyFormat = [{
    $queries `,` $keys `,` $pattern (`scale` `=` $scale^)? attr-dict
    `:` type($queries) `,` type($keys) `,` qualified(type($pattern))
  }];
}

#endif
