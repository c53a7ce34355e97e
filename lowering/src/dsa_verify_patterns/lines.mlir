// The whole lines of each head, and that the lists, which are right, have no unit of one: each violation is told to the
// runtime, which does not return. A line is marked by its distance from the first that there is.
func.func private @check(%pointers: memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>,
                         %columns: memref<?x$I, strided<[?], offset: ?>>, %width: index,
                         %starts: memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>,
                         %lines: memref<?x$I, strided<[?], offset: ?>>) {
  %op = llvm.mlir.addressof @$op : !llvm.ptr
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %true = arith.constant true
  %false = arith.constant false
  %head_low = arith.constant $head_low : index
  %head_falls = arith.constant $head_falls : index
  %head_beyond = arith.constant $head_beyond : index
  %line_low = arith.constant $line_low : index
  %line_high = arith.constant $line_high : index
  %line_order = arith.constant $line_order : index
  %column_in_line = arith.constant $column_in_line : index
  %batch = memref.dim %pointers, %c0 : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
  %heads = memref.dim %pointers, %c1 : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
  %size = memref.dim %pointers, %c2 : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
  %rows = arith.subi %size, %c1 : index
  %room = memref.dim %lines, %c0 : memref<?x$I, strided<[?], offset: ?>>
  $bounds
  %greatest_line = arith.subi %beyond_line, %c1 : index
  %distance = arith.subi %beyond_line, %least_line : index
  %marked = arith.maxsi %distance, %c0 : index
  %marks = memref.alloc(%marked) : memref<?xi1>
  scf.for %l = %c0 to %marked step %c1 {
    memref.store %false, %marks[%l] : memref<?xi1>
  }
  scf.for %b = %c0 to %batch step %c1 {
    scf.for %h = %c0 to %heads step %c1 {
      %first_stored = memref.load %starts[%b, %h, %c0] : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
      %first = arith.index_cast %first_stored : $I to index
      %last_stored = memref.load %starts[%b, %h, %c1] : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
      %last = arith.index_cast %last_stored : $I to index
      %is_low = arith.cmpi slt, %first, %c0 : index
      scf.if %is_low {
        func.call @dynsparse_invalid_pattern(%op, %head_low, %b, %h, %c0, %first, %c0)
          : (!llvm.ptr, index, index, index, index, index, index) -> ()
      }
      %is_less = arith.cmpi slt, %last, %first : index
      scf.if %is_less {
        func.call @dynsparse_invalid_pattern(%op, %head_falls, %b, %h, %c0, %last, %first)
          : (!llvm.ptr, index, index, index, index, index, index) -> ()
      }
      %is_beyond = arith.cmpi sgt, %last, %room : index
      scf.if %is_beyond {
        func.call @dynsparse_invalid_pattern(%op, %head_beyond, %b, %h, %c0, %last, %room)
          : (!llvm.ptr, index, index, index, index, index, index) -> ()
      }
      %before_first = arith.subi %least_line, %c1 : index
      %greatest = scf.for %p = %first to %last step %c1 iter_args(%before = %before_first) -> (index) {
        %line_stored = memref.load %lines[%p] : memref<?x$I, strided<[?], offset: ?>>
        %line = arith.index_cast %line_stored : $I to index
        %is_line_low = arith.cmpi slt, %line, %least_line : index
        scf.if %is_line_low {
          func.call @dynsparse_invalid_pattern(%op, %line_low, %b, %h, %p, %line, %least_line)
            : (!llvm.ptr, index, index, index, index, index, index) -> ()
        }
        %is_line_high = arith.cmpi sge, %line, %beyond_line : index
        scf.if %is_line_high {
          func.call @dynsparse_invalid_pattern(%op, %line_high, %b, %h, %p, %line, %greatest_line)
            : (!llvm.ptr, index, index, index, index, index, index) -> ()
        }
        %is_not_after = arith.cmpi sle, %line, %before : index
        scf.if %is_not_after {
          func.call @dynsparse_invalid_pattern(%op, %line_order, %b, %h, %p, %line, %before)
            : (!llvm.ptr, index, index, index, index, index, index) -> ()
        }
        %mark = arith.subi %line, %least_line : index
        memref.store %true, %marks[%mark] : memref<?xi1>
        scf.yield %line : index
      }
      scf.for %r = %c0 to %rows step %c1 {
        %behind = arith.addi %r, %c1 : index
        %start_stored = memref.load %pointers[%b, %h, %r] : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
        %start = arith.index_cast %start_stored : $I to index
        %end_stored = memref.load %pointers[%b, %h, %behind] : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
        %end = arith.index_cast %end_stored : $I to index
        scf.for %p = %start to %end step %c1 {
          %column_stored = memref.load %columns[%p] : memref<?x$I, strided<[?], offset: ?>>
          %column = arith.index_cast %column_stored : $I to index
          $line
          %mark = arith.subi %line, %least_line : index
          %is_whole = memref.load %marks[%mark] : memref<?xi1>
          scf.if %is_whole {
            func.call @dynsparse_invalid_pattern(%op, %column_in_line, %b, %h, %r, %column, %line)
              : (!llvm.ptr, index, index, index, index, index, index) -> ()
          }
        }
      }
      scf.for %p = %first to %last step %c1 {
        %line_stored = memref.load %lines[%p] : memref<?x$I, strided<[?], offset: ?>>
        %line = arith.index_cast %line_stored : $I to index
        %mark = arith.subi %line, %least_line : index
        memref.store %false, %marks[%mark] : memref<?xi1>
      }
    }
  }
  memref.dealloc %marks : memref<?xi1>
  return
}
