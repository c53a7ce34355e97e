func.func private @pattern_to_elements(
    %row_pointers: tensor<?x?x?x$I>, %columns: tensor<?x$I>, %n: index, %m: index, %mask_ids: tensor<?x$I>,
    %masks: tensor<?x?x?xi8>) -> tensor<?x?x?x?xi1> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %batch = tensor.dim %row_pointers, %c0 : tensor<?x?x?x$I>
  %heads = tensor.dim %row_pointers, %c1 : tensor<?x?x?x$I>
  %empty = tensor.empty(%batch, %heads, %n, %m) : tensor<?x?x?x?xi1>
  %mask = dsk.expand_elements ins(%row_pointers, %columns, %mask_ids, %masks
      : tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>, tensor<?x?x?xi8>)
    outs(%empty : tensor<?x?x?x?xi1>) block = [$bq, $bk] -> tensor<?x?x?x?xi1>
  return %mask : tensor<?x?x?x?xi1>
}
