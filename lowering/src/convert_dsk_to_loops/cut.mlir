// %middle, where the interval of keys from %low to %high is cut. That of a short row is halved: there it takes less time to count than to
// look where to cut. That of a long one is cut where a line says that goes through %excess, what is too much at %low, and %lack, what
// lacks above %high: a line over the keys, which is one over logarithms, where both ends have the same sign, else over the numbers. Where
// the line leads nowhere inside, and each seventh time of eight, it is halved, so that no spread of numbers makes the search long. Each
// eighth time, %to_keys, both ends go to the next key that there is instead, which ends the search among equal ones.
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
  %whole_low = arith.shli %low, %key_places : $K
  %whole_high = arith.shli %high, %key_places : $K
  %low_sign = arith.shrsi %whole_low, %sign_place : $K
  %high_sign = arith.shrsi %whole_high, %sign_place : $K
  %low_flip = arith.andi %low_sign, %magnitude : $K
  %high_flip = arith.andi %high_sign, %magnitude : $K
  %low_bits = arith.xori %whole_low, %low_flip : $K
  %high_bits = arith.xori %whole_high, %high_flip : $K
  %low_number = arith.bitcast %low_bits : $K to $S
  %high_number = arith.bitcast %high_bits : $K to $S
  %both = arith.addf %excess, %lack : $S
  %any_part_below = arith.divf %excess, %both : $S
  %part_below = arith.minimumf %any_part_below, %greatest_part : $S
  %distance = arith.subf %high_number, %low_number : $S
  %from_low = arith.mulf %part_below, %distance : $S
  %estimate = arith.addf %low_number, %from_low : $S
  %estimate_bits = arith.bitcast %estimate : $S to $K
  %estimate_sign = arith.shrsi %estimate_bits, %sign_place : $K
  %estimate_flip = arith.andi %estimate_sign, %magnitude : $K
  %whole_key = arith.xori %estimate_bits, %estimate_flip : $K
  %key_of_number = arith.shrsi %whole_key, %key_places : $K
  %span_as_number = arith.sitofp %span : $K to $S
  %part_of_span = arith.mulf %part_below, %span_as_number : $S
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
