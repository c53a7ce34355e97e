// Attention over two disjoint sets of keys as that over both: each result by its share of the sum of exponentials. A row
// that sees nothing of one has weight 0 there.
func.func private @merge_attention(%first: tensor<?x?x?x?x$T>, %first_lse: tensor<?x?x?x$S>,
                                   %second: tensor<?x?x?x?x$T>, %second_lse: tensor<?x?x?x$S>)
    -> (tensor<?x?x?x?x$T>, tensor<?x?x?x$S>) {
  %zero = arith.constant 0.0 : $S
  %lowest = arith.constant $minus_infinity : $S
  %only_a = arith.constant -1.0 : $S
  %only_b = arith.constant 2.0 : $S
  %one = arith.constant 1.0 : $S
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %batch = tensor.dim %first_lse, %c0 : tensor<?x?x?x$S>
  %heads = tensor.dim %first_lse, %c1 : tensor<?x?x?x$S>
  %n = tensor.dim %first_lse, %c2 : tensor<?x?x?x$S>
  %no_shares = tensor.empty(%batch, %heads, %n) : tensor<?x?x?x$S>
  %no_lse = tensor.empty(%batch, %heads, %n) : tensor<?x?x?x$S>
  %shares:2 = linalg.generic {
      indexing_maps = [affine_map<(b, h, i) -> (b, h, i)>, affine_map<(b, h, i) -> (b, h, i)>,
                       affine_map<(b, h, i) -> (b, h, i)>, affine_map<(b, h, i) -> (b, h, i)>],
      iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%first_lse, %second_lse : tensor<?x?x?x$S>, tensor<?x?x?x$S>)
      outs(%no_shares, %no_lse : tensor<?x?x?x$S>, tensor<?x?x?x$S>) {
  ^bb0(%a: $S, %b: $S, %init_0: $S, %init_1: $S):
    %greatest = arith.maximumf %a, %b : $S
    %none = arith.cmpf oeq, %greatest, %lowest : $S
    %shift = arith.select %none, %zero, %greatest : $S
    %below_a = arith.subf %a, %shift : $S
    %below_b = arith.subf %b, %shift : $S
    %weight_a = math.exp %below_a : $S
    %weight_b = math.exp %below_b : $S
    %sum = arith.addf %weight_a, %weight_b : $S
    %quotient = arith.divf %weight_b, %sum : $S
    // Where one of the sets is empty the other's result is kept as it is: -1 and 2 stand for that.
    %empty_a = arith.cmpf oeq, %a, %lowest : $S
    %empty_b = arith.cmpf oeq, %b, %lowest : $S
    %all_of_b = arith.select %empty_a, %only_b, %quotient : $S
    %share = arith.select %empty_b, %only_a, %all_of_b : $S
    %log = math.log %sum : $S
    %of_both = arith.addf %shift, %log : $S
    %lse = arith.select %none, %lowest, %of_both : $S
    linalg.yield %share, %lse : $S, $S
  } -> (tensor<?x?x?x$S>, tensor<?x?x?x$S>)
  %output = linalg.generic {
      indexing_maps = [affine_map<(b, h, i, e) -> (b, h, i)>, affine_map<(b, h, i, e) -> (b, h, i, e)>,
                       affine_map<(b, h, i, e) -> (b, h, i, e)>],
      iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
      ins(%shares#0, %second : tensor<?x?x?x$S>, tensor<?x?x?x?x$T>) outs(%first : tensor<?x?x?x?x$T>) {
  ^bb0(%share: $S, %b: $T, %a: $T):
    %rest = arith.subf %one, %share : $S
    $extend_a
    $extend_b
    %of_a = arith.mulf %rest, $wide_a : $S
    %of_b = arith.mulf %share, $wide_b : $S
    %both = arith.addf %of_a, %of_b : $S
    $round_both
    %is_only_a = arith.cmpf oeq, %share, %only_a : $S
    %is_only_b = arith.cmpf oeq, %share, %only_b : $S
    %not_only_a = arith.select %is_only_b, %b, $rounded_both : $T
    %result = arith.select %is_only_a, %a, %not_only_a : $T
    linalg.yield %result : $T
  } -> tensor<?x?x?x?x$T>
  return %output, %shares#1 : tensor<?x?x?x?x$T>, tensor<?x?x?x$S>
}
