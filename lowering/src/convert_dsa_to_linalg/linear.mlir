// result[r, n] = f(s[r, n] + bias[n]) + residual[r, n], s[r, n] = sum_k x[r, k] * w[k, n], with w[k, n] out of its panel.
func.func private @linear($arguments) -> $values {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %W = arith.constant $W : index
  %g = arith.constant $g : index
  %zero = arith.constant 0.0 : $C
  %zero_sum = arith.constant $zero_sum : $S
  %k_axis = arith.constant $k_axis : index
  %K = tensor.dim %x, %k_axis : $x
  $sizes
  %values = tensor.generate $open_sizes {
  ^bb0($row_arguments, %n: index):
    $row
    %p = arith.divui %n, %W : index
    %c = arith.remui %n, %W : index
    %first = arith.muli %c, %g : index
    %sum = scf.for %k = %c0 to %depth step %c1 iter_args(%so_far = %zero_sum) -> ($S) {
      %q = arith.divui %k, %g : index
      %i = arith.remui %k, %g : index
      %at = arith.addi %first, %i : index
      %a = tensor.extract %x[$x_row, %k] : $x
      %b = tensor.extract %packed[$of_expert%p, %q, %at] : $packed
      $product
      scf.yield %next : $S
    }
    $finish
    tensor.yield %value : $element
  } : $values
  return %values : $values
}
