  // The order in which pieces are taken. Most of them are taken as they lie, so that those of one head, which read the same keys
  // and values, follow each other. Those with more than a 64th of all blocks come first, and the last eighth of the pieces
  // by their length, so that no thread is left with a long one at the end. By length: those whose numbers of blocks have as
  // many binary digits are of one class, the longest first; within a class they stay as they lie.
  %as_they_lie = arith.constant 65 : index
  %in_the_end = arith.constant 66 : index
  %classes = arith.constant 131 : index
  %sixty_four = arith.constant 64 : index
  %eight = arith.constant 8 : index
  %of_rows = memref.dim %row_pointers, %c2 : $row_pointers
  %last_pointer = arith.subi %of_rows, %c1 : index
  %blocks_of_pattern = scf.for %b = %c0 to %pattern_batch step %c1 iter_args(%sum_of_batch = %c0) -> (index) {
    %of_entry = scf.for %h = %c0 to %pattern_heads step %c1 iter_args(%sum = %sum_of_batch) -> (index) {
      %from = memref.load %row_pointers[%b, %h, %c0] : $row_pointers
      %to = memref.load %row_pointers[%b, %h, %last_pointer] : $row_pointers
      %of_head = arith.subi %to, %from : $I
      %so_many = arith.index_cast %of_head : $I to index
      %more = arith.addi %sum, %so_many : index
      scf.yield %more : index
    }
    scf.yield %of_entry : index
  }
  %patterns = arith.muli %pattern_batch, %pattern_heads : index
  %patterns_or_one = arith.maxui %patterns, %c1 : index
  %heads_of_pattern = arith.divui %heads_in_all, %patterns_or_one : index
  %blocks_of_heads = arith.muli %blocks_of_pattern, %heads_of_pattern : index
  %parts = arith.constant $pieces_of_block : index
  %blocks_in_all = arith.muli %blocks_of_heads, %parts : index
  %an_eighth = arith.divui %pieces, %eight : index
  %before_the_end = arith.subi %pieces, %an_eighth : index
  %places = memref.alloc() : memref<131xindex>
  %class_of = memref.alloc(%pieces) : memref<?xi32>
  %order = memref.alloc(%pieces) : memref<?xindex>
  scf.for %class = %c0 to %classes step %c1 {
    memref.store %c0, %places[%class] : memref<131xindex>
  }
  scf.for %piece = %c0 to %pieces step %c1 {
$row_of_piece
    %after_r = arith.addi %r, %c1 : index
    %begin = memref.load %row_pointers[%pb, %ph, %r] : $row_pointers
    %end = memref.load %row_pointers[%pb, %ph, %after_r] : $row_pointers
    %difference = arith.subi %end, %begin : $I
    %blocks = arith.index_cast %difference : $I to index
    %leading_zeros = math.ctlz %difference : $I
    %zeros_before = arith.index_cast %leading_zeros : $I to index
    %many_times = arith.muli %blocks, %sixty_four : index
    %is_long = arith.cmpi ugt, %many_times, %blocks_in_all : index
    %is_in_the_end = arith.cmpi uge, %piece, %before_the_end : index
    %class_in_the_end = arith.addi %in_the_end, %zeros_before : index
    %not_long = arith.select %is_in_the_end, %class_in_the_end, %as_they_lie : index
    %class = arith.select %is_long, %zeros_before, %not_long : index
    %stored = arith.index_cast %class : index to i32
    memref.store %stored, %class_of[%piece] : memref<?xi32>
    %so_many = memref.load %places[%class] : memref<131xindex>
    %one_more = arith.addi %so_many, %c1 : index
    memref.store %one_more, %places[%class] : memref<131xindex>
  }
  %all = scf.for %class = %c0 to %classes step %c1 iter_args(%place = %c0) -> (index) {
    %so_many = memref.load %places[%class] : memref<131xindex>
    memref.store %place, %places[%class] : memref<131xindex>
    %next = arith.addi %place, %so_many : index
    scf.yield %next : index
  }
  scf.for %piece = %c0 to %pieces step %c1 {
    %stored = memref.load %class_of[%piece] : memref<?xi32>
    %class = arith.index_castui %stored : i32 to index
    %place = memref.load %places[%class] : memref<131xindex>
    memref.store %piece, %order[%place] : memref<?xindex>
    %next = arith.addi %place, %c1 : index
    memref.store %next, %places[%class] : memref<131xindex>
  }
  memref.dealloc %places : memref<131xindex>
  memref.dealloc %class_of : memref<?xi32>
