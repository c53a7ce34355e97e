// mask[b, h, r, s] = some p of row r of that head has columns[p] = s
func.func private @mask_of_lists(%row_pointers: tensor<?x?x?x$I>, %columns: tensor<?x$I>, %width: index)
    -> tensor<?x?x?x?xi1> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %false = arith.constant false
  %true = arith.constant true
  %batch = tensor.dim %row_pointers, %c0 : tensor<?x?x?x$I>
  %heads = tensor.dim %row_pointers, %c1 : tensor<?x?x?x$I>
  %pointers = tensor.dim %row_pointers, %c2 : tensor<?x?x?x$I>
  %all_heads = arith.muli %batch, %heads : index
  %rows = arith.subi %pointers, %c1 : index
  %unset = tensor.empty(%batch, %heads, %rows, %width) : tensor<?x?x?x?xi1>
  %none = linalg.fill ins(%false : i1) outs(%unset : tensor<?x?x?x?xi1>) -> tensor<?x?x?x?xi1>
  %mask = scf.for %head = %c0 to %all_heads step %c1 iter_args(%mask_h = %none) -> (tensor<?x?x?x?xi1>) {
    %b = arith.divui %head, %heads : index
    %h = arith.remui %head, %heads : index
    %of_head = scf.for %r = %c0 to %rows step %c1 iter_args(%mask_r = %mask_h) -> (tensor<?x?x?x?xi1>) {
      %next_r = arith.addi %r, %c1 : index
      %begin_stored = tensor.extract %row_pointers[%b, %h, %r] : tensor<?x?x?x$I>
      %end_stored = tensor.extract %row_pointers[%b, %h, %next_r] : tensor<?x?x?x$I>
      %begin = arith.index_cast %begin_stored : $I to index
      %end = arith.index_cast %end_stored : $I to index
      %of_row = scf.for %p = %begin to %end step %c1 iter_args(%mask_p = %mask_r) -> (tensor<?x?x?x?xi1>) {
        %stored = tensor.extract %columns[%p] : tensor<?x$I>
        %column = arith.index_cast %stored : $I to index
        %with = tensor.insert %true into %mask_p[%b, %h, %r, %column] : tensor<?x?x?x?xi1>
        scf.yield %with : tensor<?x?x?x?xi1>
      }
      scf.yield %of_row : tensor<?x?x?x?xi1>
    }
    scf.yield %of_head : tensor<?x?x?x?xi1>
  }
  return %mask : tensor<?x?x?x?xi1>
}
