func.func private @score_heads(%heads: tensor<?x?x?x?x$T>) -> tensor<?x?x$S> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %batch = tensor.dim %heads, %c0 : tensor<?x?x?x?x$T>
  %h = tensor.dim %heads, %c1 : tensor<?x?x?x?x$T>
  %empty = tensor.empty(%batch, %h) : tensor<?x?x$S>
  %scores = dsk.score_heads ins(%heads : tensor<?x?x?x?x$T>) outs(%empty : tensor<?x?x$S>) norm = $norm -> tensor<?x?x$S>
  return %scores : tensor<?x?x$S>
}
