%positive_zero = arith.addf %score, %zero_scores : vector<${lanes}x$S>
%raw = arith.bitcast %positive_zero : vector<${lanes}x$S> to vector<${lanes}x$K>
%sign = arith.shrsi %raw, %sign_places : vector<${lanes}x$K>
%flip = arith.andi %sign, %magnitudes : vector<${lanes}x$K>
%ordered = arith.xori %raw, %flip : vector<${lanes}x$K>
%is_nan = arith.cmpf uno, %score, %score : vector<${lanes}x$S>
%key = arith.select %is_nan, %magnitudes, %ordered : vector<${lanes}xi1>, vector<${lanes}x$K>
