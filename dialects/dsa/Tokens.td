// Tokens: choosing, packing and unpacking them. Included by Dsa.td, which has the types.
#ifndef DYNSPARSE_DSA_TOKENS
#define DYNSPARSE_DSA_TOKENS

def Dsa_GateTokensOp : Dsa_Op<"gate_tokens", /*infers=*/1> {
  let summary = "the tokens worth computing";
  let description = [{
    For each batch entry, of the tokens with `not (saliency[b, i] <= threshold)` (all tokens if there is no threshold)
    the `budget` best, as in `dsa.select_blocks`: higher saliency first, NaN above every number, ties to the lower index.
    `indices[b, :]` lists them in ascending order, followed by -1 where fewer than `budget` passed. The result has
    `min(max(budget, 0), N)` columns. Complexity: `O(B N)` expected.

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

def Dsa_PackTokensOp : Dsa_Op<"pack_tokens", /*infers=*/1> {
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

def Dsa_UnpackTokensOp : Dsa_Op<"unpack_tokens", /*infers=*/1, /*folds=*/1> {
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

#endif
