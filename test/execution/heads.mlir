// RUN: split-file %s %t.dir
// RUN: for strategy in reference fast; do for element in f32 f64 bf16; do for case in %S/Inputs/heads/score/$element/*.npz; do \
// RUN:   echo $strategy $case; ds-run %t.dir/score-$element.mlir --strategy=$strategy --atol=0 --rtol=0 \
// RUN:     --input=@$case:x --expected-output=@$case:l1 --expected-output=@$case:l2 \
// RUN:     --expected-output=@$case:max --expected-output=@$case:mean || exit 1; \
// RUN: done; done; done
// RUN: for strategy in reference fast; do for case in %S/Inputs/heads/select/*.npz; do \
// RUN:   echo $strategy $case; ds-run %t.dir/select.mlir --strategy=$strategy \
// RUN:     --input=@$case:scores --input=@$case:budget --input=@$case:threshold \
// RUN:     --expected-output=@$case:some --expected-output=@$case:best || exit 1; \
// RUN: done; done
// RUN: for strategy in reference fast; do for element in f32 f64 bf16; do for case in %S/Inputs/heads/pack/$element/*.npz; do \
// RUN:   echo $strategy $case; ds-run %t.dir/pack-$element.mlir --strategy=$strategy --atol=0 --rtol=0 \
// RUN:     --input=@$case:x --input=@$case:indices --input=@$case:given \
// RUN:     --expected-output=@$case:packed --expected-output=@$case:unpacked || exit 1; \
// RUN: done; done; done
// RUN: for strategy in reference fast; do for holds in blocks elements; do for case in %S/Inputs/heads/pattern/$holds/*.npz; do \
// RUN:   echo $strategy $case; ds-run %t.dir/pattern-$holds.mlir --strategy=$strategy \
// RUN:     --input=@$case:mask --input=@$case:indices --expected-output=@$case:packed || exit 1; \
// RUN: done; done; done
// More threads, the same numbers.
// RUN: for threads in 1 2 5; do ds-run %t.dir/score-f32.mlir --threads=$threads --input="2x7x30x40xf32=random(1)" \
// RUN:   --output=@%t.dir/$threads-l1.npy --output=@%t.dir/$threads-l2.npy && cmp %t.dir/1-l1.npy %t.dir/$threads-l1.npy && \
// RUN:   cmp %t.dir/1-l2.npy %t.dir/$threads-l2.npy || exit 1; done
// Heads that are pruned put out what the base has, the others what they would have without pruning; each with its own pattern.
// RUN: for strategy in reference fast; do ds-run %t.dir/pruned.mlir --strategy=$strategy --input="2x4x20x8xf32=random(1)" \
// RUN:   --input="2x4x5x5xi1=random(2)" --input=2 --expected-output="2x4x20x8xf32=0" || exit 1; done
// Sizes that differ are found before anything is read.
// RUN: for strategy in reference fast; do not ds-run %t.dir/pack-f32.mlir --strategy=$strategy --input="1x3x4x5xf32=0" \
// RUN:   --input="1x2xi32=0" --input="1x2x4x6xf32=0" 2>&1 | FileCheck %s --check-prefix=SIZES || exit 1; done
// SIZES: unpack_heads: head dimension of packed and base differ
// RUN: for strategy in reference fast; do not ds-run %t.dir/pattern-blocks.mlir --strategy=$strategy --input="2x3x4x5xi1=0" \
// RUN:   --input="3x2xi32=0" 2>&1 | FileCheck %s --check-prefix=BATCH || exit 1; done
// BATCH: pattern_pack_heads: batch of the pattern is neither that of indices nor 1

// goldens_heads.py makes the cases, and computes in NumPy what they should give.

//--- score-f32.mlir
!heads = tensor<?x?x?x?xf32>
!scores = tensor<?x?xf32>

func.func @score(%x: !heads) -> (!scores, !scores, !scores, !scores) {
  %l1 = dsa.score_heads %x norm = l1 : !heads
  %l2 = dsa.score_heads %x norm = l2 : !heads
  %max = dsa.score_heads %x norm = max : !heads
  %mean = dsa.score_heads %x norm = mean : !heads
  return %l1, %l2, %max, %mean : !scores, !scores, !scores, !scores
}

//--- score-f64.mlir
!heads = tensor<?x?x?x?xf64>
!scores = tensor<?x?xf64>

func.func @score(%x: !heads) -> (!scores, !scores, !scores, !scores) {
  %l1 = dsa.score_heads %x norm = l1 : !heads
  %l2 = dsa.score_heads %x norm = l2 : !heads
  %max = dsa.score_heads %x norm = max : !heads
  %mean = dsa.score_heads %x norm = mean : !heads
  return %l1, %l2, %max, %mean : !scores, !scores, !scores, !scores
}

