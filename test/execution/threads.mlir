// Rows of very uneven length, on any number of threads: the same bits.
// RUN: ds-run %s --threads=1 --input='random(5)' --input='random(6)' --input='random(7)' --output=@%t.npy
// RUN: for threads in 2 3 7; do ds-run %s --threads=$threads --input='random(5)' --input='random(6)' --input='random(7)' \
// RUN:   --expected-output=@%t.npy --atol=0 --rtol=0 || exit 1; done
// RUN: ds-run %s --strategy=reference --compute-type=f64 --input='random(5)' --input='random(6)' --input='random(7)' --output=@%t.exact.npy
// RUN: ds-run %s --threads=2 --input='random(5)' --input='random(6)' --input='random(7)' --expected-output=@%t.exact.npy

!tokens = tensor<1x3x310x24xf32>
!pattern = !dsa.pattern<1x3x310x310, block = 16x16>

func.func @f(%q: !tokens, %k: !tokens, %v: !tokens) -> !tokens {
  // Row r of head h has its first r mod (7 h + 2) blocks, the last all of them.
  %blocks = tensor.generate {
  ^bb0(%b: index, %h: index, %r: index, %s: index):
    %two = arith.constant 2 : index
    %seven = arith.constant 7 : index
    %last = arith.constant 19 : index
    %times = arith.muli %h, %seven : index
    %period = arith.addi %times, %two : index
    %count = arith.remui %r, %period : index
    %first = arith.cmpi ult, %s, %count : index
    %is_last = arith.cmpi eq, %r, %last : index
    %chosen = arith.ori %first, %is_last : i1
    tensor.yield %chosen : i1
  } : tensor<1x3x20x20xi1>
  %pattern = dsa.pattern_from_mask %blocks : tensor<1x3x20x20xi1> -> !pattern
  %output = dsa.attention %q, %k, %v, %pattern : !tokens, !tokens, !tokens, !pattern
  return %output : !tokens
}
