func.func private @pattern_density(%row_pointers: tensor<?x?x?x$I>, %columns: tensor<?x$I>, %width: index) -> f32 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %none = arith.constant 0.0 : f32
  %batch = tensor.dim %row_pointers, %c0 : tensor<?x?x?x$I>
  %heads = tensor.dim %row_pointers, %c1 : tensor<?x?x?x$I>
  %pointers = tensor.dim %row_pointers, %c2 : tensor<?x?x?x$I>
  %rows = arith.subi %pointers, %c1 : index
  %heads_in_all = arith.muli %batch, %heads : index
  %rows_in_all = arith.muli %heads_in_all, %rows : index
  %blocks = arith.muli %rows_in_all, %width : index
  %any = arith.cmpi ne, %blocks, %c0 : index
  %density = scf.if %any -> f32 {
    %last_batch = arith.subi %batch, %c1 : index
    %last_head = arith.subi %heads, %c1 : index
    // The last row pointer counts all selected blocks.
    %selected = tensor.extract %row_pointers[%last_batch, %last_head, %rows] : tensor<?x?x?x$I>
    %blocks_as_int = arith.index_cast %blocks : index to i64
    %part = arith.sitofp %selected : $I to f64
    %whole = arith.sitofp %blocks_as_int : i64 to f64
    %share = arith.divf %part, %whole : f64
    %rounded = arith.truncf %share : f64 to f32
    scf.yield %rounded : f32
  } else {
    scf.yield %none : f32
  }
  return %density : f32
}
