// The keys of each query, of a set that is stored by blocks. Of a row of blocks the bits of keys are turned into those of queries,
// a byte for eight keys of each, in the order of the blocks; then each query's bytes are listed in turn. With less than one element in
// two bytes, those that hold some are listed first, in the same way.
func.func private @elements_to_units(
    %row_pointers: tensor<?x?x?x$I>, %block_columns: tensor<?x$I>, %n: index, %m: index, %mask_ids: tensor<?x$I>,
    %masks: tensor<?x?x?xi8>, %count: i64, %places_of_bits: tensor<256xi64>) -> (tensor<?x?x?x$I>, tensor<?x$I>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c8 = arith.constant 8 : index
  %bq = arith.constant $bq : index
  %bk = arith.constant $bk : index
  %bytes_of_query = arith.constant $bytes_of_query : index
  %no_bits = arith.constant 0 : i8
  %no_keys = arith.constant dense<0> : vector<8xi8>
  %none = arith.constant 0 : i64
  %two = arith.constant 2 : i64
$masks_constants
  %flat = tensor.collapse_shape %masks [[0], [1, 2]] : tensor<?x?x?xi8> into tensor<?x?xi8>
  %places_of_eight = arith.constant dense<[0, 1, 2, 3, 4, 5, 6, 7]> : vector<8x$I>
  %lowest_bit = arith.constant 1 : i8
  %one = arith.constant 1 : i32
  %batch = tensor.dim %row_pointers, %c0 : tensor<?x?x?x$I>
  %heads = tensor.dim %row_pointers, %c1 : tensor<?x?x?x$I>
  %block_pointers = tensor.dim %row_pointers, %c2 : tensor<?x?x?x$I>
  %block_rows = arith.subi %block_pointers, %c1 : index
  %pointers = arith.addi %n, %c1 : index
  %elements = arith.index_cast %count : i64 to index
  // Eight columns are stored at once.
  %room = arith.addi %elements, %c8 : index
  %no_pointers = tensor.empty(%batch, %heads, %pointers) : tensor<?x?x?x$I>
  %no_columns = tensor.empty(%room) : tensor<?x$I>
  %most_blocks = scf.for %b = %c0 to %batch step %c1 iter_args(%most_b = %c0) -> (index) {
    %of_batch = scf.for %h = %c0 to %heads step %c1 iter_args(%most_h = %most_b) -> (index) {
      %of_head = scf.for %r = %c0 to %block_rows step %c1 iter_args(%most_r = %most_h) -> (index) {
        %next_r = arith.addi %r, %c1 : index
        %begin_stored = tensor.extract %row_pointers[%b, %h, %r] : tensor<?x?x?x$I>
        %end_stored = tensor.extract %row_pointers[%b, %h, %next_r] : tensor<?x?x?x$I>
        %blocks_as_int = arith.subi %end_stored, %begin_stored : $I
        %blocks = arith.index_cast %blocks_as_int : $I to index
        %most = arith.maxui %most_r, %blocks : index
        scf.yield %most : index
      }
      scf.yield %of_head : index
    }
    scf.yield %of_batch : index
  }
  %all_bytes = arith.muli %most_blocks, %bytes_of_query : index
  %eights = arith.ceildivui %all_bytes, %c8 : index
  %most_bytes = arith.muli %eights, %c8 : index
  %unset_bits = tensor.empty(%most_bytes) : tensor<${queries_of_masks}x?xi8>
  %place_room = arith.addi %most_bytes, %c8 : index
  %unset_places = tensor.empty(%place_room) : tensor<?x$I>
  %made:5 = scf.for %b = %c0 to %batch step %c1
      iter_args(%at_b = %c0, %pointers_b = %no_pointers, %columns_b = %no_columns, %bits_b = %unset_bits,
                %places_b = %unset_places)
      -> (index, tensor<?x?x?x$I>, tensor<?x$I>, tensor<${queries_of_masks}x?xi8>, tensor<?x$I>) {
    %of_batch:5 = scf.for %h = %c0 to %heads step %c1
        iter_args(%at_h = %at_b, %pointers_h = %pointers_b, %columns_h = %columns_b, %bits_h = %bits_b,
                %places_h = %places_b)
        -> (index, tensor<?x?x?x$I>, tensor<?x$I>, tensor<${queries_of_masks}x?xi8>, tensor<?x$I>) {
      %start = arith.index_cast %at_h : index to $I
      %started = tensor.insert %start into %pointers_h[%b, %h, %c0] : tensor<?x?x?x$I>
      %of_head:5 = scf.for %r = %c0 to %block_rows step %c1
          iter_args(%at_r = %at_h, %pointers_r = %started, %columns_r = %columns_h, %bits_r = %bits_h,
                %places_r = %places_h)
          -> (index, tensor<?x?x?x$I>, tensor<?x$I>, tensor<${queries_of_masks}x?xi8>, tensor<?x$I>) {
        %next_r = arith.addi %r, %c1 : index
        %begin_stored = tensor.extract %row_pointers[%b, %h, %r] : tensor<?x?x?x$I>
        %end_stored = tensor.extract %row_pointers[%b, %h, %next_r] : tensor<?x?x?x$I>
        %begin = arith.index_cast %begin_stored : $I to index
        %end = arith.index_cast %end_stored : $I to index
        %first_query = arith.muli %r, %bq : index
        %queries_left = arith.subi %n, %first_query : index
        %queries = arith.minsi %queries_left, %bq : index
        %bytes_of_queries = arith.ceildivui %queries, %c8 : index
        %blocks = arith.subi %end, %begin : index
        %bytes_of_blocks = arith.muli %blocks, %bytes_of_query : index
        %cleared = scf.for %q = %c0 to %queries step %c1 iter_args(%bits_q = %bits_r) -> (tensor<${queries_of_masks}x?xi8>) {
          %of_query = scf.for %x = %c0 to %bytes_of_blocks step %c8 iter_args(%bits = %bits_q) -> (tensor<${queries_of_masks}x?xi8>) {
            %with = vector.transfer_write %no_keys, %bits[%q, %x] {in_bounds = [true]}
              : vector<8xi8>, tensor<${queries_of_masks}x?xi8>
            scf.yield %with : tensor<${queries_of_masks}x?xi8>
          }
          scf.yield %of_query : tensor<${queries_of_masks}x?xi8>
        }
        %transposed:2 = scf.for %i = %begin to %end step %c1 iter_args(%bits_i = %cleared, %count_i = %none)
            -> (tensor<${queries_of_masks}x?xi8>, i64) {
          %stored_id = tensor.extract %mask_ids[%i] : tensor<?x$I>
          %id = arith.index_cast %stored_id : $I to index
          %blocks_before = arith.subi %i, %begin : index
          %bytes_before = arith.muli %blocks_before, %bytes_of_query : index
          %is_full = arith.cmpi slt, %id, %c0 : index
          // Bytes of full blocks are for rows that hold little beside them.
          %of_block:2 = scf.if %is_full -> (tensor<${queries_of_masks}x?xi8>, i64) {
            %stored = tensor.extract %block_columns[%i] : tensor<?x$I>
            %column = arith.index_cast %stored : $I to index
            %first_key = arith.muli %column, %bk : index
            %keys_left = arith.subi %m, %first_key : index
            %keys = arith.minsi %keys_left, %bk : index
            %of_full = scf.for %x = %c0 to %bytes_of_query step %c1 iter_args(%bits_x = %bits_i) -> (tensor<${queries_of_masks}x?xi8>) {
              %keys_before = arith.muli %x, %c8 : index
              %keys_from = arith.subi %keys, %keys_before : index
              %keys_or_none = arith.maxsi %keys_from, %c0 : index
              %keys_of_byte = arith.minui %keys_or_none, %c8 : index
              %places_of_keys = arith.index_cast %keys_of_byte : index to i32
              %above = arith.shli %one, %places_of_keys : i32
              %below = arith.subi %above, %one : i32
              %byte = arith.trunci %below : i32 to i8
              %at_byte = arith.addi %bytes_before, %x : index
              %of_byte = scf.for %q = %c0 to %queries step %c1 iter_args(%bits = %bits_x) -> (tensor<${queries_of_masks}x?xi8>) {
                %with = tensor.insert %byte into %bits[%q, %at_byte] : tensor<${queries_of_masks}x?xi8>
                scf.yield %with : tensor<${queries_of_masks}x?xi8>
              }
              scf.yield %of_byte : tensor<${queries_of_masks}x?xi8>
            }
            %members = arith.muli %queries, %keys : index
            %members_as_int = arith.index_cast %members : index to i64
            scf.yield %of_full, %members_as_int : tensor<${queries_of_masks}x?xi8>, i64
          } else {
            %of_partial = scf.for %x = %c0 to %bytes_of_query step %c1 iter_args(%bits_x = %bits_i) -> (tensor<${queries_of_masks}x?xi8>) {
              %first = arith.muli %x, %c8 : index
              %at_byte = arith.addi %bytes_before, %x : index
              %of_keys = scf.for %w = %c0 to %bytes_of_queries step %c1 iter_args(%bits_w = %bits_x)
                  -> (tensor<${queries_of_masks}x?xi8>) {
                // Of eight keys, the bits of eight queries: those of one query of all keys are a byte.
                %of_eight = vector.transfer_read %masks[%id, %first, %w], %no_bits
                  {permutation_map = affine_map<(d0, d1, d2) -> (d1)>, in_bounds = [$eights_of_keys]}
                  : tensor<?x?x?xi8>, vector<8xi8>
                %hold = arith.cmpi ne, %of_eight, %no_keys : vector<8xi8>
                %holds_some = vector.reduction <or>, %hold : vector<8xi1> into i1
                %with_eight = scf.if %holds_some -> (tensor<${queries_of_masks}x?xi8>) {
                  %queries_before = arith.muli %w, %c8 : index
                  %of_queries = scf.for %q = %c0 to %c8 step %c1 iter_args(%bits = %bits_w) -> (tensor<${queries_of_masks}x?xi8>) {
                    %place = arith.index_cast %q : index to i8
                    %bit = arith.shli %lowest_bit, %place : i8
                    %bit_of_all = vector.broadcast %bit : i8 to vector<8xi8>
                    %held = arith.andi %of_eight, %bit_of_all : vector<8xi8>
                    %are_held = arith.cmpi ne, %held, %no_keys : vector<8xi8>
                    %as_byte = vector.bitcast %are_held : vector<8xi1> to vector<1xi8>
                    %byte = vector.extract %as_byte[0] : i8 from vector<1xi8>
                    %query = arith.addi %queries_before, %q : index
                    %with = tensor.insert %byte into %bits[%query, %at_byte] : tensor<${queries_of_masks}x?xi8>
                    scf.yield %with : tensor<${queries_of_masks}x?xi8>
                  }
                  scf.yield %of_queries : tensor<${queries_of_masks}x?xi8>
                } else {
                  scf.yield %bits_w : tensor<${queries_of_masks}x?xi8>
                }
                scf.yield %with_eight : tensor<${queries_of_masks}x?xi8>
              }
              scf.yield %of_keys : tensor<${queries_of_masks}x?xi8>
            }
$count_bits
            scf.yield %of_partial, %bits_of_mask : tensor<${queries_of_masks}x?xi8>, i64
          }
          %count_next = arith.addi %count_i, %of_block#1 : i64
          scf.yield %of_block#0, %count_next : tensor<${queries_of_masks}x?xi8>, i64
        }
        %bytes_in_all = arith.muli %bytes_of_blocks, %queries : index
        %bytes_as_int = arith.index_cast %bytes_in_all : index to i64
        %twice = arith.muli %transposed#1, %two : i64
        %are_few = arith.cmpi ult, %twice, %bytes_as_int : i64
        %listed:4 = scf.for %q = %c0 to %queries step %c1
            iter_args(%at_q = %at_r, %pointers_q = %pointers_r, %columns_q = %columns_r, %places_q = %places_r)
            -> (index, tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>) {
          %of_query:3 = scf.if %are_few -> (index, tensor<?x$I>, tensor<?x$I>) {
            %that_hold:2 = scf.for %first = %c0 to %bytes_of_blocks step %c8 iter_args(%at_x = %c0, %columns_x = %places_q)
                -> (index, tensor<?x$I>) {
              %eight = vector.transfer_read %transposed#0[%q, %first], %no_bits {in_bounds = [true]}
                : tensor<${queries_of_masks}x?xi8>, vector<8xi8>
              %are_any = arith.cmpi ne, %eight, %no_keys : vector<8xi8>
              %any_as_byte = vector.bitcast %are_any : vector<8xi1> to vector<1xi8>
              %byte = vector.extract %any_as_byte[0] : i8 from vector<1xi8>
$list_bits
              scf.yield %at_next, %with_columns : index, tensor<?x$I>
            }
            %of_those:2 = scf.for %p = %c0 to %that_hold#0 step %c1 iter_args(%at_x = %at_q, %columns_x = %columns_q)
                -> (index, tensor<?x$I>) {
              %at_byte_as_int = tensor.extract %that_hold#1[%p] : tensor<?x$I>
              %at_byte = arith.index_cast %at_byte_as_int : $I to index
              %block = arith.divui %at_byte, %bytes_of_query : index
              %x = arith.remui %at_byte, %bytes_of_query : index
              %i = arith.addi %begin, %block : index
              %stored = tensor.extract %block_columns[%i] : tensor<?x$I>
              %column = arith.index_cast %stored : $I to index
              %first_key = arith.muli %column, %bk : index
              %keys_before = arith.muli %x, %c8 : index
              %first = arith.addi %first_key, %keys_before : index
              %byte = tensor.extract %transposed#0[%q, %at_byte] : tensor<${queries_of_masks}x?xi8>
$list_bits
              scf.yield %at_next, %with_columns : index, tensor<?x$I>
            }
            scf.yield %of_those#0, %of_those#1, %that_hold#1 : index, tensor<?x$I>, tensor<?x$I>
          } else {
            %of_bytes:2 = scf.for %i = %begin to %end step %c1 iter_args(%at_i = %at_q, %columns_i = %columns_q)
                -> (index, tensor<?x$I>) {
              %stored = tensor.extract %block_columns[%i] : tensor<?x$I>
              %column = arith.index_cast %stored : $I to index
              %first_key = arith.muli %column, %bk : index
              %blocks_before = arith.subi %i, %begin : index
              %bytes_before = arith.muli %blocks_before, %bytes_of_query : index
              %stored_id = tensor.extract %mask_ids[%i] : tensor<?x$I>
              %id = arith.index_cast %stored_id : $I to index
              %is_full = arith.cmpi slt, %id, %c0 : index
              %of_block:2 = scf.if %is_full -> (index, tensor<?x$I>) {
                %keys_left = arith.subi %m, %first_key : index
                %keys = arith.minsi %keys_left, %bk : index
                %of_keys = scf.for %x = %c0 to %keys step %c8 iter_args(%columns_x = %columns_i) -> (tensor<?x$I>) {
                  %first = arith.addi %first_key, %x : index
                  %first_as_int = arith.index_cast %first : index to $I
                  %firsts = vector.broadcast %first_as_int : $I to vector<8x$I>
                  %eight_keys = arith.addi %firsts, %places_of_eight : vector<8x$I>
                  %at_x = arith.addi %at_i, %x : index
                  %with = vector.transfer_write %eight_keys, %columns_x[%at_x] {in_bounds = [true]} : vector<8x$I>, tensor<?x$I>
                  scf.yield %with : tensor<?x$I>
                }
                %after = arith.addi %at_i, %keys : index
                scf.yield %after, %of_keys : index, tensor<?x$I>
              } else {
                %of_bits:2 = scf.for %x = %c0 to %bytes_of_query step %c1 iter_args(%at_x = %at_i, %columns_x = %columns_i)
                    -> (index, tensor<?x$I>) {
                  %at_byte = arith.addi %bytes_before, %x : index
                  %byte = tensor.extract %transposed#0[%q, %at_byte] : tensor<${queries_of_masks}x?xi8>
                  %keys_before = arith.muli %x, %c8 : index
                  %first = arith.addi %first_key, %keys_before : index
$list_bits
                  scf.yield %at_next, %with_columns : index, tensor<?x$I>
                }
                scf.yield %of_bits#0, %of_bits#1 : index, tensor<?x$I>
              }
              scf.yield %of_block#0, %of_block#1 : index, tensor<?x$I>
            }
            scf.yield %of_bytes#0, %of_bytes#1, %places_q : index, tensor<?x$I>, tensor<?x$I>
          }
          %query = arith.addi %first_query, %q : index
          %next_query = arith.addi %query, %c1 : index
          %end_of_query = arith.index_cast %of_query#0 : index to $I
          %with_pointer = tensor.insert %end_of_query into %pointers_q[%b, %h, %next_query] : tensor<?x?x?x$I>
          scf.yield %of_query#0, %with_pointer, %of_query#1, %of_query#2 : index, tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>
        }
        scf.yield %listed#0, %listed#1, %listed#2, %transposed#0, %listed#3
          : index, tensor<?x?x?x$I>, tensor<?x$I>, tensor<${queries_of_masks}x?xi8>, tensor<?x$I>
      }
      scf.yield %of_head#0, %of_head#1, %of_head#2, %of_head#3, %of_head#4
        : index, tensor<?x?x?x$I>, tensor<?x$I>, tensor<${queries_of_masks}x?xi8>, tensor<?x$I>
    }
    scf.yield %of_batch#0, %of_batch#1, %of_batch#2, %of_batch#3, %of_batch#4
      : index, tensor<?x?x?x$I>, tensor<?x$I>, tensor<${queries_of_masks}x?xi8>, tensor<?x$I>
  }
  return %made#1, %made#2 : tensor<?x?x?x$I>, tensor<?x$I>
}
