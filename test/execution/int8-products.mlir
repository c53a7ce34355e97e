// Attention with products of 8-bit integers, against the reference: head and value dimensions that fill no word, keys that fill no
// block, blocks of half a vector. Scores above the bound are the blocks: all, many, few, none. Keys and values share a large part, which
// 8 bits would have no digits left beside.
// RUN: split-file %s %t.dir
// RUN: for case in "16x16 100 97 -9 f32" "64x16 197 100 1.2 bf16" "8x8 50 42 1.2 f32" "16x64 37 197 9 f32"; do \
// RUN:   set -- $case; block=$1; bound=$4; type=$5; bq=${1%x*}; bk=${1#*x}; shift; cd %t.dir; echo block $block: $@; \
// RUN:   mask=1x2x$((($1 + bq - 1) / bq))x$((($2 + bk - 1) / bk))xf32; \
// RUN:   sed "s/BLOCK/$block/; s/TYPE/$type/" attend.mlir > $block-$type.mlir; \
// RUN:   inputs="--input=1x2x$1x33x$type=random(5) --input=1x2x$2x33x$type=random(6) --input=1x2x$2x21x$type=random(7) --input=$mask=random(8) --input=f32=$bound"; \
// RUN:   ds-run $block-$type.mlir $inputs --strategy=reference --compute-type=f64 --output=@o.npy --output=@l.npy || exit 1; \
// RUN:   for products in int8-bf16 int8; do \
// RUN:     ds-run $block-$type.mlir $inputs --products=$products --threads=1 --expected-output=@o.npy --expected-output=@l.npy --rtol=2e-2 --atol=5e-2 || exit 1; \
// RUN:     ds-run $block-$type.mlir $inputs --products=$products --threads=1 --output=@p.npy --output=@m.npy || exit 1; \
//          However many threads compute, the bits are the same; the form without the instruction is as near.
// RUN:     ds-run $block-$type.mlir $inputs --products=$products --threads=3 --expected-output=@p.npy --expected-output=@m.npy --rtol=0 --atol=0 || exit 1; \
// RUN:     for tile in '' 'lanes=8 chunk-keys=1' 'lanes=4 tile=3 chunk-keys=100'; do target=x86-64; \
// RUN:       ds-run $block-$type.mlir $inputs --expected-output=@o.npy --expected-output=@l.npy --rtol=2e-2 --atol=5e-2 \
// RUN:         --pipeline="convert-dsa-to-dsk,canonicalize,cse,bufferize-sparse,func.func(tile-dsk-attention{products=$products $tile}),canonicalize,cse,func.func(convert-dsk-to-loops,lower-dsk-dot{target-description=$target},lower-dsk-exp2{target-description=$target}),canonicalize,cse,outline-partitions,canonicalize,cse,lower-loops-to-llvm" \
// RUN:         || exit 1; done; \
// RUN:   done; done | FileCheck %s
// CHECK-COUNT-80: as expected

// Values and weights as pairs of bf16, and as f32 where the instruction for pairs is slow: on any machine.
// RUN: cd %t.dir; for case in "f32 -9" "bf16 1.2"; do set -- $case; sed "s/BLOCK/16x16/; s/TYPE/$1/" attend.mlir > pairs.mlir; \
// RUN:   inputs="--input=1x2x50x33x$1=random(5) --input=1x2x70x33x$1=random(6) --input=1x2x70x21x$1=random(7) --input=1x2x4x5xf32=random(8) --input=f32=$2"; \
// RUN:   ds-run pairs.mlir $inputs --strategy=reference --compute-type=f64 --output=@o.npy --output=@l.npy || exit 1; \
// RUN:   for slow in 1 4; do ds-translate --emit=target | sed "s/\"multiply_adds_per_bf16_dot\": [0-9]*/\"multiply_adds_per_bf16_dot\": $slow/" > pairs.json; \
// RUN:     ds-run pairs.mlir $inputs --products=int8-bf16 --target-description=pairs.json --expected-output=@o.npy --expected-output=@l.npy --rtol=2e-2 --atol=5e-2 || exit 1; done; done

