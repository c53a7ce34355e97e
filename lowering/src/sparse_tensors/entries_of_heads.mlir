// Start and end of all entries, and the batch entry and head of each.
func.func private @entries_of_heads(%starts: tensor<?x?x?x$I>, %rows: tensor<?x$I>)
    -> (tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0 : $I
  %batch = tensor.dim %starts, %c0 : tensor<?x?x?x$I>
  %heads = tensor.dim %starts, %c1 : tensor<?x?x?x$I>
  %room = tensor.dim %rows, %c0 : tensor<?x$I>
  %no_batches = tensor.empty(%room) : tensor<?x$I>
  %no_heads = tensor.empty(%room) : tensor<?x$I>
  %made:3 = scf.for %b = %c0 to %batch step %c1 iter_args(%end_b = %zero, %batches_b = %no_batches, %heads_b = %no_heads)
      -> ($I, tensor<?x$I>, tensor<?x$I>) {
    %this_batch = arith.index_cast %b : index to $I
    %of_batch:3 = scf.for %h = %c0 to %heads step %c1
        iter_args(%end_h = %end_b, %batches_h = %batches_b, %heads_h = %heads_b) -> ($I, tensor<?x$I>, tensor<?x$I>) {
      %this_head = arith.index_cast %h : index to $I
      %begin_stored = tensor.extract %starts[%b, %h, %c0] : tensor<?x?x?x$I>
      %end_stored = tensor.extract %starts[%b, %h, %c1] : tensor<?x?x?x$I>
      %begin = arith.index_cast %begin_stored : $I to index
      %end = arith.index_cast %end_stored : $I to index
      %of_head:2 = scf.for %p = %begin to %end step %c1 iter_args(%batches_p = %batches_h, %heads_p = %heads_h)
          -> (tensor<?x$I>, tensor<?x$I>) {
        %with_batch = tensor.insert %this_batch into %batches_p[%p] : tensor<?x$I>
        %with_head = tensor.insert %this_head into %heads_p[%p] : tensor<?x$I>
        scf.yield %with_batch, %with_head : tensor<?x$I>, tensor<?x$I>
      }
      scf.yield %end_stored, %of_head#0, %of_head#1 : $I, tensor<?x$I>, tensor<?x$I>
    }
    scf.yield %of_batch#0, %of_batch#1, %of_batch#2 : $I, tensor<?x$I>, tensor<?x$I>
  }
  %both = tensor.from_elements %zero, %made#0 : tensor<1x1x2x$I>
  %all = tensor.cast %both : tensor<1x1x2x$I> to tensor<?x?x?x$I>
  return %all, %made#1, %made#2 : tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>
}
