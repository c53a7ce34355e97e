// scores[b, c] = the norm of tokens[b, :, c], summed over i in ascending order.
func.func private @score_channels(%tokens: tensor<?x?x?xf64>) -> tensor<?x?xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %zero = arith.constant 0.0 : f64
  %B = tensor.dim %tokens, %c0 : tensor<?x?x?xf64>
  // What a mean is over: tokens.
  %C = tensor.dim %tokens, %c1 : tensor<?x?x?xf64>
  %channels = tensor.dim %tokens, %c2 : tensor<?x?x?xf64>
  %C_int = arith.index_cast %C : index to i64
  %C_float = arith.sitofp %C_int : i64 to f64
  %scores = tensor.generate %B, %channels {
  ^bb0(%b: index, %c: index):
    %total = scf.for %i = %c0 to %C step %c1 iter_args(%sum = %zero) -> f64 {
      %e = tensor.extract %tokens[%b, %i, %c] : tensor<?x?x?xf64>
      %size = $size : f64
      %more = $combine %sum, %size : f64
      scf.yield %more : f64
    }
    $finish
    tensor.yield %norm : f64
  } : tensor<?x?xf64>
  return %scores : tensor<?x?xf64>
}
