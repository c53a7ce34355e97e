// Scores become integers of the same order (NaN above all, -0 as +0). The k-th largest of a row is searched among them,
// a vector pass a step. What is above it is taken, and of what equals it the lowest columns. Vectors beyond the last
// score read -inf, which no lower column loses against.
func.func private @top_columns(%scores: memref<?x?x?x?x$S, strided<[?, ?, ?, $score_stride], offset: ?>>,
                               $arguments,
                               %columns: memref<?x$I, strided<[?], offset: ?>>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %most_pieces = arith.constant $pieces : index
  %minus_infinity = arith.constant $minus_infinity : $S
$key_constants
  %batch = memref.dim %scores, %c0 : memref<?x?x?x?x$S, strided<[?, ?, ?, $score_stride], offset: ?>>
  %heads = memref.dim %scores, %c1 : memref<?x?x?x?x$S, strided<[?, ?, ?, $score_stride], offset: ?>>
  %rows = memref.dim %scores, %c2 : memref<?x?x?x?x$S, strided<[?, ?, ?, $score_stride], offset: ?>>
  %width = memref.dim %scores, %c3 : memref<?x?x?x?x$S, strided<[?, ?, ?, $score_stride], offset: ?>>
  %heads_in_all = arith.muli %batch, %heads : index
  %rows_in_all = arith.muli %heads_in_all, %rows : index
  %vectors = arith.divui %width, %lanes : index
  %whole = arith.muli %vectors, %lanes : index
  %vectors_up = arith.ceildivui %width, %lanes : index
  %padded = arith.muli %vectors_up, %lanes : index
  %room = arith.addi %width, %c1 : index

$prologue
  %rows_of_piece = arith.ceildivui %rows_in_all, %most_pieces : index
  %at_least_one = arith.maxui %rows_of_piece, %c1 : index
  %pieces = arith.ceildivui %rows_in_all, %at_least_one : index
  %keys = memref.alloc(%pieces, %padded) {alignment = 64 : i64} : memref<?x?x$K>
  %list = memref.alloc(%pieces, %room) {alignment = 64 : i64} : memref<?x?x$I>
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
$row_bounds
      %kept = arith.index_cast %number : index to $K
      %all_kept = arith.cmpi eq, %number, %width : index
      %whole_least, %whole_greatest = scf.for %s = %c0 to %whole step %lanes
          iter_args(%least_so_far = %greatest_keys, %greatest_so_far = %lowest_keys)
          -> (vector<${lanes}x$K>, vector<${lanes}x$K>) {
        %score = vector.transfer_read %scores[%b, %h, %r, %s], %minus_infinity {in_bounds = [true]}
          : memref<?x?x?x?x$S, strided<[?, ?, ?, $score_stride], offset: ?>>, vector<${lanes}x$S>
$keys_of_scores
        vector.store %key, %keys[%piece, %s] : memref<?x?x$K>, vector<${lanes}x$K>
        %next_least = arith.minsi %least_so_far, %key : vector<${lanes}x$K>
        %next_greatest = arith.maxsi %greatest_so_far, %key : vector<${lanes}x$K>
        scf.yield %next_least, %next_greatest : vector<${lanes}x$K>, vector<${lanes}x$K>
      }
      %least_keys, %most_keys = scf.for %s = %whole to %padded step %lanes
          iter_args(%least_so_far = %whole_least, %greatest_so_far = %whole_greatest)
          -> (vector<${lanes}x$K>, vector<${lanes}x$K>) {
        %score = vector.transfer_read %scores[%b, %h, %r, %s], %minus_infinity
          : memref<?x?x?x?x$S, strided<[?, ?, ?, $score_stride], offset: ?>>, vector<${lanes}x$S>
$keys_of_scores
        vector.store %key, %keys[%piece, %s] : memref<?x?x$K>, vector<${lanes}x$K>
        %left = arith.subi %width, %s : index
        %there = vector.create_mask %left : vector<${lanes}xi1>
        %or_least = arith.select %there, %key, %least_so_far : vector<${lanes}xi1>, vector<${lanes}x$K>
        %next_least = arith.minsi %least_so_far, %or_least : vector<${lanes}x$K>
        %next_greatest = arith.maxsi %greatest_so_far, %key : vector<${lanes}x$K>
        scf.yield %next_least, %next_greatest : vector<${lanes}x$K>, vector<${lanes}x$K>
      }
      %least = vector.reduction <minsi>, %least_keys : vector<${lanes}x$K> into $K
      %greatest = vector.reduction <maxsi>, %most_keys : vector<${lanes}x$K> into $K
$threshold_of_row
$list_chosen
      scf.for %i = %c0 to %number step %c1 {
        %column = memref.load %list[%piece, %i] : memref<?x?x$I>
        %at = arith.addi %begin, %i : index
        memref.store %column, %columns[%at] : memref<?x$I, strided<[?], offset: ?>>
      }
    }
    dsk.yield
  }
  memref.dealloc %keys : memref<?x?x$K>
  memref.dealloc %list : memref<?x?x$I>
  return
}
