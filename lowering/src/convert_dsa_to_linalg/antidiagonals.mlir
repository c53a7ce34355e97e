// a[b, h, i, j] = scale * sum_t sum_d queries[b, h, i*T + T-1-t, d] * keys[b, h, j*T + t, d], where tokens that are not there are 0.
func.func private @antidiagonals(%queries: tensor<?x?x?x?xf64>, %keys: tensor<?x?x?x?xf64>) -> tensor<?x?x?x?xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %T = arith.constant $stride : index
  %last = arith.subi %T, %c1 : index
  %zero = arith.constant 0.0 : f64
  %scale = arith.constant $scale : f64
  %B = tensor.dim %queries, %c0 : tensor<?x?x?x?xf64>
  %H = tensor.dim %queries, %c1 : tensor<?x?x?x?xf64>
  %N = tensor.dim %queries, %c2 : tensor<?x?x?x?xf64>
  %D = tensor.dim %queries, %c3 : tensor<?x?x?x?xf64>
  %M = tensor.dim %keys, %c2 : tensor<?x?x?x?xf64>
  %u = arith.ceildivui %N, %T : index
  %v = arith.ceildivui %M, %T : index
  %a = tensor.generate %B, %H, %u, %v {
  ^bb0(%b: index, %h: index, %i: index, %j: index):
    %first_query = arith.muli %i, %T : index
    %last_query = arith.addi %first_query, %last : index
    %first_key = arith.muli %j, %T : index
    %sum = scf.for %t = %c0 to %T step %c1 iter_args(%sum_t = %zero) -> f64 {
      %query = arith.subi %last_query, %t : index
      %key = arith.addi %first_key, %t : index
      %query_is_there = arith.cmpi ult, %query, %N : index
      %key_is_there = arith.cmpi ult, %key, %M : index
      %of_t = scf.for %d = %c0 to %D step %c1 iter_args(%so_far = %sum_t) -> f64 {
        %q = scf.if %query_is_there -> f64 {
          %there = tensor.extract %queries[%b, %h, %query, %d] : tensor<?x?x?x?xf64>
          scf.yield %there : f64
        } else {
          scf.yield %zero : f64
        }
        %k = scf.if %key_is_there -> f64 {
          %there = tensor.extract %keys[%b, %h, %key, %d] : tensor<?x?x?x?xf64>
          scf.yield %there : f64
        } else {
          scf.yield %zero : f64
        }
        %product = arith.mulf %q, %k : f64
        %more = arith.addf %so_far, %product : f64
        scf.yield %more : f64
      }
      scf.yield %of_t : f64
    }
    %scaled = arith.mulf %scale, %sum : f64
    tensor.yield %scaled : f64
  } : tensor<?x?x?x?xf64>
  return %a : tensor<?x?x?x?xf64>
}
