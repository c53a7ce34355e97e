func.func private @compress_mask(%mask: memref<?x?x?x?xi1, strided<[?, ?, ?, $mask_stride], offset: ?>>,
                                 %row_pointers: memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>,
                                 %columns: memref<?x$I, strided<[$column_stride], offset: ?>>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %c8 = arith.constant 8 : index
  %are_contiguous = arith.constant $are_contiguous
  %bytes_of_column = arith.constant $bytes_of_column : index
  %no_flags = arith.constant dense<0> : vector<8xi8>
  %batch = memref.dim %mask, %c0 : memref<?x?x?x?xi1, strided<[?, ?, ?, $mask_stride], offset: ?>>
  %heads = memref.dim %mask, %c1 : memref<?x?x?x?xi1, strided<[?, ?, ?, $mask_stride], offset: ?>>
  %rows = memref.dim %mask, %c2 : memref<?x?x?x?xi1, strided<[?, ?, ?, $mask_stride], offset: ?>>
  %width = memref.dim %mask, %c3 : memref<?x?x?x?xi1, strided<[?, ?, ?, $mask_stride], offset: ?>>
  // The flags of a row that lie side by side are taken eight at a time, as the bytes that they are.
  %mask_address = memref.extract_aligned_pointer_as_index %mask
    : memref<?x?x?x?xi1, strided<[?, ?, ?, $mask_stride], offset: ?>> -> index
  %buffer, %offset, %sizes:4, %strides:4 = memref.extract_strided_metadata %mask
    : memref<?x?x?x?xi1, strided<[?, ?, ?, $mask_stride], offset: ?>>
    -> memref<i1>, index, index, index, index, index, index, index, index, index
  %columns_address = memref.extract_aligned_pointer_as_index %columns
    : memref<?x$I, strided<[$column_stride], offset: ?>> -> index
  %column_buffer, %column_offset, %column_size, %column_stride = memref.extract_strided_metadata %columns
    : memref<?x$I, strided<[$column_stride], offset: ?>> -> memref<$I>, index, index, index
  %eights = arith.divui %width, %c8 : index
  %whole_eights = arith.muli %eights, %c8 : index
  %whole = arith.select %are_contiguous, %whole_eights, %c0 : index
  // The places of the bits of each byte, ascending, a byte a place in the order of memory: those of the byte's higher bits, one
  // further, and before them that of its lowest. What is behind the last one has no meaning.
  %places_of_bits = memref.alloc() {alignment = 64 : i64} : memref<256xi64>
  %no_places = arith.constant 0 : i64
  %one_further = arith.constant 0x0101010101010101 : i64
  %bits_of_place = arith.constant 8 : i64
  %all_bytes = arith.constant 256 : index
  memref.store %no_places, %places_of_bits[%c0] : memref<256xi64>
  scf.for %byte = %c1 to %all_bytes step %c1 {
    %higher = arith.shrui %byte, %c1 : index
    %of_higher = memref.load %places_of_bits[%higher] : memref<256xi64>
    %further = arith.addi %of_higher, %one_further : i64
    %behind = arith.shli %further, %bits_of_place : i64
    %lowest = arith.andi %byte, %c1 : index
    %has_lowest = arith.cmpi eq, %lowest, %c1 : index
    %places_of_byte = arith.select %has_lowest, %behind, %further : i64
    memref.store %places_of_byte, %places_of_bits[%byte] : memref<256xi64>
  }
  scf.for %b = %c0 to %batch step %c1 iter_args(%of_batch = %c0) -> (index) {
    %batch_end = scf.for %h = %c0 to %heads step %c1 iter_args(%of_head = %of_batch) -> (index) {
      %of_b = arith.muli %b, %strides#0 : index
      %of_h = arith.muli %h, %strides#1 : index
      %of_bh = arith.addi %of_b, %of_h : index
      %head_offset = arith.addi %of_bh, %offset : index
      %head_address = arith.addi %mask_address, %head_offset : index
      %head_start = arith.index_cast %of_head : index to $I
      memref.store %head_start, %row_pointers[%b, %h, %c0] : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
      %head_end = scf.for %r = %c0 to %rows step %c1 iter_args(%of_row = %of_head) -> (index) {
        %from_head = arith.muli %r, %strides#2 : index
        %row_address = arith.addi %head_address, %from_head : index
        %whole_end = scf.for %s = %c0 to %whole step %c8 iter_args(%at = %of_row) -> (index) {
          %address = arith.addi %row_address, %s : index
          %number = arith.index_cast %address : index to i64
          %pointer = llvm.inttoptr %number : i64 to !llvm.ptr
          %flags = llvm.load %pointer {alignment = 1 : i64} : !llvm.ptr -> vector<8xi8>
          %selected = arith.cmpi ne, %flags, %no_flags : vector<8xi8>
          %selected_as_byte = vector.bitcast %selected : vector<8xi1> to vector<1xi8>
          %bits = vector.extract %selected_as_byte[0] : i8 from vector<1xi8>
          %bits_as_index = arith.index_castui %bits : i8 to index
          %places_as_word = memref.load %places_of_bits[%bits_as_index] : memref<256xi64>
          %word = vector.broadcast %places_as_word : i64 to vector<1xi64>
          %places_as_bytes = vector.bitcast %word : vector<1xi64> to vector<8xi8>
          %places = arith.extui %places_as_bytes : vector<8xi8> to vector<8x$I>
          %first = arith.index_cast %s : index to $I
          %firsts = vector.broadcast %first : $I to vector<8x$I>
          %columns_of_eight = arith.addi %firsts, %places : vector<8x$I>
          // All eight, of which the next ones take the places of those behind the last bit: no more columns are behind
          // than flags are, and there is room for as many as flags.
          %at_column = arith.addi %column_offset, %at : index
          %from_columns = arith.muli %at_column, %bytes_of_column : index
          %column_address = arith.addi %columns_address, %from_columns : index
          %column_number = arith.index_cast %column_address : index to i64
          %column_pointer = llvm.inttoptr %column_number : i64 to !llvm.ptr
          llvm.store %columns_of_eight, %column_pointer {alignment = $bytes_of_column : i64} : vector<8x$I>, !llvm.ptr
          %count = math.ctpop %bits : i8
          %step = arith.index_castui %count : i8 to index
          %next = arith.addi %at, %step : index
          scf.yield %next : index
        }
        %row_end = scf.for %s = %whole to %width step %c1 iter_args(%at = %whole_end) -> (index) {
          %selected = memref.load %mask[%b, %h, %r, %s] : memref<?x?x?x?xi1, strided<[?, ?, ?, $mask_stride], offset: ?>>
          // Stored without a branch, which would often be mispredicted: there is room, and the next column takes the place.
          %column = arith.index_cast %s : index to $I
          memref.store %column, %columns[%at] : memref<?x$I, strided<[$column_stride], offset: ?>>
          %one = arith.extui %selected : i1 to i64
          %step = arith.index_cast %one : i64 to index
          %next = arith.addi %at, %step : index
          scf.yield %next : index
        }
        %row_end_as_int = arith.index_cast %row_end : index to $I
        %next_r = arith.addi %r, %c1 : index
        memref.store %row_end_as_int, %row_pointers[%b, %h, %next_r]
          : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
        scf.yield %row_end : index
      }
      scf.yield %head_end : index
    }
    scf.yield %batch_end : index
  }
  memref.dealloc %places_of_bits : memref<256xi64>
  return
}
