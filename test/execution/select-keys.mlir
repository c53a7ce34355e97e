// RUN: split-file %s %t.dir
// RUN: for strategy in reference fast; do for case in %S/Inputs/keys/*/*.npz; do \
// RUN:   echo $strategy $case; ds-run %t.dir/$(basename $(dirname $case)).mlir --strategy=$strategy \
// RUN:     --input=@$case:scores --input=@$case:top_k \
// RUN:     --expected-output=@$case:mask || exit 1; \
// RUN: done; done

// goldens_mass.py makes the cases, and computes in NumPy what they should give: a folder for each part of this file.

//--- f32.mlir
!scores = tensor<?x?x?x?xf32>
!pattern = !dsa.pattern<?x?x?x?, block = 16x8, holds = elements>

func.func @choose(%scores: !scores, %k: index) -> tensor<?x?x?x?xi1> {
  %p = dsa.select_keys %scores top_k(%k) : !scores -> !pattern
  %mask = dsa.pattern_to_mask %p : !pattern
  return %mask : tensor<?x?x?x?xi1>
}

//--- f64.mlir
!scores = tensor<?x?x?x?xf64>
!pattern = !dsa.pattern<?x?x?x?, block = 16x8, holds = elements>

func.func @choose(%scores: !scores, %k: index) -> tensor<?x?x?x?xi1> {
  %p = dsa.select_keys %scores top_k(%k) : !scores -> !pattern
  %mask = dsa.pattern_to_mask %p : !pattern
  return %mask : tensor<?x?x?x?xi1>
}
