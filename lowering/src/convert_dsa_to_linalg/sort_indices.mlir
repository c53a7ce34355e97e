// indices[b, rank] = i, where rank is the number of tokens that come before i: those with a smaller
// key, or a greater one if descending, and those with an equal key and a lower index. NaN is above every number.
func.func private @sort_indices(%keys: tensor<?x?xf64>) -> tensor<?x?xi32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %B = tensor.dim %keys, %c0 : tensor<?x?xf64>
  %N = tensor.dim %keys, %c1 : tensor<?x?xf64>
  %empty = tensor.empty(%B, %N) : tensor<?x?xi32>
  %indices = scf.for %b = %c0 to %B step %c1 iter_args(%indices_b = %empty) -> tensor<?x?xi32> {
    %indices_bi = scf.for %i = %c0 to %N step %c1 iter_args(%indices_i = %indices_b) -> tensor<?x?xi32> {
      %x = tensor.extract %keys[%b, %i] : tensor<?x?xf64>
      %x_is_nan = arith.cmpf uno, %x, %x : f64
      %rank = scf.for %j = %c0 to %N step %c1 iter_args(%so_far = %c0) -> index {
        %y = tensor.extract %keys[%b, %j] : tensor<?x?xf64>
        %y_is_nan = arith.cmpf uno, %y, %y : f64
        %less = arith.cmpf olt, $left, $right : f64
        %nans_differ = arith.xori %x_is_nan, %y_is_nan : i1
        %only_nan = arith.andi $nan, %nans_differ : i1
        %ahead = arith.ori %less, %only_nan : i1
        %same = arith.cmpf oeq, %y, %x : f64
        %both_are_nan = arith.andi %y_is_nan, %x_is_nan : i1
        %equal = arith.ori %same, %both_are_nan : i1
        %lower = arith.cmpi ult, %j, %i : index
        %wins_tie = arith.andi %equal, %lower : i1
        %before = arith.ori %ahead, %wins_tie : i1
        %one = arith.index_castui %before : i1 to index
        %more = arith.addi %so_far, %one : index
        scf.yield %more : index
      }
      %i_int = arith.index_cast %i : index to i32
      %inserted = tensor.insert %i_int into %indices_i[%b, %rank] : tensor<?x?xi32>
      scf.yield %inserted : tensor<?x?xi32>
    }
    scf.yield %indices_bi : tensor<?x?xi32>
  }
  return %indices : tensor<?x?xi32>
}
