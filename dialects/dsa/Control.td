// How much is computed at all: budgets. Included by Dsa.td, which has the types.
#ifndef DYNSPARSE_DSA_CONTROL
#define DYNSPARSE_DSA_CONTROL

def Dsa_BudgetOp : Dsa_Op<"budget", /*infers=*/0, /*folds=*/1> {
  let summary = "a share of a size, as a count";
  let description = [{
    Computes the counts that selecting ops take as `budget`, `top_k` and the like, so that one number at run time scales a whole network:

    - of a fraction (`f32`): `count = min(max(floor(fraction * size + 1/2), at_least), size)`, the nearest integer, halves
      up. A NaN counts as 1, so that an error computes more and not less; fractions below 0 or above 1 count as 0 or 1.
    - of a count (`index`): `count = min(max(fraction, at_least), size)`.

    A negative `size` counts as 0. `at_least` is 0 unless given. Products are taken in double precision: exact for sizes
    below `2^29`. Complexity: `O(1)`.

    ```mlir
    func.func @share(%saliency: tensor<1x1568xf32>, %share: f32) -> tensor<1x?xi32> {
      %n = arith.constant 1568 : index
      %k = dsa.budget %share of %n at_least = 1 : f32
      %i = dsa.gate_tokens %saliency budget(%k) : tensor<1x1568xf32>
      return %i : tensor<1x?xi32>
    }
    ```
  }];
  let arguments = (ins
    AnyTypeOf<[F32, Index], "f32 or index">:$fraction, Index:$size, DefaultValuedAttr<I64Attr, "0">:$at_least
  );
  let results = (outs Index:$count);
  let assemblyFormat = "$fraction `of` $size (`at_least` `=` $at_least^)? attr-dict `:` type($fraction)";
}

#endif
