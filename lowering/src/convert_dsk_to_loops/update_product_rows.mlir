// A piece is $tile of the listed rows of a head: for a vector of value columns after the other, their sums are in registers
// while the keys go by. The rows that come last in a ragged piece are computed twice, with the same outcome.
func.func private @update_product_rows(%weights: memref<?x?x?x?x$T, strided<[?, ?, ?, ?], offset: ?>>,
                                       %values: memref<?x?x?x?x$T, strided<[?, ?, ?, $value_stride], offset: ?>>,
                                       %rows: memref<?x?xi32, strided<[?, ?], offset: ?>>,
                                       %product: memref<?x?x?x?x$T, strided<[?, ?, ?, $product_stride], offset: ?>>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %lanes = arith.constant $lanes : index
  %tile = arith.constant $tile : index
  %pad = arith.constant 0.0 : $T
  %zeros = arith.constant dense<0.0> : vector<${lanes}x$S>
  %batch = memref.dim %weights, %c0 : memref<?x?x?x?x$T, strided<[?, ?, ?, ?], offset: ?>>
  %heads = memref.dim %weights, %c1 : memref<?x?x?x?x$T, strided<[?, ?, ?, ?], offset: ?>>
  %n = memref.dim %weights, %c2 : memref<?x?x?x?x$T, strided<[?, ?, ?, ?], offset: ?>>
  %m = memref.dim %weights, %c3 : memref<?x?x?x?x$T, strided<[?, ?, ?, ?], offset: ?>>
  %width = memref.dim %values, %c3 : memref<?x?x?x?x$T, strided<[?, ?, ?, $value_stride], offset: ?>>
  %k_rows = memref.dim %rows, %c1 : memref<?x?xi32, strided<[?, ?], offset: ?>>
  %last_row = arith.subi %k_rows, %c1 : index
  %rest = arith.remui %width, %lanes : index
  %whole = arith.subi %width, %rest : index
  %heads_in_all = arith.muli %batch, %heads : index
  %tiles = arith.ceildivui %k_rows, %tile : index
  %all_tiles = arith.muli %heads_in_all, %tiles : index
  %has_queries = arith.cmpi ugt, %n, %c0 : index
  %work = arith.select %has_queries, %all_tiles, %c0 : index
  dsk.partition(%work) {
  ^bb0(%piece: index):
    %head = arith.divui %piece, %tiles : index
    %tile_of_head = arith.remui %piece, %tiles : index
    %h = arith.remui %head, %heads : index
    %b = arith.divui %head, %heads : index
    %i = arith.muli %tile_of_head, %tile : index
$listed_rows
    scf.if %any {
      scf.for %e = %c0 to %whole step %lanes {
$whole_vectors
      }
      scf.for %e = %whole to %width step %lanes {
$last_vector
      }
    }
    dsk.yield
  }
  return
}
