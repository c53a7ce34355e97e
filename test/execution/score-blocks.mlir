// RUN: split-file %s %t.dir
// RUN: for strategy in reference fast; do for case in %S/Inputs/score/*/*.npz; do \
// RUN:   echo $strategy $case; ds-run %t.dir/$(basename $(dirname $case)).mlir --strategy=$strategy --atol=0 --rtol=0 \
// RUN:     --input=@$case:q --input=@$case:k --expected-output=@$case:scores || exit 1; \
// RUN: done; done

// goldens.py makes the cases, and computes in NumPy what they should give: a folder for each part of this file.
// Scores are equal bit for bit, so that every strategy chooses the same blocks.

//--- f32_16x8.mlir
!tokens = tensor<?x?x?x5xf32>

func.func @score(%q: !tokens, %k: !tokens) -> tensor<?x?x?x?xf32> {
  %scores = dsa.score_blocks %q, %k block = [16, 8] : !tokens, !tokens
  return %scores : tensor<?x?x?x?xf32>
}

//--- f64_16x8.mlir
!tokens = tensor<?x?x?x5xf64>

func.func @score(%q: !tokens, %k: !tokens) -> tensor<?x?x?x?xf64> {
  %scores = dsa.score_blocks %q, %k block = [16, 8] : !tokens, !tokens
  return %scores : tensor<?x?x?x?xf64>
}

//--- bf16_16x8.mlir
!tokens = tensor<?x?x?x5xbf16>

func.func @score(%q: !tokens, %k: !tokens) -> tensor<?x?x?x?xf32> {
  %scores = dsa.score_blocks %q, %k block = [16, 8] : !tokens, !tokens
  return %scores : tensor<?x?x?x?xf32>
}

//--- f16_16x8.mlir
!tokens = tensor<?x?x?x5xf16>

func.func @score(%q: !tokens, %k: !tokens) -> tensor<?x?x?x?xf32> {
  %scores = dsa.score_blocks %q, %k block = [16, 8] : !tokens, !tokens
  return %scores : tensor<?x?x?x?xf32>
}

//--- f32_2x3_scaled.mlir
!tokens = tensor<?x?x?x?xf32>

func.func @score(%q: !tokens, %k: !tokens) -> tensor<?x?x?x?xf32> {
  %scores = dsa.score_blocks %q, %k block = [2, 3] scale = 0.3 : !tokens, !tokens
  return %scores : tensor<?x?x?x?xf32>
}
