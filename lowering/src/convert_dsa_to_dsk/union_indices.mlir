// A flag for each token, set from both lists, and the flagged ones in order: the columns of a mask that has one row for each entry.
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
  %no_flags = tensor.empty(%B, %N) : tensor<?x1x1x?xi1>
  %lowered = linalg.fill ins(%false : i1) outs(%no_flags : tensor<?x1x1x?xi1>) -> tensor<?x1x1x?xi1>
  %flags = scf.for %b = %c0 to %B step %c1 iter_args(%flags_b = %lowered) -> tensor<?x1x1x?xi1> {
    %b1 = arith.minui %b, %last1 : index
    %b2 = arith.minui %b, %last2 : index
    %flags_1 = scf.for %k = %c0 to %K1 step %c1 iter_args(%so_far = %flags_b) -> tensor<?x1x1x?xi1> {
      %stored = tensor.extract %first[%b1, %k] : tensor<?x?xi32>
      %token = arith.index_cast %stored : i32 to index
      // As an unsigned number, -1 is beyond every size.
      %inside = arith.cmpi ult, %token, %N : index
      %next = scf.if %inside -> tensor<?x1x1x?xi1> {
        %raised = tensor.insert %true into %so_far[%b, %c0, %c0, %token] : tensor<?x1x1x?xi1>
        scf.yield %raised : tensor<?x1x1x?xi1>
      } else {
        scf.yield %so_far : tensor<?x1x1x?xi1>
      }
      scf.yield %next : tensor<?x1x1x?xi1>
    }
    %flags_2 = scf.for %k = %c0 to %K2 step %c1 iter_args(%so_far = %flags_1) -> tensor<?x1x1x?xi1> {
      %stored = tensor.extract %second[%b2, %k] : tensor<?x?xi32>
      %token = arith.index_cast %stored : i32 to index
      %inside = arith.cmpi ult, %token, %N : index
      %next = scf.if %inside -> tensor<?x1x1x?xi1> {
        %raised = tensor.insert %true into %so_far[%b, %c0, %c0, %token] : tensor<?x1x1x?xi1>
        scf.yield %raised : tensor<?x1x1x?xi1>
      } else {
        scf.yield %so_far : tensor<?x1x1x?xi1>
      }
      scf.yield %next : tensor<?x1x1x?xi1>
    }
    scf.yield %flags_2 : tensor<?x1x1x?xi1>
  }
  %room = arith.muli %B, %N : index
  %no_pointers = tensor.empty(%B) : tensor<?x1x2xi32>
  %no_columns = tensor.empty(%room) : tensor<?xi32>
  %pointers, %tokens = dsk.compress_mask ins(%flags : tensor<?x1x1x?xi1>)
    outs(%no_pointers, %no_columns : tensor<?x1x2xi32>, tensor<?xi32>) -> tensor<?x1x2xi32>, tensor<?xi32>
  %empty = tensor.empty(%B, %K) : tensor<?x?xi32>
  %none = linalg.fill ins(%no_token : i32) outs(%empty : tensor<?x?xi32>) -> tensor<?x?xi32>
  %indices = scf.for %b = %c0 to %B step %c1 iter_args(%indices_b = %none) -> tensor<?x?xi32> {
    %begin_stored = tensor.extract %pointers[%b, %c0, %c0] : tensor<?x1x2xi32>
    %end_stored = tensor.extract %pointers[%b, %c0, %c1] : tensor<?x1x2xi32>
    %begin = arith.index_cast %begin_stored : i32 to index
    %end = arith.index_cast %end_stored : i32 to index
    %count = arith.subi %end, %begin : index
    %indices_bk = scf.for %k = %c0 to %count step %c1 iter_args(%indices_k = %indices_b) -> tensor<?x?xi32> {
      %at = arith.addi %begin, %k : index
      %token = tensor.extract %tokens[%at] : tensor<?xi32>
      %with = tensor.insert %token into %indices_k[%b, %k] : tensor<?x?xi32>
      scf.yield %with : tensor<?x?xi32>
    }
    scf.yield %indices_bk : tensor<?x?xi32>
  }
  return %indices : tensor<?x?xi32>
}
