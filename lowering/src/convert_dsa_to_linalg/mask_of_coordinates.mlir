// mask[b, h, i, j] = some p of that head has rows[p] = i and columns[p] = j
func.func private @mask_of_coordinates(%starts: tensor<?x?x?x$I>, %rows: tensor<?x$I>, %columns: tensor<?x$I>, %n: index,
                                       %m: index) -> tensor<?x?x?x?xi1> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %false = arith.constant false
  %true = arith.constant true
  %batch = tensor.dim %starts, %c0 : tensor<?x?x?x$I>
  %heads = tensor.dim %starts, %c1 : tensor<?x?x?x$I>
  %all_heads = arith.muli %batch, %heads : index
  %unset = tensor.empty(%batch, %heads, %n, %m) : tensor<?x?x?x?xi1>
  %none = linalg.fill ins(%false : i1) outs(%unset : tensor<?x?x?x?xi1>) -> tensor<?x?x?x?xi1>
  %mask = scf.for %head = %c0 to %all_heads step %c1 iter_args(%mask_h = %none) -> (tensor<?x?x?x?xi1>) {
    %b = arith.divui %head, %heads : index
    %h = arith.remui %head, %heads : index
    %begin_stored = tensor.extract %starts[%b, %h, %c0] : tensor<?x?x?x$I>
    %end_stored = tensor.extract %starts[%b, %h, %c1] : tensor<?x?x?x$I>
    %begin = arith.index_cast %begin_stored : $I to index
    %end = arith.index_cast %end_stored : $I to index
    %of_head = scf.for %p = %begin to %end step %c1 iter_args(%mask_p = %mask_h) -> (tensor<?x?x?x?xi1>) {
      %stored_row = tensor.extract %rows[%p] : tensor<?x$I>
      %stored = tensor.extract %columns[%p] : tensor<?x$I>
      %row = arith.index_cast %stored_row : $I to index
      %column = arith.index_cast %stored : $I to index
      %with = tensor.insert %true into %mask_p[%b, %h, %row, %column] : tensor<?x?x?x?xi1>
      scf.yield %with : tensor<?x?x?x?xi1>
    }
    scf.yield %of_head : tensor<?x?x?x?xi1>
  }
  return %mask : tensor<?x?x?x?xi1>
}
