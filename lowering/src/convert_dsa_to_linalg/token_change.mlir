// change[b, i] = the norm of tokens[b, i, :] - reference[b, i, :]. A sum has eight parts: part l over c = l, l + 8, ...
func.func private @token_change(%tokens: tensor<?x?x?xf64>, %reference: tensor<?x?x?xf64>) -> tensor<?x?xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %parts = arith.constant 8 : index
  %zero = arith.constant 0.0 : f64
  %B = tensor.dim %tokens, %c0 : tensor<?x?x?xf64>
  %N = tensor.dim %tokens, %c1 : tensor<?x?x?xf64>
  %C = tensor.dim %tokens, %c2 : tensor<?x?x?xf64>
  %C_int = arith.index_cast %C : index to i64
  %C_float = arith.sitofp %C_int : i64 to f64
  %change = tensor.generate %B, %N {
  ^bb0(%b: index, %i: index):
    %total = scf.for %l = %c0 to %parts step %c1 iter_args(%so_far = %zero) -> f64 {
      %part = scf.for %c = %l to %C step %parts iter_args(%sum = %zero) -> f64 {
        %x = tensor.extract %tokens[%b, %i, %c] : tensor<?x?x?xf64>
        %p = tensor.extract %reference[%b, %i, %c] : tensor<?x?x?xf64>
        %e = arith.subf %x, %p : f64
        %size = $size : f64
        %more = $combine %sum, %size : f64
        scf.yield %more : f64
      }
      %all = $combine %so_far, %part : f64
      scf.yield %all : f64
    }
    $finish
    tensor.yield %norm : f64
  } : tensor<?x?xf64>
  return %change : tensor<?x?xf64>
}
