// As top_k_columns, with tokens at or below the threshold out of the running: their key is the lowest integer, which no
// number has.
func.func private @gate_tokens(%saliency: memref<?x?x$T, strided<[?, ?], offset: ?>>, %threshold_value: f32,
                               %indices: memref<?x?xi32, strided<[?, ?], offset: ?>>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %batch = memref.dim %saliency, %c0 : memref<?x?x$T, strided<[?, ?], offset: ?>>
  %n = memref.dim %saliency, %c1 : memref<?x?x$T, strided<[?, ?], offset: ?>>
  %budget = memref.dim %indices, %c1 : memref<?x?xi32, strided<[?, ?], offset: ?>>
  %budget_as_int = arith.index_cast %budget : index to i64
  %lowest = arith.constant $lowest : $K
  %one = arith.constant 1 : $K
  %sign_place = arith.constant $sign_place : $K
  %magnitude = arith.constant $magnitude : $K
  %no_tokens = arith.constant 0 : i64
  %none = arith.constant -1 : i32
  %zero = arith.constant 0.0 : $S
  %bits = arith.constant $key_bits : index
  $extend_threshold_value
  %keys = memref.alloc(%n) {alignment = 64 : i64} : memref<?x$K>
  scf.for %b = %c0 to %batch step %c1 {
    %passing = scf.for %i = %c0 to %n step %c1 iter_args(%count = %no_tokens) -> (i64) {
      %value = memref.load %saliency[%b, %i] : memref<?x?x$T, strided<[?, ?], offset: ?>>
      $extend_value
      %positive_zero = arith.addf $wide_value, %zero : $S
      %raw = arith.bitcast %positive_zero : $S to $K
      %sign = arith.shrsi %raw, %sign_place : $K
      %flip = arith.andi %sign, %magnitude : $K
      %ordered = arith.xori %raw, %flip : $K
      %is_nan = arith.cmpf uno, $wide_value, $wide_value : $S
      %key = arith.select %is_nan, %magnitude, %ordered : $K
      %too_low = arith.cmpf ole, $wide_value, $wide_threshold_value : $S
      %gated = arith.select %too_low, %lowest, %key : $K
      memref.store %gated, %keys[%i] : memref<?x$K>
      %passes = arith.cmpi ne, %gated, %lowest : $K
      %more = arith.extui %passes : i1 to i64
      %counted = arith.addi %count, %more : i64
      scf.yield %counted : i64
    }
    %kept = arith.minsi %passing, %budget_as_int : i64
    %threshold_key = scf.for %bit = %c0 to %bits step %c1 iter_args(%sofar = %lowest) -> ($K) {
      %bit_as_int = arith.index_cast %bit : index to $K
      %place = arith.subi %sign_place, %bit_as_int : $K
      %step = arith.shli %one, %place : $K
      %candidate = arith.addi %sofar, %step : $K
      %reach = scf.for %i = %c0 to %n step %c1 iter_args(%count = %no_tokens) -> (i64) {
        %key = memref.load %keys[%i] : memref<?x$K>
        %reaches = arith.cmpi sge, %key, %candidate : $K
        %more = arith.extui %reaches : i1 to i64
        %counted = arith.addi %count, %more : i64
        scf.yield %counted : i64
      }
      %enough = arith.cmpi sge, %reach, %kept : i64
      %chosen = arith.select %enough, %candidate, %sofar : $K
      scf.yield %chosen : $K
    }
    %above = scf.for %i = %c0 to %n step %c1 iter_args(%count = %no_tokens) -> (i64) {
      %key = memref.load %keys[%i] : memref<?x$K>
      %greater = arith.cmpi sgt, %key, %threshold_key : $K
      %more = arith.extui %greater : i1 to i64
      %counted = arith.addi %count, %more : i64
      scf.yield %counted : i64
    }
    %ties = arith.subi %kept, %above : i64
    %written, %unused = scf.for %i = %c0 to %n step %c1 iter_args(%at = %c0, %left = %ties) -> (index, i64) {
      %key = memref.load %keys[%i] : memref<?x$K>
      %greater = arith.cmpi sgt, %key, %threshold_key : $K
      %equal = arith.cmpi eq, %key, %threshold_key : $K
      %tie_left = arith.cmpi sgt, %left, %no_tokens : i64
      %tie = arith.andi %equal, %tie_left : i1
      %take = arith.ori %greater, %tie : i1
      %next_at, %next_left = scf.if %take -> (index, i64) {
        %index = arith.index_cast %i : index to i32
        memref.store %index, %indices[%b, %at] : memref<?x?xi32, strided<[?, ?], offset: ?>>
        %after = arith.addi %at, %c1 : index
        %used = arith.extui %tie : i1 to i64
        %remaining = arith.subi %left, %used : i64
        scf.yield %after, %remaining : index, i64
      } else {
        scf.yield %at, %left : index, i64
      }
      scf.yield %next_at, %next_left : index, i64
    }
    scf.for %i = %written to %budget step %c1 {
      memref.store %none, %indices[%b, %i] : memref<?x?xi32, strided<[?, ?], offset: ?>>
    }
  }
  memref.dealloc %keys : memref<?x$K>
  return
}
