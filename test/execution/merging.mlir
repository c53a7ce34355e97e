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
// The bias of keys in attention, over blocks and over elements.
// RUN: for strategy in reference fast; do for part in f32 f64 bf16 f16 zero_scale negative_scale; do \
// RUN:   case $part in bf16|f16) close="--atol=4e-2 --rtol=2e-2";; *) close="--atol=1e-5 --rtol=1e-5";; esac; \
// RUN:   for case in %S/Inputs/merging/bias/$part/*.npz; do echo $strategy $case; \
// RUN:     ds-run %t.dir/bias-$part.mlir --strategy=$strategy $close --input=@$case:q --input=@$case:k --input=@$case:v \
// RUN:       --input=@$case:bias --input=@$case:mask --expected-output=@$case:output --expected-output=@$case:lse \
// RUN:       --expected-output=@$case:output || exit 1; \
// RUN: done; done; done
// A token counted three times is three tokens: attention over merged ones is that over all.
// RUN: for strategy in reference fast; do ds-run %t.dir/counted.mlir --strategy=$strategy --input="1x2x9x8xf32=random(1)" \
// RUN:   --atol=1e-5 --expected-output=1x2x9x8xf32=0 || exit 1; done
// RUN: for strategy in reference fast; do not ds-run %t.dir/bias-f32.mlir --strategy=$strategy --input="2x2x4x4xf32=0" --input="2x2x4x4xf32=0" \
// RUN:   --input="2x2x4x4xf32=0" --input="2x3x4xf32=0" --input="2x2x1x1xi1=1" 2>&1 | FileCheck %s --check-prefix=HEADS || exit 1; done
// HEADS: attention: heads of key_bias is neither that of keys nor 1
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

//--- bias-f32.mlir
!x = tensor<?x?x?x?xf32>
!lse = tensor<?x?x?xf32>
!blocks = !dsa.pattern<?x?x?x?, block = 4x4>
!elements = !dsa.pattern<?x?x?x?, block = 4x4, holds = elements>

func.func @attend(%q: !x, %k: !x, %v: !x, %bias: !lse, %mask: tensor<?x?x?x?xi1>) -> (!x, !lse, !x) {
  %p = dsa.pattern_from_mask %mask : tensor<?x?x?x?xi1> -> !blocks
  %o, %lse = dsa.attention %q, %k, %v, %p key_bias(%bias : !lse) scale = 0.4 with_lse : !x, !x, !x, !blocks
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %batch = tensor.dim %q, %c0 : !x
  %heads = tensor.dim %q, %c1 : !x
  %n = tensor.dim %q, %c2 : !x
  %m = tensor.dim %k, %c2 : !x
  %all = dsa.dense_pattern(%batch, %heads, %n, %m) : !elements
  %same = dsa.pattern_intersection %all, %p : !elements, !blocks
  %o2 = dsa.attention %q, %k, %v, %same key_bias(%bias : !lse) scale = 0.4 : !x, !x, !x, !elements
  return %o, %lse, %o2 : !x, !lse, !x
}

//--- bias-f64.mlir
!x = tensor<?x?x?x?xf64>
!lse = tensor<?x?x?xf64>
!blocks = !dsa.pattern<?x?x?x?, block = 4x4>
!elements = !dsa.pattern<?x?x?x?, block = 4x4, holds = elements>

func.func @attend(%q: !x, %k: !x, %v: !x, %bias: !lse, %mask: tensor<?x?x?x?xi1>) -> (!x, !lse, !x) {
  %p = dsa.pattern_from_mask %mask : tensor<?x?x?x?xi1> -> !blocks
  %o, %lse = dsa.attention %q, %k, %v, %p key_bias(%bias : !lse) scale = 0.4 with_lse : !x, !x, !x, !blocks
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %batch = tensor.dim %q, %c0 : !x
  %heads = tensor.dim %q, %c1 : !x
  %n = tensor.dim %q, %c2 : !x
  %m = tensor.dim %k, %c2 : !x
  %all = dsa.dense_pattern(%batch, %heads, %n, %m) : !elements
  %same = dsa.pattern_intersection %all, %p : !elements, !blocks
  %o2 = dsa.attention %q, %k, %v, %same key_bias(%bias : !lse) scale = 0.4 : !x, !x, !x, !elements
  return %o, %lse, %o2 : !x, !lse, !x
}

//--- bias-bf16.mlir
!x = tensor<?x?x?x?xbf16>
!lse = tensor<?x?x?xf32>
!blocks = !dsa.pattern<?x?x?x?, block = 4x4>
!elements = !dsa.pattern<?x?x?x?, block = 4x4, holds = elements>

func.func @attend(%q: !x, %k: !x, %v: !x, %bias: !lse, %mask: tensor<?x?x?x?xi1>) -> (!x, !lse, !x) {
  %p = dsa.pattern_from_mask %mask : tensor<?x?x?x?xi1> -> !blocks
  %o, %lse = dsa.attention %q, %k, %v, %p key_bias(%bias : !lse) scale = 0.4 with_lse : !x, !x, !x, !blocks
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %batch = tensor.dim %q, %c0 : !x
  %heads = tensor.dim %q, %c1 : !x
  %n = tensor.dim %q, %c2 : !x
  %m = tensor.dim %k, %c2 : !x
  %all = dsa.dense_pattern(%batch, %heads, %n, %m) : !elements
  %same = dsa.pattern_intersection %all, %p : !elements, !blocks
  %o2 = dsa.attention %q, %k, %v, %same key_bias(%bias : !lse) scale = 0.4 : !x, !x, !x, !elements
  return %o, %lse, %o2 : !x, !lse, !x
}

