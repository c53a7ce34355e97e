// RUN: split-file %s %t.dir
// RUN: for strategy in reference fast; do for element in f32 f64 bf16; do for case in %S/Inputs/merging/match/$element/*.npz; do \
// RUN:   echo $strategy $case; ds-run %t.dir/match-$element.mlir --strategy=$strategy --input=@$case:keys --input=@$case:merge \
// RUN:     --expected-output=@$case:groups_0 --expected-output=@$case:count_0 --expected-output=@$case:groups_1 \
// RUN:     --expected-output=@$case:count_1 --expected-output=@$case:groups_4 --expected-output=@$case:count_4 || exit 1; \
// RUN: done; done; done
// RUN: for strategy in reference fast; do for element in f32 f64 bf16; do for case in %S/Inputs/merging/merge/$element/*.npz; do \
// RUN:   echo $strategy $case; ds-run %t.dir/merge-$element.mlir --strategy=$strategy --atol=0 --rtol=0 \
// RUN:     --input=@$case:x --input=@$case:groups --input=@$case:count --input=@$case:sizes \
// RUN:     --expected-output=@$case:merged --expected-output=@$case:merged_sizes \
// RUN:     --expected-output=@$case:plain --expected-output=@$case:plain_sizes --expected-output=@$case:unmerged || exit 1; \
// RUN: done; done; done
// More threads, and another strategy, the same matches.
// RUN: ds-run %t.dir/match-f32.mlir --strategy=reference --input="2x151x24xf32=random(1)" --input=40 --output=@%t.dir/g.npy --output=@%t.dir/n.npy
// RUN: for threads in 1 2 5; do ds-run %t.dir/match-f32.mlir --threads=$threads --input="2x151x24xf32=random(1)" --input=40 \
// RUN:   --output=@%t.dir/x.npy --output=@%t.dir/y.npy && cmp %t.dir/x.npy %t.dir/g.npy && cmp %t.dir/y.npy %t.dir/n.npy || exit 1; done
// Tokens that lie apart.
// RUN: for strategy in reference fast; do ds-run %t.dir/view.mlir --strategy=$strategy --input="1x4x6xf32=1,0,9,0,2,0,1,0,9,0,4,0,5,0,1,0,1,0,0,0,1,0,0,0" \
// RUN:   --input=1 --expected-output=1x3x3xf32=1,9,3,5,1,1,0,1,0 --expected-output=1x3xf32=2,1,1 || exit 1; done
// Sizes that differ are found before anything is read.
// RUN: for strategy in reference fast; do not ds-run %t.dir/merge-f32.mlir --strategy=$strategy --input="1x3x4xf32=0" --input="1x2xi32=0" \
// RUN:   --input=1 --input="1x3xf32=0" 2>&1 | FileCheck %s --check-prefix=SIZES || exit 1; done
// SIZES: merge_tokens: number of tokens of tokens and groups differ

// goldens_merging.py makes the cases, and computes in NumPy what they should give.

//--- match-f32.mlir
!keys = tensor<?x?x?xf32>
!groups = tensor<?x?xi32>

func.func @match(%keys: !keys, %merge: index) -> (!groups, index, !groups, index, !groups, index) {
  %groups_0, %count_0 = dsa.match_tokens %keys merge(%merge) protect = 0 : !keys
  %groups_1, %count_1 = dsa.match_tokens %keys merge(%merge) protect = 1 : !keys
  %groups_4, %count_4 = dsa.match_tokens %keys merge(%merge) protect = 4 : !keys
  return %groups_0, %count_0, %groups_1, %count_1, %groups_4, %count_4
    : !groups, index, !groups, index, !groups, index
}

//--- match-f64.mlir
!keys = tensor<?x?x?xf64>
!groups = tensor<?x?xi32>

