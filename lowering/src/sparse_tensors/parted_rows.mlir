// The inverse of joined_rows: pointers[b, h, r] = joined[(b H + h) R + r]
func.func private @parted_rows(%batch: index, %heads: index, %rows: index, %joined: tensor<?x$I>) -> tensor<?x?x?x$I> {
  %c1 = arith.constant 1 : index
  %of_head = arith.addi %rows, %c1 : index
  %pointers = tensor.generate %batch, %heads, %of_head {
  ^bb0(%b: index, %h: index, %r: index):
    %heads_before = arith.muli %b, %heads : index
    %head = arith.addi %heads_before, %h : index
    %rows_before = arith.muli %head, %rows : index
    %at = arith.addi %rows_before, %r : index
    %pointer = tensor.extract %joined[%at] : tensor<?x$I>
    tensor.yield %pointer : $I
  } : tensor<?x?x?x$I>
  return %pointers : tensor<?x?x?x$I>
}
