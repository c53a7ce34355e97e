// mask[0, 0, r, s] = false
func.func private @no_blocks(%scores: tensor<?x?x?x?xf64>) -> tensor<?x?x?x?xi1> {
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %false = arith.constant false
  %R = tensor.dim %scores, %c2 : tensor<?x?x?x?xf64>
  %S = tensor.dim %scores, %c3 : tensor<?x?x?x?xf64>
  %mask = tensor.generate %c1, %c1, %R, %S {
  ^bb0(%b: index, %h: index, %r: index, %s: index):
    tensor.yield %false : i1
  } : tensor<?x?x?x?xi1>
  return %mask : tensor<?x?x?x?xi1>
}
