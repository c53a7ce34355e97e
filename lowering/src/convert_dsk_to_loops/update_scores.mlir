// A panel is $lanes keys, side by side for each dimension; a register tile is $tile queries by a panel, and each of its sums
// stays in the order of the dimensions. First the rows that are listed, a panel of neighbouring keys after the other, where a number of
// pieces that does not depend on sizes keeps panels few; then of the other rows what is listed of their columns, all of it while their
// scores are in the caches.
func.func private @update_scores(%queries: memref<?x?x?x?x$T, strided<[?, ?, ?, ?], offset: ?>>,
                                 %keys: memref<?x?x?x?x$T, strided<[?, ?, ?, ?], offset: ?>>,
                                 %rows: memref<?x?xi32, strided<[?, ?], offset: ?>>,
                                 %columns: memref<?x?xi32, strided<[?, ?], offset: ?>>,
                                 %positions: memref<?x?xi32, strided<[?, ?], offset: ?>>,
                                 %scores: memref<?x?x?x?x$S, strided<[?, ?, ?, $score_stride], offset: ?>>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %lanes = arith.constant $lanes : index
  %tile = arith.constant $tile : index
  %pieces = arith.constant 64 : index
  %false = arith.constant false
  %none = arith.constant 0 : i32
  %zeros = arith.constant dense<0.0> : vector<${lanes}x$S>
  %scales = arith.constant dense<$scale> : vector<${lanes}x$S>
  %batch = memref.dim %queries, %c0 : memref<?x?x?x?x$T, strided<[?, ?, ?, ?], offset: ?>>
  %heads = memref.dim %queries, %c1 : memref<?x?x?x?x$T, strided<[?, ?, ?, ?], offset: ?>>
  %n = memref.dim %queries, %c2 : memref<?x?x?x?x$T, strided<[?, ?, ?, ?], offset: ?>>
  %d = memref.dim %queries, %c3 : memref<?x?x?x?x$T, strided<[?, ?, ?, ?], offset: ?>>
  %m = memref.dim %keys, %c2 : memref<?x?x?x?x$T, strided<[?, ?, ?, ?], offset: ?>>
  %k_rows = memref.dim %rows, %c1 : memref<?x?xi32, strided<[?, ?], offset: ?>>
  %k_columns = memref.dim %columns, %c1 : memref<?x?xi32, strided<[?, ?], offset: ?>>
  %last_query = arith.subi %n, %c1 : index
  %last_key = arith.subi %m, %c1 : index
  %last_row = arith.subi %k_rows, %c1 : index
  %last_column = arith.subi %k_columns, %c1 : index
  %heads_in_all = arith.muli %batch, %heads : index
  %groups = arith.ceildivui %m, %lanes : index
  %lists = arith.ceildivui %k_columns, %lanes : index
  %has_queries = arith.cmpi ugt, %n, %c0 : index
  %has_keys = arith.cmpi ugt, %m, %c0 : index
  %has_both = arith.andi %has_queries, %has_keys : i1
  %all_groups = arith.muli %heads_in_all, %groups : index
  %all_lists = arith.muli %heads_in_all, %lists : index
  %row_work = arith.select %has_both, %all_groups, %c0 : index
  %column_work = arith.select %has_both, %all_lists, %c0 : index
  %tiles = arith.ceildivui %n, %tile : index
  %all_tiles = arith.muli %heads_in_all, %tiles : index
  %has_columns = arith.cmpi ugt, %column_work, %c0 : index
  %tile_work = arith.select %has_columns, %all_tiles, %c0 : index
  %number_of_panels = arith.maxui %pieces, %column_work : index
  %holds_keys = memref.alloc(%column_work) : memref<?xi1>
  %panels = memref.alloc(%number_of_panels, %d) {alignment = 64 : i64} : memref<?x?x${lanes}x$S>

  dsk.partition(%pieces) {
  ^bb0(%piece: index):
    scf.for %unit = %piece to %row_work step %pieces {
      %head = arith.divui %unit, %groups : index
      %group = arith.remui %unit, %groups : index
      %h = arith.remui %head, %heads : index
      %b = arith.divui %head, %heads : index
      %first_key = arith.muli %group, %lanes : index
      scf.for %l = %c0 to %lanes step %c1 {
        %j = arith.addi %first_key, %l : index
        %key = arith.minui %j, %last_key : index
        scf.for %x = %c0 to %d step %c1 {
          %value = memref.load %keys[%b, %h, %key, %x] : memref<?x?x?x?x$T, strided<[?, ?, ?, ?], offset: ?>>
          $extend_value
          memref.store $wide_value, %panels[%piece, %x, %l] : memref<?x?x${lanes}x$S>
        }
      }
      scf.for %i = %c0 to %k_rows step %tile {
$listed_rows
        scf.if %any {
$sums
$store_rows
        }
      }
    }
    dsk.yield
  }

  // The listed keys of each head, of which a row takes all while its scores are at hand.
  dsk.partition(%column_work) {
  ^bb0(%panel: index):
    %head = arith.divui %panel, %lists : index
    %list = arith.remui %panel, %lists : index
    %h = arith.remui %head, %heads : index
    %b = arith.divui %head, %heads : index
    %first = arith.muli %list, %lanes : index
    %any_key = scf.for %l = %c0 to %lanes step %c1 iter_args(%so_far = %false) -> (i1) {
      %at = arith.addi %first, %l : index
      %entry = arith.minui %at, %last_column : index
      %stored = memref.load %columns[%b, %entry] : memref<?x?xi32, strided<[?, ?], offset: ?>>
      // As an unsigned number, -1 is beyond every size.
      %token = arith.index_cast %stored : i32 to index
      %there = arith.cmpi ult, %token, %m : index
      %key = arith.select %there, %token, %c0 : index
      scf.for %x = %c0 to %d step %c1 {
        %value = memref.load %keys[%b, %h, %key, %x] : memref<?x?x?x?x$T, strided<[?, ?, ?, ?], offset: ?>>
        $extend_value
        memref.store $wide_value, %panels[%panel, %x, %l] : memref<?x?x${lanes}x$S>
      }
      %either = arith.ori %so_far, %there : i1
      scf.yield %either : i1
    }
    memref.store %any_key, %holds_keys[%panel] : memref<?xi1>
    dsk.yield
  }

  dsk.partition(%tile_work) {
  ^bb0(%piece: index):
    %computed = memref.alloca() {alignment = 64 : i64} : memref<${tile}x${lanes}x$S>
    %head = arith.divui %piece, %tiles : index
    %tile_of_head = arith.remui %piece, %tiles : index
    %h = arith.remui %head, %heads : index
    %b = arith.divui %head, %heads : index
    %i = arith.muli %tile_of_head, %tile : index
    %first_panel = arith.muli %head, %lists : index
$left_rows
    scf.if %any {
      scf.for %list = %c0 to %lists step %c1 {
        %panel = arith.addi %first_panel, %list : index
        %any_key = memref.load %holds_keys[%panel] : memref<?xi1>
        scf.if %any_key {
          %first = arith.muli %list, %lanes : index
$sums_of_columns
$keep_rows
          scf.for %l = %c0 to %lanes step %c1 {
            %at = arith.addi %first, %l : index
            %entry = arith.minui %at, %last_column : index
            %stored = memref.load %columns[%b, %entry] : memref<?x?xi32, strided<[?, ?], offset: ?>>
            %token = arith.index_cast %stored : i32 to index
            %there = arith.cmpi ult, %token, %m : index
            scf.if %there {
$copy_rows
            }
          }
        }
      }
    }
    dsk.yield
  }
  memref.dealloc %holds_keys : memref<?xi1>
  memref.dealloc %panels : memref<?x?x${lanes}x$S>
  return
}
