// Dense layers over as many rows as there are: packed weights, what is done to sums, rows of bytes. Included by Dsa.td, which
// has the types.
#ifndef DYNSPARSE_DSA_LINEAR
#define DYNSPARSE_DSA_LINEAR

def Dsa_Factor : AnyTypeOf<[F32, BF16, I8], "f32, bf16 or i8">;
def Dsa_Half : AnyTypeOf<[F32, BF16], "f32 or bf16">;

// Which of these a layer has, in what order, is said by words behind its operands.
def Dsa_LayerOperand : AnyTypeOf<[TensorRankOf<[F32, BF16, I32], [1, 2, 3]>, F32]>;

def Dsa_PackWeightsOp : Dsa_Op<"pack_weights", /*infers=*/0, /*folds=*/0, /*canonicalizes=*/1> {
  let summary = "weights in panels of columns, made ready once";
  let description = [{
    Weights `K x N` (or `X x K x N`, those of `X` experts) are laid out in panels of `W` columns, in which `g` neighbouring
    rows lie side by side; `g` is 1 for `f32`, 2 for `bf16`, 4 for `i8`, and `W` is what the result's type says,
    `ceil(N / W) x ceil(K / g) x (W g)`:

    `packed[p, q, c g + i] = weights[q g + i, p W + c]`, and 0 beyond `K` and `N`.

    The layout depends on the type alone, not on a processor: packed weights may be kept in a file. It is what
    `dsa.linear` and `dsa.grouped_linear` read. A panel is read from one end to the other while its columns' sums are in
    registers, so `W` should be a multiple of several vectors: 64 serves vectors of 16 to 64 bytes well. Call it once,
    outside the code that runs for each frame. Complexity: `O(X K N)`.

    ```mlir
    func.func @load(%w: tensor<768x3072xf32>) -> tensor<48x768x64xf32> {
      %packed = dsa.pack_weights %w : tensor<768x3072xf32> -> tensor<48x768x64xf32>
      return %packed : tensor<48x768x64xf32>
    }
    ```
  }];
  let arguments = (ins TensorRankOf<[Dsa_Factor], [2, 3]>:$weights);
  let results = (outs TensorRankOf<[Dsa_Factor], [3, 4]>:$packed);
  let assemblyFormat = "$weights attr-dict `:` type($weights) `->` type($packed)";
}

def Dsa_QuantizeRowsOp : Dsa_Op<"quantize_rows", /*infers=*/1, /*folds=*/0, /*canonicalizes=*/1> {
  let summary = "rows as bytes, each with a scale of its own";
  let description = [{
    For each row `x` of the last dimension, `scale = max_c abs(x[c]) / 127`, one rounding to `f32`, and `quantized[c] =
    x[c] / scale`, rounded to the nearest integer, ties to the even one; so `-127 <= quantized[c] <= 127` and
    `quantized[c] * scale` is `x[c]` to within `scale / 2`. A row whose scale is 0 (no channels, zeros only, or numbers
    that small) is 0. A row with a NaN has NaN for a scale, else one with an infinity has infinity, and both are 0: what is
    made of the row by multiplication is NaN. Complexity: `O(B N C)`. Source: LLM.int8() (arXiv 2208.07339).

    ```mlir
    func.func @quantize(%x: tensor<1x?x768xf32>) -> (tensor<1x?x768xi8>, tensor<1x?xf32>) {
      %q, %s = dsa.quantize_rows %x : tensor<1x?x768xf32>
      return %q, %s : tensor<1x?x768xi8>, tensor<1x?xf32>
    }
    ```
  }];
  let arguments = (ins TensorRankOf<[Dsa_Half], [2, 3]>:$x);
  let results = (outs TensorRankOf<[I8], [2, 3]>:$quantized, TensorRankOf<[F32], [1, 2]>:$scales);
  let assemblyFormat = "$x attr-dict `:` type($x)";
}

def Dsa_LinearOp : Dsa_Op<"linear", /*infers=*/0, /*folds=*/0, /*canonicalizes=*/1> {
  let summary = "rows times packed weights, with what follows them";
  let description = [{
    `result[r, n] = f(s[r, n] + bias[n]) + residual[r, n]`, with `s[r, n] = sum_k x[r, k] * w[k, n]`, `w` the weights of
    which `packed` was made by `dsa.pack_weights`, and `f` by `activation`:

    | `activation` | `f(z)` |
    |---|---|
    | `none` (the default) | `z` |
    | `relu` | `max(z, 0)`, NaN for NaN |
    | `gelu` | `z / 2 * (1 + erf(z / sqrt(2)))` |
    | `gelu_tanh` | `z / 2 * (1 + tanh(sqrt(2 / pi) * (z + 0.044715 z^3)))` |
    | `silu` | `z / (1 + exp(-z))` |

    A row `r` is all but the last dimension of `x`, so that tokens (`B x N x C`) and rows are the same; there may be none.
    Keywords after further operands say what they are, in this order: `scales` (two: `row_scales`, `column_scales`), `bias`,
    `residual`, `quantize` (`scale`). A bias or residual that is not given is 0. The number of columns `N` is that of the
    result's type, and where that leaves it open the number of biases; without a bias it has to be static; `packed` has
    `ceil(N / W)` panels for it.

    Sums of `f32` and `bf16` are in `f32`, in an order that does not depend on the number of threads nor on the other rows.
    `f` is defined by its formula, which gives NaN for -inf except for `none` and `relu`; the fast lowering is within
    `2e-6 (1 + abs(z))` of it, the reference within the accuracy of `math.erf`, `math.tanh` and `math.exp`.

    For `i8`, `s[r, n] = row_scales[r] * column_scales[n] * sum_k x[r, k] * w[k, n]`, with the inner sum exact as an `i32`
    (so `K` may be 131072 at least), and the product of the scales taken first.

    With `quantize` the result is `i8`: the value divided by `scale`, rounded to the nearest integer, ties to the
    even one, and at most 127 in magnitude; NaN becomes 0. Else it is rounded to `f32` or `bf16` once.

    Complexity: `O(R K N)`. Source of the activations: arXiv 1606.08415, arXiv 1702.03118.

    ```mlir
    func.func @feed_forward(%x: tensor<1x?x768xf32>, %w: tensor<48x768x64xf32>, %bias: tensor<3072xf32>)
        -> tensor<1x?x3072xf32> {
      %y = dsa.linear %x, %w, %bias bias activation = gelu
        : (tensor<1x?x768xf32>, tensor<48x768x64xf32>, tensor<3072xf32>) -> tensor<1x?x3072xf32>
      return %y : tensor<1x?x3072xf32>
    }
    ```
  }];
  let arguments = (ins
    TensorRankOf<[Dsa_Factor], [2, 3]>:$x, TensorRankOf<[Dsa_Factor], [3]>:$packed, Variadic<Dsa_LayerOperand>:$more,
    UnitAttr:$scales, UnitAttr:$bias, UnitAttr:$residual, UnitAttr:$quantize, OptionalAttr<Dsa_Activation>:$activation);
  let results = (outs TensorRankOf<[Dsa_Factor], [2, 3]>:$result);
  let assemblyFormat = [{
    $x `,` $packed (`,` $more^)? (`scales` $scales^)? (`bias` $bias^)? (`residual` $residual^)? (`quantize` $quantize^)?
    (`activation` `=` $activation^)? attr-dict `:` functional-type(operands, results)
  }];
}

#endif
