// Stored blocks as full ones: the sizes, an id of -1 for each, and no masks.
func.func private @full_blocks(%n: index, %m: index, %columns: tensor<?x$I>)
    -> (index, index, tensor<?x$I>, tensor<?x?x?xi8>) {
  %c0 = arith.constant 0 : index
  %bk = arith.constant $bk : index
  %bytes = arith.constant $bytes : index
  %full = arith.constant -1 : $I
  %queries = arith.maxsi %n, %c0 : index
  %keys = arith.maxsi %m, %c0 : index
  %room = tensor.dim %columns, %c0 : tensor<?x$I>
  %empty_ids = tensor.empty(%room) : tensor<?x$I>
  %mask_ids = linalg.fill ins(%full : $I) outs(%empty_ids : tensor<?x$I>) -> tensor<?x$I>
  %masks = tensor.empty(%c0, %bk, %bytes) : tensor<?x?x?xi8>
  return %queries, %keys, %mask_ids, %masks : index, index, tensor<?x$I>, tensor<?x?x?xi8>
}
