// mask[b, h, r, s] = not of[b, h, r, s]
func.func private @pattern_complement(%of: tensor<?x?x?x?xi1>) -> tensor<?x?x?x?xi1> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %true = arith.constant true
  %B = tensor.dim %of, %c0 : tensor<?x?x?x?xi1>
  %H = tensor.dim %of, %c1 : tensor<?x?x?x?xi1>
  %R = tensor.dim %of, %c2 : tensor<?x?x?x?xi1>
  %S = tensor.dim %of, %c3 : tensor<?x?x?x?xi1>
  %mask = tensor.generate %B, %H, %R, %S {
  ^bb0(%b: index, %h: index, %r: index, %s: index):
    %held = tensor.extract %of[%b, %h, %r, %s] : tensor<?x?x?x?xi1>
    %not_held = arith.xori %held, %true : i1
    tensor.yield %not_held : i1
  } : tensor<?x?x?x?xi1>
  return %mask : tensor<?x?x?x?xi1>
}
