func.func private @pattern_from_mask(%mask: tensor<?x?x?x?xi1>) -> (tensor<?x?x?x$I>, tensor<?x$I>, index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %batch = tensor.dim %mask, %c0 : tensor<?x?x?x?xi1>
  %heads = tensor.dim %mask, %c1 : tensor<?x?x?x?xi1>
  %rows = tensor.dim %mask, %c2 : tensor<?x?x?x?xi1>
  %width = tensor.dim %mask, %c3 : tensor<?x?x?x?xi1>
  %pointers = arith.addi %rows, %c1 : index
  %heads_in_all = arith.muli %batch, %heads : index
  %rows_in_all = arith.muli %heads_in_all, %rows : index
  %room = arith.muli %rows_in_all, %width : index
  %empty_pointers = tensor.empty(%batch, %heads, %pointers) : tensor<?x?x?x$I>
  %empty_columns = tensor.empty(%room) : tensor<?x$I>
  %row_pointers, %columns = dsk.compress_mask ins(%mask : tensor<?x?x?x?xi1>)
    outs(%empty_pointers, %empty_columns : tensor<?x?x?x$I>, tensor<?x$I>) -> tensor<?x?x?x$I>, tensor<?x$I>
  return %row_pointers, %columns, %width : tensor<?x?x?x$I>, tensor<?x$I>, index
}
