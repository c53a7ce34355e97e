// mask[b, h, r, s] = see(i, j) for some query i of block row r and some key j of block column s, with
// see(i, j) = i or j is global, or they are within the radius of each other in time, height and width.
func.func private @window_pattern() -> tensor<?x?x?x?xi1> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %false = arith.constant false
  %B = arith.constant $batch : index
  %H = arith.constant $heads : index
  %N = arith.constant $tokens : index
  %bq = arith.constant $bq : index
  %bk = arith.constant $bk : index
  %height = arith.constant $height : index
  %width = arith.constant $width : index
  %radius_t = arith.constant $radius_t : index
  %radius_y = arith.constant $radius_y : index
  %radius_x = arith.constant $radius_x : index
  %global = arith.constant $global : index
  %area = arith.muli %height, %width : index
  %R = arith.ceildivui %N, %bq : index
  %S = arith.ceildivui %N, %bk : index
  %window = tensor.generate %R, %S {
  ^bb0(%r: index, %s: index):
    %i_begin = arith.muli %r, %bq : index
    %i_full = arith.addi %i_begin, %bq : index
    %i_end = arith.minui %i_full, %N : index
    %j_begin = arith.muli %s, %bk : index
    %j_full = arith.addi %j_begin, %bk : index
    %j_end = arith.minui %j_full, %N : index
    %covered = scf.for %i = %i_begin to %i_end step %c1 iter_args(%any_i = %false) -> i1 {
      %i_global = arith.cmpi ult, %i, %global : index
      // The cell of query i in the grid; its numbers mean nothing where i is global.
      %i_cell = arith.subi %i, %global : index
      %i_t = arith.divsi %i_cell, %area : index
      %i_in = arith.remsi %i_cell, %area : index
      %i_y = arith.divsi %i_in, %width : index
      %i_x = arith.remsi %i_in, %width : index
      %seen_by_i = scf.for %j = %j_begin to %j_end step %c1 iter_args(%any_j = %any_i) -> i1 {
        %j_global = arith.cmpi ult, %j, %global : index
        %j_cell = arith.subi %j, %global : index
        %j_t = arith.divsi %j_cell, %area : index
        %j_in = arith.remsi %j_cell, %area : index
        %j_y = arith.divsi %j_in, %width : index
        %j_x = arith.remsi %j_in, %width : index
        %t = arith.subi %i_t, %j_t : index
        %y = arith.subi %i_y, %j_y : index
        %x = arith.subi %i_x, %j_x : index
        %distance_t = math.absi %t : index
        %distance_y = math.absi %y : index
        %distance_x = math.absi %x : index
        %near_t = arith.cmpi ule, %distance_t, %radius_t : index
        %near_y = arith.cmpi ule, %distance_y, %radius_y : index
        %near_x = arith.cmpi ule, %distance_x, %radius_x : index
        %near_ty = arith.andi %near_t, %near_y : i1
        %near = arith.andi %near_ty, %near_x : i1
        %either_global = arith.ori %i_global, %j_global : i1
        %see = arith.ori %either_global, %near : i1
        %any = arith.ori %any_j, %see : i1
        scf.yield %any : i1
      }
      scf.yield %seen_by_i : i1
    }
    tensor.yield %covered : i1
  } : tensor<?x?xi1>
  %empty = tensor.empty(%B, %H, %R, %S) : tensor<?x?x?x?xi1>
  %mask = linalg.broadcast ins(%window : tensor<?x?xi1>) outs(%empty : tensor<?x?x?x?xi1>) dimensions = [0, 1]
  return %mask : tensor<?x?x?x?xi1>
}
