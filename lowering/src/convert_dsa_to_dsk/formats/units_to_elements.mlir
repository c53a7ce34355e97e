// Blocks with masks from the keys of each query, of a row of blocks a window at a time, from the first block on that has keys left. Each
// key raises its bit in a room that is laid out as masks are, and a flag of its block; flagged blocks are listed eight flags at a
// time, and what they hold is stored.
func.func private @units_to_elements(%row_pointers: tensor<?x?x?x$I>, %columns: tensor<?x$I>, %m: index,
                                     %places_of_bits: tensor<256xi64>)
    -> (tensor<?x?x?x$I>, tensor<?x$I>, index, tensor<?x$I>, tensor<?x?x?xi8>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c8 = arith.constant 8 : index
  %c32 = arith.constant 32 : index
  %bq = arith.constant $bq : index
  %bk = arith.constant $bk : index
  %bytes = arith.constant $bytes : index
  %no_bits = arith.constant 0 : i8
  %lowest_bit = arith.constant 1 : i8
  // The greatest, as an unsigned number.
  %no_block = arith.constant -1 : index
  %most_blocks = arith.constant $window : index
  %last_of_window = arith.subi %most_blocks, %c1 : index
  %no_flags = arith.constant dense<0> : vector<8xi8>
  %full_id = arith.constant -1 : $I
$masks_constants
$valid_constants
  %batch = tensor.dim %row_pointers, %c0 : tensor<?x?x?x$I>
  %heads = tensor.dim %row_pointers, %c1 : tensor<?x?x?x$I>
  %pointers = tensor.dim %row_pointers, %c2 : tensor<?x?x?x$I>
  %n = arith.subi %pointers, %c1 : index
  %block_rows = arith.ceildivui %n, %bq : index
  %block_pointers = arith.addi %block_rows, %c1 : index
  %width = arith.ceildivui %m, %bk : index
  %heads_in_all = arith.muli %batch, %heads : index
  %rows_in_all = arith.muli %heads_in_all, %block_rows : index
  %all_blocks = arith.muli %rows_in_all, %width : index
  // No more blocks than elements, nor than there are.
  %list_room = tensor.dim %columns, %c0 : tensor<?x$I>
  %room = arith.minui %all_blocks, %list_room : index
  // Eight columns are stored at once.
  %column_room = arith.addi %room, %c8 : index
  %no_pointers = tensor.empty(%batch, %heads, %block_pointers) : tensor<?x?x?x$I>
  %no_columns = tensor.empty(%column_room) : tensor<?x$I>
  %no_ids = tensor.empty(%room) : tensor<?x$I>
  %no_masks = tensor.empty(%room) : tensor<?x${area}xi8>
  %unset_bits = tensor.empty() : tensor<${window}x${area}xi8>
  %lowered_bits = linalg.fill ins(%no_bits : i8) outs(%unset_bits : tensor<${window}x${area}xi8>) -> tensor<${window}x${area}xi8>
  %unset_flags = tensor.empty() : tensor<${flags}xi8>
  %lowered = linalg.fill ins(%no_bits : i8) outs(%unset_flags : tensor<${flags}xi8>) -> tensor<${flags}xi8>
  // Of a row of blocks: where in its list each query is.
  %unset_places = tensor.empty() : tensor<${bq}xindex>
  %made:9 = scf.for %b = %c0 to %batch step %c1
      iter_args(%at_b = %c0, %id_b = %c0, %pointers_b = %no_pointers, %columns_b = %no_columns, %ids_b = %no_ids,
                %masks_b = %no_masks, %bits_b = %lowered_bits, %flags_b = %lowered, %places_b = %unset_places)
      -> (index, index, tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>, tensor<?x${area}xi8>, tensor<${window}x${area}xi8>,
          tensor<${flags}xi8>, tensor<${bq}xindex>) {
    %of_batch:9 = scf.for %h = %c0 to %heads step %c1
        iter_args(%at_h = %at_b, %id_h = %id_b, %pointers_h = %pointers_b, %columns_h = %columns_b, %ids_h = %ids_b,
                  %masks_h = %masks_b, %bits_h = %bits_b, %flags_h = %flags_b, %places_h = %places_b)
        -> (index, index, tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>, tensor<?x${area}xi8>, tensor<${window}x${area}xi8>,
          tensor<${flags}xi8>, tensor<${bq}xindex>) {
      %start = arith.index_cast %at_h : index to $I
      %started = tensor.insert %start into %pointers_h[%b, %h, %c0] : tensor<?x?x?x$I>
      %of_head:9 = scf.for %r = %c0 to %block_rows step %c1
          iter_args(%at_r = %at_h, %id_r = %id_h, %pointers_r = %started, %columns_r = %columns_h, %ids_r = %ids_h,
                    %masks_r = %masks_h, %bits_r = %bits_h, %flags_r = %flags_h, %places_r = %places_h)
          -> (index, index, tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>, tensor<?x${area}xi8>, tensor<${window}x${area}xi8>,
          tensor<${flags}xi8>, tensor<${bq}xindex>) {
        %next_r = arith.addi %r, %c1 : index
        %first_query = arith.muli %r, %bq : index
        %queries_after = arith.subi %n, %first_query : index
        %queries = arith.minsi %queries_after, %bq : index
        %placed:4 = scf.for %q = %c0 to %queries step %c1
            iter_args(%places = %places_r, %least = %no_block, %behind = %c0, %number = %c0)
            -> (tensor<${bq}xindex>, index, index, index) {
          %query = arith.addi %first_query, %q : index
          %after_query = arith.addi %query, %c1 : index
          %begin_stored = tensor.extract %row_pointers[%b, %h, %query] : tensor<?x?x?x$I>
          %end_stored = tensor.extract %row_pointers[%b, %h, %after_query] : tensor<?x?x?x$I>
          %begin = arith.index_cast %begin_stored : $I to index
          %end = arith.index_cast %end_stored : $I to index
          %with = tensor.insert %begin into %places[%q] : tensor<${bq}xindex>
          %any = arith.cmpi ult, %begin, %end : index
          %blocks:2 = scf.if %any -> (index, index) {
            %last = arith.subi %end, %c1 : index
            %first_stored = tensor.extract %columns[%begin] : tensor<?x$I>
            %last_stored = tensor.extract %columns[%last] : tensor<?x$I>
            %first_key = arith.index_cast %first_stored : $I to index
            %last_key = arith.index_cast %last_stored : $I to index
            %first_of_query = arith.divui %first_key, %bk : index
            %last_of_query = arith.divui %last_key, %bk : index
            %behind_last = arith.addi %last_of_query, %c1 : index
            scf.yield %first_of_query, %behind_last : index, index
          } else {
            scf.yield %no_block, %c0 : index, index
          }
          %least_next = arith.minui %least, %blocks#0 : index
          %behind_next = arith.maxui %behind, %blocks#1 : index
          %keys = arith.subi %end, %begin : index
          %number_next = arith.addi %number, %keys : index
          scf.yield %with, %least_next, %behind_next, %number_next : tensor<${bq}xindex>, index, index, index
        }
        // Few blocks, or far from each other, are not worth going over flags: each is a window.
        %span = arith.subi %placed#2, %placed#1 : index
        %near = arith.muli %placed#3, %c32 : index
        %are_close = arith.cmpi ule, %span, %near : index
        %are_many = arith.cmpi uge, %placed#3, %c8 : index
        %are_near = arith.andi %are_close, %are_many : i1
        %window = arith.select %are_near, %most_blocks, %c1 : index
        %keys_of_window = arith.muli %window, %bk : index
        %of_row:9 = scf.while (%first_block = %placed#1, %at_i = %at_r, %id_i = %id_r, %columns_i = %columns_r, %ids_i = %ids_r,
                               %masks_i = %masks_r, %bits_i = %bits_r, %flags_i = %flags_r, %places_i = %placed#0)
            : (index, index, index, tensor<?x$I>, tensor<?x$I>, tensor<?x${area}xi8>, tensor<${window}x${area}xi8>,
               tensor<${flags}xi8>, tensor<${bq}xindex>)
            -> (index, index, index, tensor<?x$I>, tensor<?x$I>, tensor<?x${area}xi8>, tensor<${window}x${area}xi8>,
                tensor<${flags}xi8>, tensor<${bq}xindex>) {
          %is_left = arith.cmpi ne, %first_block, %no_block : index
          scf.condition(%is_left) %first_block, %at_i, %id_i, %columns_i, %ids_i, %masks_i, %bits_i, %flags_i, %places_i
            : index, index, index, tensor<?x$I>, tensor<?x$I>, tensor<?x${area}xi8>, tensor<${window}x${area}xi8>,
              tensor<${flags}xi8>, tensor<${bq}xindex>
        } do {
        ^bb0(%first_block: index, %at_i: index, %id_i: index, %columns_i: tensor<?x$I>, %ids_i: tensor<?x$I>,
             %masks_i: tensor<?x${area}xi8>, %bits_i: tensor<${window}x${area}xi8>, %flags_i: tensor<${flags}xi8>,
             %places_i: tensor<${bq}xindex>):
          %key_of_window = arith.muli %first_block, %bk : index
          %key_behind = arith.addi %key_of_window, %keys_of_window : index
          %raised:5 = scf.for %q = %c0 to %queries step %c1
              iter_args(%bits_q = %bits_i, %flags_q = %flags_i, %places_q = %places_i, %least_q = %no_block, %flagged_q = %c0)
              -> (tensor<${window}x${area}xi8>, tensor<${flags}xi8>, tensor<${bq}xindex>, index, index) {
            %query = arith.addi %first_query, %q : index
            %after_query = arith.addi %query, %c1 : index
            %end_stored = tensor.extract %row_pointers[%b, %h, %after_query] : tensor<?x?x?x$I>
            %end = arith.index_cast %end_stored : $I to index
            %begin = tensor.extract %places_q[%q] : tensor<${bq}xindex>
            %byte_of_query = arith.divui %q, %c8 : index
            %bit_of_query = arith.remui %q, %c8 : index
            %place = arith.index_cast %bit_of_query : index to i8
            %bit = arith.shli %lowest_bit, %place : i8
            // Where the keys of the window end, and the first key behind them.
            %any = arith.cmpi ult, %begin, %end : index
            %beyond:2 = scf.if %any -> (index, index) {
              %last = arith.subi %end, %c1 : index
              %last_stored = tensor.extract %columns[%last] : tensor<?x$I>
              %last_key = arith.index_cast %last_stored : $I to index
              %are_inside = arith.cmpi ult, %last_key, %key_behind : index
              %behind:2 = scf.if %are_inside -> (index, index) {
                scf.yield %end, %no_block : index, index
              } else {
                %first_behind:2 = scf.while (%p = %begin) : (index) -> (index, index) {
                  %stored = tensor.extract %columns[%p] : tensor<?x$I>
                  %key = arith.index_cast %stored : $I to index
                  %inside = arith.cmpi ult, %key, %key_behind : index
                  scf.condition(%inside) %p, %key : index, index
                } do {
                ^bb0(%p: index, %key: index):
                  %after = arith.addi %p, %c1 : index
                  scf.yield %after : index
                }
                scf.yield %first_behind#0, %first_behind#1 : index, index
              }
              scf.yield %behind#0, %behind#1 : index, index
            } else {
              scf.yield %end, %no_block : index, index
            }
            %of_keys:3 = scf.for %p = %begin to %beyond#0 step %c1
                iter_args(%flagged_p = %flagged_q, %bits_p = %bits_q, %flags_p = %flags_q)
                -> (index, tensor<${window}x${area}xi8>, tensor<${flags}xi8>) {
              %stored = tensor.extract %columns[%p] : tensor<?x$I>
              %as_index = arith.index_cast %stored : $I to index
              %key = arith.subi %as_index, %key_of_window : index
              %any_block = arith.divui %key, %bk : index
              // Of lists that do not ascend this makes other blocks, but writes nowhere else.
              %block = arith.minui %any_block, %last_of_window : index
              %key_of_block = arith.remui %key, %bk : index
              %bytes_before = arith.muli %key_of_block, %bytes : index
              %at_byte = arith.addi %bytes_before, %byte_of_query : index
              %others = tensor.extract %bits_p[%block, %at_byte] : tensor<${window}x${area}xi8>
              %with_own = arith.ori %others, %bit : i8
              %with_bit = tensor.insert %with_own into %bits_p[%block, %at_byte] : tensor<${window}x${area}xi8>
              %with_flag = tensor.insert %lowest_bit into %flags_p[%block] : tensor<${flags}xi8>
              %behind_block = arith.addi %block, %c1 : index
              %flagged = arith.maxui %flagged_p, %behind_block : index
              scf.yield %flagged, %with_bit, %with_flag : index, tensor<${window}x${area}xi8>, tensor<${flags}xi8>
            }
            %with_place = tensor.insert %beyond#0 into %places_q[%q] : tensor<${bq}xindex>
            %some_left = arith.cmpi ult, %beyond#0, %end : index
            %block_left = arith.divui %beyond#1, %bk : index
            %next_block = arith.select %some_left, %block_left, %no_block : index
            %least = arith.minui %least_q, %next_block : index
            scf.yield %of_keys#1, %of_keys#2, %with_place, %least, %of_keys#0
              : tensor<${window}x${area}xi8>, tensor<${flags}xi8>, tensor<${bq}xindex>, index, index
          }
          %listed:3 = scf.if %are_near -> (index, tensor<?x$I>, tensor<${flags}xi8>) {
            %by_flags:3 = scf.for %x = %c0 to %raised#4 step %c8
                iter_args(%at_x = %at_i, %columns_x = %columns_i, %flags_x = %raised#1) -> (index, tensor<?x$I>, tensor<${flags}xi8>) {
              %eight = vector.transfer_read %flags_x[%x], %no_bits {in_bounds = [true]} : tensor<${flags}xi8>, vector<8xi8>
              %are_raised = arith.cmpi ne, %eight, %no_flags : vector<8xi8>
              %as_byte = vector.bitcast %are_raised : vector<8xi1> to vector<1xi8>
              %byte = vector.extract %as_byte[0] : i8 from vector<1xi8>
              %first = arith.addi %first_block, %x : index
$list_bits
              %without = vector.transfer_write %no_flags, %flags_x[%x] {in_bounds = [true]} : vector<8xi8>, tensor<${flags}xi8>
              scf.yield %at_next, %with_columns, %without : index, tensor<?x$I>, tensor<${flags}xi8>
            }
            scf.yield %by_flags#0, %by_flags#1, %by_flags#2 : index, tensor<?x$I>, tensor<${flags}xi8>
          } else {
            %column = arith.index_cast %first_block : index to $I
            %with_column = tensor.insert %column into %columns_i[%at_i] : tensor<?x$I>
            %without = tensor.insert %no_bits into %raised#1[%c0] : tensor<${flags}xi8>
            %after = arith.addi %at_i, %c1 : index
            scf.yield %after, %with_column, %without : index, tensor<?x$I>, tensor<${flags}xi8>
          }
          %stored:4 = scf.for %c = %at_i to %listed#0 step %c1
              iter_args(%new_id = %id_i, %ids = %ids_i, %masks = %masks_i, %bits = %raised#0)
              -> (index, tensor<?x$I>, tensor<?x${area}xi8>, tensor<${window}x${area}xi8>) {
            %column_stored = tensor.extract %listed#1[%c] : tensor<?x$I>
            %column = arith.index_cast %column_stored : $I to index
            %block = arith.subi %column, %first_block : index
            %first_key = arith.muli %column, %bk : index
            %keys_left = arith.subi %m, %first_key : index
            %bytes_left = arith.muli %keys_left, %bytes : index
            %seen:3 = scf.for %x = %c0 to %area step %part iter_args(%lacks = %nowhere, %masks_x = %masks, %bits_x = %bits)
                -> (vector<${part}xi1>, tensor<?x${area}xi8>, tensor<${window}x${area}xi8>) {
$valid_bits
              %held = vector.transfer_read %bits_x[%block, %x], %no_bits {in_bounds = [true]}
                : tensor<${window}x${area}xi8>, vector<${part}xi8>
              %differs = arith.cmpi ne, %held, %valid : vector<${part}xi8>
              %next_lacks = arith.ori %lacks, %differs : vector<${part}xi1>
              %with_mask = vector.transfer_write %held, %masks_x[%new_id, %x] {in_bounds = [true]}
                : vector<${part}xi8>, tensor<?x${area}xi8>
              %without_bits = vector.transfer_write %none_of_part, %bits_x[%block, %x] {in_bounds = [true]}
                : vector<${part}xi8>, tensor<${window}x${area}xi8>
              scf.yield %next_lacks, %with_mask, %without_bits
                : vector<${part}xi1>, tensor<?x${area}xi8>, tensor<${window}x${area}xi8>
            }
            // The place of a mask that is full is taken by the next one.
            %is_partial = vector.reduction <or>, %seen#0 : vector<${part}xi1> into i1
            %id_as_int = arith.index_cast %new_id : index to $I
            %id_of_block = arith.select %is_partial, %id_as_int, %full_id : $I
            %with_id = tensor.insert %id_of_block into %ids[%c] : tensor<?x$I>
            %id_after = arith.addi %new_id, %c1 : index
            %next_id = arith.select %is_partial, %id_after, %new_id : index
            scf.yield %next_id, %with_id, %seen#1, %seen#2
              : index, tensor<?x$I>, tensor<?x${area}xi8>, tensor<${window}x${area}xi8>
          }
          scf.yield %raised#3, %listed#0, %stored#0, %listed#1, %stored#1, %stored#2, %stored#3, %listed#2, %raised#2
            : index, index, index, tensor<?x$I>, tensor<?x$I>, tensor<?x${area}xi8>, tensor<${window}x${area}xi8>,
              tensor<${flags}xi8>, tensor<${bq}xindex>
        }
        %end_of_row = arith.index_cast %of_row#1 : index to $I
        %pointers_next = tensor.insert %end_of_row into %pointers_r[%b, %h, %next_r] : tensor<?x?x?x$I>
        scf.yield %of_row#1, %of_row#2, %pointers_next, %of_row#3, %of_row#4, %of_row#5, %of_row#6, %of_row#7, %of_row#8
          : index, index, tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>, tensor<?x${area}xi8>, tensor<${window}x${area}xi8>,
          tensor<${flags}xi8>, tensor<${bq}xindex>
      }
      scf.yield %of_head#0, %of_head#1, %of_head#2, %of_head#3, %of_head#4, %of_head#5, %of_head#6, %of_head#7, %of_head#8
        : index, index, tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>, tensor<?x${area}xi8>, tensor<${window}x${area}xi8>,
          tensor<${flags}xi8>, tensor<${bq}xindex>
    }
    scf.yield %of_batch#0, %of_batch#1, %of_batch#2, %of_batch#3, %of_batch#4, %of_batch#5, %of_batch#6, %of_batch#7, %of_batch#8
      : index, index, tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>, tensor<?x${area}xi8>, tensor<${window}x${area}xi8>,
          tensor<${flags}xi8>, tensor<${bq}xindex>
  }
  %by_keys = tensor.expand_shape %made#5 [[0], [1, 2]] output_shape [%room, $bk, $bytes]
    : tensor<?x${area}xi8> into tensor<?x${bk}x${bytes}xi8>
  %made_masks = tensor.cast %by_keys : tensor<?x${bk}x${bytes}xi8> to tensor<?x?x?xi8>
  return %made#2, %made#3, %n, %made#4, %made_masks
    : tensor<?x?x?x$I>, tensor<?x$I>, index, tensor<?x$I>, tensor<?x?x?xi8>
}
