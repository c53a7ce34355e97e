// Blocks with masks from the keys of each query. In a row of blocks, the least key that is left among its queries says which
// block comes next; then each query gives the keys that it has in it.
func.func private @units_to_elements(%row_pointers: tensor<?x?x?x$I>, %columns: tensor<?x$I>, %m: index)
    -> (tensor<?x?x?x$I>, tensor<?x$I>, index, tensor<?x$I>, tensor<?x?x?xi8>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c8 = arith.constant 8 : index
  %bq = arith.constant $bq : index
  %bk = arith.constant $bk : index
  %bytes = arith.constant $bytes : index
  %no_bits = arith.constant 0 : i8
  %one_bit = arith.constant 1 : i8
  %full_id = arith.constant -1 : $I
  // The greatest, as an unsigned number.
  %no_key = arith.constant -1 : index
  %false = arith.constant false
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
  %no_pointers = tensor.empty(%batch, %heads, %block_pointers) : tensor<?x?x?x$I>
  %no_columns = tensor.empty(%room) : tensor<?x$I>
  %no_ids = tensor.empty(%room) : tensor<?x$I>
  %no_masks = tensor.empty(%room, %bk, %bytes) : tensor<?x?x?xi8>
  // Of a row of blocks: where in its list each query is.
  %no_places = tensor.empty() : tensor<${bq}xindex>
  %made:7 = scf.for %b = %c0 to %batch step %c1
      iter_args(%at_b = %c0, %id_b = %c0, %pointers_b = %no_pointers, %columns_b = %no_columns, %ids_b = %no_ids,
                %masks_b = %no_masks, %places_b = %no_places)
      -> (index, index, tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>, tensor<?x?x?xi8>, tensor<${bq}xindex>) {
    %of_batch:7 = scf.for %h = %c0 to %heads step %c1
        iter_args(%at_h = %at_b, %id_h = %id_b, %pointers_h = %pointers_b, %columns_h = %columns_b, %ids_h = %ids_b,
                  %masks_h = %masks_b, %places_h = %places_b)
        -> (index, index, tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>, tensor<?x?x?xi8>, tensor<${bq}xindex>) {
      %start = arith.index_cast %at_h : index to $I
      %started = tensor.insert %start into %pointers_h[%b, %h, %c0] : tensor<?x?x?x$I>
      %of_head:7 = scf.for %r = %c0 to %block_rows step %c1
          iter_args(%at_r = %at_h, %id_r = %id_h, %pointers_r = %started, %columns_r = %columns_h, %ids_r = %ids_h,
                    %masks_r = %masks_h, %places_r = %places_h)
          -> (index, index, tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>, tensor<?x?x?xi8>, tensor<${bq}xindex>) {
        %next_r = arith.addi %r, %c1 : index
        %first_query = arith.muli %r, %bq : index
        %queries_left = arith.subi %n, %first_query : index
        %queries = arith.minsi %queries_left, %bq : index
        %placed:2 = scf.for %q = %c0 to %queries step %c1 iter_args(%places = %places_r, %least = %no_key)
            -> (tensor<${bq}xindex>, index) {
          %query = arith.addi %first_query, %q : index
          %after_query = arith.addi %query, %c1 : index
          %begin_stored = tensor.extract %row_pointers[%b, %h, %query] : tensor<?x?x?x$I>
          %end_stored = tensor.extract %row_pointers[%b, %h, %after_query] : tensor<?x?x?x$I>
          %begin = arith.index_cast %begin_stored : $I to index
          %end = arith.index_cast %end_stored : $I to index
          %with = tensor.insert %begin into %places[%q] : tensor<${bq}xindex>
          %any = arith.cmpi ult, %begin, %end : index
          %key = scf.if %any -> (index) {
            %stored = tensor.extract %columns[%begin] : tensor<?x$I>
            %as_index = arith.index_cast %stored : $I to index
            scf.yield %as_index : index
          } else {
            scf.yield %no_key : index
          }
          %next_least = arith.minui %least, %key : index
          scf.yield %with, %next_least : tensor<${bq}xindex>, index
        }
        %of_row:7 = scf.while (%key = %placed#1, %at = %at_r, %new_id = %id_r, %columns_s = %columns_r, %ids = %ids_r,
                               %masks = %masks_r, %places = %placed#0)
            : (index, index, index, tensor<?x$I>, tensor<?x$I>, tensor<?x?x?xi8>, tensor<${bq}xindex>)
            -> (index, index, index, tensor<?x$I>, tensor<?x$I>, tensor<?x?x?xi8>, tensor<${bq}xindex>) {
          %is_left = arith.cmpi ne, %key, %no_key : index
          scf.condition(%is_left) %key, %at, %new_id, %columns_s, %ids, %masks, %places
            : index, index, index, tensor<?x$I>, tensor<?x$I>, tensor<?x?x?xi8>, tensor<${bq}xindex>
        } do {
        ^bb0(%key: index, %at: index, %new_id: index, %columns_s: tensor<?x$I>, %ids: tensor<?x$I>,
             %masks: tensor<?x?x?xi8>, %places: tensor<${bq}xindex>):
          %column = arith.divui %key, %bk : index
          %first_key = arith.muli %column, %bk : index
          %beyond = arith.addi %first_key, %bk : index
          %cleared = scf.for %k = %c0 to %bk step %c1 iter_args(%masks_k = %masks) -> (tensor<?x?x?xi8>) {
            %of_key = scf.for %w = %c0 to %bytes step %c1 iter_args(%masks_w = %masks_k) -> (tensor<?x?x?xi8>) {
              %with = tensor.insert %no_bits into %masks_w[%new_id, %k, %w] : tensor<?x?x?xi8>
              scf.yield %with : tensor<?x?x?xi8>
            }
            scf.yield %of_key : tensor<?x?x?xi8>
          }
          %filled:4 = scf.for %q = %c0 to %queries step %c1
              iter_args(%least = %no_key, %count = %c0, %masks_q = %cleared, %places_q = %places)
              -> (index, index, tensor<?x?x?xi8>, tensor<${bq}xindex>) {
            %query = arith.addi %first_query, %q : index
            %after_query = arith.addi %query, %c1 : index
            %end_stored = tensor.extract %row_pointers[%b, %h, %after_query] : tensor<?x?x?x$I>
            %end = arith.index_cast %end_stored : $I to index
            %begin = tensor.extract %places_q[%q] : tensor<${bq}xindex>
            %byte_of_query = arith.divui %q, %c8 : index
            %place_of_query = arith.remui %q, %c8 : index
            %place_as_int = arith.index_cast %place_of_query : index to i8
            %bit = arith.shli %one_bit, %place_as_int : i8
            %any = arith.cmpi ult, %begin, %end : index
            %next_of_query = scf.if %any -> (index) {
              %stored = tensor.extract %columns[%begin] : tensor<?x$I>
              %as_index = arith.index_cast %stored : $I to index
              scf.yield %as_index : index
            } else {
              scf.yield %no_key : index
            }
            %of_query:3 = scf.while (%i = %begin, %next_key = %next_of_query, %masks_i = %masks_q)
                : (index, index, tensor<?x?x?xi8>) -> (index, index, tensor<?x?x?xi8>) {
              %is_here = arith.cmpi ult, %next_key, %beyond : index
              scf.condition(%is_here) %i, %next_key, %masks_i : index, index, tensor<?x?x?xi8>
            } do {
            ^bb0(%i: index, %next_key: index, %masks_i: tensor<?x?x?xi8>):
              %k = arith.subi %next_key, %first_key : index
              %before = tensor.extract %masks_i[%new_id, %k, %byte_of_query] : tensor<?x?x?xi8>
              %after = arith.ori %before, %bit : i8
              %with = tensor.insert %after into %masks_i[%new_id, %k, %byte_of_query] : tensor<?x?x?xi8>
              %next_i = arith.addi %i, %c1 : index
              %more = arith.cmpi ult, %next_i, %end : index
              %following = scf.if %more -> (index) {
                %stored = tensor.extract %columns[%next_i] : tensor<?x$I>
                %as_index = arith.index_cast %stored : $I to index
                scf.yield %as_index : index
              } else {
                scf.yield %no_key : index
              }
              scf.yield %next_i, %following, %with : index, index, tensor<?x?x?xi8>
            }
            %of_block = arith.subi %of_query#0, %begin : index
            %next_count = arith.addi %count, %of_block : index
            %next_least = arith.minui %least, %of_query#1 : index
            %with_place = tensor.insert %of_query#0 into %places_q[%q] : tensor<${bq}xindex>
            scf.yield %next_least, %next_count, %of_query#2, %with_place
              : index, index, tensor<?x?x?xi8>, tensor<${bq}xindex>
          }
          %keys_left = arith.subi %m, %first_key : index
          %keys = arith.minsi %keys_left, %bk : index
          %area = arith.muli %queries, %keys : index
          %is_full = arith.cmpi eq, %filled#1, %area : index
          %id_as_int = arith.index_cast %new_id : index to $I
          %id = arith.select %is_full, %full_id, %id_as_int : $I
          %with_id = tensor.insert %id into %ids[%at] : tensor<?x$I>
          %id_after = arith.addi %new_id, %c1 : index
          %next_id = arith.select %is_full, %new_id, %id_after : index
          %column_as_int = arith.index_cast %column : index to $I
          %with_column = tensor.insert %column_as_int into %columns_s[%at] : tensor<?x$I>
          %next_at = arith.addi %at, %c1 : index
          scf.yield %filled#0, %next_at, %next_id, %with_column, %with_id, %filled#2, %filled#3
            : index, index, index, tensor<?x$I>, tensor<?x$I>, tensor<?x?x?xi8>, tensor<${bq}xindex>
        }
        %end_of_row = arith.index_cast %of_row#1 : index to $I
        %pointers_next = tensor.insert %end_of_row into %pointers_r[%b, %h, %next_r] : tensor<?x?x?x$I>
        scf.yield %of_row#1, %of_row#2, %pointers_next, %of_row#3, %of_row#4, %of_row#5, %of_row#6
          : index, index, tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>, tensor<?x?x?xi8>, tensor<${bq}xindex>
      }
      scf.yield %of_head#0, %of_head#1, %of_head#2, %of_head#3, %of_head#4, %of_head#5, %of_head#6
        : index, index, tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>, tensor<?x?x?xi8>, tensor<${bq}xindex>
    }
    scf.yield %of_batch#0, %of_batch#1, %of_batch#2, %of_batch#3, %of_batch#4, %of_batch#5, %of_batch#6
      : index, index, tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>, tensor<?x?x?xi8>, tensor<${bq}xindex>
  }
  return %made#2, %made#3, %n, %made#4, %made#5
    : tensor<?x?x?x$I>, tensor<?x$I>, index, tensor<?x$I>, tensor<?x?x?xi8>
}
