func.func private @pack_heads(%heads: tensor<?x?x?x?x$T>, %indices: tensor<?x?xi32>) -> tensor<?x?x?x?x$T> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %batch = tensor.dim %heads, %c0 : tensor<?x?x?x?x$T>
  %kept = tensor.dim %indices, %c1 : tensor<?x?xi32>
  %n = tensor.dim %heads, %c2 : tensor<?x?x?x?x$T>
  %d = tensor.dim %heads, %c3 : tensor<?x?x?x?x$T>
  %empty = tensor.empty(%batch, %kept, %n, %d) : tensor<?x?x?x?x$T>
  %packed = dsk.gather_heads ins(%heads, %indices : tensor<?x?x?x?x$T>, tensor<?x?xi32>)
    outs(%empty : tensor<?x?x?x?x$T>) -> tensor<?x?x?x?x$T>
  return %packed : tensor<?x?x?x?x$T>
}
