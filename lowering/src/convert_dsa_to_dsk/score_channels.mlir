func.func private @score_channels(%tokens: tensor<?x?x?x$T>) -> tensor<?x?x$S> {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %batch = tensor.dim %tokens, %c0 : tensor<?x?x?x$T>
  %channels = tensor.dim %tokens, %c2 : tensor<?x?x?x$T>
  %empty = tensor.empty(%batch, %channels) : tensor<?x?x$S>
  %scores = dsk.score_channels ins(%tokens : tensor<?x?x?x$T>) outs(%empty : tensor<?x?x$S>) norm = $norm -> tensor<?x?x$S>
  return %scores : tensor<?x?x$S>
}
