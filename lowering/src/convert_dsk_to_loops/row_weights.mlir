%greatest_scores = scf.for %s = %c0 to %padded step %lanes iter_args(%so_far = %minus_infinities) -> (vector<${lanes}xf64>) {
  %x = vector.load %values[%piece, %s] : memref<?x?xf64>, vector<${lanes}xf64>
  // Not of a NaN.
  %above = arith.cmpf ogt, %x, %so_far : vector<${lanes}xf64>
  %next = arith.select %above, %x, %so_far : vector<${lanes}xi1>, vector<${lanes}xf64>
  scf.yield %next : vector<${lanes}xf64>
}
%greatest_score = vector.reduction <maxnumf>, %greatest_scores : vector<${lanes}xf64> into f64
%bound = vector.broadcast %greatest_score : f64 to vector<${lanes}xf64>
%totals = scf.for %s = %c0 to %padded step %lanes iter_args(%so_far = %no_weights) -> (vector<${lanes}xi64>) {
  %x = vector.load %values[%piece, %s] : memref<?x?xf64>, vector<${lanes}xf64>
  %exponent = arith.subf %x, %bound : vector<${lanes}xf64>
$exp
  %steps = arith.mulf %power, %weight_steps : vector<${lanes}xf64>
  %raised = arith.addf %steps, %halves : vector<${lanes}xf64>
  %of_number = arith.fptosi %raised : vector<${lanes}xf64> to vector<${lanes}xi64>
  %is_nan_score = arith.cmpf uno, %x, %x : vector<${lanes}xf64>
  %is_greatest = arith.cmpf oeq, %x, %bound : vector<${lanes}xf64>
  %is_lowest = arith.cmpf oeq, %x, %minus_infinities : vector<${lanes}xf64>
  %is_whole = arith.ori %is_nan_score, %is_greatest : vector<${lanes}xi1>
  %or_whole = arith.select %is_whole, %whole_weights, %of_number : vector<${lanes}xi1>, vector<${lanes}xi64>
  %weight = arith.select %is_lowest, %no_weights, %or_whole : vector<${lanes}xi1>, vector<${lanes}xi64>
  vector.store %weight, %weights[%piece, %s] : memref<?x?xi64>, vector<${lanes}xi64>
  %more = arith.addi %so_far, %weight : vector<${lanes}xi64>
  scf.yield %more : vector<${lanes}xi64>
}
%total = vector.reduction <add>, %totals : vector<${lanes}xi64> into i64
