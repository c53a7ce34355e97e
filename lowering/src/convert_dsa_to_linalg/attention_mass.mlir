// mass[b, h, i] = sum_{j in J} exp(x[j]) / sum_j exp(x[j]) with x[j] = scale * sum_d queries[b, h, i, d] * keys[b, g, j, d] and
// g = h div (H / G): both relative to max x, so that exp does not overflow. 1 where every x is -inf.
func.func private @attention_mass(%queries: tensor<?x?x?x?x$float>, %keys: tensor<?x?x?x?x$float>,
                                  %mask: tensor<?x?x?x?xi1>) -> tensor<?x?x?x$float> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %bq = arith.constant $bq : index
  %bk = arith.constant $bk : index
  %zero = arith.constant 0.0 : $float
  %one = arith.constant 1.0 : $float
  %minus_infinity = arith.constant $minus_infinity : $float
  %scale = arith.constant $scale : $float
  %B = tensor.dim %queries, %c0 : tensor<?x?x?x?x$float>
  %H = tensor.dim %queries, %c1 : tensor<?x?x?x?x$float>
  %N = tensor.dim %queries, %c2 : tensor<?x?x?x?x$float>
  %D = tensor.dim %queries, %c3 : tensor<?x?x?x?x$float>
  %M = tensor.dim %keys, %c2 : tensor<?x?x?x?x$float>
  %G = tensor.dim %keys, %c1 : tensor<?x?x?x?x$float>
  %at_least_one = arith.maxui %G, %c1 : index
  %group = arith.divui %H, %at_least_one : index
  %mask_B = tensor.dim %mask, %c0 : tensor<?x?x?x?xi1>
  %mask_H = tensor.dim %mask, %c1 : tensor<?x?x?x?xi1>
  %last_b = arith.subi %mask_B, %c1 : index
  %last_h = arith.subi %mask_H, %c1 : index
  %x = tensor.generate %B, %H, %N, %M {
  ^bb0(%b: index, %h: index, %i: index, %j: index):
    %g = arith.divui %h, %group : index
    %sum = scf.for %d = %c0 to %D step %c1 iter_args(%so_far = %zero) -> $float {
      %q = tensor.extract %queries[%b, %h, %i, %d] : tensor<?x?x?x?x$float>
      %k = tensor.extract %keys[%b, %g, %j, %d] : tensor<?x?x?x?x$float>
      %product = arith.mulf %q, %k : $float
      %more = arith.addf %so_far, %product : $float
      scf.yield %more : $float
    }
    %scaled = arith.mulf %scale, %sum : $float
    tensor.yield %scaled : $float
  } : tensor<?x?x?x?x$float>
  %mass = tensor.generate %B, %H, %N {
  ^bb0(%b: index, %h: index, %i: index):
    %mask_b = arith.minui %b, %last_b : index
    %mask_h = arith.minui %h, %last_h : index
    %r = arith.divui %i, %bq : index
    %max = scf.for %j = %c0 to %M step %c1 iter_args(%so_far = %minus_infinity) -> $float {
      %x_j = tensor.extract %x[%b, %h, %i, %j] : tensor<?x?x?x?x$float>
      %greater = arith.maximumf %so_far, %x_j : $float
      scf.yield %greater : $float
    }
    %held, %total = scf.for %j = %c0 to %M step %c1 iter_args(%held_j = %zero, %total_j = %zero) -> ($float, $float) {
      %x_j = tensor.extract %x[%b, %h, %i, %j] : tensor<?x?x?x?x$float>
      %shifted = arith.subf %x_j, %max : $float
      %weight = math.exp %shifted : $float
      %s = arith.divui %j, %bk : index
      %holds = tensor.extract %mask[%mask_b, %mask_h, %r, %s] : tensor<?x?x?x?xi1>
      %counted = arith.select %holds, %weight, %zero : $float
      %next_held = arith.addf %held_j, %counted : $float
      %next_total = arith.addf %total_j, %weight : $float
      scf.yield %next_held, %next_total : $float, $float
    }
    %share = arith.divf %held, %total : $float
    %is_none = arith.cmpf oeq, %max, %minus_infinity : $float
    %or_all = arith.select %is_none, %one, %share : $float
    tensor.yield %or_all : $float
  } : tensor<?x?x?x$float>
  return %mass : tensor<?x?x?x$float>
}
