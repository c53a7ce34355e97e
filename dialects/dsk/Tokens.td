// Tokens: choosing, gathering and scattering them. Included by Dsk.td, which has the types.
#ifndef DYNSPARSE_DSK_TOKENS
#define DYNSPARSE_DSK_TOKENS

def Dsk_GateTokensOp : Dsk_Op<"gate_tokens"> {
  let summary = "indices of the tokens worth computing";
  let description = [{
    As `dsa.gate_tokens`, with the budget given by the width of `outs`; a NaN `threshold` lets every token pass.

    ```mlir
    func.func @gate(%saliency: memref<1x100xf32>, %least: f32, %indices: memref<1x?xi32>) {
      dsk.gate_tokens ins(%saliency, %least : memref<1x100xf32>) outs(%indices : memref<1x?xi32>)
      return
    }
    ```
  }];
  let arguments = (ins Dsk_Saliency:$saliency, F32:$threshold, Variadic<Dsk_Indices>:$outs);
  let assemblyFormat = [{
    `ins` `(` $saliency `,` $threshold `:` type($saliency) `)` `outs` `(` $outs `:` type($outs) `)`
    attr-dict (`->` type($results)^)?
  }];
}

def Dsk_GatherRowsOp : Dsk_Op<"gather_rows"> {
  let summary = "rows of a token buffer, side by side";
  let description = [{
    `outs[b, i, :] = tokens[b, indices[b, i], :]`, and 0 where the index is outside `0 <= index < N`.

    ```mlir
    func.func @gather(%x: memref<1x100x64xf32>, %i: memref<1x?xi32>, %packed: memref<1x?x64xf32>) {
      dsk.gather_rows ins(%x, %i : memref<1x100x64xf32>, memref<1x?xi32>) outs(%packed : memref<1x?x64xf32>)
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

def Dsk_ScatterRowsOp : Dsk_Op<"scatter_rows"> {
  let summary = "rows put into a token buffer";
  let description = [{
    `outs[b, indices[b, i], :] = packed[b, i, :]` in ascending order of `i`; indices outside `0 <= index < N` are passed
    over, and rows without an index keep what they hold (the op reads `outs`, hence `reads_outs`).

    ```mlir
    func.func @scatter(%packed: memref<1x?x64xf32>, %i: memref<1x?xi32>, %x: memref<1x100x64xf32>) {
      dsk.scatter_rows ins(%packed, %i : memref<1x?x64xf32>, memref<1x?xi32>) outs(%x : memref<1x100x64xf32>) reads_outs
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

def Dsk_SortIndicesOp : Dsk_Op<"sort_indices"> {
  let summary = "the permutation that sorts tokens by a key";
  let description = [{
    As `dsa.sort_indices`.

    ```mlir
    func.func @sort(%keys: memref<1x100xf32>, %indices: memref<1x100xi32>) {
      dsk.sort_indices ins(%keys : memref<1x100xf32>) outs(%indices : memref<1x100xi32>)
      return
    }
    ```
  }];
  let arguments = (ins Dsk_Shaped<[Dsk_Float, I32], [2]>:$keys, Variadic<Dsk_Indices>:$outs, UnitAttr:$descending);
  let assemblyFormat = [{
    `ins` `(` $keys `:` type($keys) `)` `outs` `(` $outs `:` type($outs) `)` (`descending` $descending^)?
    attr-dict (`->` type($results)^)?
  }];
}

#endif
