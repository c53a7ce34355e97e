// Each token of the second frame on, and the one at its place a frame earlier. Where a frame has no tokens, all are of one.
func.func private @frame_pairs(%tokens: tensor<?x?x?x$T>, %frame: index)
    -> (tensor<?x?x?x$T>, tensor<?x?x?x$T>, index, index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %B = tensor.dim %tokens, %c0 : tensor<?x?x?x$T>
  %T = tensor.dim %tokens, %c1 : tensor<?x?x?x$T>
  %C = tensor.dim %tokens, %c2 : tensor<?x?x?x$T>
  %is_frame = arith.cmpi sgt, %frame, %c0 : index
  %given = arith.select %is_frame, %frame, %T : index
  %n = arith.minsi %given, %T : index
  %rest = arith.subi %T, %n : index
  %later = tensor.generate %B, %rest, %C {
  ^bb0(%b: index, %i: index, %c: index):
    %j = arith.addi %i, %n : index
    %x = tensor.extract %tokens[%b, %j, %c] : tensor<?x?x?x$T>
    tensor.yield %x : $T
  } : tensor<?x?x?x$T>
  %earlier = tensor.generate %B, %rest, %C {
  ^bb0(%b: index, %i: index, %c: index):
    %x = tensor.extract %tokens[%b, %i, %c] : tensor<?x?x?x$T>
    tensor.yield %x : $T
  } : tensor<?x?x?x$T>
  return %later, %earlier, %T, %n : tensor<?x?x?x$T>, tensor<?x?x?x$T>, index, index
}
