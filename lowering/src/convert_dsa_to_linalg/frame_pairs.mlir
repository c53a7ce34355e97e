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
  %later = tensor.extract_slice %tokens[0, %n, 0] [%B, %rest, %C] [1, 1, 1] : tensor<?x?x?x$T> to tensor<?x?x?x$T>
  %earlier = tensor.extract_slice %tokens[0, 0, 0] [%B, %rest, %C] [1, 1, 1] : tensor<?x?x?x$T> to tensor<?x?x?x$T>
  return %later, %earlier, %T, %n : tensor<?x?x?x$T>, tensor<?x?x?x$T>, index, index
}
