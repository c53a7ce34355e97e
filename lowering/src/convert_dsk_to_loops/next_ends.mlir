// The ends of the interval behind the cut at %middle, of which %enough says whether as much as is wanted reaches it, %excess_now what is
// too much and %lack_now what lacks there. What belongs to an end that stays a second time is halved (the Illinois method).
%below = arith.subi %middle, %one_key : $K
%next_low = arith.select %enough, %middle, %low : $K
%next_high = arith.select %enough, %high, %below : $K
%differs = arith.xori %enough, %moved_low : i1
%half_excess = arith.mulf %excess, %half_of_it : $S
%half_lack = arith.mulf %lack, %half_of_it : $S
%excess_left = arith.select %differs, %excess, %half_excess : $S
%lack_left = arith.select %differs, %lack, %half_lack : $S
%next_excess = arith.select %enough, %excess_now, %excess_left : $S
%next_lack = arith.select %enough, %lack_left, %lack_now : $S
