      scf.for %c = %c0 to %panels_of_column step %c1 {
        %panel_of_head0 = arith.muli %s, %panels_of_column : index
        %panel_of_head = arith.addi %panel_of_head0, %c : index
        %head_of_keys = arith.divui %head, %group : index
        %first_panel = arith.muli %head_of_keys, %panels_of_head : index
        %panel = arith.addi %first_panel, %panel_of_head : index
        %x = arith.muli %c, %lanes : index
        %j = arith.addi %first_key, %x : index
        %bias_at = arith.minui %j, %m : index
        %bias_of_keys = vector.transfer_read %bias[%bias_b, %bias_h, %bias_at], %zero
          : memref<?x?x?x$S, strided<[?, ?, ?], offset: ?>>, vector<${lanes}x$S>
        %beyond = arith.subi %keys_here, %x : index
        %number = arith.maxsi %beyond, %c0 : index
        %keys_inside = vector.create_mask %number : vector<${lanes}xi1>
        scf.for %y = %c0 to %bq step %tile {
$rows_of_tile
          %held = scf.if %is_partial -> (vector<${lanes}xi8>) {
$bits_of_keys
            scf.yield %held_by_keys : vector<${lanes}xi8>
          } else {
            scf.yield %all_held : vector<${lanes}xi8>
          }
          %place_in_byte = arith.remui %y, %c8 : index
          %first_bit = arith.index_cast %place_in_byte : index to i8
          $sums
$store_rows
        }
      }
