// mask[b, h, r, s] = true, for every block of b x h x n x m. A size below 0 counts as 0.
func.func private @dense_pattern(%b: index, %h: index, %n: index, %m: index) -> tensor<?x?x?x?xi1> {
  %c0 = arith.constant 0 : index
  %bq = arith.constant $bq : index
  %bk = arith.constant $bk : index
  %true = arith.constant true
  %B = arith.maxsi %b, %c0 : index
  %H = arith.maxsi %h, %c0 : index
  %N = arith.maxsi %n, %c0 : index
  %M = arith.maxsi %m, %c0 : index
  %R = arith.ceildivui %N, %bq : index
  %S = arith.ceildivui %M, %bk : index
  %empty = tensor.empty(%B, %H, %R, %S) : tensor<?x?x?x?xi1>
  %mask = linalg.fill ins(%true : i1) outs(%empty : tensor<?x?x?x?xi1>) -> tensor<?x?x?x?xi1>
  return %mask : tensor<?x?x?x?xi1>
}
