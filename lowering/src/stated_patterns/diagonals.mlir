func.func private @diagonals(%queries: index, %keys: index, %mask: tensor<?x?x?xi1>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %n = arith.maxsi %queries, %c0 : index
  %m = arith.maxsi %keys, %c0 : index
  %tokens = arith.addi %n, %m : index
  %last = arith.subi %tokens, %c1 : index
  %expected = arith.maxsi %last, %c0 : index
  %diagonals = tensor.dim %mask, %c2 : tensor<?x?x?xi1>
  %fits = arith.cmpi eq, %expected, %diagonals : index
  cf.assert %fits, "$place: the mask has not as many diagonals as there are queries and keys, less one"$compared
  return
}
