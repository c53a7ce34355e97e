// Channels are shared out in pieces, and tokens are added one by one: each channel has one sum, whoever computes it. Channels
// beyond the last read as 0 and are not written.
func.func private @score_channels(%tokens: memref<?x?x?x$T, strided<[?, ?, $stride], offset: ?>>,
                                  %scores: memref<?x?x$S, strided<[?, ?], offset: ?>>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %lanes = arith.constant 8 : index
  %wide = arith.constant $wide : index
  %zeros = arith.constant dense<0.0> : vector<8xf64>
  %pad = arith.constant 0.0 : $T
  %B = memref.dim %tokens, %c0 : memref<?x?x?x$T, strided<[?, ?, $stride], offset: ?>>
  %N = memref.dim %tokens, %c1 : memref<?x?x?x$T, strided<[?, ?, $stride], offset: ?>>
  %C = memref.dim %tokens, %c2 : memref<?x?x?x$T, strided<[?, ?, $stride], offset: ?>>
  // What a mean divides by: without tokens it is 0 / 1.
  %at_least_one = arith.maxui %N, %c1 : index
  %count_int = arith.index_cast %at_least_one : index to i64
  %count = arith.sitofp %count_int : i64 to f64
  %counts = vector.broadcast %count : f64 to vector<8xf64>
  %row_pieces = arith.ceildivui %C, %wide : index
  %pieces = arith.muli %B, %row_pieces : index
  dsk.partition(%pieces) {
  ^bb0(%piece: index):
    %b = arith.divui %piece, %row_pieces : index
    %p = arith.remui %piece, %row_pieces : index
    %first = arith.muli %p, %wide : index
    %beyond = arith.addi %first, %wide : index
    %is_whole = arith.cmpi ule, %beyond, %C : index
    scf.if %is_whole {
      %c = arith.addi %first, %c0 : index
$whole
    } else {
      scf.for %c = %first to %C step %lanes {
$rest
      }
    }
    dsk.yield
  }
  return
}
