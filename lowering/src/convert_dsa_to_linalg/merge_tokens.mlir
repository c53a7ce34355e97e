// merged[b, j, :] = the mean of the tokens t with groups[b, t] = j, weighted by sizes, and merged_sizes[b, j] the sum of their
// sizes; a token that is alone as it is, zeros where there is none.
func.func private @merge_tokens(%tokens: tensor<?x?x?x$S>, %groups: tensor<?x?xi32>, %count: index, %sizes: tensor<?x?x$S>)
    -> (tensor<?x?x?x$S>, tensor<?x?x$S>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %zero = arith.constant 0.0 : $S
  %B = tensor.dim %tokens, %c0 : tensor<?x?x?x$S>
  %N = tensor.dim %tokens, %c1 : tensor<?x?x?x$S>
  %C = tensor.dim %tokens, %c2 : tensor<?x?x?x$S>
  %K = arith.maxsi %count, %c0 : index
  %merged_sizes = tensor.generate %B, %K {
  ^bb0(%b: index, %j: index):
    %total = scf.for %t = %c0 to %N step %c1 iter_args(%sum = %zero) -> ($S) {
      %group_int = tensor.extract %groups[%b, %t] : tensor<?x?xi32>
      %group = arith.index_cast %group_int : i32 to index
      %in = arith.cmpi eq, %group, %j : index
      %size = tensor.extract %sizes[%b, %t] : tensor<?x?x$S>
      %more = arith.addf %sum, %size : $S
      %next = arith.select %in, %more, %sum : $S
      scf.yield %next : $S
    }
    tensor.yield %total : $S
  } : tensor<?x?x$S>
  %merged = tensor.generate %B, %K, %C {
  ^bb0(%b: index, %j: index, %c: index):
    %total, %last, %members = scf.for %t = %c0 to %N step %c1 iter_args(%sum = %zero, %last_t = %zero, %so_many = %c0)
        -> ($S, $S, index) {
      %group_int = tensor.extract %groups[%b, %t] : tensor<?x?xi32>
      %group = arith.index_cast %group_int : i32 to index
      %in = arith.cmpi eq, %group, %j : index
      %size = tensor.extract %sizes[%b, %t] : tensor<?x?x$S>
      %x = tensor.extract %tokens[%b, %t, %c] : tensor<?x?x?x$S>
      %product = arith.mulf %size, %x : $S
      %more = arith.addf %sum, %product : $S
      %next = arith.select %in, %more, %sum : $S
      %next_last = arith.select %in, %x, %last_t : $S
      %one = arith.index_castui %in : i1 to index
      %next_many = arith.addi %so_many, %one : index
      scf.yield %next, %next_last, %next_many : $S, $S, index
    }
    %of = tensor.extract %merged_sizes[%b, %j] : tensor<?x?x$S>
    %mean = arith.divf %total, %of : $S
    %several = arith.cmpi ugt, %members, %c1 : index
    // Of none the last is 0.
    %y = arith.select %several, %mean, %last : $S
    tensor.yield %y : $S
  } : tensor<?x?x?x$S>
  return %merged, %merged_sizes : tensor<?x?x?x$S>, tensor<?x?x$S>
}
