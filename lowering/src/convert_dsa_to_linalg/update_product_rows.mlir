// result[b, h, i, e] = sum_j weights[b, h, i, j] * values[b, h, j, e] in the rows that are listed.
func.func private @update_product_rows(%weights: tensor<?x?x?x?x$c>, %values: tensor<?x?x?x?x$c>, %rows: tensor<?x?xi1>,
                                       %product: tensor<?x?x?x?x$c>) -> tensor<?x?x?x?x$c> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %zero = arith.constant 0.0 : $c
  %B = tensor.dim %product, %c0 : tensor<?x?x?x?x$c>
  %H = tensor.dim %product, %c1 : tensor<?x?x?x?x$c>
  %N = tensor.dim %product, %c2 : tensor<?x?x?x?x$c>
  %E = tensor.dim %product, %c3 : tensor<?x?x?x?x$c>
  %M = tensor.dim %weights, %c3 : tensor<?x?x?x?x$c>
  %result = tensor.generate %B, %H, %N, %E {
  ^bb0(%b: index, %h: index, %i: index, %e: index):
    %changed = tensor.extract %rows[%b, %i] : tensor<?x?xi1>
    %y = scf.if %changed -> $c {
      %sum = scf.for %j = %c0 to %M step %c1 iter_args(%so_far = %zero) -> $c {
        %a = tensor.extract %weights[%b, %h, %i, %j] : tensor<?x?x?x?x$c>
        %v = tensor.extract %values[%b, %h, %j, %e] : tensor<?x?x?x?x$c>
        %term = arith.mulf %a, %v : $c
        %more = arith.addf %so_far, %term : $c
        scf.yield %more : $c
      }
      scf.yield %sum : $c
    } else {
      %kept = tensor.extract %product[%b, %h, %i, %e] : tensor<?x?x?x?x$c>
      scf.yield %kept : $c
    }
    tensor.yield %y : $c
  } : tensor<?x?x?x?x$c>
  return %result : tensor<?x?x?x?x$c>
}