//--- bias-f16.mlir
!x = tensor<?x?x?x?xf16>
!lse = tensor<?x?x?xf32>
!blocks = !dsa.pattern<?x?x?x?, block = 4x4>
!elements = !dsa.pattern<?x?x?x?, block = 4x4, holds = elements>

func.func @attend(%q: !x, %k: !x, %v: !x, %bias: !lse, %mask: tensor<?x?x?x?xi1>) -> (!x, !lse, !x) {
  %p = dsa.pattern_from_mask %mask : tensor<?x?x?x?xi1> -> !blocks
  %o, %lse = dsa.attention %q, %k, %v, %p key_bias(%bias : !lse) scale = 0.4 with_lse : !x, !x, !x, !blocks
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %batch = tensor.dim %q, %c0 : !x
  %heads = tensor.dim %q, %c1 : !x
  %n = tensor.dim %q, %c2 : !x
  %m = tensor.dim %k, %c2 : !x
  %all = dsa.dense_pattern(%batch, %heads, %n, %m) : !elements
  %same = dsa.pattern_intersection %all, %p : !elements, !blocks
  %o2 = dsa.attention %q, %k, %v, %same key_bias(%bias : !lse) scale = 0.4 : !x, !x, !x, !elements
  return %o, %lse, %o2 : !x, !lse, !x
}

//--- bias-zero_scale.mlir
!x = tensor<?x?x?x?xf32>
!lse = tensor<?x?x?xf32>
!blocks = !dsa.pattern<?x?x?x?, block = 4x4>
!elements = !dsa.pattern<?x?x?x?, block = 4x4, holds = elements>

func.func @attend(%q: !x, %k: !x, %v: !x, %bias: !lse, %mask: tensor<?x?x?x?xi1>) -> (!x, !lse, !x) {
  %p = dsa.pattern_from_mask %mask : tensor<?x?x?x?xi1> -> !blocks
  %o, %lse = dsa.attention %q, %k, %v, %p key_bias(%bias : !lse) scale = 0.0 with_lse : !x, !x, !x, !blocks
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %batch = tensor.dim %q, %c0 : !x
  %heads = tensor.dim %q, %c1 : !x
  %n = tensor.dim %q, %c2 : !x
  %m = tensor.dim %k, %c2 : !x
  %all = dsa.dense_pattern(%batch, %heads, %n, %m) : !elements
  %same = dsa.pattern_intersection %all, %p : !elements, !blocks
  %o2 = dsa.attention %q, %k, %v, %same key_bias(%bias : !lse) scale = 0.0 : !x, !x, !x, !elements
  return %o, %lse, %o2 : !x, !lse, !x
}

//--- bias-negative_scale.mlir
!x = tensor<?x?x?x?xf32>
!lse = tensor<?x?x?xf32>
!blocks = !dsa.pattern<?x?x?x?, block = 4x4>
!elements = !dsa.pattern<?x?x?x?, block = 4x4, holds = elements>

func.func @attend(%q: !x, %k: !x, %v: !x, %bias: !lse, %mask: tensor<?x?x?x?xi1>) -> (!x, !lse, !x) {
  %p = dsa.pattern_from_mask %mask : tensor<?x?x?x?xi1> -> !blocks
  %o, %lse = dsa.attention %q, %k, %v, %p key_bias(%bias : !lse) scale = -0.3 with_lse : !x, !x, !x, !blocks
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %batch = tensor.dim %q, %c0 : !x
  %heads = tensor.dim %q, %c1 : !x
  %n = tensor.dim %q, %c2 : !x
  %m = tensor.dim %k, %c2 : !x
  %all = dsa.dense_pattern(%batch, %heads, %n, %m) : !elements
  %same = dsa.pattern_intersection %all, %p : !elements, !blocks
  %o2 = dsa.attention %q, %k, %v, %same key_bias(%bias : !lse) scale = -0.3 : !x, !x, !x, !elements
  return %o, %lse, %o2 : !x, !lse, !x
}

//--- counted.mlir
!x = tensor<1x2x9x8xf32>
!once = tensor<1x2x3x8xf32>
!pattern = !dsa.pattern<1x1x9x9, block = 4x4>
!of_once = !dsa.pattern<1x1x9x3, block = 4x4>

func.func @difference(%x: !x) -> !x {
  %once = tensor.extract_slice %x[0, 0, 0, 0] [1, 2, 3, 8] [1, 1, 1, 1] : !x to !once
  %none = tensor.empty() : !x
  %first = tensor.insert_slice %once into %none[0, 0, 0, 0] [1, 2, 3, 8] [1, 1, 1, 1] : !once into !x
  %second = tensor.insert_slice %once into %first[0, 0, 3, 0] [1, 2, 3, 8] [1, 1, 1, 1] : !once into !x
  %thrice = tensor.insert_slice %once into %second[0, 0, 6, 0] [1, 2, 3, 8] [1, 1, 1, 1] : !once into !x
  %p = dsa.dense_pattern() : !pattern
  %q = dsa.dense_pattern() : !of_once
  %log_3 = arith.constant dense<1.0986123> : tensor<1x1x3xf32>
  %all = dsa.attention %x, %thrice, %thrice, %p : !x, !x, !x, !pattern
  %merged = dsa.attention %x, %once, %once, %q key_bias(%log_3 : tensor<1x1x3xf32>) : !x, !once, !once, !of_once
  %difference = arith.subf %all, %merged : !x
  return %difference : !x
}
