// The words of each row, for so many columns: each violation is told to the runtime, which does not return.
func.func private @check(%bits: memref<?x?x?x?xi64, strided<[?, ?, ?, ?], offset: ?>>, %expected_rows: index, %width: index) {
  %op = llvm.mlir.addressof @$op : !llvm.ptr
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %c64 = arith.constant 64 : index
  %no_bits = arith.constant 0 : i64
  %row_count = arith.constant $row_count : index
  %word_count = arith.constant $word_count : index
  %column_outside = arith.constant $column_outside : index
  %batch = memref.dim %bits, %c0 : memref<?x?x?x?xi64, strided<[?, ?, ?, ?], offset: ?>>
  %heads = memref.dim %bits, %c1 : memref<?x?x?x?xi64, strided<[?, ?, ?, ?], offset: ?>>
  %rows = memref.dim %bits, %c2 : memref<?x?x?x?xi64, strided<[?, ?, ?, ?], offset: ?>>
  %words = memref.dim %bits, %c3 : memref<?x?x?x?xi64, strided<[?, ?, ?, ?], offset: ?>>
  %is_expected = arith.cmpi sge, %expected_rows, %c0 : index
  %are_others = arith.cmpi ne, %rows, %expected_rows : index
  %is_other_count = arith.andi %is_expected, %are_others : i1
  scf.if %is_other_count {
    func.call @dynsparse_invalid_pattern(%op, %row_count, %c0, %c0, %c0, %rows, %expected_rows)
      : (!llvm.ptr, index, index, index, index, index, index) -> ()
  }
  %expected_words = arith.ceildivsi %width, %c64 : index
  %are_other_words = arith.cmpi ne, %words, %expected_words : index
  scf.if %are_other_words {
    func.call @dynsparse_invalid_pattern(%op, %word_count, %c0, %c0, %c0, %words, %expected_words)
      : (!llvm.ptr, index, index, index, index, index, index) -> ()
  }
  %in_last = arith.remsi %width, %c64 : index
  %is_part = arith.cmpi ne, %in_last, %c0 : index
  scf.if %is_part {
    %last = arith.subi %words, %c1 : index
    %shift = arith.index_cast %in_last : index to i64
    scf.for %b = %c0 to %batch step %c1 {
      scf.for %h = %c0 to %heads step %c1 {
        scf.for %r = %c0 to %rows step %c1 {
          %word = memref.load %bits[%b, %h, %r, %last] : memref<?x?x?x?xi64, strided<[?, ?, ?, ?], offset: ?>>
          %beyond = arith.shrui %word, %shift : i64
          %is_outside = arith.cmpi ne, %beyond, %no_bits : i64
          scf.if %is_outside {
            %place_as_int = math.cttz %beyond : i64
            %place = arith.index_cast %place_as_int : i64 to index
            %column = arith.addi %width, %place : index
            func.call @dynsparse_invalid_pattern(%op, %column_outside, %b, %h, %r, %column, %width)
              : (!llvm.ptr, index, index, index, index, index, index) -> ()
          }
        }
      }
    }
  }
  return
}
