func.func private @compress_elements(%mask: memref<?x?x?x?xi1, strided<[?, ?, ?, $mask_stride], offset: ?>>,
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
  %are_bytes = arith.constant $are_bytes
  %lowest_bit = arith.constant 1 : i8
  %one = arith.constant 1 : i32
  %lanes = arith.constant $lanes : index
  %part = arith.constant $part : index
  %no_bits_of_keys = arith.constant dense<0> : vector<${lanes}xi8>
  %no_bits_of_part = arith.constant dense<0> : vector<${part}xi8>
  %nowhere = arith.constant dense<false> : vector<${part}xi1>
  %full = arith.constant -1 : $I
  %batch = memref.dim %mask, %c0 : memref<?x?x?x?xi1, strided<[?, ?, ?, $mask_stride], offset: ?>>
  %heads = memref.dim %mask, %c1 : memref<?x?x?x?xi1, strided<[?, ?, ?, $mask_stride], offset: ?>>
  %n = memref.dim %mask, %c2 : memref<?x?x?x?xi1, strided<[?, ?, ?, $mask_stride], offset: ?>>
  %m = memref.dim %mask, %c3 : memref<?x?x?x?xi1, strided<[?, ?, ?, $mask_stride], offset: ?>>
  %rows = arith.ceildivui %n, %bq : index
  %width = arith.ceildivui %m, %bk : index
  %padded = arith.muli %width, %bk : index
  // Flags of a row that lie side by side are read as the bytes that they are.
  %mask_address = memref.extract_aligned_pointer_as_index %mask
    : memref<?x?x?x?xi1, strided<[?, ?, ?, $mask_stride], offset: ?>> -> index
  %buffer, %offset, %sizes:4, %strides:4 = memref.extract_strided_metadata %mask
    : memref<?x?x?x?xi1, strided<[?, ?, ?, $mask_stride], offset: ?>>
    -> memref<i1>, index, index, index, index, index, index, index, index, index
  %vectors = arith.divui %m, %lanes : index
  %vectors_up = arith.ceildivui %m, %lanes : index
  %whole_vectors = arith.muli %vectors, %lanes : index
  %whole = arith.select %are_bytes, %whole_vectors, %c0 : index
  %columns_of_vectors = arith.muli %vectors_up, %lanes : index
  %room = arith.maxui %padded, %columns_of_vectors : index
  // The bits of a row of blocks, a byte for 8 queries of a key, key by key; 0 beyond the last key.
  %bits = memref.alloc(%bytes, %room) {alignment = 64 : i64} : memref<?x?xi8>
  scf.for %w = %c0 to %bytes step %c1 {
    scf.for %j = %m to %room step %c1 {
      memref.store %no_bits, %bits[%w, %j] : memref<?x?xi8>
    }
  }
  // Flags of 8 queries that fill no vector where they lie, or have others between them.
  %copied = arith.subi %columns_of_vectors, %whole : index
  %flags = memref.alloc(%copied) {alignment = 64 : i64} : memref<8x?xi8>
  %flags_address = memref.extract_aligned_pointer_as_index %flags : memref<8x?xi8> -> index
  scf.for %q = %c0 to %c8 step %c1 {
    scf.for %j = %c0 to %copied step %c1 {
      memref.store %no_bits, %flags[%q, %j] : memref<8x?xi8>
    }
  }
  scf.for %b = %c0 to %batch step %c1 iter_args(%of_batch = %c0, %ids_of_batch = %c0) -> (index, index) {
    %batch_end:2 = scf.for %h = %c0 to %heads step %c1 iter_args(%of_head = %of_batch, %ids_of_head = %ids_of_batch)
        -> (index, index) {
      %of_b = arith.muli %b, %strides#0 : index
      %of_h = arith.muli %h, %strides#1 : index
      %of_bh = arith.addi %of_b, %of_h : index
      %head_offset = arith.addi %of_bh, %offset : index
      %head_address = arith.addi %mask_address, %head_offset : index
      %head_start = arith.index_cast %of_head : index to $I
      memref.store %head_start, %row_pointers[%b, %h, %c0] : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
      %head_end:2 = scf.for %r = %c0 to %rows step %c1 iter_args(%of_row = %of_head, %ids_of_row = %ids_of_head)
          -> (index, index) {
        %i_begin = arith.muli %r, %bq : index
        %i_full = arith.addi %i_begin, %bq : index
        %i_end = arith.minui %i_full, %n : index
        %queries = arith.subi %i_end, %i_begin : index
        scf.for %w = %c0 to %bytes step %c1 {
          %before = arith.muli %w, %c8 : index
          %i_first = arith.addi %i_begin, %before : index
          %i_beyond = arith.addi %i_first, %c8 : index
          %i_last = arith.minui %i_beyond, %i_end : index
          scf.for %i = %i_first to %i_last step %c1 {
            %q = arith.subi %i, %i_first : index
            %from_head = arith.muli %i, %strides#2 : index
            %row_address = arith.addi %head_address, %from_head : index
            scf.for %j = %whole to %m step %c1 {
              %from_row = arith.muli %j, %strides#3 : index
              %address = arith.addi %row_address, %from_row : index
              %number = arith.index_cast %address : index to i64
              %pointer = llvm.inttoptr %number : i64 to !llvm.ptr
              %flag = llvm.load %pointer : !llvm.ptr -> i8
              %at_flag = arith.subi %j, %whole : index
              memref.store %flag, %flags[%q, %at_flag] : memref<8x?xi8>
            }
          }
          %queries_of_byte = arith.subi %i_last, %i_first : index
          %from_head = arith.muli %i_first, %strides#2 : index
          %row_address = arith.addi %head_address, %from_head : index
          scf.for %j = %c0 to %m step %lanes {
            %in_place = arith.cmpi ult, %j, %whole : index
            %in_row = arith.addi %row_address, %j : index
            %at_flags = arith.subi %j, %whole : index
            %in_flags = arith.addi %flags_address, %at_flags : index
            %first_address = arith.select %in_place, %in_row, %in_flags : index
            %row_stride = arith.select %in_place, %strides#2, %copied : index
            %bits_of_keys = scf.for %q = %c0 to %queries_of_byte step %c1 iter_args(%sum = %no_bits_of_keys)
                -> (vector<${lanes}xi8>) {
              %from_first = arith.muli %q, %row_stride : index
              %address = arith.addi %first_address, %from_first : index
              %number = arith.index_cast %address : index to i64
              %pointer = llvm.inttoptr %number : i64 to !llvm.ptr
              %flags_of_keys = llvm.load %pointer {alignment = 1 : i64} : !llvm.ptr -> vector<${lanes}xi8>
              %holds = arith.cmpi ne, %flags_of_keys, %no_bits_of_keys : vector<${lanes}xi8>
              %place_of_bit = arith.index_cast %q : index to i8
              %bit = arith.shli %lowest_bit, %place_of_bit : i8
              %bits_of_all = vector.broadcast %bit : i8 to vector<${lanes}xi8>
              %own = arith.select %holds, %bits_of_all, %no_bits_of_keys : vector<${lanes}xi1>, vector<${lanes}xi8>
              %next = arith.ori %sum, %own : vector<${lanes}xi8>
              scf.yield %next : vector<${lanes}xi8>
            }
            vector.store %bits_of_keys, %bits[%w, %j] : memref<?x?xi8>, vector<${lanes}xi8>
          }
        }
$blocks_of_row
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
  memref.dealloc %bits : memref<?x?xi8>
  memref.dealloc %flags : memref<8x?xi8>
  return
}
