// confidence[b], of the highest logit m, the weights exp(logit - m), and their sum Z. A sum has eight parts: part l over the
// classes c = l, l + 8, ...
func.func private @confidence(%logits: tensor<?x?xf64>) -> tensor<?xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %parts = arith.constant 8 : index
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  %minus_infinity = arith.constant 0xFFF0000000000000 : f64
  %B = tensor.dim %logits, %c0 : tensor<?x?xf64>
  %C = tensor.dim %logits, %c1 : tensor<?x?xf64>
  %C_int = arith.index_cast %C : index to i64
  %C_float = arith.sitofp %C_int : i64 to f64
  %no_class = arith.cmpi eq, %C, %c0 : index
  %confidence = tensor.generate %B {
  ^bb0(%b: index):
    %m, %second = scf.for %c = %c0 to %C step %c1 iter_args(%highest = %minus_infinity, %next = %minus_infinity) -> (f64, f64) {
      %x = tensor.extract %logits[%b, %c] : tensor<?x?xf64>
      %lower = arith.minimumf %x, %highest : f64
      %second_now = arith.maximumf %next, %lower : f64
      %highest_now = arith.maximumf %highest, %x : f64
      scf.yield %highest_now, %second_now : f64, f64
    }
    %Z, %E = scf.for %l = %c0 to %parts step %c1 iter_args(%Z_so_far = %zero, %E_so_far = %zero) -> (f64, f64) {
      %Z_part, %E_part = scf.for %c = %l to %C step %parts iter_args(%Z_sum = %zero, %E_sum = %zero) -> (f64, f64) {
        %x = tensor.extract %logits[%b, %c] : tensor<?x?xf64>
        %e = arith.subf %x, %m : f64
        %w = math.exp %e : f64
        %Z_next = arith.addf %Z_sum, %w : f64
        %none = arith.cmpf oeq, %w, %zero : f64
        %product = arith.mulf %w, %e : f64
        %weighted = arith.select %none, %zero, %product : f64
        %E_next = arith.addf %E_sum, %weighted : f64
        scf.yield %Z_next, %E_next : f64, f64
      }
      %Z_all = arith.addf %Z_so_far, %Z_part : f64
      %E_all = arith.addf %E_so_far, %E_part : f64
      scf.yield %Z_all, %E_all : f64, f64
    }
    $finish
    %result = arith.select %no_class, %zero, %sure : f64
    tensor.yield %result : f64
  } : tensor<?xf64>
  return %confidence : tensor<?xf64>
}
