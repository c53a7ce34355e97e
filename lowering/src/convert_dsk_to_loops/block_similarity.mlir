// Lengths of $lanes tokens at a time, so that each sum stays in the order of the dimensions; then the sum of the normalised
// tokens, in vectors over the dimensions.
func.func private @block_similarity(%tokens: memref<?x?x?x?x$T, strided<[?, ?, ?, $token_stride], offset: ?>>,
                                    %similarity: memref<?x?x?x$S, strided<[?, ?, ?], offset: ?>>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %most_pieces = arith.constant $pieces : index
  %lanes = arith.constant $lanes : index
  %size = arith.constant $block : index
  %pad = arith.constant 0.0 : $T
  %float_zero = arith.constant 0.0 : f64
  %zeros = arith.constant dense<0.0> : vector<${lanes}xf64>
  %ones = arith.constant dense<1.0> : vector<${lanes}xf64>
  %batch = memref.dim %tokens, %c0 : memref<?x?x?x?x$T, strided<[?, ?, ?, $token_stride], offset: ?>>
  %heads = memref.dim %tokens, %c1 : memref<?x?x?x?x$T, strided<[?, ?, ?, $token_stride], offset: ?>>
  %n = memref.dim %tokens, %c2 : memref<?x?x?x?x$T, strided<[?, ?, ?, $token_stride], offset: ?>>
  %d = memref.dim %tokens, %c3 : memref<?x?x?x?x$T, strided<[?, ?, ?, $token_stride], offset: ?>>
  %last_token = arith.subi %n, %c1 : index
  %rows = arith.ceildivui %n, %size : index
  %heads_in_all = arith.muli %batch, %heads : index
  %rows_in_all = arith.muli %heads_in_all, %rows : index
  %vectors = arith.ceildivui %d, %lanes : index
  %padded = arith.muli %vectors, %lanes : index
  %rows_of_piece = arith.ceildivui %rows_in_all, %most_pieces : index
  %at_least_one = arith.maxui %rows_of_piece, %c1 : index
  %pieces = arith.ceildivui %rows_in_all, %at_least_one : index
  %sums = memref.alloc(%pieces, %padded) {alignment = 64 : i64} : memref<?x?xf64>
  dsk.partition(%pieces) {
  ^bb0(%piece: index):
    %inverses = memref.alloca() {alignment = 64 : i64} : memref<${lanes}xf64>
    %first_row = arith.muli %piece, %at_least_one : index
    %beyond_piece = arith.addi %first_row, %at_least_one : index
    %beyond_row = arith.minui %beyond_piece, %rows_in_all : index
    scf.for %row = %first_row to %beyond_row step %c1 {
      %r = arith.remui %row, %rows : index
      %head = arith.divui %row, %rows : index
      %h = arith.remui %head, %heads : index
      %b = arith.divui %head, %heads : index
      %first = arith.muli %r, %size : index
      %full = arith.addi %first, %size : index
      %beyond = arith.minui %full, %n : index
      scf.for %x = %c0 to %padded step %lanes {
        vector.store %zeros, %sums[%piece, %x] : memref<?x?xf64>, vector<${lanes}xf64>
      }
      scf.for %group = %first to %beyond step %lanes {
        // Those beyond the last token repeat it, and are not used.
$token_lanes
        %squares = scf.for %x = %c0 to %d step %c1 iter_args(%so_far = %zeros) -> (vector<${lanes}xf64>) {
$load_lanes
          %narrow = vector.from_elements $lane_values : vector<${lanes}x$T>
          $widen_narrow
          %square = arith.mulf %wide, %wide : vector<${lanes}xf64>
          %more = arith.addf %so_far, %square : vector<${lanes}xf64>
          scf.yield %more : vector<${lanes}xf64>
        }
        %lengths = math.sqrt %squares : vector<${lanes}xf64>
        %of_lengths = arith.divf %ones, %lengths : vector<${lanes}xf64>
        %are_zero = arith.cmpf oeq, %squares, %zeros : vector<${lanes}xf64>
        %or_zero = arith.select %are_zero, %zeros, %of_lengths : vector<${lanes}xi1>, vector<${lanes}xf64>
        vector.store %or_zero, %inverses[%c0] : memref<${lanes}xf64>, vector<${lanes}xf64>
        %beyond_group = arith.addi %group, %lanes : index
        %group_end = arith.minui %beyond_group, %beyond : index
        scf.for %i = %group to %group_end step %c1 {
          %in_group = arith.subi %i, %group : index
          %inverse = memref.load %inverses[%in_group] : memref<${lanes}xf64>
          %factors = vector.broadcast %inverse : f64 to vector<${lanes}xf64>
          scf.for %x = %c0 to %padded step %lanes {
            %token = vector.transfer_read %tokens[%b, %h, %i, %x], %pad
              : memref<?x?x?x?x$T, strided<[?, ?, ?, $token_stride], offset: ?>>, vector<${lanes}x$T>
            $widen_token
            %unit = arith.mulf %wide_token, %factors : vector<${lanes}xf64>
            %before = vector.load %sums[%piece, %x] : memref<?x?xf64>, vector<${lanes}xf64>
            %after = arith.addf %before, %unit : vector<${lanes}xf64>
            vector.store %after, %sums[%piece, %x] : memref<?x?xf64>, vector<${lanes}xf64>
          }
        }
      }
      %squared = scf.for %x = %c0 to %d step %c1 iter_args(%so_far = %float_zero) -> (f64) {
        %sum = memref.load %sums[%piece, %x] : memref<?x?xf64>
        %square = arith.mulf %sum, %sum : f64
        %more = arith.addf %so_far, %square : f64
        scf.yield %more : f64
      }
      %number = arith.subi %beyond, %first : index
      %number_int = arith.index_cast %number : index to i64
      %count = arith.sitofp %number_int : i64 to f64
      %pairs = arith.mulf %count, %count : f64
      %mean = arith.divf %squared, %pairs : f64
      $round_mean
      memref.store $rounded_mean, %similarity[%b, %h, %r] : memref<?x?x?x$S, strided<[?, ?, ?], offset: ?>>
    }
    dsk.yield
  }
  memref.dealloc %sums : memref<?x?xf64>
  return
}
