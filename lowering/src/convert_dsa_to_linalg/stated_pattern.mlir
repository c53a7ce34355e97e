// mask[b, h, r, s] = see(i, j) for some query i of unit row r and some key j of unit column s. A size below 0 counts as 0.
func.func private @stated_pattern(%batch: index, %heads: index, %queries: index, %keys: index$arguments)
    -> tensor<?x?x?x?xi1> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %bq = arith.constant $bq : index
  %bk = arith.constant $bk : index
  %false = arith.constant false
  %B = arith.maxsi %batch, %c0 : index
  %H = arith.maxsi %heads, %c0 : index
  %n = arith.maxsi %queries, %c0 : index
  %m = arith.maxsi %keys, %c0 : index
  %R = arith.ceildivui %n, %bq : index
  %S = arith.ceildivui %m, %bk : index
  %pattern = tensor.generate %B, %H, %R, %S {
  ^bb0(%b: index, %h: index, %r: index, %s: index):
    %i_begin = arith.muli %r, %bq : index
    %i_full = arith.addi %i_begin, %bq : index
    %i_end = arith.minui %i_full, %n : index
    %j_begin = arith.muli %s, %bk : index
    %j_full = arith.addi %j_begin, %bk : index
    %j_end = arith.minui %j_full, %m : index
    %covered = scf.for %i = %i_begin to %i_end step %c1 iter_args(%any_i = %false) -> (i1) {
      %seen_by_i = scf.for %j = %j_begin to %j_end step %c1 iter_args(%any_j = %any_i) -> (i1) {
        $see
        %either = arith.ori %any_j, %see : i1
        scf.yield %either : i1
      }
      scf.yield %seen_by_i : i1
    }
    tensor.yield %covered : i1
  } : tensor<?x?x?x?xi1>
  return %pattern : tensor<?x?x?x?xi1>
}
