// The least key of the row that reaches %low, and the greatest within %high.
%lows = vector.broadcast %low : $K to vector<${lanes}x$K>
%highs = vector.broadcast %high : $K to vector<${lanes}x$K>
%nearest:2 = scf.for %s = %c0 to %padded step %lanes iter_args(%least_so_far = %greatest_keys, %most_so_far = %lowest_keys)
    -> (vector<${lanes}x$K>, vector<${lanes}x$K>) {
  %key = vector.load %keys[%piece, %s] : memref<?x?x$K>, vector<${lanes}x$K>
  %reaches_low = arith.cmpi sge, %key, %lows : vector<${lanes}x$K>
  %within_high = arith.cmpi sle, %key, %highs : vector<${lanes}x$K>
  %or_greatest = arith.select %reaches_low, %key, %greatest_keys : vector<${lanes}xi1>, vector<${lanes}x$K>
  %or_lowest = arith.select %within_high, %key, %lowest_keys : vector<${lanes}xi1>, vector<${lanes}x$K>
  %next_least = arith.minsi %least_so_far, %or_greatest : vector<${lanes}x$K>
  %next_most = arith.maxsi %most_so_far, %or_lowest : vector<${lanes}x$K>
  scf.yield %next_least, %next_most : vector<${lanes}x$K>, vector<${lanes}x$K>
}
%least_inside = vector.reduction <minsi>, %nearest#0 : vector<${lanes}x$K> into $K
%greatest_inside = vector.reduction <maxsi>, %nearest#1 : vector<${lanes}x$K> into $K
