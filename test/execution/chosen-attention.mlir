// RUN: split-file %s %t.dir
// RUN: for strategy in reference fast; do for case in %S/Inputs/chosen/*/*.npz; do \
// RUN:   echo $strategy $case; ds-run %t.dir/$(basename $(dirname $case)).mlir --strategy=$strategy \
// RUN:     --input=@$case:q --input=@$case:k --input=@$case:v --input=@$case:top_k \
// RUN:     --expected-output=@$case:output --expected-output=@$case:lse || exit 1; \
// RUN: done; done

// Blocks chosen by their scores, then attention over them, against goldens.py.

//--- chosen_8x8.mlir
!keys = tensor<?x?x?x8xf32>
!values = tensor<?x?x?x4xf32>
!pattern = !dsa.pattern<?x?x?x?, block = 8x8>

func.func @attend(%q: !keys, %k: !keys, %v: !values, %top_k: index) -> (!values, tensor<?x?x?xf32>) {
  %scores = dsa.score_blocks %q, %k block = [8, 8] : !keys, !keys
  %p = dsa.select_blocks %scores top_k(%top_k) : tensor<?x?x?x?xf32> -> !pattern
  %o, %lse = dsa.attention %q, %k, %v, %p with_lse : !keys, !keys, !values, !pattern
  return %o, %lse : !values, tensor<?x?x?xf32>
}
