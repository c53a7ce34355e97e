// Lists of all units, from whole lines and the lists of the others. How many there are is counted first; then each row is
// what its lines give it, merged with its list.
func.func private @lines_to_lists(%rest_pointers: tensor<?x?x?x$I>, %rest: tensor<?x$I>, %width: index,
                                  %starts: tensor<?x?x?x$I>, %lines: tensor<?x$I>)
    -> (tensor<?x?x?x$I>, tensor<?x$I>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %batch = tensor.dim %rest_pointers, %c0 : tensor<?x?x?x$I>
  %heads = tensor.dim %rest_pointers, %c1 : tensor<?x?x?x$I>
  %pointers = tensor.dim %rest_pointers, %c2 : tensor<?x?x?x$I>
  %rows = arith.subi %pointers, %c1 : index
  %room = scf.for %b = %c0 to %batch step %c1 iter_args(%room_b = %c0) -> (index) {
    %of_batch = scf.for %h = %c0 to %heads step %c1 iter_args(%room_h = %room_b) -> (index) {
      %begin_stored = tensor.extract %rest_pointers[%b, %h, %c0] : tensor<?x?x?x$I>
      %end_stored = tensor.extract %rest_pointers[%b, %h, %rows] : tensor<?x?x?x$I>
      %begin = arith.index_cast %begin_stored : $I to index
      %end = arith.index_cast %end_stored : $I to index
      %listed = arith.subi %end, %begin : index
      %with_rest = arith.addi %room_h, %listed : index
      %first_stored = tensor.extract %starts[%b, %h, %c0] : tensor<?x?x?x$I>
      %last_stored = tensor.extract %starts[%b, %h, %c1] : tensor<?x?x?x$I>
      %first = arith.index_cast %first_stored : $I to index
      %last = arith.index_cast %last_stored : $I to index
      %with_lines = scf.for %i = %first to %last step %c1 iter_args(%room_i = %with_rest) -> (index) {
        %stored_line = tensor.extract %lines[%i] : tensor<?x$I>
        %line = arith.index_cast %stored_line : $I to index
        $length_of_line
        %more = arith.addi %room_i, %length : index
        scf.yield %more : index
      }
      scf.yield %with_lines : index
    }
    scf.yield %of_batch : index
  }
  %no_pointers = tensor.empty(%batch, %heads, %pointers) : tensor<?x?x?x$I>
  %no_columns = tensor.empty(%room) : tensor<?x$I>
  %made:3 = scf.for %b = %c0 to %batch step %c1
      iter_args(%at_b = %c0, %pointers_b = %no_pointers, %columns_b = %no_columns)
      -> (index, tensor<?x?x?x$I>, tensor<?x$I>) {
    %of_batch:3 = scf.for %h = %c0 to %heads step %c1
        iter_args(%at_h = %at_b, %pointers_h = %pointers_b, %columns_h = %columns_b)
        -> (index, tensor<?x?x?x$I>, tensor<?x$I>) {
      %first_stored = tensor.extract %starts[%b, %h, %c0] : tensor<?x?x?x$I>
      %last_stored = tensor.extract %starts[%b, %h, %c1] : tensor<?x?x?x$I>
      %first = arith.index_cast %first_stored : $I to index
      %last = arith.index_cast %last_stored : $I to index
      %start = arith.index_cast %at_h : index to $I
      %started = tensor.insert %start into %pointers_h[%b, %h, %c0] : tensor<?x?x?x$I>
      // `from` and `to` say which lines cross a row, where not all do.
      %of_head:5 = scf.for %r = %c0 to %rows step %c1
          iter_args(%at_r = %at_h, %pointers_r = %started, %columns_r = %columns_h, %from_r = %$from, %to_r = %last)
          -> (index, tensor<?x?x?x$I>, tensor<?x$I>, index, index) {
        %next_r = arith.addi %r, %c1 : index
        %begin_stored = tensor.extract %rest_pointers[%b, %h, %r] : tensor<?x?x?x$I>
        %end_stored = tensor.extract %rest_pointers[%b, %h, %next_r] : tensor<?x?x?x$I>
        %begin = arith.index_cast %begin_stored : $I to index
        %end = arith.index_cast %end_stored : $I to index
        $row
        %end_of_row = arith.index_cast $at : index to $I
        %pointers_next = tensor.insert %end_of_row into %pointers_r[%b, %h, %next_r] : tensor<?x?x?x$I>
        scf.yield $at, %pointers_next, $columns, %from, %to
          : index, tensor<?x?x?x$I>, tensor<?x$I>, index, index
      }
      scf.yield %of_head#0, %of_head#1, %of_head#2 : index, tensor<?x?x?x$I>, tensor<?x$I>
    }
    scf.yield %of_batch#0, %of_batch#1, %of_batch#2 : index, tensor<?x?x?x$I>, tensor<?x$I>
  }
  return %made#1, %made#2 : tensor<?x?x?x$I>, tensor<?x$I>
}
