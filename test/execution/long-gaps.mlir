// Gaps between columns around what 16 bits hold: distances of 65533 to 65538, in rows of their own, through the format of deltas and
// back, and what attention over it gives.
// RUN: for strategy in fast reference; do ds-run %s --function=back --strategy=$strategy --expected-output=i64=18 --expected-output=i64=0 || exit 1; done
// RUN: ds-run %s --function=attend --input='1x1x6x4xf32=random(1)' --input='1x1x140000x4xf32=random(2)' --strategy=reference --compute-type=f64 --output=@%t.npy
// RUN: ds-run %s --function=attend --input='1x1x6x4xf32=random(1)' --input='1x1x140000x4xf32=random(2)' --expected-output=@%t.npy --rtol=2e-6 --atol=2e-6

!csr = !dsa.pattern<1x1x6x140000, block = 1x1, format = csr>
!deltas = !dsa.pattern<1x1x6x140000, block = 1x1, format = csr_d16>
!mask = tensor<1x1x6x140000xi1>

func.func private @mask() -> !mask {
  %empty = tensor.empty() : !mask
  %mask = linalg.generic {indexing_maps = [affine_map<(b, h, i, j) -> (b, h, i, j)>], iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
    outs(%empty : !mask) {
  ^bb0(%old: i1):
    %i = linalg.index 2 : index
    %j = linalg.index 3 : index
    %least = arith.constant 65533 : index
    %zero = arith.constant 0 : index
    %gap = arith.addi %i, %least : index
    %rest = arith.remui %j, %gap : index
    %is = arith.cmpi eq, %rest, %zero : index
    linalg.yield %is : i1
  } -> !mask
  return %mask : !mask
}

// How many there are, and how many differ from what went in.
func.func @back() -> (i64, i64) {
  %mask = func.call @mask() : () -> !mask
  %csr = dsa.pattern_from_mask %mask : !mask -> !csr
  %deltas = dsa.convert_pattern %csr : !csr -> !deltas
  %count = dsa.pattern_count elements of %deltas : !deltas
  %back = dsa.pattern_to_mask %deltas : !deltas
  %none = arith.constant 0 : i64
  %room = tensor.empty() : tensor<i64>
  %zero = linalg.fill ins(%none : i64) outs(%room : tensor<i64>) -> tensor<i64>
  %sum = linalg.generic {
      indexing_maps = [affine_map<(b, h, i, j) -> (b, h, i, j)>, affine_map<(b, h, i, j) -> (b, h, i, j)>, affine_map<(b, h, i, j) -> ()>],
      iterator_types = ["reduction", "reduction", "reduction", "reduction"]}
    ins(%mask, %back : !mask, !mask) outs(%zero : tensor<i64>) {
  ^bb0(%a: i1, %b: i1, %so_far: i64):
    %differ = arith.xori %a, %b : i1
    %one = arith.extui %differ : i1 to i64
    %more = arith.addi %so_far, %one : i64
    linalg.yield %more : i64
  } -> tensor<i64>
  %different = tensor.extract %sum[] : tensor<i64>
  return %count, %different : i64, i64
}

func.func @attend(%q: tensor<1x1x6x4xf32>, %k: tensor<1x1x140000x4xf32>) -> tensor<1x1x6x4xf32> {
  %mask = func.call @mask() : () -> !mask
  %deltas = dsa.pattern_from_mask %mask : !mask -> !deltas
  %o = dsa.attention %q, %k, %k, %deltas : tensor<1x1x6x4xf32>, tensor<1x1x140000x4xf32>, tensor<1x1x140000x4xf32>, !deltas
  return %o : tensor<1x1x6x4xf32>
}
