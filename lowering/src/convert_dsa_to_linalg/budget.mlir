// count = min(max(floor(fraction * size + 1/2), at_least), size), a NaN fraction being 1.
func.func private @budget(%fraction: f32, %size: index) -> index {
  %c0 = arith.constant 0 : index
  %at_least = arith.constant $at_least : index
  %zero = arith.constant 0.0 : f64
  %half = arith.constant 0.5 : f64
  %one = arith.constant 1.0 : f64
  %n = arith.maxsi %size, %c0 : index
  %n_int = arith.index_cast %n : index to i64
  %n_float = arith.sitofp %n_int : i64 to f64
  %wide = arith.extf %fraction : f32 to f64
  // A NaN is not below 1, so it is 1.
  %below_one = arith.cmpf olt, %wide, %one : f64
  %at_most_one = arith.select %below_one, %wide, %one : f64
  %share = arith.maximumf %at_most_one, %zero : f64
  %product = arith.mulf %share, %n_float : f64
  %raised = arith.addf %product, %half : f64
  // Rounds towards 0, which is down: there are no negative numbers here.
  %nearest_int = arith.fptosi %raised : f64 to i64
  %nearest = arith.index_cast %nearest_int : i64 to index
  %least = arith.maxsi %nearest, %at_least : index
  %count = arith.minsi %least, %n : index
  return %count : index
}
