// -1 everywhere, and then each position at its token: a later one replaces an earlier one.
func.func private @invert_indices(%indices: tensor<?x?xi32>, %size: index) -> tensor<?x?xi32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %nowhere = arith.constant -1 : i32
  %B = tensor.dim %indices, %c0 : tensor<?x?xi32>
  %K = tensor.dim %indices, %c1 : tensor<?x?xi32>
  %N = arith.maxsi %size, %c0 : index
  %empty = tensor.empty(%B, %N) : tensor<?x?xi32>
  %none = linalg.fill ins(%nowhere : i32) outs(%empty : tensor<?x?xi32>) -> tensor<?x?xi32>
  %positions = scf.for %b = %c0 to %B step %c1 iter_args(%positions_b = %none) -> tensor<?x?xi32> {
    %positions_bi = scf.for %i = %c0 to %K step %c1 iter_args(%so_far = %positions_b) -> tensor<?x?xi32> {
      %stored = tensor.extract %indices[%b, %i] : tensor<?x?xi32>
      %token = arith.index_cast %stored : i32 to index
      // As an unsigned number, -1 is beyond every size.
      %inside = arith.cmpi ult, %token, %N : index
      %next = scf.if %inside -> tensor<?x?xi32> {
        %i_int = arith.index_cast %i : index to i32
        %inserted = tensor.insert %i_int into %so_far[%b, %token] : tensor<?x?xi32>
        scf.yield %inserted : tensor<?x?xi32>
      } else {
        scf.yield %so_far : tensor<?x?xi32>
      }
      scf.yield %next : tensor<?x?xi32>
    }
    scf.yield %positions_bi : tensor<?x?xi32>
  }
  return %positions : tensor<?x?xi32>
}
