// The columns of a row from the words of its bits: one alone, or a byte at a time.
func.func private @bitmap_to_lists(%bits: tensor<?x?x?x?xi64>, %places_of_bits: tensor<256xi64>)
    -> (tensor<?x?x?x$I>, tensor<?x$I>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %c8 = arith.constant 8 : index
  %c64 = arith.constant 64 : index
  %no_bits = arith.constant 0 : i64
  %one = arith.constant 1 : i64
  %bits_of_byte = arith.constant 8 : i64
  %batch = tensor.dim %bits, %c0 : tensor<?x?x?x?xi64>
  %heads = tensor.dim %bits, %c1 : tensor<?x?x?x?xi64>
  %rows = tensor.dim %bits, %c2 : tensor<?x?x?x?xi64>
  %words = tensor.dim %bits, %c3 : tensor<?x?x?x?xi64>
  %pointers = arith.addi %rows, %c1 : index
  %room_as_int = scf.for %b = %c0 to %batch step %c1 iter_args(%count_b = %no_bits) -> (i64) {
    %of_batch = scf.for %h = %c0 to %heads step %c1 iter_args(%count_h = %count_b) -> (i64) {
      %of_head = scf.for %r = %c0 to %rows step %c1 iter_args(%count_r = %count_h) -> (i64) {
        %of_row = scf.for %w = %c0 to %words step %c1 iter_args(%count = %count_r) -> (i64) {
          %word = tensor.extract %bits[%b, %h, %r, %w] : tensor<?x?x?x?xi64>
          %of_word = math.ctpop %word : i64
          %more = arith.addi %count, %of_word : i64
          scf.yield %more : i64
        }
        scf.yield %of_row : i64
      }
      scf.yield %of_head : i64
    }
    scf.yield %of_batch : i64
  }
  %columns_in_all = arith.index_cast %room_as_int : i64 to index
  // Eight columns are stored at once.
  %room = arith.addi %columns_in_all, %c8 : index
  %no_pointers = tensor.empty(%batch, %heads, %pointers) : tensor<?x?x?x$I>
  %no_columns = tensor.empty(%room) : tensor<?x$I>
  %made:3 = scf.for %b = %c0 to %batch step %c1
      iter_args(%at_b = %c0, %pointers_b = %no_pointers, %columns_b = %no_columns)
      -> (index, tensor<?x?x?x$I>, tensor<?x$I>) {
    %of_batch:3 = scf.for %h = %c0 to %heads step %c1
        iter_args(%at_h = %at_b, %pointers_h = %pointers_b, %columns_h = %columns_b)
        -> (index, tensor<?x?x?x$I>, tensor<?x$I>) {
      %start = arith.index_cast %at_h : index to $I
      %started = tensor.insert %start into %pointers_h[%b, %h, %c0] : tensor<?x?x?x$I>
      %of_head:3 = scf.for %r = %c0 to %rows step %c1
          iter_args(%at_r = %at_h, %pointers_r = %started, %columns_r = %columns_h)
          -> (index, tensor<?x?x?x$I>, tensor<?x$I>) {
        %next_r = arith.addi %r, %c1 : index
        %of_row:2 = scf.for %w = %c0 to %words step %c1 iter_args(%at_w = %at_r, %columns_w = %columns_r)
            -> (index, tensor<?x$I>) {
          %word = tensor.extract %bits[%b, %h, %r, %w] : tensor<?x?x?x?xi64>
          %columns_before = arith.muli %w, %c64 : index
          %number = math.ctpop %word : i64
          %are_more = arith.cmpi ugt, %number, %one : i64
          %of_word:2 = scf.if %are_more -> (index, tensor<?x$I>) {
            %of_bytes:3 = scf.for %x = %c0 to %c64 step %c8 iter_args(%left = %word, %at_x = %at_w, %columns_x = %columns_w)
                -> (i64, index, tensor<?x$I>) {
              %byte = arith.trunci %left : i64 to i8
              %first = arith.addi %columns_before, %x : index
$list_bits
              %next_left = arith.shrui %left, %bits_of_byte : i64
              scf.yield %next_left, %at_next, %with_columns : i64, index, tensor<?x$I>
            }
            scf.yield %of_bytes#1, %of_bytes#2 : index, tensor<?x$I>
          } else {
            // Where there is none, the next one takes the place of what is stored.
            %place_as_int = math.cttz %word : i64
            %place = arith.index_cast %place_as_int : i64 to index
            %column = arith.addi %columns_before, %place : index
            %stored = arith.index_cast %column : index to $I
            %with_column = tensor.insert %stored into %columns_w[%at_w] : tensor<?x$I>
            %number_as_index = arith.index_cast %number : i64 to index
            %after = arith.addi %at_w, %number_as_index : index
            scf.yield %after, %with_column : index, tensor<?x$I>
          }
          scf.yield %of_word#0, %of_word#1 : index, tensor<?x$I>
        }
        %end = arith.index_cast %of_row#0 : index to $I
        %pointers_next = tensor.insert %end into %pointers_r[%b, %h, %next_r] : tensor<?x?x?x$I>
        scf.yield %of_row#0, %pointers_next, %of_row#1 : index, tensor<?x?x?x$I>, tensor<?x$I>
      }
      scf.yield %of_head#0, %of_head#1, %of_head#2 : index, tensor<?x?x?x$I>, tensor<?x$I>
    }
    scf.yield %of_batch#0, %of_batch#1, %of_batch#2 : index, tensor<?x?x?x$I>, tensor<?x$I>
  }
  return %made#1, %made#2 : tensor<?x?x?x$I>, tensor<?x$I>
}
