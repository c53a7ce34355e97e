// Columns of a list in the window, each of which raises its flag: what is left of the list then, and how many places of the window
// were gone over.
%raised$x:4 = scf.while (%next$x = %i$x, %gone$x = %c0, %raised = $flags)
    : (index, index, tensor<1024xi8>) -> (index, index, tensor<1024xi8>, index) {
  %is_left = arith.cmpi ult, %next$x, %end$x : index
  %column = scf.if %is_left -> (index) {
    %stored = tensor.extract %columns$x[%next$x] : tensor<?x$I>
    %as_index = arith.index_cast %stored : $I to index
    scf.yield %as_index : index
  } else {
    scf.yield %no_column : index
  }
  %place = arith.subi %column, %first_of_window : index
  %inside = arith.cmpi ult, %place, %window : index
  scf.condition(%inside) %next$x, %gone$x, %raised, %place : index, index, tensor<1024xi8>, index
} do {
^bb0(%next$x: index, %gone$x: index, %raised: tensor<1024xi8>, %place: index):
  %lower = tensor.extract %raised[%place] : tensor<1024xi8>
  %higher = arith.ori %lower, %flag$x : i8
  %with = tensor.insert %higher into %raised[%place] : tensor<1024xi8>
  %next = arith.addi %next$x, %c1 : index
  %behind = arith.addi %place, %c1 : index
  scf.yield %next, %behind, %with : index, index, tensor<1024xi8>
}
