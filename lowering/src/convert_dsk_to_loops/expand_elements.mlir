func.func private @expand_elements(%row_pointers: memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>,
                                   %columns: memref<?x$I, strided<[?], offset: ?>>,
                                   %mask_ids: memref<?x$I, strided<[?], offset: ?>>,
                                   %masks: memref<?x?x?xi8, strided<[?, ?, ?], offset: ?>>,
                                   %mask: memref<?x?x?x?xi1, strided<[?, ?, ?, ?], offset: ?>>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %c8 = arith.constant 8 : index
  %bq = arith.constant $bq : index
  %bk = arith.constant $bk : index
  %false = arith.constant false
  %all_bits = arith.constant -1 : i8
  %batch = memref.dim %mask, %c0 : memref<?x?x?x?xi1, strided<[?, ?, ?, ?], offset: ?>>
  %heads = memref.dim %mask, %c1 : memref<?x?x?x?xi1, strided<[?, ?, ?, ?], offset: ?>>
  %n = memref.dim %mask, %c2 : memref<?x?x?x?xi1, strided<[?, ?, ?, ?], offset: ?>>
  %m = memref.dim %mask, %c3 : memref<?x?x?x?xi1, strided<[?, ?, ?, ?], offset: ?>>
  scf.for %b = %c0 to %batch step %c1 {
    scf.for %h = %c0 to %heads step %c1 {
      scf.for %i = %c0 to %n step %c1 {
        scf.for %j = %c0 to %m step %c1 {
          memref.store %false, %mask[%b, %h, %i, %j] : memref<?x?x?x?xi1, strided<[?, ?, ?, ?], offset: ?>>
        }
        %r = arith.divui %i, %bq : index
        %q = arith.remui %i, %bq : index
        %byte = arith.divui %q, %c8 : index
        %place = arith.remui %q, %c8 : index
        %place_i8 = arith.index_cast %place : index to i8
        dsk.for_chunks %row_pointers[%b, %h, %r] size = 1 : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>> {
        ^bb0(%at: index, %count: index):
          %column = memref.load %columns[%at] : memref<?x$I, strided<[?], offset: ?>>
          %s = arith.index_cast %column : $I to index
          %j_begin = arith.muli %s, %bk : index
          %j_full = arith.addi %j_begin, %bk : index
          %j_end = arith.minui %j_full, %m : index
          %id_as_int = memref.load %mask_ids[%at] : memref<?x$I, strided<[?], offset: ?>>
          %id = arith.index_cast %id_as_int : $I to index
          %is_full = arith.cmpi slt, %id, %c0 : index
          scf.for %j = %j_begin to %j_end step %c1 {
            %k = arith.subi %j, %j_begin : index
            %bits = scf.if %is_full -> (i8) {
              scf.yield %all_bits : i8
            } else {
              %of_key = memref.load %masks[%id, %k, %byte] : memref<?x?x?xi8, strided<[?, ?, ?], offset: ?>>
              scf.yield %of_key : i8
            }
            %shifted = arith.shrui %bits, %place_i8 : i8
            %bit = arith.trunci %shifted : i8 to i1
            memref.store %bit, %mask[%b, %h, %i, %j] : memref<?x?x?x?xi1, strided<[?, ?, ?, ?], offset: ?>>
          }
          dsk.yield
        }
      }
    }
  }
  return
}
