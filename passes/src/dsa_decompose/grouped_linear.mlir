// The rows of expert e, those from o'[e] to before o'[e + 1], by its weights; the others are 0.
func.func private @grouped_linear($arguments) -> $result {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  $open_sizes
  %X = tensor.dim %packed, %c0 : $packed
  %rows = tensor.dim %none, %c0 : $result
  %offset_0 = tensor.extract %offsets[%c0] : $offsets
  %signed_0 = arith.index_cast %offset_0 : i32 to index
  %positive_0 = arith.maxsi %signed_0, %c0 : index
  %first = arith.minui %positive_0, %rows : index
  %end_of_all, %all = scf.for %e = %c0 to %X step %c1 iter_args(%begin = %first, %so_far = %none) -> (index, $result) {
    %after = arith.addi %e, %c1 : index
    %offset = tensor.extract %offsets[%after] : $offsets
    %signed = arith.index_cast %offset : i32 to index
    %not_before = arith.maxsi %signed, %begin : index
    %end = arith.minui %not_before, %rows : index
    %count = arith.subi %end, %begin : index
    %x_rows = tensor.extract_slice %x[%begin, $first_of_K] [%count, $K] [1, 1] : $x to $some_rows
    %w = tensor.extract_slice %packed[%e, $first_of_panels, $first_of_groups, $first_of_width] [1, $panels, $groups, $width] [1, 1, 1, 1] : $packed to $weights
    $slices
    %y = dsa.linear $names$words : ($types) -> $some_results
    %next = tensor.insert_slice %y into %so_far[%begin, $first_of_N] [%count, $N] [1, 1] : $some_results into $result
    scf.yield %end, %next : index, $result
  }
  return %all : $result
}
