func.func private @update_scores(%queries: tensor<?x?x?x?x$T>, %keys: tensor<?x?x?x?x$T>, %rows: tensor<?x?xi32>,
                                 %columns: tensor<?x?xi32>, %positions: tensor<?x?xi32>, %state: tensor<?x?x?x?x$S>)
    -> tensor<?x?x?x?x$S> {
  %scores = dsk.update_scores ins(%queries, %keys, %rows, %columns, %positions
    : tensor<?x?x?x?x$T>, tensor<?x?x?x?x$T>, tensor<?x?xi32>, tensor<?x?xi32>, tensor<?x?xi32>)
    outs(%state : tensor<?x?x?x?x$S>) scale = $scale reads_outs -> tensor<?x?x?x?x$S>
  return %scores : tensor<?x?x?x?x$S>
}
