// A list is of the batch entries and heads of another, or of a mask.
func.func private @check(%list: memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>, %like: $T) {
  %op = llvm.mlir.addressof @$op : !llvm.ptr
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %batch_size = arith.constant $batch_size : index
  %head_count = arith.constant $head_count : index
  %batch = memref.dim %list, %c0 : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
  %expected_batch = memref.dim %like, %c0 : $T
  %is_other_batch = arith.cmpi ne, %batch, %expected_batch : index
  scf.if %is_other_batch {
    func.call @dynsparse_invalid_pattern(%op, %batch_size, %c0, %c0, %c0, %batch, %expected_batch)
      : (!llvm.ptr, index, index, index, index, index, index) -> ()
  }
  %heads = memref.dim %list, %c1 : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
  %expected_heads = memref.dim %like, %c1 : $T
  %is_other_heads = arith.cmpi ne, %heads, %expected_heads : index
  scf.if %is_other_heads {
    func.call @dynsparse_invalid_pattern(%op, %head_count, %c0, %c0, %c0, %heads, %expected_heads)
      : (!llvm.ptr, index, index, index, index, index, index) -> ()
  }
  return
}
