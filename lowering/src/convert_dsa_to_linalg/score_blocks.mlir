// scores[b, h, r, s] = scale * sum_d qm[b, h, r, d] * km[b, g, s, d], with g = h div (H / G) and d in ascending order.
func.func private @score_blocks(%qm: tensor<?x?x?x?xf64>, %km: tensor<?x?x?x?xf64>) -> tensor<?x?x?x?xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %zero = arith.constant 0.0 : f64
  %scale = arith.constant $scale : f64
  %B = tensor.dim %qm, %c0 : tensor<?x?x?x?xf64>
  %H = tensor.dim %qm, %c1 : tensor<?x?x?x?xf64>
  %R = tensor.dim %qm, %c2 : tensor<?x?x?x?xf64>
  %D = tensor.dim %qm, %c3 : tensor<?x?x?x?xf64>
  %S = tensor.dim %km, %c2 : tensor<?x?x?x?xf64>
  %G = tensor.dim %km, %c1 : tensor<?x?x?x?xf64>
  %at_least_one = arith.maxui %G, %c1 : index
  %group = arith.divui %H, %at_least_one : index
  %scores = tensor.generate %B, %H, %R, %S {
  ^bb0(%b: index, %h: index, %r: index, %s: index):
    %g = arith.divui %h, %group : index
    %sum = scf.for %d = %c0 to %D step %c1 iter_args(%so_far = %zero) -> f64 {
      %q = tensor.extract %qm[%b, %h, %r, %d] : tensor<?x?x?x?xf64>
      %k = tensor.extract %km[%b, %g, %s, %d] : tensor<?x?x?x?xf64>
      %product = arith.mulf %q, %k : f64
      %more = arith.addf %so_far, %product : f64
      scf.yield %more : f64
    }
    %score = arith.mulf %scale, %sum : f64
    tensor.yield %score : f64
  } : tensor<?x?x?x?xf64>
  return %scores : tensor<?x?x?x?xf64>
}
