// Frames of a video, one after the other. Included by Dsk.td, which has the types.
#ifndef DYNSPARSE_DSK_TEMPORAL
#define DYNSPARSE_DSK_TEMPORAL

def Dsk_TokenChangeOp : Dsk_Op<"token_change"> {
  let summary = "how much each token differs from what it was";
  let description = [{
    As `dsa.token_change`: `outs[b, i]` is the norm of `tokens[b, i, :] - reference[b, i, :]`, in double precision.

    ```mlir
    func.func @change(%x: memref<1x100x64xf32>, %last: memref<1x100x64xf32>, %change: memref<1x100xf32>) {
      dsk.token_change ins(%x, %last : memref<1x100x64xf32>, memref<1x100x64xf32>) outs(%change : memref<1x100xf32>)
        norm = max
      return
    }
    ```
  }];
  let arguments = (ins Dsk_Tokens:$tokens, Dsk_Tokens:$reference, Variadic<Dsk_Out>:$outs, Dsa_Norm:$norm);
  let assemblyFormat = [{
    `ins` `(` $tokens `,` $reference `:` type($tokens) `,` type($reference) `)` `outs` `(` $outs `:` type($outs) `)`
    `norm` `=` $norm attr-dict (`->` type($results)^)?
  }];
}

def Dsk_LaggedChangeOp : Dsk_Op<"lagged_change"> {
  let summary = "how much each token differs from the one some tokens before";
  let description = [{
    `outs[b, i]` is the norm of `tokens[b, i + lag, :] - tokens[b, i, :]`, as in `dsa.token_change`. There are as many tokens
    as `outs` has columns, and `lag` more.

    ```mlir
    func.func @change(%x: memref<1x100x64xf32>, %lag: index, %change: memref<1x80xf32>) {
      dsk.lagged_change ins(%x, %lag : memref<1x100x64xf32>) outs(%change : memref<1x80xf32>) norm = mean
      return
    }
    ```
  }];
  let arguments = (ins Dsk_Tokens:$tokens, Index:$lag, Variadic<Dsk_Out>:$outs, Dsa_Norm:$norm);
  let assemblyFormat = [{
    `ins` `(` $tokens `,` $lag `:` type($tokens) `)` `outs` `(` $outs `:` type($outs) `)` `norm` `=` $norm attr-dict
    (`->` type($results)^)?
  }];
}

#endif
