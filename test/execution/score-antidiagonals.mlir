// RUN: split-file %s %t.dir
// RUN: for strategy in reference fast; do for case in %S/Inputs/antidiagonal/*/*.npz; do \
// RUN:   echo $strategy $case; ds-run %t.dir/$(basename $(dirname $case)).mlir --strategy=$strategy \
// RUN:     --rtol=1e-5 --atol=1e-5 \
// RUN:     --input=@$case:q --input=@$case:k \
// RUN:     --expected-output=@$case:scores || exit 1; \
// RUN: done; done

// A row whose sum is NaN knows no share, not even of the groups that it does not see; those that it does not see make no NaN.
// RUN: for strategy in reference fast; do for first in nan inf; do ds-run %t.dir/unseen.mlir --strategy=$strategy --input=1x1x3x1xf32=$first,0,1 --input=1x1x3x1xf32=1,1,-inf \
// RUN:   --expected-output=1x1x3x3xf32=nan,nan,nan,-0.6931472,-0.6931472,-inf,-0.6931472,-0.6931472,-inf --atol=1e-6 || exit 1; done; done

// goldens_mass.py makes the cases, and computes in NumPy what they should give: a folder for each part of this file.

//--- f32_16x8_4.mlir
!tokens = tensor<?x?x?x6xf32>

func.func @score(%q: !tokens, %k: !tokens) -> tensor<?x?x?x?xf32> {
  %scores = dsa.score_antidiagonals %q, %k block = [16, 8] stride = 4 : !tokens, !tokens
  return %scores : tensor<?x?x?x?xf32>
}

//--- f64_16x8_4.mlir
!tokens = tensor<?x?x?x6xf64>

func.func @score(%q: !tokens, %k: !tokens) -> tensor<?x?x?x?xf64> {
  %scores = dsa.score_antidiagonals %q, %k block = [16, 8] stride = 4 : !tokens, !tokens
  return %scores : tensor<?x?x?x?xf64>
}

//--- bf16_16x8_4.mlir
!tokens = tensor<?x?x?x6xbf16>

func.func @score(%q: !tokens, %k: !tokens) -> tensor<?x?x?x?xf32> {
  %scores = dsa.score_antidiagonals %q, %k block = [16, 8] stride = 4 : !tokens, !tokens
  return %scores : tensor<?x?x?x?xf32>
}

//--- f16_16x8_4.mlir
!tokens = tensor<?x?x?x6xf16>

func.func @score(%q: !tokens, %k: !tokens) -> tensor<?x?x?x?xf32> {
  %scores = dsa.score_antidiagonals %q, %k block = [16, 8] stride = 4 : !tokens, !tokens
  return %scores : tensor<?x?x?x?xf32>
}

//--- f32_6x3_1.mlir
!tokens = tensor<?x?x?x6xf32>

func.func @score(%q: !tokens, %k: !tokens) -> tensor<?x?x?x?xf32> {
  %scores = dsa.score_antidiagonals %q, %k block = [6, 3] stride = 1 : !tokens, !tokens
  return %scores : tensor<?x?x?x?xf32>
}

//--- causal_f32_16x8_4.mlir
!tokens = tensor<?x?x?x6xf32>

func.func @score(%q: !tokens, %k: !tokens) -> tensor<?x?x?x?xf32> {
  %scores = dsa.score_antidiagonals %q, %k block = [16, 8] stride = 4 causal : !tokens, !tokens
  return %scores : tensor<?x?x?x?xf32>
}

//--- causal_f64_6x3_1.mlir
!tokens = tensor<?x?x?x6xf64>

func.func @score(%q: !tokens, %k: !tokens) -> tensor<?x?x?x?xf64> {
  %scores = dsa.score_antidiagonals %q, %k block = [6, 3] stride = 1 causal : !tokens, !tokens
  return %scores : tensor<?x?x?x?xf64>
}

//--- unseen.mlir
!tokens = tensor<1x1x3x1xf32>

func.func @score(%q: !tokens, %k: !tokens) -> tensor<1x1x3x3xf32> {
  %scores = dsa.score_antidiagonals %q, %k block = [1, 1] stride = 1 causal : !tokens, !tokens
  return %scores : tensor<1x1x3x3xf32>
}
