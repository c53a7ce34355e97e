// Lines (rows, columns or diagonals) of which all units are in the set, and lists of the others. The units of each line are
// counted first; where a line is whole, its units are left out of the lists.
func.func private @lists_to_lines(%row_pointers: tensor<?x?x?x$I>, %columns: tensor<?x$I>, %width: index)
    -> (tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x?x?x$I>, tensor<?x$I>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %batch = tensor.dim %row_pointers, %c0 : tensor<?x?x?x$I>
  %heads = tensor.dim %row_pointers, %c1 : tensor<?x?x?x$I>
  %pointers = tensor.dim %row_pointers, %c2 : tensor<?x?x?x$I>
  %rows = arith.subi %pointers, %c1 : index
  %room = tensor.dim %columns, %c0 : tensor<?x$I>
  $lines
  %heads_in_all = arith.muli %batch, %heads : index
  %line_room = arith.muli %heads_in_all, %line_count : index
  %no_pointers = tensor.empty(%batch, %heads, %pointers) : tensor<?x?x?x$I>
  %no_columns = tensor.empty(%room) : tensor<?x$I>
  %no_starts = tensor.empty(%batch, %heads) : tensor<?x?x2x$I>
  %no_lines = tensor.empty(%line_room) : tensor<?x$I>
  // Of a head: how many units each line has, and then 0 where it is whole, else 1.
  %no_counts = tensor.empty(%line_count) : tensor<?xindex>
  %made:7 = scf.for %b = %c0 to %batch step %c1
      iter_args(%at_b = %c0, %line_at_b = %c0, %pointers_b = %no_pointers, %columns_b = %no_columns,
                %starts_b = %no_starts, %lines_b = %no_lines, %counts_b = %no_counts)
      -> (index, index, tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x?x2x$I>, tensor<?x$I>, tensor<?xindex>) {
    %of_batch:7 = scf.for %h = %c0 to %heads step %c1
        iter_args(%at_h = %at_b, %line_at_h = %line_at_b, %pointers_h = %pointers_b, %columns_h = %columns_b,
                  %starts_h = %starts_b, %lines_h = %lines_b, %counts_h = %counts_b)
        -> (index, index, tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x?x2x$I>, tensor<?x$I>, tensor<?xindex>) {
      %zeros = scf.for %l = %c0 to %line_count step %c1 iter_args(%counts = %counts_h) -> (tensor<?xindex>) {
        %zero = tensor.insert %c0 into %counts[%l] : tensor<?xindex>
        scf.yield %zero : tensor<?xindex>
      }
      %counted = scf.for %r = %c0 to %rows step %c1 iter_args(%counts_r = %zeros) -> (tensor<?xindex>) {
        %next_r = arith.addi %r, %c1 : index
        %begin_stored = tensor.extract %row_pointers[%b, %h, %r] : tensor<?x?x?x$I>
        %end_stored = tensor.extract %row_pointers[%b, %h, %next_r] : tensor<?x?x?x$I>
        %begin = arith.index_cast %begin_stored : $I to index
        %end = arith.index_cast %end_stored : $I to index
        $count
        scf.yield %of_row : tensor<?xindex>
      }
      %first_line = arith.index_cast %line_at_h : index to $I
      %started_lines = tensor.insert %first_line into %starts_h[%b, %h, %c0] : tensor<?x?x2x$I>
      %listed:3 = scf.for %l = %c0 to %line_count step %c1
          iter_args(%line_at = %line_at_h, %lines_l = %lines_h, %counts_l = %counted)
          -> (index, tensor<?x$I>, tensor<?xindex>) {
        %found = tensor.extract %counts_l[%l] : tensor<?xindex>
        $length
        %is_complete = arith.cmpi eq, %found, %length : index
        %is_any = arith.cmpi ne, %found, %c0 : index
        %is_whole = arith.andi %is_complete, %is_any : i1
        %left = arith.select %is_whole, %c0, %c1 : index
        %with_left = tensor.insert %left into %counts_l[%l] : tensor<?xindex>
        %line_as_int = arith.index_cast %line : index to $I
        %with_line = tensor.insert %line_as_int into %lines_l[%line_at] : tensor<?x$I>
        %one_more = arith.addi %line_at, %c1 : index
        %next_line_at = arith.select %is_whole, %one_more, %line_at : index
        scf.yield %next_line_at, %with_line, %with_left : index, tensor<?x$I>, tensor<?xindex>
      }
      %last_line = arith.index_cast %listed#0 : index to $I
      %ended_lines = tensor.insert %last_line into %started_lines[%b, %h, %c1] : tensor<?x?x2x$I>
      %start = arith.index_cast %at_h : index to $I
      %started = tensor.insert %start into %pointers_h[%b, %h, %c0] : tensor<?x?x?x$I>
      %of_head:3 = scf.for %r = %c0 to %rows step %c1
          iter_args(%at_r = %at_h, %pointers_r = %started, %columns_r = %columns_h)
          -> (index, tensor<?x?x?x$I>, tensor<?x$I>) {
        %next_r = arith.addi %r, %c1 : index
        %begin_stored = tensor.extract %row_pointers[%b, %h, %r] : tensor<?x?x?x$I>
        %end_stored = tensor.extract %row_pointers[%b, %h, %next_r] : tensor<?x?x?x$I>
        %begin = arith.index_cast %begin_stored : $I to index
        %end = arith.index_cast %end_stored : $I to index
        $rest
        %end_of_row = arith.index_cast %of_row#0 : index to $I
        %pointers_next = tensor.insert %end_of_row into %pointers_r[%b, %h, %next_r] : tensor<?x?x?x$I>
        scf.yield %of_row#0, %pointers_next, %of_row#1 : index, tensor<?x?x?x$I>, tensor<?x$I>
      }
      scf.yield %of_head#0, %listed#0, %of_head#1, %of_head#2, %ended_lines, %listed#1, %listed#2
        : index, index, tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x?x2x$I>, tensor<?x$I>, tensor<?xindex>
    }
    scf.yield %of_batch#0, %of_batch#1, %of_batch#2, %of_batch#3, %of_batch#4, %of_batch#5, %of_batch#6
      : index, index, tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x?x2x$I>, tensor<?x$I>, tensor<?xindex>
  }
  %starts = tensor.cast %made#4 : tensor<?x?x2x$I> to tensor<?x?x?x$I>
  return %made#2, %made#3, %starts, %made#5 : tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x?x?x$I>, tensor<?x$I>
}
