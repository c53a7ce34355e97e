// Attention over a stored pattern. Included by Dsk.td, which has the types.
#ifndef DYNSPARSE_DSK_ATTENTION
#define DYNSPARSE_DSK_ATTENTION

def Dsk_AttentionOp : Dsk_Op<"attention"> {
  let summary = "softmax attention over stored blocks";
  let description = [{
    As `dsa.attention`, over the blocks in `row_pointers` and `columns`. `outs` is the output and, if there are two, the
    `lse`. `exact` says that keys hold numbers that few bits cannot represent: a bias in an additional channel, which may be arbitrarily
    large. They are then never rounded to 8 bits.

    ```mlir
    func.func @attend(%q: memref<1x2x100x64xf32>, %k: memref<1x2x100x64xf32>, %v: memref<1x2x100x64xf32>,
                      %rows: memref<1x2x8xi32>, %columns: memref<?xi32>, %o: memref<1x2x100x64xf32>) {
      dsk.attention ins(%q, %k, %v, %rows, %columns : memref<1x2x100x64xf32>, memref<1x2x100x64xf32>,
                        memref<1x2x100x64xf32>, memref<1x2x8xi32>, memref<?xi32>)
        outs(%o : memref<1x2x100x64xf32>) block = [16, 16] scale = 0.125
      return
    }
    ```
  }];
  let arguments = (ins
    Dsk_Heads:$queries, Dsk_Heads:$keys, Dsk_Heads:$values, Dsk_RowPointers:$row_pointers, Dsk_Columns:$columns,
    Variadic<Dsk_Out>:$outs, ConfinedAttr<DenseI64ArrayAttr, [DenseArrayCount<2>]>:$block, F64Attr:$scale,
    UnitAttr:$exact);
  let assemblyFormat = [{
    `ins` `(` $queries `,` $keys `,` $values `,` $row_pointers `,` $columns `:` type($queries) `,` type($keys) `,`
    type($values) `,` type($row_pointers) `,` type($columns) `)` `outs` `(` $outs `:` type($outs) `)`
    `block` `=` $block `scale` `=` $scale (`exact` $exact^)? attr-dict (`->` type($results)^)?
  }];
}

def Dsk_MaskedAttentionOp : Dsk_Op<"masked_attention"> {
  let summary = "softmax attention over stored elements";
  let description = [{
    As `dsk.attention`, over the elements that `mask_ids` and `masks` select in the blocks in `row_pointers` and `columns`.

    ```mlir
    func.func @attend(%q: memref<1x2x100x64xf32>, %k: memref<1x2x100x64xf32>, %v: memref<1x2x100x64xf32>,
                      %rows: memref<1x2x8xi32>, %columns: memref<?xi32>, %ids: memref<?xi32>, %masks: memref<?x16x2xi8>,
                      %o: memref<1x2x100x64xf32>) {
      dsk.masked_attention ins(%q, %k, %v, %rows, %columns, %ids, %masks : memref<1x2x100x64xf32>,
          memref<1x2x100x64xf32>, memref<1x2x100x64xf32>, memref<1x2x8xi32>, memref<?xi32>, memref<?xi32>,
          memref<?x16x2xi8>)
        outs(%o : memref<1x2x100x64xf32>) block = [16, 16] scale = 0.125
      return
    }
    ```
  }];
  let arguments = (ins
    Dsk_Heads:$queries, Dsk_Heads:$keys, Dsk_Heads:$values, Dsk_RowPointers:$row_pointers, Dsk_Columns:$columns,
    Dsk_Columns:$mask_ids, Dsk_BlockMasks:$masks,
    Variadic<Dsk_Out>:$outs, ConfinedAttr<DenseI64ArrayAttr, [DenseArrayCount<2>]>:$block, F64Attr:$scale);
  let assemblyFormat = [{
    `ins` `(` $queries `,` $keys `,` $values `,` $row_pointers `,` $columns `,` $mask_ids `,` $masks `:` type($queries) `,`
    type($keys) `,` type($values) `,` type($row_pointers) `,` type($columns) `,` type($mask_ids) `,` type($masks) `)`
    `outs` `(` $outs `:` type($outs) `)` `block` `=` $block `scale` `=` $scale attr-dict (`->` type($results)^)?
  }];
}

#endif
