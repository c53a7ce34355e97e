func.func private @pattern_to_mask(%row_pointers: tensor<?x?x?x$I>, %columns: tensor<?x$I>, %width: index)
    -> tensor<?x?x?x?xi1> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %batch = tensor.dim %row_pointers, %c0 : tensor<?x?x?x$I>
  %heads = tensor.dim %row_pointers, %c1 : tensor<?x?x?x$I>
  %pointers = tensor.dim %row_pointers, %c2 : tensor<?x?x?x$I>
  %rows = arith.subi %pointers, %c1 : index
  %empty = tensor.empty(%batch, %heads, %rows, %width) : tensor<?x?x?x?xi1>
  %mask = dsk.expand_mask ins(%row_pointers, %columns : tensor<?x?x?x$I>, tensor<?x$I>)
    outs(%empty : tensor<?x?x?x?xi1>) -> tensor<?x?x?x?xi1>
  return %mask : tensor<?x?x?x?xi1>
}
