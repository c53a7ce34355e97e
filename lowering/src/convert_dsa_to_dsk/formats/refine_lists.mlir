// Lists of units of which each is `fq x fk` smaller ones, as lists of those.
func.func private @refine_lists(%row_pointers: tensor<?x?x?x$I>, %columns: tensor<?x$I>, %n: index, %m: index)
    -> (tensor<?x?x?x$I>, tensor<?x$I>, index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %fq = arith.constant $fq : index
  %fk = arith.constant $fk : index
  %uq = arith.constant $uq : index
  %uk = arith.constant $uk : index
  %batch = tensor.dim %row_pointers, %c0 : tensor<?x?x?x$I>
  %heads = tensor.dim %row_pointers, %c1 : tensor<?x?x?x$I>
  %queries = arith.maxsi %n, %c0 : index
  %keys = arith.maxsi %m, %c0 : index
  %rows = arith.ceildivui %queries, %uq : index
  %width = arith.ceildivui %keys, %uk : index
  %pointers = arith.addi %rows, %c1 : index
  %room_of_lists = tensor.dim %columns, %c0 : tensor<?x$I>
  %wide_room = arith.muli %room_of_lists, %fk : index
  %room = arith.muli %wide_room, %fq : index
  %no_pointers = tensor.empty(%batch, %heads, %pointers) : tensor<?x?x?x$I>
  %no_columns = tensor.empty(%room) : tensor<?x$I>
  %made:3 = scf.for %b = %c0 to %batch step %c1
      iter_args(%at_b = %c0, %pointers_b = %no_pointers, %columns_b = %no_columns)
      -> (index, tensor<?x?x?x$I>, tensor<?x$I>) {
    %of_batch:3 = scf.for %h = %c0 to %heads step %c1
        iter_args(%at_h = %at_b, %pointers_h = %pointers_b, %columns_h = %columns_b)
        -> (index, tensor<?x?x?x$I>, tensor<?x$I>) {
      %start = arith.index_cast %at_h : index to $I
      %started = tensor.insert %start into %pointers_h[%b, %h, %c0] : tensor<?x?x?x$I>
      %of_head:3 = scf.for %r = %c0 to %rows step %c1
          iter_args(%at_r = %at_h, %pointers_r = %started, %columns_r = %columns_h)
          -> (index, tensor<?x?x?x$I>, tensor<?x$I>) {
        %next_r = arith.addi %r, %c1 : index
        %from = arith.divui %r, %fq : index
        %after_from = arith.addi %from, %c1 : index
        %begin_stored = tensor.extract %row_pointers[%b, %h, %from] : tensor<?x?x?x$I>
        %end_stored = tensor.extract %row_pointers[%b, %h, %after_from] : tensor<?x?x?x$I>
        %begin = arith.index_cast %begin_stored : $I to index
        %end = arith.index_cast %end_stored : $I to index
        %of_row:2 = scf.for %i = %begin to %end step %c1 iter_args(%at_i = %at_r, %columns_i = %columns_r)
            -> (index, tensor<?x$I>) {
          %stored = tensor.extract %columns[%i] : tensor<?x$I>
          %column = arith.index_cast %stored : $I to index
          %first = arith.muli %column, %fk : index
          %left = arith.subi %width, %first : index
          %here = arith.minsi %left, %fk : index
          %of_unit = scf.for %k = %c0 to %here step %c1 iter_args(%columns_k = %columns_i) -> (tensor<?x$I>) {
            %at = arith.addi %at_i, %k : index
            %new = arith.addi %first, %k : index
            %as_int = arith.index_cast %new : index to $I
            %with = tensor.insert %as_int into %columns_k[%at] : tensor<?x$I>
            scf.yield %with : tensor<?x$I>
          }
          %after = arith.addi %at_i, %here : index
          scf.yield %after, %of_unit : index, tensor<?x$I>
        }
        %end_of_row = arith.index_cast %of_row#0 : index to $I
        %pointers_next = tensor.insert %end_of_row into %pointers_r[%b, %h, %next_r] : tensor<?x?x?x$I>
        scf.yield %of_row#0, %pointers_next, %of_row#1 : index, tensor<?x?x?x$I>, tensor<?x$I>
      }
      scf.yield %of_head#0, %of_head#1, %of_head#2 : index, tensor<?x?x?x$I>, tensor<?x$I>
    }
    scf.yield %of_batch#0, %of_batch#1, %of_batch#2 : index, tensor<?x?x?x$I>, tensor<?x$I>
  }
  return %made#1, %made#2, %width : tensor<?x?x?x$I>, tensor<?x$I>, index
}
