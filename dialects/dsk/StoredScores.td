// Attention in three steps over stored tiles. Included by Dsk.td, which has the types.
#ifndef DYNSPARSE_DSK_STOREDSCORES
#define DYNSPARSE_DSK_STOREDSCORES

def Dsk_StoredScores : Dsk_Shaped<[F64, F32], [5]>;
def Dsk_KeyBias : Dsk_Shaped<[F64, F32], [3]>;

def Dsk_SddmmOp : Dsk_Op<"sddmm"> {
  let summary = "the scores of stored tiles";
  let description = [{
    As `dsa.sddmm`, over the elements that `mask_ids` and `masks` select in the tiles in `row_pointers` and `columns`; all
    existing elements where `mask_ids` has no entry. `key_bias` is always given, with batch and head sizes of 1 for all.

    ```mlir
    func.func @scores(%q: memref<1x2x100x64xf32>, %k: memref<1x2x100x64xf32>, %bias: memref<1x1x100xf32>,
                      %rows: memref<1x2x8xi32>, %columns: memref<?xi32>, %ids: memref<?xi32>, %masks: memref<?x16x2xi8>,
                      %x: memref<1x1x?x16x16xf32>) {
      dsk.sddmm ins(%q, %k, %bias, %rows, %columns, %ids, %masks : memref<1x2x100x64xf32>, memref<1x2x100x64xf32>,
                    memref<1x1x100xf32>, memref<1x2x8xi32>, memref<?xi32>, memref<?xi32>, memref<?x16x2xi8>)
        outs(%x : memref<1x1x?x16x16xf32>) block = [16, 16] scale = 0.125
      return
    }
    ```
  }];
  let arguments = (ins
    Dsk_Heads:$queries, Dsk_Heads:$keys, Dsk_KeyBias:$key_bias, Dsk_RowPointers:$row_pointers, Dsk_Columns:$columns,
    Dsk_Columns:$mask_ids, Dsk_BlockMasks:$masks,
    Variadic<Dsk_Out>:$outs, ConfinedAttr<DenseI64ArrayAttr, [DenseArrayCount<2>]>:$block, F64Attr:$scale);
  let assemblyFormat = [{
    `ins` `(` $queries `,` $keys `,` $key_bias `,` $row_pointers `,` $columns `,` $mask_ids `,` $masks `:` type($queries) `,`
    type($keys) `,` type($key_bias) `,` type($row_pointers) `,` type($columns) `,` type($mask_ids) `,` type($masks) `)`
    `outs` `(` $outs `:` type($outs) `)` `block` `=` $block `scale` `=` $scale attr-dict (`->` type($results)^)?
  }];
}

def Dsk_SparseSoftmaxOp : Dsk_Op<"sparse_softmax"> {
  let summary = "softmax over the scores of stored tiles";
  let description = [{
    As `dsa.sparse_softmax` over `keys` keys; tiles and masks are those of `dsk.sddmm`. `outs` are the weights and the `lse`, which also
    says how many batch entries, heads and queries there are.

    ```mlir
    func.func @weights(%x: memref<1x1x?x16x16xf32>, %m: index, %rows: memref<1x2x8xi32>, %columns: memref<?xi32>,
                       %ids: memref<?xi32>, %masks: memref<?x16x2xi8>, %w: memref<1x1x?x16x16xf32>,
                       %lse: memref<1x2x100xf32>) {
      dsk.sparse_softmax ins(%x, %m, %rows, %columns, %ids, %masks : memref<1x1x?x16x16xf32>, memref<1x2x8xi32>,
                             memref<?xi32>, memref<?xi32>, memref<?x16x2xi8>)
        outs(%w, %lse : memref<1x1x?x16x16xf32>, memref<1x2x100xf32>) block = [16, 16]
      return
    }
    ```
  }];
  let arguments = (ins
    Dsk_StoredScores:$scores, Index:$keys, Dsk_RowPointers:$row_pointers, Dsk_Columns:$columns, Dsk_Columns:$mask_ids,
    Dsk_BlockMasks:$masks, Variadic<Dsk_Out>:$outs, ConfinedAttr<DenseI64ArrayAttr, [DenseArrayCount<2>]>:$block);
  let assemblyFormat = [{
    `ins` `(` $scores `,` $keys `,` $row_pointers `,` $columns `,` $mask_ids `,` $masks `:` type($scores) `,`
    type($row_pointers) `,` type($columns) `,` type($mask_ids) `,` type($masks) `)`
    `outs` `(` $outs `:` type($outs) `)` `block` `=` $block attr-dict (`->` type($results)^)?
  }];
}

def Dsk_SpmmOp : Dsk_Op<"spmm"> {
  let summary = "the product of the weights of stored tiles and dense values";
  let description = [{
    As `dsa.spmm`; tiles and masks are those of `dsk.sddmm`.

    ```mlir
    func.func @output(%w: memref<1x1x?x16x16xf32>, %v: memref<1x2x100x64xf32>, %rows: memref<1x2x8xi32>,
                      %columns: memref<?xi32>, %ids: memref<?xi32>, %masks: memref<?x16x2xi8>, %o: memref<1x2x100x64xf32>) {
      dsk.spmm ins(%w, %v, %rows, %columns, %ids, %masks : memref<1x1x?x16x16xf32>, memref<1x2x100x64xf32>,
                   memref<1x2x8xi32>, memref<?xi32>, memref<?xi32>, memref<?x16x2xi8>)
        outs(%o : memref<1x2x100x64xf32>) block = [16, 16]
      return
    }
    ```
  }];
  let arguments = (ins
    Dsk_StoredScores:$weights, Dsk_Heads:$values, Dsk_RowPointers:$row_pointers, Dsk_Columns:$columns,
    Dsk_Columns:$mask_ids, Dsk_BlockMasks:$masks,
    Variadic<Dsk_Out>:$outs, ConfinedAttr<DenseI64ArrayAttr, [DenseArrayCount<2>]>:$block);
  let assemblyFormat = [{
    `ins` `(` $weights `,` $values `,` $row_pointers `,` $columns `,` $mask_ids `,` $masks `:` type($weights) `,`
    type($values) `,` type($row_pointers) `,` type($columns) `,` type($mask_ids) `,` type($masks) `)`
    `outs` `(` $outs `:` type($outs) `)` `block` `=` $block attr-dict (`->` type($results)^)?
  }];
}

#endif
