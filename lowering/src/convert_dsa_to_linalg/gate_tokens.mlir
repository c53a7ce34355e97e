// indices[b, :] = the tokens that pass the threshold and than which fewer than budget passing ones are better, in
// ascending order, then -1. A NaN threshold lets every token pass. "Better" is as in dsa.select_blocks.
func.func private @gate_tokens(%saliency: tensor<?x?xf64>, %budget: index, %threshold: f64) -> tensor<?x?xi32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %B = tensor.dim %saliency, %c0 : tensor<?x?xf64>
  %N = tensor.dim %saliency, %c1 : tensor<?x?xf64>
  %chosen = tensor.generate %B, %N {
  ^bb0(%b: index, %i: index):
    %x = tensor.extract %saliency[%b, %i] : tensor<?x?xf64>
    %x_passes = arith.cmpf ugt, %x, %threshold : f64
    %x_is_nan = arith.cmpf uno, %x, %x : f64
    %x_is_number = arith.cmpf ord, %x, %x : f64
    %rank = scf.for %j = %c0 to %N step %c1 iter_args(%so_far = %c0) -> index {
      %y = tensor.extract %saliency[%b, %j] : tensor<?x?xf64>
      %y_passes = arith.cmpf ugt, %y, %threshold : f64
      %y_is_nan = arith.cmpf uno, %y, %y : f64
      %above = arith.cmpf ogt, %y, %x : f64
      %only_y_is_nan = arith.andi %y_is_nan, %x_is_number : i1
      %greater = arith.ori %above, %only_y_is_nan : i1
      %same = arith.cmpf oeq, %y, %x : f64
      %both_are_nan = arith.andi %y_is_nan, %x_is_nan : i1
      %equal = arith.ori %same, %both_are_nan : i1
      %lower = arith.cmpi ult, %j, %i : index
      %wins_tie = arith.andi %equal, %lower : i1
      %wins = arith.ori %greater, %wins_tie : i1
      %better = arith.andi %y_passes, %wins : i1
      %one = arith.index_castui %better : i1 to index
      %more = arith.addi %so_far, %one : index
      scf.yield %more : index
    }
    %within = arith.cmpi slt, %rank, %budget : index
    %is_chosen = arith.andi %x_passes, %within : i1
    tensor.yield %is_chosen : i1
  } : tensor<?x?xi1>

  %at_least_0 = arith.maxsi %budget, %c0 : index
  %K = arith.minsi %at_least_0, %N : index
  %no_token = arith.constant -1 : i32
  %empty = tensor.empty(%B, %K) : tensor<?x?xi32>
  %none = linalg.fill ins(%no_token : i32) outs(%empty : tensor<?x?xi32>) -> tensor<?x?xi32>
  %indices = scf.for %b = %c0 to %B step %c1 iter_args(%indices_b = %none) -> tensor<?x?xi32> {
    %indices_bi, %count = scf.for %i = %c0 to %N step %c1 iter_args(%indices_i = %indices_b, %count_i = %c0)
        -> (tensor<?x?xi32>, index) {
      %is_chosen = tensor.extract %chosen[%b, %i] : tensor<?x?xi1>
      %longer, %more = scf.if %is_chosen -> (tensor<?x?xi32>, index) {
        %i_i32 = arith.index_cast %i : index to i32
        %inserted = tensor.insert %i_i32 into %indices_i[%b, %count_i] : tensor<?x?xi32>
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
