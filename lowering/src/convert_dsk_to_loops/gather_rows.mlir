// Rows are shared out in pieces; a row is copied whole.
func.func private @gather_rows(%tokens: memref<?x?x?x$T, strided<[?, ?, ?], offset: ?>>,
                               %indices: memref<?x?xi32, strided<[?, ?], offset: ?>>,
                               %packed: memref<?x?x?x$T, strided<[?, ?, ?], offset: ?>>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %piece_rows = arith.constant 64 : index
  %zero = arith.constant 0.0 : $T
  %batch = memref.dim %packed, %c0 : memref<?x?x?x$T, strided<[?, ?, ?], offset: ?>>
  %kept = memref.dim %packed, %c1 : memref<?x?x?x$T, strided<[?, ?, ?], offset: ?>>
  %channels = memref.dim %packed, %c2 : memref<?x?x?x$T, strided<[?, ?, ?], offset: ?>>
  %n = memref.dim %tokens, %c1 : memref<?x?x?x$T, strided<[?, ?, ?], offset: ?>>
  %row_pieces = arith.ceildivui %kept, %piece_rows : index
  %pieces = arith.muli %batch, %row_pieces : index
  dsk.partition(%pieces) {
  ^bb0(%piece: index):
    %b = arith.divui %piece, %row_pieces : index
    %p = arith.remui %piece, %row_pieces : index
    %first = arith.muli %p, %piece_rows : index
    %beyond = arith.addi %first, %piece_rows : index
    %last = arith.minui %beyond, %kept : index
    scf.for %i = %first to %last step %c1 {
      %stored = memref.load %indices[%b, %i] : memref<?x?xi32, strided<[?, ?], offset: ?>>
      // As an unsigned number, -1 is beyond every size.
      %token = arith.index_cast %stored : i32 to index
      %there = arith.cmpi ult, %token, %n : index
      scf.if %there {
        %from = memref.subview %tokens[%b, %token, 0] [1, 1, %channels] [1, 1, 1]
          : memref<?x?x?x$T, strided<[?, ?, ?], offset: ?>> to memref<?x$T, strided<[?], offset: ?>>
        %to = memref.subview %packed[%b, %i, 0] [1, 1, %channels] [1, 1, 1]
          : memref<?x?x?x$T, strided<[?, ?, ?], offset: ?>> to memref<?x$T, strided<[?], offset: ?>>
        memref.copy %from, %to
          : memref<?x$T, strided<[?], offset: ?>> to memref<?x$T, strided<[?], offset: ?>>
      } else {
        scf.for %x = %c0 to %channels step %c1 {
          memref.store %zero, %packed[%b, %i, %x] : memref<?x?x?x$T, strided<[?, ?, ?], offset: ?>>
        }
      }
    }
    dsk.yield
  }
  return
}
