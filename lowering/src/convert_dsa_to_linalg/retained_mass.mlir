// mass[b, h, r] = sum_{s : mask[b, h, r, s]} weights[b, h, r, s] / sum_s weights[b, h, r, s], 1 where that is 0 / 0. A batch
// entry or head of the mask that is alone serves all.
func.func private @retained_mass(%weights: tensor<?x?x?x?xi64>, %mask: tensor<?x?x?x?xi1>) -> tensor<?x?x?xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %none = arith.constant 0 : i64
  %one = arith.constant 1.0 : f64
  %B = tensor.dim %weights, %c0 : tensor<?x?x?x?xi64>
  %H = tensor.dim %weights, %c1 : tensor<?x?x?x?xi64>
  %R = tensor.dim %weights, %c2 : tensor<?x?x?x?xi64>
  %S = tensor.dim %weights, %c3 : tensor<?x?x?x?xi64>
  %mask_B = tensor.dim %mask, %c0 : tensor<?x?x?x?xi1>
  %mask_H = tensor.dim %mask, %c1 : tensor<?x?x?x?xi1>
  %last_b = arith.subi %mask_B, %c1 : index
  %last_h = arith.subi %mask_H, %c1 : index
  %mass = tensor.generate %B, %H, %R {
  ^bb0(%b: index, %h: index, %r: index):
    %mask_b = arith.minui %b, %last_b : index
    %mask_h = arith.minui %h, %last_h : index
    %held, %total = scf.for %s = %c0 to %S step %c1 iter_args(%held_s = %none, %total_s = %none) -> (i64, i64) {
      %weight = tensor.extract %weights[%b, %h, %r, %s] : tensor<?x?x?x?xi64>
      %holds = tensor.extract %mask[%mask_b, %mask_h, %r, %s] : tensor<?x?x?x?xi1>
      %counted = arith.select %holds, %weight, %none : i64
      %next_held = arith.addi %held_s, %counted : i64
      %next_total = arith.addi %total_s, %weight : i64
      scf.yield %next_held, %next_total : i64, i64
    }
    %held_float = arith.sitofp %held : i64 to f64
    %total_float = arith.sitofp %total : i64 to f64
    %share = arith.divf %held_float, %total_float : f64
    %is_none = arith.cmpi eq, %total, %none : i64
    %or_all = arith.select %is_none, %one, %share : f64
    tensor.yield %or_all : f64
  } : tensor<?x?x?xf64>
  return %mass : tensor<?x?x?xf64>
}
