func.func private @element_density(%row_pointers: tensor<?x?x?x$I>, %n: index, %m: index, %count: i64) -> f32 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0.0 : f32
  %batch = tensor.dim %row_pointers, %c0 : tensor<?x?x?x$I>
  %heads = tensor.dim %row_pointers, %c1 : tensor<?x?x?x$I>
  %heads_in_all = arith.muli %batch, %heads : index
  %queries_in_all = arith.muli %heads_in_all, %n : index
  %elements = arith.muli %queries_in_all, %m : index
  %elements_as_int = arith.index_cast %elements : index to i64
  %part = arith.uitofp %count : i64 to f64
  %whole = arith.uitofp %elements_as_int : i64 to f64
  %share = arith.divf %part, %whole : f64
  %rounded = arith.truncf %share : f64 to f32
  %none = arith.cmpi eq, %elements, %c0 : index
  %density = arith.select %none, %zero, %rounded : f32
  return %density : f32
}
