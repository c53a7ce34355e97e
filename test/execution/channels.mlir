// RUN: split-file %s %t.dir
// RUN: for strategy in reference fast; do for element in f32 f64 f16 bf16; do for case in %S/Inputs/channels/score/$element/*.npz; do \
// RUN:   echo $strategy $case; ds-run %t.dir/score-$element.mlir --strategy=$strategy --atol=0 --rtol=0 \
// RUN:     --input=@$case:x --expected-output=@$case:l1 --expected-output=@$case:l2 \
// RUN:     --expected-output=@$case:max --expected-output=@$case:mean || exit 1; \
// RUN: done; done; done
// RUN: for strategy in reference fast; do for element in f32 f64 f16 bf16; do for case in %S/Inputs/channels/pack/$element/*.npz; do \
// RUN:   echo $strategy $case; ds-run %t.dir/pack-$element.mlir --strategy=$strategy --atol=0 --rtol=0 \
// RUN:     --input=@$case:x --input=@$case:indices --input=@$case:given \
// RUN:     --expected-output=@$case:packed --expected-output=@$case:unpacked || exit 1; \
// RUN: done; done; done
// More threads, the same numbers.
// RUN: for threads in 1 2 5; do ds-run %t.dir/score-f32.mlir --threads=$threads --input="2x300x203xf32=random(1)" \
// RUN:   --output=@%t.dir/$threads-l1.npy --output=@%t.dir/$threads-l2.npy && cmp %t.dir/1-l1.npy %t.dir/$threads-l1.npy && \
// RUN:   cmp %t.dir/1-l2.npy %t.dir/$threads-l2.npy || exit 1; done
// RUN: for threads in 1 2 5; do ds-run %t.dir/pack-f32.mlir --threads=$threads --input="2x300x7xf32=random(1)" \
// RUN:   --input="2x4xi32=6,0,6,-1,3,3,3,2" --input="2x300x4xf32=random(2)" --output=@%t.dir/$threads-packed.npy \
// RUN:   --output=@%t.dir/$threads-unpacked.npy && cmp %t.dir/1-packed.npy %t.dir/$threads-packed.npy && \
// RUN:   cmp %t.dir/1-unpacked.npy %t.dir/$threads-unpacked.npy || exit 1; done
// Where sizes of 0 are known, and where numbers do not lie side by side.
// RUN: for strategy in reference fast; do \
// RUN:   ds-run %t.dir/shapes.mlir --function=none --strategy=$strategy --input=1x3x0xf32=0 --input=1x2xi32=0,1 --expected-output=1x3x2xf32=0 \
// RUN:     --expected-output=1x3x0xf32=0 --expected-output=1x0xf32=0 && \
// RUN:   ds-run %t.dir/shapes.mlir --function=views --strategy=$strategy --input=1x3x4xf32=1,2,3,4,5,6,7,8,9,10,11,12 --input=1x3xi32=1,-1,1 \
// RUN:     --expected-output=1x4x3xf32=5,0,5,6,0,6,7,0,7,8,0,8 --expected-output=1x3xf32=4,8,12 || exit 1; done
// Sizes that differ are found before anything is read.
// RUN: for strategy in reference fast; do run="ds-run %t.dir/pack-f32.mlir --strategy=$strategy"; \
// RUN:   not $run --input=2x4x5xf32=0 --input=1x2xi32=0 --input=2x4x2xf32=0 2>&1 | FileCheck %s --check-prefix=BATCH && \
// RUN:   not $run --input=1x4x5xf32=0 --input=1x2xi32=0 --input=1x4x3xf32=0 2>&1 | FileCheck %s --check-prefix=CHANNELS && \
// RUN:   not $run --input=1x4x5xf32=0 --input=1x2xi32=0 --input=1x3x2xf32=0 2>&1 | FileCheck %s --check-prefix=TOKENS || exit 1; done
// BATCH: pack_channels: batch of tokens and indices differ
// CHANNELS: unpack_channels: number of packed channels of packed and indices differ
// TOKENS: unpack_channels: number of tokens of packed and base differ

// goldens_channels.py makes the cases, and computes in NumPy what they should give.

//--- score-f32.mlir
!tokens = tensor<?x?x?xf32>
!scores = tensor<?x?xf32>

func.func @score(%x: !tokens) -> (!scores, !scores, !scores, !scores) {
  %l1 = dsa.score_channels %x norm = l1 : !tokens
  %l2 = dsa.score_channels %x norm = l2 : !tokens
  %max = dsa.score_channels %x norm = max : !tokens
  %mean = dsa.score_channels %x norm = mean : !tokens
  return %l1, %l2, %max, %mean : !scores, !scores, !scores, !scores
}

//--- score-f64.mlir
!tokens = tensor<?x?x?xf64>
!scores = tensor<?x?xf64>

func.func @score(%x: !tokens) -> (!scores, !scores, !scores, !scores) {
  %l1 = dsa.score_channels %x norm = l1 : !tokens
  %l2 = dsa.score_channels %x norm = l2 : !tokens
  %max = dsa.score_channels %x norm = max : !tokens
  %mean = dsa.score_channels %x norm = mean : !tokens
  return %l1, %l2, %max, %mean : !scores, !scores, !scores, !scores
}

