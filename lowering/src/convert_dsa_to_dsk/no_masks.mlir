// No mask ids and no masks: every tile is full.
func.func private @no_masks() -> (tensor<?x$I>, tensor<?x${bk}x${bytes}xi8>) {
  %c0 = arith.constant 0 : index
  %ids = tensor.empty(%c0) : tensor<?x$I>
  %masks = tensor.empty(%c0) : tensor<?x${bk}x${bytes}xi8>
  return %ids, %masks : tensor<?x$I>, tensor<?x${bk}x${bytes}xi8>
}
