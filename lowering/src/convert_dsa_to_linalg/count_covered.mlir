// The blocks that hold an element of the set.
func.func private @count_covered(%mask: tensor<?x?x?x?xi1>) -> i64 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %bq = arith.constant $bq : index
  %bk = arith.constant $bk : index
  %none = arith.constant 0 : i64
  %false = arith.constant false
  %B = tensor.dim %mask, %c0 : tensor<?x?x?x?xi1>
  %H = tensor.dim %mask, %c1 : tensor<?x?x?x?xi1>
  %N = tensor.dim %mask, %c2 : tensor<?x?x?x?xi1>
  %M = tensor.dim %mask, %c3 : tensor<?x?x?x?xi1>
  %count = scf.for %b = %c0 to %B step %c1 iter_args(%of_b = %none) -> (i64) {
    %count_b = scf.for %h = %c0 to %H step %c1 iter_args(%of_h = %of_b) -> (i64) {
      %count_h = scf.for %i_begin = %c0 to %N step %bq iter_args(%of_i = %of_h) -> (i64) {
        %i_beyond = arith.addi %i_begin, %bq : index
        %i_end = arith.minui %i_beyond, %N : index
        %count_r = scf.for %j_begin = %c0 to %M step %bk iter_args(%so_far = %of_i) -> (i64) {
          %j_beyond = arith.addi %j_begin, %bk : index
          %j_end = arith.minui %j_beyond, %M : index
          %any = scf.for %i = %i_begin to %i_end step %c1 iter_args(%any_i = %false) -> (i1) {
            %any_of_i = scf.for %j = %j_begin to %j_end step %c1 iter_args(%any_j = %any_i) -> (i1) {
              %held = tensor.extract %mask[%b, %h, %i, %j] : tensor<?x?x?x?xi1>
              %either = arith.ori %any_j, %held : i1
              scf.yield %either : i1
            }
            scf.yield %any_of_i : i1
          }
          %one = arith.extui %any : i1 to i64
          %more = arith.addi %so_far, %one : i64
          scf.yield %more : i64
        }
        scf.yield %count_r : i64
      }
      scf.yield %count_h : i64
    }
    scf.yield %count_b : i64
  }
  return %count : i64
}
