// A flag for each token, set from both lists, and the flagged ones in order.
func.func private @union_indices(%first: tensor<?x?xi32>, %second: tensor<?x?xi32>, %size: index) -> tensor<?x?xi32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %false = arith.constant false
  %true = arith.constant true
  %no_token = arith.constant -1 : i32
  %B1 = tensor.dim %first, %c0 : tensor<?x?xi32>
  %B2 = tensor.dim %second, %c0 : tensor<?x?xi32>
  %K1 = tensor.dim %first, %c1 : tensor<?x?xi32>
  %K2 = tensor.dim %second, %c1 : tensor<?x?xi32>
  // A batch of 1 serves every entry.
  %one = arith.cmpi eq, %B1, %c1 : index
  %B = arith.select %one, %B2, %B1 : index
  %last1 = arith.subi %B1, %c1 : index
  %last2 = arith.subi %B2, %c1 : index
  %N = arith.maxsi %size, %c0 : index
  %both = arith.addi %K1, %K2 : index
  %K = arith.minsi %both, %N : index
  %no_flags = tensor.empty(%B, %N) : tensor<?x?xi1>
  %lowered = linalg.fill ins(%false : i1) outs(%no_flags : tensor<?x?xi1>) -> tensor<?x?xi1>
  %flags = scf.for %b = %c0 to %B step %c1 iter_args(%flags_b = %lowered) -> tensor<?x?xi1> {
    %b1 = arith.minui %b, %last1 : index
    %b2 = arith.minui %b, %last2 : index
    %flags_1 = scf.for %k = %c0 to %K1 step %c1 iter_args(%so_far = %flags_b) -> tensor<?x?xi1> {
      %stored = tensor.extract %first[%b1, %k] : tensor<?x?xi32>
      %token = arith.index_cast %stored : i32 to index
      // As an unsigned number, -1 is beyond every size.
      %inside = arith.cmpi ult, %token, %N : index
      %next = scf.if %inside -> tensor<?x?xi1> {
        %raised = tensor.insert %true into %so_far[%b, %token] : tensor<?x?xi1>
        scf.yield %raised : tensor<?x?xi1>
      } else {
        scf.yield %so_far : tensor<?x?xi1>
      }
      scf.yield %next : tensor<?x?xi1>
    }
    %flags_2 = scf.for %k = %c0 to %K2 step %c1 iter_args(%so_far = %flags_1) -> tensor<?x?xi1> {
      %stored = tensor.extract %second[%b2, %k] : tensor<?x?xi32>
      %token = arith.index_cast %stored : i32 to index
      %inside = arith.cmpi ult, %token, %N : index
      %next = scf.if %inside -> tensor<?x?xi1> {
        %raised = tensor.insert %true into %so_far[%b, %token] : tensor<?x?xi1>
        scf.yield %raised : tensor<?x?xi1>
      } else {
        scf.yield %so_far : tensor<?x?xi1>
      }
      scf.yield %next : tensor<?x?xi1>
    }
    scf.yield %flags_2 : tensor<?x?xi1>
  }
  %empty = tensor.empty(%B, %K) : tensor<?x?xi32>
  %none = linalg.fill ins(%no_token : i32) outs(%empty : tensor<?x?xi32>) -> tensor<?x?xi32>
  %indices = scf.for %b = %c0 to %B step %c1 iter_args(%indices_b = %none) -> tensor<?x?xi32> {
    %indices_bi, %count = scf.for %i = %c0 to %N step %c1 iter_args(%indices_i = %indices_b, %count_i = %c0)
        -> (tensor<?x?xi32>, index) {
      %flag = tensor.extract %flags[%b, %i] : tensor<?x?xi1>
      %longer, %more = scf.if %flag -> (tensor<?x?xi32>, index) {
        %i_int = arith.index_cast %i : index to i32
        %inserted = tensor.insert %i_int into %indices_i[%b, %count_i] : tensor<?x?xi32>
        %next = arith.addi %count_i, %c1 : index
        scf.yield %inserted, %next : tensor<?x?xi32>, index
      } else {
        scf.yield %indices_i, %count_i : tensor<?x?xi32>, index
      }
      scf.yield %longer, %more : tensor<?x?xi32>, index
    }
    scf.yield %indices_bi : tensor<?x?xi32>
  }
  return %indices : tensor<?x?xi32>
}
