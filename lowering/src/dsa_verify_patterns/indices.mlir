// Ascending indices, then -1: each violation is told to the runtime, which does not return.
func.func private @check(%indices: memref<?x?x$I, strided<[?, ?], offset: ?>>, %size: index) {
  %op = llvm.mlir.addressof @$op : !llvm.ptr
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %none = arith.constant -1 : index
  %index_outside = arith.constant $index_outside : index
  %index_order = arith.constant $index_order : index
  %index_after_end = arith.constant $index_after_end : index
  %false = arith.constant false
  %batch = memref.dim %indices, %c0 : memref<?x?x$I, strided<[?, ?], offset: ?>>
  %count = memref.dim %indices, %c1 : memref<?x?x$I, strided<[?, ?], offset: ?>>
  scf.for %b = %c0 to %batch step %c1 {
    %last:2 = scf.for %i = %c0 to %count step %c1 iter_args(%before = %none, %ended = %false) -> (index, i1) {
      %stored = memref.load %indices[%b, %i] : memref<?x?x$I, strided<[?, ?], offset: ?>>
      %index = arith.index_cast %stored : $I to index
      %is_end = arith.cmpi eq, %index, %none : index
      %ends = arith.ori %ended, %is_end : i1
      scf.if %is_end {
      } else {
        %is_negative = arith.cmpi slt, %index, %c0 : index
        %is_large = arith.cmpi sge, %index, %size : index
        %is_outside = arith.ori %is_negative, %is_large : i1
        scf.if %is_outside {
          func.call @dynsparse_invalid_pattern(%op, %index_outside, %b, %c0, %i, %index, %size)
            : (!llvm.ptr, index, index, index, index, index, index) -> ()
        }
        scf.if %ended {
          func.call @dynsparse_invalid_pattern(%op, %index_after_end, %b, %c0, %i, %index, %none)
            : (!llvm.ptr, index, index, index, index, index, index) -> ()
        }
        %is_not_after = arith.cmpi sle, %index, %before : index
        scf.if %is_not_after {
          func.call @dynsparse_invalid_pattern(%op, %index_order, %b, %c0, %i, %index, %before)
            : (!llvm.ptr, index, index, index, index, index, index) -> ()
        }
      }
      scf.yield %index, %ends : index, i1
    }
  }
  return
}
