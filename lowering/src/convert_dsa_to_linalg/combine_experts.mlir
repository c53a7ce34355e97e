// result[t, c] = sum_j weights[t, j] * y[slots[t, j], c], in ascending order of j; slots outside of y are passed over.
func.func private @combine_experts(%y: tensor<?x?x$C>, %slots: tensor<?x?xi32>, %weights: tensor<?x?x$C>)
    -> tensor<?x?x$C> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0.0 : $C
  %rows = tensor.dim %y, %c0 : tensor<?x?x$C>
  %C = tensor.dim %y, %c1 : tensor<?x?x$C>
  %T = tensor.dim %slots, %c0 : tensor<?x?xi32>
  %k = tensor.dim %slots, %c1 : tensor<?x?xi32>
  %result = tensor.generate %T, %C {
  ^bb0(%t: index, %c: index):
    %total = scf.for %j = %c0 to %k step %c1 iter_args(%sum = %zero) -> $C {
      %stored = tensor.extract %slots[%t, %j] : tensor<?x?xi32>
      %slot = arith.index_cast %stored : i32 to index
      %inside = arith.cmpi ult, %slot, %rows : index
      %next = scf.if %inside -> ($C) {
        %weight = tensor.extract %weights[%t, %j] : tensor<?x?x$C>
        %of_expert = tensor.extract %y[%slot, %c] : tensor<?x?x$C>
        %product = arith.mulf %weight, %of_expert : $C
        %more = arith.addf %sum, %product : $C
        scf.yield %more : $C
      } else {
        scf.yield %sum : $C
      }
      scf.yield %next : $C
    }
    tensor.yield %total : $C
  } : tensor<?x?x$C>
  return %result : tensor<?x?x$C>
}
