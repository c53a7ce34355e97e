// The row of each column beside it, and where the list of each head starts and ends.
func.func private @lists_to_coo(%row_pointers: tensor<?x?x?x$I>, %columns: tensor<?x$I>)
    -> (tensor<?x?x?x$I>, tensor<?x$I>, index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %batch = tensor.dim %row_pointers, %c0 : tensor<?x?x?x$I>
  %heads = tensor.dim %row_pointers, %c1 : tensor<?x?x?x$I>
  %pointers = tensor.dim %row_pointers, %c2 : tensor<?x?x?x$I>
  %rows = arith.subi %pointers, %c1 : index
  %room = tensor.dim %columns, %c0 : tensor<?x$I>
  %no_starts = tensor.empty(%batch, %heads, %c2) : tensor<?x?x?x$I>
  %no_rows = tensor.empty(%room) : tensor<?x$I>
  %made:2 = scf.for %b = %c0 to %batch step %c1 iter_args(%starts_b = %no_starts, %rows_b = %no_rows)
      -> (tensor<?x?x?x$I>, tensor<?x$I>) {
    %of_batch:2 = scf.for %h = %c0 to %heads step %c1 iter_args(%starts_h = %starts_b, %rows_h = %rows_b)
        -> (tensor<?x?x?x$I>, tensor<?x$I>) {
      %first = tensor.extract %row_pointers[%b, %h, %c0] : tensor<?x?x?x$I>
      %last = tensor.extract %row_pointers[%b, %h, %rows] : tensor<?x?x?x$I>
      %started = tensor.insert %first into %starts_h[%b, %h, %c0] : tensor<?x?x?x$I>
      %ended = tensor.insert %last into %started[%b, %h, %c1] : tensor<?x?x?x$I>
      %of_head = scf.for %r = %c0 to %rows step %c1 iter_args(%rows_r = %rows_h) -> (tensor<?x$I>) {
        %next_r = arith.addi %r, %c1 : index
        %begin_stored = tensor.extract %row_pointers[%b, %h, %r] : tensor<?x?x?x$I>
        %end_stored = tensor.extract %row_pointers[%b, %h, %next_r] : tensor<?x?x?x$I>
        %begin = arith.index_cast %begin_stored : $I to index
        %end = arith.index_cast %end_stored : $I to index
        %row = arith.index_cast %r : index to $I
        %of_row = scf.for %at = %begin to %end step %c1 iter_args(%rows_at = %rows_r) -> (tensor<?x$I>) {
          %with_row = tensor.insert %row into %rows_at[%at] : tensor<?x$I>
          scf.yield %with_row : tensor<?x$I>
        }
        scf.yield %of_row : tensor<?x$I>
      }
      scf.yield %ended, %of_head : tensor<?x?x?x$I>, tensor<?x$I>
    }
    scf.yield %of_batch#0, %of_batch#1 : tensor<?x?x?x$I>, tensor<?x$I>
  }
  return %made#0, %made#1, %rows : tensor<?x?x?x$I>, tensor<?x$I>, index
}
