// The first block of a list that is not before the column, and whether it is the column's.
%found$x:2 = scf.while (%j$x = %from$x) : (index) -> (index, index) {
  %is_left = arith.cmpi ult, %j$x, %end$x : index
  %column_there = scf.if %is_left -> (index) {
    %stored = tensor.extract %columns$x[%j$x] : tensor<?x$I>
    %as_index = arith.index_cast %stored : $I to index
    scf.yield %as_index : index
  } else {
    scf.yield %no_column : index
  }
  %is_before = arith.cmpi ult, %column_there, %column : index
  scf.condition(%is_before) %j$x, %column_there : index, index
} do {
^bb0(%j$x: index, %column_there: index):
  %next_place = arith.addi %j$x, %c1 : index
  scf.yield %next_place : index
}
%in$x = arith.cmpi eq, %found$x#1, %column : index
