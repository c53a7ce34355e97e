// A bit a column: bit s mod 64 of word s div 64 of the row.
func.func private @lists_to_bitmap(%row_pointers: tensor<?x?x?x$I>, %columns: tensor<?x$I>, %width: index)
    -> tensor<?x?x?x?xi64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c64 = arith.constant 64 : index
  %no_bits = arith.constant 0 : i64
  %one = arith.constant 1 : i64
  %batch = tensor.dim %row_pointers, %c0 : tensor<?x?x?x$I>
  %heads = tensor.dim %row_pointers, %c1 : tensor<?x?x?x$I>
  %pointers = tensor.dim %row_pointers, %c2 : tensor<?x?x?x$I>
  %rows = arith.subi %pointers, %c1 : index
  %words = arith.ceildivui %width, %c64 : index
  %empty = tensor.empty(%batch, %heads, %rows, %words) : tensor<?x?x?x?xi64>
  %zeros = linalg.fill ins(%no_bits : i64) outs(%empty : tensor<?x?x?x?xi64>) -> tensor<?x?x?x?xi64>
  %made = scf.for %b = %c0 to %batch step %c1 iter_args(%bits_b = %zeros) -> (tensor<?x?x?x?xi64>) {
    %of_batch = scf.for %h = %c0 to %heads step %c1 iter_args(%bits_h = %bits_b) -> (tensor<?x?x?x?xi64>) {
      %of_head = scf.for %r = %c0 to %rows step %c1 iter_args(%bits_r = %bits_h) -> (tensor<?x?x?x?xi64>) {
        %next_r = arith.addi %r, %c1 : index
        %begin_stored = tensor.extract %row_pointers[%b, %h, %r] : tensor<?x?x?x$I>
        %end_stored = tensor.extract %row_pointers[%b, %h, %next_r] : tensor<?x?x?x$I>
        %begin = arith.index_cast %begin_stored : $I to index
        %end = arith.index_cast %end_stored : $I to index
        %of_row = scf.for %at = %begin to %end step %c1 iter_args(%bits = %bits_r) -> (tensor<?x?x?x?xi64>) {
          %stored = tensor.extract %columns[%at] : tensor<?x$I>
          %column = arith.index_cast %stored : $I to index
          %word = arith.divui %column, %c64 : index
          %place = arith.remui %column, %c64 : index
          %place_as_int = arith.index_cast %place : index to i64
          %bit = arith.shli %one, %place_as_int : i64
          %before = tensor.extract %bits[%b, %h, %r, %word] : tensor<?x?x?x?xi64>
          %after = arith.ori %before, %bit : i64
          %with_bit = tensor.insert %after into %bits[%b, %h, %r, %word] : tensor<?x?x?x?xi64>
          scf.yield %with_bit : tensor<?x?x?x?xi64>
        }
        scf.yield %of_row : tensor<?x?x?x?xi64>
      }
      scf.yield %of_head : tensor<?x?x?x?xi64>
    }
    scf.yield %of_batch : tensor<?x?x?x?xi64>
  }
  return %made : tensor<?x?x?x?xi64>
}
