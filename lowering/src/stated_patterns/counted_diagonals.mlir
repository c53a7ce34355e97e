// counts[b, h, x] = how many of the first x diagonals are seen.
func.func private @counted_diagonals(%queries: index, %keys: index, %mask: tensor<?x?x?xi1>) -> tensor<?x?x?xindex> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %n = arith.maxsi %queries, %c0 : index
  %m = arith.maxsi %keys, %c0 : index
  %tokens = arith.addi %n, %m : index
  %last = arith.subi %tokens, %c1 : index
  %expected = arith.maxsi %last, %c0 : index
  %batch = tensor.dim %mask, %c0 : tensor<?x?x?xi1>
  %heads = tensor.dim %mask, %c1 : tensor<?x?x?xi1>
  %diagonals = tensor.dim %mask, %c2 : tensor<?x?x?xi1>
  %fits = arith.cmpi eq, %expected, %diagonals : index
  cf.assert %fits, "$place: the mask has not as many diagonals as there are queries and keys, less one"$compared
  %places = arith.addi %diagonals, %c1 : index
  %room = tensor.empty(%batch, %heads, %places) : tensor<?x?x?xindex>
  %counts = scf.for %b = %c0 to %batch step %c1 iter_args(%of_batches = %room) -> (tensor<?x?x?xindex>) {
    %of_batch = scf.for %h = %c0 to %heads step %c1 iter_args(%of_heads = %of_batches) -> (tensor<?x?x?xindex>) {
      %started = tensor.insert %c0 into %of_heads[%b, %h, %c0] : tensor<?x?x?xindex>
      %of_head:2 = scf.for %x = %c0 to %diagonals step %c1
          iter_args(%seen = %c0, %so_far = %started) -> (index, tensor<?x?x?xindex>) {
        %is_seen = tensor.extract %mask[%b, %h, %x] : tensor<?x?x?xi1>
        %one_more = arith.addi %seen, %c1 : index
        %next = arith.select %is_seen, %one_more, %seen : index
        %next_x = arith.addi %x, %c1 : index
        %with_next = tensor.insert %next into %so_far[%b, %h, %next_x] : tensor<?x?x?xindex>
        scf.yield %next, %with_next : index, tensor<?x?x?xindex>
      }
      scf.yield %of_head#1 : tensor<?x?x?xindex>
    }
    scf.yield %of_batch : tensor<?x?x?xindex>
  }
  return %counts : tensor<?x?x?xindex>
}
