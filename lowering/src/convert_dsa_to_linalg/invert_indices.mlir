// positions[b, t] = the last i with indices[b, i] = t, or -1.
func.func private @invert_indices(%indices: tensor<?x?xi32>, %size: index) -> tensor<?x?xi32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %nowhere = arith.constant -1 : i32
  %B = tensor.dim %indices, %c0 : tensor<?x?xi32>
  %K = tensor.dim %indices, %c1 : tensor<?x?xi32>
  %N = arith.maxsi %size, %c0 : index
  %positions = tensor.generate %B, %N {
  ^bb0(%b: index, %t: index):
    %t_int = arith.index_cast %t : index to i32
    %position = scf.for %i = %c0 to %K step %c1 iter_args(%so_far = %nowhere) -> i32 {
      %index = tensor.extract %indices[%b, %i] : tensor<?x?xi32>
      %same = arith.cmpi eq, %index, %t_int : i32
      %i_int = arith.index_cast %i : index to i32
      %last = arith.select %same, %i_int, %so_far : i32
      scf.yield %last : i32
    }
    tensor.yield %position : i32
  } : tensor<?x?xi32>
  return %positions : tensor<?x?xi32>
}
