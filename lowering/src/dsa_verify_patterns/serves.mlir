// A pattern is of the batch entries and heads of an operand, or of 1 for all.
func.func private @check(%pointers: memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>, %served: $T) {
  %op = llvm.mlir.addressof @$op : !llvm.ptr
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %pattern_batch = arith.constant $pattern_batch : index
  %pattern_heads = arith.constant $pattern_heads : index
  %batch = memref.dim %pointers, %c0 : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
  %served_batch = memref.dim %served, %c0 : $T
  %is_several_batch = arith.cmpi ne, %batch, %c1 : index
  %is_other_batch = arith.cmpi ne, %batch, %served_batch : index
  %is_wrong_batch = arith.andi %is_several_batch, %is_other_batch : i1
  scf.if %is_wrong_batch {
    func.call @dynsparse_invalid_pattern(%op, %pattern_batch, %c0, %c0, %c0, %batch, %served_batch)
      : (!llvm.ptr, index, index, index, index, index, index) -> ()
  }
  %heads = memref.dim %pointers, %c1 : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
  %served_heads = memref.dim %served, %c1 : $T
  %is_several_heads = arith.cmpi ne, %heads, %c1 : index
  %is_other_heads = arith.cmpi ne, %heads, %served_heads : index
  %is_wrong_heads = arith.andi %is_several_heads, %is_other_heads : i1
  scf.if %is_wrong_heads {
    func.call @dynsparse_invalid_pattern(%op, %pattern_heads, %c0, %c0, %c0, %heads, %served_heads)
      : (!llvm.ptr, index, index, index, index, index, index) -> ()
  }
  return
}