//--- score-bf16.mlir
!heads = tensor<?x?x?x?xbf16>
!scores = tensor<?x?xf32>

func.func @score(%x: !heads) -> (!scores, !scores, !scores, !scores) {
  %l1 = dsa.score_heads %x norm = l1 : !heads
  %l2 = dsa.score_heads %x norm = l2 : !heads
  %max = dsa.score_heads %x norm = max : !heads
  %mean = dsa.score_heads %x norm = mean : !heads
  return %l1, %l2, %max, %mean : !scores, !scores, !scores, !scores
}

//--- select.mlir
!scores = tensor<?x?xf32>

func.func @select(%scores: !scores, %budget: index, %threshold: f32) -> (tensor<?x?xi32>, tensor<?x?xi32>) {
  %some = dsa.select_heads %scores budget(%budget) threshold(%threshold) : !scores
  %best = dsa.select_heads %scores budget(%budget) : !scores
  return %some, %best : tensor<?x?xi32>, tensor<?x?xi32>
}

//--- pack-f32.mlir
!heads = tensor<?x?x?x?xf32>
!indices = tensor<?x?xi32>

func.func @pack(%x: !heads, %i: !indices, %given: !heads) -> (!heads, !heads) {
  %packed = dsa.pack_heads %x, %i : !heads, !indices
  %unpacked = dsa.unpack_heads %given, %i into %x : !heads, !indices, !heads
  return %packed, %unpacked : !heads, !heads
}

//--- pack-f64.mlir
!heads = tensor<?x?x?x?xf64>
!indices = tensor<?x?xi32>

func.func @pack(%x: !heads, %i: !indices, %given: !heads) -> (!heads, !heads) {
  %packed = dsa.pack_heads %x, %i : !heads, !indices
  %unpacked = dsa.unpack_heads %given, %i into %x : !heads, !indices, !heads
  return %packed, %unpacked : !heads, !heads
}

//--- pack-bf16.mlir
!heads = tensor<?x?x?x?xbf16>
!indices = tensor<?x?xi32>

func.func @pack(%x: !heads, %i: !indices, %given: !heads) -> (!heads, !heads) {
  %packed = dsa.pack_heads %x, %i : !heads, !indices
  %unpacked = dsa.unpack_heads %given, %i into %x : !heads, !indices, !heads
  return %packed, %unpacked : !heads, !heads
}

//--- pattern-blocks.mlir
!mask = tensor<?x?x?x?xi1>
!pattern = !dsa.pattern<?x?x?x?, block = 4x2>

func.func @packed(%mask: !mask, %i: tensor<?x?xi32>) -> !mask {
  %p = dsa.pattern_from_mask %mask : !mask -> !pattern
  %packed = dsa.pattern_pack_heads %p, %i : !pattern, tensor<?x?xi32>
  %m = dsa.pattern_to_mask %packed : !pattern
  return %m : !mask
}

//--- pattern-elements.mlir
!mask = tensor<?x?x?x?xi1>
!pattern = !dsa.pattern<?x?x?x?, block = 4x2, holds = elements>

func.func @packed(%mask: !mask, %i: tensor<?x?xi32>) -> !mask {
  %p = dsa.pattern_from_mask %mask : !mask -> !pattern
  %packed = dsa.pattern_pack_heads %p, %i : !pattern, tensor<?x?xi32>
  %m = dsa.pattern_to_mask %packed : !pattern
  return %m : !mask
}

//--- pruned.mlir
!x = tensor<2x4x20x8xf32>
!some = tensor<2x?x20x8xf32>
!pattern = !dsa.pattern<2x4x20x20, block = 4x4>
!of_some = !dsa.pattern<2x?x20x20, block = 4x4>

func.func @difference(%x: !x, %mask: tensor<2x4x5x5xi1>, %budget: index) -> !x {
  %p = dsa.pattern_from_mask %mask : tensor<2x4x5x5xi1> -> !pattern
  %all = dsa.attention %x, %x, %x, %p : !x, !x, !x, !pattern
  %scores = dsa.score_heads %all norm = mean : !x
  %i = dsa.select_heads %scores budget(%budget) : tensor<2x4xf32>
  %some = dsa.pack_heads %x, %i : !x, tensor<2x?xi32>
  %of_some = dsa.pattern_pack_heads %p, %i : !pattern, tensor<2x?xi32>
  %o = dsa.attention %some, %some, %some, %of_some : !some, !some, !some, !of_some
  %back = dsa.unpack_heads %o, %i into %all : !some, tensor<2x?xi32>, !x
  %difference = arith.subf %back, %all : !x
  return %difference : !x
}
