func.func private @merge_tokens(%tokens: tensor<?x?x?x$T>, %groups: tensor<?x?xi32>, %count: index, %sizes: tensor<?x?x$S>)
    -> (tensor<?x?x?x$T>, tensor<?x?x$S>) {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %batch = tensor.dim %tokens, %c0 : tensor<?x?x?x$T>
  %channels = tensor.dim %tokens, %c2 : tensor<?x?x?x$T>
  %kept = arith.maxsi %count, %c0 : index
  %no_tokens = tensor.empty(%batch, %kept, %channels) : tensor<?x?x?x$T>
  %no_sizes = tensor.empty(%batch, %kept) : tensor<?x?x$S>
  %merged:2 = dsk.merge_tokens ins(%tokens, %sizes, %groups : tensor<?x?x?x$T>, tensor<?x?x$S>, tensor<?x?xi32>)
    outs(%no_tokens, %no_sizes : tensor<?x?x?x$T>, tensor<?x?x$S>) -> tensor<?x?x?x$T>, tensor<?x?x$S>
  return %merged#0, %merged#1 : tensor<?x?x?x$T>, tensor<?x?x$S>
}