//--- score-f16.mlir
!tokens = tensor<?x?x?xf16>
!scores = tensor<?x?xf32>

func.func @score(%x: !tokens) -> (!scores, !scores, !scores, !scores) {
  %l1 = dsa.score_channels %x norm = l1 : !tokens
  %l2 = dsa.score_channels %x norm = l2 : !tokens
  %max = dsa.score_channels %x norm = max : !tokens
  %mean = dsa.score_channels %x norm = mean : !tokens
  return %l1, %l2, %max, %mean : !scores, !scores, !scores, !scores
}

//--- score-bf16.mlir
!tokens = tensor<?x?x?xbf16>
!scores = tensor<?x?xf32>

func.func @score(%x: !tokens) -> (!scores, !scores, !scores, !scores) {
  %l1 = dsa.score_channels %x norm = l1 : !tokens
  %l2 = dsa.score_channels %x norm = l2 : !tokens
  %max = dsa.score_channels %x norm = max : !tokens
  %mean = dsa.score_channels %x norm = mean : !tokens
  return %l1, %l2, %max, %mean : !scores, !scores, !scores, !scores
}

//--- pack-f32.mlir
!tokens = tensor<?x?x?xf32>
!indices = tensor<?x?xi32>

func.func @pack(%x: !tokens, %i: !indices, %given: !tokens) -> (!tokens, !tokens) {
  %packed = dsa.pack_channels %x, %i : !tokens, !indices
  %unpacked = dsa.unpack_channels %given, %i into %x : !tokens, !indices, !tokens
  return %packed, %unpacked : !tokens, !tokens
}

//--- pack-f64.mlir
!tokens = tensor<?x?x?xf64>
!indices = tensor<?x?xi32>

func.func @pack(%x: !tokens, %i: !indices, %given: !tokens) -> (!tokens, !tokens) {
  %packed = dsa.pack_channels %x, %i : !tokens, !indices
  %unpacked = dsa.unpack_channels %given, %i into %x : !tokens, !indices, !tokens
  return %packed, %unpacked : !tokens, !tokens
}

//--- pack-f16.mlir
!tokens = tensor<?x?x?xf16>
!indices = tensor<?x?xi32>

func.func @pack(%x: !tokens, %i: !indices, %given: !tokens) -> (!tokens, !tokens) {
  %packed = dsa.pack_channels %x, %i : !tokens, !indices
  %unpacked = dsa.unpack_channels %given, %i into %x : !tokens, !indices, !tokens
  return %packed, %unpacked : !tokens, !tokens
}

//--- pack-bf16.mlir
!tokens = tensor<?x?x?xbf16>
!indices = tensor<?x?xi32>

func.func @pack(%x: !tokens, %i: !indices, %given: !tokens) -> (!tokens, !tokens) {
  %packed = dsa.pack_channels %x, %i : !tokens, !indices
  %unpacked = dsa.unpack_channels %given, %i into %x : !tokens, !indices, !tokens
  return %packed, %unpacked : !tokens, !tokens
}

//--- shapes.mlir
func.func @none(%x: tensor<1x3x0xf32>, %i: tensor<1x2xi32>) -> (tensor<1x3x2xf32>, tensor<1x3x0xf32>, tensor<1x0xf32>) {
  %packed = dsa.pack_channels %x, %i : tensor<1x3x0xf32>, tensor<1x2xi32>
  %back = dsa.unpack_channels %packed, %i into %x : tensor<1x3x2xf32>, tensor<1x2xi32>, tensor<1x3x0xf32>
  %scores = dsa.score_channels %x norm = l1 : tensor<1x3x0xf32>
  return %packed, %back, %scores : tensor<1x3x2xf32>, tensor<1x3x0xf32>, tensor<1x0xf32>
}

func.func @views(%x: tensor<1x3x4xf32>, %i: tensor<1x3xi32>) -> (tensor<1x4x3xf32>, tensor<1x3xf32>) {
  %room = tensor.empty() : tensor<1x4x3xf32>
  %turned = linalg.transpose ins(%x : tensor<1x3x4xf32>) outs(%room : tensor<1x4x3xf32>) permutation = [0, 2, 1]
  %packed = dsa.pack_channels %turned, %i : tensor<1x4x3xf32>, tensor<1x3xi32>
  %last = tensor.extract_slice %x[0, 0, 3] [1, 3, 1] [1, 1, 1] : tensor<1x3x4xf32> to tensor<1x3x1xf32>
  %turned_room = tensor.empty() : tensor<1x1x3xf32>
  %row = linalg.transpose ins(%last : tensor<1x3x1xf32>) outs(%turned_room : tensor<1x1x3xf32>) permutation = [0, 2, 1]
  %scores = dsa.score_channels %row norm = max : tensor<1x1x3xf32>
  return %packed, %scores : tensor<1x4x3xf32>, tensor<1x3xf32>
}
