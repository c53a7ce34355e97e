// Blocks with masks from the keys of each query. In a row of blocks, each key raises its bit in a room that is laid out as masks
// are, and a flag of its block; flagged blocks are listed eight flags at a time, and what they hold is stored.
func.func private @units_to_elements(%row_pointers: tensor<?x?x?x$I>, %columns: tensor<?x$I>, %m: index,
                                     %places_of_bits: tensor<256xi64>)
    -> (tensor<?x?x?x$I>, tensor<?x$I>, index, tensor<?x$I>, tensor<?x?x?xi8>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c8 = arith.constant 8 : index
  %bq = arith.constant $bq : index
  %bk = arith.constant $bk : index
  %bytes = arith.constant $bytes : index
  %no_bits = arith.constant 0 : i8
  %lowest_bit = arith.constant 1 : i8
  %no_flags = arith.constant dense<0> : vector<8xi8>
  %full_id = arith.constant -1 : $I
$masks_constants
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
  // Eight columns are stored at once; the next ones take the places of those that are not listed.
  %column_room = arith.addi %room, %c8 : index
  %no_pointers = tensor.empty(%batch, %heads, %block_pointers) : tensor<?x?x?x$I>
  %no_columns = tensor.empty(%column_room) : tensor<?x$I>
  %no_ids = tensor.empty(%room) : tensor<?x$I>
  %no_masks = tensor.empty(%room) : tensor<?x${area}xi8>
  %unset_bits = tensor.empty(%width) : tensor<?x${area}xi8>
  %lowered_bits = linalg.fill ins(%no_bits : i8) outs(%unset_bits : tensor<?x${area}xi8>) -> tensor<?x${area}xi8>
  %eights = arith.ceildivui %width, %c8 : index
  %flag_room = arith.muli %eights, %c8 : index
  %unset_flags = tensor.empty(%flag_room) : tensor<?xi8>
  %lowered = linalg.fill ins(%no_bits : i8) outs(%unset_flags : tensor<?xi8>) -> tensor<?xi8>
  %made:8 = scf.for %b = %c0 to %batch step %c1
      iter_args(%at_b = %c0, %id_b = %c0, %pointers_b = %no_pointers, %columns_b = %no_columns, %ids_b = %no_ids,
                %masks_b = %no_masks, %bits_b = %lowered_bits, %flags_b = %lowered)
      -> (index, index, tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>, tensor<?x${area}xi8>, tensor<?x${area}xi8>, tensor<?xi8>) {
    %of_batch:8 = scf.for %h = %c0 to %heads step %c1
        iter_args(%at_h = %at_b, %id_h = %id_b, %pointers_h = %pointers_b, %columns_h = %columns_b, %ids_h = %ids_b,
                  %masks_h = %masks_b, %bits_h = %bits_b, %flags_h = %flags_b)
        -> (index, index, tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>, tensor<?x${area}xi8>, tensor<?x${area}xi8>, tensor<?xi8>) {
      %start = arith.index_cast %at_h : index to $I
      %started = tensor.insert %start into %pointers_h[%b, %h, %c0] : tensor<?x?x?x$I>
      %of_head:8 = scf.for %r = %c0 to %block_rows step %c1
          iter_args(%at_r = %at_h, %id_r = %id_h, %pointers_r = %started, %columns_r = %columns_h, %ids_r = %ids_h,
                    %masks_r = %masks_h, %bits_r = %bits_h, %flags_r = %flags_h)
          -> (index, index, tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>, tensor<?x${area}xi8>, tensor<?x${area}xi8>, tensor<?xi8>) {
        %next_r = arith.addi %r, %c1 : index
        %first_query = arith.muli %r, %bq : index
        %queries_after = arith.subi %n, %first_query : index
        %queries = arith.minsi %queries_after, %bq : index
        // From which block on, and before which, there are flags.
        %raised:4 = scf.for %q = %c0 to %queries step %c1
            iter_args(%bits_q = %bits_r, %flags_q = %flags_r, %from_q = %flag_room, %before_q = %c0)
            -> (tensor<?x${area}xi8>, tensor<?xi8>, index, index) {
          %query = arith.addi %first_query, %q : index
          %after_query = arith.addi %query, %c1 : index
          %begin_stored = tensor.extract %row_pointers[%b, %h, %query] : tensor<?x?x?x$I>
          %end_stored = tensor.extract %row_pointers[%b, %h, %after_query] : tensor<?x?x?x$I>
          %begin = arith.index_cast %begin_stored : $I to index
          %end = arith.index_cast %end_stored : $I to index
          %byte_of_query = arith.divui %q, %c8 : index
          %bit_of_query = arith.remui %q, %c8 : index
          %place = arith.index_cast %bit_of_query : index to i8
          %bit = arith.shli %lowest_bit, %place : i8
          %of_keys:4 = scf.for %p = %begin to %end step %c1
              iter_args(%bits_p = %bits_q, %flags_p = %flags_q, %from_p = %from_q, %before_p = %before_q)
              -> (tensor<?x${area}xi8>, tensor<?xi8>, index, index) {
            %stored = tensor.extract %columns[%p] : tensor<?x$I>
            %key = arith.index_cast %stored : $I to index
            %block = arith.divui %key, %bk : index
            %key_of_block = arith.remui %key, %bk : index
            %bytes_before = arith.muli %key_of_block, %bytes : index
            %at_byte = arith.addi %bytes_before, %byte_of_query : index
            %others = tensor.extract %bits_p[%block, %at_byte] : tensor<?x${area}xi8>
            %with_own = arith.ori %others, %bit : i8
            %with_bit = tensor.insert %with_own into %bits_p[%block, %at_byte] : tensor<?x${area}xi8>
            %with_flag = tensor.insert %lowest_bit into %flags_p[%block] : tensor<?xi8>
            %from = arith.minui %from_p, %block : index
            %behind_block = arith.addi %block, %c1 : index
            %before = arith.maxui %before_p, %behind_block : index
            scf.yield %with_bit, %with_flag, %from, %before : tensor<?x${area}xi8>, tensor<?xi8>, index, index
          }
          scf.yield %of_keys#0, %of_keys#1, %of_keys#2, %of_keys#3 : tensor<?x${area}xi8>, tensor<?xi8>, index, index
        }
        %eights_before = arith.divui %raised#2, %c8 : index
        %first_flag = arith.muli %eights_before, %c8 : index
        %listed:3 = scf.for %first = %first_flag to %raised#3 step %c8
            iter_args(%at_x = %at_r, %columns_x = %columns_r, %flags_x = %raised#1) -> (index, tensor<?x$I>, tensor<?xi8>) {
          %eight = vector.transfer_read %flags_x[%first], %no_bits {in_bounds = [true]} : tensor<?xi8>, vector<8xi8>
          %are_raised = arith.cmpi ne, %eight, %no_flags : vector<8xi8>
          %as_byte = vector.bitcast %are_raised : vector<8xi1> to vector<1xi8>
          %byte = vector.extract %as_byte[0] : i8 from vector<1xi8>
$list_bits
          %without = vector.transfer_write %no_flags, %flags_x[%first] {in_bounds = [true]} : vector<8xi8>, tensor<?xi8>
          scf.yield %at_next, %with_columns, %without : index, tensor<?x$I>, tensor<?xi8>
        }
        %stored:4 = scf.for %c = %at_r to %listed#0 step %c1
            iter_args(%new_id = %id_r, %ids = %ids_r, %masks = %masks_r, %bits = %raised#0)
            -> (index, tensor<?x$I>, tensor<?x${area}xi8>, tensor<?x${area}xi8>) {
          %column_stored = tensor.extract %listed#1[%c] : tensor<?x$I>
          %column = arith.index_cast %column_stored : $I to index
          %first_key = arith.muli %column, %bk : index
          %keys_left = arith.subi %m, %first_key : index
          %bytes_left = arith.muli %keys_left, %bytes : index
          %seen:3 = scf.for %x = %c0 to %area step %part iter_args(%lacks = %nowhere, %masks_x = %masks, %bits_x = %bits)
              -> (vector<${part}xi1>, tensor<?x${area}xi8>, tensor<?x${area}xi8>) {
$valid_bits
            %held = vector.transfer_read %bits_x[%column, %x], %no_bits {in_bounds = [true]}
              : tensor<?x${area}xi8>, vector<${part}xi8>
            %differs = arith.cmpi ne, %held, %valid : vector<${part}xi8>
            %next_lacks = arith.ori %lacks, %differs : vector<${part}xi1>
            %with_mask = vector.transfer_write %held, %masks_x[%new_id, %x] {in_bounds = [true]}
              : vector<${part}xi8>, tensor<?x${area}xi8>
            %without_bits = vector.transfer_write %none_of_part, %bits_x[%column, %x] {in_bounds = [true]}
              : vector<${part}xi8>, tensor<?x${area}xi8>
            scf.yield %next_lacks, %with_mask, %without_bits : vector<${part}xi1>, tensor<?x${area}xi8>, tensor<?x${area}xi8>
          }
          // The place of a mask that is full is taken by the next one.
          %is_partial = vector.reduction <or>, %seen#0 : vector<${part}xi1> into i1
          %id_as_int = arith.index_cast %new_id : index to $I
          %id_of_block = arith.select %is_partial, %id_as_int, %full_id : $I
          %with_id = tensor.insert %id_of_block into %ids[%c] : tensor<?x$I>
          %id_after = arith.addi %new_id, %c1 : index
          %next_id = arith.select %is_partial, %id_after, %new_id : index
          scf.yield %next_id, %with_id, %seen#1, %seen#2 : index, tensor<?x$I>, tensor<?x${area}xi8>, tensor<?x${area}xi8>
        }
        %end_of_row = arith.index_cast %listed#0 : index to $I
        %pointers_next = tensor.insert %end_of_row into %pointers_r[%b, %h, %next_r] : tensor<?x?x?x$I>
        scf.yield %listed#0, %stored#0, %pointers_next, %listed#1, %stored#1, %stored#2, %stored#3, %listed#2
          : index, index, tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>, tensor<?x${area}xi8>, tensor<?x${area}xi8>, tensor<?xi8>
      }
      scf.yield %of_head#0, %of_head#1, %of_head#2, %of_head#3, %of_head#4, %of_head#5, %of_head#6, %of_head#7
        : index, index, tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>, tensor<?x${area}xi8>, tensor<?x${area}xi8>, tensor<?xi8>
    }
    scf.yield %of_batch#0, %of_batch#1, %of_batch#2, %of_batch#3, %of_batch#4, %of_batch#5, %of_batch#6, %of_batch#7
      : index, index, tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>, tensor<?x${area}xi8>, tensor<?x${area}xi8>, tensor<?xi8>
  }
  %by_keys = tensor.expand_shape %made#5 [[0], [1, 2]] output_shape [%room, $bk, $bytes]
    : tensor<?x${area}xi8> into tensor<?x${bk}x${bytes}xi8>
  %made_masks = tensor.cast %by_keys : tensor<?x${bk}x${bytes}xi8> to tensor<?x?x?xi8>
  return %made#2, %made#3, %n, %made#4, %made_masks
    : tensor<?x?x?x$I>, tensor<?x$I>, index, tensor<?x$I>, tensor<?x?x?xi8>
}
