// weights[b, h, r, s] = floor(2^40 exp(x - m) + 1/2) with x = scores[b, h, r, s] and m the greatest of the row that is no NaN
// and not apart; 2^40 where x is NaN or m, 0 where it is -inf or apart.
func.func private @mass_weights(%scores: tensor<?x?x?x?xf64>, %apart: tensor<?x?x?x?xi1>) -> tensor<?x?x?x?xi64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %true = arith.constant true
  %none = arith.constant 0 : i64
  %one = arith.constant 1099511627776 : i64
  %one_float = arith.constant 1099511627776.0 : f64
  %half = arith.constant 0.5 : f64
  %minus_infinity = arith.constant 0xFFF0000000000000 : f64
  %B = tensor.dim %scores, %c0 : tensor<?x?x?x?xf64>
  %H = tensor.dim %scores, %c1 : tensor<?x?x?x?xf64>
  %R = tensor.dim %scores, %c2 : tensor<?x?x?x?xf64>
  %S = tensor.dim %scores, %c3 : tensor<?x?x?x?xf64>
  %apart_B = tensor.dim %apart, %c0 : tensor<?x?x?x?xi1>
  %apart_H = tensor.dim %apart, %c1 : tensor<?x?x?x?xi1>
  %last_b = arith.subi %apart_B, %c1 : index
  %last_h = arith.subi %apart_H, %c1 : index
  %greatest = tensor.generate %B, %H, %R {
  ^bb0(%b: index, %h: index, %r: index):
    %apart_b = arith.minui %b, %last_b : index
    %apart_h = arith.minui %h, %last_h : index
    %m = scf.for %s = %c0 to %S step %c1 iter_args(%so_far = %minus_infinity) -> f64 {
      %x = tensor.extract %scores[%b, %h, %r, %s] : tensor<?x?x?x?xf64>
      %is_apart = tensor.extract %apart[%apart_b, %apart_h, %r, %s] : tensor<?x?x?x?xi1>
      %is_in = arith.xori %is_apart, %true : i1
      %above = arith.cmpf ogt, %x, %so_far : f64
      %takes = arith.andi %above, %is_in : i1
      %next = arith.select %takes, %x, %so_far : f64
      scf.yield %next : f64
    }
    tensor.yield %m : f64
  } : tensor<?x?x?xf64>
  %weights = tensor.generate %B, %H, %R, %S {
  ^bb0(%b: index, %h: index, %r: index, %s: index):
    %apart_b = arith.minui %b, %last_b : index
    %apart_h = arith.minui %h, %last_h : index
    %x = tensor.extract %scores[%b, %h, %r, %s] : tensor<?x?x?x?xf64>
    %m = tensor.extract %greatest[%b, %h, %r] : tensor<?x?x?xf64>
    %is_apart = tensor.extract %apart[%apart_b, %apart_h, %r, %s] : tensor<?x?x?x?xi1>
    %is_nan = arith.cmpf uno, %x, %x : f64
    %is_greatest = arith.cmpf oeq, %x, %m : f64
    %is_lowest = arith.cmpf oeq, %x, %minus_infinity : f64
    %whole = arith.ori %is_nan, %is_greatest : i1
    %nothing = arith.ori %is_lowest, %is_apart : i1
    %below = arith.subf %x, %m : f64
    %share = math.exp %below : f64
    %steps = arith.mulf %share, %one_float : f64
    %raised = arith.addf %steps, %half : f64
    // Rounds towards 0, which is down. What is no weight is not taken.
    %of_number = arith.fptosi %raised : f64 to i64
    %or_whole = arith.select %whole, %one, %of_number : i64
    %weight = arith.select %nothing, %none, %or_whole : i64
    tensor.yield %weight : i64
  } : tensor<?x?x?x?xi64>
  return %weights : tensor<?x?x?x?xi64>
}
