// Columns from their differences.
func.func private @decode_columns(%word_pointers: tensor<?x?x?x$I>, %words: tensor<?x$W>)
    -> (tensor<?x?x?x$I>, tensor<?x$I>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %pieces = arith.constant $pieces : index
  %before_first = arith.constant -1 : $I
  %zero = arith.constant 0 : $I
  %one = arith.constant 1 : $I
  %escape = arith.constant -1 : $W
  %piece_bits = arith.constant $word_bits : $I
  %batch = tensor.dim %word_pointers, %c0 : tensor<?x?x?x$I>
  %heads = tensor.dim %word_pointers, %c1 : tensor<?x?x?x$I>
  %pointers = tensor.dim %word_pointers, %c2 : tensor<?x?x?x$I>
  %rows = arith.subi %pointers, %c1 : index
  %room = tensor.dim %words, %c0 : tensor<?x$W>
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
        %begin_stored = tensor.extract %word_pointers[%b, %h, %r] : tensor<?x?x?x$I>
        %end_stored = tensor.extract %word_pointers[%b, %h, %next_r] : tensor<?x?x?x$I>
        %begin = arith.index_cast %begin_stored : $I to index
        %end = arith.index_cast %end_stored : $I to index
        %of_row:4 = scf.while (%i = %begin, %last = %before_first, %at = %at_r, %columns = %columns_r)
            : (index, $I, index, tensor<?x$I>) -> (index, $I, index, tensor<?x$I>) {
          %is_left = arith.cmpi ult, %i, %end : index
          scf.condition(%is_left) %i, %last, %at, %columns : index, $I, index, tensor<?x$I>
        } do {
        ^bb0(%i: index, %last: $I, %at: index, %columns: tensor<?x$I>):
          %word = tensor.extract %words[%i] : tensor<?x$W>
          %after_word = arith.addi %i, %c1 : index
          %is_escape = arith.cmpi eq, %word, %escape : $W
          %read:2 = scf.if %is_escape -> (index, $I) {
            %whole:3 = scf.for %p = %c0 to %pieces step %c1
                iter_args(%at_p = %after_word, %place = %zero, %sum = %zero) -> (index, $I, $I) {
              %piece = tensor.extract %words[%at_p] : tensor<?x$W>
              %wide = arith.extui %piece : $W to $I
              %shifted = arith.shli %wide, %place : $I
              %more = arith.ori %sum, %shifted : $I
              %after_piece = arith.addi %at_p, %c1 : index
              %next_place = arith.addi %place, %piece_bits : $I
              scf.yield %after_piece, %next_place, %more : index, $I, $I
            }
            scf.yield %whole#0, %whole#2 : index, $I
          } else {
            %difference = arith.extui %word : $W to $I
            %after_last = arith.addi %last, %one : $I
            %column = arith.addi %after_last, %difference : $I
            scf.yield %after_word, %column : index, $I
          }
          %with = tensor.insert %read#1 into %columns[%at] : tensor<?x$I>
          %next = arith.addi %at, %c1 : index
          scf.yield %read#0, %read#1, %next, %with : index, $I, index, tensor<?x$I>
        }
        %end_of_row = arith.index_cast %of_row#2 : index to $I
        %pointers_next = tensor.insert %end_of_row into %pointers_r[%b, %h, %next_r] : tensor<?x?x?x$I>
        scf.yield %of_row#2, %pointers_next, %of_row#3 : index, tensor<?x?x?x$I>, tensor<?x$I>
      }
      scf.yield %of_head#0, %of_head#1, %of_head#2 : index, tensor<?x?x?x$I>, tensor<?x$I>
    }
    scf.yield %of_batch#0, %of_batch#1, %of_batch#2 : index, tensor<?x?x?x$I>, tensor<?x$I>
  }
  return %made#1, %made#2 : tensor<?x?x?x$I>, tensor<?x$I>
}
