func.func private @select_blocks(%scores: tensor<?x?x?x?x$S>, %top_k: index)
    -> (tensor<?x?x?x$I>, tensor<?x$I>, index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %batch = tensor.dim %scores, %c0 : tensor<?x?x?x?x$S>
  %heads = tensor.dim %scores, %c1 : tensor<?x?x?x?x$S>
  %rows = tensor.dim %scores, %c2 : tensor<?x?x?x?x$S>
  %width = tensor.dim %scores, %c3 : tensor<?x?x?x?x$S>
  %at_least = arith.maxsi %top_k, %c0 : index
  %kept = arith.minsi %at_least, %width : index
  %pointers = arith.addi %rows, %c1 : index
  %heads_in_all = arith.muli %batch, %heads : index
  %rows_in_all = arith.muli %heads_in_all, %rows : index
  %room = arith.muli %rows_in_all, %kept : index
  %empty_pointers = tensor.empty(%batch, %heads, %pointers) : tensor<?x?x?x$I>
  %empty_columns = tensor.empty(%room) : tensor<?x$I>
  %row_pointers, %columns = dsk.top_k_columns ins(%scores, %kept : tensor<?x?x?x?x$S>)
    outs(%empty_pointers, %empty_columns : tensor<?x?x?x$I>, tensor<?x$I>) -> tensor<?x?x?x$I>, tensor<?x$I>
  return %row_pointers, %columns, %width : tensor<?x?x?x$I>, tensor<?x$I>, index
}
