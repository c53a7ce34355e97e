// A row of scores at a time: its powers, and what of their sum is in each tile. Logarithms at the end of a row of tiles.
func.func private @tile_mass(%scores: memref<?x?x?x?x$S, strided<[?, ?, ?, $score_stride], offset: ?>>,
                             %seen: memref<?xi32, strided<[$seen_stride], offset: ?>>,
                             %mass: memref<?x?x?x?x$S, strided<[?, ?, ?, $mass_stride], offset: ?>>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %most_pieces = arith.constant $pieces : index
  %lanes = arith.constant $lanes : index
  %tile_rows = arith.constant $rows : index
  %tile_columns = arith.constant $columns : index
  %pad = arith.constant $minus_infinity : $S
  %minus_infinities = arith.constant dense<0xFFF0000000000000> : vector<${lanes}xf64>
  %zeros = arith.constant dense<0.0> : vector<${lanes}xf64>
  %float_zero = arith.constant 0.0 : f64
  %float_one = arith.constant 1.0 : f64
  %batch = memref.dim %scores, %c0 : memref<?x?x?x?x$S, strided<[?, ?, ?, $score_stride], offset: ?>>
  %heads = memref.dim %scores, %c1 : memref<?x?x?x?x$S, strided<[?, ?, ?, $score_stride], offset: ?>>
  %height = memref.dim %scores, %c2 : memref<?x?x?x?x$S, strided<[?, ?, ?, $score_stride], offset: ?>>
  %width = memref.dim %scores, %c3 : memref<?x?x?x?x$S, strided<[?, ?, ?, $score_stride], offset: ?>>
  %rows = arith.ceildivui %height, %tile_rows : index
  %columns = arith.ceildivui %width, %tile_columns : index
  %heads_in_all = arith.muli %batch, %heads : index
  %rows_in_all = arith.muli %heads_in_all, %rows : index
  %vectors = arith.ceildivui %width, %lanes : index
  %padded = arith.muli %vectors, %lanes : index
  %column_vectors = arith.ceildivui %columns, %lanes : index
  %padded_columns = arith.muli %column_vectors, %lanes : index
  %rows_of_piece = arith.ceildivui %rows_in_all, %most_pieces : index
  %at_least_one = arith.maxui %rows_of_piece, %c1 : index
  %pieces = arith.ceildivui %rows_in_all, %at_least_one : index
  %powers = memref.alloc(%pieces, %padded) {alignment = 64 : i64} : memref<?x?xf64>
  %sums = memref.alloc(%pieces, %padded_columns) {alignment = 64 : i64} : memref<?x?xf64>
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
      scf.for %s = %c0 to %padded_columns step %lanes {
        vector.store %zeros, %sums[%piece, %s] : memref<?x?xf64>, vector<${lanes}xf64>
      }
      %first_i = arith.muli %r, %tile_rows : index
      %full_i = arith.addi %first_i, %tile_rows : index
      %beyond_i = arith.minui %full_i, %height : index
      scf.for %i = %first_i to %beyond_i step %c1 {
        %count = memref.load %seen[%i] : memref<?xi32, strided<[$seen_stride], offset: ?>>
        %said = arith.index_cast %count : i32 to index
        %beyond_seen = arith.minui %said, %width : index
        %vectors_seen = arith.ceildivui %beyond_seen, %lanes : index
        %padded_seen = arith.muli %vectors_seen, %lanes : index
        %columns_seen = arith.ceildivui %beyond_seen, %tile_columns : index
        %greatest_scores = scf.for %j = %c0 to %padded_seen step %lanes iter_args(%so_far = %minus_infinities)
            -> (vector<${lanes}xf64>) {
          %narrow = vector.transfer_read %scores[%b, %h, %i, %j], %pad
            : memref<?x?x?x?x$S, strided<[?, ?, ?, $score_stride], offset: ?>>, vector<${lanes}x$S>
          $widen
          %left = arith.subi %beyond_seen, %j : index
          %is_seen = vector.create_mask %left : vector<${lanes}xi1>
          %score = arith.select %is_seen, %read, %minus_infinities : vector<${lanes}xi1>, vector<${lanes}xf64>
          vector.store %score, %powers[%piece, %j] : memref<?x?xf64>, vector<${lanes}xf64>
          %next = arith.maximumf %so_far, %score : vector<${lanes}xf64>
          scf.yield %next : vector<${lanes}xf64>
        }
        %greatest_score = vector.reduction <maximumf>, %greatest_scores : vector<${lanes}xf64> into f64
        %bound = vector.broadcast %greatest_score : f64 to vector<${lanes}xf64>
        %totals = scf.for %j = %c0 to %padded_seen step %lanes iter_args(%so_far = %zeros) -> (vector<${lanes}xf64>) {
          %x = vector.load %powers[%piece, %j] : memref<?x?xf64>, vector<${lanes}xf64>
          %exponent = arith.subf %x, %bound : vector<${lanes}xf64>
$exp
          vector.store %power, %powers[%piece, %j] : memref<?x?xf64>, vector<${lanes}xf64>
          %more = arith.addf %so_far, %power : vector<${lanes}xf64>
          scf.yield %more : vector<${lanes}xf64>
        }
        %total = vector.reduction <add>, %totals : vector<${lanes}xf64> into f64
        %inverse = arith.divf %float_one, %total : f64
        scf.for %s = %c0 to %columns_seen step %c1 {
          %first_j = arith.muli %s, %tile_columns : index
          %full_j = arith.addi %first_j, %tile_columns : index
          %beyond_j = arith.minui %full_j, %beyond_seen : index
          %sum = scf.for %j = %first_j to %beyond_j step %c1 iter_args(%so_far = %float_zero) -> (f64) {
            %power = memref.load %powers[%piece, %j] : memref<?x?xf64>
            %more = arith.addf %so_far, %power : f64
            scf.yield %more : f64
          }
          %share = arith.mulf %sum, %inverse : f64
          %before = memref.load %sums[%piece, %s] : memref<?x?xf64>
          %after = arith.addf %before, %share : f64
          memref.store %after, %sums[%piece, %s] : memref<?x?xf64>
        }
        // No share of a row that is NaN is known, not even of what the row does not see.
        %is_nan = arith.cmpf uno, %total, %total : f64
        scf.if %is_nan {
          scf.for %s = %columns_seen to %columns step %c1 {
            memref.store %total, %sums[%piece, %s] : memref<?x?xf64>
          }
        }
      }
      scf.for %s = %c0 to %padded_columns step %lanes {
        %number = vector.load %sums[%piece, %s] : memref<?x?xf64>, vector<${lanes}xf64>
$log
        $round_logarithm
        vector.transfer_write $rounded_logarithm, %mass[%b, %h, %r, %s]
          : vector<${lanes}x$S>, memref<?x?x?x?x$S, strided<[?, ?, ?, $mass_stride], offset: ?>>
      }
    }
    dsk.yield
  }
  memref.dealloc %powers : memref<?x?xf64>
  memref.dealloc %sums : memref<?x?xf64>
  return
}
