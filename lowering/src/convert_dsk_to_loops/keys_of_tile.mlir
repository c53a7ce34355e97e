%column = memref.load %columns[%at] : memref<?x$I, strided<[?], offset: ?>>
%s = arith.index_cast %column : $I to index
%first_key = arith.muli %s, %bk : index
%keys_left = arith.subi %m, %first_key : index
%keys_here = arith.minui %keys_left, %bk : index
%id = scf.if %has_masks -> (index) {
  %stored_id = memref.load %mask_ids[%at] : memref<?x$I, strided<[?], offset: ?>>
  %own_id = arith.index_cast %stored_id : $I to index
  scf.yield %own_id : index
} else {
  scf.yield %full : index
}
%is_partial = arith.cmpi sge, %id, %c0 : index
