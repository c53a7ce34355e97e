func.func @tiles(%x: tensor<?xf32>, %n: index, %m: index) -> tensor<?x?xf32> {
  %y = tensor.expand_shape %x [[0, 1]] output_shape [%n, %m] : tensor<?xf32> into tensor<?x?xf32>
  return %y : tensor<?x?xf32>
}

// A view of two columns of three.
func.func @of_columns(%x: tensor<?x3xf32>, %n: index, %m: index) -> tensor<?x?x2xf32> {
  %c0 = arith.constant 0 : index
  %rows = tensor.dim %x, %c0 : tensor<?x3xf32>
  %last = tensor.extract_slice %x[0, 1] [%rows, 2] [1, 1] : tensor<?x3xf32> to tensor<?x2xf32>
  %y = tensor.expand_shape %last [[0, 1], [2]] output_shape [%n, %m, 2] : tensor<?x2xf32> into tensor<?x?x2xf32>
  return %y : tensor<?x?x2xf32>
}
