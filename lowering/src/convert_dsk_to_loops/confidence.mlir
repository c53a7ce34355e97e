// A batch entry is a piece of work. Eight classes at a time are the eight parts of its sums; those that are missing in the last
// step read as -inf, of weight 0.
func.func private @confidence(%logits: memref<?x?x$T, strided<[?, $stride], offset: ?>>,
                              %confidence: memref<?x$S, strided<[?], offset: ?>>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %lanes = arith.constant 8 : index
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  %zeros = arith.constant dense<0.0> : vector<8xf64>
  %minus_infinity = arith.constant 0xFFF0000000000000 : f64
  %lowest = arith.constant dense<0xFFF0000000000000> : vector<8xf64>
  %pad = arith.constant $minus_infinity : $T
  %B = memref.dim %logits, %c0 : memref<?x?x$T, strided<[?, $stride], offset: ?>>
  %C = memref.dim %logits, %c1 : memref<?x?x$T, strided<[?, $stride], offset: ?>>
  %C_int = arith.index_cast %C : index to i64
  %C_float = arith.sitofp %C_int : i64 to f64
  %no_class = arith.cmpi eq, %C, %c0 : index
  dsk.partition(%B) {
  ^bb0(%b: index):
    %highest_of, %second_of = scf.for %c = %c0 to %C step %lanes iter_args(%highest = %lowest, %next = %lowest)
        -> (vector<8xf64>, vector<8xf64>) {
      %x = vector.transfer_read %logits[%b, %c], %pad
        : memref<?x?x$T, strided<[?, $stride], offset: ?>>, vector<8x$T>
      $widen
      %lower = arith.minimumf %wide_x, %highest : vector<8xf64>
      %second_now = arith.maximumf %next, %lower : vector<8xf64>
      %highest_now = arith.maximumf %highest, %wide_x : vector<8xf64>
      scf.yield %highest_now, %second_now : vector<8xf64>, vector<8xf64>
    }
$highest
    %m_lanes = vector.broadcast %m : f64 to vector<8xf64>
    %Z_parts, %E_parts = scf.for %c = %c0 to %C step %lanes iter_args(%Z_sum = %zeros, %E_sum = %zeros)
        -> (vector<8xf64>, vector<8xf64>) {
      %x = vector.transfer_read %logits[%b, %c], %pad
        : memref<?x?x$T, strided<[?, $stride], offset: ?>>, vector<8x$T>
      $widen
      %e = arith.subf %wide_x, %m_lanes : vector<8xf64>
      %w = math.exp %e : vector<8xf64>
      %Z_next = arith.addf %Z_sum, %w : vector<8xf64>
      %none = arith.cmpf oeq, %w, %zeros : vector<8xf64>
      %product = arith.mulf %w, %e : vector<8xf64>
      %weighted = arith.select %none, %zeros, %product : vector<8xi1>, vector<8xf64>
      %E_next = arith.addf %E_sum, %weighted : vector<8xf64>
      scf.yield %Z_next, %E_next : vector<8xf64>, vector<8xf64>
    }
$sums
    $finish
    %result = arith.select %no_class, %zero, %sure : f64
    $round_result
    memref.store $rounded_result, %confidence[%b] : memref<?x$S, strided<[?], offset: ?>>
    dsk.yield
  }
  return
}
