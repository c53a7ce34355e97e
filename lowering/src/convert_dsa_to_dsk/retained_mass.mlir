func.func private @retained_mass(%scores: tensor<?x?x?x?x$S>, %mask: tensor<?x?x?x?xi1>) -> tensor<?x?x?x$S> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %batch = tensor.dim %scores, %c0 : tensor<?x?x?x?x$S>
  %heads = tensor.dim %scores, %c1 : tensor<?x?x?x?x$S>
  %rows = tensor.dim %scores, %c2 : tensor<?x?x?x?x$S>
  %empty = tensor.empty(%batch, %heads, %rows) : tensor<?x?x?x$S>
  %mass = dsk.row_mass ins(%scores, %mask : tensor<?x?x?x?x$S>, tensor<?x?x?x?xi1>) outs(%empty : tensor<?x?x?x$S>)
    -> tensor<?x?x?x$S>
  return %mass : tensor<?x?x?x$S>
}
