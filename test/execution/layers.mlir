// RUN: split-file %s %t.dir
// RUN: for strategy in reference fast; do for case in %S/Inputs/linear/f32/*.npz; do \
// RUN:   echo $strategy $case; ds-run %t.dir/f32.mlir --strategy=$strategy --input=@$case:x --input=@$case:w \
// RUN:     --input=@$case:bias --input=@$case:residual --expected-output=@$case:packed --expected-output=@$case:gelu \
// RUN:     --expected-output=@$case:gelu_tanh --expected-output=@$case:silu || exit 1; \
// RUN: done; done
// RUN: for strategy in reference fast; do for case in %S/Inputs/linear/tokens/*.npz; do \
// RUN:   echo $strategy $case; ds-run %t.dir/tokens.mlir --strategy=$strategy --input=@$case:x --input=@$case:w \
// RUN:     --expected-output=@$case:y || exit 1; \
// RUN: done; done
// RUN: for strategy in reference fast; do for case in %S/Inputs/linear/bf16/*.npz; do \
// RUN:   echo $strategy $case; ds-run %t.dir/bf16.mlir --strategy=$strategy --input=@$case:x --input=@$case:w \
// RUN:     --input=@$case:bias --expected-output=@$case:y || exit 1; \
// RUN: done; done
// RUN: for strategy in reference fast; do for case in %S/Inputs/linear/i8/*.npz; do \
// RUN:   echo $strategy $case; ds-run %t.dir/i8.mlir --strategy=$strategy --input=@$case:x --input=@$case:w \
// RUN:     --input=@$case:row_scales --input=@$case:column_scales --input=@$case:scale \
// RUN:     --expected-output=@$case:y --expected-output=@$case:bytes || exit 1; \
// RUN: done; done
//
// Other tiles, of targets without broadcast operands or without instructions for dot products, and one of few registers.
// RUN: for target in x86-64 avx2 znver4; do for part in f32/13 tokens/2_5 bf16/29 i8/29; do case=%S/Inputs/linear/$part.npz; \
// RUN:   kind=$(basename $(dirname $case)); inputs=""; \
// RUN:   case $kind in \
// RUN:     f32) inputs="--input=@$case:bias --input=@$case:residual --expected-output=@$case:packed --expected-output=@$case:gelu --expected-output=@$case:gelu_tanh --expected-output=@$case:silu";; \
// RUN:     tokens) inputs="--expected-output=@$case:y";; \
// RUN:     bf16) inputs="--input=@$case:bias --expected-output=@$case:y";; \
// RUN:     i8) inputs="--input=@$case:row_scales --input=@$case:column_scales --input=@$case:scale --expected-output=@$case:y --expected-output=@$case:bytes";; \
// RUN:   esac; \
// RUN:   echo $target $case; ds-opt %t.dir/$kind.mlir --lower-sparse=target-description=$target -o %t.$target.mlir && \
// RUN:   ds-run %t.$target.mlir --input=@$case:x --input=@$case:w $inputs || exit 1; \
// RUN: done; done
//
// Rows of bf16 that are widened first, and pairs: strided tokens; experts with rows of none, rows that there are not; odd depths, no row.
// RUN: for slow in 1 4; do ds-translate --emit=target | sed "s/\"multiply_adds_per_bf16_dot\": [0-9]*/\"multiply_adds_per_bf16_dot\": $slow/" > %t.$slow.json; done
// RUN: for count in 0 1 40; do for part in bf16_tokens bf16_experts; do \
// RUN:   case $part in \
// RUN:     bf16_tokens) inputs="--input=${count}x3x40xbf16=random(1) --input=17x100xbf16=random(2)";; \
// RUN:     bf16_experts) inputs="--input=${count}x33xbf16=random(1) --input=3x33x70xbf16=random(2) --input=4xi32=1,3,3,5 --input=6xi32=0,1,39,-1,3,2";; \
// RUN:   esac; \
// RUN:   ds-run %t.dir/$part.mlir --strategy=reference $inputs --output=@%t.npy || exit 1; \
// RUN:   for target in avx2 %t.1.json %t.4.json; do echo $part $count $target; \
// RUN:     ds-run %t.dir/$part.mlir --target-description=$target --threads=2 $inputs --rtol=1e-2 --atol=1e-2 --expected-output=@%t.npy || exit 1; \
// RUN:   done; \
// RUN: done; done
//
// Threads and tiles change no bit.
// RUN: ds-run %t.dir/f32.mlir --threads=1 --input='131x37xf32=random(1)' --input='37x100xf32=random(2)' --input='random(3)' --input='131x100xf32=random(4)' --output=@%t.p.npy --output=@%t.y.npy --output=@%t.z.npy --output=@%t.s.npy
// RUN: ds-run %t.dir/f32.mlir --threads=3 --input='131x37xf32=random(1)' --input='37x100xf32=random(2)' --input='random(3)' --input='131x100xf32=random(4)' \
// RUN:   --atol=0 --rtol=0 --expected-output=@%t.p.npy --expected-output=@%t.y.npy --expected-output=@%t.z.npy --expected-output=@%t.s.npy
// RUN: ds-opt %t.dir/f32.mlir --lower-sparse=stop-after=bufferized | ds-opt --tile-dsk-linear="rows=3 vectors=2 depth=5 chunk=7" | ds-opt --lower-sparse=start-after=blocks -o %t.tiled.mlir
// RUN: ds-run %t.tiled.mlir --input='131x37xf32=random(1)' --input='37x100xf32=random(2)' --input='random(3)' --input='131x100xf32=random(4)' \
// RUN:   --atol=0 --rtol=0 --expected-output=@%t.p.npy --expected-output=@%t.y.npy --expected-output=@%t.z.npy --expected-output=@%t.s.npy

