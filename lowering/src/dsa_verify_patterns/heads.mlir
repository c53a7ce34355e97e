// Two lists of a pattern are of the same batch entries and heads.
func.func private @check(%first: memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>,
                         %second: memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>) {
  %op = llvm.mlir.addressof @$op : !llvm.ptr
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %batch_size = arith.constant $batch_size : index
  %head_count = arith.constant $head_count : index
  %batch = memref.dim %first, %c0 : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
  %other_batch = memref.dim %second, %c0 : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
  %differs_in_batch = arith.cmpi ne, %other_batch, %batch : index
  scf.if %differs_in_batch {
    func.call @dynsparse_invalid_pattern(%op, %batch_size, %c0, %c0, %c0, %other_batch, %batch)
      : (!llvm.ptr, index, index, index, index, index, index) -> ()
  }
  %heads = memref.dim %first, %c1 : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
  %other_heads = memref.dim %second, %c1 : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
  %differs_in_heads = arith.cmpi ne, %other_heads, %heads : index
  scf.if %differs_in_heads {
    func.call @dynsparse_invalid_pattern(%op, %head_count, %c0, %c0, %c0, %other_heads, %heads)
      : (!llvm.ptr, index, index, index, index, index, index) -> ()
  }
  return
}
