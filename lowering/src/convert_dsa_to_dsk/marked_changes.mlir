// 1 for each chosen token, 0 for the others, and the threshold between them.
func.func private @marked_changes(%change: tensor<?x?x$S>, %chosen: tensor<?x?xi32>) -> (tensor<?x?x$S>, f32) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %no_token = arith.constant 0 : i32
  %none = arith.constant 0.0 : $S
  %one = arith.constant 1.0 : $S
  %threshold = arith.constant 0.0 : f32
  %B = tensor.dim %change, %c0 : tensor<?x?x$S>
  %N = tensor.dim %change, %c1 : tensor<?x?x$S>
  %K = tensor.dim %chosen, %c1 : tensor<?x?xi32>
  %room = tensor.empty(%B, %N) : tensor<?x?x$S>
  %unmarked = linalg.fill ins(%none : $S) outs(%room : tensor<?x?x$S>) -> tensor<?x?x$S>
  %marked = scf.for %b = %c0 to %B step %c1 iter_args(%of_b = %unmarked) -> tensor<?x?x$S> {
    %of_entry = scf.for %k = %c0 to %K step %c1 iter_args(%so_far = %of_b) -> tensor<?x?x$S> {
      %stored = tensor.extract %chosen[%b, %k] : tensor<?x?xi32>
      %is_one = arith.cmpi sge, %stored, %no_token : i32
      %next = scf.if %is_one -> tensor<?x?x$S> {
        %i = arith.index_cast %stored : i32 to index
        %with_mark = tensor.insert %one into %so_far[%b, %i] : tensor<?x?x$S>
        scf.yield %with_mark : tensor<?x?x$S>
      } else {
        scf.yield %so_far : tensor<?x?x$S>
      }
      scf.yield %next : tensor<?x?x$S>
    }
    scf.yield %of_entry : tensor<?x?x$S>
  }
  return %marked, %threshold : tensor<?x?x$S>, f32
}
