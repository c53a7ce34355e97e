// packed[p, q, c g + i] = weights[q g + i, p W + c], and 0 beyond K and N.
func.func private @pack_weights(%weights: $weights) -> $packed {
  %c0 = arith.constant 0 : index
  %k_axis = arith.constant $k_axis : index
  %n_axis = arith.constant $n_axis : index
  %W = arith.constant $W : index
  %g = arith.constant $g : index
  %zero = arith.constant $zero : $T
  %K = tensor.dim %weights, %k_axis : $weights
  %N = tensor.dim %weights, %n_axis : $weights
  %panels = arith.ceildivui %N, %W : index
  %groups = arith.ceildivui %K, %g : index
  $experts
  %packed = tensor.generate $sizes {
  ^bb0($expert_argument%p: index, %q: index, %at: index):
    %c = arith.divui %at, %g : index
    %i = arith.remui %at, %g : index
    %first_row = arith.muli %q, %g : index
    %row = arith.addi %first_row, %i : index
    %first = arith.muli %p, %W : index
    %n = arith.addi %first, %c : index
    %is_row = arith.cmpi ult, %row, %K : index
    %is_column = arith.cmpi ult, %n, %N : index
    %there = arith.andi %is_row, %is_column : i1
    %w = scf.if %there -> ($T) {
      %weight = tensor.extract %weights[$of_expert%row, %n] : $weights
      scf.yield %weight : $T
    } else {
      scf.yield %zero : $T
    }
    tensor.yield %w : $T
  } : $packed
  return %packed : $packed
}
