// Scores that keep rising, or falling, by 1 to 40 a key, or not at all: what was summed is rescaled in every chunk, in some,
// or never.
// RUN: ds-run %s --strategy=reference --compute-type=f64 --input='random(7)' --output=@%t.npy --output=@%t.lse.npy
// RUN: ds-run %s --input='random(7)' --expected-output=@%t.npy --expected-output=@%t.lse.npy --rtol=2e-6 --atol=2e-6
// RUN: for tile in 'lanes=16 tile=16 chunk-keys=16' 'lanes=8 tile=5 chunk-keys=40'; do \
// RUN:   ds-run %s --input='random(7)' --expected-output=@%t.npy --expected-output=@%t.lse.npy --rtol=2e-6 --atol=2e-6 \
// RUN:     --pipeline="convert-dsa-to-dsk,canonicalize,cse,bufferize-sparse,func.func(tile-dsk-attention{$tile}),canonicalize,cse,func.func(convert-dsk-to-loops),canonicalize,cse,outline-partitions,canonicalize,cse,lower-loops-to-llvm" || exit 1; \
// RUN: done

!tokens = tensor<1x1x205x8xf32>
!pattern = !dsa.pattern<1x1x205x205, block = 16x16>

func.func @f(%v: !tokens) -> (!tokens, tensor<1x1x205xf32>) {
  // Query i is i mod 41 - 20 in its first column, key j is j there: their score is the product.
  %q = tensor.generate {
  ^bb0(%b: index, %h: index, %i: index, %x: index):
    %c0 = arith.constant 0 : index
    %period = arith.constant 41 : index
    %middle = arith.constant 20 : index
    %of_period = arith.remui %i, %period : index
    %slope = arith.subi %of_period, %middle : index
    %is_first = arith.cmpi eq, %x, %c0 : index
    %chosen = arith.select %is_first, %slope, %c0 : index
    %int = arith.index_cast %chosen : index to i32
    %float = arith.sitofp %int : i32 to f32
    tensor.yield %float : f32
  } : !tokens
  %k = tensor.generate {
  ^bb0(%b: index, %h: index, %j: index, %x: index):
    %int = arith.index_cast %j : index to i32
    %float = arith.sitofp %int : i32 to f32
    tensor.yield %float : f32
  } : !tokens
  %p = dsa.dense_pattern() : !pattern
  %o, %lse = dsa.attention %q, %k, %v, %p scale = 2.0 with_lse : !tokens, !tokens, !tokens, !pattern
  return %o, %lse : !tokens, tensor<1x1x205xf32>
}
