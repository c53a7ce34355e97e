// The keys of a row are made first, and then compared within each group, a vector of them at a time.
func.func private @top_n_of_m(%scores: memref<?x?x?x?x$S, strided<[?, ?, ?, $score_stride], offset: ?>>,
                              %n: index,
                              %mask: memref<?x?x?x?xi1, strided<[?, ?, ?, $mask_stride], offset: ?>>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %not_kept = arith.constant 0 : i8
  %are_bytes = arith.constant $are_bytes
  %of_vector = arith.constant $V : index
  // Of several groups a vector holds all, of one that is longer a part.
  %step = arith.constant $step : index
  %ones = arith.constant dense<1> : vector<${V}x$K>
  %most_pieces = arith.constant $pieces : index
  %minus_infinity = arith.constant $minus_infinity : $S
$key_constants
  %batch = memref.dim %scores, %c0 : memref<?x?x?x?x$S, strided<[?, ?, ?, $score_stride], offset: ?>>
  %heads = memref.dim %scores, %c1 : memref<?x?x?x?x$S, strided<[?, ?, ?, $score_stride], offset: ?>>
  %rows = memref.dim %scores, %c2 : memref<?x?x?x?x$S, strided<[?, ?, ?, $score_stride], offset: ?>>
  %width = memref.dim %scores, %c3 : memref<?x?x?x?x$S, strided<[?, ?, ?, $score_stride], offset: ?>>
  %heads_in_all = arith.muli %batch, %heads : index
  %rows_in_all = arith.muli %heads_in_all, %rows : index
  // The last vector of a row's groups may end behind it.
  %vectors = arith.ceildivui %width, %lanes : index
  %padded = arith.muli %vectors, %lanes : index
  %room = arith.addi %padded, %lanes : index
  %at_least = arith.maxsi %n, %c0 : index
  %number = arith.minsi %at_least, %width : index
  %number_as_key = arith.index_cast %number : index to $K
  %numbers = vector.broadcast %number_as_key : $K to vector<${V}x$K>

  // Flags that lie side by side are written as the bytes that they are.
  %mask_address = memref.extract_aligned_pointer_as_index %mask
    : memref<?x?x?x?xi1, strided<[?, ?, ?, $mask_stride], offset: ?>> -> index
  %buffer, %offset, %sizes:4, %strides:4 = memref.extract_strided_metadata %mask
    : memref<?x?x?x?xi1, strided<[?, ?, ?, $mask_stride], offset: ?>>
    -> memref<i1>, index, index, index, index, index, index, index, index, index

  %rows_of_piece = arith.ceildivui %rows_in_all, %most_pieces : index
  %at_least_one = arith.maxui %rows_of_piece, %c1 : index
  %pieces = arith.ceildivui %rows_in_all, %at_least_one : index
  %keys = memref.alloc(%pieces, %room) {alignment = 64 : i64} : memref<?x?x$K>
  %last_flags = memref.alloc(%pieces) {alignment = 64 : i64} : memref<?x${V}xi8>
  dsk.partition(%pieces) {
  ^bb0(%piece: index):
    %first_row = arith.muli %piece, %at_least_one : index
    %beyond_piece = arith.addi %first_row, %at_least_one : index
    %beyond_row = arith.minui %beyond_piece, %rows_in_all : index
    scf.for %row = %first_row to %beyond_row step %c1 {
      %i = arith.remui %row, %rows : index
      %head = arith.divui %row, %rows : index
      %h = arith.remui %head, %heads : index
      %b = arith.divui %head, %heads : index
      // Behind the row are keys that are better than none of it.
      scf.for %s = %c0 to %room step %lanes {
        %score = vector.transfer_read %scores[%b, %h, %i, %s], %minus_infinity
          : memref<?x?x?x?x$S, strided<[?, ?, ?, $score_stride], offset: ?>>, vector<${lanes}x$S>
$keys_of_scores
        vector.store %key, %keys[%piece, %s] : memref<?x?x$K>, vector<${lanes}x$K>
      }
      %of_b = arith.muli %b, %strides#0 : index
      %of_h = arith.muli %h, %strides#1 : index
      %of_i = arith.muli %i, %strides#2 : index
      %of_bh = arith.addi %of_b, %of_h : index
      %of_bhi = arith.addi %of_bh, %of_i : index
      %from_buffer = arith.addi %of_bhi, %offset : index
      %row_address = arith.addi %mask_address, %from_buffer : index
      scf.for %first = %c0 to %width step %step {
        %full = arith.addi %first, %step : index
        %beyond = arith.minui %full, %width : index
        scf.for %j = %first to %beyond step %of_vector {
          %own = vector.load %keys[%piece, %j] : memref<?x?x$K>, vector<${V}x$K>
          %own_less_one = arith.subi %own, %ones : vector<${V}x$K>
$better
          %kept = arith.cmpi slt, %better, %numbers : vector<${V}x$K>
          %flags = arith.extui %kept : vector<${V}xi1> to vector<${V}xi8>
          %behind = arith.addi %j, %of_vector : index
          %is_inside = arith.cmpi ule, %behind, %width : index
          %is_whole = arith.andi %is_inside, %are_bytes : i1
          scf.if %is_whole {
            %address = arith.addi %row_address, %j : index
            %number_of_address = arith.index_cast %address : index to i64
            %pointer = llvm.inttoptr %number_of_address : i64 to !llvm.ptr
            llvm.store %flags, %pointer {alignment = 1 : i64} : vector<${V}xi8>, !llvm.ptr
          } else {
            vector.store %flags, %last_flags[%piece, %c0] : memref<?x${V}xi8>, vector<${V}xi8>
            %left = arith.subi %beyond, %j : index
            %count = arith.minui %left, %of_vector : index
            scf.for %l = %c0 to %count step %c1 {
              %flag = memref.load %last_flags[%piece, %l] : memref<?x${V}xi8>
              %bit = arith.cmpi ne, %flag, %not_kept : i8
              %at = arith.addi %j, %l : index
              memref.store %bit, %mask[%b, %h, %i, %at] : memref<?x?x?x?xi1, strided<[?, ?, ?, $mask_stride], offset: ?>>
            }
          }
        }
      }
    }
    dsk.yield
  }
  memref.dealloc %keys : memref<?x?x$K>
  memref.dealloc %last_flags : memref<?x${V}xi8>
  return
}
