// Where the entries of each head start and end, of entries in the order of batch entries and heads.
func.func private @heads_of_entries(%batch: index, %heads: index, %positions: tensor<?x$I>, %batches: tensor<?x$I>,
                                    %heads_of: tensor<?x$I>) -> tensor<?x?x?x$I> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %zero = arith.constant 0 : $I
  %one = arith.constant 1 : $I
  %end_stored = tensor.extract %positions[%c1] : tensor<?x$I>
  %end = arith.index_cast %end_stored : $I to index
  %unset_counts = tensor.empty(%batch, %heads) : tensor<?x?x$I>
  %no_counts = linalg.fill ins(%zero : $I) outs(%unset_counts : tensor<?x?x$I>) -> tensor<?x?x$I>
  %counts = scf.for %p = %c0 to %end step %c1 iter_args(%counts_p = %no_counts) -> (tensor<?x?x$I>) {
    %b_stored = tensor.extract %batches[%p] : tensor<?x$I>
    %h_stored = tensor.extract %heads_of[%p] : tensor<?x$I>
    %b = arith.index_cast %b_stored : $I to index
    %h = arith.index_cast %h_stored : $I to index
    %count = tensor.extract %counts_p[%b, %h] : tensor<?x?x$I>
    %more = arith.addi %count, %one : $I
    %with = tensor.insert %more into %counts_p[%b, %h] : tensor<?x?x$I>
    scf.yield %with : tensor<?x?x$I>
  }
  %unset = tensor.empty(%batch, %heads, %c2) : tensor<?x?x?x$I>
  %made:2 = scf.for %b = %c0 to %batch step %c1 iter_args(%at_b = %zero, %starts_b = %unset) -> ($I, tensor<?x?x?x$I>) {
    %of_batch:2 = scf.for %h = %c0 to %heads step %c1 iter_args(%at_h = %at_b, %starts_h = %starts_b)
        -> ($I, tensor<?x?x?x$I>) {
      %count = tensor.extract %counts[%b, %h] : tensor<?x?x$I>
      %after = arith.addi %at_h, %count : $I
      %with_start = tensor.insert %at_h into %starts_h[%b, %h, %c0] : tensor<?x?x?x$I>
      %with_end = tensor.insert %after into %with_start[%b, %h, %c1] : tensor<?x?x?x$I>
      scf.yield %after, %with_end : $I, tensor<?x?x?x$I>
    }
    scf.yield %of_batch#0, %of_batch#1 : $I, tensor<?x?x?x$I>
  }
  return %made#1 : tensor<?x?x?x$I>
}
