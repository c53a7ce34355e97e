func.func private @expand_mask(%row_pointers: memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>,
                               %columns: memref<?x$I, strided<[?], offset: ?>>,
                               %mask: memref<?x?x?x?xi1, strided<[?, ?, ?, ?], offset: ?>>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %false = arith.constant false
  %true = arith.constant true
  %batch = memref.dim %mask, %c0 : memref<?x?x?x?xi1, strided<[?, ?, ?, ?], offset: ?>>
  %heads = memref.dim %mask, %c1 : memref<?x?x?x?xi1, strided<[?, ?, ?, ?], offset: ?>>
  %rows = memref.dim %mask, %c2 : memref<?x?x?x?xi1, strided<[?, ?, ?, ?], offset: ?>>
  %width = memref.dim %mask, %c3 : memref<?x?x?x?xi1, strided<[?, ?, ?, ?], offset: ?>>
  scf.for %b = %c0 to %batch step %c1 {
    scf.for %h = %c0 to %heads step %c1 {
      scf.for %r = %c0 to %rows step %c1 {
        scf.for %s = %c0 to %width step %c1 {
          memref.store %false, %mask[%b, %h, %r, %s] : memref<?x?x?x?xi1, strided<[?, ?, ?, ?], offset: ?>>
        }
        dsk.for_blocks %row_pointers[%b, %h, %r], %columns
          : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>, memref<?x$I, strided<[?], offset: ?>> {
        ^bb0(%column: index):
          memref.store %true, %mask[%b, %h, %r, %column] : memref<?x?x?x?xi1, strided<[?, ?, ?, ?], offset: ?>>
          dsk.yield
        }
      }
    }
  }
  return
}
