// Predicting what attention will weigh. Included by Dsk.td, which has the types.
#ifndef DYNSPARSE_DSK_PREDICTION
#define DYNSPARSE_DSK_PREDICTION

def Dsk_TopKElementsOp : Dsk_Op<"top_k_elements", /*canonicalizes=*/0> {
  let summary = "row pointers, columns and bit masks of the highest scores of each query";
  let description = [{
    The stored pattern of the `top_k` best of each row of `scores`, `B x H x N x M`, by the order of `dsa.select_blocks`: `outs` are
    row pointers, columns, mask ids and masks. Masks of partial blocks of the `n`-th block row of all are numbered from `n S` on. The
    last three have room for every block, `B H R S`; what no entry refers to is undefined.

    ```mlir
    func.func @top_k(%s: memref<1x2x100x100xf32>, %k: index, %rows: memref<1x2x8xi32>, %columns: memref<98xi32>,
                     %ids: memref<98xi32>, %masks: memref<98x16x2xi8>) {
      dsk.top_k_elements ins(%s, %k : memref<1x2x100x100xf32>)
        outs(%rows, %columns, %ids, %masks : memref<1x2x8xi32>, memref<98xi32>, memref<98xi32>, memref<98x16x2xi8>)
        block = [16, 16]
      return
    }
    ```
  }];
  let arguments = (ins Dsk_Scores:$scores, Index:$top_k, Variadic<Dsk_Out>:$outs,
                   ConfinedAttr<DenseI64ArrayAttr, [DenseArrayCount<2>]>:$block);
  let assemblyFormat = [{
    `ins` `(` $scores `,` $top_k `:` type($scores) `)` `outs` `(` $outs `:` type($outs) `)` `block` `=` $block
    attr-dict (`->` type($results)^)?
  }];
}

def Dsk_TopNOfMOp : Dsk_Op<"top_n_of_m"> {
  let summary = "a mask of the highest of every m consecutive scores";
  let description = [{
    Scores and mask are `B x H x N x M`. `outs[b, h, i, j]` is true where fewer than `n` of the scores of row `i` in the group of
    `j` are better, in the order of `dsa.select_blocks`. Groups are the scores `g*m <= j < (g+1)*m`, the last one as long as it is.
    An `n` below 0 counts as 0.

    ```mlir
    func.func @two_of_four(%s: memref<1x2x100x100xf32>, %mask: memref<1x2x100x100xi1>) {
      %n = arith.constant 2 : index
      dsk.top_n_of_m ins(%s, %n : memref<1x2x100x100xf32>) outs(%mask : memref<1x2x100x100xi1>) m = 4
      return
    }
    ```
  }];
  let arguments = (ins Dsk_Scores:$scores, Index:$n, Variadic<Dsk_Mask>:$outs, I64Attr:$m);
  let assemblyFormat = [{
    `ins` `(` $scores `,` $n `:` type($scores) `)` `outs` `(` $outs `:` type($outs) `)` `m` `=` $m
    attr-dict (`->` type($results)^)?
  }];
}

def Dsk_BlockSimilarityOp : Dsk_Op<"block_similarity"> {
  let summary = "how alike the tokens of each block are";
  let description = [{
    As `dsa.block_similarity`: `outs[b, h, r]` is the mean of the Gram matrix of the normalised tokens of block `r`.

    ```mlir
    func.func @similarity(%q: memref<1x2x100x64xf32>, %s: memref<1x2x7xf32>) {
      dsk.block_similarity ins(%q : memref<1x2x100x64xf32>) outs(%s : memref<1x2x7xf32>) block = 16
      return
    }
    ```
  }];
  let arguments = (ins Dsk_Heads:$tokens, Variadic<Dsk_Out>:$outs, I64Attr:$block);
  let assemblyFormat = [{
    `ins` `(` $tokens `:` type($tokens) `)` `outs` `(` $outs `:` type($outs) `)` `block` `=` $block
    attr-dict (`->` type($results)^)?
  }];
}

#endif
