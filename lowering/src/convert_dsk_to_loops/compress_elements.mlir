func.func private @compress_elements(%mask: memref<?x?x?x?xi1, strided<[?, ?, ?, ?], offset: ?>>,
                                     %row_pointers: memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>,
                                     %columns: memref<?x$I, strided<[?], offset: ?>>,
                                     %mask_ids: memref<?x$I, strided<[?], offset: ?>>,
                                     %masks: memref<?x?x?xi8, strided<[?, ?, ?], offset: ?>>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %c8 = arith.constant 8 : index
  %bq = arith.constant $bq : index
  %bk = arith.constant $bk : index
  %bytes = arith.constant $bytes : index
  %no_bits = arith.constant 0 : i8
  %none = arith.constant 0 : i64
  %full = arith.constant -1 : $I
  %batch = memref.dim %mask, %c0 : memref<?x?x?x?xi1, strided<[?, ?, ?, ?], offset: ?>>
  %heads = memref.dim %mask, %c1 : memref<?x?x?x?xi1, strided<[?, ?, ?, ?], offset: ?>>
  %n = memref.dim %mask, %c2 : memref<?x?x?x?xi1, strided<[?, ?, ?, ?], offset: ?>>
  %m = memref.dim %mask, %c3 : memref<?x?x?x?xi1, strided<[?, ?, ?, ?], offset: ?>>
  %rows = arith.ceildivui %n, %bq : index
  %width = arith.ceildivui %m, %bk : index
  scf.for %b = %c0 to %batch step %c1 iter_args(%of_batch = %c0, %ids_of_batch = %c0) -> (index, index) {
    %batch_end:2 = scf.for %h = %c0 to %heads step %c1 iter_args(%of_head = %of_batch, %ids_of_head = %ids_of_batch)
        -> (index, index) {
      %head_start = arith.index_cast %of_head : index to $I
      memref.store %head_start, %row_pointers[%b, %h, %c0] : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
      %head_end:2 = scf.for %r = %c0 to %rows step %c1 iter_args(%of_row = %of_head, %ids_of_row = %ids_of_head)
          -> (index, index) {
        %i_begin = arith.muli %r, %bq : index
        %i_full = arith.addi %i_begin, %bq : index
        %i_end = arith.minui %i_full, %n : index
        %queries = arith.subi %i_end, %i_begin : index
        %row_end:2 = scf.for %s = %c0 to %width step %c1 iter_args(%at = %of_row, %id = %ids_of_row) -> (index, index) {
          %j_begin = arith.muli %s, %bk : index
          %j_full = arith.addi %j_begin, %bk : index
          %j_end = arith.minui %j_full, %m : index
          %keys = arith.subi %j_end, %j_begin : index
          %all = arith.muli %queries, %keys : index
          %held_bits = scf.for %i = %i_begin to %i_end step %c1 iter_args(%of_rows = %none) -> (i64) {
            %of_query = scf.for %j = %j_begin to %j_end step %c1 iter_args(%sum = %of_rows) -> (i64) {
              %holds = memref.load %mask[%b, %h, %i, %j] : memref<?x?x?x?xi1, strided<[?, ?, ?, ?], offset: ?>>
              %one = arith.extui %holds : i1 to i64
              %next = arith.addi %sum, %one : i64
              scf.yield %next : i64
            }
            scf.yield %of_query : i64
          }
          %held = arith.index_cast %held_bits : i64 to index
          %any = arith.cmpi ne, %held, %c0 : index
          %next:2 = scf.if %any -> (index, index) {
            %column = arith.index_cast %s : index to $I
            memref.store %column, %columns[%at] : memref<?x$I, strided<[?], offset: ?>>
            %after = arith.addi %at, %c1 : index
            %is_full = arith.cmpi eq, %held, %all : index
            %next_id = scf.if %is_full -> (index) {
              memref.store %full, %mask_ids[%at] : memref<?x$I, strided<[?], offset: ?>>
              scf.yield %id : index
            } else {
              %id_as_int = arith.index_cast %id : index to $I
              memref.store %id_as_int, %mask_ids[%at] : memref<?x$I, strided<[?], offset: ?>>
              scf.for %k = %c0 to %bk step %c1 {
                scf.for %w = %c0 to %bytes step %c1 {
                  memref.store %no_bits, %masks[%id, %k, %w] : memref<?x?x?xi8, strided<[?, ?, ?], offset: ?>>
                }
              }
              scf.for %q = %c0 to %queries step %c1 {
                %i = arith.addi %i_begin, %q : index
                %byte = arith.divui %q, %c8 : index
                %place = arith.remui %q, %c8 : index
                %place_i8 = arith.index_cast %place : index to i8
                scf.for %k = %c0 to %keys step %c1 {
                  %j = arith.addi %j_begin, %k : index
                  %holds = memref.load %mask[%b, %h, %i, %j] : memref<?x?x?x?xi1, strided<[?, ?, ?, ?], offset: ?>>
                  %lowest_bit = arith.extui %holds : i1 to i8
                  %bit = arith.shli %lowest_bit, %place_i8 : i8
                  %others = memref.load %masks[%id, %k, %byte] : memref<?x?x?xi8, strided<[?, ?, ?], offset: ?>>
                  %bits = arith.ori %others, %bit : i8
                  memref.store %bits, %masks[%id, %k, %byte] : memref<?x?x?xi8, strided<[?, ?, ?], offset: ?>>
                }
              }
              %id_after = arith.addi %id, %c1 : index
              scf.yield %id_after : index
            }
            scf.yield %after, %next_id : index, index
          } else {
            scf.yield %at, %id : index, index
          }
          scf.yield %next#0, %next#1 : index, index
        }
        %row_end_as_int = arith.index_cast %row_end#0 : index to $I
        %next_r = arith.addi %r, %c1 : index
        memref.store %row_end_as_int, %row_pointers[%b, %h, %next_r]
          : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
        scf.yield %row_end#0, %row_end#1 : index, index
      }
      scf.yield %head_end#0, %head_end#1 : index, index
    }
    scf.yield %batch_end#0, %batch_end#1 : index, index
  }
  return
}
