func.func private @update_product_rows(%weights: tensor<?x?x?x?x$T>, %values: tensor<?x?x?x?x$T>, %rows: tensor<?x?xi32>,
                                       %product: tensor<?x?x?x?x$T>) -> tensor<?x?x?x?x$T> {
  %result = dsk.update_product_rows ins(%weights, %values, %rows : tensor<?x?x?x?x$T>, tensor<?x?x?x?x$T>, tensor<?x?xi32>)
    outs(%product : tensor<?x?x?x?x$T>) reads_outs -> tensor<?x?x?x?x$T>
  return %result : tensor<?x?x?x?x$T>
}
