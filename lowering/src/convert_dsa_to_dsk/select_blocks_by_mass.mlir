func.func private @select_blocks_by_mass(%scores: tensor<?x?x?x?x$S>, %mass: f32, %at_most: index,
                                         %first_pointers: tensor<?x?x?x$A>, %first_columns: tensor<?x$A>)
    -> (tensor<?x?x?x$I>, tensor<?x$I>, index, tensor<?x?x?x$S>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %batch = tensor.dim %scores, %c0 : tensor<?x?x?x?x$S>
  %heads = tensor.dim %scores, %c1 : tensor<?x?x?x?x$S>
  %rows = tensor.dim %scores, %c2 : tensor<?x?x?x?x$S>
  %width = tensor.dim %scores, %c3 : tensor<?x?x?x?x$S>
  %pointers = arith.addi %rows, %c1 : index
  %heads_in_all = arith.muli %batch, %heads : index
  %rows_in_all = arith.muli %heads_in_all, %rows : index
  %room = arith.muli %rows_in_all, %width : index
  %empty_pointers = tensor.empty(%batch, %heads, %pointers) : tensor<?x?x?x$I>
  %empty_columns = tensor.empty(%room) : tensor<?x$I>
  %empty_retained = tensor.empty(%batch, %heads, %rows) : tensor<?x?x?x$S>
  %row_pointers, %columns, %retained = dsk.mass_columns
    ins(%scores, %mass, %at_most, %first_pointers, %first_columns
      : tensor<?x?x?x?x$S>, tensor<?x?x?x$A>, tensor<?x$A>)
    outs(%empty_pointers, %empty_columns, %empty_retained : tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x?x?x$S>)
    $apart -> tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x?x?x$S>
  return %row_pointers, %columns, %width, %retained : tensor<?x?x?x$I>, tensor<?x$I>, index, tensor<?x?x?x$S>
}
