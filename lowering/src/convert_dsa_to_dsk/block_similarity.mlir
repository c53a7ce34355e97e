func.func private @block_similarity(%tokens: tensor<?x?x?x?x$T>) -> tensor<?x?x?x$S> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %block = arith.constant $block : index
  %batch = tensor.dim %tokens, %c0 : tensor<?x?x?x?x$T>
  %heads = tensor.dim %tokens, %c1 : tensor<?x?x?x?x$T>
  %n = tensor.dim %tokens, %c2 : tensor<?x?x?x?x$T>
  %rows = arith.ceildivui %n, %block : index
  %empty = tensor.empty(%batch, %heads, %rows) : tensor<?x?x?x$S>
  %similarity = dsk.block_similarity ins(%tokens : tensor<?x?x?x?x$T>) outs(%empty : tensor<?x?x?x$S>)
    block = $block -> tensor<?x?x?x$S>
  return %similarity : tensor<?x?x?x$S>
}
