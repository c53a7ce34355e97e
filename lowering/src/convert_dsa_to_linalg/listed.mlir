// listed[b, i] = whether i is in indices[b, :], for 0 <= i < N.
func.func private @listed(%indices: tensor<?x?xi32>, %N: index) -> tensor<?x?xi1> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %false = arith.constant false
  %true = arith.constant true
  %B = tensor.dim %indices, %c0 : tensor<?x?xi32>
  %K = tensor.dim %indices, %c1 : tensor<?x?xi32>
  %empty = tensor.empty(%B, %N) : tensor<?x?xi1>
  %none = linalg.fill ins(%false : i1) outs(%empty : tensor<?x?xi1>) -> tensor<?x?xi1>
  %listed = scf.for %b = %c0 to %B step %c1 iter_args(%listed_b = %none) -> tensor<?x?xi1> {
    %listed_bk = scf.for %k = %c0 to %K step %c1 iter_args(%listed_k = %listed_b) -> tensor<?x?xi1> {
      %index = tensor.extract %indices[%b, %k] : tensor<?x?xi32>
      %i = arith.index_cast %index : i32 to index
      // Unsigned: a negative index is above every N.
      %inside = arith.cmpi ult, %i, %N : index
      %next = scf.if %inside -> tensor<?x?xi1> {
        %inserted = tensor.insert %true into %listed_k[%b, %i] : tensor<?x?xi1>
        scf.yield %inserted : tensor<?x?xi1>
      } else {
        scf.yield %listed_k : tensor<?x?xi1>
      }
      scf.yield %next : tensor<?x?xi1>
    }
    scf.yield %listed_bk : tensor<?x?xi1>
  }
  return %listed : tensor<?x?xi1>
}
