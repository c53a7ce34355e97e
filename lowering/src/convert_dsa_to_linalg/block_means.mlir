// means[b, h, r, d] = the mean of tokens[b, h, i, d] over the tokens i of block r that are there, in ascending order.
func.func private @block_means(%tokens: tensor<?x?x?x?xf64>) -> tensor<?x?x?x?xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %zero = arith.constant 0.0 : f64
  %block = arith.constant $block : index
  %B = tensor.dim %tokens, %c0 : tensor<?x?x?x?xf64>
  %H = tensor.dim %tokens, %c1 : tensor<?x?x?x?xf64>
  %N = tensor.dim %tokens, %c2 : tensor<?x?x?x?xf64>
  %D = tensor.dim %tokens, %c3 : tensor<?x?x?x?xf64>
  %R = arith.ceildivui %N, %block : index
  %empty = tensor.empty(%B, %H, %R, %D) : tensor<?x?x?x?xf64>
  %means = linalg.map outs(%empty : tensor<?x?x?x?xf64>) (%unset: f64) {
    %b = linalg.index 0 : index
    %h = linalg.index 1 : index
    %r = linalg.index 2 : index
    %d = linalg.index 3 : index
    %begin = arith.muli %r, %block : index
    %full = arith.addi %begin, %block : index
    %end = arith.minui %full, %N : index
    %sum = scf.for %i = %begin to %end step %c1 iter_args(%so_far = %zero) -> f64 {
      %x = tensor.extract %tokens[%b, %h, %i, %d] : tensor<?x?x?x?xf64>
      %more = arith.addf %so_far, %x : f64
      scf.yield %more : f64
    }
    %valid = arith.subi %end, %begin : index
    %valid_i64 = arith.index_cast %valid : index to i64
    %count = arith.uitofp %valid_i64 : i64 to f64
    %mean = arith.divf %sum, %count : f64
    linalg.yield %mean : f64
  }
  return %means : tensor<?x?x?x?xf64>
}
