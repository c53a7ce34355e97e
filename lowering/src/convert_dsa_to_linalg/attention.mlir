// With J the keys that query i sees, g = h div (H / G) and x[j] = scale * sum_d queries[b, h, i, d] * keys[b, g, j, d], and the
// bias of key j: lse[b, h, i] = log sum_{j in J} exp(x[j]), output[b, h, i, :] = sum_{j in J} exp(x[j] - lse) * values[b, g, j, :].
// Both are taken relative to max x, so that exp does not overflow.
func.func private @attention(%queries: tensor<?x?x?x?x$float>, %keys: tensor<?x?x?x?x$float>,
                             %values: tensor<?x?x?x?x$float>, %mask: tensor<?x?x?x?xi1>$bias_argument)
    -> (tensor<?x?x?x?x$float>, tensor<?x?x?x$float>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %bq = arith.constant $bq : index
  %bk = arith.constant $bk : index
  %zero = arith.constant 0.0 : $float
  %minus_infinity = arith.constant $minus_infinity : $float
  %scale = arith.constant $scale : $float
  %B = tensor.dim %queries, %c0 : tensor<?x?x?x?x$float>
  %H = tensor.dim %queries, %c1 : tensor<?x?x?x?x$float>
  %N = tensor.dim %queries, %c2 : tensor<?x?x?x?x$float>
  %D = tensor.dim %queries, %c3 : tensor<?x?x?x?x$float>
  %M = tensor.dim %keys, %c2 : tensor<?x?x?x?x$float>
  %E = tensor.dim %values, %c3 : tensor<?x?x?x?x$float>
  %G = tensor.dim %keys, %c1 : tensor<?x?x?x?x$float>
  %at_least_one = arith.maxui %G, %c1 : index
  %group = arith.divui %H, %at_least_one : index
  %mask_B = tensor.dim %mask, %c0 : tensor<?x?x?x?xi1>
  %mask_H = tensor.dim %mask, %c1 : tensor<?x?x?x?xi1>
  %last_b = arith.subi %mask_B, %c1 : index
  %last_h = arith.subi %mask_H, %c1 : index
  %R = arith.ceildivui %N, %bq : index
  %S = arith.ceildivui %M, %bk : index
  %no_output = tensor.empty(%B, %H, %N, %E) : tensor<?x?x?x?x$float>
  %no_lse = tensor.empty(%B, %H, %N) : tensor<?x?x?x$float>

  %output, %lse = scf.for %b = %c0 to %B step %c1 iter_args(%output_b = %no_output, %lse_b = %no_lse)
      -> (tensor<?x?x?x?x$float>, tensor<?x?x?x$float>) {
    %output_bh, %lse_bh = scf.for %h = %c0 to %H step %c1 iter_args(%output_h = %output_b, %lse_h = %lse_b)
        -> (tensor<?x?x?x?x$float>, tensor<?x?x?x$float>) {
      // A pattern with one batch entry or head serves all.
      %mask_b = arith.minui %b, %last_b : index
      %mask_h = arith.minui %h, %last_h : index
      %g = arith.divui %h, %group : index
      %output_bhr, %lse_bhr = scf.for %r = %c0 to %R step %c1 iter_args(%output_r = %output_h, %lse_r = %lse_h)
          -> (tensor<?x?x?x?x$float>, tensor<?x?x?x$float>) {

        // J is the same for all queries of a block row: the keys of its blocks, in ascending order.
        %no_keys = tensor.empty(%M) : tensor<?xindex>
        %list, %count = scf.for %s = %c0 to %S step %c1 iter_args(%list_s = %no_keys, %count_s = %c0)
            -> (tensor<?xindex>, index) {
          %selected = tensor.extract %mask[%mask_b, %mask_h, %r, %s] : tensor<?x?x?x?xi1>
          %j_begin = arith.muli %s, %bk : index
          %j_full = arith.addi %j_begin, %bk : index
          %j_valid = arith.minui %j_full, %M : index
          %j_end = arith.select %selected, %j_valid, %j_begin : index
          %list_sj, %count_sj = scf.for %j = %j_begin to %j_end step %c1
              iter_args(%list_j = %list_s, %count_j = %count_s) -> (tensor<?xindex>, index) {
            %longer = tensor.insert %j into %list_j[%count_j] : tensor<?xindex>
            %more = arith.addi %count_j, %c1 : index
            scf.yield %longer, %more : tensor<?xindex>, index
          }
          scf.yield %list_sj, %count_sj : tensor<?xindex>, index
        }
        %J = tensor.extract_slice %list[0] [%count] [1] : tensor<?xindex> to tensor<?xindex>

        %i_begin = arith.muli %r, %bq : index
        %i_full = arith.addi %i_begin, %bq : index
        %i_end = arith.minui %i_full, %N : index
        %output_bhri, %lse_bhri = scf.for %i = %i_begin to %i_end step %c1
            iter_args(%output_i = %output_r, %lse_i = %lse_r) -> (tensor<?x?x?x?x$float>, tensor<?x?x?x$float>) {

          // x[j] for j in J, and its greatest; NaN is greater than all.
          %query = tensor.extract_slice %queries[%b, %h, %i, 0] [1, 1, 1, %D] [1, 1, 1, 1]
            : tensor<?x?x?x?x$float> to tensor<?x$float>
          %empty = tensor.empty(%count) : tensor<?x$float>
          %zero_products = linalg.fill ins(%zero : $float) outs(%empty : tensor<?x$float>) -> tensor<?x$float>
          %products = linalg.generic {
            indexing_maps = [affine_map<(j, d) -> (j)>, affine_map<(j, d) -> (d)>, affine_map<(j, d) -> (j)>],
            iterator_types = ["parallel", "reduction"]
          } ins(%J, %query : tensor<?xindex>, tensor<?x$float>) outs(%zero_products : tensor<?x$float>) {
          ^bb0(%j: index, %q: $float, %sum: $float):
            %d = linalg.index 1 : index
            %k = tensor.extract %keys[%b, %g, %j, %d] : tensor<?x?x?x?x$float>
            %product = arith.mulf %q, %k : $float
            %more = arith.addf %sum, %product : $float
            linalg.yield %more : $float
          } -> tensor<?x$float>
          %unbiased = linalg.map ins(%products : tensor<?x$float>) outs(%empty : tensor<?x$float>)
              (%product: $float, %unset: $float) {
            %scaled = arith.mulf %scale, %product : $float
            linalg.yield %scaled : $float
          }
          $add_bias
          %max = scf.for %n = %c0 to %count step %c1 iter_args(%so_far = %minus_infinity) -> $float {
            %x_n = tensor.extract %x[%n] : tensor<?x$float>
            %greater = arith.maximumf %so_far, %x_n : $float
            scf.yield %greater : $float
          }

          // exp(x[j] - max) and its sum, which is 0 only if there is no score above -inf.
          %sees_nothing = arith.cmpf oeq, %max, %minus_infinity : $float
          %shift = arith.select %sees_nothing, %zero, %max : $float
          %weights = linalg.map ins(%x : tensor<?x$float>) outs(%empty : tensor<?x$float>)
              (%x_n: $float, %unset: $float) {
            %shifted = arith.subf %x_n, %shift : $float
            %weight = math.exp %shifted : $float
            linalg.yield %weight : $float
          }
          %total = scf.for %n = %c0 to %count step %c1 iter_args(%so_far = %zero) -> $float {
            %weight = tensor.extract %weights[%n] : tensor<?x$float>
            %more = arith.addf %so_far, %weight : $float
            scf.yield %more : $float
          }
          %log = math.log %total : $float
          %lse_row = arith.addf %shift, %log : $float
          %lse_next = tensor.insert %lse_row into %lse_i[%b, %h, %i] : tensor<?x?x?x$float>

          // The sum of the weighted values, over the sum of the weights.
          %no_sums = tensor.empty(%E) : tensor<?x$float>
          %zero_sums = linalg.fill ins(%zero : $float) outs(%no_sums : tensor<?x$float>) -> tensor<?x$float>
          %sums = linalg.generic {
            indexing_maps = [affine_map<(j, e) -> (j)>, affine_map<(j, e) -> (j)>, affine_map<(j, e) -> (e)>],
            iterator_types = ["reduction", "parallel"]
          } ins(%J, %weights : tensor<?xindex>, tensor<?x$float>) outs(%zero_sums : tensor<?x$float>) {
          ^bb0(%j: index, %weight: $float, %sum: $float):
            %e = linalg.index 1 : index
            %v = tensor.extract %values[%b, %g, %j, %e] : tensor<?x?x?x?x$float>
            %product = arith.mulf %weight, %v : $float
            %more = arith.addf %sum, %product : $float
            linalg.yield %more : $float
          } -> tensor<?x$float>
          %row = tensor.generate %E {
          ^bb0(%e: index):
            %sum = tensor.extract %sums[%e] : tensor<?x$float>
            %mean = arith.divf %sum, %total : $float
            %o = arith.select %sees_nothing, %zero, %mean : $float
            tensor.yield %o : $float
          } : tensor<?x$float>
          %output_next = tensor.insert_slice %row into %output_i[%b, %h, %i, 0] [1, 1, 1, %E] [1, 1, 1, 1]
            : tensor<?x$float> into tensor<?x?x?x?x$float>
          scf.yield %output_next, %lse_next : tensor<?x?x?x?x$float>, tensor<?x?x?x$float>
        }
        scf.yield %output_bhri, %lse_bhri : tensor<?x?x?x?x$float>, tensor<?x?x?x$float>
      }
      scf.yield %output_bhr, %lse_bhr : tensor<?x?x?x?x$float>, tensor<?x?x?x$float>
    }
    scf.yield %output_bh, %lse_bh : tensor<?x?x?x?x$float>, tensor<?x?x?x$float>
  }
  return %output, %lse : tensor<?x?x?x?x$float>, tensor<?x?x?x$float>
}
