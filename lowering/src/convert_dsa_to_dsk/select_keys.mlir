func.func private @select_keys(%scores: tensor<?x?x?x?x$S>, %top_k: index)
    -> (tensor<?x?x?x$I>, tensor<?x$I>, index, index, tensor<?x$I>, tensor<?x?x?xi8>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %bq = arith.constant $bq : index
  %bk = arith.constant $bk : index
  %bytes = arith.constant $bytes : index
  %batch = tensor.dim %scores, %c0 : tensor<?x?x?x?x$S>
  %heads = tensor.dim %scores, %c1 : tensor<?x?x?x?x$S>
  %n = tensor.dim %scores, %c2 : tensor<?x?x?x?x$S>
  %m = tensor.dim %scores, %c3 : tensor<?x?x?x?x$S>
  %rows = arith.ceildivui %n, %bq : index
  %width = arith.ceildivui %m, %bk : index
  %pointers = arith.addi %rows, %c1 : index
  %heads_in_all = arith.muli %batch, %heads : index
  %rows_in_all = arith.muli %heads_in_all, %rows : index
  %room = arith.muli %rows_in_all, %width : index
  %empty_pointers = tensor.empty(%batch, %heads, %pointers) : tensor<?x?x?x$I>
  %empty_columns = tensor.empty(%room) : tensor<?x$I>
  %empty_ids = tensor.empty(%room) : tensor<?x$I>
  %empty_masks = tensor.empty(%room, %bk, %bytes) : tensor<?x?x?xi8>
  %row_pointers, %columns, %mask_ids, %masks = dsk.top_k_elements ins(%scores, %top_k : tensor<?x?x?x?x$S>)
    outs(%empty_pointers, %empty_columns, %empty_ids, %empty_masks
      : tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>, tensor<?x?x?xi8>)
    block = [$bq, $bk] -> tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>, tensor<?x?x?xi8>
  return %row_pointers, %columns, %n, %m, %mask_ids, %masks
    : tensor<?x?x?x$I>, tensor<?x$I>, index, index, tensor<?x$I>, tensor<?x?x?xi8>
}
