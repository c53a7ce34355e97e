// similarity[b, h, r] = |sum_i u[i]|^2 / n^2 over the n tokens i of block r that are there; u[i] is the token times
// 1 / sqrt(sum_d x[d] * x[d]), or 0 where that sum is.
func.func private @block_similarity(%tokens: tensor<?x?x?x?xf64>) -> tensor<?x?x?xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  %block = arith.constant $block : index
  %B = tensor.dim %tokens, %c0 : tensor<?x?x?x?xf64>
  %H = tensor.dim %tokens, %c1 : tensor<?x?x?x?xf64>
  %N = tensor.dim %tokens, %c2 : tensor<?x?x?x?xf64>
  %D = tensor.dim %tokens, %c3 : tensor<?x?x?x?xf64>
  %R = arith.ceildivui %N, %block : index
  %inverses = tensor.generate %B, %H, %N {
  ^bb0(%b: index, %h: index, %i: index):
    %sum = scf.for %d = %c0 to %D step %c1 iter_args(%so_far = %zero) -> f64 {
      %x = tensor.extract %tokens[%b, %h, %i, %d] : tensor<?x?x?x?xf64>
      %square = arith.mulf %x, %x : f64
      %more = arith.addf %so_far, %square : f64
      scf.yield %more : f64
    }
    %length = math.sqrt %sum : f64
    %inverse = arith.divf %one, %length : f64
    %is_zero = arith.cmpf oeq, %sum, %zero : f64
    %or_zero = arith.select %is_zero, %zero, %inverse : f64
    tensor.yield %or_zero : f64
  } : tensor<?x?x?xf64>
  %similarity = tensor.generate %B, %H, %R {
  ^bb0(%b: index, %h: index, %r: index):
    %begin = arith.muli %r, %block : index
    %full = arith.addi %begin, %block : index
    %end = arith.minui %full, %N : index
    %squares = scf.for %d = %c0 to %D step %c1 iter_args(%squares_d = %zero) -> f64 {
      %sum = scf.for %i = %begin to %end step %c1 iter_args(%so_far = %zero) -> f64 {
        %x = tensor.extract %tokens[%b, %h, %i, %d] : tensor<?x?x?x?xf64>
        %inverse = tensor.extract %inverses[%b, %h, %i] : tensor<?x?x?xf64>
        %u = arith.mulf %x, %inverse : f64
        %more = arith.addf %so_far, %u : f64
        scf.yield %more : f64
      }
      %square = arith.mulf %sum, %sum : f64
      %more_squares = arith.addf %squares_d, %square : f64
      scf.yield %more_squares : f64
    }
    %valid = arith.subi %end, %begin : index
    %valid_int = arith.index_cast %valid : index to i64
    %n = arith.sitofp %valid_int : i64 to f64
    %pairs = arith.mulf %n, %n : f64
    %mean = arith.divf %squares, %pairs : f64
    tensor.yield %mean : f64
  } : tensor<?x?x?xf64>
  return %similarity : tensor<?x?x?xf64>
}
