// mask[b, h, r, s] = fewer than top_k blocks t are better than s, where t is better than s if its score y is greater
// than x, the score of s; NaN is greater than every number, and of equal scores the lower index is better.
func.func private @select_blocks(%scores: tensor<?x?x?x?xf64>, %top_k: index) -> tensor<?x?x?x?xi1> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %B = tensor.dim %scores, %c0 : tensor<?x?x?x?xf64>
  %H = tensor.dim %scores, %c1 : tensor<?x?x?x?xf64>
  %R = tensor.dim %scores, %c2 : tensor<?x?x?x?xf64>
  %S = tensor.dim %scores, %c3 : tensor<?x?x?x?xf64>
  %mask = tensor.generate %B, %H, %R, %S {
  ^bb0(%b: index, %h: index, %r: index, %s: index):
    %x = tensor.extract %scores[%b, %h, %r, %s] : tensor<?x?x?x?xf64>
    %x_is_nan = arith.cmpf uno, %x, %x : f64
    %x_is_number = arith.cmpf ord, %x, %x : f64
    %rank = scf.for %t = %c0 to %S step %c1 iter_args(%so_far = %c0) -> index {
      %y = tensor.extract %scores[%b, %h, %r, %t] : tensor<?x?x?x?xf64>
      %y_is_nan = arith.cmpf uno, %y, %y : f64
      %above = arith.cmpf ogt, %y, %x : f64
      %only_y_is_nan = arith.andi %y_is_nan, %x_is_number : i1
      %greater = arith.ori %above, %only_y_is_nan : i1
      %same = arith.cmpf oeq, %y, %x : f64
      %both_are_nan = arith.andi %y_is_nan, %x_is_nan : i1
      %equal = arith.ori %same, %both_are_nan : i1
      %lower = arith.cmpi ult, %t, %s : index
      %wins_tie = arith.andi %equal, %lower : i1
      %better = arith.ori %greater, %wins_tie : i1
      %one = arith.index_castui %better : i1 to index
      %more = arith.addi %so_far, %one : index
      scf.yield %more : index
    }
    %selected = arith.cmpi slt, %rank, %top_k : index
    tensor.yield %selected : i1
  } : tensor<?x?x?x?xi1>
  return %mask : tensor<?x?x?x?xi1>
}
