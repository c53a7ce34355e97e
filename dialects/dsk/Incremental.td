// Products over time: what did not change is kept. Included by Dsk.td, which has the types.
#ifndef DYNSPARSE_DSK_INCREMENTAL
#define DYNSPARSE_DSK_INCREMENTAL

def Dsk_UpdateScoresOp : Dsk_Op<"update_scores"> {
  let summary = "changed rows and columns of attention scores";
  let description = [{
    As `dsa.update_scores`, in place. `positions[b, i]` is negative where row `i` is not in `indices[b, :]`, as
    `dsa.invert_indices` computes it: in the columns `key_indices[b, :]`, only those rows remain to be computed.

    ```mlir
    func.func @scores(%q: memref<1x2x9x8xf32>, %k: memref<1x2x7x8xf32>, %i: memref<1x?xi32>, %j: memref<1x?xi32>,
                      %positions: memref<1x9xi32>, %s: memref<1x2x9x7xf32>) {
      dsk.update_scores ins(%q, %k, %i, %j, %positions
        : memref<1x2x9x8xf32>, memref<1x2x7x8xf32>, memref<1x?xi32>, memref<1x?xi32>, memref<1x9xi32>)
        outs(%s : memref<1x2x9x7xf32>) scale = 0.5 reads_outs
      return
    }
    ```
  }];
  let arguments = (ins
    Dsk_Heads:$queries, Dsk_Heads:$keys, Dsk_Indices:$indices, Dsk_Indices:$key_indices, Dsk_Indices:$positions,
    Variadic<Dsk_Scores>:$outs, F64Attr:$scale, UnitAttr:$reads_outs
  );
  let assemblyFormat = [{
    `ins` `(` $queries `,` $keys `,` $indices `,` $key_indices `,` $positions
    `:` type($queries) `,` type($keys) `,` type($indices) `,` type($key_indices) `,` type($positions) `)`
    `outs` `(` $outs `:` type($outs) `)` `scale` `=` $scale (`reads_outs` $reads_outs^)? attr-dict (`->` type($results)^)?
  }];
}

def Dsk_UpdateProductRowsOp : Dsk_Op<"update_product_rows"> {
  let summary = "changed rows of weights times values";
  let description = [{
    As `dsa.update_product_rows`, in place.

    ```mlir
    func.func @rows(%a: memref<1x2x9x7xf32>, %v: memref<1x2x7x8xf32>, %i: memref<1x?xi32>, %o: memref<1x2x9x8xf32>) {
      dsk.update_product_rows ins(%a, %v, %i : memref<1x2x9x7xf32>, memref<1x2x7x8xf32>, memref<1x?xi32>)
        outs(%o : memref<1x2x9x8xf32>) reads_outs
      return
    }
    ```
  }];
  let arguments = (ins
    Dsk_Heads:$weights, Dsk_Heads:$values, Dsk_Indices:$indices, Variadic<Dsk_Heads>:$outs, UnitAttr:$reads_outs
  );
  let assemblyFormat = [{
    `ins` `(` $weights `,` $values `,` $indices `:` type($weights) `,` type($values) `,` type($indices) `)`
    `outs` `(` $outs `:` type($outs) `)` (`reads_outs` $reads_outs^)? attr-dict (`->` type($results)^)?
  }];
}

def Dsk_UpdateProductOp : Dsk_Op<"update_product"> {
  let summary = "weights times values, by what changed of both";
  let description = [{
    As `dsa.update_product`, in place: `outs` are the product, the weights and the values that are remembered.
    `indices[b, :]` lists each key once, in ascending order, and then -1.

    ```mlir
    func.func @step(%a: memref<1x2x9x7xf32>, %v: memref<1x2x7x8xf32>, %j: memref<1x?xi32>, %o: memref<1x2x9x8xf32>,
                    %last_a: memref<1x2x9x7xf32>, %last_v: memref<1x2x7x8xf32>) {
      dsk.update_product ins(%a, %v, %j : memref<1x2x9x7xf32>, memref<1x2x7x8xf32>, memref<1x?xi32>)
        outs(%o, %last_a, %last_v : memref<1x2x9x8xf32>, memref<1x2x9x7xf32>, memref<1x2x7x8xf32>) reads_outs
      return
    }
    ```
  }];
  let arguments = (ins
    Dsk_Heads:$weights, Dsk_Heads:$values, Dsk_Indices:$indices, Variadic<Dsk_Heads>:$outs, UnitAttr:$reads_outs
  );
  let assemblyFormat = [{
    `ins` `(` $weights `,` $values `,` $indices `:` type($weights) `,` type($values) `,` type($indices) `)`
    `outs` `(` $outs `:` type($outs) `)` (`reads_outs` $reads_outs^)? attr-dict (`->` type($results)^)?
  }];
}

#endif
