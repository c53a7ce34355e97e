// For rows in %padded: from where on they are long.
%long = arith.constant $long : index
%is_long = arith.cmpi uge, %padded, %long : index
%half_of_it = arith.constant 0.5 : $S
// Below 1, so that a rounded product with the span of the keys stays in their range.
%greatest_part = arith.constant 0.99999 : $S
// Of eight cuts, the last but one is in halves, the last to keys that there are.
%turn_of_halves = arith.constant 6 : $K
%last_turn = arith.constant 7 : $K
%key_places = arith.constant $places : $K
