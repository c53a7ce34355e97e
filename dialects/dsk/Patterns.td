// Making stored patterns, and reading them. Included by Dsk.td, which has the types.
#ifndef DYNSPARSE_DSK_PATTERNS
#define DYNSPARSE_DSK_PATTERNS

def Dsk_ScoreBlocksOp : Dsk_Op<"score_blocks"> {
  let summary = "scores of blocks from pooled queries and keys";
  let description = [{
    As `dsa.score_blocks`: `outs[b, h, r, s]` is `scale` times the product of the block means, in double precision; each head of
    keys serves as many of the heads of queries. With
    `antidiagonals`, for blocks of `T` x `T`, it is the antidiagonal of groups `r` and `s` of `T` tokens that
    `dsa.score_antidiagonals` specifies, with `scale` for its factor.

    ```mlir
    func.func @score(%q: tensor<1x2x100x64xf32>, %k: tensor<1x2x100x64xf32>, %s: tensor<1x2x7x7xf32>)
        -> tensor<1x2x7x7xf32> {
      %r = dsk.score_blocks ins(%q, %k : tensor<1x2x100x64xf32>, tensor<1x2x100x64xf32>)
        outs(%s : tensor<1x2x7x7xf32>) block = [16, 16] scale = 0.125 -> tensor<1x2x7x7xf32>
      return %r : tensor<1x2x7x7xf32>
    }
    ```
  }];
  let arguments = (ins Dsk_Heads:$queries, Dsk_Heads:$keys, Variadic<Dsk_Scores>:$outs,
                   ConfinedAttr<DenseI64ArrayAttr, [DenseArrayCount<2>]>:$block, F64Attr:$scale, UnitAttr:$antidiagonals);
  let assemblyFormat = [{
    `ins` `(` $queries `,` $keys `:` type($queries) `,` type($keys) `)` `outs` `(` $outs `:` type($outs) `)`
    `block` `=` $block `scale` `=` $scale (`antidiagonals` $antidiagonals^)? attr-dict (`->` type($results)^)?
  }];
}

def Dsk_TopKColumnsOp : Dsk_Op<"top_k_columns", /*canonicalizes=*/0> {
  let summary = "row pointers and columns of the highest scores of each row";
  let description = [{
    With `n = min(max(top_k, 0), S)`: `row_pointers[b, h, r] = ((b H + h) R + r) n`, and the `n` columns of row `r` are
    the best of `scores[b, h, r, :]` by the order of `dsa.select_blocks`, ascending. `columns` holds at least
    `B H R n` entries; any further ones are left alone.

    ```mlir
    func.func @top_k(%s: memref<1x2x7x7xf32>, %k: index, %rows: memref<1x2x8xi32>, %columns: memref<?xi32>) {
      dsk.top_k_columns ins(%s, %k : memref<1x2x7x7xf32>) outs(%rows, %columns : memref<1x2x8xi32>, memref<?xi32>)
      return
    }
    ```
  }];
  let arguments = (ins Dsk_Scores:$scores, Index:$top_k, Variadic<Dsk_Out>:$outs);
  let assemblyFormat = [{
    `ins` `(` $scores `,` $top_k `:` type($scores) `)` `outs` `(` $outs `:` type($outs) `)`
    attr-dict (`->` type($results)^)?
  }];
}

def Dsk_CompressMaskOp : Dsk_Op<"compress_mask", /*canonicalizes=*/0> {
  let summary = "row pointers and columns of a block mask";
  let description = [{
    The columns of row `r` of `(b, h)` are the `s` with `mask[b, h, r, s]`, ascending; row pointers count them up in the
    order of `b`, `h`, `r`. `columns` has room for every block, `B H R S`; what is behind the last entry is undefined.

    ```mlir
    func.func @compress(%mask: memref<1x2x7x7xi1>, %rows: memref<1x2x8xi32>, %columns: memref<98xi32>) {
      dsk.compress_mask ins(%mask : memref<1x2x7x7xi1>) outs(%rows, %columns : memref<1x2x8xi32>, memref<98xi32>)
      return
    }
    ```
  }];
  let arguments = (ins Dsk_Mask:$mask, Variadic<Dsk_Out>:$outs);
  let assemblyFormat = [{
    `ins` `(` $mask `:` type($mask) `)` `outs` `(` $outs `:` type($outs) `)` attr-dict (`->` type($results)^)?
  }];
}

def Dsk_ExpandMaskOp : Dsk_Op<"expand_mask"> {
  let summary = "the block mask of row pointers and columns";
  let description = [{
    `outs[b, h, r, s]` is true where `s` is among the columns of row `r`. The inverse of `dsk.compress_mask`.

    ```mlir
    func.func @expand(%rows: memref<1x2x8xi32>, %columns: memref<?xi32>, %mask: memref<1x2x7x7xi1>) {
      dsk.expand_mask ins(%rows, %columns : memref<1x2x8xi32>, memref<?xi32>) outs(%mask : memref<1x2x7x7xi1>)
      return
    }
    ```
  }];
  let arguments = (ins Dsk_RowPointers:$row_pointers, Dsk_Columns:$columns, Variadic<Dsk_Mask>:$outs);
  let assemblyFormat = [{
    `ins` `(` $row_pointers `,` $columns `:` type($row_pointers) `,` type($columns) `)`
    `outs` `(` $outs `:` type($outs) `)` attr-dict (`->` type($results)^)?
  }];
}

