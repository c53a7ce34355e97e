// Row pointers, or starts and ends, of all heads in one list: where a head ends the next one starts, which is said once.
func.func private @joined_rows(%pointers: tensor<?x?x?x$I>) -> tensor<?x?x?x$I> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %zero = arith.constant 0 : $I
  %batch = tensor.dim %pointers, %c0 : tensor<?x?x?x$I>
  %heads = tensor.dim %pointers, %c1 : tensor<?x?x?x$I>
  %of_head = tensor.dim %pointers, %c2 : tensor<?x?x?x$I>
  %rows = arith.subi %of_head, %c1 : index
  %rows_of_batch = arith.muli %heads, %rows : index
  %rows_of_all = arith.muli %batch, %rows_of_batch : index
  %size = arith.addi %rows_of_all, %c1 : index
  %unset = tensor.empty(%size) : tensor<1x1x?x$I>
  %start = tensor.insert %zero into %unset[%c0, %c0, %c0] : tensor<1x1x?x$I>
  %joined = scf.for %b = %c0 to %batch step %c1 iter_args(%of_b = %start) -> (tensor<1x1x?x$I>) {
    %at_b = arith.muli %b, %rows_of_batch : index
    %with_b = scf.for %h = %c0 to %heads step %c1 iter_args(%of_h = %of_b) -> (tensor<1x1x?x$I>) {
      %from_b = arith.muli %h, %rows : index
      %at_h = arith.addi %at_b, %from_b : index
      %with_h = scf.for %r = %c1 to %of_head step %c1 iter_args(%of_r = %of_h) -> (tensor<1x1x?x$I>) {
        %pointer = tensor.extract %pointers[%b, %h, %r] : tensor<?x?x?x$I>
        %at = arith.addi %at_h, %r : index
        %with = tensor.insert %pointer into %of_r[%c0, %c0, %at] : tensor<1x1x?x$I>
        scf.yield %with : tensor<1x1x?x$I>
      }
      scf.yield %with_h : tensor<1x1x?x$I>
    }
    scf.yield %with_b : tensor<1x1x?x$I>
  }
  %all = tensor.cast %joined : tensor<1x1x?x$I> to tensor<?x?x?x$I>
  return %all : tensor<?x?x?x$I>
}
