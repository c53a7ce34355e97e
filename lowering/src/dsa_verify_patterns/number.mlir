// A number of rows or columns that a pattern is stored with: as many as its type says, if that is not -1.
func.func private @check(%stored: index, %expected: index) {
  %op = llvm.mlir.addressof @$op : !llvm.ptr
  %c0 = arith.constant 0 : index
  %negative_count = arith.constant $negative_count : index
  %stored_count = arith.constant $stored_count : index
  %is_negative = arith.cmpi slt, %stored, %c0 : index
  scf.if %is_negative {
    func.call @dynsparse_invalid_pattern(%op, %negative_count, %c0, %c0, %c0, %stored, %c0)
      : (!llvm.ptr, index, index, index, index, index, index) -> ()
  }
  %is_expected = arith.cmpi sge, %expected, %c0 : index
  %are_others = arith.cmpi ne, %stored, %expected : index
  %is_other = arith.andi %is_expected, %are_others : i1
  scf.if %is_other {
    func.call @dynsparse_invalid_pattern(%op, %stored_count, %c0, %c0, %c0, %stored, %expected)
      : (!llvm.ptr, index, index, index, index, index, index) -> ()
  }
  return
}
