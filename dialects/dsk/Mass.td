// Choosing by mass. Included by Dsk.td, which has the types.
#ifndef DYNSPARSE_DSK_MASS
#define DYNSPARSE_DSK_MASS

def Dsk_MassColumnsOp : Dsk_Op<"mass_columns", /*canonicalizes=*/0> {
  let summary = "row pointers and columns of the fewest blocks that hold a share of each row's mass";
  let description = [{
    As `dsa.select_blocks_by_mass`: the columns of row `r` are those that it takes of `scores[b, h, r, :]`, ascending, and the last of
    `outs` is the mass that they retain. The blocks that are always taken are stored ones too; `PB` and `PH` may be 1.
    `columns` has room for every block, `B H R S`; what is behind the last entry is undefined.

    ```mlir
    func.func @by_mass(%s: memref<1x2x7x7xf32>, %tau: f32, %k: index, %first: memref<1x1x8xi32>, %of: memref<?xi32>,
                       %rows: memref<1x2x8xi32>, %columns: memref<98xi32>, %mass: memref<1x2x7xf32>) {
      dsk.mass_columns ins(%s, %tau, %k, %first, %of : memref<1x2x7x7xf32>, memref<1x1x8xi32>, memref<?xi32>)
        outs(%rows, %columns, %mass : memref<1x2x8xi32>, memref<98xi32>, memref<1x2x7xf32>)
      return
    }
    ```
  }];
  let arguments = (ins Dsk_Scores:$scores, F32:$mass, Index:$at_most, Dsk_RowPointers:$row_pointers, Dsk_Columns:$columns,
                   Variadic<Dsk_Out>:$outs, UnitAttr:$apart);
  let assemblyFormat = [{
    `ins` `(` $scores `,` $mass `,` $at_most `,` $row_pointers `,` $columns `:` type($scores) `,` type($row_pointers) `,`
    type($columns) `)` `outs` `(` $outs `:` type($outs) `)` (`apart` $apart^)? attr-dict (`->` type($results)^)?
  }];
}

def Dsk_RowMassOp : Dsk_Op<"row_mass"> {
  let summary = "the share of each row's mass under a mask";
  let description = [{
    As `dsa.retained_mass`: `outs[b, h, r]` is the share of the weights of `scores[b, h, r, :]` that `mask` holds, `B x H x R x S`, with
    batch and head sizes of 1 for all.

    ```mlir
    func.func @mass(%s: memref<1x2x7x7xf32>, %mask: memref<1x1x7x7xi1>, %mass: memref<1x2x7xf32>) {
      dsk.row_mass ins(%s, %mask : memref<1x2x7x7xf32>, memref<1x1x7x7xi1>) outs(%mass : memref<1x2x7xf32>)
      return
    }
    ```
  }];
  let arguments = (ins Dsk_Scores:$scores, Dsk_Mask:$mask, Variadic<Dsk_Out>:$outs);
  let assemblyFormat = [{
    `ins` `(` $scores `,` $mask `:` type($scores) `,` type($mask) `)` `outs` `(` $outs `:` type($outs) `)`
    attr-dict (`->` type($results)^)?
  }];
}

def Dsk_TileMassOp : Dsk_Op<"tile_mass"> {
  let summary = "the logarithm of the softmax mass in each tile";
  let description = [{
    `outs[b, h, r, s]` is the logarithm of `sum_{i in r, j in s} exp(x[i, j]) / sum_j' exp(x[i, j'])`, where tile `(r, s)` has
    `tile[0]` rows and `tile[1]` columns of `x = scores[b, h, :, :]`, the last ones fewer. Row `i` counts its first `seen[i]`
    columns, from 0 to all of them, and no others, even if they are NaN; a row that counts none adds 0, and one whose sum is NaN makes
    NaN of all its tiles. In double precision, rounded once.

    ```mlir
    func.func @mass(%s: memref<1x2x14x14xf32>, %seen: memref<14xi32>, %mass: memref<1x2x7x7xf32>) {
      dsk.tile_mass ins(%s, %seen : memref<1x2x14x14xf32>, memref<14xi32>) outs(%mass : memref<1x2x7x7xf32>) tile = [2, 2]
      return
    }
    ```
  }];
  let arguments = (ins Dsk_Scores:$scores, Dsk_Shaped<[I32], [1]>:$seen, Variadic<Dsk_Out>:$outs,
                   ConfinedAttr<DenseI64ArrayAttr, [DenseArrayCount<2>]>:$tile);
  let assemblyFormat = [{
    `ins` `(` $scores `,` $seen `:` type($scores) `,` type($seen) `)` `outs` `(` $outs `:` type($outs) `)` `tile` `=` $tile
    attr-dict (`->` type($results)^)?
  }];
}

#endif