// A scale that is negative, is 0, or makes 0 of what a query is multiplied by; 70 keys leave a part of a block.
// RUN: cd %t.dir; for scale in -0.3 0.0 1.0e-45; do sed "s/BLOCK/16x16/; s/TYPE/f32/; s/with_lse/scale = $scale with_lse/" attend.mlir > negative.mlir; \
// RUN:   inputs="--input=1x2x50x33xf32=random(5) --input=1x2x70x33xf32=random(6) --input=1x2x70x21xf32=random(7) --input=1x2x4x5xf32=random(8) --input=f32=1.2"; \
// RUN:   ds-run negative.mlir $inputs --strategy=reference --compute-type=f64 --output=@o.npy --output=@l.npy; \
// RUN:   for products in int8-bf16 int8; do ds-run negative.mlir $inputs --products=$products --expected-output=@o.npy --expected-output=@l.npy --rtol=2e-2 --atol=5e-2 || exit 1; done; done

// A bias of keys, some of them -inf: products are exact, since 8 bits hold no channel that large beside the others, and a remark says so.
// RUN: cd %t.dir; inputs="--input=1x1x50x32xf32=random(5) --input=1x1x64x32xf32=random(6) --input=1x1x64xf32=$(python3 -c "print(','.join('-inf' if i < 8 else str(i % 5 * -25) for i in range(64)))")"; \
// RUN: ds-run bias.mlir $inputs --strategy=reference --compute-type=f64 --output=@o.npy; \
// RUN: for products in int8-bf16 int8; do ds-run bias.mlir $inputs --products=$products --expected-output=@o.npy --rtol=2e-6 --atol=2e-6 || exit 1; done
// RUN: cd %t.dir; ds-opt bias.mlir --lower-sparse=products=int8 -o /dev/null 2>&1 | FileCheck %s --check-prefix=BIAS
// RUN: cd %t.dir; ds-run bias.mlir "--input=1x1x50x32xf32=random(5)" "--input=1x1x64x32xf32=random(6)" "--input=1x1x64xf32=random(7)" --products=int8 --json 2>&1 > /dev/null | FileCheck %s --check-prefix=BIAS
// RUN: cd %t.dir; ds-translate bias.mlir --lower --products=int8 --emit=asm -o bias.s 2>&1 | FileCheck %s --check-prefix=BIAS
// BIAS: bias.mlir:{{[0-9]+}}:{{[0-9]+}}: remark: no products of int8 for keys with a bias, which 8 bits do not hold beside them: exact ones

// Integers are what is multiplied, not numbers under another name.
// RUN: cd %t.dir; sed "s/BLOCK/16x16/; s/TYPE/f32/" attend.mlir > ir.mlir
// RUN: ds-opt ir.mlir --lower-sparse="products=int8-bf16 stop-after=blocks target-description=znver4" | FileCheck %s --check-prefix=SOME
// SOME: dsk.dot {{.*}} : vector<16xi32>, vector<64xi8>
// SOME: dsk.dot {{.*}} : vector<16xf32>, vector<32xbf16>
// RUN: ds-opt ir.mlir --lower-sparse="products=int8-bf16 stop-after=blocks target-description=sapphirerapids" | FileCheck %s --check-prefix=WIDE --implicit-check-not=bf16
// WIDE: dsk.dot {{.*}} : vector<16xi32>, vector<64xi8>
// WIDE: vector.fma {{.*}} : vector<16xf32>
// RUN: ds-opt ir.mlir --lower-sparse="products=int8 stop-after=blocks target-description=znver4" | FileCheck %s --check-prefix=ALL --implicit-check-not=bf16
// ALL-COUNT-2: dsk.dot {{.*}} : vector<16xi32>, vector<64xi8>
// RUN: ds-opt ir.mlir --lower-sparse="stop-after=blocks target-description=znver4" | FileCheck %s --check-prefix=NONE --implicit-check-not=xi8
// NONE: dsk.partition

// Whoever sees a key, or with int8 a value, that is not finite gets NaN, and nobody else: two queries a block, two keys a head of blocks.
// RUN: for products in int8-bf16 int8; do \
// RUN:   ds-run nan.mlir --products=$products --input='1x1x16x4xf32=random(1)' --input='1x1x32x4xf32=random(2)' --input='1x1x32x4xf32=random(3)' --input=f32=nan --input=f32=1 --expected-output=4xi1=1,0,0,1 || exit 1; \
// RUN:   ds-run nan.mlir --products=$products --input='1x1x16x4xf32=random(1)' --input='1x1x32x4xf32=random(2)' --input='1x1x32x4xf32=random(3)' --input=f32=inf --input=f32=1 --expected-output=4xi1=1,0,0,1 || exit 1; \
// RUN:   ds-run nan.mlir --products=$products --input='1x1x16x4xf32=random(1)' --input='1x1x32x4xf32=random(2)' --input='1x1x32x4xf32=random(3)' --input=f32=1 --input=f32=1 --expected-output=4xi1=0,0,0,0 || exit 1; \
// RUN:   ds-run nan.mlir --products=$products --input='1x1x16x4xf32=random(1)' --input='1x1x32x4xf32=random(2)' --input='1x1x32x4xf32=random(3)' --input=f32=1 --input=f32=nan --expected-output=4xi1=1,0,0,1 || exit 1; done

