func.func private @pack_channels(%tokens: tensor<?x?x?x$T>, %indices: tensor<?x?xi32>) -> tensor<?x?x?x$T> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %batch = tensor.dim %tokens, %c0 : tensor<?x?x?x$T>
  %n = tensor.dim %tokens, %c1 : tensor<?x?x?x$T>
  %kept = tensor.dim %indices, %c1 : tensor<?x?xi32>
  %empty = tensor.empty(%batch, %n, %kept) : tensor<?x?x?x$T>
  %packed = dsk.gather_channels ins(%tokens, %indices : tensor<?x?x?x$T>, tensor<?x?xi32>)
    outs(%empty : tensor<?x?x?x$T>) -> tensor<?x?x?x$T>
  return %packed : tensor<?x?x?x$T>
}
