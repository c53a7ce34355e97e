// With x[j] the scores of query i for the keys j of the set: lse[b, h, i] = log sum_j exp(x[j]), and a weight of exp(x[j] - lse)
// where x[j] is. Both are taken relative to max x, so that exp does not overflow.
func.func private @sparse_softmax(%scores: tensor<?x?x?x?x?x$float>, %mask: tensor<?x?x?x?xi1>,
                                  %numbers: tensor<?x?x?x?xindex>, %count: index, %N: index, %M: index)
    -> (tensor<?x?x?x?x?x$float>, tensor<?x?x?x$float>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %bq = arith.constant $tile_queries : index
  %bk = arith.constant $tile_keys : index
  %uq = arith.constant $bq : index
  %uk = arith.constant $bk : index
  %zero = arith.constant 0.0 : $float
  %minus_infinity = arith.constant $minus_infinity : $float
  %served_B = tensor.dim %scores, %c0 : tensor<?x?x?x?x?x$float>
  %served_H = tensor.dim %scores, %c1 : tensor<?x?x?x?x?x$float>
  %mask_B = tensor.dim %mask, %c0 : tensor<?x?x?x?xi1>
  %mask_H = tensor.dim %mask, %c1 : tensor<?x?x?x?xi1>
  %B = arith.muli %served_B, %mask_B : index
  %H = arith.muli %served_H, %mask_H : index
  %last_b = arith.subi %mask_B, %c1 : index
  %last_h = arith.subi %mask_H, %c1 : index
  %one_b = arith.cmpi eq, %mask_B, %c1 : index
  %one_h = arith.cmpi eq, %mask_H, %c1 : index
  %room = tensor.empty(%served_B, %served_H, %count, %bq, %bk) : tensor<?x?x?x?x?x$float>
  %no_weights = linalg.fill ins(%zero : $float) outs(%room : tensor<?x?x?x?x?x$float>) -> tensor<?x?x?x?x?x$float>
  %no_lse = tensor.empty(%B, %H, %N) : tensor<?x?x?x$float>
  %weights, %lse = scf.for %b = %c0 to %B step %c1 iter_args(%weights_b = %no_weights, %lse_b = %no_lse)
      -> (tensor<?x?x?x?x?x$float>, tensor<?x?x?x$float>) {
    %mask_b = arith.minui %b, %last_b : index
    %served_b = arith.select %one_b, %b, %c0 : index
    %weights_bh, %lse_bh = scf.for %h = %c0 to %H step %c1 iter_args(%weights_h = %weights_b, %lse_h = %lse_b)
        -> (tensor<?x?x?x?x?x$float>, tensor<?x?x?x$float>) {
      %mask_h = arith.minui %h, %last_h : index
      %served_h = arith.select %one_h, %h, %c0 : index
      %weights_bhi, %lse_bhi = scf.for %i = %c0 to %N step %c1 iter_args(%weights_i = %weights_h, %lse_i = %lse_h)
          -> (tensor<?x?x?x?x?x$float>, tensor<?x?x?x$float>) {
        %r = arith.divui %i, %bq : index
        %y = arith.remui %i, %bq : index
        %unit_row = arith.divui %i, %uq : index
        // What is not in the set is as a score of -inf: exp makes 0 of it, and no maximum is it but where there is nothing else.
        %x = tensor.generate %M {
        ^bb0(%j: index):
          %unit_column = arith.divui %j, %uk : index
          %sees = tensor.extract %mask[%mask_b, %mask_h, %unit_row, %unit_column] : tensor<?x?x?x?xi1>
          %or_nothing = scf.if %sees -> ($float) {
            %s = arith.divui %j, %bk : index
            %place = arith.remui %j, %bk : index
            %n = tensor.extract %numbers[%mask_b, %mask_h, %r, %s] : tensor<?x?x?x?xindex>
            %score = tensor.extract %scores[%served_b, %served_h, %n, %y, %place] : tensor<?x?x?x?x?x$float>
            scf.yield %score : $float
          } else {
            scf.yield %minus_infinity : $float
          }
          tensor.yield %or_nothing : $float
        } : tensor<?x$float>
        %max = scf.for %j = %c0 to %M step %c1 iter_args(%so_far = %minus_infinity) -> ($float) {
          %x_j = tensor.extract %x[%j] : tensor<?x$float>
          %greater = arith.maximumf %so_far, %x_j : $float
          scf.yield %greater : $float
        }
        %sees_nothing = arith.cmpf oeq, %max, %minus_infinity : $float
        %shift = arith.select %sees_nothing, %zero, %max : $float
        %total = scf.for %j = %c0 to %M step %c1 iter_args(%so_far = %zero) -> ($float) {
          %x_j = tensor.extract %x[%j] : tensor<?x$float>
          %shifted = arith.subf %x_j, %shift : $float
          %power = math.exp %shifted : $float
          %more = arith.addf %so_far, %power : $float
          scf.yield %more : $float
        }
        %log = math.log %total : $float
        %lse_row = arith.addf %shift, %log : $float
        %lse_next = tensor.insert %lse_row into %lse_i[%b, %h, %i] : tensor<?x?x?x$float>
        %weights_bhij = scf.for %j = %c0 to %M step %c1 iter_args(%weights_j = %weights_i) -> (tensor<?x?x?x?x?x$float>) {
          %unit_column = arith.divui %j, %uk : index
          %sees = tensor.extract %mask[%mask_b, %mask_h, %unit_row, %unit_column] : tensor<?x?x?x?xi1>
          %next = scf.if %sees -> (tensor<?x?x?x?x?x$float>) {
            %s = arith.divui %j, %bk : index
            %place = arith.remui %j, %bk : index
            %n = tensor.extract %numbers[%mask_b, %mask_h, %r, %s] : tensor<?x?x?x?xindex>
            %x_j = tensor.extract %x[%j] : tensor<?x$float>
            %shifted = arith.subf %x_j, %shift : $float
            %power = math.exp %shifted : $float
            %share = arith.divf %power, %total : $float
            %weight = arith.select %sees_nothing, %zero, %share : $float
            %inserted = tensor.insert %weight into %weights_j[%served_b, %served_h, %n, %y, %place]
              : tensor<?x?x?x?x?x$float>
            scf.yield %inserted : tensor<?x?x?x?x?x$float>
          } else {
            scf.yield %weights_j : tensor<?x?x?x?x?x$float>
          }
          scf.yield %next : tensor<?x?x?x?x?x$float>
        }
        scf.yield %weights_bhij, %lse_next : tensor<?x?x?x?x?x$float>, tensor<?x?x?x$float>
      }
      scf.yield %weights_bhi, %lse_bhi : tensor<?x?x?x?x?x$float>, tensor<?x?x?x$float>
    }
    scf.yield %weights_bh, %lse_bh : tensor<?x?x?x?x?x$float>, tensor<?x?x?x$float>
  }
  return %weights, %lse : tensor<?x?x?x?x?x$float>, tensor<?x?x?x$float>
}