// So does a query with such a number, alone, unless it sees no key.
// RUN: for products in int8-bf16 int8; do for number in nan inf -inf; do \
// RUN:   ds-run query.mlir --products=$products --input=f32=$number --expected-output=8xi1=0,1,0,0,0,0,0,0 || exit 1; done; done
// Weights are bytes however great scores are: one key has all the weight.
// RUN: for products in int8-bf16 int8; do for size in 30 300 2000 30000 1e10 1e16; do \
// RUN:   ds-run great.mlir --products=$products --input='1x1x64x4xf32=random(4)' --input=f32=$size --expected-output=f32=0 --atol=1e-2 || exit 1; done; done

// What has no such form is computed exactly, and said to be.
// RUN: ds-opt f64.mlir --lower-sparse="products=int8 stop-after=blocks" 2>&1 | FileCheck %s --check-prefix=REMARK --implicit-check-not=xi8
// REMARK: f64.mlir:5:8: remark: no products of int8 for f64, for masks of elements, or for blocks whose keys fill no vector nor half of one or are too many: exact ones
// RUN: not ds-opt ir.mlir --lower-sparse="products=int9" 2>&1 | FileCheck %s --check-prefix=WORD
// WORD: int9
// RUN: ds-opt f64.mlir --lower-sparse="stop-after=bufferized" > f64-buffers.mlir
// RUN: not ds-opt f64-buffers.mlir --tile-dsk-attention="products=int8 form=queries" 2>&1 | FileCheck %s --check-prefix=FORM
// FORM: error: {{.*}}has form=queries, expected auto or keys: products of int8 have keys in lanes

//--- attend.mlir
!pattern = !dsa.pattern<1x2x?x?, block = BLOCK>
!q = tensor<1x2x?x33xTYPE>
!v = tensor<1x2x?x21xTYPE>

func.func @attend(%q: !q, %k: !q, %v: !v, %scores: tensor<1x2x?x?xf32>, %bound: f32) -> (!v, tensor<1x2x?xf32>) {
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %rows = tensor.dim %scores, %c2 : tensor<1x2x?x?xf32>
  %columns = tensor.dim %scores, %c3 : tensor<1x2x?x?xf32>
  %bounds = tensor.splat %bound[%rows, %columns] : tensor<1x2x?x?xf32>
  %mask = arith.cmpf ogt, %scores, %bounds : tensor<1x2x?x?xf32>
  %p = dsa.pattern_from_mask %mask : tensor<1x2x?x?xi1> -> !pattern
  %m = tensor.dim %k, %c2 : !q
  %three = arith.constant 3.0 : TYPE
  %threes = tensor.splat %three[%m] : !q
  %shifted_keys = arith.addf %k, %threes : !q
  %value_threes = tensor.splat %three[%m] : !v
  %shifted_values = arith.addf %v, %value_threes : !v
  %o, %lse = dsa.attention %q, %shifted_keys, %shifted_values, %p with_lse : !q, !q, !v, !pattern
  return %o, %lse : !v, tensor<1x2x?xf32>
}

//--- nan.mlir
!t = tensor<1x1x16x4xf32>
!k = tensor<1x1x32x4xf32>
!pattern = !dsa.pattern<1x1x16x32, block = 4x16>

// The rows of blocks see the second block, the first, the first, and both: key 20 is in the second.
func.func @nan(%q: !t, %k: !k, %v: !k, %key: f32, %value: f32) -> tensor<4xi1> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %c20 = arith.constant 20 : index
  %mask = arith.constant dense<[[[[false, true], [true, false], [true, false], [true, true]]]]> : tensor<1x1x4x2xi1>
  %p = dsa.pattern_from_mask %mask : tensor<1x1x4x2xi1> -> !pattern
  %keys = tensor.insert %key into %k[%c0, %c0, %c20, %c1] : !k
  %values = tensor.insert %value into %v[%c0, %c0, %c20, %c0] : !k
  %o = dsa.attention %q, %keys, %values, %p : !t, !k, !k, !pattern
  %seen = tensor.generate {
  ^bb0(%r: index):
    %query = arith.muli %r, %c4 : index
    %x = tensor.extract %o[%c0, %c0, %query, %c0] : !t
    %is_nan = arith.cmpf uno, %x, %x : f32
    tensor.yield %is_nan : i1
  } : tensor<4xi1>
  return %seen : tensor<4xi1>
}

