// A row of blocks at a time: the least key that each query takes is found as dsk.top_k_columns finds it, and what reaches it is set
// in the bits of keys. Columns and ids are first written where each row has room for all, and then moved together.
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
  %part = arith.constant $part : index
  %no_bits = arith.constant 0 : i8
  %lowest_bit = arith.constant 1 : i8
  %one = arith.constant 1 : i32
  %no_bits_of_keys = arith.constant dense<0> : vector<${lanes}xi8>
  %no_bits_of_part = arith.constant dense<0> : vector<${part}xi8>
  %nowhere = arith.constant dense<false> : vector<${part}xi1>
  %full = arith.constant -1 : $I
  %most_pieces = arith.constant $pieces : index
  %minus_infinity = arith.constant $minus_infinity : $S
$key_constants
  %batch = memref.dim %scores, %c0 : memref<?x?x?x?x$S, strided<[?, ?, ?, $score_stride], offset: ?>>
  %heads = memref.dim %scores, %c1 : memref<?x?x?x?x$S, strided<[?, ?, ?, $score_stride], offset: ?>>
  %n = memref.dim %scores, %c2 : memref<?x?x?x?x$S, strided<[?, ?, ?, $score_stride], offset: ?>>
  %m = memref.dim %scores, %c3 : memref<?x?x?x?x$S, strided<[?, ?, ?, $score_stride], offset: ?>>
  %rows = arith.ceildivui %n, %bq : index
  %width = arith.ceildivui %m, %bk : index
  %heads_in_all = arith.muli %batch, %heads : index
  %rows_in_all = arith.muli %heads_in_all, %rows : index
  %vectors = arith.ceildivui %m, %lanes : index
  %padded = arith.muli %vectors, %lanes : index
  %keys_of_blocks = arith.muli %width, %bk : index
  %room = arith.maxui %padded, %keys_of_blocks : index
  %at_least = arith.maxsi %top_k, %c0 : index
  %number = arith.minsi %at_least, %m : index
  %kept = arith.index_cast %number : index to $K
  %all_kept = arith.cmpi eq, %number, %m : index

  %rows_of_piece = arith.ceildivui %rows_in_all, %most_pieces : index
  %at_least_one = arith.maxui %rows_of_piece, %c1 : index
  %pieces = arith.ceildivui %rows_in_all, %at_least_one : index
  %keys = memref.alloc(%pieces, %padded) {alignment = 64 : i64} : memref<?x?x$K>
  %bits_of_pieces = memref.alloc(%pieces, %bytes, %room) {alignment = 64 : i64} : memref<?x?x?xi8>
  dsk.partition(%pieces) {
  ^bb0(%piece: index):
    %first_row = arith.muli %piece, %at_least_one : index
    %beyond_piece = arith.addi %first_row, %at_least_one : index
    %beyond_row = arith.minui %beyond_piece, %rows_in_all : index
    // The bits of a row of blocks, a byte for 8 queries of a key, key by key.
    %bits = memref.subview %bits_of_pieces[%piece, 0, 0] [1, %bytes, %room] [1, 1, 1]
      : memref<?x?x?xi8> to $bits
    scf.for %row = %first_row to %beyond_row step %c1 {
      %r = arith.remui %row, %rows : index
      %head = arith.divui %row, %rows : index
      %h = arith.remui %head, %heads : index
      %b = arith.divui %head, %heads : index
      scf.for %w = %c0 to %bytes step %c1 {
        scf.for %j = %c0 to %room step %c1 {
          memref.store %no_bits, %bits[%w, %j] : $bits
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
$threshold_of_row
        %q = arith.subi %i, %first_i : index
        %byte = arith.divui %q, %c8 : index
        %place = arith.remui %q, %c8 : index
        %place_of_bit = arith.index_cast %place : index to i8
        %bit = arith.shli %lowest_bit, %place_of_bit : i8
        %bit_of_keys = vector.broadcast %bit : i8 to vector<${lanes}xi8>
        // All that reach the threshold, if those are as many as are wanted; else what is above it, and of what equals it the first.
        %less_one = arith.subi %threshold, %one_key : $K
        %bound = arith.select %exact, %less_one, %threshold : $K
        %bounds = vector.broadcast %bound : $K to vector<${lanes}x$K>
        %counts_above = scf.for %j = %c0 to %padded step %lanes iter_args(%so_far = %no_keys) -> (vector<${lanes}x$K>) {
          %key = vector.load %keys[%piece, %j] : memref<?x?x$K>, vector<${lanes}x$K>
          %takes = arith.cmpi sgt, %key, %bounds : vector<${lanes}x$K>
          %own = arith.select %takes, %bit_of_keys, %no_bits_of_keys : vector<${lanes}xi1>, vector<${lanes}xi8>
          %others = vector.load %bits[%byte, %j] : $bits, vector<${lanes}xi8>
          %all_bits = arith.ori %others, %own : vector<${lanes}xi8>
          vector.store %all_bits, %bits[%byte, %j] : $bits, vector<${lanes}xi8>
          %minus_ones = arith.extsi %takes : vector<${lanes}xi1> to vector<${lanes}x$K>
          %counted_above = arith.subi %so_far, %minus_ones : vector<${lanes}x$K>
          scf.yield %counted_above : vector<${lanes}x$K>
        }
        %is_short = arith.xori %exact, %true : i1
        scf.if %is_short {
          %number_above = vector.reduction <add>, %counts_above : vector<${lanes}x$K> into $K
          %ties = arith.subi %kept, %number_above : $K
          scf.for %j = %c0 to %m step %c1 iter_args(%left = %ties) -> ($K) {
            %key = memref.load %keys[%piece, %j] : memref<?x?x$K>
            %equal = arith.cmpi eq, %key, %threshold : $K
            %tie_left = arith.cmpi sgt, %left, %zero_keys : $K
            %takes = arith.andi %equal, %tie_left : i1
            %own = arith.select %takes, %bit, %no_bits : i8
            %others = memref.load %bits[%byte, %j] : $bits
            %all_bits = arith.ori %others, %own : i8
            memref.store %all_bits, %bits[%byte, %j] : $bits
            %used = arith.extui %takes : i1 to $K
            %still_left = arith.subi %left, %used : $K
            scf.yield %still_left : $K
          }
        }
      }
      // Where all are wanted, what stands for keys behind the last one was taken, too.
      scf.for %w = %c0 to %bytes step %c1 {
        scf.for %j = %m to %room step %c1 {
          memref.store %no_bits, %bits[%w, %j] : $bits
        }
      }
      // Its lists and its masks begin where those of the rows before it would end if they had all blocks.
      %of_row = arith.muli %row, %width : index
      %ids_of_row = arith.muli %row, %width : index
$blocks_of_row
      %stored = arith.subi %row_end#0, %of_row : index
      %stored_int = arith.index_cast %stored : index to $I
      %next_r = arith.addi %r, %c1 : index
      memref.store %stored_int, %row_pointers[%b, %h, %next_r] : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
    }
    dsk.yield
  }
  memref.dealloc %keys : memref<?x?x$K>
  memref.dealloc %bits_of_pieces : memref<?x?x?xi8>

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
      %from = arith.muli %row, %width : index
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
