// The members of a mask, by batch entries, heads, rows and then columns: row pointers, starts and ends, rows, columns; and how many
// rows and columns there are.
func.func private @lists_of_mask(%mask: tensor<?x?x?x?xi1>)
    -> (tensor<?x?x?x$I>, tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>, index, index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %batch = tensor.dim %mask, %c0 : tensor<?x?x?x?xi1>
  %heads = tensor.dim %mask, %c1 : tensor<?x?x?x?xi1>
  %rows = tensor.dim %mask, %c2 : tensor<?x?x?x?xi1>
  %width = tensor.dim %mask, %c3 : tensor<?x?x?x?xi1>
  %pointers = arith.addi %rows, %c1 : index
  %all_heads = arith.muli %batch, %heads : index
  %of_head = arith.muli %rows, %width : index
  %room = arith.muli %all_heads, %of_head : index
  %no_pointers = tensor.empty(%batch, %heads, %pointers) : tensor<?x?x?x$I>
  %no_starts = tensor.empty(%batch, %heads, %c2) : tensor<?x?x?x$I>
  %no_rows = tensor.empty(%room) : tensor<?x$I>
  %no_columns = tensor.empty(%room) : tensor<?x$I>
  %made:5 = scf.for %head = %c0 to %all_heads step %c1
      iter_args(%at_h = %c0, %pointers_h = %no_pointers, %starts_h = %no_starts, %rows_h = %no_rows, %columns_h = %no_columns)
      -> (index, tensor<?x?x?x$I>, tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>) {
    %b = arith.divui %head, %heads : index
    %h = arith.remui %head, %heads : index
    %start = arith.index_cast %at_h : index to $I
    %started = tensor.insert %start into %pointers_h[%b, %h, %c0] : tensor<?x?x?x$I>
    %with_start = tensor.insert %start into %starts_h[%b, %h, %c0] : tensor<?x?x?x$I>
    %of_rows:4 = scf.for %r = %c0 to %rows step %c1
        iter_args(%at_r = %at_h, %pointers_r = %started, %rows_r = %rows_h, %columns_r = %columns_h)
        -> (index, tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>) {
      %next_r = arith.addi %r, %c1 : index
      %row = arith.index_cast %r : index to $I
      %of_row:3 = scf.for %s = %c0 to %width step %c1 iter_args(%at = %at_r, %rows_s = %rows_r, %columns_s = %columns_r)
          -> (index, tensor<?x$I>, tensor<?x$I>) {
        %is_member = tensor.extract %mask[%b, %h, %r, %s] : tensor<?x?x?x?xi1>
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
      %pointers_next = tensor.insert %end into %pointers_r[%b, %h, %next_r] : tensor<?x?x?x$I>
      scf.yield %of_row#0, %pointers_next, %of_row#1, %of_row#2
        : index, tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>
    }
    %count = arith.index_cast %of_rows#0 : index to $I
    %with_end = tensor.insert %count into %with_start[%b, %h, %c1] : tensor<?x?x?x$I>
    scf.yield %of_rows#0, %of_rows#1, %with_end, %of_rows#2, %of_rows#3
      : index, tensor<?x?x?x$I>, tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>
  }
  return %made#1, %made#2, %made#3, %made#4, %rows, %width
    : tensor<?x?x?x$I>, tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>, index, index
}
