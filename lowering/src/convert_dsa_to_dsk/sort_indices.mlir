func.func private @sort_indices(%keys: tensor<?x?x$T>) -> tensor<?x?xi32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %batch = tensor.dim %keys, %c0 : tensor<?x?x$T>
  %n = tensor.dim %keys, %c1 : tensor<?x?x$T>
  %empty = tensor.empty(%batch, %n) : tensor<?x?xi32>
  %indices = dsk.sort_indices ins(%keys : tensor<?x?x$T>) outs(%empty : tensor<?x?xi32>) $descending
    -> tensor<?x?xi32>
  return %indices : tensor<?x?xi32>
}
