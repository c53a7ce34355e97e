// Two ascending lists of columns a row, merged. Where a partial block meets another block, their masks are combined byte by
// byte. Of blocks that are dropped or turn out to be full nothing is left in the lists: the next takes their place.
func.func private @merge(
    %rows_a: tensor<?x?x?x$I>, %columns_a: tensor<?x$I>, %ids_a: tensor<?x$I>, %masks_a: tensor<?x?x?xi8>,
    %rows_b: tensor<?x?x?x$I>, %columns_b: tensor<?x$I>, %ids_b: tensor<?x$I>, %masks_b: tensor<?x?x?xi8>,
    %n: index, %m: index) -> (tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>, tensor<?x?x?xi8>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c8 = arith.constant 8 : index
  %bq = arith.constant $bq : index
  %bk = arith.constant $bk : index
  %bytes = arith.constant $bytes : index
  %no_column = arith.constant -1 : index
  %full_id = arith.constant -1 : index
  %no_id = arith.constant -2 : index
  %false = arith.constant false
  %true = arith.constant true
  %no_bits = arith.constant 0 : i8
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
  %no_columns = tensor.empty(%room) : tensor<?x$I>
  %no_ids = tensor.empty(%mask_room) : tensor<?x$I>
  %no_masks = tensor.empty(%mask_room, %bk, %bytes) : tensor<?x?x?xi8>
  %made:6 = scf.for %b = %c0 to %batch step %c1
      iter_args(%at_b = %c0, %id_of_b = %c0, %pointers_b = %no_pointers, %columns_of_b = %no_columns, %ids_of_b = %no_ids,
                %masks_of_b = %no_masks)
      -> (index, index, tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>, tensor<?x?x?xi8>) {
    %ba = arith.select %one_batch_a, %c0, %b : index
    %bb = arith.select %one_batch_b, %c0, %b : index
    %of_batch:6 = scf.for %h = %c0 to %heads step %c1
        iter_args(%at_h = %at_b, %id_h = %id_of_b, %pointers_h = %pointers_b, %columns_h = %columns_of_b, %ids_h = %ids_of_b,
                  %masks_h = %masks_of_b)
        -> (index, index, tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>, tensor<?x?x?xi8>) {
      %ha = arith.select %one_head_a, %c0, %h : index
      %hb = arith.select %one_head_b, %c0, %h : index
      %start = arith.index_cast %at_h : index to $I
      %started = tensor.insert %start into %pointers_h[%b, %h, %c0] : tensor<?x?x?x$I>
      %of_head:6 = scf.for %r = %c0 to %rows step %c1
          iter_args(%at_r = %at_h, %id_r = %id_h, %pointers_r = %started, %columns_r = %columns_h, %ids_r = %ids_h,
                    %masks_r = %masks_h)
          -> (index, index, tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>, tensor<?x?x?xi8>) {
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
        %queries_left = arith.subi %n, %first_query : index
        %queries = arith.minsi %queries_left, %bq : index
        %of_row:7 = scf.while (%ia = %begin_a, %ib = %begin_b, %at = %at_r, %new_id = %id_r, %columns = %columns_r,
                               %ids = %ids_r, %masks = %masks_r)
            : (index, index, index, index, tensor<?x$I>, tensor<?x$I>, tensor<?x?x?xi8>)
            -> (index, index, index, index, tensor<?x$I>, tensor<?x$I>, tensor<?x?x?xi8>) {
          %is_left_a = arith.cmpi ult, %ia, %end_a : index
          %is_left_b = arith.cmpi ult, %ib, %end_b : index
          $is_left
          scf.condition(%is_left) %ia, %ib, %at, %new_id, %columns, %ids, %masks
            : index, index, index, index, tensor<?x$I>, tensor<?x$I>, tensor<?x?x?xi8>
        } do {
        ^bb0(%ia: index, %ib: index, %at: index, %new_id: index, %columns: tensor<?x$I>, %ids: tensor<?x$I>,
             %masks: tensor<?x?x?xi8>):
          %has_a = arith.cmpi ult, %ia, %end_a : index
          %has_b = arith.cmpi ult, %ib, %end_b : index
          // Behind the end of a list is the greatest column.
          %column_a = scf.if %has_a -> (index) {
            %stored = tensor.extract %columns_a[%ia] : tensor<?x$I>
            %as_index = arith.index_cast %stored : $I to index
            scf.yield %as_index : index
          } else {
            scf.yield %no_column : index
          }
          %column_b = scf.if %has_b -> (index) {
            %stored = tensor.extract %columns_b[%ib] : tensor<?x$I>
            %as_index = arith.index_cast %stored : $I to index
            scf.yield %as_index : index
          } else {
            scf.yield %no_column : index
          }
          %column = arith.minui %column_a, %column_b : index
          %in_a = arith.cmpi eq, %column_a, %column : index
          %in_b = arith.cmpi eq, %column_b, %column : index
          %after_a = arith.addi %ia, %c1 : index
          %after_b = arith.addi %ib, %c1 : index
          %next_ia = arith.select %in_a, %after_a, %ia : index
          %next_ib = arith.select %in_b, %after_b, %ib : index
          %id_a = scf.if %in_a -> (index) {
            $load_id_a
            scf.yield %loaded : index
          } else {
            scf.yield %no_id : index
          }
          %id_b = scf.if %in_b -> (index) {
            $load_id_b
            scf.yield %loaded : index
          } else {
            scf.yield %no_id : index
          }
          %full_a = arith.cmpi eq, %id_a, %full_id : index
          %full_b = arith.cmpi eq, %id_b, %full_id : index
          %partial_a = arith.cmpi sge, %id_a, %c0 : index
          %partial_b = arith.cmpi sge, %id_b, %c0 : index
          // Whether the block is full, and if not, whether its masks have to be looked at; else it is empty.
          $decide
          %holds:3 = scf.if %look -> (i1, i1, tensor<?x?x?xi8>) {
            %first_key = arith.muli %column, %bk : index
            %keys_left = arith.subi %m, %first_key : index
            %of_keys:3 = scf.for %k = %c0 to %bk step %c1
                iter_args(%any_k = %false, %all_k = %true, %masks_k = %masks) -> (i1, i1, tensor<?x?x?xi8>) {
              %key_exists = arith.cmpi slt, %k, %keys_left : index
              %of_key:3 = scf.for %w = %c0 to %bytes step %c1
                  iter_args(%any_w = %any_k, %all_w = %all_k, %masks_w = %masks_k) -> (i1, i1, tensor<?x?x?xi8>) {
                // The bits of queries that exist.
                %first_bit = arith.muli %w, %c8 : index
                %bits_left = arith.subi %queries, %first_bit : index
                %at_least_0 = arith.maxsi %bits_left, %c0 : index
                %bits = arith.minsi %at_least_0, %c8 : index
                %places = arith.index_cast %bits : index to i32
                %one = arith.constant 1 : i32
                %beyond = arith.shli %one, %places : i32
                %ones = arith.subi %beyond, %one : i32
                %ones_i8 = arith.trunci %ones : i32 to i8
                %valid = arith.select %key_exists, %ones_i8, %no_bits : i8
                %byte_a = scf.if %partial_a -> (i8) {
                  %stored = tensor.extract %masks_a[%id_a, %k, %w] : tensor<?x?x?xi8>
                  scf.yield %stored : i8
                } else {
                  %all_or_none = arith.select %full_a, %valid, %no_bits : i8
                  scf.yield %all_or_none : i8
                }
                %byte_b = scf.if %partial_b -> (i8) {
                  %stored = tensor.extract %masks_b[%id_b, %k, %w] : tensor<?x?x?xi8>
                  scf.yield %stored : i8
                } else {
                  %all_or_none = arith.select %full_b, %valid, %no_bits : i8
                  scf.yield %all_or_none : i8
                }
                $combine
                %some = arith.cmpi ne, %byte, %no_bits : i8
                %every = arith.cmpi eq, %byte, %valid : i8
                %any = arith.ori %any_w, %some : i1
                %all = arith.andi %all_w, %every : i1
                %masks_next = tensor.insert %byte into %masks_w[%new_id, %k, %w] : tensor<?x?x?xi8>
                scf.yield %any, %all, %masks_next : i1, i1, tensor<?x?x?xi8>
              }
              scf.yield %of_key#0, %of_key#1, %of_key#2 : i1, i1, tensor<?x?x?xi8>
            }
            scf.yield %of_keys#0, %of_keys#1, %of_keys#2 : i1, i1, tensor<?x?x?xi8>
          } else {
            scf.yield %full, %full, %masks : i1, i1, tensor<?x?x?xi8>
          }
          %is_missing = arith.xori %holds#1, %true : i1
          %is_partial = arith.andi %holds#0, %is_missing : i1
          %next:3 = scf.if %holds#0 -> (index, tensor<?x$I>, tensor<?x$I>) {
            %column_stored = arith.index_cast %column : index to $I
            %with_column = tensor.insert %column_stored into %columns[%at] : tensor<?x$I>
            %after = arith.addi %at, %c1 : index
            $store_id
            scf.yield %after, %with_column, $id_stored : index, tensor<?x$I>, tensor<?x$I>
          } else {
            scf.yield %at, %columns, %ids : index, tensor<?x$I>, tensor<?x$I>
          }
          %id_after = arith.addi %new_id, %c1 : index
          %next_id = arith.select %is_partial, %id_after, %new_id : index
          scf.yield %next_ia, %next_ib, %next#0, %next_id, %next#1, %next#2, %holds#2
            : index, index, index, index, tensor<?x$I>, tensor<?x$I>, tensor<?x?x?xi8>
        }
        %end = arith.index_cast %of_row#2 : index to $I
        %pointers_next = tensor.insert %end into %pointers_r[%b, %h, %next_r] : tensor<?x?x?x$I>
        scf.yield %of_row#2, %of_row#3, %pointers_next, %of_row#4, %of_row#5, %of_row#6
          : index, index, tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>, tensor<?x?x?xi8>
      }
      scf.yield %of_head#0, %of_head#1, %of_head#2, %of_head#3, %of_head#4, %of_head#5
        : index, index, tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>, tensor<?x?x?xi8>
    }
    scf.yield %of_batch#0, %of_batch#1, %of_batch#2, %of_batch#3, %of_batch#4, %of_batch#5
      : index, index, tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>, tensor<?x?x?xi8>
  }
  return %made#2, %made#3, %made#4, %made#5 : tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>, tensor<?x?x?xi8>
}
