// The last row pointer counts the blocks of all heads.
func.func private @count_blocks(%row_pointers: tensor<?x?x?x$I>) -> i64 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %none = arith.constant 0 : i64
  %batch = tensor.dim %row_pointers, %c0 : tensor<?x?x?x$I>
  %heads = tensor.dim %row_pointers, %c1 : tensor<?x?x?x$I>
  %pointers = tensor.dim %row_pointers, %c2 : tensor<?x?x?x$I>
  %heads_in_all = arith.muli %batch, %heads : index
  %any = arith.cmpi ne, %heads_in_all, %c0 : index
  %count = scf.if %any -> (i64) {
    %last_batch = arith.subi %batch, %c1 : index
    %last_head = arith.subi %heads, %c1 : index
    %last_row = arith.subi %pointers, %c1 : index
    %stored = tensor.extract %row_pointers[%last_batch, %last_head, %last_row] : tensor<?x?x?x$I>
    %as_index = arith.index_cast %stored : $I to index
    %blocks = arith.index_cast %as_index : index to i64
    scf.yield %blocks : i64
  } else {
    scf.yield %none : i64
  }
  return %count : i64
}
