func.func private @token_change(%tokens: tensor<?x?x?x$T>, %reference: tensor<?x?x?x$T>) -> tensor<?x?x$S> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %batch = tensor.dim %tokens, %c0 : tensor<?x?x?x$T>
  %n = tensor.dim %tokens, %c1 : tensor<?x?x?x$T>
  %empty = tensor.empty(%batch, %n) : tensor<?x?x$S>
  %change = dsk.token_change ins(%tokens, %reference : tensor<?x?x?x$T>, tensor<?x?x?x$T>) outs(%empty : tensor<?x?x$S>)
    norm = $norm -> tensor<?x?x$S>
  return %change : tensor<?x?x$S>
}
