// Means of each block in double precision, then their products. The means of the keys lie in panels of $lanes blocks,
// $lanes numbers side by side for each dimension: a register tile is $tile block rows by a panel, and each of its sums
// stays in the order of the dimensions.
func.func private @score_blocks(%queries: memref<?x?x?x?x$T, strided<[?, ?, ?, $query_stride], offset: ?>>,
                                %keys: memref<?x?x?x?x$T, strided<[?, ?, ?, $key_stride], offset: ?>>,
                                %scores: memref<?x?x?x?x$S, strided<[?, ?, ?, $score_stride], offset: ?>>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %bq = arith.constant $bq : index
  %bk = arith.constant $bk : index
  %lanes = arith.constant $lanes : index
  %wide = arith.constant $wide : index
  %tile = arith.constant $tile : index
  %zero = arith.constant 0.0 : f64
  %zeros = arith.constant dense<0.0> : vector<${lanes}xf64>
  %scales = arith.constant dense<$scale> : vector<${lanes}xf64>
  %batch = memref.dim %queries, %c0 : memref<?x?x?x?x$T, strided<[?, ?, ?, $query_stride], offset: ?>>
  %heads = memref.dim %queries, %c1 : memref<?x?x?x?x$T, strided<[?, ?, ?, $query_stride], offset: ?>>
  %n = memref.dim %queries, %c2 : memref<?x?x?x?x$T, strided<[?, ?, ?, $query_stride], offset: ?>>
  %m = memref.dim %keys, %c2 : memref<?x?x?x?x$T, strided<[?, ?, ?, $key_stride], offset: ?>>
  %d = memref.dim %queries, %c3 : memref<?x?x?x?x$T, strided<[?, ?, ?, $query_stride], offset: ?>>
  %rows = arith.ceildivui %n, %bq : index
  %columns = arith.ceildivui %m, %bk : index
  %row_groups = arith.ceildivui %rows, %lanes : index
  %panels = arith.ceildivui %columns, %lanes : index
  %padded_columns = arith.muli %panels, %lanes : index
  %tiles = arith.ceildivui %rows, %tile : index
  %last_row = arith.subi %rows, %c1 : index
  %heads_in_all = arith.muli %batch, %heads : index
  // Each head of keys serves `served_heads` heads of queries.
  %key_heads = memref.dim %keys, %c1 : memref<?x?x?x?x$T, strided<[?, ?, ?, $key_stride], offset: ?>>
  %some_key_heads = arith.maxui %key_heads, %c1 : index
  %some_served_heads = arith.divui %heads, %some_key_heads : index
  %served_heads = arith.maxui %some_served_heads, %c1 : index
  %key_heads_in_all = arith.muli %batch, %key_heads : index
  %query_means = memref.alloc(%heads_in_all, %rows, %d) {alignment = 64 : i64} : memref<?x?x?xf64>
  %key_means = memref.alloc(%key_heads_in_all, %padded_columns, %d) {alignment = 64 : i64} : memref<?x?x?xf64>
  %key_panels = memref.alloc(%key_heads_in_all, %panels, %d) {alignment = 64 : i64} : memref<?x?x?x${lanes}xf64>

  // A piece is a group of block rows, or a panel.
  %query_pieces = arith.muli %heads_in_all, %row_groups : index
  %key_pieces = arith.muli %key_heads_in_all, %panels : index
  %mean_pieces = arith.addi %query_pieces, %key_pieces : index
  dsk.partition(%mean_pieces) {
  ^bb0(%piece: index):
    %of_queries = arith.cmpi ult, %piece, %query_pieces : index
    scf.if %of_queries {
      %head = arith.divui %piece, %row_groups : index
      %group = arith.remui %piece, %row_groups : index
      %h = arith.remui %head, %heads : index
      %b = arith.divui %head, %heads : index
      %first_block = arith.muli %group, %lanes : index
      %beyond_group = arith.addi %first_block, %lanes : index
      %beyond_block = arith.minui %beyond_group, %rows : index
      scf.for %block = %first_block to %beyond_block step %c1 {
$query_means_of_block
      }
    } else {
      %key_piece = arith.subi %piece, %query_pieces : index
      %head = arith.divui %key_piece, %panels : index
      %panel = arith.remui %key_piece, %panels : index
      %h = arith.remui %head, %key_heads : index
      %b = arith.divui %head, %key_heads : index
      %first_block = arith.muli %panel, %lanes : index
      %beyond_group = arith.addi %first_block, %lanes : index
      %beyond_block = arith.minui %beyond_group, %columns : index
      scf.for %block = %first_block to %beyond_block step %c1 {
$key_means_of_block
      }
      scf.for %block = %beyond_block to %beyond_group step %c1 {
        scf.for %x = %c0 to %d step %c1 {
          memref.store %zero, %key_means[%head, %block, %x] : memref<?x?x?xf64>
        }
      }
$panel_blocks
      scf.for %x = %c0 to %d step %c1 {
$load_lanes
        %of_x = vector.from_elements $lane_values : vector<${lanes}xf64>
        vector.store %of_x, %key_panels[%head, %panel, %x, %c0] : memref<?x?x?x${lanes}xf64>, vector<${lanes}xf64>
      }
    }
    dsk.yield
  }

  %tiles_in_all = arith.muli %heads_in_all, %tiles : index
  dsk.partition(%tiles_in_all) {
  ^bb0(%piece: index):
    %head = arith.divui %piece, %tiles : index
    %tile_of_head = arith.remui %piece, %tiles : index
    %h = arith.remui %head, %heads : index
    %b = arith.divui %head, %heads : index
    %key_heads_before = arith.muli %b, %key_heads : index
    %key_head_of_entry = arith.divui %h, %served_heads : index
    %key_head = arith.addi %key_heads_before, %key_head_of_entry : index
    %first_row = arith.muli %tile_of_head, %tile : index
    %ragged = memref.alloca() {alignment = 64 : i64} : memref<${tile}x${lanes}x$S>
    // Rows beyond the last repeat it.
$tile_rows
    scf.for %panel = %c0 to %panels step %c1 {
      %sums:$tile = scf.for %x = %c0 to %d step %c1 iter_args($sum_inits) -> ($sum_types) {
        %key = vector.load %key_panels[%key_head, %panel, %x, %c0] : memref<?x?x?x${lanes}xf64>, vector<${lanes}xf64>
$sum_steps
        scf.yield $sum_nexts : $sum_types
      }
$round_sums
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
    dsk.yield
  }
  memref.dealloc %query_means : memref<?x?x?xf64>
  memref.dealloc %key_means : memref<?x?x?xf64>
  memref.dealloc %key_panels : memref<?x?x?x${lanes}xf64>
  return
}
