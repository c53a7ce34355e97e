func.func private @attention(%queries: tensor<?x?x?x?x$T>, %keys: tensor<?x?x?x?x$T>, %values: tensor<?x?x?x?x$T>,
                             %row_pointers: tensor<?x?x?x$I>, %columns: tensor<?x$I>$mask_arguments) -> ($result_types) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %batch = tensor.dim %queries, %c0 : tensor<?x?x?x?x$T>
  %heads = tensor.dim %queries, %c1 : tensor<?x?x?x?x$T>
  %n = tensor.dim %queries, %c2 : tensor<?x?x?x?x$T>
  %e = tensor.dim %values, %c3 : tensor<?x?x?x?x$T>
  %output = tensor.empty(%batch, %heads, %n, %e) : tensor<?x?x?x?x$T>
  %lse = tensor.empty(%batch, %heads, %n) : tensor<?x?x?x$S>
  $results = dsk.$kernel ins(%queries, %keys, %values, %row_pointers, %columns$masks : tensor<?x?x?x?x$T>,
      tensor<?x?x?x?x$T>, tensor<?x?x?x?x$T>, tensor<?x?x?x$I>, tensor<?x$I>$mask_types)
    outs($outs : $result_types) block = [$bq, $bk] scale = $scale$exact -> $result_types
  return $results : $result_types
}
