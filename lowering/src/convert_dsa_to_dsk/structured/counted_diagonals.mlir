// counts[b, h, x] = how many of the first x diagonals are seen. flags: those of the mask as bytes, the last one first, so that what
// consecutive queries see of a key lies side by side; behind them is room for queries that do not exist.
func.func private @counted_diagonals(%mask: tensor<?x?x?xi1>) -> (tensor<?x?x?xindex>, tensor<?x?x?xi8>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %not_seen = arith.constant 0 : i8
  %beyond = arith.constant $beyond : index
  %batch = tensor.dim %mask, %c0 : tensor<?x?x?xi1>
  %heads = tensor.dim %mask, %c1 : tensor<?x?x?xi1>
  %diagonals = tensor.dim %mask, %c2 : tensor<?x?x?xi1>
  %places = arith.addi %diagonals, %c1 : index
  %with_room = arith.addi %diagonals, %beyond : index
  %no_counts = tensor.empty(%batch, %heads, %places) : tensor<?x?x?xindex>
  %no_flags = tensor.empty(%batch, %heads, %with_room) : tensor<?x?x?xi8>
  %blank = linalg.fill ins(%not_seen : i8) outs(%no_flags : tensor<?x?x?xi8>) -> tensor<?x?x?xi8>
  %made:2 = scf.for %b = %c0 to %batch step %c1 iter_args(%counts_b = %no_counts, %flags_b = %blank)
      -> (tensor<?x?x?xindex>, tensor<?x?x?xi8>) {
    %of_batch:2 = scf.for %h = %c0 to %heads step %c1 iter_args(%counts_h = %counts_b, %flags_h = %flags_b)
        -> (tensor<?x?x?xindex>, tensor<?x?x?xi8>) {
      %started = tensor.insert %c0 into %counts_h[%b, %h, %c0] : tensor<?x?x?xindex>
      %of_head:3 = scf.for %x = %c0 to %diagonals step %c1 iter_args(%seen = %c0, %counts = %started, %flags = %flags_h)
          -> (index, tensor<?x?x?xindex>, tensor<?x?x?xi8>) {
        %is_seen = tensor.extract %mask[%b, %h, %x] : tensor<?x?x?xi1>
        %one_more = arith.addi %seen, %c1 : index
        %next = arith.select %is_seen, %one_more, %seen : index
        %next_x = arith.addi %x, %c1 : index
        %with_count = tensor.insert %next into %counts[%b, %h, %next_x] : tensor<?x?x?xindex>
        %flag = arith.extui %is_seen : i1 to i8
        %from_last = arith.subi %diagonals, %next_x : index
        %with_flag = tensor.insert %flag into %flags[%b, %h, %from_last] : tensor<?x?x?xi8>
        scf.yield %next, %with_count, %with_flag : index, tensor<?x?x?xindex>, tensor<?x?x?xi8>
      }
      scf.yield %of_head#1, %of_head#2 : tensor<?x?x?xindex>, tensor<?x?x?xi8>
    }
    scf.yield %of_batch#0, %of_batch#1 : tensor<?x?x?xindex>, tensor<?x?x?xi8>
  }
  return %made#0, %made#1 : tensor<?x?x?xindex>, tensor<?x?x?xi8>
}
