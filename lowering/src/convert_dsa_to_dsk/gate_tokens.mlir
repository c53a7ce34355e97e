func.func private @gate_tokens(%saliency: tensor<?x?x$T>, %budget: index, %threshold: f32) -> tensor<?x?xi32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %batch = tensor.dim %saliency, %c0 : tensor<?x?x$T>
  %n = tensor.dim %saliency, %c1 : tensor<?x?x$T>
  %at_least = arith.maxsi %budget, %c0 : index
  %kept = arith.minsi %at_least, %n : index
  %empty = tensor.empty(%batch, %kept) : tensor<?x?xi32>
  %indices = dsk.gate_tokens ins(%saliency, %threshold : tensor<?x?x$T>) outs(%empty : tensor<?x?xi32>)
    -> tensor<?x?xi32>
  return %indices : tensor<?x?xi32>
}
