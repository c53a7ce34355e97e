// The mask ids of the columns that are used, and the bits of their masks, of a pattern of so many queries and keys whose row
// pointers and columns are right: each violation is told to the runtime, which does not return.
func.func private @check(%pointers: memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>,
                         %columns: memref<?x$I, strided<[?], offset: ?>>, %ids: memref<?x$I, strided<[?], offset: ?>>,
                         %masks: memref<?x?x?xi8, strided<[?, ?, ?], offset: ?>>, %queries: index, %keys: index) {
  %op = llvm.mlir.addressof @$op : !llvm.ptr
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c8 = arith.constant 8 : index
  %none = arith.constant -1 : index
  %bq = arith.constant $bq : index
  %bk = arith.constant $bk : index
  %bytes = arith.constant $bytes : index
  %no_bits = arith.constant 0 : i64
  %ids_beyond = arith.constant $ids_beyond : index
  %id_outside = arith.constant $id_outside : index
  %mask_keys = arith.constant $mask_keys : index
  %mask_bytes = arith.constant $mask_bytes : index
  %stray_bits = arith.constant $stray_bits : index
  %empty_mask = arith.constant $empty_mask : index
  %full_mask = arith.constant $full_mask : index
  %batch = memref.dim %pointers, %c0 : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
  %heads = memref.dim %pointers, %c1 : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
  %size = memref.dim %pointers, %c2 : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
  %all_rows = arith.subi %size, %c1 : index
  %none_is_full = arith.constant $none_is_full
  %ids_there = memref.dim %ids, %c0 : memref<?x$I, strided<[?], offset: ?>>
  %has_none = arith.cmpi eq, %ids_there, %c0 : index
  %all_full = arith.andi %none_is_full, %has_none : i1
  %rows = arith.select %all_full, %c0, %all_rows : index
  %count = memref.dim %masks, %c0 : memref<?x?x?xi8, strided<[?, ?, ?], offset: ?>>
  %mask_keys_there = memref.dim %masks, %c1 : memref<?x?x?xi8, strided<[?, ?, ?], offset: ?>>
  %mask_bytes_there = memref.dim %masks, %c2 : memref<?x?x?xi8, strided<[?, ?, ?], offset: ?>>
  %are_masks = arith.cmpi sgt, %count, %c0 : index
  %are_other_keys = arith.cmpi ne, %mask_keys_there, %bk : index
  %is_other_keys = arith.andi %are_masks, %are_other_keys : i1
  scf.if %is_other_keys {
    func.call @dynsparse_invalid_pattern(%op, %mask_keys, %c0, %c0, %c0, %mask_keys_there, %bk)
      : (!llvm.ptr, index, index, index, index, index, index) -> ()
  }
  %are_other_bytes = arith.cmpi ne, %mask_bytes_there, %bytes : index
  %is_other_bytes = arith.andi %are_masks, %are_other_bytes : i1
  scf.if %is_other_bytes {
    func.call @dynsparse_invalid_pattern(%op, %mask_bytes, %c0, %c0, %c0, %mask_bytes_there, %bytes)
      : (!llvm.ptr, index, index, index, index, index, index) -> ()
  }
  scf.for %b = %c0 to %batch step %c1 {
    scf.for %h = %c0 to %heads step %c1 {
      scf.for %r = %c0 to %rows step %c1 {
        %behind = arith.addi %r, %c1 : index
        %start_stored = memref.load %pointers[%b, %h, %r] : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
        %start = arith.index_cast %start_stored : $I to index
        %end_stored = memref.load %pointers[%b, %h, %behind] : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
        %end = arith.index_cast %end_stored : $I to index
        %is_beyond = arith.cmpi sgt, %end, %ids_there : index
        scf.if %is_beyond {
          func.call @dynsparse_invalid_pattern(%op, %ids_beyond, %b, %h, %r, %end, %ids_there)
            : (!llvm.ptr, index, index, index, index, index, index) -> ()
        }
        %first_query = arith.muli %r, %bq : index
        %queries_left = arith.subi %queries, %first_query : index
        %queries_here = arith.minsi %queries_left, %bq : index
        scf.for %p = %start to %end step %c1 {
          %id_stored = memref.load %ids[%p] : memref<?x$I, strided<[?], offset: ?>>
          %id = arith.index_cast %id_stored : $I to index
          %is_low = arith.cmpi slt, %id, %none : index
          %is_large = arith.cmpi sge, %id, %count : index
          %is_outside = arith.ori %is_low, %is_large : i1
          scf.if %is_outside {
            func.call @dynsparse_invalid_pattern(%op, %id_outside, %b, %h, %r, %id, %count)
              : (!llvm.ptr, index, index, index, index, index, index) -> ()
          }
          %is_partial = arith.cmpi sge, %id, %c0 : index
          scf.if %is_partial {
            %column_stored = memref.load %columns[%p] : memref<?x$I, strided<[?], offset: ?>>
            %column = arith.index_cast %column_stored : $I to index
            %first_key = arith.muli %column, %bk : index
            %keys_left = arith.subi %keys, %first_key : index
            %keys_here = arith.minsi %keys_left, %bk : index
            %held_of:2 = scf.for %k = %c0 to %bk step %c1 iter_args(%held_k = %no_bits, %stray_k = %no_bits) -> (i64, i64) {
              %is_key = arith.cmpi slt, %k, %keys_here : index
              %of_key:2 = scf.for %w = %c0 to %bytes step %c1 iter_args(%held = %held_k, %stray = %stray_k) -> (i64, i64) {
                %stored = memref.load %masks[%id, %k, %w] : memref<?x?x?xi8, strided<[?, ?, ?], offset: ?>>
                %byte = arith.extui %stored : i8 to i64
                %first_bit = arith.muli %w, %c8 : index
                %bits_left = arith.subi %queries_here, %first_bit : index
                %no_less = arith.maxsi %bits_left, %c0 : index
                %bits_of_queries = arith.minsi %no_less, %c8 : index
                %bits_here = arith.select %is_key, %bits_of_queries, %c0 : index
                %shift = arith.index_cast %bits_here : index to i64
                %beyond = arith.shrui %byte, %shift : i64
                %above = arith.shli %beyond, %shift : i64
                %inside = arith.xori %byte, %above : i64
                %bits = math.ctpop %inside : i64
                %next_held = arith.addi %held, %bits : i64
                %next_stray = arith.ori %stray, %beyond : i64
                scf.yield %next_held, %next_stray : i64, i64
              }
              scf.yield %of_key#0, %of_key#1 : i64, i64
            }
            %is_stray = arith.cmpi ne, %held_of#1, %no_bits : i64
            scf.if %is_stray {
              func.call @dynsparse_invalid_pattern(%op, %stray_bits, %b, %h, %r, %id, %column)
                : (!llvm.ptr, index, index, index, index, index, index) -> ()
            }
            %is_empty = arith.cmpi eq, %held_of#0, %no_bits : i64
            scf.if %is_empty {
              func.call @dynsparse_invalid_pattern(%op, %empty_mask, %b, %h, %r, %id, %column)
                : (!llvm.ptr, index, index, index, index, index, index) -> ()
            }
            %area = arith.muli %queries_here, %keys_here : index
            %area_as_int = arith.index_cast %area : index to i64
            %is_full = arith.cmpi eq, %held_of#0, %area_as_int : i64
            scf.if %is_full {
              func.call @dynsparse_invalid_pattern(%op, %full_mask, %b, %h, %r, %id, %column)
                : (!llvm.ptr, index, index, index, index, index, index) -> ()
            }
          }
        }
      }
    }
  }
  return
}
