// The blocks of a stated pattern, row by row. What is known of a whole block is asked first, and only where that does not say
// whether the block is full or empty, eight queries with a key: a byte of its mask.
func.func private @stated_pattern(%batch_size: index, %head_size: index, %query_size: index, %key_size: index$arguments)
    -> (tensor<?x?x?x$I>, tensor<?x$I>, index, index, index, tensor<?x$I>, tensor<?x?x?xi8>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %bq = arith.constant $bq : index
  %bk = arith.constant $bk : index
  %bytes = arith.constant $bytes : index
  %false = arith.constant false
  %true = arith.constant true
  %no_bits = arith.constant 0 : i8
  %places = arith.constant dense<[0, 1, 2, 3, 4, 5, 6, 7]> : vector<8xindex>
  %full_id = arith.constant -1 : $I
  %batch = arith.maxsi %batch_size, %c0 : index
  %heads = arith.maxsi %head_size, %c0 : index
  %n = arith.maxsi %query_size, %c0 : index
  %m = arith.maxsi %key_size, %c0 : index
  %rows = arith.ceildivui %n, %bq : index
  %width = arith.ceildivui %m, %bk : index
  %pointers = arith.addi %rows, %c1 : index
  %heads_in_all = arith.muli %batch, %heads : index
  %rows_in_all = arith.muli %heads_in_all, %rows : index
  %room = arith.muli %rows_in_all, %width : index
  %masked = arith.constant $masked : index
  %mask_room = arith.muli %room, %masked : index
  %no_pointers = tensor.empty(%batch, %heads, %pointers) : tensor<?x?x?x$I>
  %no_columns = tensor.empty(%room) : tensor<?x$I>
  %no_ids = tensor.empty(%mask_room) : tensor<?x$I>
  %no_masks = tensor.empty(%mask_room, %bk, %bytes) : tensor<?x?x?xi8>
  %made:6 = scf.for %b = %c0 to %batch step %c1
      iter_args(%at_b = %c0, %id_b = %c0, %pointers_b = %no_pointers, %columns_b = %no_columns, %ids_b = %no_ids,
                %masks_b = %no_masks)
      -> (index, index, tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>, tensor<?x?x?xi8>) {
    %of_batch:6 = scf.for %h = %c0 to %heads step %c1
        iter_args(%at_h = %at_b, %id_h = %id_b, %pointers_h = %pointers_b, %columns_h = %columns_b, %ids_h = %ids_b,
                  %masks_h = %masks_b)
        -> (index, index, tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>, tensor<?x?x?xi8>) {
      %start = arith.index_cast %at_h : index to $I
      %started = tensor.insert %start into %pointers_h[%b, %h, %c0] : tensor<?x?x?x$I>
      %of_head:6 = scf.for %r = %c0 to %rows step %c1
          iter_args(%at_r = %at_h, %id_r = %id_h, %pointers_r = %started, %columns_r = %columns_h, %ids_r = %ids_h,
                    %masks_r = %masks_h)
          -> (index, index, tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>, tensor<?x?x?xi8>) {
        %i_begin = arith.muli %r, %bq : index
        %i_beyond = arith.addi %i_begin, %bq : index
        %i_end = arith.minui %i_beyond, %n : index
        $of_row
        %of_row:5 = scf.for %s = %c0 to %width step %c1
            iter_args(%at = %at_r, %new_id = %id_r, %columns = %columns_r, %ids = %ids_r, %masks = %masks_r)
            -> (index, index, tensor<?x$I>, tensor<?x$I>, tensor<?x?x?xi8>) {
          %j_begin = arith.muli %s, %bk : index
          %j_beyond = arith.addi %j_begin, %bk : index
          %j_end = arith.minui %j_beyond, %m : index
          $of_block
          %is_known = arith.ori %is_full, %is_empty : i1
          %holds:3 = scf.if %is_known -> (i1, i1, tensor<?x?x?xi8>) {
            scf.yield %is_full, %is_full, %masks : i1, i1, tensor<?x?x?xi8>
          } else {
            %of_bytes_held:3 = scf.for %w = %c0 to %bytes step %c1
                iter_args(%any_w = %false, %all_w = %true, %masks_w = %masks) -> (i1, i1, tensor<?x?x?xi8>) {
              %queries_before = arith.muli %w, %c8 : index
              %i_first = arith.addi %i_begin, %queries_before : index
              %firsts = vector.broadcast %i_first : index to vector<8xindex>
              %is = arith.addi %firsts, %places : vector<8xindex>
              %i_ends = vector.broadcast %i_end : index to vector<8xindex>
              %exist = arith.cmpi ult, %is, %i_ends : vector<8xindex>
              %exist_as_byte = vector.bitcast %exist : vector<8xi1> to vector<1xi8>
              %existing_bits = vector.extract %exist_as_byte[0] : i8 from vector<1xi8>
              $of_queries
              %of_keys_held:3 = scf.for %j = %j_begin to %j_end step %c1
                  iter_args(%any_k = %any_w, %all_k = %all_w, %masks_k = %masks_w) -> (i1, i1, tensor<?x?x?xi8>) {
                %js = vector.broadcast %j : index to vector<8xindex>
                $see
                %hold = arith.andi %see, %exist : vector<8xi1>
                %hold_as_byte = vector.bitcast %hold : vector<8xi1> to vector<1xi8>
                %byte = vector.extract %hold_as_byte[0] : i8 from vector<1xi8>
                %some = arith.cmpi ne, %byte, %no_bits : i8
                %all_of_byte = arith.cmpi eq, %byte, %existing_bits : i8
                %any_next = arith.ori %any_k, %some : i1
                %all_next = arith.andi %all_k, %all_of_byte : i1
                $store_byte
                scf.yield %any_next, %all_next, $byte_stored : i1, i1, tensor<?x?x?xi8>
              }
              $store_blank
              scf.yield %of_keys_held#0, %of_keys_held#1, $blank_stored : i1, i1, tensor<?x?x?xi8>
            }
            scf.yield %of_bytes_held#0, %of_bytes_held#1, %of_bytes_held#2 : i1, i1, tensor<?x?x?xi8>
          }
          %is_missing = arith.xori %holds#1, %true : i1
          %is_partial = arith.andi %holds#0, %is_missing : i1
          %next:3 = scf.if %holds#0 -> (index, tensor<?x$I>, tensor<?x$I>) {
            %column = arith.index_cast %s : index to $I
            %with_column = tensor.insert %column into %columns[%at] : tensor<?x$I>
            %after = arith.addi %at, %c1 : index
            $store_id
            scf.yield %after, %with_column, $id_stored : index, tensor<?x$I>, tensor<?x$I>
          } else {
            scf.yield %at, %columns, %ids : index, tensor<?x$I>, tensor<?x$I>
          }
          %id_after = arith.addi %new_id, %c1 : index
          %next_id = arith.select %is_partial, %id_after, %new_id : index
          scf.yield %next#0, %next_id, %next#1, %next#2, %holds#2
            : index, index, tensor<?x$I>, tensor<?x$I>, tensor<?x?x?xi8>
        }
        %end = arith.index_cast %of_row#0 : index to $I
        %next_r = arith.addi %r, %c1 : index
        %pointers_next = tensor.insert %end into %pointers_r[%b, %h, %next_r] : tensor<?x?x?x$I>
        scf.yield %of_row#0, %of_row#1, %pointers_next, %of_row#2, %of_row#3, %of_row#4
          : index, index, tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>, tensor<?x?x?xi8>
      }
      scf.yield %of_head#0, %of_head#1, %of_head#2, %of_head#3, %of_head#4, %of_head#5
        : index, index, tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>, tensor<?x?x?xi8>
    }
    scf.yield %of_batch#0, %of_batch#1, %of_batch#2, %of_batch#3, %of_batch#4, %of_batch#5
      : index, index, tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>, tensor<?x?x?xi8>
  }
  return %made#2, %made#3, %width, %n, %m, %made#4, %made#5
    : tensor<?x?x?x$I>, tensor<?x$I>, index, index, index, tensor<?x$I>, tensor<?x?x?xi8>
}
