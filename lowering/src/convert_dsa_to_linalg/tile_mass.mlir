// scores[b, h, r, s] = log sum_{i in r, j in s} exp(a[i, j]) / sum_j' exp(a[i, j']), relative to the greatest of each row, of those j that
// i sees: all, or j*T <= min(i*T + T-1, N-1) + M - N.
func.func private @tile_mass(%a: tensor<?x?x?x?xf64>, %queries: tensor<?x?x?x?x$C>, %keys: tensor<?x?x?x?x$C>) -> tensor<?x?x?x?xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %tile_rows = arith.constant $rows : index
  %tile_columns = arith.constant $columns : index
  %zero = arith.constant 0.0 : f64
  %minus_infinity = arith.constant 0xFFF0000000000000 : f64
  %B = tensor.dim %a, %c0 : tensor<?x?x?x?xf64>
  %H = tensor.dim %a, %c1 : tensor<?x?x?x?xf64>
  %u = tensor.dim %a, %c2 : tensor<?x?x?x?xf64>
  %v = tensor.dim %a, %c3 : tensor<?x?x?x?xf64>
  %R = arith.ceildivui %u, %tile_rows : index
  %S = arith.ceildivui %v, %tile_columns : index
  %is_causal = arith.constant $causal
  %T = arith.constant $stride : index
  %N = tensor.dim %queries, %c2 : tensor<?x?x?x?x$C>
  %M = tensor.dim %keys, %c2 : tensor<?x?x?x?x$C>
  %last_query = arith.subi %N, %c1 : index
  %last_of_group = arith.subi %T, %c1 : index
  %more_keys = arith.subi %M, %N : index
  %sees = tensor.generate %u, %v {
  ^bb0(%i: index, %j: index):
    %first = arith.muli %i, %T : index
    %full = arith.addi %first, %last_of_group : index
    %last = arith.minsi %full, %last_query : index
    %horizon = arith.addi %last, %more_keys : index
    %first_key = arith.muli %j, %T : index
    %is_seen = arith.cmpi sle, %first_key, %horizon : index
    %true = arith.constant true
    %counts = arith.select %is_causal, %is_seen, %true : i1
    tensor.yield %counts : i1
  } : tensor<?x?xi1>
  %greatest = tensor.generate %B, %H, %u {
  ^bb0(%b: index, %h: index, %i: index):
    %m = scf.for %j = %c0 to %v step %c1 iter_args(%so_far = %minus_infinity) -> f64 {
      %x = tensor.extract %a[%b, %h, %i, %j] : tensor<?x?x?x?xf64>
      %greater = arith.maximumf %so_far, %x : f64
      %counts = tensor.extract %sees[%i, %j] : tensor<?x?xi1>
      %next = arith.select %counts, %greater, %so_far : f64
      scf.yield %next : f64
    }
    tensor.yield %m : f64
  } : tensor<?x?x?xf64>
  %powers = tensor.generate %B, %H, %u, %v {
  ^bb0(%b: index, %h: index, %i: index, %j: index):
    %x = tensor.extract %a[%b, %h, %i, %j] : tensor<?x?x?x?xf64>
    %m = tensor.extract %greatest[%b, %h, %i] : tensor<?x?x?xf64>
    %below = arith.subf %x, %m : f64
    %exp = math.exp %below : f64
    %counts = tensor.extract %sees[%i, %j] : tensor<?x?xi1>
    %power = arith.select %counts, %exp, %zero : f64
    tensor.yield %power : f64
  } : tensor<?x?x?x?xf64>
  %totals = tensor.generate %B, %H, %u {
  ^bb0(%b: index, %h: index, %i: index):
    %total = scf.for %j = %c0 to %v step %c1 iter_args(%so_far = %zero) -> f64 {
      %power = tensor.extract %powers[%b, %h, %i, %j] : tensor<?x?x?x?xf64>
      %more = arith.addf %so_far, %power : f64
      scf.yield %more : f64
    }
    tensor.yield %total : f64
  } : tensor<?x?x?xf64>
  %scores = tensor.generate %B, %H, %R, %S {
  ^bb0(%b: index, %h: index, %r: index, %s: index):
    %i_begin = arith.muli %r, %tile_rows : index
    %i_full = arith.addi %i_begin, %tile_rows : index
    %i_end = arith.minui %i_full, %u : index
    %j_begin = arith.muli %s, %tile_columns : index
    %j_full = arith.addi %j_begin, %tile_columns : index
    %j_end = arith.minui %j_full, %v : index
    %mass = scf.for %i = %i_begin to %i_end step %c1 iter_args(%of_rows = %zero) -> f64 {
      %sum = scf.for %j = %j_begin to %j_end step %c1 iter_args(%so_far = %zero) -> f64 {
        %power = tensor.extract %powers[%b, %h, %i, %j] : tensor<?x?x?x?xf64>
        %more = arith.addf %so_far, %power : f64
        scf.yield %more : f64
      }
      %total = tensor.extract %totals[%b, %h, %i] : tensor<?x?x?xf64>
      %quotient = arith.divf %sum, %total : f64
      // The first group is seen by every row that sees one.
      %has_keys = tensor.extract %sees[%i, %c0] : tensor<?x?xi1>
      %share = arith.select %has_keys, %quotient, %zero : f64
      %more_rows = arith.addf %of_rows, %share : f64
      scf.yield %more_rows : f64
    }
    %log = math.log %mass : f64
    tensor.yield %log : f64
  } : tensor<?x?x?x?xf64>
  return %scores : tensor<?x?x?x?xf64>
}
