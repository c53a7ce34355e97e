// Attention of bf16: keys and values widened once, and multiplied in pairs as on processors with an instruction for that. An odd number of
// keys leaves a value without a partner; of an odd head dimension there are no pairs; blocks of 14 keys leave lanes without one. Scores above the bound are the blocks: all, few, none.
// RUN: for bound in -9 1.2 9; do for function in even odd padded; do \
// RUN:   ds-run %s --function=$function --strategy=reference --compute-type=f64 --input='random(5)' --input='random(6)' --input='random(7)' --input='random(8)' --input=f32=$bound --output=@%t.npy || exit 1; \
// RUN:   for products in widened pairs; do for tile in '' 'form=queries lanes=16 tile=16' 'form=keys lanes=8 chunk-keys=16' 'form=queries lanes=3 tile=5'; do \
// RUN:     ds-run %s --function=$function --input='random(5)' --input='random(6)' --input='random(7)' --input='random(8)' --input=f32=$bound --expected-output=@%t.npy --rtol=1e-2 --atol=1e-2 \
// RUN:       --pipeline="convert-dsa-to-dsk,canonicalize,cse,bufferize-sparse,func.func(tile-dsk-attention{products=$products $tile}),canonicalize,cse,func.func(convert-dsk-to-loops,lower-dsk-dot,lower-dsk-exp2),canonicalize,cse,outline-partitions,canonicalize,cse,lower-loops-to-llvm" \
// RUN:       || exit 1; done; done; done; done | FileCheck %s
// CHECK-COUNT-72: as expected

// By the target: in pairs where the instruction for them takes the time of at most two multiply-adds, on any machine.
// RUN: for function in even odd padded; do inputs="--function=$function --input=random(5) --input=random(6) --input=random(7) --input=random(8) --input=f32=1.2"; \
// RUN:   ds-run %s $inputs --strategy=reference --compute-type=f64 --output=@%t.npy || exit 1; \
// RUN:   for slow in 1 4; do ds-translate --emit=target | sed "s/\"multiply_adds_per_bf16_dot\": [0-9]*/\"multiply_adds_per_bf16_dot\": $slow/" > %t.json; \
// RUN:     ds-run %s $inputs --target-description=%t.json --expected-output=@%t.npy --rtol=1e-2 --atol=1e-2 || exit 1; done; done
// RUN: ds-opt %s --lower-sparse="stop-after=blocks target-description=znver4" | FileCheck %s --check-prefix=PAIRS
// PAIRS: dsk.dot {{.*}} : vector<16xf32>, vector<32xbf16>
// RUN: ds-opt %s --lower-sparse="stop-after=blocks target-description=sapphirerapids" | FileCheck %s --check-prefix=NUMBERS --implicit-check-not=dsk.dot
// NUMBERS: vector.fma {{.*}} : vector<16xf32>

// A scale that takes the sign of scores, that makes 0 of them, or nearly so; the last block has one key, those that are not there have a
// score of -inf. Scores of which a single one has all the weight, up to where a unit in the last place is more than any exponent.
// RUN: for scale in -0.3 0.0 1.0e-45 1.0e-37; do sed "s/dsa.attention .*, .p/& scale = $scale/" %s > %t.scale.mlir; \
// RUN:   inputs="--function=even --input=random(5) --input=random(6) --input=random(7) --input=random(8) --input=f32=-9"; \
// RUN:   ds-run %t.scale.mlir $inputs --strategy=reference --compute-type=f64 --output=@%t.npy || exit 1; \
// RUN:   ds-run %t.scale.mlir $inputs --expected-output=@%t.npy --rtol=1e-2 --atol=1e-2 || exit 1; done
// RUN: for size in 30 300 2000 30000 1e10 1e16; do \
// RUN:   ds-run %s --function=great --input='random(4)' --input=bf16=$size --expected-output=1x1x64x4xbf16=1 --rtol=1e-2 --atol=0 || exit 1; done

