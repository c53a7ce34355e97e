  // The order in which rows are taken: long ones first, so that no thread is left with one at the end. Rows whose numbers of
  // blocks have as many binary digits are of one class, and stay in the order in which they read the same keys.
  %classes = arith.constant 65 : index
  %places = memref.alloc() : memref<65xindex>
  %order = memref.alloc(%pieces) : memref<?xindex>
  scf.for %class = %c0 to %classes step %c1 {
    memref.store %c0, %places[%class] : memref<65xindex>
  }
  scf.for %piece = %c0 to %pieces step %c1 {
$class_of_piece
    %so_many = memref.load %places[%class] : memref<65xindex>
    %one_more = arith.addi %so_many, %c1 : index
    memref.store %one_more, %places[%class] : memref<65xindex>
  }
  %all = scf.for %class = %c0 to %classes step %c1 iter_args(%place = %c0) -> (index) {
    %so_many = memref.load %places[%class] : memref<65xindex>
    memref.store %place, %places[%class] : memref<65xindex>
    %next = arith.addi %place, %so_many : index
    scf.yield %next : index
  }
  scf.for %piece = %c0 to %pieces step %c1 {
$class_of_piece
    %place = memref.load %places[%class] : memref<65xindex>
    memref.store %piece, %order[%place] : memref<?xindex>
    %next = arith.addi %place, %c1 : index
    memref.store %next, %places[%class] : memref<65xindex>
  }
