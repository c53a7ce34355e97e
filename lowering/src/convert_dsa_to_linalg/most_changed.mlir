// kept[b, i] = changed[b, i], and fewer than budget - n of the changed are better: of a greater change, NaN above every number,
// of equal ones the first.
func.func private @most_changed(%change: tensor<?x?xf64>, %changed: tensor<?x?xi1>, %n: index, %budget: index)
    -> tensor<?x?xi1> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %true = arith.constant true
  %B = tensor.dim %change, %c0 : tensor<?x?xf64>
  %N = tensor.dim %change, %c1 : tensor<?x?xf64>
  %at_least = arith.maxsi %budget, %n : index
  %left = arith.subi %at_least, %n : index
  %kept = tensor.generate %B, %N {
  ^bb0(%b: index, %i: index):
    %x = tensor.extract %change[%b, %i] : tensor<?x?xf64>
    %x_is_nan = arith.cmpf uno, %x, %x : f64
    %x_is_number = arith.xori %x_is_nan, %true : i1
    %better = scf.for %j = %c0 to %N step %c1 iter_args(%so_far = %c0) -> index {
      %y = tensor.extract %change[%b, %j] : tensor<?x?xf64>
      %counts = tensor.extract %changed[%b, %j] : tensor<?x?xi1>
      %y_is_nan = arith.cmpf uno, %y, %y : f64
      %greater = arith.cmpf ogt, %y, %x : f64
      %equal = arith.cmpf oeq, %y, %x : f64
      %nan_above = arith.andi %y_is_nan, %x_is_number : i1
      %both_nan = arith.andi %y_is_nan, %x_is_nan : i1
      %tie = arith.ori %equal, %both_nan : i1
      %earlier = arith.cmpi ult, %j, %i : index
      %wins_tie = arith.andi %tie, %earlier : i1
      %above = arith.ori %greater, %nan_above : i1
      %wins = arith.ori %above, %wins_tie : i1
      %is_better = arith.andi %wins, %counts : i1
      %one = arith.index_castui %is_better : i1 to index
      %more = arith.addi %so_far, %one : index
      scf.yield %more : index
    }
    %is_changed = tensor.extract %changed[%b, %i] : tensor<?x?xi1>
    %fits = arith.cmpi ult, %better, %left : index
    %is_kept = arith.andi %is_changed, %fits : i1
    tensor.yield %is_kept : i1
  } : tensor<?x?xi1>
  return %kept : tensor<?x?xi1>
}
