// The product by what changed, or the dense one where every key is listed; and what is remembered of weights and values.
func.func private @update_product(%weights: tensor<?x?x?x?x$c>, %values: tensor<?x?x?x?x$c>, %listed: tensor<?x?xi1>,
                                  %product: tensor<?x?x?x?x$c>, %last_weights: tensor<?x?x?x?x$c>,
                                  %last_values: tensor<?x?x?x?x$c>)
    -> (tensor<?x?x?x?x$c>, tensor<?x?x?x?x$c>, tensor<?x?x?x?x$c>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %true = arith.constant true
  %zero = arith.constant 0.0 : $c
  %B = tensor.dim %product, %c0 : tensor<?x?x?x?x$c>
  %H = tensor.dim %product, %c1 : tensor<?x?x?x?x$c>
  %N = tensor.dim %product, %c2 : tensor<?x?x?x?x$c>
  %E = tensor.dim %product, %c3 : tensor<?x?x?x?x$c>
  %M = tensor.dim %weights, %c3 : tensor<?x?x?x?x$c>
  %all = tensor.generate %B {
  ^bb0(%b: index):
    %every = scf.for %j = %c0 to %M step %c1 iter_args(%so_far = %true) -> i1 {
      %one = tensor.extract %listed[%b, %j] : tensor<?x?xi1>
      %more = arith.andi %so_far, %one : i1
      scf.yield %more : i1
    }
    tensor.yield %every : i1
  } : tensor<?xi1>
  %new_product = tensor.generate %B, %H, %N, %E {
  ^bb0(%b: index, %h: index, %i: index, %e: index):
    %is_dense = tensor.extract %all[%b] : tensor<?xi1>
    %last = tensor.extract %product[%b, %h, %i, %e] : tensor<?x?x?x?x$c>
    %start = arith.select %is_dense, %zero, %last : $c
    %sum = scf.for %j = %c0 to %M step %c1 iter_args(%so_far = %start) -> $c {
      %changed = tensor.extract %listed[%b, %j] : tensor<?x?xi1>
      %next = scf.if %changed -> $c {
        %a = tensor.extract %weights[%b, %h, %i, %j] : tensor<?x?x?x?x$c>
        %v = tensor.extract %values[%b, %h, %j, %e] : tensor<?x?x?x?x$c>
        %more = scf.if %is_dense -> $c {
          %term = arith.mulf %a, %v : $c
          %with_term = arith.addf %so_far, %term : $c
          scf.yield %with_term : $c
        } else {
          %a_last = tensor.extract %last_weights[%b, %h, %i, %j] : tensor<?x?x?x?x$c>
          %v_last = tensor.extract %last_values[%b, %h, %j, %e] : tensor<?x?x?x?x$c>
          %da = arith.subf %a, %a_last : $c
          %dv = arith.subf %v, %v_last : $c
          %of_values = arith.mulf %a, %dv : $c
          %with_values = arith.addf %so_far, %of_values : $c
          %of_weights = arith.mulf %da, %v_last : $c
          %with_both = arith.addf %with_values, %of_weights : $c
          scf.yield %with_both : $c
        }
        scf.yield %more : $c
      } else {
        scf.yield %so_far : $c
      }
      scf.yield %next : $c
    }
    tensor.yield %sum : $c
  } : tensor<?x?x?x?x$c>
  %new_weights = tensor.generate %B, %H, %N, %M {
  ^bb0(%b: index, %h: index, %i: index, %j: index):
    %changed = tensor.extract %listed[%b, %j] : tensor<?x?xi1>
    %now = tensor.extract %weights[%b, %h, %i, %j] : tensor<?x?x?x?x$c>
    %last = tensor.extract %last_weights[%b, %h, %i, %j] : tensor<?x?x?x?x$c>
    %kept = arith.select %changed, %now, %last : $c
    tensor.yield %kept : $c
  } : tensor<?x?x?x?x$c>
  %new_values = tensor.generate %B, %H, %M, %E {
  ^bb0(%b: index, %h: index, %j: index, %e: index):
    %changed = tensor.extract %listed[%b, %j] : tensor<?x?xi1>
    %now = tensor.extract %values[%b, %h, %j, %e] : tensor<?x?x?x?x$c>
    %last = tensor.extract %last_values[%b, %h, %j, %e] : tensor<?x?x?x?x$c>
    %kept = arith.select %changed, %now, %last : $c
    tensor.yield %kept : $c
  } : tensor<?x?x?x?x$c>
  return %new_product, %new_weights, %new_values : tensor<?x?x?x?x$c>, tensor<?x?x?x?x$c>, tensor<?x?x?x?x$c>
}
