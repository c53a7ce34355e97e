// scores[b, h] = the norm of heads[b, h, :, :]. A sum has eight parts: part l over i, and for each over d = l, l + 8, ...
func.func private @score_heads(%heads: tensor<?x?x?x?xf64>) -> tensor<?x?xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %parts = arith.constant 8 : index
  %zero = arith.constant 0.0 : f64
  %B = tensor.dim %heads, %c0 : tensor<?x?x?x?xf64>
  %H = tensor.dim %heads, %c1 : tensor<?x?x?x?xf64>
  %N = tensor.dim %heads, %c2 : tensor<?x?x?x?xf64>
  %D = tensor.dim %heads, %c3 : tensor<?x?x?x?xf64>
  %C = arith.muli %N, %D : index
  %C_int = arith.index_cast %C : index to i64
  %C_float = arith.sitofp %C_int : i64 to f64
  %scores = tensor.generate %B, %H {
  ^bb0(%b: index, %h: index):
    %total = scf.for %l = %c0 to %parts step %c1 iter_args(%so_far = %zero) -> f64 {
      %part = scf.for %i = %c0 to %N step %c1 iter_args(%sum_i = %zero) -> f64 {
        %of_token = scf.for %d = %l to %D step %parts iter_args(%sum = %sum_i) -> f64 {
          %e = tensor.extract %heads[%b, %h, %i, %d] : tensor<?x?x?x?xf64>
          %size = $size : f64
          %more = $combine %sum, %size : f64
          scf.yield %more : f64
        }
        scf.yield %of_token : f64
      }
      %all = $combine %so_far, %part : f64
      scf.yield %all : f64
    }
    $finish
    tensor.yield %norm : f64
  } : tensor<?x?xf64>
  return %scores : tensor<?x?xf64>
}
