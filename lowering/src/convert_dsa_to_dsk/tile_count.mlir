// How many tiles row pointers say: where the last row of the last head ends.
func.func private @tile_count(%row_pointers: tensor<?x?x?x$I>) -> index {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %batch = tensor.dim %row_pointers, %c0 : tensor<?x?x?x$I>
  %heads = tensor.dim %row_pointers, %c1 : tensor<?x?x?x$I>
  %pointers = tensor.dim %row_pointers, %c2 : tensor<?x?x?x$I>
  %heads_in_all = arith.muli %batch, %heads : index
  %any = arith.cmpi ugt, %heads_in_all, %c0 : index
  %count = scf.if %any -> (index) {
    %last_b = arith.subi %batch, %c1 : index
    %last_h = arith.subi %heads, %c1 : index
    %last = arith.subi %pointers, %c1 : index
    %end = tensor.extract %row_pointers[%last_b, %last_h, %last] : tensor<?x?x?x$I>
    %tiles = arith.index_cast %end : $I to index
    scf.yield %tiles : index
  } else {
    scf.yield %c0 : index
  }
  return %count : index
}
