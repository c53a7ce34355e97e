// That no element of the rest of a hybrid pattern is in one of its blocks, of lists that are right: each violation is told to
// the runtime, which does not return. A row's elements and the blocks of its row of blocks are walked together.
func.func private @check(%block_pointers: memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>,
                         %block_columns: memref<?x$I, strided<[?], offset: ?>>,
                         %ids: memref<?x$I, strided<[?], offset: ?>>, %masks: memref<?x?x?xi8, strided<[?, ?, ?], offset: ?>>,
                         %pointers: memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>,
                         %columns: memref<?x$I, strided<[?], offset: ?>>) {
  %op = llvm.mlir.addressof @$op : !llvm.ptr
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c8 = arith.constant 8 : index
  %bq = arith.constant $bq : index
  %bk = arith.constant $bk : index
  %true = arith.constant true
  %false = arith.constant false
  %column_in_block = arith.constant $column_in_block : index
  %batch = memref.dim %pointers, %c0 : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
  %heads = memref.dim %pointers, %c1 : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
  %size = memref.dim %pointers, %c2 : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
  %rows = arith.subi %size, %c1 : index
  scf.for %b = %c0 to %batch step %c1 {
    scf.for %h = %c0 to %heads step %c1 {
      scf.for %r = %c0 to %rows step %c1 {
        %behind = arith.addi %r, %c1 : index
        %start_stored = memref.load %pointers[%b, %h, %r] : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
        %start = arith.index_cast %start_stored : $I to index
        %end_stored = memref.load %pointers[%b, %h, %behind] : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
        %end = arith.index_cast %end_stored : $I to index
        %block_row = arith.divui %r, %bq : index
        %block_row_behind = arith.addi %block_row, %c1 : index
        %query = arith.remui %r, %bq : index
        %byte_of_query = arith.divui %query, %c8 : index
        %bit_of_query = arith.remui %query, %c8 : index
        %first_stored = memref.load %block_pointers[%b, %h, %block_row] : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
        %first = arith.index_cast %first_stored : $I to index
        %last_stored = memref.load %block_pointers[%b, %h, %block_row_behind] : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
        %last = arith.index_cast %last_stored : $I to index
        %place = scf.for %p = %start to %end step %c1 iter_args(%from = %first) -> (index) {
          %column_stored = memref.load %columns[%p] : memref<?x$I, strided<[?], offset: ?>>
          %column = arith.index_cast %column_stored : $I to index
          %wanted = arith.divui %column, %bk : index
          %at = scf.while (%i = %from) : (index) -> (index) {
            %is_left = arith.cmpi slt, %i, %last : index
            %passes = scf.if %is_left -> (i1) {
              %block_stored = memref.load %block_columns[%i] : memref<?x$I, strided<[?], offset: ?>>
              %block = arith.index_cast %block_stored : $I to index
              %is_before = arith.cmpi slt, %block, %wanted : index
              scf.yield %is_before : i1
            } else {
              scf.yield %false : i1
            }
            scf.condition(%passes) %i : index
          } do {
          ^bb0(%i: index):
            %after = arith.addi %i, %c1 : index
            scf.yield %after : index
          }
          %is_there = arith.cmpi slt, %at, %last : index
          scf.if %is_there {
            %block_stored = memref.load %block_columns[%at] : memref<?x$I, strided<[?], offset: ?>>
            %block = arith.index_cast %block_stored : $I to index
            %is_same = arith.cmpi eq, %block, %wanted : index
            scf.if %is_same {
              %id_stored = memref.load %ids[%at] : memref<?x$I, strided<[?], offset: ?>>
              %id = arith.index_cast %id_stored : $I to index
              %is_full = arith.cmpi slt, %id, %c0 : index
              %holds = scf.if %is_full -> (i1) {
                scf.yield %true : i1
              } else {
                %key = arith.remui %column, %bk : index
                %byte = memref.load %masks[%id, %key, %byte_of_query] : memref<?x?x?xi8, strided<[?, ?, ?], offset: ?>>
                %shift = arith.index_cast %bit_of_query : index to i8
                %shifted = arith.shrui %byte, %shift : i8
                %bit = arith.trunci %shifted : i8 to i1
                scf.yield %bit : i1
              }
              scf.if %holds {
                func.call @dynsparse_invalid_pattern(%op, %column_in_block, %b, %h, %r, %column, %block)
                  : (!llvm.ptr, index, index, index, index, index, index) -> ()
              }
            }
          }
          scf.yield %at : index
        }
      }
    }
  }
  return
}
