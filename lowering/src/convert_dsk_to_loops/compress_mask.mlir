func.func private @compress_mask(%mask: memref<?x?x?x?xi1, strided<[?, ?, ?, ?], offset: ?>>,
                                 %row_pointers: memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>,
                                 %columns: memref<?x$I, strided<[?], offset: ?>>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %batch = memref.dim %mask, %c0 : memref<?x?x?x?xi1, strided<[?, ?, ?, ?], offset: ?>>
  %heads = memref.dim %mask, %c1 : memref<?x?x?x?xi1, strided<[?, ?, ?, ?], offset: ?>>
  %rows = memref.dim %mask, %c2 : memref<?x?x?x?xi1, strided<[?, ?, ?, ?], offset: ?>>
  %width = memref.dim %mask, %c3 : memref<?x?x?x?xi1, strided<[?, ?, ?, ?], offset: ?>>
  scf.for %b = %c0 to %batch step %c1 iter_args(%of_batch = %c0) -> (index) {
    %batch_end = scf.for %h = %c0 to %heads step %c1 iter_args(%of_head = %of_batch) -> (index) {
      %head_start = arith.index_cast %of_head : index to $I
      memref.store %head_start, %row_pointers[%b, %h, %c0] : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
      %head_end = scf.for %r = %c0 to %rows step %c1 iter_args(%of_row = %of_head) -> (index) {
        %row_end = scf.for %s = %c0 to %width step %c1 iter_args(%at = %of_row) -> (index) {
          %selected = memref.load %mask[%b, %h, %r, %s] : memref<?x?x?x?xi1, strided<[?, ?, ?, ?], offset: ?>>
          // Stored without a branch, which would often be mispredicted: there is room, and the next column takes the place.
          %column = arith.index_cast %s : index to $I
          memref.store %column, %columns[%at] : memref<?x$I, strided<[?], offset: ?>>
          %one = arith.extui %selected : i1 to i64
          %step = arith.index_cast %one : i64 to index
          %next = arith.addi %at, %step : index
          scf.yield %next : index
        }
        %row_end_as_int = arith.index_cast %row_end : index to $I
        %next_r = arith.addi %r, %c1 : index
        memref.store %row_end_as_int, %row_pointers[%b, %h, %next_r]
          : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
        scf.yield %row_end : index
      }
      scf.yield %head_end : index
    }
    scf.yield %batch_end : index
  }
  return
}