//--- query.mlir
!t = tensor<1x1x8x4xf32>
!k = tensor<1x1x16x4xf32>
!pattern = !dsa.pattern<1x1x8x16, block = 4x16>

// Queries 1 and 6 have the number; the second block of rows sees nothing.
func.func @query(%number: f32) -> tensor<8xi1> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c6 = arith.constant 6 : index
  %mask = arith.constant dense<[[[[true], [false]]]]> : tensor<1x1x2x1xi1>
  %p = dsa.pattern_from_mask %mask : tensor<1x1x2x1xi1> -> !pattern
  %q = arith.constant dense<1.5> : !t
  %k = arith.constant dense<0.5> : !k
  %q1 = tensor.insert %number into %q[%c0, %c0, %c1, %c1] : !t
  %q6 = tensor.insert %number into %q1[%c0, %c0, %c6, %c1] : !t
  %o = dsa.attention %q6, %k, %k, %p : !t, !k, !k, !pattern
  %seen = tensor.generate {
  ^bb0(%query: index):
    %x = tensor.extract %o[%c0, %c0, %query, %c0] : !t
    %is_nan = arith.cmpf uno, %x, %x : f32
    tensor.yield %is_nan : i1
  } : tensor<8xi1>
  return %seen : tensor<8xi1>
}

//--- great.mlir
!t = tensor<1x1x64x4xf32>
!k = tensor<1x1x16x4xf32>
!pattern = !dsa.pattern<1x1x64x16, block = 16x16>

// All keys are 0 but one, which positive queries see alone; its value is 1 where others are 0. By how much the result differs from 1.
func.func @great(%random: !t, %size: f32) -> f32 {
  %c0 = arith.constant 0 : index
  %c5 = arith.constant 5 : index
  %one = arith.constant 1.0 : f32
  %zero = arith.constant 0.0 : f32
  %half = arith.constant dense<0.5> : !t
  %sizes = tensor.splat %size : !t
  %positive = math.absf %random : !t
  %more = arith.addf %positive, %half : !t
  %q = arith.mulf %more, %sizes : !t
  %none = arith.constant dense<0.0> : !k
  %key = tensor.splat %size : tensor<1x1x1x4xf32>
  %k = tensor.insert_slice %key into %none[0, 0, 5, 0] [1, 1, 1, 4] [1, 1, 1, 1] : tensor<1x1x1x4xf32> into !k
  %value = tensor.splat %one : tensor<1x1x1x4xf32>
  %v = tensor.insert_slice %value into %none[0, 0, 5, 0] [1, 1, 1, 4] [1, 1, 1, 1] : tensor<1x1x1x4xf32> into !k
  %p = dsa.dense_pattern() : !pattern
  %o = dsa.attention %q, %k, %v, %p : !t, !k, !k, !pattern
  %ones = arith.constant dense<1.0> : !t
  %difference = arith.subf %o, %ones : !t
  %errors = math.absf %difference : !t
  %start = tensor.splat %zero : tensor<f32>
  %greatest = linalg.reduce { arith.maximumf } ins(%errors : !t) outs(%start : tensor<f32>) dimensions = [0, 1, 2, 3]
  %result = tensor.extract %greatest[] : tensor<f32>
  return %result : f32
}

//--- f64.mlir
!t = tensor<1x1x32x4xf64>

func.func @attend(%q: !t) -> !t {
  %p = dsa.dense_pattern() : !dsa.pattern<1x1x32x32, block = 16x16>
  %o = dsa.attention %q, %q, %q, %p : !t, !t, !t, !dsa.pattern<1x1x32x32, block = 16x16>
  return %o : !t
}

//--- bias.mlir
!p = !dsa.pattern<1x1x50x64, block = 16x16>
func.func @attend(%q: tensor<1x1x50x32xf32>, %k: tensor<1x1x64x32xf32>, %bias: tensor<1x1x64xf32>) -> tensor<1x1x50x32xf32> {
  %p = dsa.dense_pattern() : !p
  %o = dsa.attention %q, %k, %k, %p key_bias(%bias : tensor<1x1x64xf32>)
    : tensor<1x1x50x32xf32>, tensor<1x1x64x32xf32>, tensor<1x1x64x32xf32>, !p
  return %o : tensor<1x1x50x32xf32>
}
