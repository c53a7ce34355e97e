func.func private @sparse_softmax(%scores: tensor<?x?x?x${bq}x${bk}x$S>, %n: index, %m: index, %row_pointers: tensor<?x?x?x$I>,
                                  %columns: tensor<?x$I>, %mask_ids: tensor<?x$I>, %masks: tensor<?x${bk}x${bytes}xi8>)
    -> (tensor<?x?x?x${bq}x${bk}x$S>, tensor<?x?x?x$S>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %served_batch = tensor.dim %scores, %c0 : tensor<?x?x?x${bq}x${bk}x$S>
  %served_heads = tensor.dim %scores, %c1 : tensor<?x?x?x${bq}x${bk}x$S>
  %tiles = tensor.dim %scores, %c2 : tensor<?x?x?x${bq}x${bk}x$S>
  %pattern_batch = tensor.dim %row_pointers, %c0 : tensor<?x?x?x$I>
  %pattern_heads = tensor.dim %row_pointers, %c1 : tensor<?x?x?x$I>
  %batch = arith.muli %served_batch, %pattern_batch : index
  %heads = arith.muli %served_heads, %pattern_heads : index
  %room = tensor.empty(%served_batch, %served_heads, %tiles) : tensor<?x?x?x${bq}x${bk}x$S>
  %no_lse = tensor.empty(%batch, %heads, %n) : tensor<?x?x?x$S>
  %weights, %lse = dsk.sparse_softmax ins(%scores, %m, %row_pointers, %columns, %mask_ids, %masks
      : tensor<?x?x?x${bq}x${bk}x$S>, tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>, tensor<?x${bk}x${bytes}xi8>)
    outs(%room, %no_lse : tensor<?x?x?x${bq}x${bk}x$S>, tensor<?x?x?x$S>) block = [$bq, $bk]
    -> tensor<?x?x?x${bq}x${bk}x$S>, tensor<?x?x?x$S>
  return %weights, %lse : tensor<?x?x?x${bq}x${bk}x$S>, tensor<?x?x?x$S>
}
