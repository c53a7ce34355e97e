func.func private @spmm(%weights: tensor<?x?x?x${bq}x${bk}x$S>, %values: tensor<?x?x?x?x$T>, %n: index,
                        %row_pointers: tensor<?x?x?x$I>, %columns: tensor<?x$I>, %mask_ids: tensor<?x$I>,
                        %masks: tensor<?x${bk}x${bytes}xi8>) -> tensor<?x?x?x?x$T> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %batch = tensor.dim %values, %c0 : tensor<?x?x?x?x$T>
$heads
  %e = tensor.dim %values, %c3 : tensor<?x?x?x?x$T>
  %room = tensor.empty(%batch, %heads, %n, %e) : tensor<?x?x?x?x$T>
  %output = dsk.spmm ins(%weights, %values, %row_pointers, %columns, %mask_ids, %masks : tensor<?x?x?x${bq}x${bk}x$S>,
      tensor<?x?x?x?x$T>, tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>, tensor<?x${bk}x${bytes}xi8>)
    outs(%room : tensor<?x?x?x?x$T>) block = [$bq, $bk] -> tensor<?x?x?x?x$T>
  return %output : tensor<?x?x?x?x$T>
}
