func.func private @match_tokens(%keys: tensor<?x?x?x$T>, %merge: index) -> (tensor<?x?xf64>, tensor<?x?xi32>, index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %first_source = arith.constant $first_source : index
  %first_destination = arith.constant $first_destination : index
  %batch = tensor.dim %keys, %c0 : tensor<?x?x?x$T>
  %n = tensor.dim %keys, %c1 : tensor<?x?x?x$T>
  %behind = arith.subi %n, %first_source : index
  %sources_or_less = arith.ceildivsi %behind, %c2 : index
  %sources = arith.maxsi %sources_or_less, %c0 : index
  %no_similarity = tensor.empty(%batch, %sources) : tensor<?x?xf64>
  %no_match = tensor.empty(%batch, %sources) : tensor<?x?xi32>
  %found:2 = dsk.match_tokens ins(%keys : tensor<?x?x?x$T>)
    outs(%no_similarity, %no_match : tensor<?x?xf64>, tensor<?x?xi32>) protect = $protect -> tensor<?x?xf64>, tensor<?x?xi32>
  %any = arith.cmpi sgt, %n, %first_destination : index
  %most = arith.select %any, %merge, %c0 : index
  return %found#0, %found#1, %most : tensor<?x?xf64>, tensor<?x?xi32>, index
}
