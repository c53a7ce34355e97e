// $tile rows of a tile by a vector of value columns: their sums are in registers while the tiles of the row go by.
func.func private @spmm(%weights: memref<?x?x?x?x?x$S, strided<[?, ?, ?, ?, $weight_stride], offset: ?>>,
                        %values: memref<?x?x?x?x$T, strided<[?, ?, ?, $value_stride], offset: ?>>,
                        %row_pointers: memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>,
                        %columns: memref<?x$I, strided<[?], offset: ?>>, %mask_ids: memref<?x$I, strided<[?], offset: ?>>,
                        %masks: memref<?x?x?xi8, strided<[?, ?, ?], offset: ?>>,
                        %output: memref<?x?x?x?x$T, strided<[?, ?, ?, $output_stride], offset: ?>>) {
$constants
  %false = arith.constant false
  %true = arith.constant true
  %key_lanes = arith.constant $key_lanes : index
  %room = arith.constant $room : index
  %last_key_of_tile = arith.subi %bk, %c1 : index
  %one_bit = arith.constant 1 : i8
  %no_bits = arith.constant dense<0> : vector<${key_lanes}xi8>
  %no_weights = arith.constant dense<0.0> : vector<${key_lanes}x$S>
  %batch = memref.dim %values, %c0 : memref<?x?x?x?x$T, strided<[?, ?, ?, $value_stride], offset: ?>>
  %heads = memref.dim %output, %c1 : memref<?x?x?x?x$T, strided<[?, ?, ?, $output_stride], offset: ?>>
  %key_heads = memref.dim %values, %c1 : memref<?x?x?x?x$T, strided<[?, ?, ?, $value_stride], offset: ?>>
  %some_key_heads = arith.maxui %key_heads, %c1 : index
  %group = arith.divui %heads, %some_key_heads : index
  %m = memref.dim %values, %c2 : memref<?x?x?x?x$T, strided<[?, ?, ?, $value_stride], offset: ?>>
  %width = memref.dim %values, %c3 : memref<?x?x?x?x$T, strided<[?, ?, ?, $value_stride], offset: ?>>
  %n = memref.dim %output, %c2 : memref<?x?x?x?x$T, strided<[?, ?, ?, $output_stride], offset: ?>>
  %heads_in_all = arith.muli %batch, %heads : index
  %units = arith.muli %heads_in_all, %rows : index
  dsk.partition(%units) {
  ^bb0(%unit: index):
$tiles_of_row
    %key_head = arith.divui %h, %group : index
    %bits_of_keys = memref.alloca() : memref<${key_lanes}xi8>
    %own_weights = memref.alloca() {alignment = 64 : i64} : memref<${tile}x${room}x$S>
    scf.for %first_row = %c0 to %bq step %tile {
$rows_of_tile
      scf.for %e = %c0 to %width step %lanes {
        %sums:$tile = scf.for %at = %begin to %end step %c1 iter_args($inits) -> ($types) {
$keys_of_tile
$ask_ahead
          %of_tile:$tile = scf.if %is_partial -> ($types) {
            %place_in_byte = arith.remui %first_row, %c8 : index
            %first_bit = arith.index_cast %place_in_byte : index to i8
            %partial:$tile = scf.for %first_own = %c0 to %keys_here step %room iter_args($own_inits) -> ($types) {
              scf.for %own_x = %c0 to %room step %key_lanes {
                %x = arith.addi %first_own, %own_x : index
$bits_of_keys
                $own_weights
              }
              %beyond_own = arith.addi %first_own, %room : index
              %last_own = arith.minui %beyond_own, %keys_here : index
              $partial_sums
              scf.yield $of_own : $types
            }
            scf.yield $of_partial : $types
          } else {
            $full_sums
            scf.yield $of_full : $types
          }
          scf.yield $of_tile : $types
        }
$store_rows
        $any_nan
        scf.if %any {
          // Once more, with what is in the set alone. A row whose weights are all 0 is 0, whatever the values hold.
          scf.for %row = %c0 to %tile step %c1 {
            %y = arith.addi %first_row, %row : index
            %i = arith.addi %first_query, %y : index
            %in_tile = arith.cmpi ult, %y, %bq : index
            %is_query = arith.cmpi ult, %i, %n : index
            %exists = arith.andi %in_tile, %is_query : i1
            scf.if %exists {
              %of_row, %weighs = scf.for %at = %begin to %end step %c1 iter_args(%sum_so_far = %zeros, %so_far = %false)
                  -> (vector<${lanes}x$S>, i1) {
$keys_of_tile
                %of_keys, %any_weighs = scf.for %x = %c0 to %keys_here step %c1 iter_args(%sum = %sum_so_far, %before = %so_far)
                    -> (vector<${lanes}x$S>, i1) {
                  %sees = scf.if %is_partial -> (i1) {
$element_bit
                    scf.yield %holds : i1
                  } else {
                    scf.yield %true : i1
                  }
                  %next:2 = scf.if %sees -> (vector<${lanes}x$S>, i1) {
                    %weight = memref.load %weights[%tile_b, %tile_h, %at, %y, %x]
                      : memref<?x?x?x?x?x$S, strided<[?, ?, ?, ?, $weight_stride], offset: ?>>
                    %is_weight = arith.cmpf une, %weight, %zero : $S
                    %either = arith.ori %before, %is_weight : i1
                    %j = arith.addi %first_key, %x : index
                    $read_value
                    %in_lanes = vector.broadcast %weight : $S to vector<${lanes}x$S>
                    %more = math.fma %in_lanes, %wide_value, %sum : vector<${lanes}x$S>
                    scf.yield %more, %either : vector<${lanes}x$S>, i1
                  } else {
                    scf.yield %sum, %before : vector<${lanes}x$S>, i1
                  }
                  scf.yield %next#0, %next#1 : vector<${lanes}x$S>, i1
                }
                scf.yield %of_keys, %any_weighs : vector<${lanes}x$S>, i1
              }
              %or_zeros = arith.select %weighs, %of_row, %zeros : vector<${lanes}x$S>
              $write_row
            }
          }
        }
      }
    }
    dsk.yield
  }
  return
}
