func.func private @row_mass(%scores: memref<?x?x?x?x$S, strided<[?, ?, ?, $score_stride], offset: ?>>,
                            %mask: memref<?x?x?x?xi1, strided<[?, ?, ?, ?], offset: ?>>,
                            %mass: memref<?x?x?x$S, strided<[?, ?, ?], offset: ?>>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %most_pieces = arith.constant $pieces : index
  %lanes = arith.constant $lanes : index
  %pad = arith.constant $minus_infinity : $S
  %minus_infinities = arith.constant dense<0xFFF0000000000000> : vector<${lanes}xf64>
  %float_one = arith.constant 1.0 : f64
  %zero_keys = arith.constant 0 : i64
$weight_constants
  %batch = memref.dim %scores, %c0 : memref<?x?x?x?x$S, strided<[?, ?, ?, $score_stride], offset: ?>>
  %heads = memref.dim %scores, %c1 : memref<?x?x?x?x$S, strided<[?, ?, ?, $score_stride], offset: ?>>
  %rows = memref.dim %scores, %c2 : memref<?x?x?x?x$S, strided<[?, ?, ?, $score_stride], offset: ?>>
  %width = memref.dim %scores, %c3 : memref<?x?x?x?x$S, strided<[?, ?, ?, $score_stride], offset: ?>>
  %mask_batch = memref.dim %mask, %c0 : memref<?x?x?x?xi1, strided<[?, ?, ?, ?], offset: ?>>
  %mask_heads = memref.dim %mask, %c1 : memref<?x?x?x?xi1, strided<[?, ?, ?, ?], offset: ?>>
  %last_b = arith.subi %mask_batch, %c1 : index
  %last_h = arith.subi %mask_heads, %c1 : index
  %heads_in_all = arith.muli %batch, %heads : index
  %rows_in_all = arith.muli %heads_in_all, %rows : index
  %vectors = arith.ceildivui %width, %lanes : index
  %padded = arith.muli %vectors, %lanes : index
  %rows_of_piece = arith.ceildivui %rows_in_all, %most_pieces : index
  %at_least_one = arith.maxui %rows_of_piece, %c1 : index
  %pieces = arith.ceildivui %rows_in_all, %at_least_one : index
  %values = memref.alloc(%pieces, %padded) {alignment = 64 : i64} : memref<?x?xf64>
  %weights = memref.alloc(%pieces, %padded) {alignment = 64 : i64} : memref<?x?xi64>
  dsk.partition(%pieces) {
  ^bb0(%piece: index):
    %first_row = arith.muli %piece, %at_least_one : index
    %beyond_piece = arith.addi %first_row, %at_least_one : index
    %beyond_row = arith.minui %beyond_piece, %rows_in_all : index
    scf.for %row = %first_row to %beyond_row step %c1 {
      %r = arith.remui %row, %rows : index
      %head = arith.divui %row, %rows : index
      %h = arith.remui %head, %heads : index
      %b = arith.divui %head, %heads : index
      %mask_b = arith.minui %b, %last_b : index
      %mask_h = arith.minui %h, %last_h : index
      scf.for %s = %c0 to %padded step %lanes {
        %narrow = vector.transfer_read %scores[%b, %h, %r, %s], %pad
          : memref<?x?x?x?x$S, strided<[?, ?, ?, $score_stride], offset: ?>>, vector<${lanes}x$S>
        $widen
        vector.store %score, %values[%piece, %s] : memref<?x?xf64>, vector<${lanes}xf64>
      }
$row_weights
      %held = scf.for %s = %c0 to %width step %c1 iter_args(%so_far = %zero_keys) -> (i64) {
        %weight = memref.load %weights[%piece, %s] : memref<?x?xi64>
        %holds = memref.load %mask[%mask_b, %mask_h, %r, %s] : memref<?x?x?x?xi1, strided<[?, ?, ?, ?], offset: ?>>
        %or_none = arith.select %holds, %weight, %zero_keys : i64
        %more = arith.addi %so_far, %or_none : i64
        scf.yield %more : i64
      }
$share_of_row
      memref.store $rounded_part, %mass[%b, %h, %r] : memref<?x?x?x$S, strided<[?, ?, ?], offset: ?>>
    }
    dsk.yield
  }
  memref.dealloc %values : memref<?x?xf64>
  memref.dealloc %weights : memref<?x?xi64>
  return
}
