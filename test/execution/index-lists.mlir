// Lists of tokens: due ones, unions, inverses and sorted ones.
//
// RUN: split-file %s %t.dir
// RUN: for strategy in reference fast; do for case in %S/Inputs/refresh/*.npz; do \
// RUN:   echo $strategy $case; ds-run %t.dir/refresh.mlir --strategy=$strategy --input=@$case:frame --input=@$case:period \
// RUN:     --input=@$case:size --expected-output=@$case:due || exit 1; \
// RUN: done; done
// RUN: for strategy in reference fast; do for case in %S/Inputs/lists/*.npz; do \
// RUN:   echo $strategy $case; ds-run %t.dir/lists.mlir --strategy=$strategy --input=@$case:first --input=@$case:second \
// RUN:     --input=@$case:size --expected-output=@$case:union --expected-output=@$case:inverse || exit 1; \
// RUN: done; done
// RUN: for strategy in reference fast; do for case in %S/Inputs/sort/*/*.npz; do \
// RUN:   echo $strategy $case; ds-run %t.dir/$(basename $(dirname $case)).mlir --strategy=$strategy --input=@$case:keys \
// RUN:     --expected-output=@$case:up --expected-output=@$case:down || exit 1; \
// RUN: done; done
// RUN: for strategy in reference fast; do not ds-run %t.dir/lists.mlir --strategy=$strategy --input=2x1xi32=0 --input=3x1xi32=0 --input=4 2>&1 | \
// RUN:   FileCheck %s --check-prefix=BATCH || exit 1; done
// BATCH: union_indices: batch of first and second differ, and neither is 1
//
// Sorted and put back, by the inverse permutation and by unpacking.
// RUN: for strategy in reference fast; do ds-run %t.dir/back.mlir --strategy=$strategy --input="2x9xf32=random(1)" \
// RUN:   --input="2x9x5xf32=random(2)" --expected-output="2x9x5xf32=random(2)" --expected-output="2x9x5xf32=random(2)" \
// RUN:   --atol=0 --rtol=0 || exit 1; done

// goldens_temporal.py makes the cases, and computes in NumPy what they should give.

//--- refresh.mlir
func.func @due(%frame: index, %period: index, %size: index) -> tensor<1x?xi32> {
  %i = dsa.refresh_schedule frame(%frame) period(%period) size(%size) : tensor<1x?xi32>
  return %i : tensor<1x?xi32>
}

//--- lists.mlir
!indices = tensor<?x?xi32>

func.func @lists(%first: !indices, %second: !indices, %size: index) -> (!indices, !indices) {
  %u = dsa.union_indices %first, %second size(%size) : !indices, !indices
  %i = dsa.invert_indices %first size(%size) : !indices
  return %u, %i : !indices, !indices
}

//--- back.mlir
!tokens = tensor<2x9x5xf32>

func.func @back(%keys: tensor<2x9xf32>, %x: !tokens) -> (!tokens, !tokens) {
  %n = arith.constant 9 : index
  %order = dsa.sort_indices %keys : tensor<2x9xf32>
  %sorted = dsa.pack_tokens %x, %order : !tokens, tensor<2x9xi32>
  %inverse = dsa.invert_indices %order size(%n) : tensor<2x9xi32>
  %a = dsa.pack_tokens %sorted, %inverse : !tokens, tensor<2x?xi32>
  %b = tensor.cast %a : tensor<2x?x5xf32> to !tokens
  %zero = arith.constant dense<0.0> : !tokens
  %c = dsa.unpack_tokens %sorted, %order into %zero : !tokens, tensor<2x9xi32>, !tokens
  return %b, %c : !tokens, !tokens
}

//--- f32.mlir
func.func @sort(%keys: tensor<?x?xf32>) -> (tensor<?x?xi32>, tensor<?x?xi32>) {
  %up = dsa.sort_indices %keys : tensor<?x?xf32>
  %down = dsa.sort_indices %keys descending : tensor<?x?xf32>
  return %up, %down : tensor<?x?xi32>, tensor<?x?xi32>
}

//--- f64.mlir
func.func @sort(%keys: tensor<?x?xf64>) -> (tensor<?x?xi32>, tensor<?x?xi32>) {
  %up = dsa.sort_indices %keys : tensor<?x?xf64>
  %down = dsa.sort_indices %keys descending : tensor<?x?xf64>
  return %up, %down : tensor<?x?xi32>, tensor<?x?xi32>
}

//--- bf16.mlir
func.func @sort(%keys: tensor<?x?xbf16>) -> (tensor<?x?xi32>, tensor<?x?xi32>) {
  %up = dsa.sort_indices %keys : tensor<?x?xbf16>
  %down = dsa.sort_indices %keys descending : tensor<?x?xbf16>
  return %up, %down : tensor<?x?xi32>, tensor<?x?xi32>
}

//--- i32.mlir
func.func @sort(%keys: tensor<?x?xi32>) -> (tensor<?x?xi32>, tensor<?x?xi32>) {
  %up = dsa.sort_indices %keys : tensor<?x?xi32>
  %down = dsa.sort_indices %keys descending : tensor<?x?xi32>
  return %up, %down : tensor<?x?xi32>, tensor<?x?xi32>
}
