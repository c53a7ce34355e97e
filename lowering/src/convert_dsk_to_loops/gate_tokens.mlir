// As top_k_columns, with tokens at or below the threshold out of the running: their key is the lowest integer, which no
// number has. Vectors beyond the last token read -inf, which no token loses against.
func.func private @gate_tokens(%saliency: memref<?x?x$T, strided<[?, $saliency_stride], offset: ?>>,
                               %threshold_value: f32, %indices: memref<?x?xi32, strided<[?, ?], offset: ?>>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %none = arith.constant -1 : i32
  %minus_infinity = arith.constant $minus_infinity : $T
$key_constants
  %batch = memref.dim %saliency, %c0 : memref<?x?x$T, strided<[?, $saliency_stride], offset: ?>>
  %width = memref.dim %saliency, %c1 : memref<?x?x$T, strided<[?, $saliency_stride], offset: ?>>
  %budget = memref.dim %indices, %c1 : memref<?x?xi32, strided<[?, ?], offset: ?>>
  %budget_keys = arith.index_cast %budget : index to $K
  $extend_threshold_value
  %least_salient = vector.broadcast $wide_threshold_value : $S to vector<${lanes}x$S>
  %vectors = arith.ceildivui %width, %lanes : index
  %padded = arith.muli %vectors, %lanes : index
  %room = arith.addi %width, %c1 : index
  %keys = memref.alloc(%batch, %padded) {alignment = 64 : i64} : memref<?x?x$K>
  %list = memref.alloc(%batch, %room) {alignment = 64 : i64} : memref<?x?xi32>
  dsk.partition(%batch) {
  ^bb0(%piece: index):
    %least_keys, %most_keys, %passing_keys = scf.for %s = %c0 to %padded step %lanes
        iter_args(%least_so_far = %greatest_keys, %greatest_so_far = %lowest_keys, %so_far = %no_keys)
        -> (vector<${lanes}x$K>, vector<${lanes}x$K>, vector<${lanes}x$K>) {
      %value = vector.transfer_read %saliency[%piece, %s], %minus_infinity
        : memref<?x?x$T, strided<[?, $saliency_stride], offset: ?>>, vector<${lanes}x$T>
      $score_of_value
$keys_of_scores
      %too_low = arith.cmpf ole, %score, %least_salient : vector<${lanes}x$S>
      %gated = arith.select %too_low, %lowest_keys, %key : vector<${lanes}xi1>, vector<${lanes}x$K>
      vector.store %gated, %keys[%piece, %s] : memref<?x?x$K>, vector<${lanes}x$K>
      %next_least = arith.minsi %least_so_far, %gated : vector<${lanes}x$K>
      %next_greatest = arith.maxsi %greatest_so_far, %gated : vector<${lanes}x$K>
      %passes = arith.cmpi ne, %gated, %lowest_keys : vector<${lanes}x$K>
      %minus_one = arith.extsi %passes : vector<${lanes}xi1> to vector<${lanes}x$K>
      %counted = arith.subi %so_far, %minus_one : vector<${lanes}x$K>
      scf.yield %next_least, %next_greatest, %counted : vector<${lanes}x$K>, vector<${lanes}x$K>, vector<${lanes}x$K>
    }
    %least = vector.reduction <minsi>, %least_keys : vector<${lanes}x$K> into $K
    %greatest = vector.reduction <maxsi>, %most_keys : vector<${lanes}x$K> into $K
    // Where all tokens pass, so do the places beyond the last: the budget is at most the number of tokens.
    %passing = vector.reduction <add>, %passing_keys : vector<${lanes}x$K> into $K
    %kept = arith.minsi %passing, %budget_keys : $K
    %number = arith.index_cast %kept : $K to index
    %all_kept = arith.cmpi eq, %number, %width : index
$threshold_of_row
$list_chosen
    scf.for %i = %c0 to %number step %c1 {
      %token = memref.load %list[%piece, %i] : memref<?x?xi32>
      memref.store %token, %indices[%piece, %i] : memref<?x?xi32, strided<[?, ?], offset: ?>>
    }
    scf.for %i = %number to %budget step %c1 {
      memref.store %none, %indices[%piece, %i] : memref<?x?xi32, strided<[?, ?], offset: ?>>
    }
    dsk.yield
  }
  memref.dealloc %keys : memref<?x?x$K>
  memref.dealloc %list : memref<?x?xi32>
  return
}