func.func @match(%keys: !keys, %merge: index) -> (!groups, index, !groups, index, !groups, index) {
  %groups_0, %count_0 = dsa.match_tokens %keys merge(%merge) protect = 0 : !keys
  %groups_1, %count_1 = dsa.match_tokens %keys merge(%merge) protect = 1 : !keys
  %groups_4, %count_4 = dsa.match_tokens %keys merge(%merge) protect = 4 : !keys
  return %groups_0, %count_0, %groups_1, %count_1, %groups_4, %count_4
    : !groups, index, !groups, index, !groups, index
}

//--- match-bf16.mlir
!keys = tensor<?x?x?xbf16>
!groups = tensor<?x?xi32>

func.func @match(%keys: !keys, %merge: index) -> (!groups, index, !groups, index, !groups, index) {
  %groups_0, %count_0 = dsa.match_tokens %keys merge(%merge) protect = 0 : !keys
  %groups_1, %count_1 = dsa.match_tokens %keys merge(%merge) protect = 1 : !keys
  %groups_4, %count_4 = dsa.match_tokens %keys merge(%merge) protect = 4 : !keys
  return %groups_0, %count_0, %groups_1, %count_1, %groups_4, %count_4
    : !groups, index, !groups, index, !groups, index
}

//--- merge-f32.mlir
!x = tensor<?x?x?xf32>
!sizes = tensor<?x?xf32>
!groups = tensor<?x?xi32>

func.func @merge(%x: !x, %groups: !groups, %count: index, %sizes: !sizes) -> (!x, !sizes, !x, !sizes, !x) {
  %merged, %of_merged = dsa.merge_tokens %x, %groups count(%count) sizes(%sizes : !sizes) : !x, !groups
  %plain, %of_plain = dsa.merge_tokens %x, %groups count(%count) : !x, !groups
  %back = dsa.unmerge_tokens %merged, %groups : !x, !groups
  return %merged, %of_merged, %plain, %of_plain, %back : !x, !sizes, !x, !sizes, !x
}

//--- merge-f64.mlir
!x = tensor<?x?x?xf64>
!sizes = tensor<?x?xf64>
!groups = tensor<?x?xi32>

func.func @merge(%x: !x, %groups: !groups, %count: index, %sizes: !sizes) -> (!x, !sizes, !x, !sizes, !x) {
  %merged, %of_merged = dsa.merge_tokens %x, %groups count(%count) sizes(%sizes : !sizes) : !x, !groups
  %plain, %of_plain = dsa.merge_tokens %x, %groups count(%count) : !x, !groups
  %back = dsa.unmerge_tokens %merged, %groups : !x, !groups
  return %merged, %of_merged, %plain, %of_plain, %back : !x, !sizes, !x, !sizes, !x
}

//--- merge-bf16.mlir
!x = tensor<?x?x?xbf16>
!sizes = tensor<?x?xf32>
!groups = tensor<?x?xi32>

func.func @merge(%x: !x, %groups: !groups, %count: index, %sizes: !sizes) -> (!x, !sizes, !x, !sizes, !x) {
  %merged, %of_merged = dsa.merge_tokens %x, %groups count(%count) sizes(%sizes : !sizes) : !x, !groups
  %plain, %of_plain = dsa.merge_tokens %x, %groups count(%count) : !x, !groups
  %back = dsa.unmerge_tokens %merged, %groups : !x, !groups
  return %merged, %of_merged, %plain, %of_plain, %back : !x, !sizes, !x, !sizes, !x
}

//--- view.mlir
func.func @view(%x: tensor<1x4x6xf32>, %r: index) -> (tensor<1x?x3xf32>, tensor<1x?xf32>) {
  %y = tensor.extract_slice %x[0, 0, 0] [1, 4, 3] [1, 1, 2] : tensor<1x4x6xf32> to tensor<1x4x3xf32>
  %groups, %count = dsa.match_tokens %y merge(%r) : tensor<1x4x3xf32>
  %merged, %sizes = dsa.merge_tokens %y, %groups count(%count) : tensor<1x4x3xf32>, tensor<1x4xi32>
  return %merged, %sizes : tensor<1x?x3xf32>, tensor<1x?xf32>
}
