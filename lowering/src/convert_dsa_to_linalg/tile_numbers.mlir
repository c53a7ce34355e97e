// The tiles that hold something of a set, numbered by batch entries, heads, block rows and block columns; -1 for the others.
// And how many there are.
func.func private @tile_numbers(%mask: tensor<?x?x?x?xi1>) -> (tensor<?x?x?x?xindex>, index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %none = arith.constant -1 : index
  %false = arith.constant false
  %tq = arith.constant $tq : index
  %tk = arith.constant $tk : index
  %B = tensor.dim %mask, %c0 : tensor<?x?x?x?xi1>
  %H = tensor.dim %mask, %c1 : tensor<?x?x?x?xi1>
  %N = tensor.dim %mask, %c2 : tensor<?x?x?x?xi1>
  %M = tensor.dim %mask, %c3 : tensor<?x?x?x?xi1>
  %R = arith.ceildivui %N, %tq : index
  %S = arith.ceildivui %M, %tk : index
  %unset = tensor.empty(%B, %H, %R, %S) : tensor<?x?x?x?xindex>
  %numbers, %count = scf.for %b = %c0 to %B step %c1 iter_args(%numbers_b = %unset, %count_b = %c0)
      -> (tensor<?x?x?x?xindex>, index) {
    %numbers_bh, %count_bh = scf.for %h = %c0 to %H step %c1 iter_args(%numbers_h = %numbers_b, %count_h = %count_b)
        -> (tensor<?x?x?x?xindex>, index) {
      %numbers_bhr, %count_bhr = scf.for %r = %c0 to %R step %c1
          iter_args(%numbers_r = %numbers_h, %count_r = %count_h) -> (tensor<?x?x?x?xindex>, index) {
        %i_begin = arith.muli %r, %tq : index
        %i_full = arith.addi %i_begin, %tq : index
        %i_end = arith.minui %i_full, %N : index
        %numbers_bhrs, %count_bhrs = scf.for %s = %c0 to %S step %c1
            iter_args(%numbers_s = %numbers_r, %count_s = %count_r) -> (tensor<?x?x?x?xindex>, index) {
          %j_begin = arith.muli %s, %tk : index
          %j_full = arith.addi %j_begin, %tk : index
          %j_end = arith.minui %j_full, %M : index
          %holds = scf.for %i = %i_begin to %i_end step %c1 iter_args(%holds_i = %false) -> (i1) {
            %holds_row = scf.for %j = %j_begin to %j_end step %c1 iter_args(%holds_j = %holds_i) -> (i1) {
              %element = tensor.extract %mask[%b, %h, %i, %j] : tensor<?x?x?x?xi1>
              %either = arith.ori %holds_j, %element : i1
              scf.yield %either : i1
            }
            scf.yield %holds_row : i1
          }
          %number = arith.select %holds, %count_s, %none : index
          %more = arith.addi %count_s, %c1 : index
          %next_count = arith.select %holds, %more, %count_s : index
          %next_numbers = tensor.insert %number into %numbers_s[%b, %h, %r, %s] : tensor<?x?x?x?xindex>
          scf.yield %next_numbers, %next_count : tensor<?x?x?x?xindex>, index
        }
        scf.yield %numbers_bhrs, %count_bhrs : tensor<?x?x?x?xindex>, index
      }
      scf.yield %numbers_bhr, %count_bhr : tensor<?x?x?x?xindex>, index
    }
    scf.yield %numbers_bh, %count_bh : tensor<?x?x?x?xindex>, index
  }
  return %numbers, %count : tensor<?x?x?x?xindex>, index
}
