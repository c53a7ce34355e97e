// The lists of the chosen heads one behind the other. Masks are shared: a block of a head that is chosen twice has one.
func.func private @pattern_pack_heads(%rows_of: tensor<?x?x?x$I>, %columns_of: tensor<?x$I>, %ids_of: tensor<?x$I>,
                                      %indices: tensor<?x?xi32>) -> (tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %masked = arith.constant $masked : index
  %nothing = arith.constant 0 : $I
  %of_batch = tensor.dim %rows_of, %c0 : tensor<?x?x?x$I>
  %heads = tensor.dim %rows_of, %c1 : tensor<?x?x?x$I>
  %pointers = tensor.dim %rows_of, %c2 : tensor<?x?x?x$I>
  %rows = arith.subi %pointers, %c1 : index
  %batch = tensor.dim %indices, %c0 : tensor<?x?xi32>
  %kept = tensor.dim %indices, %c1 : tensor<?x?xi32>
  %one_batch = arith.cmpi eq, %of_batch, %c1 : index
  %one_head = arith.cmpi eq, %heads, %c1 : index
  // The head for each that is chosen, or -1.
  %no_head = arith.constant -1 : index
  %sources = tensor.generate %batch, %kept {
  ^bb0(%b: index, %k: index):
    %stored = tensor.extract %indices[%b, %k] : tensor<?x?xi32>
    %index = arith.index_cast %stored : i32 to index
    %not_negative = arith.cmpi sge, %index, %c0 : index
    %below = arith.cmpi slt, %index, %heads : index
    %there = arith.ori %below, %one_head : i1
    %inside = arith.andi %not_negative, %there : i1
    %head = arith.select %one_head, %c0, %index : index
    %source = arith.select %inside, %head, %no_head : index
    tensor.yield %source : index
  } : tensor<?x?xindex>
  %room = scf.for %b = %c0 to %batch step %c1 iter_args(%room_b = %c0) -> (index) {
    %x = arith.select %one_batch, %c0, %b : index
    %of_heads = scf.for %k = %c0 to %kept step %c1 iter_args(%room_k = %room_b) -> (index) {
      %source = tensor.extract %sources[%b, %k] : tensor<?x?xindex>
      %there = arith.cmpi sge, %source, %c0 : index
      %blocks = scf.if %there -> (index) {
        %first = tensor.extract %rows_of[%x, %source, %c0] : tensor<?x?x?x$I>
        %last = tensor.extract %rows_of[%x, %source, %rows] : tensor<?x?x?x$I>
        %stored = arith.subi %last, %first : $I
        %as_index = arith.index_cast %stored : $I to index
        scf.yield %as_index : index
      } else {
        scf.yield %c0 : index
      }
      %more = arith.addi %room_k, %blocks : index
      scf.yield %more : index
    }
    scf.yield %of_heads : index
  }
  %id_room = arith.muli %room, %masked : index
  %no_pointers = tensor.empty(%batch, %kept, %pointers) : tensor<?x?x?x$I>
  %no_columns = tensor.empty(%room) : tensor<?x$I>
  %no_ids = tensor.empty(%id_room) : tensor<?x$I>
  %made:4 = scf.for %b = %c0 to %batch step %c1
      iter_args(%at_b = %c0, %pointers_b = %no_pointers, %columns_b = %no_columns, %ids_b = %no_ids)
      -> (index, tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>) {
    %x = arith.select %one_batch, %c0, %b : index
    %of_batch_entry:4 = scf.for %k = %c0 to %kept step %c1
        iter_args(%at = %at_b, %pointers_k = %pointers_b, %columns_k = %columns_b, %ids_k = %ids_b)
        -> (index, tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>) {
      %source = tensor.extract %sources[%b, %k] : tensor<?x?xindex>
      %there = arith.cmpi sge, %source, %c0 : index
      %start = arith.index_cast %at : index to $I
      %bounds:2 = scf.if %there -> (index, index) {
        %first = tensor.extract %rows_of[%x, %source, %c0] : tensor<?x?x?x$I>
        %last = tensor.extract %rows_of[%x, %source, %rows] : tensor<?x?x?x$I>
        %begin = arith.index_cast %first : $I to index
        %end = arith.index_cast %last : $I to index
        scf.yield %begin, %end : index, index
      } else {
        scf.yield %c0, %c0 : index, index
      }
      %begin_stored = arith.index_cast %bounds#0 : index to $I
      %pointers_next = scf.for %r = %c0 to %pointers step %c1 iter_args(%pointers_r = %pointers_k) -> (tensor<?x?x?x$I>) {
        %blocks = scf.if %there -> ($I) {
          %pointer = tensor.extract %rows_of[%x, %source, %r] : tensor<?x?x?x$I>
          %before = arith.subi %pointer, %begin_stored : $I
          scf.yield %before : $I
        } else {
          scf.yield %nothing : $I
        }
        %moved = arith.addi %start, %blocks : $I
        %inserted = tensor.insert %moved into %pointers_r[%b, %k, %r] : tensor<?x?x?x$I>
        scf.yield %inserted : tensor<?x?x?x$I>
      }
      %lists:2 = scf.for %i = %bounds#0 to %bounds#1 step %c1 iter_args(%columns = %columns_k, %ids = %ids_k)
          -> (tensor<?x$I>, tensor<?x$I>) {
        %behind = arith.subi %i, %bounds#0 : index
        %to = arith.addi %at, %behind : index
        %column = tensor.extract %columns_of[%i] : tensor<?x$I>
        %with_column = tensor.insert %column into %columns[%to] : tensor<?x$I>
        $store_id
        scf.yield %with_column, $id_stored : tensor<?x$I>, tensor<?x$I>
      }
      %blocks_here = arith.subi %bounds#1, %bounds#0 : index
      %next = arith.addi %at, %blocks_here : index
      scf.yield %next, %pointers_next, %lists#0, %lists#1 : index, tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>
    }
    scf.yield %of_batch_entry#0, %of_batch_entry#1, %of_batch_entry#2, %of_batch_entry#3
      : index, tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>
  }
  return %made#1, %made#2, %made#3 : tensor<?x?x?x$I>, tensor<?x$I>, tensor<?x$I>
}
