func.func private @full_mask(%batch: index, %heads: index, %n: index, %m: index) -> tensor<?x?x?x?xi1> {
  %c0 = arith.constant 0 : index
  %bq = arith.constant $bq : index
  %bk = arith.constant $bk : index
  %true = arith.constant true
  %b = arith.maxsi %batch, %c0 : index
  %h = arith.maxsi %heads, %c0 : index
  %queries = arith.maxsi %n, %c0 : index
  %keys = arith.maxsi %m, %c0 : index
  %rows = arith.ceildivui %queries, %bq : index
  %columns = arith.ceildivui %keys, %bk : index
  %empty = tensor.empty(%b, %h, %rows, %columns) : tensor<?x?x?x?xi1>
  %full = linalg.fill ins(%true : i1) outs(%empty : tensor<?x?x?x?xi1>) -> tensor<?x?x?x?xi1>
  return %full : tensor<?x?x?x?xi1>
}
