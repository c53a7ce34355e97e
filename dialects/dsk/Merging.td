// Merging tokens that are alike. Included by Dsk.td, which has the types.
#ifndef DYNSPARSE_DSK_MERGING
#define DYNSPARSE_DSK_MERGING

def Dsk_MatchTokensOp : Dsk_Op<"match_tokens"> {
  let summary = "the most similar destination of each source";
  let description = [{
    The matching of `dsa.match_tokens`: for the sources `a = a0, a0 + 2, ...` of a batch entry, `a0` the first even index from
    `protect` on, the first result has the similarity to the best match and the second its index. Where there is no destination,
    these are `-inf` and the first odd index from `protect` on.

    ```mlir
    func.func @match(%keys: memref<1x100x64xf32>, %similarity: memref<1x50xf64>, %match: memref<1x50xi32>) {
      dsk.match_tokens ins(%keys : memref<1x100x64xf32>) outs(%similarity, %match : memref<1x50xf64>, memref<1x50xi32>)
      return
    }
    ```
  }];
  let arguments = (ins Dsk_Tokens:$keys, Variadic<Dsk_Out>:$outs, DefaultValuedAttr<I64Attr, "0">:$protect);
  let assemblyFormat = [{
    `ins` `(` $keys `:` type($keys) `)` `outs` `(` $outs `:` type($outs) `)` (`protect` `=` $protect^)?
    attr-dict (`->` type($results)^)?
  }];
}

def Dsk_MergeTokensOp : Dsk_Op<"merge_tokens"> {
  let summary = "the means of groups of tokens";
  let description = [{
    As `dsa.merge_tokens`, with the number of groups given by `outs`: the merged tokens, and their sizes.

    ```mlir
    func.func @merge(%x: memref<1x100x64xf32>, %sizes: memref<1x100xf32>, %groups: memref<1x100xi32>,
                     %y: memref<1x?x64xf32>, %of_y: memref<1x?xf32>) {
      dsk.merge_tokens ins(%x, %sizes, %groups : memref<1x100x64xf32>, memref<1x100xf32>, memref<1x100xi32>)
        outs(%y, %of_y : memref<1x?x64xf32>, memref<1x?xf32>)
      return
    }
    ```
  }];
  let arguments = (ins Dsk_Tokens:$tokens, Dsk_Shaped<[F64, F32], [2]>:$sizes, Dsk_Indices:$groups, Variadic<Dsk_Out>:$outs);
  let assemblyFormat = [{
    `ins` `(` $tokens `,` $sizes `,` $groups `:` type($tokens) `,` type($sizes) `,` type($groups) `)`
    `outs` `(` $outs `:` type($outs) `)` attr-dict (`->` type($results)^)?
  }];
}

#endif
