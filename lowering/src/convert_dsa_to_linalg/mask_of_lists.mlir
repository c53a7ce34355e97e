// mask[0, 0, r, s] = some p of row r has columns[p] = s
func.func private @mask_of_lists(%row_pointers: tensor<?x?x?x$I>, %columns: tensor<?x$I>, %width: index)
    -> tensor<?x?x?x?xi1> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %false = arith.constant false
  %true = arith.constant true
  %pointers = tensor.dim %row_pointers, %c2 : tensor<?x?x?x$I>
  %rows = arith.subi %pointers, %c1 : index
  %unset = tensor.empty(%c1, %c1, %rows, %width) : tensor<?x?x?x?xi1>
  %none = linalg.fill ins(%false : i1) outs(%unset : tensor<?x?x?x?xi1>) -> tensor<?x?x?x?xi1>
  %mask = scf.for %r = %c0 to %rows step %c1 iter_args(%mask_r = %none) -> (tensor<?x?x?x?xi1>) {
    %next_r = arith.addi %r, %c1 : index
    %begin_stored = tensor.extract %row_pointers[%c0, %c0, %r] : tensor<?x?x?x$I>
    %end_stored = tensor.extract %row_pointers[%c0, %c0, %next_r] : tensor<?x?x?x$I>
    %begin = arith.index_cast %begin_stored : $I to index
    %end = arith.index_cast %end_stored : $I to index
    %of_row = scf.for %p = %begin to %end step %c1 iter_args(%mask_p = %mask_r) -> (tensor<?x?x?x?xi1>) {
      %stored = tensor.extract %columns[%p] : tensor<?x$I>
      %column = arith.index_cast %stored : $I to index
      %with = tensor.insert %true into %mask_p[%c0, %c0, %r, %column] : tensor<?x?x?x?xi1>
      scf.yield %with : tensor<?x?x?x?xi1>
    }
    scf.yield %of_row : tensor<?x?x?x?xi1>
  }
  return %mask : tensor<?x?x?x?xi1>
}
