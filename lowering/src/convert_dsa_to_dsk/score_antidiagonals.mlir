func.func private @score_antidiagonals(%queries: tensor<?x?x?x?x$T>, %keys: tensor<?x?x?x?x$T>) -> tensor<?x?x?x?x$S> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %stride = arith.constant $stride : index
  %tile_rows = arith.constant $rows : index
  %tile_columns = arith.constant $columns : index
  %batch = tensor.dim %queries, %c0 : tensor<?x?x?x?x$T>
  %heads = tensor.dim %queries, %c1 : tensor<?x?x?x?x$T>
  %n = tensor.dim %queries, %c2 : tensor<?x?x?x?x$T>
  %m = tensor.dim %keys, %c2 : tensor<?x?x?x?x$T>
  %u = arith.ceildivui %n, %stride : index
  %v = arith.ceildivui %m, %stride : index
  %rows = arith.ceildivui %u, %tile_rows : index
  %columns = arith.ceildivui %v, %tile_columns : index
  %no_products = tensor.empty(%batch, %heads, %u, %v) : tensor<?x?x?x?x$S>
  %products = dsk.score_blocks ins(%queries, %keys : tensor<?x?x?x?x$T>, tensor<?x?x?x?x$T>)
    outs(%no_products : tensor<?x?x?x?x$S>) block = [$stride, $stride] scale = $scale antidiagonals -> tensor<?x?x?x?x$S>
  %no_scores = tensor.empty(%batch, %heads, %rows, %columns) : tensor<?x?x?x?x$S>
  %scores = dsk.tile_mass ins(%products : tensor<?x?x?x?x$S>) outs(%no_scores : tensor<?x?x?x?x$S>)
    tile = [$rows, $columns] -> tensor<?x?x?x?x$S>
  return %scores : tensor<?x?x?x?x$S>
}
