%see_global = arith.constant $global : index
%i_global = arith.cmpi slt, %i, %see_global : index
%j_global = arith.cmpi slt, %j, %see_global : index
%either_global = arith.ori %i_global, %j_global : i1
// A grid without cells is not divided by: there all are global.
%see = scf.if %either_global -> (i1) {
  %seen = arith.constant true
  scf.yield %seen : i1
} else {
  %see_radius_t = arith.constant $radius_t : index
  %see_radius_y = arith.constant $radius_y : index
  %see_radius_x = arith.constant $radius_x : index
  %i_cell = arith.subi %i, %see_global : index
  %i_line = arith.divsi %i_cell, %grid_x : index
  %i_x = arith.remsi %i_cell, %grid_x : index
  %i_t = arith.divsi %i_line, %grid_y : index
  %i_y = arith.remsi %i_line, %grid_y : index
  %j_cell = arith.subi %j, %see_global : index
  %j_line = arith.divsi %j_cell, %grid_x : index
  %j_x = arith.remsi %j_cell, %grid_x : index
  %j_t = arith.divsi %j_line, %grid_y : index
  %j_y = arith.remsi %j_line, %grid_y : index
  %away_t = arith.subi %i_t, %j_t : index
  %away_y = arith.subi %i_y, %j_y : index
  %away_x = arith.subi %i_x, %j_x : index
  %distance_t = math.absi %away_t : index
  %distance_y = math.absi %away_y : index
  %distance_x = math.absi %away_x : index
  %near_t = arith.cmpi sle, %distance_t, %see_radius_t : index
  %near_y = arith.cmpi sle, %distance_y, %see_radius_y : index
  %near_x = arith.cmpi sle, %distance_x, %see_radius_x : index
  %near_ty = arith.andi %near_t, %near_y : i1
  %near = arith.andi %near_ty, %near_x : i1
  scf.yield %near : i1
}
