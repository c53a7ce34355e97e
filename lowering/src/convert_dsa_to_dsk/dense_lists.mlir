// Every block of one head.
func.func private @dense_lists(%like: tensor<?x?x?x$I>, %width: index) -> (tensor<?x?x?x$I>, tensor<?x$I>) {
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %pointers = tensor.dim %like, %c2 : tensor<?x?x?x$I>
  %rows = arith.subi %pointers, %c1 : index
  %blocks = arith.muli %rows, %width : index
  %row_pointers = tensor.generate %c1, %c1, %pointers {
  ^bb0(%b: index, %h: index, %r: index):
    %before = arith.muli %r, %width : index
    %stored = arith.index_cast %before : index to $I
    tensor.yield %stored : $I
  } : tensor<?x?x?x$I>
  %columns = tensor.generate %blocks {
  ^bb0(%at: index):
    %column = arith.remui %at, %width : index
    %stored = arith.index_cast %column : index to $I
    tensor.yield %stored : $I
  } : tensor<?x$I>
  return %row_pointers, %columns : tensor<?x?x?x$I>, tensor<?x$I>
}
