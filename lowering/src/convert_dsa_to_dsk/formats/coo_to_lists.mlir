// Row pointers from ascending rows; the columns stay as they are.
func.func private @coo_to_lists(%starts: tensor<?x?x?x$I>, %rows_of: tensor<?x$I>, %rows: index) -> tensor<?x?x?x$I> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %batch = tensor.dim %starts, %c0 : tensor<?x?x?x$I>
  %heads = tensor.dim %starts, %c1 : tensor<?x?x?x$I>
  %pointers = arith.addi %rows, %c1 : index
  %false = arith.constant false
  %no_pointers = tensor.empty(%batch, %heads, %pointers) : tensor<?x?x?x$I>
  %made = scf.for %b = %c0 to %batch step %c1 iter_args(%pointers_b = %no_pointers) -> (tensor<?x?x?x$I>) {
    %of_batch = scf.for %h = %c0 to %heads step %c1 iter_args(%pointers_h = %pointers_b) -> (tensor<?x?x?x$I>) {
      %first = tensor.extract %starts[%b, %h, %c0] : tensor<?x?x?x$I>
      %last = tensor.extract %starts[%b, %h, %c1] : tensor<?x?x?x$I>
      %begin = arith.index_cast %first : $I to index
      %end = arith.index_cast %last : $I to index
      %started = tensor.insert %first into %pointers_h[%b, %h, %c0] : tensor<?x?x?x$I>
      %of_head:2 = scf.for %r = %c0 to %rows step %c1 iter_args(%at_r = %begin, %pointers_r = %started)
          -> (index, tensor<?x?x?x$I>) {
        %next_r = arith.addi %r, %c1 : index
        %row = arith.index_cast %r : index to $I
        %after = scf.while (%at = %at_r) : (index) -> (index) {
          %is_left = arith.cmpi ult, %at, %end : index
          %same = scf.if %is_left -> (i1) {
            %of_at = tensor.extract %rows_of[%at] : tensor<?x$I>
            %is_row = arith.cmpi eq, %of_at, %row : $I
            scf.yield %is_row : i1
          } else {
            scf.yield %false : i1
          }
          scf.condition(%same) %at : index
        } do {
        ^bb0(%at: index):
          %next = arith.addi %at, %c1 : index
          scf.yield %next : index
        }
        %stored = arith.index_cast %after : index to $I
        %pointers_next = tensor.insert %stored into %pointers_r[%b, %h, %next_r] : tensor<?x?x?x$I>
        scf.yield %after, %pointers_next : index, tensor<?x?x?x$I>
      }
      scf.yield %of_head#1 : tensor<?x?x?x$I>
    }
    scf.yield %of_batch : tensor<?x?x?x$I>
  }
  return %made : tensor<?x?x?x$I>
}
