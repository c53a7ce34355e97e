// mask[b, h, r, s] = always[b, h, r, s], or those before s are fewer than at_most and weigh less than ceil(mass * W). Before
// s are the blocks of always, and of the others those that are better than s: with a greater score, NaN being greater than
// every number, and of equal ones the lower index. A mass of 0 or less needs nothing; one that is not below 1 is never reached.
func.func private @select_blocks_by_mass(%scores: tensor<?x?x?x?xf64>, %weights: tensor<?x?x?x?xi64>,
                                         %always: tensor<?x?x?x?xi1>, %mass: f32, %at_most: index)
    -> tensor<?x?x?x?xi1> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %true = arith.constant true
  %none = arith.constant 0 : i64
  %unreached = arith.constant 9223372036854775807 : i64
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  %B = tensor.dim %scores, %c0 : tensor<?x?x?x?xf64>
  %H = tensor.dim %scores, %c1 : tensor<?x?x?x?xf64>
  %R = tensor.dim %scores, %c2 : tensor<?x?x?x?xf64>
  %S = tensor.dim %scores, %c3 : tensor<?x?x?x?xf64>
  %always_B = tensor.dim %always, %c0 : tensor<?x?x?x?xi1>
  %always_H = tensor.dim %always, %c1 : tensor<?x?x?x?xi1>
  %last_b = arith.subi %always_B, %c1 : index
  %last_h = arith.subi %always_H, %c1 : index
  %wide = arith.extf %mass : f32 to f64
  %below_one = arith.cmpf olt, %wide, %one : f64
  %above_none = arith.cmpf ogt, %wide, %zero : f64
  %share = arith.select %above_none, %wide, %zero : f64
  %needed = tensor.generate %B, %H, %R {
  ^bb0(%b: index, %h: index, %r: index):
    %total = scf.for %s = %c0 to %S step %c1 iter_args(%so_far = %none) -> i64 {
      %weight = tensor.extract %weights[%b, %h, %r, %s] : tensor<?x?x?x?xi64>
      %more = arith.addi %so_far, %weight : i64
      scf.yield %more : i64
    }
    %total_float = arith.sitofp %total : i64 to f64
    %product = arith.mulf %share, %total_float : f64
    %up = math.ceil %product : f64
    %up_int = arith.fptosi %up : f64 to i64
    %need = arith.select %below_one, %up_int, %unreached : i64
    tensor.yield %need : i64
  } : tensor<?x?x?xi64>
  %mask = tensor.generate %B, %H, %R, %S {
  ^bb0(%b: index, %h: index, %r: index, %s: index):
    %always_b = arith.minui %b, %last_b : index
    %always_h = arith.minui %h, %last_h : index
    %x = tensor.extract %scores[%b, %h, %r, %s] : tensor<?x?x?x?xf64>
    %x_always = tensor.extract %always[%always_b, %always_h, %r, %s] : tensor<?x?x?x?xi1>
    %x_is_nan = arith.cmpf uno, %x, %x : f64
    %x_is_number = arith.cmpf ord, %x, %x : f64
    %before, %weighed = scf.for %t = %c0 to %S step %c1 iter_args(%count = %c0, %sum = %none) -> (index, i64) {
      %y = tensor.extract %scores[%b, %h, %r, %t] : tensor<?x?x?x?xf64>
      %y_always = tensor.extract %always[%always_b, %always_h, %r, %t] : tensor<?x?x?x?xi1>
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
      %is_before = arith.ori %better, %y_always : i1
      %one_more = arith.index_castui %is_before : i1 to index
      %next_count = arith.addi %count, %one_more : index
      %weight = tensor.extract %weights[%b, %h, %r, %t] : tensor<?x?x?x?xi64>
      %counted = arith.select %is_before, %weight, %none : i64
      %next_sum = arith.addi %sum, %counted : i64
      scf.yield %next_count, %next_sum : index, i64
    }
    %need = tensor.extract %needed[%b, %h, %r] : tensor<?x?x?xi64>
    %within = arith.cmpi slt, %before, %at_most : index
    %lacking = arith.cmpi slt, %weighed, %need : i64
    %wanted = arith.andi %within, %lacking : i1
    %taken = arith.ori %x_always, %wanted : i1
    tensor.yield %taken : i1
  } : tensor<?x?x?x?xi1>
  return %mask : tensor<?x?x?x?xi1>
}
