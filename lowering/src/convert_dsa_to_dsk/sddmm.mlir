func.func private @sddmm(%queries: tensor<?x?x?x?x$T>, %keys: tensor<?x?x?x?x$T>, %bias: tensor<?x?x?x$S>,
                         %row_pointers: tensor<?x?x?x$I>, %columns: tensor<?x$I>, %mask_ids: tensor<?x$I>,
                         %masks: tensor<?x${bk}x${bytes}xi8>, %count: index) -> tensor<?x?x?x${bq}x${bk}x$S> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %batch = tensor.dim %queries, %c0 : tensor<?x?x?x?x$T>
  %heads = tensor.dim %queries, %c1 : tensor<?x?x?x?x$T>
  %pattern_batch = tensor.dim %row_pointers, %c0 : tensor<?x?x?x$I>
  %pattern_heads = tensor.dim %row_pointers, %c1 : tensor<?x?x?x$I>
  // A pattern with one batch entry or head serves all, and has its tiles once for each.
  %one_batch = arith.cmpi eq, %pattern_batch, %c1 : index
  %one_head = arith.cmpi eq, %pattern_heads, %c1 : index
  %served_batch = arith.select %one_batch, %batch, %c1 : index
  %served_heads = arith.select %one_head, %heads, %c1 : index
  %room = tensor.empty(%served_batch, %served_heads, %count) : tensor<?x?x?x${bq}x${bk}x$S>
  %scores = dsk.sddmm ins(%queries, %keys, %bias, %row_pointers, %columns, %mask_ids, %masks : tensor<?x?x?x?x$T>,
      tensor<?x?x?x?x$T>, tensor<?x?x?x$S>, tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>, tensor<?x${bk}x${bytes}xi8>)
    outs(%room : tensor<?x?x?x${bq}x${bk}x$S>) block = [$bq, $bk] scale = $scale -> tensor<?x?x?x${bq}x${bk}x$S>
  return %scores : tensor<?x?x?x${bq}x${bk}x$S>
}
