func.func private @size(%x: tensor<?x?x?x?x$T>) -> index {
  %axis = arith.constant $axis : index
  %size = tensor.dim %x, %axis : tensor<?x?x?x?x$T>
  return %size : index
}
