// Scores become integers of the same order (NaN above all, -0 as +0). The k-th largest of a row is found bit by bit: a
// bit of the threshold is kept if at least k keys reach it, which is one vector pass over the row a bit. What is above
// the threshold is taken, and of what equals it the lowest columns.
func.func private @top_k_columns(%scores: memref<?x?x?x?x$S, strided<[?, ?, ?, ?], offset: ?>>, %top_k: index,
                                 %row_pointers: memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>,
                                 %columns: memref<?x$I, strided<[?], offset: ?>>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %batch = memref.dim %scores, %c0 : memref<?x?x?x?x$S, strided<[?, ?, ?, ?], offset: ?>>
  %heads = memref.dim %scores, %c1 : memref<?x?x?x?x$S, strided<[?, ?, ?, ?], offset: ?>>
  %rows = memref.dim %scores, %c2 : memref<?x?x?x?x$S, strided<[?, ?, ?, ?], offset: ?>>
  %width = memref.dim %scores, %c3 : memref<?x?x?x?x$S, strided<[?, ?, ?, ?], offset: ?>>
  %at_least = arith.maxsi %top_k, %c0 : index
  %kept = arith.minsi %at_least, %width : index
  %kept_as_int = arith.index_cast %kept : index to i64
  %lowest = arith.constant $lowest : $K
  %one = arith.constant 1 : $K
  %sign_place = arith.constant $sign_place : $K
  %magnitude = arith.constant $magnitude : $K
  %no_keys = arith.constant 0 : i64
  %one_key = arith.constant 1 : i64
  %zero = arith.constant 0.0 : $S
  %bits = arith.constant $key_bits : index
  %heads_in_all = arith.muli %batch, %heads : index
  %keys = memref.alloc(%heads_in_all, %width) {alignment = 64 : i64} : memref<?x?x$K>
  dsk.partition(%heads_in_all) {
  ^bb0(%piece: index):
    %h = arith.remui %piece, %heads : index
    %b = arith.divui %piece, %heads : index
    %first_row = arith.muli %piece, %rows : index
    %start = arith.muli %first_row, %kept : index
    %start_as_int = arith.index_cast %start : index to $I
    memref.store %start_as_int, %row_pointers[%b, %h, %c0] : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
    scf.for %r = %c0 to %rows step %c1 {
      %row = arith.addi %first_row, %r : index
      %begin = arith.muli %row, %kept : index
      %end = arith.addi %begin, %kept : index
      %end_as_int = arith.index_cast %end : index to $I
      %next_r = arith.addi %r, %c1 : index
      memref.store %end_as_int, %row_pointers[%b, %h, %next_r] : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
      scf.for %s = %c0 to %width step %c1 {
        %score = memref.load %scores[%b, %h, %r, %s] : memref<?x?x?x?x$S, strided<[?, ?, ?, ?], offset: ?>>
        %positive_zero = arith.addf %score, %zero : $S
        %raw = arith.bitcast %positive_zero : $S to $K
        %sign = arith.shrsi %raw, %sign_place : $K
        %flip = arith.andi %sign, %magnitude : $K
        %ordered = arith.xori %raw, %flip : $K
        %is_nan = arith.cmpf uno, %score, %score : $S
        %key = arith.select %is_nan, %magnitude, %ordered : $K
        memref.store %key, %keys[%piece, %s] : memref<?x?x$K>
      }
      // The largest threshold that at least `kept` keys reach.
      %threshold = scf.for %bit = %c0 to %bits step %c1 iter_args(%sofar = %lowest) -> ($K) {
        %bit_as_int = arith.index_cast %bit : index to $K
        %place = arith.subi %sign_place, %bit_as_int : $K
        %step = arith.shli %one, %place : $K
        %candidate = arith.addi %sofar, %step : $K
        %reach = scf.for %s = %c0 to %width step %c1 iter_args(%count = %no_keys) -> (i64) {
          %key = memref.load %keys[%piece, %s] : memref<?x?x$K>
          %reaches = arith.cmpi sge, %key, %candidate : $K
          %more = arith.extui %reaches : i1 to i64
          %counted = arith.addi %count, %more : i64
          scf.yield %counted : i64
        }
        %enough = arith.cmpi sge, %reach, %kept_as_int : i64
        %chosen = arith.select %enough, %candidate, %sofar : $K
        scf.yield %chosen : $K
      }
      %above = scf.for %s = %c0 to %width step %c1 iter_args(%count = %no_keys) -> (i64) {
        %key = memref.load %keys[%piece, %s] : memref<?x?x$K>
        %greater = arith.cmpi sgt, %key, %threshold : $K
        %more = arith.extui %greater : i1 to i64
        %counted = arith.addi %count, %more : i64
        scf.yield %counted : i64
      }
      %ties = arith.subi %kept_as_int, %above : i64
      scf.for %s = %c0 to %width step %c1 iter_args(%at = %begin, %left = %ties) -> (index, i64) {
        %key = memref.load %keys[%piece, %s] : memref<?x?x$K>
        %greater = arith.cmpi sgt, %key, %threshold : $K
        %equal = arith.cmpi eq, %key, %threshold : $K
        %tie_left = arith.cmpi sgt, %left, %no_keys : i64
        %tie = arith.andi %equal, %tie_left : i1
        %take = arith.ori %greater, %tie : i1
        %next_at, %next_left = scf.if %take -> (index, i64) {
          %column = arith.index_cast %s : index to $I
          memref.store %column, %columns[%at] : memref<?x$I, strided<[?], offset: ?>>
          %after = arith.addi %at, %c1 : index
          %used = arith.extui %tie : i1 to i64
          %remaining = arith.subi %left, %used : i64
          scf.yield %after, %remaining : index, i64
        } else {
          scf.yield %at, %left : index, i64
        }
        scf.yield %next_at, %next_left : index, i64
      }
    }
  }
  memref.dealloc %keys : memref<?x?x$K>
  return
}