// goldens_layers.py makes the cases, and computes in NumPy what they should give: a folder for each part of this file.

//--- f32.mlir
!rows = tensor<?x?xf32>
!packed = tensor<?x?x64xf32>
!bias = tensor<100xf32>
!result = tensor<?x100xf32>

func.func @layers(%x: !rows, %w: !rows, %bias: !bias, %residual: !result) -> (!packed, !result, !result, !result) {
  %p = dsa.pack_weights %w : !rows -> !packed
  %a = dsa.linear %x, %p, %bias, %residual bias residual activation = gelu : (!rows, !packed, !bias, !result) -> !result
  %b = dsa.linear %x, %p, %bias, %residual bias residual activation = gelu_tanh : (!rows, !packed, !bias, !result) -> !result
  %c = dsa.linear %x, %p, %bias, %residual bias residual activation = silu : (!rows, !packed, !bias, !result) -> !result
  return %p, %a, %b, %c : !packed, !result, !result, !result
}

//--- bf16_tokens.mlir
!tokens = tensor<?x3x17xbf16>
!packed = tensor<2x9x128xbf16>
!result = tensor<?x3x100xbf16>

func.func @tokens(%all: tensor<?x3x40xbf16>, %w: tensor<17x100xbf16>) -> !result {
  %c0 = arith.constant 0 : index
  %count = tensor.dim %all, %c0 : tensor<?x3x40xbf16>
  %x = tensor.extract_slice %all[0, 0, 3] [%count, 3, 17] [1, 1, 2] : tensor<?x3x40xbf16> to !tokens
  %p = dsa.pack_weights %w : tensor<17x100xbf16> -> !packed
  %y = dsa.linear %x, %p : (!tokens, !packed) -> !result
  return %y : !result
}

//--- bf16_experts.mlir
!rows = tensor<?x33xbf16>
!weights = tensor<3x33x70xbf16>
!packed = tensor<3x2x17x128xbf16>
!result = tensor<?x70xbf16>

func.func @experts(%x: !rows, %w: !weights, %offsets: tensor<4xi32>, %rows: tensor<?xi32>) -> !result {
  %p = dsa.pack_weights %w : !weights -> !packed
  %y = dsa.grouped_linear %x, %p, %offsets, %rows rows : (!rows, !packed, tensor<4xi32>, tensor<?xi32>) -> !result
  return %y : !result
}

//--- tokens.mlir
!tokens = tensor<?x?x6xf32>
!packed = tensor<2x6x20xf32>
!result = tensor<?x?x33xf32>

func.func @layer(%x: !tokens, %w: tensor<6x33xf32>) -> !result {
  %p = dsa.pack_weights %w : tensor<6x33xf32> -> !packed
  %y = dsa.linear %x, %p activation = relu : (!tokens, !packed) -> !result
  return %y : !result
}

//--- bf16.mlir
!rows = tensor<?x?xbf16>
!packed = tensor<?x?x96xbf16>
!bias = tensor<50xbf16>
!result = tensor<?x50xbf16>

func.func @layer(%x: !rows, %w: !rows, %bias: !bias) -> !result {
  %p = dsa.pack_weights %w : !rows -> !packed
  %y = dsa.linear %x, %p, %bias bias activation = gelu : (!rows, !packed, !bias) -> !result
  return %y : !result
}

//--- i8.mlir
!rows = tensor<?x?xi8>
!packed = tensor<?x?x128xi8>
!row_scales = tensor<?xf32>
!column_scales = tensor<50xf32>

func.func @layers(%x: !rows, %w: !rows, %r: !row_scales, %c: !column_scales, %s: f32) -> (tensor<?x50xf32>, tensor<?x50xi8>) {
  %p = dsa.pack_weights %w : !rows -> !packed
  %y = dsa.linear %x, %p, %r, %c scales : (!rows, !packed, !row_scales, !column_scales) -> tensor<?x50xf32>
  %b = dsa.linear %x, %p, %r, %c, %s scales quantize : (!rows, !packed, !row_scales, !column_scales, f32) -> tensor<?x50xi8>
  return %y, %b : tensor<?x50xf32>, tensor<?x50xi8>
}
