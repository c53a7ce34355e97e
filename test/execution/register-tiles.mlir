// Attention in register tiles of every kind of shape: more rows than a block has keys, lanes that are no power of two, chunks
// that are no multiple of a block. The tiles of other processors are among them.
// RUN: ds-run %s --strategy=reference --compute-type=f64 --input='random(5)' --input='random(6)' --input='random(7)' --input=1x1x7x7xi1=1 --output=@%t.npy
// RUN: ds-run %s --input='random(5)' --input='random(6)' --input='random(7)' --input=1x1x7x7xi1=1 --expected-output=@%t.npy --rtol=1e-5 --atol=1e-5 \
// RUN:   --pipeline='convert-dsa-to-dsk,canonicalize,cse,bufferize-sparse,func.func(tile-dsk-attention{form=queries lanes=16 tile=16}),canonicalize,cse,func.func(convert-dsk-to-loops,lower-dsk-exp2),canonicalize,cse,outline-partitions,canonicalize,cse,lower-loops-to-llvm' \
// RUN:   | FileCheck %s
// RUN: ds-run %s --input='random(5)' --input='random(6)' --input='random(7)' --input=1x1x7x7xi1=1 --expected-output=@%t.npy --rtol=1e-5 --atol=1e-5 \
// RUN:   --pipeline='convert-dsa-to-dsk,canonicalize,cse,bufferize-sparse,func.func(tile-dsk-attention{form=queries lanes=8 tile=4}),canonicalize,cse,func.func(convert-dsk-to-loops,lower-dsk-exp2),canonicalize,cse,outline-partitions,canonicalize,cse,lower-loops-to-llvm' \
// RUN:   | FileCheck %s
// RUN: ds-run %s --input='random(5)' --input='random(6)' --input='random(7)' --input=1x1x7x7xi1=1 --expected-output=@%t.npy --rtol=1e-5 --atol=1e-5 \
// RUN:   --pipeline='convert-dsa-to-dsk,canonicalize,cse,bufferize-sparse,func.func(tile-dsk-attention{form=queries lanes=8 tile=3 chunk-keys=5}),canonicalize,cse,func.func(convert-dsk-to-loops,lower-dsk-exp2),canonicalize,cse,outline-partitions,canonicalize,cse,lower-loops-to-llvm' \
// RUN:   | FileCheck %s
// RUN: ds-run %s --input='random(5)' --input='random(6)' --input='random(7)' --input=1x1x7x7xi1=1 --expected-output=@%t.npy --rtol=1e-5 --atol=1e-5 \
// RUN:   --pipeline='convert-dsa-to-dsk,canonicalize,cse,bufferize-sparse,func.func(tile-dsk-attention{form=queries lanes=3 tile=7 chunk-keys=100}),canonicalize,cse,func.func(convert-dsk-to-loops,lower-dsk-exp2),canonicalize,cse,outline-partitions,canonicalize,cse,lower-loops-to-llvm' \
// RUN:   | FileCheck %s
// RUN: ds-run %s --input='random(5)' --input='random(6)' --input='random(7)' --input=1x1x7x7xi1=1 --expected-output=@%t.npy --rtol=1e-5 --atol=1e-5 \
// RUN:   --pipeline='convert-dsa-to-dsk,canonicalize,cse,bufferize-sparse,func.func(tile-dsk-attention{form=queries lanes=64 tile=1 chunk-keys=1}),canonicalize,cse,func.func(convert-dsk-to-loops,lower-dsk-exp2),canonicalize,cse,outline-partitions,canonicalize,cse,lower-loops-to-llvm' \
// RUN:   | FileCheck %s

// CHECK: as expected

!tokens = tensor<1x2x100x33xf32>
!pattern = !dsa.pattern<1x1x100x100, block = 16x16>

func.func @f(%q: !tokens, %k: !tokens, %v: !tokens, %blocks: tensor<1x1x7x7xi1>) -> !tokens {
  %pattern = dsa.pattern_from_mask %blocks : tensor<1x1x7x7xi1> -> !pattern
  %output = dsa.attention %q, %k, %v, %pattern : !tokens, !tokens, !tokens, !pattern
  return %output : !tokens
}
