// mask[b, h, i, j] = fewer than n of the scores of row i in the group of j are better than that of j. A greater score is
// better, NaN is better than any number, and of equal ones the first is better.
func.func private @n_of_m(%scores: tensor<?x?x?x?x$S>$parameter) -> tensor<?x?x?x?xi1> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %size = arith.constant $m : index
  %n = arith.constant $n : index
  $within_budget
  %B = tensor.dim %scores, %c0 : tensor<?x?x?x?x$S>
  %H = tensor.dim %scores, %c1 : tensor<?x?x?x?x$S>
  %R = tensor.dim %scores, %c2 : tensor<?x?x?x?x$S>
  %S = tensor.dim %scores, %c3 : tensor<?x?x?x?x$S>
  %mask = tensor.generate %B, %H, %R, %S {
  ^bb0(%b: index, %h: index, %i: index, %j: index):
    %score = tensor.extract %scores[%b, %h, %i, %j] : tensor<?x?x?x?x$S>
    %is_nan = arith.cmpf uno, %score, %score : $S
    %group = arith.divui %j, %size : index
    %first = arith.muli %group, %size : index
    %last = arith.addi %first, %size : index
    %beyond = arith.minui %last, %S : index
    %better = scf.for %t = %first to %beyond step %c1 iter_args(%so_far = %c0) -> (index) {
      %other = tensor.extract %scores[%b, %h, %i, %t] : tensor<?x?x?x?x$S>
      %other_is_nan = arith.cmpf uno, %other, %other : $S
      %greater = arith.cmpf ogt, %other, %score : $S
      %equal = arith.cmpf oeq, %other, %score : $S
      %both_nan = arith.andi %is_nan, %other_is_nan : i1
      %tie = arith.ori %equal, %both_nan : i1
      %earlier = arith.cmpi ult, %t, %j : index
      %wins_tie = arith.andi %tie, %earlier : i1
      %true = arith.constant true
      %is_number = arith.xori %is_nan, %true : i1
      %nan_wins = arith.andi %other_is_nan, %is_number : i1
      %by_value = arith.ori %greater, %nan_wins : i1
      %wins = arith.ori %by_value, %wins_tie : i1
      %more = arith.addi %so_far, %c1 : index
      %next = arith.select %wins, %more, %so_far : index
      scf.yield %next : index
    }
    %chosen = arith.cmpi ult, %better, $kept : index
    tensor.yield %chosen : i1
  } : tensor<?x?x?x?xi1>
  return %mask : tensor<?x?x?x?xi1>
}
