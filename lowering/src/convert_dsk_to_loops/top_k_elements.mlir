// A row of blocks at a time: the columns of each query are found as dsk.top_k_columns finds them, and set in the bits of
// their blocks. Columns and ids are first written where each row has room for all, and then moved together.
func.func private @top_k_elements(%scores: memref<?x?x?x?x$S, strided<[?, ?, ?, $score_stride], offset: ?>>,
                                  %top_k: index,
                                  %row_pointers: memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>,
                                  %columns: memref<?x$I, strided<[?], offset: ?>>,
                                  %mask_ids: memref<?x$I, strided<[?], offset: ?>>,
                                  %masks: memref<?x?x?xi8, strided<[?, ?, ?], offset: ?>>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %c8 = arith.constant 8 : index
  %bq = arith.constant $bq : index
  %bk = arith.constant $bk : index
  %bytes = arith.constant $bytes : index
  %no_bits = arith.constant 0 : i8
  %one_bit = arith.constant 1 : i8
  %full = arith.constant -1 : $I
  %most_pieces = arith.constant $pieces : index
  %minus_infinity = arith.constant $minus_infinity : $S
$key_constants
  %batch = memref.dim %scores, %c0 : memref<?x?x?x?x$S, strided<[?, ?, ?, $score_stride], offset: ?>>
  %heads = memref.dim %scores, %c1 : memref<?x?x?x?x$S, strided<[?, ?, ?, $score_stride], offset: ?>>
  %n = memref.dim %scores, %c2 : memref<?x?x?x?x$S, strided<[?, ?, ?, $score_stride], offset: ?>>
  %width = memref.dim %scores, %c3 : memref<?x?x?x?x$S, strided<[?, ?, ?, $score_stride], offset: ?>>
  %rows = arith.ceildivui %n, %bq : index
  %blocks = arith.ceildivui %width, %bk : index
  %heads_in_all = arith.muli %batch, %heads : index
  %rows_in_all = arith.muli %heads_in_all, %rows : index
  %vectors = arith.ceildivui %width, %lanes : index
  %padded = arith.muli %vectors, %lanes : index
  %room = arith.addi %width, %c1 : index
  %at_least = arith.maxsi %top_k, %c0 : index
  %number = arith.minsi %at_least, %width : index
  %kept = arith.index_cast %number : index to $K
  %all_kept = arith.cmpi eq, %number, %width : index

  %rows_of_piece = arith.ceildivui %rows_in_all, %most_pieces : index
  %at_least_one = arith.maxui %rows_of_piece, %c1 : index
  %pieces = arith.ceildivui %rows_in_all, %at_least_one : index
  %keys = memref.alloc(%pieces, %padded) {alignment = 64 : i64} : memref<?x?x$K>
  %list = memref.alloc(%pieces, %room) {alignment = 64 : i64} : memref<?x?x$I>
  %held = memref.alloc(%pieces, %blocks) {alignment = 64 : i64} : memref<?x?xindex>
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
      %first_mask = arith.muli %row, %blocks : index
      scf.for %s = %c0 to %blocks step %c1 {
        %id = arith.addi %first_mask, %s : index
        memref.store %c0, %held[%piece, %s] : memref<?x?xindex>
        scf.for %k = %c0 to %bk step %c1 {
          scf.for %w = %c0 to %bytes step %c1 {
            memref.store %no_bits, %masks[%id, %k, %w] : memref<?x?x?xi8, strided<[?, ?, ?], offset: ?>>
          }
        }
      }
      %first_i = arith.muli %r, %bq : index
      %full_i = arith.addi %first_i, %bq : index
      %beyond_i = arith.minui %full_i, %n : index
      %queries = arith.subi %beyond_i, %first_i : index
      scf.for %i = %first_i to %beyond_i step %c1 {
        %least_keys, %most_keys = scf.for %s = %c0 to %padded step %lanes
            iter_args(%least_so_far = %greatest_keys, %greatest_so_far = %lowest_keys)
            -> (vector<${lanes}x$K>, vector<${lanes}x$K>) {
          %score = vector.transfer_read %scores[%b, %h, %i, %s], %minus_infinity
            : memref<?x?x?x?x$S, strided<[?, ?, ?, $score_stride], offset: ?>>, vector<${lanes}x$S>
$keys_of_scores
          vector.store %key, %keys[%piece, %s] : memref<?x?x$K>, vector<${lanes}x$K>
          %next_least = arith.minsi %least_so_far, %key : vector<${lanes}x$K>
          %next_greatest = arith.maxsi %greatest_so_far, %key : vector<${lanes}x$K>
          scf.yield %next_least, %next_greatest : vector<${lanes}x$K>, vector<${lanes}x$K>
        }
        %least = vector.reduction <minsi>, %least_keys : vector<${lanes}x$K> into $K
        %greatest = vector.reduction <maxsi>, %most_keys : vector<${lanes}x$K> into $K
$choose
        %q = arith.subi %i, %first_i : index
        %byte = arith.divui %q, %c8 : index
        %place = arith.remui %q, %c8 : index
        %place_i8 = arith.index_cast %place : index to i8
        %bit = arith.shli %one_bit, %place_i8 : i8
        scf.for %t = %c0 to %number step %c1 {
          %j_int = memref.load %list[%piece, %t] : memref<?x?x$I>
          %j = arith.index_cast %j_int : $I to index
          %s = arith.divui %j, %bk : index
          %k = arith.remui %j, %bk : index
          %id = arith.addi %first_mask, %s : index
          %others = memref.load %masks[%id, %k, %byte] : memref<?x?x?xi8, strided<[?, ?, ?], offset: ?>>
          %bits = arith.ori %others, %bit : i8
          memref.store %bits, %masks[%id, %k, %byte] : memref<?x?x?xi8, strided<[?, ?, ?], offset: ?>>
          %count = memref.load %held[%piece, %s] : memref<?x?xindex>
          %counted = arith.addi %count, %c1 : index
          memref.store %counted, %held[%piece, %s] : memref<?x?xindex>
        }
      }
      %end = scf.for %s = %c0 to %blocks step %c1 iter_args(%at = %first_mask) -> (index) {
        %first_j = arith.muli %s, %bk : index
        %full_j = arith.addi %first_j, %bk : index
        %beyond_j = arith.minui %full_j, %width : index
        %of_block = arith.subi %beyond_j, %first_j : index
        %all = arith.muli %queries, %of_block : index
        %count = memref.load %held[%piece, %s] : memref<?x?xindex>
        %is_full = arith.cmpi eq, %count, %all : index
        %id = arith.addi %first_mask, %s : index
        %id_int = arith.index_cast %id : index to $I
        %or_full = arith.select %is_full, %full, %id_int : $I
        %column = arith.index_cast %s : index to $I
        memref.store %column, %columns[%at] : memref<?x$I, strided<[?], offset: ?>>
        memref.store %or_full, %mask_ids[%at] : memref<?x$I, strided<[?], offset: ?>>
        %any = arith.cmpi ne, %count, %c0 : index
        %taken = arith.index_castui %any : i1 to index
        %next = arith.addi %at, %taken : index
        scf.yield %next : index
      }
      %stored = arith.subi %end, %first_mask : index
      %stored_int = arith.index_cast %stored : index to $I
      %next_r = arith.addi %r, %c1 : index
      memref.store %stored_int, %row_pointers[%b, %h, %next_r] : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
    }
    dsk.yield
  }
  memref.dealloc %keys : memref<?x?x$K>
  memref.dealloc %list : memref<?x?x$I>
  memref.dealloc %held : memref<?x?xindex>

  // Lists never move up, so that none is written over before it is moved.
  scf.for %head = %c0 to %heads_in_all step %c1 iter_args(%of_head = %c0) -> (index) {
    %h = arith.remui %head, %heads : index
    %b = arith.divui %head, %heads : index
    %start = arith.index_cast %of_head : index to $I
    memref.store %start, %row_pointers[%b, %h, %c0] : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
    %head_row = arith.muli %head, %rows : index
    %head_end = scf.for %r = %c0 to %rows step %c1 iter_args(%to = %of_head) -> (index) {
      %next_r = arith.addi %r, %c1 : index
      %stored_int = memref.load %row_pointers[%b, %h, %next_r] : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
      %stored = arith.index_cast %stored_int : $I to index
      %row = arith.addi %head_row, %r : index
      %from = arith.muli %row, %blocks : index
      scf.for %x = %c0 to %stored step %c1 {
        %from_x = arith.addi %from, %x : index
        %to_x = arith.addi %to, %x : index
        %column = memref.load %columns[%from_x] : memref<?x$I, strided<[?], offset: ?>>
        memref.store %column, %columns[%to_x] : memref<?x$I, strided<[?], offset: ?>>
        %id = memref.load %mask_ids[%from_x] : memref<?x$I, strided<[?], offset: ?>>
        memref.store %id, %mask_ids[%to_x] : memref<?x$I, strided<[?], offset: ?>>
      }
      %row_end = arith.addi %to, %stored : index
      %row_end_int = arith.index_cast %row_end : index to $I
      memref.store %row_end_int, %row_pointers[%b, %h, %next_r] : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
      scf.yield %row_end : index
    }
    scf.yield %head_end : index
  }
  return
}
