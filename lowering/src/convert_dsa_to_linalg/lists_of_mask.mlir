// The members of a mask of one head, by rows and then columns: row pointers, start and end, rows, columns; and how many rows and
// columns there are.
func.func private @lists_of_mask(%mask: tensor<?x?x?x?xi1>)
    -> (tensor<?x?x?x$I>, tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>, index, index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %rows = tensor.dim %mask, %c2 : tensor<?x?x?x?xi1>
  %width = tensor.dim %mask, %c3 : tensor<?x?x?x?xi1>
  %pointers = arith.addi %rows, %c1 : index
  %room = arith.muli %rows, %width : index
  %zero = arith.constant 0 : $I
  %no_pointers = tensor.empty(%pointers) : tensor<1x1x?x$I>
  %no_rows = tensor.empty(%room) : tensor<?x$I>
  %no_columns = tensor.empty(%room) : tensor<?x$I>
  %started = tensor.insert %zero into %no_pointers[%c0, %c0, %c0] : tensor<1x1x?x$I>
  %made:4 = scf.for %r = %c0 to %rows step %c1
      iter_args(%at_r = %c0, %pointers_r = %started, %rows_r = %no_rows, %columns_r = %no_columns)
      -> (index, tensor<1x1x?x$I>, tensor<?x$I>, tensor<?x$I>) {
    %next_r = arith.addi %r, %c1 : index
    %row = arith.index_cast %r : index to $I
    %of_row:3 = scf.for %s = %c0 to %width step %c1 iter_args(%at = %at_r, %rows_s = %rows_r, %columns_s = %columns_r)
        -> (index, tensor<?x$I>, tensor<?x$I>) {
      %is_member = tensor.extract %mask[%c0, %c0, %r, %s] : tensor<?x?x?x?xi1>
      %next:3 = scf.if %is_member -> (index, tensor<?x$I>, tensor<?x$I>) {
        %column = arith.index_cast %s : index to $I
        %with_row = tensor.insert %row into %rows_s[%at] : tensor<?x$I>
        %with_column = tensor.insert %column into %columns_s[%at] : tensor<?x$I>
        %after = arith.addi %at, %c1 : index
        scf.yield %after, %with_row, %with_column : index, tensor<?x$I>, tensor<?x$I>
      } else {
        scf.yield %at, %rows_s, %columns_s : index, tensor<?x$I>, tensor<?x$I>
      }
      scf.yield %next#0, %next#1, %next#2 : index, tensor<?x$I>, tensor<?x$I>
    }
    %end = arith.index_cast %of_row#0 : index to $I
    %pointers_next = tensor.insert %end into %pointers_r[%c0, %c0, %next_r] : tensor<1x1x?x$I>
    scf.yield %of_row#0, %pointers_next, %of_row#1, %of_row#2
      : index, tensor<1x1x?x$I>, tensor<?x$I>, tensor<?x$I>
  }
  %count = arith.index_cast %made#0 : index to $I
  %both = tensor.from_elements %zero, %count : tensor<1x1x2x$I>
  %row_pointers = tensor.cast %made#1 : tensor<1x1x?x$I> to tensor<?x?x?x$I>
  %starts = tensor.cast %both : tensor<1x1x2x$I> to tensor<?x?x?x$I>
  return %row_pointers, %starts, %made#2, %made#3, %rows, %width
    : tensor<?x?x?x$I>, tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>, index, index
}
