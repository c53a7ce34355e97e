// Tokens are shared out in pieces, not heads: of two rows for one head the later one stays, whoever copies.
func.func private @scatter_heads(%packed: memref<?x?x?x?x$T, strided<[?, ?, ?, ?], offset: ?>>,
                                 %indices: memref<?x?xi32, strided<[?, ?], offset: ?>>,
                                 %heads: memref<?x?x?x?x$T, strided<[?, ?, ?, ?], offset: ?>>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %piece_tokens = arith.constant 64 : index
  %batch = memref.dim %packed, %c0 : memref<?x?x?x?x$T, strided<[?, ?, ?, ?], offset: ?>>
  %kept = memref.dim %packed, %c1 : memref<?x?x?x?x$T, strided<[?, ?, ?, ?], offset: ?>>
  %n = memref.dim %packed, %c2 : memref<?x?x?x?x$T, strided<[?, ?, ?, ?], offset: ?>>
  %d = memref.dim %packed, %c3 : memref<?x?x?x?x$T, strided<[?, ?, ?, ?], offset: ?>>
  %there_are = memref.dim %heads, %c1 : memref<?x?x?x?x$T, strided<[?, ?, ?, ?], offset: ?>>
  %head_pieces = arith.ceildivui %n, %piece_tokens : index
  %pieces = arith.muli %batch, %head_pieces : index
  dsk.partition(%pieces) {
  ^bb0(%piece: index):
    %b = arith.divui %piece, %head_pieces : index
    %p = arith.remui %piece, %head_pieces : index
    %first = arith.muli %p, %piece_tokens : index
    %beyond = arith.addi %first, %piece_tokens : index
    %last = arith.minui %beyond, %n : index
    scf.for %k = %c0 to %kept step %c1 {
      %stored = memref.load %indices[%b, %k] : memref<?x?xi32, strided<[?, ?], offset: ?>>
      %h = arith.index_cast %stored : i32 to index
      %there = arith.cmpi ult, %h, %there_are : index
      scf.if %there {
        scf.for %i = %first to %last step %c1 {
          %from = memref.subview %packed[%b, %k, %i, 0] [1, 1, 1, %d] [1, 1, 1, 1]
            : memref<?x?x?x?x$T, strided<[?, ?, ?, ?], offset: ?>> to memref<?x$T, strided<[?], offset: ?>>
          %to = memref.subview %heads[%b, %h, %i, 0] [1, 1, 1, %d] [1, 1, 1, 1]
            : memref<?x?x?x?x$T, strided<[?, ?, ?, ?], offset: ?>> to memref<?x$T, strided<[?], offset: ?>>
          memref.copy %from, %to
            : memref<?x$T, strided<[?], offset: ?>> to memref<?x$T, strided<[?], offset: ?>>
        }
      }
    }
    dsk.yield
  }
  return
}
