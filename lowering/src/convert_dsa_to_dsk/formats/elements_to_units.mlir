// The keys of each query, of a set that is stored by blocks. Of a row of blocks the keys of its queries are counted first,
// which says where each query's list starts, and then put there, block by block.
func.func private @elements_to_units(
    %row_pointers: tensor<?x?x?x$I>, %block_columns: tensor<?x$I>, %n: index, %m: index, %mask_ids: tensor<?x$I>,
    %masks: tensor<?x?x?xi8>, %count: i64) -> (tensor<?x?x?x$I>, tensor<?x$I>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c8 = arith.constant 8 : index
  %bq = arith.constant $bq : index
  %bk = arith.constant $bk : index
  %bytes = arith.constant $bytes : index
  %no_bits = arith.constant 0 : i8
  %one_bit = arith.constant 1 : i8
  %batch = tensor.dim %row_pointers, %c0 : tensor<?x?x?x$I>
  %heads = tensor.dim %row_pointers, %c1 : tensor<?x?x?x$I>
  %block_pointers = tensor.dim %row_pointers, %c2 : tensor<?x?x?x$I>
  %block_rows = arith.subi %block_pointers, %c1 : index
  %pointers = arith.addi %n, %c1 : index
  %room = arith.index_cast %count : i64 to index
  %no_pointers = tensor.empty(%batch, %heads, %pointers) : tensor<?x?x?x$I>
  %no_columns = tensor.empty(%room) : tensor<?x$I>
  // Of a row of blocks: how many keys each query has, and then where its next key goes.
  %no_counts = tensor.empty() : tensor<${bq}xindex>
  %made:4 = scf.for %b = %c0 to %batch step %c1
      iter_args(%at_b = %c0, %pointers_b = %no_pointers, %columns_b = %no_columns, %counts_b = %no_counts)
      -> (index, tensor<?x?x?x$I>, tensor<?x$I>, tensor<${bq}xindex>) {
    %of_batch:4 = scf.for %h = %c0 to %heads step %c1
        iter_args(%at_h = %at_b, %pointers_h = %pointers_b, %columns_h = %columns_b, %counts_h = %counts_b)
        -> (index, tensor<?x?x?x$I>, tensor<?x$I>, tensor<${bq}xindex>) {
      %start = arith.index_cast %at_h : index to $I
      %started = tensor.insert %start into %pointers_h[%b, %h, %c0] : tensor<?x?x?x$I>
      %of_head:4 = scf.for %r = %c0 to %block_rows step %c1
          iter_args(%at_r = %at_h, %pointers_r = %started, %columns_r = %columns_h, %counts_r = %counts_h)
          -> (index, tensor<?x?x?x$I>, tensor<?x$I>, tensor<${bq}xindex>) {
        %next_r = arith.addi %r, %c1 : index
        %begin_stored = tensor.extract %row_pointers[%b, %h, %r] : tensor<?x?x?x$I>
        %end_stored = tensor.extract %row_pointers[%b, %h, %next_r] : tensor<?x?x?x$I>
        %begin = arith.index_cast %begin_stored : $I to index
        %end = arith.index_cast %end_stored : $I to index
        %first_query = arith.muli %r, %bq : index
        %queries_left = arith.subi %n, %first_query : index
        %queries = arith.minsi %queries_left, %bq : index
        %zeros = scf.for %q = %c0 to %bq step %c1 iter_args(%counts = %counts_r) -> (tensor<${bq}xindex>) {
          %zero = tensor.insert %c0 into %counts[%q] : tensor<${bq}xindex>
          scf.yield %zero : tensor<${bq}xindex>
        }
        %counted = scf.for %i = %begin to %end step %c1 iter_args(%counts_i = %zeros) -> (tensor<${bq}xindex>) {
          %stored_id = tensor.extract %mask_ids[%i] : tensor<?x$I>
          %id = arith.index_cast %stored_id : $I to index
          %is_full = arith.cmpi slt, %id, %c0 : index
          %of_block = scf.if %is_full -> (tensor<${bq}xindex>) {
            %stored = tensor.extract %block_columns[%i] : tensor<?x$I>
            %column = arith.index_cast %stored : $I to index
            %first_key = arith.muli %column, %bk : index
            %keys_left = arith.subi %m, %first_key : index
            %keys = arith.minsi %keys_left, %bk : index
            %of_full = scf.for %q = %c0 to %queries step %c1 iter_args(%counts = %counts_i) -> (tensor<${bq}xindex>) {
              %before = tensor.extract %counts[%q] : tensor<${bq}xindex>
              %after = arith.addi %before, %keys : index
              %with = tensor.insert %after into %counts[%q] : tensor<${bq}xindex>
              scf.yield %with : tensor<${bq}xindex>
            }
            scf.yield %of_full : tensor<${bq}xindex>
          } else {
            %of_keys = scf.for %k = %c0 to %bk step %c1 iter_args(%counts_k = %counts_i) -> (tensor<${bq}xindex>) {
              %of_key = scf.for %w = %c0 to %bytes step %c1 iter_args(%counts_w = %counts_k) -> (tensor<${bq}xindex>) {
                %byte = tensor.extract %masks[%id, %k, %w] : tensor<?x?x?xi8>
                %first_bit = arith.muli %w, %c8 : index
                %of_byte:2 = scf.while (%left = %byte, %counts = %counts_w)
                    : (i8, tensor<${bq}xindex>) -> (i8, tensor<${bq}xindex>) {
                  %is_left = arith.cmpi ne, %left, %no_bits : i8
                  scf.condition(%is_left) %left, %counts : i8, tensor<${bq}xindex>
                } do {
                ^bb0(%left: i8, %counts: tensor<${bq}xindex>):
                  %place_as_int = math.cttz %left : i8
                  %place = arith.index_castui %place_as_int : i8 to index
                  %q = arith.addi %first_bit, %place : index
                  %before = tensor.extract %counts[%q] : tensor<${bq}xindex>
                  %after = arith.addi %before, %c1 : index
                  %with = tensor.insert %after into %counts[%q] : tensor<${bq}xindex>
                  %below = arith.subi %left, %one_bit : i8
                  %without = arith.andi %left, %below : i8
                  scf.yield %without, %with : i8, tensor<${bq}xindex>
                }
                scf.yield %of_byte#1 : tensor<${bq}xindex>
              }
              scf.yield %of_key : tensor<${bq}xindex>
            }
            scf.yield %of_keys : tensor<${bq}xindex>
          }
          scf.yield %of_block : tensor<${bq}xindex>
        }
        %placed:3 = scf.for %q = %c0 to %queries step %c1
            iter_args(%at = %at_r, %pointers_q = %pointers_r, %counts = %counted)
            -> (index, tensor<?x?x?x$I>, tensor<${bq}xindex>) {
          %of_query = tensor.extract %counts[%q] : tensor<${bq}xindex>
          %with = tensor.insert %at into %counts[%q] : tensor<${bq}xindex>
          %after = arith.addi %at, %of_query : index
          %after_as_int = arith.index_cast %after : index to $I
          %query = arith.addi %first_query, %q : index
          %next_query = arith.addi %query, %c1 : index
          %with_pointer = tensor.insert %after_as_int into %pointers_q[%b, %h, %next_query] : tensor<?x?x?x$I>
          scf.yield %after, %with_pointer, %with : index, tensor<?x?x?x$I>, tensor<${bq}xindex>
        }
        %listed:2 = scf.for %i = %begin to %end step %c1 iter_args(%columns_i = %columns_r, %places_i = %placed#2)
            -> (tensor<?x$I>, tensor<${bq}xindex>) {
          %stored_id = tensor.extract %mask_ids[%i] : tensor<?x$I>
          %id = arith.index_cast %stored_id : $I to index
          %is_full = arith.cmpi slt, %id, %c0 : index
          %stored = tensor.extract %block_columns[%i] : tensor<?x$I>
          %column = arith.index_cast %stored : $I to index
          %first_key = arith.muli %column, %bk : index
          %of_block:2 = scf.if %is_full -> (tensor<?x$I>, tensor<${bq}xindex>) {
            %keys_left = arith.subi %m, %first_key : index
            %keys = arith.minsi %keys_left, %bk : index
            %of_full:2 = scf.for %q = %c0 to %queries step %c1 iter_args(%columns_q = %columns_i, %places_q = %places_i)
                -> (tensor<?x$I>, tensor<${bq}xindex>) {
              %place = tensor.extract %places_q[%q] : tensor<${bq}xindex>
              %of_keys = scf.for %k = %c0 to %keys step %c1 iter_args(%columns = %columns_q) -> (tensor<?x$I>) {
                %at = arith.addi %place, %k : index
                %key = arith.addi %first_key, %k : index
                %key_as_int = arith.index_cast %key : index to $I
                %with = tensor.insert %key_as_int into %columns[%at] : tensor<?x$I>
                scf.yield %with : tensor<?x$I>
              }
              %after = arith.addi %place, %keys : index
              %with_place = tensor.insert %after into %places_q[%q] : tensor<${bq}xindex>
              scf.yield %of_keys, %with_place : tensor<?x$I>, tensor<${bq}xindex>
            }
            scf.yield %of_full#0, %of_full#1 : tensor<?x$I>, tensor<${bq}xindex>
          } else {
            %of_keys:2 = scf.for %k = %c0 to %bk step %c1 iter_args(%columns_k = %columns_i, %places_k = %places_i)
                -> (tensor<?x$I>, tensor<${bq}xindex>) {
              %key = arith.addi %first_key, %k : index
              %key_as_int = arith.index_cast %key : index to $I
              %of_key:2 = scf.for %w = %c0 to %bytes step %c1 iter_args(%columns_w = %columns_k, %places_w = %places_k)
                  -> (tensor<?x$I>, tensor<${bq}xindex>) {
                %byte = tensor.extract %masks[%id, %k, %w] : tensor<?x?x?xi8>
                %first_bit = arith.muli %w, %c8 : index
                %of_byte:3 = scf.while (%left = %byte, %columns = %columns_w, %places = %places_w)
                    : (i8, tensor<?x$I>, tensor<${bq}xindex>) -> (i8, tensor<?x$I>, tensor<${bq}xindex>) {
                  %is_left = arith.cmpi ne, %left, %no_bits : i8
                  scf.condition(%is_left) %left, %columns, %places : i8, tensor<?x$I>, tensor<${bq}xindex>
                } do {
                ^bb0(%left: i8, %columns: tensor<?x$I>, %places: tensor<${bq}xindex>):
                  %place_as_int = math.cttz %left : i8
                  %bit = arith.index_castui %place_as_int : i8 to index
                  %q = arith.addi %first_bit, %bit : index
                  %at = tensor.extract %places[%q] : tensor<${bq}xindex>
                  %with = tensor.insert %key_as_int into %columns[%at] : tensor<?x$I>
                  %after = arith.addi %at, %c1 : index
                  %with_place = tensor.insert %after into %places[%q] : tensor<${bq}xindex>
                  %below = arith.subi %left, %one_bit : i8
                  %without = arith.andi %left, %below : i8
                  scf.yield %without, %with, %with_place : i8, tensor<?x$I>, tensor<${bq}xindex>
                }
                scf.yield %of_byte#1, %of_byte#2 : tensor<?x$I>, tensor<${bq}xindex>
              }
              scf.yield %of_key#0, %of_key#1 : tensor<?x$I>, tensor<${bq}xindex>
            }
            scf.yield %of_keys#0, %of_keys#1 : tensor<?x$I>, tensor<${bq}xindex>
          }
          scf.yield %of_block#0, %of_block#1 : tensor<?x$I>, tensor<${bq}xindex>
        }
        scf.yield %placed#0, %placed#1, %listed#0, %listed#1
          : index, tensor<?x?x?x$I>, tensor<?x$I>, tensor<${bq}xindex>
      }
      scf.yield %of_head#0, %of_head#1, %of_head#2, %of_head#3
        : index, tensor<?x?x?x$I>, tensor<?x$I>, tensor<${bq}xindex>
    }
    scf.yield %of_batch#0, %of_batch#1, %of_batch#2, %of_batch#3
      : index, tensor<?x?x?x$I>, tensor<?x$I>, tensor<${bq}xindex>
  }
  return %made#1, %made#2 : tensor<?x?x?x$I>, tensor<?x$I>
}
