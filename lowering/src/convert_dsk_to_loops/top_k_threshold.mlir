// %threshold, the largest key that at least %kept of %keys[%piece, :] reach, by halving the interval from %least to
// %greatest; and whether exactly %kept reach it, which ends the search. The row is padded to whole vectors.
%threshold, %not_above, %exact = scf.while (%low = %least, %high = %greatest, %found = %all_kept)
    : ($K, $K, i1) -> ($K, $K, i1) {
  %open = arith.cmpi slt, %low, %high : $K
  %not_found = arith.xori %found, %true : i1
  %go_on = arith.andi %open, %not_found : i1
  scf.condition(%go_on) %low, %high, %found : $K, $K, i1
} do {
^bb0(%low: $K, %high: $K, %found: i1):
  %span = arith.subi %high, %low : $K
  %half = arith.shrui %span, %one_key : $K
  %odd = arith.andi %span, %one_key : $K
  %half_up = arith.addi %half, %odd : $K
  %middle = arith.addi %low, %half_up : $K
  %middles = vector.broadcast %middle : $K to vector<${lanes}x$K>
  %counts = scf.for %s = %c0 to %padded step %lanes iter_args(%so_far = %no_keys) -> (vector<${lanes}x$K>) {
    %key = vector.load %keys[%piece, %s] : memref<?x?x$K>, vector<${lanes}x$K>
    %reaches = arith.cmpi sge, %key, %middles : vector<${lanes}x$K>
    %minus_one = arith.extsi %reaches : vector<${lanes}xi1> to vector<${lanes}x$K>
    %counted = arith.subi %so_far, %minus_one : vector<${lanes}x$K>
    scf.yield %counted : vector<${lanes}x$K>
  }
  %reach = vector.reduction <add>, %counts : vector<${lanes}x$K> into $K
  %enough = arith.cmpi sge, %reach, %kept : $K
  %found_now = arith.cmpi eq, %reach, %kept : $K
  %below = arith.subi %middle, %one_key : $K
  %next_low = arith.select %enough, %middle, %low : $K
  %next_high = arith.select %enough, %high, %below : $K
  scf.yield %next_low, %next_high, %found_now : $K, $K, i1
}
