// A pattern carried from one turn of a loop to the next: the frames of a video, say, each choosing for the one after it.
// The second turn uses the second mask; where that is empty, so is the result.
// RUN: ds-run %s --function=f --strategy=fast --input='random(1)' --input=1x1x4x4xi1=1 --input=1x1x4x4xi1=0 --input=2 | FileCheck %s --check-prefix=EMPTY
// RUN: ds-run %s --function=f --strategy=reference --input='random(1)' --input=1x1x4x4xi1=1 --input=1x1x4x4xi1=0 --input=2 | FileCheck %s --check-prefix=EMPTY
// RUN: ds-run %s --function=f --strategy=reference --compute-type=f64 --input='random(1)' --input=1x1x4x4xi1=1 --input=1x1x4x4xi1=1 --input=3 --output=@%t.npy
// RUN: ds-run %s --function=f --strategy=fast --input='random(1)' --input=1x1x4x4xi1=1 --input=1x1x4x4xi1=1 --input=3 --expected-output=@%t.npy --rtol=1e-5 --atol=1e-5
// RUN: ds-opt %s --lower-sparse | FileCheck %s --check-prefix=LLVM --implicit-check-not=dsa. --implicit-check-not=dsk.

// EMPTY: from 0.000000 to 0.000000
// LLVM: llvm.func @f(

!pattern = !dsa.pattern<1x1x64x64, block = 16x16>
!tokens = tensor<1x1x64x16xf32>

func.func @f(%x: !tokens, %first: tensor<1x1x4x4xi1>, %next: tensor<1x1x4x4xi1>, %turns: index) -> !tokens {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %start = dsa.pattern_from_mask %first : tensor<1x1x4x4xi1> -> !pattern
  %result, %last = scf.for %i = %c0 to %turns step %c1 iter_args(%tokens = %x, %pattern = %start) -> (!tokens, !pattern) {
    %output = dsa.attention %tokens, %tokens, %tokens, %pattern : !tokens, !tokens, !tokens, !pattern
    %chosen = dsa.pattern_from_mask %next : tensor<1x1x4x4xi1> -> !pattern
    scf.yield %output, %chosen : !tokens, !pattern
  }
  return %result : !tokens
}
