// Products of groups of $group tokens, queries backwards. The keys of $lanes groups lie in a panel, $lanes numbers side by side
// for each place and dimension, and the queries of $tile groups in rows of $tile: a register tile is the one by the other, and
// each of its sums stays in the order of places and dimensions.
func.func private @antidiagonals(%queries: memref<?x?x?x?x$T, strided<[?, ?, ?, $query_stride], offset: ?>>,
                                 %keys: memref<?x?x?x?x$T, strided<[?, ?, ?, $key_stride], offset: ?>>,
                                 %scores: memref<?x?x?x?x$C, strided<[?, ?, ?, $score_stride], offset: ?>>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %group = arith.constant $group : index
  %last_place = arith.constant $last_place : index
  %lanes = arith.constant $lanes : index
  %tile = arith.constant $tile : index
  %most_pieces = arith.constant $pieces : index
  %zero = arith.constant 0.0 : $C
  %zeros = arith.constant dense<0.0> : vector<${lanes}x$C>
  %scales = arith.constant dense<$scale> : vector<${lanes}x$C>
  %batch = memref.dim %queries, %c0 : memref<?x?x?x?x$T, strided<[?, ?, ?, $query_stride], offset: ?>>
  %heads = memref.dim %queries, %c1 : memref<?x?x?x?x$T, strided<[?, ?, ?, $query_stride], offset: ?>>
  %n = memref.dim %queries, %c2 : memref<?x?x?x?x$T, strided<[?, ?, ?, $query_stride], offset: ?>>
  %m = memref.dim %keys, %c2 : memref<?x?x?x?x$T, strided<[?, ?, ?, $key_stride], offset: ?>>
  %d = memref.dim %queries, %c3 : memref<?x?x?x?x$T, strided<[?, ?, ?, $query_stride], offset: ?>>
  %rows = arith.ceildivui %n, %group : index
  %columns = arith.ceildivui %m, %group : index
  %panels = arith.ceildivui %columns, %lanes : index
  %tiles = arith.ceildivui %rows, %tile : index
  %last_row = arith.subi %rows, %c1 : index
  %heads_in_all = arith.muli %batch, %heads : index
  %depth = arith.muli %group, %d : index
  // Each head of keys serves `served_heads` heads of queries.
  %key_heads = memref.dim %keys, %c1 : memref<?x?x?x?x$T, strided<[?, ?, ?, $key_stride], offset: ?>>
  %some_key_heads = arith.maxui %key_heads, %c1 : index
  %some_served_heads = arith.divui %heads, %some_key_heads : index
  %served_heads = arith.maxui %some_served_heads, %c1 : index
  %key_heads_in_all = arith.muli %batch, %key_heads : index
  // So many heads of keys at a time that their panels, which are memory that nobody has touched, are few.
  %padded_columns = arith.muli %panels, %lanes : index
  %of_head = arith.muli %padded_columns, %depth : index
  %some_of_head = arith.maxui %of_head, %c1 : index
  %most_numbers = arith.constant $most_numbers : index
  %fitting_heads = arith.divui %most_numbers, %some_of_head : index
  %one_head_fits = arith.maxui %fitting_heads, %c1 : index
  %some_heads = arith.maxui %key_heads_in_all, %c1 : index
  %key_heads_at_a_time = arith.minui %one_head_fits, %some_heads : index
  %heads_at_a_time = arith.muli %key_heads_at_a_time, %served_heads : index
  %most_tiles = arith.muli %heads_at_a_time, %tiles : index
  %shared_tiles = arith.ceildivui %most_tiles, %most_pieces : index
  %tiles_of_piece = arith.maxui %shared_tiles, %c1 : index
  %enough_pieces = arith.ceildivui %most_tiles, %tiles_of_piece : index
  %query_rows = memref.alloc(%enough_pieces, %depth) {alignment = 64 : i64} : memref<?x?x${tile}x$C>
  %key_panels = memref.alloc(%key_heads_at_a_time, %panels, %depth) {alignment = 64 : i64} : memref<?x?x?x${lanes}x$C>

  scf.for %first_head = %c0 to %heads_in_all step %heads_at_a_time {
  %heads_left = arith.subi %heads_in_all, %first_head : index
  %heads_here = arith.minui %heads_left, %heads_at_a_time : index
  %first_key_head = arith.divui %first_head, %served_heads : index
  %key_heads_here = arith.divui %heads_here, %served_heads : index
  %panels_here = arith.muli %key_heads_here, %panels : index
  dsk.partition(%panels_here) {
  ^bb0(%piece: index):
    %of_these = arith.divui %piece, %panels : index
    %head = arith.addi %first_key_head, %of_these : index
    %panel = arith.remui %piece, %panels : index
    %h = arith.remui %head, %key_heads : index
    %b = arith.divui %head, %key_heads : index
    %first_column = arith.muli %panel, %lanes : index
    // A place of all groups at a time: what is written stays in the first cache.
    scf.for %t = %c0 to %group step %c1 {
      %first_of_t = arith.muli %t, %d : index
      scf.for %l = %c0 to %lanes step %c1 {
        %column = arith.addi %first_column, %l : index
        %first_key = arith.muli %column, %group : index
        %key = arith.addi %first_key, %t : index
        %is_there = arith.cmpi ult, %key, %m : index
        scf.if %is_there {
          scf.for %x = %c0 to %d step %c1 {
            %raw = memref.load %keys[%b, %h, %key, %x] : memref<?x?x?x?x$T, strided<[?, ?, ?, $key_stride], offset: ?>>
            $widen_key
            %at = arith.addi %first_of_t, %x : index
            memref.store %value, %key_panels[%of_these, %panel, %at, %l] : memref<?x?x?x${lanes}x$C>
          }
        } else {
          scf.for %x = %c0 to %d step %c1 {
            %at = arith.addi %first_of_t, %x : index
            memref.store %zero, %key_panels[%of_these, %panel, %at, %l] : memref<?x?x?x${lanes}x$C>
          }
        }
      }
    }
    dsk.yield
  }

  %tiles_here = arith.muli %heads_here, %tiles : index
  %pieces = arith.ceildivui %tiles_here, %tiles_of_piece : index
  dsk.partition(%pieces) {
  ^bb0(%piece: index):
    %first_tile = arith.muli %piece, %tiles_of_piece : index
    %after_piece = arith.addi %first_tile, %tiles_of_piece : index
    %beyond_tiles = arith.minui %after_piece, %tiles_here : index
    %ragged = memref.alloca() {alignment = 64 : i64} : memref<${tile}x${lanes}x$C>
    scf.for %tile_here = %first_tile to %beyond_tiles step %c1 {
    %head_of_these = arith.divui %tile_here, %tiles : index
    %of_these = arith.divui %head_of_these, %served_heads : index
    %head = arith.addi %first_head, %head_of_these : index
    %tile_of_head = arith.remui %tile_here, %tiles : index
    %h = arith.remui %head, %heads : index
    %b = arith.divui %head, %heads : index
    %first_row = arith.muli %tile_of_head, %tile : index
    // Rows beyond the last repeat it.
$tile_rows
    scf.for %t = %c0 to %group step %c1 {
      %first_of_t = arith.muli %t, %d : index
      %place = arith.subi %last_place, %t : index
      scf.for %r = %c0 to %tile step %c1 {
        %wanted_row = arith.addi %first_row, %r : index
        %row = arith.minui %wanted_row, %last_row : index
        %first_query = arith.muli %row, %group : index
        %query = arith.addi %first_query, %place : index
        %is_there = arith.cmpi ult, %query, %n : index
        scf.if %is_there {
          scf.for %x = %c0 to %d step %c1 {
            %raw = memref.load %queries[%b, %h, %query, %x] : memref<?x?x?x?x$T, strided<[?, ?, ?, $query_stride], offset: ?>>
            $widen_key
            %at = arith.addi %first_of_t, %x : index
            memref.store %value, %query_rows[%piece, %at, %r] : memref<?x?x${tile}x$C>
          }
        } else {
          scf.for %x = %c0 to %d step %c1 {
            %at = arith.addi %first_of_t, %x : index
            memref.store %zero, %query_rows[%piece, %at, %r] : memref<?x?x${tile}x$C>
          }
        }
      }
    }
    scf.for %panel = %c0 to %panels step %c1 {
      %sums:$tile = scf.for %at = %c0 to %depth step %c1 iter_args($sum_inits) -> ($sum_types) {
        %key = vector.load %key_panels[%of_these, %panel, %at, %c0] : memref<?x?x?x${lanes}x$C>, vector<${lanes}x$C>
$sum_steps
        scf.yield $sum_nexts : $sum_types
      }
$scaled_sums
      %first_column = arith.muli %panel, %lanes : index
      %columns_left = arith.subi %columns, %first_column : index
      %whole = arith.cmpi uge, %columns_left, %lanes : index
      scf.if %whole {
$store_whole
      } else {
$store_ragged
        scf.for %l = %c0 to %columns_left step %c1 {
          %column = arith.addi %first_column, %l : index
$copy_ragged
        }
      }
    }
    }
    dsk.yield
  }
  }
  memref.dealloc %query_rows : memref<?x?x${tile}x$C>
  memref.dealloc %key_panels : memref<?x?x?x${lanes}x$C>
  return
}
