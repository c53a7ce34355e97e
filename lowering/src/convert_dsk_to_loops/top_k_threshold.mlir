// %threshold, the largest key that at least %kept of %keys[%piece, :] reach; and whether exactly %kept reach it, which ends the
// search. The row is padded to whole vectors. Of a short row, the interval from %low to %high is halved each time: there it takes less
// time to count than to look where to cut. Of a long one, it is cut where a line says that goes through what is too much at one end and
// lacks at the other (the Illinois method: of an end that stays the number is halved): a line over the keys, which is one over
// logarithms, where both ends have a sign, else over the numbers. Where the line leads nowhere inside, and each seventh time of eight, it
// is halved, so that no spread of numbers makes the search long. Each eighth time both ends go to the next key that there is, which ends
// the search among equal ones.
%padded_as_key = arith.index_cast %padded : index to $K
%beyond_kept = arith.subi %padded_as_key, %kept : $K
%first_excess = arith.sitofp %beyond_kept : $K to $S
%first_lack = arith.sitofp %kept : $K to $S
%long = arith.constant $long : index
%is_long = arith.cmpi uge, %padded, %long : index
%half_of_it = arith.constant 0.5 : $S
// Less than 1 where keys are made of what is rounded.
%greatest_share = arith.constant 0.99999 : $S
// Of eight cuts, the last but one is in halves, the last to keys that there are.
%turn_of_halves = arith.constant 6 : $K
%last_turn = arith.constant 7 : $K
%threshold, %not_above, %exact, %excess_at_end, %lack_at_end, %last_side, %cuts = scf.while (%low = %least, %high = %greatest,
    %found = %all_kept, %excess = %first_excess, %lack = %first_lack, %moved_low = %true, %cut = %zero_keys)
    : ($K, $K, i1, $S, $S, i1, $K) -> ($K, $K, i1, $S, $S, i1, $K) {
  %open = arith.cmpi slt, %low, %high : $K
  %not_found = arith.xori %found, %true : i1
  %go_on = arith.andi %open, %not_found : i1
  scf.condition(%go_on) %low, %high, %found, %excess, %lack, %moved_low, %cut : $K, $K, i1, $S, $S, i1, $K
} do {
^bb0(%low: $K, %high: $K, %found: i1, %excess: $S, %lack: $S, %moved_low: i1, %cut: $K):
  %span = arith.subi %high, %low : $K
  %half = arith.shrui %span, %one_key : $K
  %odd = arith.andi %span, %one_key : $K
  %half_up = arith.addi %half, %odd : $K
  %halved = arith.addi %low, %half_up : $K
  %turn = arith.andi %cut, %last_turn : $K
  %is_turn_of_line = arith.cmpi slt, %turn, %turn_of_halves : $K
  %by_line = arith.andi %is_long, %is_turn_of_line : i1
  %middle = scf.if %by_line -> ($K) {
    // Keys are the bits of numbers, those of negative ones turned over, and back.
    %low_sign = arith.shrsi %low, %sign_place : $K
    %high_sign = arith.shrsi %high, %sign_place : $K
    %low_flip = arith.andi %low_sign, %magnitude : $K
    %high_flip = arith.andi %high_sign, %magnitude : $K
    %low_bits = arith.xori %low, %low_flip : $K
    %high_bits = arith.xori %high, %high_flip : $K
    %low_number = arith.bitcast %low_bits : $K to $S
    %high_number = arith.bitcast %high_bits : $K to $S
    %both = arith.addf %excess, %lack : $S
    %any_share = arith.divf %excess, %both : $S
    %share = arith.minimumf %any_share, %greatest_share : $S
    %distance = arith.subf %high_number, %low_number : $S
    %from_low = arith.mulf %share, %distance : $S
    %estimate = arith.addf %low_number, %from_low : $S
    %estimate_bits = arith.bitcast %estimate : $S to $K
    %estimate_sign = arith.shrsi %estimate_bits, %sign_place : $K
    %estimate_flip = arith.andi %estimate_sign, %magnitude : $K
    %key_of_number = arith.xori %estimate_bits, %estimate_flip : $K
    %span_as_number = arith.sitofp %span : $K to $S
    %part_of_span = arith.mulf %share, %span_as_number : $S
    %keys_from_low = arith.fptosi %part_of_span : $S to $K
    %at_least_one_key = arith.addi %keys_from_low, %one_key : $K
    %key_between = arith.addi %low, %at_least_one_key : $K
    %signs = arith.xori %low, %high : $K
    %one_sign = arith.cmpi sge, %signs, %zero_keys : $K
    %estimate_key = arith.select %one_sign, %key_between, %key_of_number : $K
    %above_low = arith.cmpi sgt, %estimate_key, %low : $K
    %below_high = arith.cmpi sle, %estimate_key, %high : $K
    %inside = arith.andi %above_low, %below_high : i1
    %has_estimate = arith.cmpf ord, %estimate, %estimate : $S
    %is_number = arith.ori %has_estimate, %one_sign : i1
    %is_good = arith.andi %inside, %is_number : i1
    %good_or_halved = arith.select %is_good, %estimate_key, %halved : $K
    scf.yield %good_or_halved : $K
  } else {
    scf.yield %halved : $K
  }
  %is_last_turn = arith.cmpi eq, %turn, %last_turn : $K
  %to_keys = arith.andi %is_long, %is_last_turn : i1
  %next:6 = scf.if %to_keys -> ($K, $K, i1, $S, $S, i1) {
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
    %below = arith.subi %middle, %one_key : $K
    %next_low = arith.select %enough, %middle, %low : $K
    %next_high = arith.select %enough, %high, %below : $K
    %more = arith.subi %reach, %kept : $K
    %excess_now = arith.sitofp %more : $K to $S
    %lack_now = arith.negf %excess_now : $S
    %differs = arith.xori %enough, %moved_low : i1
    %half_excess = arith.mulf %excess, %half_of_it : $S
    %half_lack = arith.mulf %lack, %half_of_it : $S
    %excess_left = arith.select %differs, %excess, %half_excess : $S
    %lack_left = arith.select %differs, %lack, %half_lack : $S
    %next_excess = arith.select %enough, %excess_now, %excess_left : $S
    %next_lack = arith.select %enough, %lack_left, %lack_now : $S
    scf.yield %next_low, %next_high, %found_now, %next_excess, %next_lack, %enough : $K, $K, i1, $S, $S, i1
  }
  %next_cut = arith.addi %cut, %one_key : $K
  scf.yield %next#0, %next#1, %next#2, %next#3, %next#4, %next#5, %next_cut : $K, $K, i1, $S, $S, i1, $K
}
