// Columns as differences: a word is how many columns lie between one and the one before it in its row (before the first
// there is -1); the greatest word says that the column itself follows in words, the lowest first.
func.func private @encode_columns(%row_pointers: tensor<?x?x?x$I>, %columns: tensor<?x$I>)
    -> (tensor<?x?x?x$I>, tensor<?x$W>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %pieces = arith.constant $pieces : index
  %before_first = arith.constant -1 : $I
  %one = arith.constant 1 : $I
  %escape_value = arith.constant $escape : $I
  %escape = arith.constant -1 : $W
  %piece_bits = arith.constant $word_bits : $I
  %batch = tensor.dim %row_pointers, %c0 : tensor<?x?x?x$I>
  %heads = tensor.dim %row_pointers, %c1 : tensor<?x?x?x$I>
  %pointers = tensor.dim %row_pointers, %c2 : tensor<?x?x?x$I>
  %rows = arith.subi %pointers, %c1 : index
  %listed = tensor.dim %columns, %c0 : tensor<?x$I>
  %words_at_most = arith.addi %pieces, %c1 : index
  %room = arith.muli %listed, %words_at_most : index
  %no_pointers = tensor.empty(%batch, %heads, %pointers) : tensor<?x?x?x$I>
  %no_words = tensor.empty(%room) : tensor<?x$W>
  %made:3 = scf.for %b = %c0 to %batch step %c1
      iter_args(%at_b = %c0, %pointers_b = %no_pointers, %words_b = %no_words)
      -> (index, tensor<?x?x?x$I>, tensor<?x$W>) {
    %of_batch:3 = scf.for %h = %c0 to %heads step %c1
        iter_args(%at_h = %at_b, %pointers_h = %pointers_b, %words_h = %words_b)
        -> (index, tensor<?x?x?x$I>, tensor<?x$W>) {
      %start = arith.index_cast %at_h : index to $I
      %started = tensor.insert %start into %pointers_h[%b, %h, %c0] : tensor<?x?x?x$I>
      %of_head:3 = scf.for %r = %c0 to %rows step %c1
          iter_args(%at_r = %at_h, %pointers_r = %started, %words_r = %words_h)
          -> (index, tensor<?x?x?x$I>, tensor<?x$W>) {
        %next_r = arith.addi %r, %c1 : index
        %begin_stored = tensor.extract %row_pointers[%b, %h, %r] : tensor<?x?x?x$I>
        %end_stored = tensor.extract %row_pointers[%b, %h, %next_r] : tensor<?x?x?x$I>
        %begin = arith.index_cast %begin_stored : $I to index
        %end = arith.index_cast %end_stored : $I to index
        %of_row:3 = scf.for %i = %begin to %end step %c1
            iter_args(%last = %before_first, %at = %at_r, %words = %words_r) -> ($I, index, tensor<?x$W>) {
          %column = tensor.extract %columns[%i] : tensor<?x$I>
          %after_last = arith.addi %last, %one : $I
          %difference = arith.subi %column, %after_last : $I
          %is_short = arith.cmpi ult, %difference, %escape_value : $I
          %next:2 = scf.if %is_short -> (index, tensor<?x$W>) {
            %word = arith.trunci %difference : $I to $W
            %with = tensor.insert %word into %words[%at] : tensor<?x$W>
            %after = arith.addi %at, %c1 : index
            scf.yield %after, %with : index, tensor<?x$W>
          } else {
            %with = tensor.insert %escape into %words[%at] : tensor<?x$W>
            %after = arith.addi %at, %c1 : index
            %whole:3 = scf.for %p = %c0 to %pieces step %c1 iter_args(%rest = %column, %at_p = %after, %words_p = %with)
                -> ($I, index, tensor<?x$W>) {
              %piece = arith.trunci %rest : $I to $W
              %with_piece = tensor.insert %piece into %words_p[%at_p] : tensor<?x$W>
              %after_piece = arith.addi %at_p, %c1 : index
              %shifted = arith.shrui %rest, %piece_bits : $I
              scf.yield %shifted, %after_piece, %with_piece : $I, index, tensor<?x$W>
            }
            scf.yield %whole#1, %whole#2 : index, tensor<?x$W>
          }
          scf.yield %column, %next#0, %next#1 : $I, index, tensor<?x$W>
        }
        %end_of_row = arith.index_cast %of_row#1 : index to $I
        %pointers_next = tensor.insert %end_of_row into %pointers_r[%b, %h, %next_r] : tensor<?x?x?x$I>
        scf.yield %of_row#1, %pointers_next, %of_row#2 : index, tensor<?x?x?x$I>, tensor<?x$W>
      }
      scf.yield %of_head#0, %of_head#1, %of_head#2 : index, tensor<?x?x?x$I>, tensor<?x$W>
    }
    scf.yield %of_batch#0, %of_batch#1, %of_batch#2 : index, tensor<?x?x?x$I>, tensor<?x$W>
  }
  return %made#1, %made#2 : tensor<?x?x?x$I>, tensor<?x$W>
}
