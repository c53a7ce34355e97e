// The pairs i < n, j < m of the blocks (i div bq, j div bk) in the set.
func.func private @count_within(%mask: tensor<?x?x?x?xi1>, %n: index, %m: index) -> i64 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %bq = arith.constant $bq : index
  %bk = arith.constant $bk : index
  %none = arith.constant 0 : i64
  %B = tensor.dim %mask, %c0 : tensor<?x?x?x?xi1>
  %H = tensor.dim %mask, %c1 : tensor<?x?x?x?xi1>
  %count = scf.for %b = %c0 to %B step %c1 iter_args(%of_b = %none) -> (i64) {
    %count_b = scf.for %h = %c0 to %H step %c1 iter_args(%of_h = %of_b) -> (i64) {
      %count_h = scf.for %i = %c0 to %n step %c1 iter_args(%of_i = %of_h) -> (i64) {
        %r = arith.divui %i, %bq : index
        %count_i = scf.for %j = %c0 to %m step %c1 iter_args(%so_far = %of_i) -> (i64) {
          %s = arith.divui %j, %bk : index
          %held = tensor.extract %mask[%b, %h, %r, %s] : tensor<?x?x?x?xi1>
          %one = arith.extui %held : i1 to i64
          %more = arith.addi %so_far, %one : i64
          scf.yield %more : i64
        }
        scf.yield %count_i : i64
      }
      scf.yield %count_h : i64
    }
    scf.yield %count_b : i64
  }
  return %count : i64
}
