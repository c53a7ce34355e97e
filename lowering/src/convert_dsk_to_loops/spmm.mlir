// $tile rows of a tile by a vector of value columns: their sums are in registers while the tiles of the row go by.
func.func private @spmm(%weights: memref<?x?x?x?x?x$S, strided<[?, ?, ?, ?, ?], offset: ?>>,
                        %values: memref<?x?x?x?x$T, strided<[?, ?, ?, $value_stride], offset: ?>>,
                        %row_pointers: memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>,
                        %columns: memref<?x$I, strided<[?], offset: ?>>, %mask_ids: memref<?x$I, strided<[?], offset: ?>>,
                        %masks: memref<?x?x?xi8, strided<[?, ?, ?], offset: ?>>,
                        %output: memref<?x?x?x?x$T, strided<[?, ?, ?, $output_stride], offset: ?>>) {
$constants
  %false = arith.constant false
  %no_result = arith.constant dense<0.0> : vector<${lanes}x$T>
  %batch = memref.dim %values, %c0 : memref<?x?x?x?x$T, strided<[?, ?, ?, $value_stride], offset: ?>>
  %heads = memref.dim %values, %c1 : memref<?x?x?x?x$T, strided<[?, ?, ?, $value_stride], offset: ?>>
  %m = memref.dim %values, %c2 : memref<?x?x?x?x$T, strided<[?, ?, ?, $value_stride], offset: ?>>
  %width = memref.dim %values, %c3 : memref<?x?x?x?x$T, strided<[?, ?, ?, $value_stride], offset: ?>>
  %n = memref.dim %output, %c2 : memref<?x?x?x?x$T, strided<[?, ?, ?, $output_stride], offset: ?>>
  %heads_in_all = arith.muli %batch, %heads : index
  %units = arith.muli %heads_in_all, %rows : index
  dsk.partition(%units) {
  ^bb0(%unit: index):
$tiles_of_row
    scf.for %first_row = %c0 to %bq step %tile {
$rows_of_tile
      scf.for %e = %c0 to %width step %lanes {
        %sums:$tile = scf.for %at = %begin to %end step %c1 iter_args($inits) -> ($types) {
$keys_of_tile
          %of_tile:$tile = scf.if %is_partial -> ($types) {
            %byte = arith.divui %first_row, %c8 : index
            %first_place = arith.remui %first_row, %c8 : index
            %first_bit = arith.index_cast %first_place : index to i8
            $partial_sums
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
          // A row whose weights are all 0 is 0, whatever the values hold.
          scf.for %row = %c0 to %tile step %c1 {
            %y = arith.addi %first_row, %row : index
            %i = arith.addi %first_query, %y : index
            %in_tile = arith.cmpi ult, %y, %bq : index
            %is_query = arith.cmpi ult, %i, %n : index
            %exists = arith.andi %in_tile, %is_query : i1
            scf.if %exists {
              %weighs = scf.for %at = %begin to %end step %c1 iter_args(%so_far = %false) -> (i1) {
$keys_of_tile
                %of_keys = scf.for %x = %c0 to %keys_here step %c1 iter_args(%before = %so_far) -> (i1) {
                  %sees = scf.if %is_partial -> (i1) {
$element_bit
                    scf.yield %holds : i1
                  } else {
                    %true = arith.constant true
                    scf.yield %true : i1
                  }
                  %weight = memref.load %weights[%tile_b, %tile_h, %at, %y, %x]
                    : memref<?x?x?x?x?x$S, strided<[?, ?, ?, ?, ?], offset: ?>>
                  %is_weight = arith.cmpf une, %weight, %zero : $S
                  %counts = arith.andi %sees, %is_weight : i1
                  %either = arith.ori %before, %counts : i1
                  scf.yield %either : i1
                }
                scf.yield %of_keys : i1
              }
              %is_empty = arith.cmpi eq, %weighs, %false : i1
              scf.if %is_empty {
                vector.transfer_write %no_result, %output[%b, %h, %i, %e]$bounds
                  : vector<${lanes}x$T>, memref<?x?x?x?x$T, strided<[?, ?, ?, $output_stride], offset: ?>>
              }
            }
          }
        }
      }
    }
    dsk.yield
  }
  return
}
