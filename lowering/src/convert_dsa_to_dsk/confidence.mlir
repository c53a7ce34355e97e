func.func private @confidence(%logits: tensor<?x?x$T>) -> tensor<?x$S> {
  %c0 = arith.constant 0 : index
  %batch = tensor.dim %logits, %c0 : tensor<?x?x$T>
  %empty = tensor.empty(%batch) : tensor<?x$S>
  %confidence = dsk.confidence ins(%logits : tensor<?x?x$T>) outs(%empty : tensor<?x$S>) by = $by -> tensor<?x$S>
  return %confidence : tensor<?x$S>
}