func.func @even(%q: tensor<1x2x101x40xbf16>, %k: tensor<1x2x97x40xbf16>, %v: tensor<1x2x97x24xbf16>, %scores: tensor<1x2x7x7xf32>, %bound: f32) -> tensor<1x2x101x24xbf16> {
  %bounds = tensor.splat %bound : tensor<1x2x7x7xf32>
  %mask = arith.cmpf ogt, %scores, %bounds : tensor<1x2x7x7xf32>
  %p = dsa.pattern_from_mask %mask : tensor<1x2x7x7xi1> -> !dsa.pattern<1x2x101x97, block = 16x16>
  %o = dsa.attention %q, %k, %v, %p : tensor<1x2x101x40xbf16>, tensor<1x2x97x40xbf16>, tensor<1x2x97x24xbf16>, !dsa.pattern<1x2x101x97, block = 16x16>
  return %o : tensor<1x2x101x24xbf16>
}

func.func @odd(%q: tensor<1x2x101x33xbf16>, %k: tensor<1x2x97x33xbf16>, %v: tensor<1x2x97x24xbf16>, %scores: tensor<1x2x7x7xf32>, %bound: f32) -> tensor<1x2x101x24xbf16> {
  %bounds = tensor.splat %bound : tensor<1x2x7x7xf32>
  %mask = arith.cmpf ogt, %scores, %bounds : tensor<1x2x7x7xf32>
  %p = dsa.pattern_from_mask %mask : tensor<1x2x7x7xi1> -> !dsa.pattern<1x2x101x97, block = 16x16>
  %o = dsa.attention %q, %k, %v, %p : tensor<1x2x101x33xbf16>, tensor<1x2x97x33xbf16>, tensor<1x2x97x24xbf16>, !dsa.pattern<1x2x101x97, block = 16x16>
  return %o : tensor<1x2x101x24xbf16>
}

func.func @padded(%q: tensor<1x2x101x40xbf16>, %k: tensor<1x2x97x40xbf16>, %v: tensor<1x2x97x24xbf16>, %scores: tensor<1x2x8x7xf32>, %bound: f32) -> tensor<1x2x101x24xbf16> {
  %bounds = tensor.splat %bound : tensor<1x2x8x7xf32>
  %mask = arith.cmpf ogt, %scores, %bounds : tensor<1x2x8x7xf32>
  %p = dsa.pattern_from_mask %mask : tensor<1x2x8x7xi1> -> !dsa.pattern<1x2x101x97, block = 14x14>
  %o = dsa.attention %q, %k, %v, %p : tensor<1x2x101x40xbf16>, tensor<1x2x97x40xbf16>, tensor<1x2x97x24xbf16>, !dsa.pattern<1x2x101x97, block = 14x14>
  return %o : tensor<1x2x101x24xbf16>
}

// All keys are 0 but one, which positive queries see alone; its value is 1 where others are 0.
func.func @great(%random: tensor<1x1x64x4xbf16>, %size: bf16) -> tensor<1x1x64x4xbf16> {
  %half = arith.constant dense<0.5> : tensor<1x1x64x4xbf16>
  %sizes = tensor.splat %size : tensor<1x1x64x4xbf16>
  %positive = math.absf %random : tensor<1x1x64x4xbf16>
  %more = arith.addf %positive, %half : tensor<1x1x64x4xbf16>
  %q = arith.mulf %more, %sizes : tensor<1x1x64x4xbf16>
  %none = arith.constant dense<0.0> : tensor<1x1x16x4xbf16>
  %key = tensor.splat %size : tensor<1x1x1x4xbf16>
  %k = tensor.insert_slice %key into %none[0, 0, 5, 0] [1, 1, 1, 4] [1, 1, 1, 1] : tensor<1x1x1x4xbf16> into tensor<1x1x16x4xbf16>
  %value = arith.constant dense<1.0> : tensor<1x1x1x4xbf16>
  %v = tensor.insert_slice %value into %none[0, 0, 5, 0] [1, 1, 1, 4] [1, 1, 1, 1] : tensor<1x1x1x4xbf16> into tensor<1x1x16x4xbf16>
  %p = dsa.dense_pattern() : !dsa.pattern<1x1x64x16, block = 16x16>
  %o = dsa.attention %q, %k, %v, %p : tensor<1x1x64x4xbf16>, tensor<1x1x16x4xbf16>, tensor<1x1x16x4xbf16>, !dsa.pattern<1x1x64x16, block = 16x16>
  return %o : tensor<1x1x64x4xbf16>
}
