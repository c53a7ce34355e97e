// There is a tile for each column of row pointers that are right: each violation is told to the runtime, which does not return.
func.func private @check(%pointers: memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>, %tiles: $T) {
  %op = llvm.mlir.addressof @$op : !llvm.ptr
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %tiles_beyond = arith.constant $tiles_beyond : index
  %batch = memref.dim %pointers, %c0 : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
  %heads = memref.dim %pointers, %c1 : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
  %size = memref.dim %pointers, %c2 : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
  %rows = arith.subi %size, %c1 : index
  %room = memref.dim %tiles, %c2 : $T
  scf.for %b = %c0 to %batch step %c1 {
    scf.for %h = %c0 to %heads step %c1 {
      scf.for %r = %c0 to %rows step %c1 {
        %behind = arith.addi %r, %c1 : index
        %end_stored = memref.load %pointers[%b, %h, %behind] : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
        %end = arith.index_cast %end_stored : $I to index
        %is_beyond = arith.cmpi sgt, %end, %room : index
        scf.if %is_beyond {
          func.call @dynsparse_invalid_pattern(%op, %tiles_beyond, %b, %h, %r, %end, %room)
            : (!llvm.ptr, index, index, index, index, index, index) -> ()
        }
      }
    }
  }
  return
}
