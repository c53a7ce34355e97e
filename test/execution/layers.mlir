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
