// Channels: scoring, gathering and scattering them. Included by Dsk.td, which has the types.
#ifndef DYNSPARSE_DSK_CHANNELS
#define DYNSPARSE_DSK_CHANNELS

def Dsk_ScoreChannelsOp : Dsk_Op<"score_channels"> {
  let summary = "how much each channel carries";
  let description = [{
    As `dsa.score_channels`: `outs[b, c]` is the norm of `tokens[b, :, c]`, in double precision.

    ```mlir
    func.func @score(%x: memref<1x100x64xf32>, %scores: memref<1x64xf32>) {
      dsk.score_channels ins(%x : memref<1x100x64xf32>) outs(%scores : memref<1x64xf32>) norm = l2
      return
    }
    ```
  }];
  let arguments = (ins Dsk_Tokens:$tokens, Variadic<Dsk_Out>:$outs, Dsa_Norm:$norm);
  let assemblyFormat = [{
    `ins` `(` $tokens `:` type($tokens) `)` `outs` `(` $outs `:` type($outs) `)`
    `norm` `=` $norm attr-dict (`->` type($results)^)?
  }];
}

def Dsk_GatherChannelsOp : Dsk_Op<"gather_channels"> {
  let summary = "channels side by side";
  let description = [{
    `outs[b, i, k] = tokens[b, i, indices[b, k]]`, and 0 where the index is outside `0 <= index < C`.

    ```mlir
    func.func @gather(%x: memref<1x100x64xf32>, %i: memref<1x?xi32>, %packed: memref<1x100x?xf32>) {
      dsk.gather_channels ins(%x, %i : memref<1x100x64xf32>, memref<1x?xi32>) outs(%packed : memref<1x100x?xf32>)
      return
    }
    ```
  }];
  let arguments = (ins Dsk_Tokens:$tokens, Dsk_Indices:$indices, Variadic<Dsk_Tokens>:$outs);
  let assemblyFormat = [{
    `ins` `(` $tokens `,` $indices `:` type($tokens) `,` type($indices) `)` `outs` `(` $outs `:` type($outs) `)`
    attr-dict (`->` type($results)^)?
  }];
}

def Dsk_ScatterChannelsOp : Dsk_Op<"scatter_channels"> {
  let summary = "channels put into their places";
  let description = [{
    `outs[b, i, indices[b, k]] = packed[b, i, k]` in ascending order of `k`; indices outside `0 <= index < C` are passed over,
    and channels without an index keep what they hold (the op reads `outs`, hence `reads_outs`).

    ```mlir
    func.func @scatter(%packed: memref<1x100x?xf32>, %i: memref<1x?xi32>, %x: memref<1x100x64xf32>) {
      dsk.scatter_channels ins(%packed, %i : memref<1x100x?xf32>, memref<1x?xi32>)
        outs(%x : memref<1x100x64xf32>) reads_outs
      return
    }
    ```
  }];
  let arguments = (ins Dsk_Tokens:$packed, Dsk_Indices:$indices, Variadic<Dsk_Tokens>:$outs, UnitAttr:$reads_outs);
  let assemblyFormat = [{
    `ins` `(` $packed `,` $indices `:` type($packed) `,` type($indices) `)` `outs` `(` $outs `:` type($outs) `)`
    (`reads_outs` $reads_outs^)? attr-dict (`->` type($results)^)?
  }];
}

#endif
