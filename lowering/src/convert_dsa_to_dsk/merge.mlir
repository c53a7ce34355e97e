// Two ascending lists of columns a row, merged: by flags, where a column of the one list raises the lowest bit of a byte, one of the
// other the next, and eight bytes at a time say which columns are listed, or by two pointers.
func.func private @merge(
    %rows_a: tensor<?x?x?x$I>, %columns_a: tensor<?x$I>, %ids_a: tensor<?x$I>, %masks_a: tensor<?x?x?xi8>,
    %rows_b: tensor<?x?x?x$I>, %columns_b: tensor<?x$I>, %ids_b: tensor<?x$I>, %masks_b: tensor<?x?x?xi8>,
    %n: index, %m: index,
    %places_of_bits: tensor<256xi64>) -> (tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>, tensor<?x?x?xi8>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c8 = arith.constant 8 : index
  %c16 = arith.constant 16 : index
  %bq = arith.constant $bq : index
  %bk = arith.constant $bk : index
  %bytes = arith.constant $bytes : index
  %no_column = arith.constant -1 : index
  %no_bits = arith.constant 0 : i8
  %flag_a = arith.constant 1 : i8
  %flag_b = arith.constant 2 : i8
  %window = arith.constant 1024 : index
  %keeps_rest = arith.constant $keeps_rest
  %no_flags = arith.constant dense<0> : vector<8xi8>
  %batch_a = tensor.dim %rows_a, %c0 : tensor<?x?x?x$I>
  %heads_a = tensor.dim %rows_a, %c1 : tensor<?x?x?x$I>
  %batch_b = tensor.dim %rows_b, %c0 : tensor<?x?x?x$I>
  %heads_b = tensor.dim %rows_b, %c1 : tensor<?x?x?x$I>
  %pointers = tensor.dim %rows_a, %c2 : tensor<?x?x?x$I>
  %rows = arith.subi %pointers, %c1 : index
  // A batch entry or head that is alone serves all of the other.
  %one_batch_a = arith.cmpi eq, %batch_a, %c1 : index
  %one_batch_b = arith.cmpi eq, %batch_b, %c1 : index
  %one_head_a = arith.cmpi eq, %heads_a, %c1 : index
  %one_head_b = arith.cmpi eq, %heads_b, %c1 : index
  %batch = arith.select %one_batch_a, %batch_b, %batch_a : index
  %heads = arith.select %one_head_a, %heads_b, %heads_a : index
  // Room for the blocks of both.
  %room = scf.for %b = %c0 to %batch step %c1 iter_args(%room_b = %c0) -> (index) {
    %of_heads = scf.for %h = %c0 to %heads step %c1 iter_args(%room_h = %room_b) -> (index) {
      %ba = arith.select %one_batch_a, %c0, %b : index
      %ha = arith.select %one_head_a, %c0, %h : index
      %bb = arith.select %one_batch_b, %c0, %b : index
      %hb = arith.select %one_head_b, %c0, %h : index
      %first_a = tensor.extract %rows_a[%ba, %ha, %c0] : tensor<?x?x?x$I>
      %last_a = tensor.extract %rows_a[%ba, %ha, %rows] : tensor<?x?x?x$I>
      %first_b = tensor.extract %rows_b[%bb, %hb, %c0] : tensor<?x?x?x$I>
      %last_b = tensor.extract %rows_b[%bb, %hb, %rows] : tensor<?x?x?x$I>
      %blocks_a_stored = arith.subi %last_a, %first_a : $I
      %blocks_b_stored = arith.subi %last_b, %first_b : $I
      %blocks_a = arith.index_cast %blocks_a_stored : $I to index
      %blocks_b = arith.index_cast %blocks_b_stored : $I to index
      %blocks = arith.addi %blocks_a, %blocks_b : index
      %more_room = arith.addi %room_h, %blocks : index
      scf.yield %more_room : index
    }
    scf.yield %of_heads : index
  }
  %masked = arith.constant $masked : index
  %mask_room = arith.muli %room, %masked : index
  %no_pointers = tensor.empty(%batch, %heads, %pointers) : tensor<?x?x?x$I>
  // Eight columns are stored at once.
  %column_room = arith.addi %room, %c8 : index
  %no_columns = tensor.empty(%column_room) : tensor<?x$I>
  %no_ids = tensor.empty(%mask_room) : tensor<?x$I>
  %no_masks = tensor.empty(%mask_room) : tensor<?x${area}xi8>
  %unset_flags = tensor.empty() : tensor<1024xi8>
  %lowered = linalg.fill ins(%no_bits : i8) outs(%unset_flags : tensor<1024xi8>) -> tensor<1024xi8>
$prologue
  %made:7 = scf.for %b = %c0 to %batch step %c1
      iter_args(%at_b = %c0, %id_of_b = %c0, %pointers_b = %no_pointers, %columns_of_b = %no_columns, %ids_of_b = %no_ids,
                %masks_of_b = %no_masks, %flags_of_b = %lowered)
      -> (index, index, tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>, tensor<?x${area}xi8>, tensor<1024xi8>) {
    %ba = arith.select %one_batch_a, %c0, %b : index
    %bb = arith.select %one_batch_b, %c0, %b : index
    %of_batch:7 = scf.for %h = %c0 to %heads step %c1
        iter_args(%at_h = %at_b, %id_h = %id_of_b, %pointers_h = %pointers_b, %columns_h = %columns_of_b, %ids_h = %ids_of_b,
                  %masks_h = %masks_of_b, %flags_h = %flags_of_b)
        -> (index, index, tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>, tensor<?x${area}xi8>, tensor<1024xi8>) {
      %ha = arith.select %one_head_a, %c0, %h : index
      %hb = arith.select %one_head_b, %c0, %h : index
      %start = arith.index_cast %at_h : index to $I
      %started = tensor.insert %start into %pointers_h[%b, %h, %c0] : tensor<?x?x?x$I>
      %of_head:7 = scf.for %r = %c0 to %rows step %c1
          iter_args(%at_r = %at_h, %id_r = %id_h, %pointers_r = %started, %columns_r = %columns_h, %ids_r = %ids_h,
                    %masks_r = %masks_h, %flags_r = %flags_h)
          -> (index, index, tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>, tensor<?x${area}xi8>, tensor<1024xi8>) {
        %next_r = arith.addi %r, %c1 : index
        %begin_a_stored = tensor.extract %rows_a[%ba, %ha, %r] : tensor<?x?x?x$I>
        %end_a_stored = tensor.extract %rows_a[%ba, %ha, %next_r] : tensor<?x?x?x$I>
        %begin_b_stored = tensor.extract %rows_b[%bb, %hb, %r] : tensor<?x?x?x$I>
        %end_b_stored = tensor.extract %rows_b[%bb, %hb, %next_r] : tensor<?x?x?x$I>
        %begin_a = arith.index_cast %begin_a_stored : $I to index
        %end_a = arith.index_cast %end_a_stored : $I to index
        %begin_b = arith.index_cast %begin_b_stored : $I to index
        %end_b = arith.index_cast %end_b_stored : $I to index
        %first_query = arith.muli %r, %bq : index
        %queries_after = arith.subi %n, %first_query : index
        %queries = arith.minsi %queries_after, %bq : index
        // With one column in eight or more between the first and the last, flags take less time than the branches of two pointers; but
        // not for a few columns.
        %stored_a = arith.subi %end_a, %begin_a : index
        %stored_b = arith.subi %end_b, %begin_b : index
        %stored_in_both = arith.addi %stored_a, %stored_b : index
$ends_a
$ends_b
        %low = arith.minui %low_a, %low_b : index
        %high = arith.maxui %high_a, %high_b : index
        %span = arith.subi %high, %low : index
        %most = arith.muli %stored_in_both, %c8 : index
        %is_near = arith.cmpi ule, %span, %most : index
        %is_long = arith.cmpi uge, %stored_in_both, %c16 : index
        %is_dense = arith.andi %is_near, %is_long : i1
        %listed:3 = scf.if %is_dense -> (index, tensor<?x$I>, tensor<1024xi8>) {
          %by_flags:5 = scf.for %first_of_window = %low to %high step %window
              iter_args(%i_a = %begin_a, %i_b = %begin_b, %at_i = %at_r, %columns_i = %columns_r, %flags_i = %flags_r)
              -> (index, index, index, tensor<?x$I>, tensor<1024xi8>) {
$raise_a
$raise_b
            %flagged = arith.maxui %raised_a#1, %raised_b#1 : index
            %of_window:2 = scf.for %x = %c0 to %flagged step %c8 iter_args(%at_x = %at_i, %columns_x = %columns_i)
                -> (index, tensor<?x$I>) {
              %eight = vector.transfer_read %raised_b#2[%x], %no_bits {in_bounds = [true]} : tensor<1024xi8>, vector<8xi8>
              $is_listed
              %listed_as_byte = vector.bitcast %is_listed : vector<8xi1> to vector<1xi8>
              %byte = vector.extract %listed_as_byte[0] : i8 from vector<1xi8>
              %first = arith.addi %first_of_window, %x : index
$list_bits
              scf.yield %at_next, %with_columns : index, tensor<?x$I>
            }
            %flags_next = scf.for %x = %c0 to %flagged step %c8 iter_args(%flags_x = %raised_b#2) -> (tensor<1024xi8>) {
              %without = vector.transfer_write %no_flags, %flags_x[%x] {in_bounds = [true]} : vector<8xi8>, tensor<1024xi8>
              scf.yield %without : tensor<1024xi8>
            }
            scf.yield %raised_a#0, %raised_b#0, %of_window#0, %of_window#1, %flags_next
              : index, index, index, tensor<?x$I>, tensor<1024xi8>
          }
          scf.yield %by_flags#2, %by_flags#3, %by_flags#4 : index, tensor<?x$I>, tensor<1024xi8>
        } else {
          %met:4 = scf.while (%i_a = %begin_a, %i_b = %begin_b, %at = %at_r, %columns = %columns_r)
              : (index, index, index, tensor<?x$I>) -> (index, index, index, tensor<?x$I>) {
            %is_left_a = arith.cmpi ult, %i_a, %end_a : index
            %is_left_b = arith.cmpi ult, %i_b, %end_b : index
            %are_left = arith.andi %is_left_a, %is_left_b : i1
            scf.condition(%are_left) %i_a, %i_b, %at, %columns : index, index, index, tensor<?x$I>
          } do {
          ^bb0(%i_a: index, %i_b: index, %at: index, %columns: tensor<?x$I>):
            %column_a = tensor.extract %columns_a[%i_a] : tensor<?x$I>
            %column_b = tensor.extract %columns_b[%i_b] : tensor<?x$I>
            %in_a = arith.cmpi ule, %column_a, %column_b : $I
            %in_b = arith.cmpi ule, %column_b, %column_a : $I
            %column = arith.minui %column_a, %column_b : $I
            %with = tensor.insert %column into %columns[%at] : tensor<?x$I>
            %after_a = arith.addi %i_a, %c1 : index
            %after_b = arith.addi %i_b, %c1 : index
            %after = arith.addi %at, %c1 : index
            %next_a = arith.select %in_a, %after_a, %i_a : index
            %next_b = arith.select %in_b, %after_b, %i_b : index
            $is_kept
            %next_at = arith.select %is_kept, %after, %at : index
            scf.yield %next_a, %next_b, %next_at, %with : index, index, index, tensor<?x$I>
          }
          // What is left of one of them.
          %last_a = arith.select %keeps_rest, %end_a, %met#0 : index
          %last_b = arith.select %keeps_rest, %end_b, %met#1 : index
          %with_a:2 = scf.for %i = %met#0 to %last_a step %c1 iter_args(%at = %met#2, %columns = %met#3) -> (index, tensor<?x$I>) {
            %column = tensor.extract %columns_a[%i] : tensor<?x$I>
            %with = tensor.insert %column into %columns[%at] : tensor<?x$I>
            %after = arith.addi %at, %c1 : index
            scf.yield %after, %with : index, tensor<?x$I>
          }
          %with_b:2 = scf.for %i = %met#1 to %last_b step %c1 iter_args(%at = %with_a#0, %columns = %with_a#1) -> (index, tensor<?x$I>) {
            %column = tensor.extract %columns_b[%i] : tensor<?x$I>
            %with = tensor.insert %column into %columns[%at] : tensor<?x$I>
            %after = arith.addi %at, %c1 : index
            scf.yield %after, %with : index, tensor<?x$I>
          }
          scf.yield %with_b#0, %with_b#1, %flags_r : index, tensor<?x$I>, tensor<1024xi8>
        }
$masks_of_listed
        %end = arith.index_cast $end_of_row : index to $I
        %pointers_next = tensor.insert %end into %pointers_r[%b, %h, %next_r] : tensor<?x?x?x$I>
        scf.yield $end_of_row, $id_of_row, %pointers_next, $lists_of_row, %listed#2
          : index, index, tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>, tensor<?x${area}xi8>, tensor<1024xi8>
      }
      scf.yield %of_head#0, %of_head#1, %of_head#2, %of_head#3, %of_head#4, %of_head#5, %of_head#6
        : index, index, tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>, tensor<?x${area}xi8>, tensor<1024xi8>
    }
    scf.yield %of_batch#0, %of_batch#1, %of_batch#2, %of_batch#3, %of_batch#4, %of_batch#5, %of_batch#6
      : index, index, tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>, tensor<?x${area}xi8>, tensor<1024xi8>
  }
  %by_keys = tensor.expand_shape %made#5 [[0], [1, 2]] output_shape [%mask_room, $bk, $bytes]
    : tensor<?x${area}xi8> into tensor<?x${bk}x${bytes}xi8>
  %made_masks = tensor.cast %by_keys : tensor<?x${bk}x${bytes}xi8> to tensor<?x?x?xi8>
  return %made#2, %made#3, %made#4, %made_masks : tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>, tensor<?x?x?xi8>
}
