// Starts and ends of heads, and the rows and columns of entries in the order of rows, then columns: each violation is told to
// the runtime, which does not return.
func.func private @check(%starts: memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>,
                         %rows: memref<?x$I, strided<[?], offset: ?>>, %columns: memref<?x$I, strided<[?], offset: ?>>,
                         %height: index, %width: index) {
  %op = llvm.mlir.addressof @$op : !llvm.ptr
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %none = arith.constant -1 : index
  %head_start = arith.constant $head_start : index
  %head_falls = arith.constant $head_falls : index
  %head_beyond = arith.constant $head_beyond : index
  %row_outside = arith.constant $row_outside : index
  %row_order = arith.constant $row_order : index
  %column_outside = arith.constant $column_outside : index
  %column_order = arith.constant $column_order : index
  %batch = memref.dim %starts, %c0 : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
  %heads = memref.dim %starts, %c1 : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
  %rows_there = memref.dim %rows, %c0 : memref<?x$I, strided<[?], offset: ?>>
  %columns_there = memref.dim %columns, %c0 : memref<?x$I, strided<[?], offset: ?>>
  %room = arith.minsi %rows_there, %columns_there : index
  %all = scf.for %b = %c0 to %batch step %c1 iter_args(%from = %c0) -> (index) {
    %of_batch = scf.for %h = %c0 to %heads step %c1 iter_args(%end = %from) -> (index) {
      %first_stored = memref.load %starts[%b, %h, %c0] : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
      %first = arith.index_cast %first_stored : $I to index
      %last_stored = memref.load %starts[%b, %h, %c1] : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
      %last = arith.index_cast %last_stored : $I to index
      %starts_elsewhere = arith.cmpi ne, %first, %end : index
      scf.if %starts_elsewhere {
        func.call @dynsparse_invalid_pattern(%op, %head_start, %b, %h, %c0, %first, %end)
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
      %greatest:2 = scf.for %p = %first to %last step %c1 iter_args(%row_before = %none, %column_before = %none)
          -> (index, index) {
        %row_stored = memref.load %rows[%p] : memref<?x$I, strided<[?], offset: ?>>
        %row = arith.index_cast %row_stored : $I to index
        %is_negative_row = arith.cmpi slt, %row, %c0 : index
        %is_large_row = arith.cmpi sge, %row, %height : index
        %is_row_outside = arith.ori %is_negative_row, %is_large_row : i1
        scf.if %is_row_outside {
          func.call @dynsparse_invalid_pattern(%op, %row_outside, %b, %h, %p, %row, %height)
            : (!llvm.ptr, index, index, index, index, index, index) -> ()
        }
        %is_row_before = arith.cmpi slt, %row, %row_before : index
        scf.if %is_row_before {
          func.call @dynsparse_invalid_pattern(%op, %row_order, %b, %h, %p, %row, %row_before)
            : (!llvm.ptr, index, index, index, index, index, index) -> ()
        }
        %column_stored = memref.load %columns[%p] : memref<?x$I, strided<[?], offset: ?>>
        %column = arith.index_cast %column_stored : $I to index
        %is_negative = arith.cmpi slt, %column, %c0 : index
        %is_large = arith.cmpi sge, %column, %width : index
        %is_outside = arith.ori %is_negative, %is_large : i1
        scf.if %is_outside {
          func.call @dynsparse_invalid_pattern(%op, %column_outside, %b, %h, %row, %column, %width)
            : (!llvm.ptr, index, index, index, index, index, index) -> ()
        }
        %is_same_row = arith.cmpi eq, %row, %row_before : index
        %is_not_after = arith.cmpi sle, %column, %column_before : index
        %is_out_of_order = arith.andi %is_same_row, %is_not_after : i1
        scf.if %is_out_of_order {
          func.call @dynsparse_invalid_pattern(%op, %column_order, %b, %h, %row, %column, %column_before)
            : (!llvm.ptr, index, index, index, index, index, index) -> ()
        }
        scf.yield %row, %column : index, index
      }
      scf.yield %last : index
    }
    scf.yield %of_batch : index
  }
  return
}
