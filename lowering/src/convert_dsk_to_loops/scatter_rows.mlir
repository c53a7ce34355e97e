// Channels are shared out in pieces, not rows: of two rows for one token the later one stays, whoever copies. There are as many
// pieces as threads have use for: memory is faster with longer runs of lines.
func.func private @scatter_rows(%packed: memref<?x?x?x$T, strided<[?, ?, $packed_stride], offset: ?>>,
                                %indices: memref<?x?xi32, strided<[?, ?], offset: ?>>,
                                %tokens: memref<?x?x?x$T, strided<[?, ?, $tokens_stride], offset: ?>>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %least_channels = arith.constant 256 : index
  %batch = memref.dim %packed, %c0 : memref<?x?x?x$T, strided<[?, ?, $packed_stride], offset: ?>>
  %kept = memref.dim %packed, %c1 : memref<?x?x?x$T, strided<[?, ?, $packed_stride], offset: ?>>
  %channels = memref.dim %packed, %c2 : memref<?x?x?x$T, strided<[?, ?, $packed_stride], offset: ?>>
  %n = memref.dim %tokens, %c1 : memref<?x?x?x$T, strided<[?, ?, $tokens_stride], offset: ?>>
  %last_token = arith.subi %n, %c1 : index
  %most_pieces = arith.ceildivui %channels, %least_channels : index
  %num_threads = dsk.num_threads
  %some_batch = arith.maxui %batch, %c1 : index
  %of_batch = arith.ceildivui %num_threads, %some_batch : index
  %row_pieces = arith.minui %most_pieces, %of_batch : index
  %pieces = arith.muli %batch, %row_pieces : index
  dsk.partition(%pieces) {
  ^bb0(%piece: index):
    %b = arith.divui %piece, %row_pieces : index
    %p = arith.remui %piece, %row_pieces : index
    // Pieces of about the same width.
    %width = arith.ceildivui %channels, %row_pieces : index
    %first = arith.muli %p, %width : index
    %beyond = arith.addi %first, %width : index
    %last = arith.minui %beyond, %channels : index
    %last_i = arith.subi %kept, %c1 : index
    scf.for %i = %c0 to %kept step %c1 {
      %stored = memref.load %indices[%b, %i] : memref<?x?xi32, strided<[?, ?], offset: ?>>
      %token = arith.index_cast %stored : i32 to index
      %there = arith.cmpi ult, %token, %n : index
      scf.if %there {
        // The row that comes next is fetched meanwhile.
        %next_i = arith.addi %i, %c1 : index
        %nearest_i = arith.minui %next_i, %last_i : index
        %next_stored = memref.load %indices[%b, %nearest_i] : memref<?x?xi32, strided<[?, ?], offset: ?>>
        %next_index = arith.index_cast %next_stored : i32 to index
        %next_token = arith.minui %next_index, %last_token : index
$copy_row
      }
    }
    dsk.yield
  }
  return
}
