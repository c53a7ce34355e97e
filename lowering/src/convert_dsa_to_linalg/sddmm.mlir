// scores[b', h', n, y, x] = scale * sum_d queries[b, h, i, d] * keys[b, g, j, d] + bias[b, g, j] for each element of the set,
// with g = h div (H / G), n the number of its tile and y, x its place in it. 0 elsewhere.
func.func private @sddmm(%queries: tensor<?x?x?x?x$float>, %keys: tensor<?x?x?x?x$float>, %bias: tensor<?x?x?x$float>,
                         %mask: tensor<?x?x?x?xi1>, %numbers: tensor<?x?x?x?xindex>, %count: index)
    -> tensor<?x?x?x?x?x$float> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %bq = arith.constant $tile_queries : index
  %bk = arith.constant $tile_keys : index
  %uq = arith.constant $bq : index
  %uk = arith.constant $bk : index
  %zero = arith.constant 0.0 : $float
  %scale = arith.constant $scale : $float
  %B = tensor.dim %queries, %c0 : tensor<?x?x?x?x$float>
  %H = tensor.dim %queries, %c1 : tensor<?x?x?x?x$float>
  %N = tensor.dim %queries, %c2 : tensor<?x?x?x?x$float>
  %D = tensor.dim %queries, %c3 : tensor<?x?x?x?x$float>
  %M = tensor.dim %keys, %c2 : tensor<?x?x?x?x$float>
  %G = tensor.dim %keys, %c1 : tensor<?x?x?x?x$float>
  %at_least_one = arith.maxui %G, %c1 : index
  %group = arith.divui %H, %at_least_one : index
  %mask_B = tensor.dim %mask, %c0 : tensor<?x?x?x?xi1>
  %mask_H = tensor.dim %mask, %c1 : tensor<?x?x?x?xi1>
  %bias_B = tensor.dim %bias, %c0 : tensor<?x?x?x$float>
  %bias_H = tensor.dim %bias, %c1 : tensor<?x?x?x$float>
  %last_b = arith.subi %mask_B, %c1 : index
  %last_h = arith.subi %mask_H, %c1 : index
  %bias_last_b = arith.subi %bias_B, %c1 : index
  %bias_last_h = arith.subi %bias_H, %c1 : index
  // A pattern with one batch entry or head serves all, and has its tiles once for each.
  %one_b = arith.cmpi eq, %mask_B, %c1 : index
  %one_h = arith.cmpi eq, %mask_H, %c1 : index
  %served_B = arith.select %one_b, %B, %c1 : index
  %served_H = arith.select %one_h, %H, %c1 : index
  %room = tensor.empty(%served_B, %served_H, %count, %bq, %bk) : tensor<?x?x?x?x?x$float>
  %zeros = linalg.fill ins(%zero : $float) outs(%room : tensor<?x?x?x?x?x$float>) -> tensor<?x?x?x?x?x$float>
  %scores = scf.for %b = %c0 to %B step %c1 iter_args(%scores_b = %zeros) -> (tensor<?x?x?x?x?x$float>) {
    %mask_b = arith.minui %b, %last_b : index
    %bias_b = arith.minui %b, %bias_last_b : index
    %served_b = arith.select %one_b, %b, %c0 : index
    %scores_bh = scf.for %h = %c0 to %H step %c1 iter_args(%scores_h = %scores_b) -> (tensor<?x?x?x?x?x$float>) {
      %mask_h = arith.minui %h, %last_h : index
      %g = arith.divui %h, %group : index
      %bias_h = arith.minui %g, %bias_last_h : index
      %served_h = arith.select %one_h, %h, %c0 : index
      %scores_bhi = scf.for %i = %c0 to %N step %c1 iter_args(%scores_i = %scores_h) -> (tensor<?x?x?x?x?x$float>) {
        %r = arith.divui %i, %bq : index
        %y = arith.remui %i, %bq : index
        %unit_row = arith.divui %i, %uq : index
        %scores_bhij = scf.for %j = %c0 to %M step %c1 iter_args(%scores_j = %scores_i) -> (tensor<?x?x?x?x?x$float>) {
          %unit_column = arith.divui %j, %uk : index
          %sees = tensor.extract %mask[%mask_b, %mask_h, %unit_row, %unit_column] : tensor<?x?x?x?xi1>
          %next = scf.if %sees -> (tensor<?x?x?x?x?x$float>) {
            %s = arith.divui %j, %bk : index
            %x = arith.remui %j, %bk : index
            %n = tensor.extract %numbers[%mask_b, %mask_h, %r, %s] : tensor<?x?x?x?xindex>
            %product = scf.for %d = %c0 to %D step %c1 iter_args(%sum = %zero) -> ($float) {
              %q = tensor.extract %queries[%b, %h, %i, %d] : tensor<?x?x?x?x$float>
              %k = tensor.extract %keys[%b, %g, %j, %d] : tensor<?x?x?x?x$float>
              %term = arith.mulf %q, %k : $float
              %more = arith.addf %sum, %term : $float
              scf.yield %more : $float
            }
            %scaled = arith.mulf %scale, %product : $float
            %of_key = tensor.extract %bias[%bias_b, %bias_h, %j] : tensor<?x?x?x$float>
            %score = arith.addf %scaled, %of_key : $float
            %inserted = tensor.insert %score into %scores_j[%served_b, %served_h, %n, %y, %x] : tensor<?x?x?x?x?x$float>
            scf.yield %inserted : tensor<?x?x?x?x?x$float>
          } else {
            scf.yield %scores_j : tensor<?x?x?x?x?x$float>
          }
          scf.yield %next : tensor<?x?x?x?x?x$float>
        }
        scf.yield %scores_bhij : tensor<?x?x?x?x?x$float>
      }
      scf.yield %scores_bhi : tensor<?x?x?x?x?x$float>
    }
    scf.yield %scores_bh : tensor<?x?x?x?x?x$float>
  }
  return %scores : tensor<?x?x?x?x?x$float>
}
