// Heads: scoring, gathering and scattering them. Included by Dsk.td, which has the types.
#ifndef DYNSPARSE_DSK_HEADS
#define DYNSPARSE_DSK_HEADS

def Dsk_ScoreHeadsOp : Dsk_Op<"score_heads"> {
  let summary = "how much each head puts out";
  let description = [{
    As `dsa.score_heads`: `outs[b, h]` is the norm of `heads[b, h, :, :]`, in double precision.

    ```mlir
    func.func @score(%x: memref<1x12x100x64xf32>, %scores: memref<1x12xf32>) {
      dsk.score_heads ins(%x : memref<1x12x100x64xf32>) outs(%scores : memref<1x12xf32>) norm = mean
      return
    }
    ```
  }];
  let arguments = (ins Dsk_Heads:$heads, Variadic<Dsk_Out>:$outs, Dsa_Norm:$norm);
  let assemblyFormat = [{
    `ins` `(` $heads `:` type($heads) `)` `outs` `(` $outs `:` type($outs) `)`
    `norm` `=` $norm attr-dict (`->` type($results)^)?
  }];
}

def Dsk_GatherHeadsOp : Dsk_Op<"gather_heads"> {
  let summary = "heads side by side";
  let description = [{
    `outs[b, k, :, :] = heads[b, indices[b, k], :, :]`, and 0 where the index is outside `0 <= index < H`.

    ```mlir
    func.func @gather(%x: memref<1x12x100x64xf32>, %i: memref<1x?xi32>, %packed: memref<1x?x100x64xf32>) {
      dsk.gather_heads ins(%x, %i : memref<1x12x100x64xf32>, memref<1x?xi32>) outs(%packed : memref<1x?x100x64xf32>)
      return
    }
    ```
  }];
  let arguments = (ins Dsk_Heads:$heads, Dsk_Indices:$indices, Variadic<Dsk_Heads>:$outs);
  let assemblyFormat = [{
    `ins` `(` $heads `,` $indices `:` type($heads) `,` type($indices) `)` `outs` `(` $outs `:` type($outs) `)`
    attr-dict (`->` type($results)^)?
  }];
}

def Dsk_ScatterHeadsOp : Dsk_Op<"scatter_heads"> {
  let summary = "heads put into their places";
  let description = [{
    `outs[b, indices[b, k], :, :] = packed[b, k, :, :]` in ascending order of `k`; indices outside `0 <= index < H` are passed
    over, and heads without an index keep what they hold (the op reads `outs`, hence `reads_outs`).

    ```mlir
    func.func @scatter(%packed: memref<1x?x100x64xf32>, %i: memref<1x?xi32>, %x: memref<1x12x100x64xf32>) {
      dsk.scatter_heads ins(%packed, %i : memref<1x?x100x64xf32>, memref<1x?xi32>)
        outs(%x : memref<1x12x100x64xf32>) reads_outs
      return
    }
    ```
  }];
  let arguments = (ins Dsk_Heads:$packed, Dsk_Indices:$indices, Variadic<Dsk_Heads>:$outs, UnitAttr:$reads_outs);
  let assemblyFormat = [{
    `ins` `(` $packed `,` $indices `:` type($packed) `,` type($indices) `)` `outs` `(` $outs `:` type($outs) `)`
    (`reads_outs` $reads_outs^)? attr-dict (`->` type($results)^)?
  }];
}

#endif
