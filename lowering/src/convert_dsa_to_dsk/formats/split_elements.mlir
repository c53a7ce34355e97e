// The blocks of a set of elements that hold at least so many, or those that do not. Masks stay where they are.
func.func private @split_elements(%row_pointers: tensor<?x?x?x$I>, %columns: tensor<?x$I>, %mask_ids: tensor<?x$I>,
                                  %masks: tensor<?x?x?xi8>) -> (tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %no_bits = arith.constant 0 : i8
$masks_constants
  %flat = tensor.collapse_shape %masks [[0], [1, 2]] : tensor<?x?x?xi8> into tensor<?x?xi8>
  %least = arith.constant $least : i64
  %batch = tensor.dim %row_pointers, %c0 : tensor<?x?x?x$I>
  %heads = tensor.dim %row_pointers, %c1 : tensor<?x?x?x$I>
  %pointers = tensor.dim %row_pointers, %c2 : tensor<?x?x?x$I>
  %rows = arith.subi %pointers, %c1 : index
  %room = tensor.dim %columns, %c0 : tensor<?x$I>
  %no_pointers = tensor.empty(%batch, %heads, %pointers) : tensor<?x?x?x$I>
  %no_columns = tensor.empty(%room) : tensor<?x$I>
  %no_ids = tensor.empty(%room) : tensor<?x$I>
  %made:4 = scf.for %b = %c0 to %batch step %c1
      iter_args(%at_b = %c0, %pointers_b = %no_pointers, %columns_b = %no_columns, %ids_b = %no_ids)
      -> (index, tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>) {
    %of_batch:4 = scf.for %h = %c0 to %heads step %c1
        iter_args(%at_h = %at_b, %pointers_h = %pointers_b, %columns_h = %columns_b, %ids_h = %ids_b)
        -> (index, tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>) {
      %start = arith.index_cast %at_h : index to $I
      %started = tensor.insert %start into %pointers_h[%b, %h, %c0] : tensor<?x?x?x$I>
      %of_head:4 = scf.for %r = %c0 to %rows step %c1
          iter_args(%at_r = %at_h, %pointers_r = %started, %columns_r = %columns_h, %ids_r = %ids_h)
          -> (index, tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>) {
        %next_r = arith.addi %r, %c1 : index
        %begin_stored = tensor.extract %row_pointers[%b, %h, %r] : tensor<?x?x?x$I>
        %end_stored = tensor.extract %row_pointers[%b, %h, %next_r] : tensor<?x?x?x$I>
        %begin = arith.index_cast %begin_stored : $I to index
        %end = arith.index_cast %end_stored : $I to index
        %of_row:3 = scf.for %i = %begin to %end step %c1 iter_args(%at = %at_r, %columns_i = %columns_r, %ids_i = %ids_r)
            -> (index, tensor<?x$I>, tensor<?x$I>) {
          %stored_id = tensor.extract %mask_ids[%i] : tensor<?x$I>
          %id = arith.index_cast %stored_id : $I to index
          %is_full = arith.cmpi slt, %id, %c0 : index
          %held = scf.if %is_full -> (i64) {
            scf.yield %least : i64
          } else {
$count_bits
            scf.yield %bits_of_mask : i64
          }
          %wanted = arith.cmpi $wanted, %held, %least : i64
          %next:3 = scf.if %wanted -> (index, tensor<?x$I>, tensor<?x$I>) {
            %stored = tensor.extract %columns[%i] : tensor<?x$I>
            %with_column = tensor.insert %stored into %columns_i[%at] : tensor<?x$I>
            %with_id = tensor.insert %stored_id into %ids_i[%at] : tensor<?x$I>
            %after = arith.addi %at, %c1 : index
            scf.yield %after, %with_column, %with_id : index, tensor<?x$I>, tensor<?x$I>
          } else {
            scf.yield %at, %columns_i, %ids_i : index, tensor<?x$I>, tensor<?x$I>
          }
          scf.yield %next#0, %next#1, %next#2 : index, tensor<?x$I>, tensor<?x$I>
        }
        %end_of_row = arith.index_cast %of_row#0 : index to $I
        %pointers_next = tensor.insert %end_of_row into %pointers_r[%b, %h, %next_r] : tensor<?x?x?x$I>
        scf.yield %of_row#0, %pointers_next, %of_row#1, %of_row#2 : index, tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>
      }
      scf.yield %of_head#0, %of_head#1, %of_head#2, %of_head#3
        : index, tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>
    }
    scf.yield %of_batch#0, %of_batch#1, %of_batch#2, %of_batch#3
      : index, tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>
  }
  return %made#1, %made#2, %made#3 : tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>
}
