// changed[b, i] = not (change[b, i] <= threshold): a NaN is not at or below anything.
func.func private @changed(%change: tensor<?x?xf64>, %threshold: f64) -> tensor<?x?xi1> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %B = tensor.dim %change, %c0 : tensor<?x?xf64>
  %N = tensor.dim %change, %c1 : tensor<?x?xf64>
  %changed = tensor.generate %B, %N {
  ^bb0(%b: index, %i: index):
    %x = tensor.extract %change[%b, %i] : tensor<?x?xf64>
    %is_changed = arith.cmpf ugt, %x, %threshold : f64
    tensor.yield %is_changed : i1
  } : tensor<?x?xi1>
  return %changed : tensor<?x?xi1>
}
