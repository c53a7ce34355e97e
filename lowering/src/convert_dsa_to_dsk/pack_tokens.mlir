func.func private @pack_tokens(%tokens: tensor<?x?x?x$T>, %indices: tensor<?x?xi32>) -> tensor<?x?x?x$T> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %batch = tensor.dim %tokens, %c0 : tensor<?x?x?x$T>
  %kept = tensor.dim %indices, %c1 : tensor<?x?xi32>
  %channels = tensor.dim %tokens, %c2 : tensor<?x?x?x$T>
  %empty = tensor.empty(%batch, %kept, %channels) : tensor<?x?x?x$T>
  %packed = dsk.gather_rows ins(%tokens, %indices : tensor<?x?x?x$T>, tensor<?x?xi32>)
    outs(%empty : tensor<?x?x?x$T>) -> tensor<?x?x?x$T>
  return %packed : tensor<?x?x?x$T>
}
