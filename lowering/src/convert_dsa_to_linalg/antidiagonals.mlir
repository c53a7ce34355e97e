// a[b, h, i, j] = scale * sum_t sum_d queries[b, h, i*T + T-1-t, d] * keys[b, g, j*T + t, d], with g = h div (H / G), where
// tokens that are not there are 0.
func.func private @antidiagonals(%queries: tensor<?x?x?x?x$C>, %keys: tensor<?x?x?x?x$C>) -> tensor<?x?x?x?x$C> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %T = arith.constant $stride : index
  %last = arith.subi %T, %c1 : index
  %zero = arith.constant 0.0 : $C
  %scale = arith.constant $scale : $C
  %B = tensor.dim %queries, %c0 : tensor<?x?x?x?x$C>
  %H = tensor.dim %queries, %c1 : tensor<?x?x?x?x$C>
  %N = tensor.dim %queries, %c2 : tensor<?x?x?x?x$C>
  %D = tensor.dim %queries, %c3 : tensor<?x?x?x?x$C>
  %M = tensor.dim %keys, %c2 : tensor<?x?x?x?x$C>
  %G = tensor.dim %keys, %c1 : tensor<?x?x?x?x$C>
  %at_least_one = arith.maxui %G, %c1 : index
  %group = arith.divui %H, %at_least_one : index
  %u = arith.ceildivui %N, %T : index
  %v = arith.ceildivui %M, %T : index
  %a = tensor.generate %B, %H, %u, %v {
  ^bb0(%b: index, %h: index, %i: index, %j: index):
    %g = arith.divui %h, %group : index
    %first_query = arith.muli %i, %T : index
    %last_query = arith.addi %first_query, %last : index
    %first_key = arith.muli %j, %T : index
    %sum = scf.for %t = %c0 to %T step %c1 iter_args(%sum_t = %zero) -> $C {
      %query = arith.subi %last_query, %t : index
      %key = arith.addi %first_key, %t : index
      %query_is_there = arith.cmpi ult, %query, %N : index
      %key_is_there = arith.cmpi ult, %key, %M : index
      %of_t = scf.for %d = %c0 to %D step %c1 iter_args(%so_far = %sum_t) -> $C {
        %q = scf.if %query_is_there -> $C {
          %there = tensor.extract %queries[%b, %h, %query, %d] : tensor<?x?x?x?x$C>
          scf.yield %there : $C
        } else {
          scf.yield %zero : $C
        }
        %k = scf.if %key_is_there -> $C {
          %there = tensor.extract %keys[%b, %g, %key, %d] : tensor<?x?x?x?x$C>
          scf.yield %there : $C
        } else {
          scf.yield %zero : $C
        }
        $add
        scf.yield %more : $C
      }
      scf.yield %of_t : $C
    }
    %scaled = arith.mulf %scale, %sum : $C
    tensor.yield %scaled : $C
  } : tensor<?x?x?x?x$C>
  return %a : tensor<?x?x?x?x$C>
}
