func.func private @score_blocks(%queries: tensor<?x?x?x?x$T>, %keys: tensor<?x?x?x?x$T>) -> tensor<?x?x?x?x$S> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %bq = arith.constant $bq : index
  %bk = arith.constant $bk : index
  %batch = tensor.dim %queries, %c0 : tensor<?x?x?x?x$T>
  %heads = tensor.dim %queries, %c1 : tensor<?x?x?x?x$T>
  %n = tensor.dim %queries, %c2 : tensor<?x?x?x?x$T>
  %m = tensor.dim %keys, %c2 : tensor<?x?x?x?x$T>
  %rows = arith.ceildivui %n, %bq : index
  %columns = arith.ceildivui %m, %bk : index
  %empty = tensor.empty(%batch, %heads, %rows, %columns) : tensor<?x?x?x?x$S>
  %scores = dsk.score_blocks ins(%queries, %keys : tensor<?x?x?x?x$T>, tensor<?x?x?x?x$T>)
    outs(%empty : tensor<?x?x?x?x$S>) block = [$bq, $bk] scale = $scale -> tensor<?x?x?x?x$S>
  return %scores : tensor<?x?x?x?x$S>
}
