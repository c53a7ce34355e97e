// output[b, h, i, e] = sum over the keys j of the set of weights[b', h', n, y, x] * values[b, g, j, e]; 0 where all weights are 0.
// g = h div (H / G), with the H heads of weights and mask.
func.func private @spmm(%weights: tensor<?x?x?x?x?x$float>, %values: tensor<?x?x?x?x$float>, %mask: tensor<?x?x?x?xi1>,
                        %numbers: tensor<?x?x?x?xindex>, %N: index) -> tensor<?x?x?x?x$float> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %bq = arith.constant $tile_queries : index
  %bk = arith.constant $tile_keys : index
  %uq = arith.constant $bq : index
  %uk = arith.constant $bk : index
  %false = arith.constant false
  %zero = arith.constant 0.0 : $float
  %B = tensor.dim %values, %c0 : tensor<?x?x?x?x$float>
  %G = tensor.dim %values, %c1 : tensor<?x?x?x?x$float>
  %M = tensor.dim %values, %c2 : tensor<?x?x?x?x$float>
  %E = tensor.dim %values, %c3 : tensor<?x?x?x?x$float>
  %mask_B = tensor.dim %mask, %c0 : tensor<?x?x?x?xi1>
  %mask_H = tensor.dim %mask, %c1 : tensor<?x?x?x?xi1>
$heads
  %at_least_one = arith.maxui %G, %c1 : index
  %group = arith.divui %H, %at_least_one : index
  %last_b = arith.subi %mask_B, %c1 : index
  %last_h = arith.subi %mask_H, %c1 : index
  %one_b = arith.cmpi eq, %mask_B, %c1 : index
  %one_h = arith.cmpi eq, %mask_H, %c1 : index
  %no_output = tensor.empty(%B, %H, %N, %E) : tensor<?x?x?x?x$float>
  %output = scf.for %b = %c0 to %B step %c1 iter_args(%output_b = %no_output) -> (tensor<?x?x?x?x$float>) {
    %mask_b = arith.minui %b, %last_b : index
    %served_b = arith.select %one_b, %b, %c0 : index
    %output_bh = scf.for %h = %c0 to %H step %c1 iter_args(%output_h = %output_b) -> (tensor<?x?x?x?x$float>) {
      %mask_h = arith.minui %h, %last_h : index
      %g = arith.divui %h, %group : index
      %served_h = arith.select %one_h, %h, %c0 : index
      %output_bhi = scf.for %i = %c0 to %N step %c1 iter_args(%output_i = %output_h) -> (tensor<?x?x?x?x$float>) {
        %r = arith.divui %i, %bq : index
        %y = arith.remui %i, %bq : index
        %unit_row = arith.divui %i, %uq : index
        %no_sums = tensor.empty(%E) : tensor<?x$float>
        %zeros = linalg.fill ins(%zero : $float) outs(%no_sums : tensor<?x$float>) -> tensor<?x$float>
        %sums, %weighs = scf.for %j = %c0 to %M step %c1 iter_args(%sums_j = %zeros, %weighs_j = %false)
            -> (tensor<?x$float>, i1) {
          %unit_column = arith.divui %j, %uk : index
          %sees = tensor.extract %mask[%mask_b, %mask_h, %unit_row, %unit_column] : tensor<?x?x?x?xi1>
          %next, %next_weighs = scf.if %sees -> (tensor<?x$float>, i1) {
            %s = arith.divui %j, %bk : index
            %x = arith.remui %j, %bk : index
            %n = tensor.extract %numbers[%mask_b, %mask_h, %r, %s] : tensor<?x?x?x?xindex>
            %weight = tensor.extract %weights[%served_b, %served_h, %n, %y, %x] : tensor<?x?x?x?x?x$float>
            // Of NaN as well.
            %is_weight = arith.cmpf une, %weight, %zero : $float
            %either = arith.ori %weighs_j, %is_weight : i1
            %more = scf.for %e = %c0 to %E step %c1 iter_args(%sums_e = %sums_j) -> (tensor<?x$float>) {
              %v = tensor.extract %values[%b, %g, %j, %e] : tensor<?x?x?x?x$float>
              %term = arith.mulf %weight, %v : $float
              %sum = tensor.extract %sums_e[%e] : tensor<?x$float>
              %next_sum = arith.addf %sum, %term : $float
              %inserted = tensor.insert %next_sum into %sums_e[%e] : tensor<?x$float>
              scf.yield %inserted : tensor<?x$float>
            }
            scf.yield %more, %either : tensor<?x$float>, i1
          } else {
            scf.yield %sums_j, %weighs_j : tensor<?x$float>, i1
          }
          scf.yield %next, %next_weighs : tensor<?x$float>, i1
        }
        %row = tensor.generate %E {
        ^bb0(%e: index):
          %sum = tensor.extract %sums[%e] : tensor<?x$float>
          %o = arith.select %weighs, %sum, %zero : $float
          tensor.yield %o : $float
        } : tensor<?x$float>
        %output_next = tensor.insert_slice %row into %output_i[%b, %h, %i, 0] [1, 1, 1, %E] [1, 1, 1, 1]
          : tensor<?x$float> into tensor<?x?x?x?x$float>
        scf.yield %output_next : tensor<?x?x?x?x$float>
      }
      scf.yield %output_bhi : tensor<?x?x?x?x$float>
    }
    scf.yield %output_bh : tensor<?x?x?x?x$float>
  }
  return %output : tensor<?x?x?x?x$float>
}
