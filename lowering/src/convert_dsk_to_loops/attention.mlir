// The formula, query by query: the greatest score first, then the sum of weights and the weighted values.
func.func private @attention(%queries: memref<?x?x?x?x$T, strided<[?, ?, ?, ?], offset: ?>>,
                             %keys: memref<?x?x?x?x$T, strided<[?, ?, ?, ?], offset: ?>>,
                             %values: memref<?x?x?x?x$T, strided<[?, ?, ?, ?], offset: ?>>,
                             %row_pointers: memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>,
                             %columns: memref<?x$I, strided<[?], offset: ?>>,$mask_arguments
                             %output: memref<?x?x?x?x$T, strided<[?, ?, ?, ?], offset: ?>>$lse_argument) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %bq = arith.constant $bq : index
  %bk = arith.constant $bk : index
  %scale = arith.constant $scale : $C
  %zero = arith.constant 0.0 : $C
  %one = arith.constant 1.0 : $C
  %lowest = arith.constant $minus_infinity : $C
  %batch = memref.dim %queries, %c0 : memref<?x?x?x?x$T, strided<[?, ?, ?, ?], offset: ?>>
  %heads = memref.dim %queries, %c1 : memref<?x?x?x?x$T, strided<[?, ?, ?, ?], offset: ?>>
  %key_heads = memref.dim %keys, %c1 : memref<?x?x?x?x$T, strided<[?, ?, ?, ?], offset: ?>>
  %some_key_heads = arith.maxui %key_heads, %c1 : index
  %group = arith.divui %heads, %some_key_heads : index
  %n = memref.dim %queries, %c2 : memref<?x?x?x?x$T, strided<[?, ?, ?, ?], offset: ?>>
  %m = memref.dim %keys, %c2 : memref<?x?x?x?x$T, strided<[?, ?, ?, ?], offset: ?>>
  %d = memref.dim %keys, %c3 : memref<?x?x?x?x$T, strided<[?, ?, ?, ?], offset: ?>>
  %e = memref.dim %values, %c3 : memref<?x?x?x?x$T, strided<[?, ?, ?, ?], offset: ?>>
  %pattern_batch = memref.dim %row_pointers, %c0 : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
  %pattern_heads = memref.dim %row_pointers, %c1 : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
  %shared_batch = arith.cmpi eq, %pattern_batch, %c1 : index
  %shared_heads = arith.cmpi eq, %pattern_heads, %c1 : index
  %weighted = memref.alloc(%e) {alignment = 64 : i64} : memref<?x$C>
  %scores = memref.alloc(%m) {alignment = 64 : i64} : memref<?x$C>
  scf.for %b = %c0 to %batch step %c1 {
    %pb = arith.select %shared_batch, %c0, %b : index
    scf.for %h = %c0 to %heads step %c1 {
      %ph = arith.select %shared_heads, %c0, %h : index
      %key_head = arith.divui %h, %group : index
      scf.for %i = %c0 to %n step %c1 {
        %r = arith.divui %i, %bq : index
        %next_r = arith.addi %r, %c1 : index
        %q = arith.remui %i, %bq : index
        %begin_stored = memref.load %row_pointers[%pb, %ph, %r] : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
        %end_stored = memref.load %row_pointers[%pb, %ph, %next_r] : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
        %begin = arith.index_cast %begin_stored : $I to index
        %end = arith.index_cast %end_stored : $I to index
        %greatest = scf.for %at = %begin to %end step %c1 iter_args(%of_row = %lowest) -> ($C) {
          %stored = memref.load %columns[%at] : memref<?x$I, strided<[?], offset: ?>>
          %column = arith.index_cast %stored : $I to index
          %first = arith.muli %column, %bk : index
          %beyond = arith.addi %first, %bk : index
          %last = arith.minui %beyond, %m : index
          %of_block = scf.for %j = %first to %last step %c1 iter_args(%sofar = %of_row) -> ($C) {
$sees
            %greatest_so_far = scf.if %sees -> ($C) {
              %product = scf.for %x = %c0 to %d step %c1 iter_args(%sum = %zero) -> ($C) {
                %query = memref.load %queries[%b, %h, %i, %x] : memref<?x?x?x?x$T, strided<[?, ?, ?, ?], offset: ?>>
                %key = memref.load %keys[%b, %key_head, %j, %x] : memref<?x?x?x?x$T, strided<[?, ?, ?, ?], offset: ?>>
                $extend_query
                $extend_key
                %term = arith.mulf $wide_query, $wide_key : $C
                %next = arith.addf %sum, %term : $C
                scf.yield %next : $C
              }
              %score = arith.mulf %product, %scale : $C
              memref.store %score, %scores[%j] : memref<?x$C>
              %greater = arith.maximumf %sofar, %score : $C
              scf.yield %greater : $C
            } else {
              scf.yield %sofar : $C
            }
            scf.yield %greatest_so_far : $C
          }
          scf.yield %of_block : $C
        }
        // Where all scores are -inf the weights are those of an empty row: 0.
        %none = arith.cmpf oeq, %greatest, %lowest : $C
        %shift = arith.select %none, %zero, %greatest : $C
        scf.for %x = %c0 to %e step %c1 {
          memref.store %zero, %weighted[%x] : memref<?x$C>
        }
        %total = scf.for %at = %begin to %end step %c1 iter_args(%of_row = %zero) -> ($C) {
          %stored = memref.load %columns[%at] : memref<?x$I, strided<[?], offset: ?>>
          %column = arith.index_cast %stored : $I to index
          %first = arith.muli %column, %bk : index
          %beyond = arith.addi %first, %bk : index
          %last = arith.minui %beyond, %m : index
          %of_block = scf.for %j = %first to %last step %c1 iter_args(%sofar = %of_row) -> ($C) {
$sees
            %total_so_far = scf.if %sees -> ($C) {
              %score = memref.load %scores[%j] : memref<?x$C>
              %below = arith.subf %score, %shift : $C
              %weight = math.exp %below : $C
              scf.for %x = %c0 to %e step %c1 {
                %value = memref.load %values[%b, %key_head, %j, %x] : memref<?x?x?x?x$T, strided<[?, ?, ?, ?], offset: ?>>
                $extend_value
                %term = arith.mulf %weight, $wide_value : $C
                %sum = memref.load %weighted[%x] : memref<?x$C>
                %next = arith.addf %sum, %term : $C
                memref.store %next, %weighted[%x] : memref<?x$C>
              }
              %next_total = arith.addf %sofar, %weight : $C
              scf.yield %next_total : $C
            } else {
              scf.yield %sofar : $C
            }
            scf.yield %total_so_far : $C
          }
          scf.yield %of_block : $C
        }
        %empty = arith.cmpf oeq, %total, %zero : $C
        scf.for %x = %c0 to %e step %c1 {
          %sum = memref.load %weighted[%x] : memref<?x$C>
          %quotient = arith.divf %sum, %total : $C
          %result = arith.select %empty, %zero, %quotient : $C
          $round_result
          memref.store $rounded_result, %output[%b, %h, %i, %x] : memref<?x?x?x?x$T, strided<[?, ?, ?, ?], offset: ?>>
        }
        $store_lse
      }
    }
  }
  memref.dealloc %weighted : memref<?x$C>
  memref.dealloc %scores : memref<?x$C>
  return
}
