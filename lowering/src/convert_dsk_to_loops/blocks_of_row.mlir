// The blocks of a row in whose bits, a byte for 8 queries of a key, there are some: columns, mask ids and masks from `%of_row` and
// `%ids_of_row` on. Beyond the last key bits are 0.
%row_end:2 = scf.for %s = %c0 to %width step %c1 iter_args(%at = %of_row, %id = %ids_of_row) -> (index, index) {
  %j_begin = arith.muli %s, %bk : index
  %j_full = arith.addi %j_begin, %bk : index
  %j_end = arith.minui %j_full, %m : index
  %keys_there = arith.subi %j_end, %j_begin : index
  %seen:2 = scf.for %w = %c0 to %bytes step %c1 iter_args(%held_before = %no_bits_of_part, %lacks_before = %nowhere)
      -> (vector<${part}xi8>, vector<${part}xi1>) {
    %before = arith.muli %w, %c8 : index
    %queries_left = arith.subi %queries, %before : index
    %queries_or_none = arith.maxsi %queries_left, %c0 : index
    %queries_of_byte = arith.minui %queries_or_none, %c8 : index
    %places = arith.index_cast %queries_of_byte : index to i32
    %above = arith.shli %one, %places : i32
    %below = arith.subi %above, %one : i32
    %all_of_byte = arith.trunci %below : i32 to i8
    %all = vector.broadcast %all_of_byte : i8 to vector<${part}xi8>
    %of_byte:2 = scf.for %k = %c0 to %bk step %part iter_args(%held = %held_before, %lacks = %lacks_before)
        -> (vector<${part}xi8>, vector<${part}xi1>) {
      %j = arith.addi %j_begin, %k : index
      %bits_of_part = vector.load %bits[%w, %j] : $bits, vector<${part}xi8>
      %next_held = arith.ori %held, %bits_of_part : vector<${part}xi8>
      %differs = arith.cmpi ne, %bits_of_part, %all : vector<${part}xi8>
      %keys_left = arith.subi %keys_there, %k : index
      %there = vector.create_mask %keys_left : vector<${part}xi1>
      %differs_there = arith.andi %differs, %there : vector<${part}xi1>
      %next_lacks = arith.ori %lacks, %differs_there : vector<${part}xi1>
      scf.yield %next_held, %next_lacks : vector<${part}xi8>, vector<${part}xi1>
    }
    scf.yield %of_byte#0, %of_byte#1 : vector<${part}xi8>, vector<${part}xi1>
  }
  %holds_some = arith.cmpi ne, %seen#0, %no_bits_of_part : vector<${part}xi8>
  %any = vector.reduction <or>, %holds_some : vector<${part}xi1> into i1
  %next:2 = scf.if %any -> (index, index) {
    %column = arith.index_cast %s : index to $I
    memref.store %column, %columns[%at] : memref<?x$I, strided<[?], offset: ?>>
    %after = arith.addi %at, %c1 : index
    %is_partial = vector.reduction <or>, %seen#1 : vector<${part}xi1> into i1
    %next_id = scf.if %is_partial -> (index) {
      %id_as_int = arith.index_cast %id : index to $I
      memref.store %id_as_int, %mask_ids[%at] : memref<?x$I, strided<[?], offset: ?>>
      scf.for %k = %c0 to %bk step %c1 {
        %j = arith.addi %j_begin, %k : index
        scf.for %w = %c0 to %bytes step %c1 {
          %bits_of_key = memref.load %bits[%w, %j] : $bits
          memref.store %bits_of_key, %masks[%id, %k, %w] : memref<?x?x?xi8, strided<[?, ?, ?], offset: ?>>
        }
      }
      %id_after = arith.addi %id, %c1 : index
      scf.yield %id_after : index
    } else {
      memref.store %full, %mask_ids[%at] : memref<?x$I, strided<[?], offset: ?>>
      scf.yield %id : index
    }
    scf.yield %after, %next_id : index, index
  } else {
    scf.yield %at, %id : index, index
  }
  scf.yield %next#0, %next#1 : index, index
}
