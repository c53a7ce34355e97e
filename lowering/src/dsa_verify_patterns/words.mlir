// Row pointers that count words, and the words of columns, for so many rows if that is not -1: each violation is told to the
// runtime, which does not return. What the words say is made on the way: row pointers that count columns, and those.
func.func private @check(%pointers: memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>,
                         %words: memref<?x$W, strided<[?], offset: ?>>, %expected_rows: index, %width: index)
    -> (memref<?x?x?x$I>, memref<?x$I>) {
  %op = llvm.mlir.addressof @$op : !llvm.ptr
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %none = arith.constant -1 : index
  %pieces = arith.constant $pieces : index
  %zero = arith.constant 0 : $I
  %escape = arith.constant -1 : $W
  %piece_bits = arith.constant $word_bits : $I
  %start = arith.constant $start : index
  %falls = arith.constant $falls : index
  %words_beyond = arith.constant $words_beyond : index
  %column_outside = arith.constant $column_outside : index
  %column_order = arith.constant $column_order : index
  %no_pointers = arith.constant $no_pointers : index
  %row_count = arith.constant $row_count : index
  %escape_cut = arith.constant $escape_cut : index
  %batch = memref.dim %pointers, %c0 : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
  %heads = memref.dim %pointers, %c1 : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
  %size = memref.dim %pointers, %c2 : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
  %room = memref.dim %words, %c0 : memref<?x$W, strided<[?], offset: ?>>
  %is_empty = arith.cmpi slt, %size, %c1 : index
  scf.if %is_empty {
    func.call @dynsparse_invalid_pattern(%op, %no_pointers, %c0, %c0, %c0, %size, %c1)
      : (!llvm.ptr, index, index, index, index, index, index) -> ()
  }
  %rows = arith.subi %size, %c1 : index
  %is_expected = arith.cmpi sge, %expected_rows, %c0 : index
  %are_others = arith.cmpi ne, %rows, %expected_rows : index
  %is_other_count = arith.andi %is_expected, %are_others : i1
  scf.if %is_other_count {
    func.call @dynsparse_invalid_pattern(%op, %row_count, %c0, %c0, %c0, %rows, %expected_rows)
      : (!llvm.ptr, index, index, index, index, index, index) -> ()
  }
  %column_pointers = memref.alloc(%batch, %heads, %size) : memref<?x?x?x$I>
  %columns = memref.alloc(%room) : memref<?x$I>
  %all:2 = scf.for %b = %c0 to %batch step %c1 iter_args(%from = %c0, %at_b = %c0) -> (index, index) {
    %of_batch:2 = scf.for %h = %c0 to %heads step %c1 iter_args(%end = %from, %at_h = %at_b) -> (index, index) {
      %first_stored = memref.load %pointers[%b, %h, %c0] : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
      %first = arith.index_cast %first_stored : $I to index
      %starts_elsewhere = arith.cmpi ne, %first, %end : index
      scf.if %starts_elsewhere {
        func.call @dynsparse_invalid_pattern(%op, %start, %b, %h, %c0, %first, %end)
          : (!llvm.ptr, index, index, index, index, index, index) -> ()
      }
      %start_of_head = arith.index_cast %at_h : index to $I
      memref.store %start_of_head, %column_pointers[%b, %h, %c0] : memref<?x?x?x$I>
      %of_head:2 = scf.for %r = %c0 to %rows step %c1 iter_args(%row = %first, %at_r = %at_h) -> (index, index) {
        %behind = arith.addi %r, %c1 : index
        %next_stored = memref.load %pointers[%b, %h, %behind] : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
        %next = arith.index_cast %next_stored : $I to index
        %is_less = arith.cmpi slt, %next, %row : index
        scf.if %is_less {
          func.call @dynsparse_invalid_pattern(%op, %falls, %b, %h, %r, %next, %row)
            : (!llvm.ptr, index, index, index, index, index, index) -> ()
        }
        %is_beyond = arith.cmpi sgt, %next, %room : index
        scf.if %is_beyond {
          func.call @dynsparse_invalid_pattern(%op, %words_beyond, %b, %h, %r, %next, %room)
            : (!llvm.ptr, index, index, index, index, index, index) -> ()
        }
        %of_row:3 = scf.while (%i = %row, %before = %none, %at = %at_r) : (index, index, index) -> (index, index, index) {
          %is_left = arith.cmpi slt, %i, %next : index
          scf.condition(%is_left) %i, %before, %at : index, index, index
        } do {
        ^bb0(%i: index, %before: index, %at: index):
          %word = memref.load %words[%i] : memref<?x$W, strided<[?], offset: ?>>
          %after_word = arith.addi %i, %c1 : index
          %is_escape = arith.cmpi eq, %word, %escape : $W
          %read:2 = scf.if %is_escape -> (index, index) {
            %after_pieces = arith.addi %after_word, %pieces : index
            %is_cut = arith.cmpi sgt, %after_pieces, %next : index
            scf.if %is_cut {
              func.call @dynsparse_invalid_pattern(%op, %escape_cut, %b, %h, %r, %i, %next)
                : (!llvm.ptr, index, index, index, index, index, index) -> ()
            }
            %whole:2 = scf.for %p = %after_word to %after_pieces step %c1 iter_args(%place = %zero, %sum = %zero) -> ($I, $I) {
              %piece = memref.load %words[%p] : memref<?x$W, strided<[?], offset: ?>>
              %wide = arith.extui %piece : $W to $I
              %shifted = arith.shli %wide, %place : $I
              %more = arith.ori %sum, %shifted : $I
              %next_place = arith.addi %place, %piece_bits : $I
              scf.yield %next_place, %more : $I, $I
            }
            %stated = arith.index_cast %whole#1 : $I to index
            scf.yield %after_pieces, %stated : index, index
          } else {
            %difference = arith.index_castui %word : $W to index
            %after_before = arith.addi %before, %c1 : index
            %sum = arith.addi %after_before, %difference : index
            scf.yield %after_word, %sum : index, index
          }
          %is_negative = arith.cmpi slt, %read#1, %c0 : index
          %is_large = arith.cmpi sge, %read#1, %width : index
          %is_outside = arith.ori %is_negative, %is_large : i1
          scf.if %is_outside {
            func.call @dynsparse_invalid_pattern(%op, %column_outside, %b, %h, %r, %read#1, %width)
              : (!llvm.ptr, index, index, index, index, index, index) -> ()
          }
          %is_not_after = arith.cmpi sle, %read#1, %before : index
          scf.if %is_not_after {
            func.call @dynsparse_invalid_pattern(%op, %column_order, %b, %h, %r, %read#1, %before)
              : (!llvm.ptr, index, index, index, index, index, index) -> ()
          }
          %column = arith.index_cast %read#1 : index to $I
          memref.store %column, %columns[%at] : memref<?x$I>
          %next_at = arith.addi %at, %c1 : index
          scf.yield %read#0, %read#1, %next_at : index, index, index
        }
        %end_of_row = arith.index_cast %of_row#2 : index to $I
        memref.store %end_of_row, %column_pointers[%b, %h, %behind] : memref<?x?x?x$I>
        scf.yield %next, %of_row#2 : index, index
      }
      scf.yield %of_head#0, %of_head#1 : index, index
    }
    scf.yield %of_batch#0, %of_batch#1 : index, index
  }
  return %column_pointers, %columns : memref<?x?x?x$I>, memref<?x$I>
}
