// Row pointers and columns, for so many rows if that is not -1: each violation is told to the runtime, which does not return.
func.func private @check(%pointers: memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>,
                         %columns: memref<?x$I, strided<[?], offset: ?>>, %expected_rows: index, %width: index) {
  %op = llvm.mlir.addressof @$op : !llvm.ptr
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %none = arith.constant -1 : index
  %start = arith.constant $start : index
  %falls = arith.constant $falls : index
  %beyond = arith.constant $beyond : index
  %column_outside = arith.constant $column_outside : index
  %column_order = arith.constant $column_order : index
  %no_pointers = arith.constant $no_pointers : index
  %row_count = arith.constant $row_count : index
  %batch = memref.dim %pointers, %c0 : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
  %heads = memref.dim %pointers, %c1 : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
  %size = memref.dim %pointers, %c2 : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
  %room = memref.dim %columns, %c0 : memref<?x$I, strided<[?], offset: ?>>
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
  %all = scf.for %b = %c0 to %batch step %c1 iter_args(%from = %c0) -> (index) {
    %of_batch = scf.for %h = %c0 to %heads step %c1 iter_args(%end = %from) -> (index) {
      %first_stored = memref.load %pointers[%b, %h, %c0] : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
      %first = arith.index_cast %first_stored : $I to index
      %starts_elsewhere = arith.cmpi ne, %first, %end : index
      scf.if %starts_elsewhere {
        func.call @dynsparse_invalid_pattern(%op, %start, %b, %h, %c0, %first, %end)
          : (!llvm.ptr, index, index, index, index, index, index) -> ()
      }
      %of_head = scf.for %r = %c0 to %rows step %c1 iter_args(%row = %first) -> (index) {
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
          func.call @dynsparse_invalid_pattern(%op, %beyond, %b, %h, %r, %next, %room)
            : (!llvm.ptr, index, index, index, index, index, index) -> ()
        }
        %greatest = scf.for %p = %row to %next step %c1 iter_args(%before = %none) -> (index) {
          %stored = memref.load %columns[%p] : memref<?x$I, strided<[?], offset: ?>>
          %column = arith.index_cast %stored : $I to index
          %is_negative = arith.cmpi slt, %column, %c0 : index
          %is_large = arith.cmpi sge, %column, %width : index
          %is_outside = arith.ori %is_negative, %is_large : i1
          scf.if %is_outside {
            func.call @dynsparse_invalid_pattern(%op, %column_outside, %b, %h, %r, %column, %width)
              : (!llvm.ptr, index, index, index, index, index, index) -> ()
          }
          %is_not_after = arith.cmpi sle, %column, %before : index
          scf.if %is_not_after {
            func.call @dynsparse_invalid_pattern(%op, %column_order, %b, %h, %r, %column, %before)
              : (!llvm.ptr, index, index, index, index, index, index) -> ()
          }
          scf.yield %column : index
        }
        scf.yield %next : index
      }
      scf.yield %of_head : index
    }
    scf.yield %of_batch : index
  }
  return
}
