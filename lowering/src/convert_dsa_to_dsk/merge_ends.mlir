// From which column on, and before which one, a row's list has some.
%has$x = arith.cmpi ult, %begin$x, %end$x : index
%low$x, %high$x = scf.if %has$x -> (index, index) {
  %last = arith.subi %end$x, %c1 : index
  %low_stored = tensor.extract %columns$x[%begin$x] : tensor<?x$I>
  %high_stored = tensor.extract %columns$x[%last] : tensor<?x$I>
  %low = arith.index_cast %low_stored : $I to index
  %high = arith.index_cast %high_stored : $I to index
  %behind = arith.addi %high, %c1 : index
  scf.yield %low, %behind : index, index
} else {
  scf.yield %no_column, %c0 : index, index
}
