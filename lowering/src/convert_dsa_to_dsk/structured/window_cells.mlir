// cells[0, i], cells[1, i], cells[2, i] = frame, height and width of token i in the grid; of global tokens, those of its first cell.
// Behind the last token is room for queries that do not exist.
func.func private @window_cells(%queries: index, %grid_y: index, %grid_x: index) -> tensor<3x?xindex> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %global = arith.constant $global : index
  %beyond = arith.constant $beyond : index
  %n = arith.maxsi %queries, %c0 : index
  %with_room = arith.addi %n, %beyond : index
  %no_cells = tensor.empty(%with_room) : tensor<3x?xindex>
  %made:4 = scf.for %i = %c0 to %with_room step %c1 iter_args(%t = %c0, %y = %c0, %x = %c0, %cells = %no_cells)
      -> (index, index, index, tensor<3x?xindex>) {
    %with_t = tensor.insert %t into %cells[%c0, %i] : tensor<3x?xindex>
    %with_y = tensor.insert %y into %with_t[%c1, %i] : tensor<3x?xindex>
    %with_x = tensor.insert %x into %with_y[%c2, %i] : tensor<3x?xindex>
    %is_cell = arith.cmpi uge, %i, %global : index
    %step = arith.select %is_cell, %c1, %c0 : index
    %after_x = arith.addi %x, %step : index
    %line_ends = arith.cmpi eq, %after_x, %grid_x : index
    %next_x = arith.select %line_ends, %c0, %after_x : index
    %line = arith.extui %line_ends : i1 to i64
    %lines = arith.index_cast %line : i64 to index
    %after_y = arith.addi %y, %lines : index
    %frame_ends = arith.cmpi eq, %after_y, %grid_y : index
    %next_y = arith.select %frame_ends, %c0, %after_y : index
    %frame = arith.extui %frame_ends : i1 to i64
    %frames = arith.index_cast %frame : i64 to index
    %next_t = arith.addi %t, %frames : index
    scf.yield %next_t, %next_y, %next_x, %with_x : index, index, index, tensor<3x?xindex>
  }
  return %made#3 : tensor<3x?xindex>
}
