// The mask ids of the columns that are used: each violation is told to the runtime, which does not return.
func.func private @check(%pointers: memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>,
                         %ids: memref<?x$I, strided<[?], offset: ?>>, %masks: index) {
  %op = llvm.mlir.addressof @$op : !llvm.ptr
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %none = arith.constant -1 : index
  %id_outside = arith.constant $id_outside : index
  %batch = memref.dim %pointers, %c0 : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
  %heads = memref.dim %pointers, %c1 : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
  %size = memref.dim %pointers, %c2 : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
  %all_rows = arith.subi %size, %c1 : index
  %none_is_full = arith.constant $none_is_full
  %ids_there = memref.dim %ids, %c0 : memref<?x$I, strided<[?], offset: ?>>
  %has_none = arith.cmpi eq, %ids_there, %c0 : index
  %all_full = arith.andi %none_is_full, %has_none : i1
  %rows = arith.select %all_full, %c0, %all_rows : index
  scf.for %b = %c0 to %batch step %c1 {
    scf.for %h = %c0 to %heads step %c1 {
      scf.for %r = %c0 to %rows step %c1 {
        %behind = arith.addi %r, %c1 : index
        %start_stored = memref.load %pointers[%b, %h, %r] : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
        %end_stored = memref.load %pointers[%b, %h, %behind] : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
        %start = arith.index_cast %start_stored : $I to index
        %end = arith.index_cast %end_stored : $I to index
        scf.for %p = %start to %end step %c1 {
          %stored = memref.load %ids[%p] : memref<?x$I, strided<[?], offset: ?>>
          %id = arith.index_cast %stored : $I to index
          %is_low = arith.cmpi slt, %id, %none : index
          %is_large = arith.cmpi sge, %id, %masks : index
          %is_outside = arith.ori %is_low, %is_large : i1
          scf.if %is_outside {
            func.call @dynsparse_invalid_pattern(%op, %id_outside, %b, %h, %r, %id, %masks)
              : (!llvm.ptr, index, index, index, index, index, index) -> ()
          }
        }
      }
    }
  }
  return
}
