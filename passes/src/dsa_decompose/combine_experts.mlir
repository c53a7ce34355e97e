// sum_j weights[t, j] * by_choice[t, j, c] in ascending order of j, over the slots that are rows of y.
func.func private @combine_experts(%y: $Y, %slots: $S, %weights: $W, %by_choice: $C, %none: $R) -> $R {
  %c0 = arith.constant 0 : index
  %rows = tensor.dim %y, %c0 : $Y
  %sums = linalg.generic {
      indexing_maps = [affine_map<(t, c, j) -> (t, j)>, affine_map<(t, c, j) -> (t, j)>,
                       affine_map<(t, c, j) -> (t, j, c)>, affine_map<(t, c, j) -> (t, c)>],
      iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%slots, %weights, %by_choice : $S, $W, $C) outs(%none : $R) {
  ^bb0(%slot: i32, %weight: f32, %made: $T, %so_far: f32):
    $widen
    %row = arith.index_cast %slot : i32 to index
    %inside = arith.cmpi ult, %row, %rows : index
    %product = arith.mulf %weight, $made : f32
    %more = arith.addf %so_far, %product : f32
    %next = arith.select %inside, %more, %so_far : f32
    linalg.yield %next : f32
  } -> $R
  return %sums : $R
}
