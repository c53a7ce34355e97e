// %threshold: if %exact, exactly %kept of %keys[%piece, :] reach it, which ends the search; else it is the largest key of the row that
// at least %kept reach. The row is padded to whole vectors.
%padded_as_key = arith.index_cast %padded : index to $K
%beyond_kept = arith.subi %padded_as_key, %kept : $K
%first_excess = arith.sitofp %beyond_kept : $K to $S
%first_lack = arith.sitofp %kept : $K to $S
$cut_constants
%threshold, %not_above, %exact, %excess_at_end, %lack_at_end, %last_side, %cuts = scf.while (%low = %least, %high = %greatest,
    %found = %all_kept, %excess = %first_excess, %lack = %first_lack, %moved_low = %true, %cut = %zero_keys)
    : ($K, $K, i1, $S, $S, i1, $K) -> ($K, $K, i1, $S, $S, i1, $K) {
  %open = arith.cmpi slt, %low, %high : $K
  %not_found = arith.xori %found, %true : i1
  %go_on = arith.andi %open, %not_found : i1
  scf.condition(%go_on) %low, %high, %found, %excess, %lack, %moved_low, %cut : $K, $K, i1, $S, $S, i1, $K
} do {
^bb0(%low: $K, %high: $K, %found: i1, %excess: $S, %lack: $S, %moved_low: i1, %cut: $K):
$cut
  %next:6 = scf.if %to_keys -> ($K, $K, i1, $S, $S, i1) {
$nearest_keys
    scf.yield %least_inside, %greatest_inside, %found, %excess, %lack, %moved_low : $K, $K, i1, $S, $S, i1
  } else {
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
    %more = arith.subi %reach, %kept : $K
    %excess_now = arith.sitofp %more : $K to $S
    %lack_now = arith.negf %excess_now : $S
$next_ends
    scf.yield %next_low, %next_high, %found_now, %next_excess, %next_lack, %enough : $K, $K, i1, $S, $S, i1
  }
  %next_cut = arith.addi %cut, %one_key : $K
  scf.yield %next#0, %next#1, %next#2, %next#3, %next#4, %next#5, %next_cut : $K, $K, i1, $S, $S, i1, $K
}
