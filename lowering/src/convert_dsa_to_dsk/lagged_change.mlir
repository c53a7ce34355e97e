// Where a frame has no tokens, all are of one.
func.func private @lagged_change(%tokens: tensor<?x?x?x$T>, %frame: index) -> (tensor<?x?x$S>, index, index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %B = tensor.dim %tokens, %c0 : tensor<?x?x?x$T>
  %T = tensor.dim %tokens, %c1 : tensor<?x?x?x$T>
  %is_frame = arith.cmpi sgt, %frame, %c0 : index
  %given = arith.select %is_frame, %frame, %T : index
  %n = arith.minsi %given, %T : index
  %rest = arith.subi %T, %n : index
  %empty = tensor.empty(%B, %rest) : tensor<?x?x$S>
  %change = dsk.lagged_change ins(%tokens, %n : tensor<?x?x?x$T>) outs(%empty : tensor<?x?x$S>) norm = mean -> tensor<?x?x$S>
  return %change, %T, %n : tensor<?x?x$S>, index, index
}