def Dsk_CompressElementsOp : Dsk_Op<"compress_elements", /*canonicalizes=*/0> {
  let summary = "row pointers, columns and bit masks of an element mask";
  let description = [{
    The blocks in which `mask`, `B x H x N x M`, holds an element, as `dsk.compress_mask` lists them, and what each holds of
    it: `outs` are row pointers, columns, mask ids and masks. Masks are numbered in the order of their blocks. The last
    three have room for every block, `B H R S`; what is behind the last entry is left alone.

    ```mlir
    func.func @compress(%mask: memref<1x2x100x100xi1>, %rows: memref<1x2x8xi32>, %columns: memref<98xi32>,
                        %ids: memref<98xi32>, %masks: memref<98x16x2xi8>) {
      dsk.compress_elements ins(%mask : memref<1x2x100x100xi1>)
        outs(%rows, %columns, %ids, %masks : memref<1x2x8xi32>, memref<98xi32>, memref<98xi32>, memref<98x16x2xi8>)
        block = [16, 16]
      return
    }
    ```
  }];
  let arguments = (ins Dsk_Mask:$mask, Variadic<Dsk_Out>:$outs,
                   ConfinedAttr<DenseI64ArrayAttr, [DenseArrayCount<2>]>:$block);
  let assemblyFormat = [{
    `ins` `(` $mask `:` type($mask) `)` `outs` `(` $outs `:` type($outs) `)` `block` `=` $block attr-dict
    (`->` type($results)^)?
  }];
}

def Dsk_ExpandElementsOp : Dsk_Op<"expand_elements"> {
  let summary = "the element mask of row pointers, columns and bit masks";
  let description = [{
    `outs[b, h, i, j]` is true where block `(i div bq, j div bk)` is stored and full, or partial with that element in its
    mask. The inverse of `dsk.compress_elements`.

    ```mlir
    func.func @expand(%rows: memref<1x2x8xi32>, %columns: memref<?xi32>, %ids: memref<?xi32>, %masks: memref<?x16x2xi8>,
                      %mask: memref<1x2x100x100xi1>) {
      dsk.expand_elements ins(%rows, %columns, %ids, %masks : memref<1x2x8xi32>, memref<?xi32>, memref<?xi32>,
                              memref<?x16x2xi8>)
        outs(%mask : memref<1x2x100x100xi1>) block = [16, 16]
      return
    }
    ```
  }];
  let arguments = (ins Dsk_RowPointers:$row_pointers, Dsk_Columns:$columns, Dsk_Columns:$mask_ids,
                   Dsk_BlockMasks:$masks, Variadic<Dsk_Mask>:$outs,
                   ConfinedAttr<DenseI64ArrayAttr, [DenseArrayCount<2>]>:$block);
  let assemblyFormat = [{
    `ins` `(` $row_pointers `,` $columns `,` $mask_ids `,` $masks `:` type($row_pointers) `,` type($columns) `,`
    type($mask_ids) `,` type($masks) `)` `outs` `(` $outs `:` type($outs) `)` `block` `=` $block attr-dict
    (`->` type($results)^)?
  }];
}

def Dsk_AssertPatternOp : DynsparseOp<Dsk_Dialect, "assert_pattern", [
    DestinationStyleOpInterface, MemoryEffects<[MemRead, MemWrite]>], 0, 0, 0> {
  let summary = "says that values are what a pattern is stored as";
  let description = [{
    `parts` are the stored parts of a pattern of the type `pattern` ([formats](../formats.md) lists them, in this order), and
    satisfy every invariant of its format. `convert-dsa-to-dsk` puts it before ops of `dsa` that read a pattern; `by` is the name of that
    op. It computes nothing: `dsa-verify-patterns` turns it into loops that check this, and `convert-dsk-to-loops` drops
    it if no check was requested. It counts as reading and writing memory, so that it stays in place.

    ```mlir
    func.func @stored(%rows: tensor<1x2x8xi32>, %columns: tensor<?xi32>, %width: index) {
      dsk.assert_pattern ins(%rows, %columns, %width : tensor<1x2x8xi32>, tensor<?xi32>, index)
        pattern = !dsa.pattern<1x2x100x100, block = 16x16> by = "pattern_to_mask"
      return
    }
    ```
  }];
  let arguments = (ins Variadic<AnyTypeOf<[Index, AnyRankedTensor, AnyStridedMemRef]>>:$parts, TypeAttr:$pattern, StrAttr:$by);
  let assemblyFormat = "`ins` `(` $parts `:` type($parts) `)` `pattern` `=` $pattern `by` `=` $by attr-dict";
  let extraClassDeclaration = [{
    ::mlir::MutableOperandRange getDpsInitsMutable() { return ::mlir::MutableOperandRange(getOperation(), 0, 0); }
  }];
}

#endif
