// As many of every five as a number at run time says, up to three: by both strategies, as blocks and as elements.
// RUN: split-file %s %t.dir
// RUN: for strategy in reference fast; do for case in %S/Inputs/n_of_m_budget/*/*.npz; do \
// RUN:   echo $strategy $case; ds-run %t.dir/$(basename $(dirname $case)).mlir --strategy=$strategy \
// RUN:     --input=@$case:scores --input=@$case:budget --expected-output=@$case:mask --expected-output=@$case:of_nine || exit 1; \
// RUN: done; done

// goldens.py makes the cases, and computes in NumPy what they should give: a folder for each part of this file.

//--- blocks.mlir
!p = !dsa.pattern<?x?x?x?, block = 3x5>

func.func @n_of_m(%s: tensor<?x?x?x?xf32>, %k: index) -> (tensor<?x?x?x?xi1>, tensor<?x?x?x?xi1>) {
  %p = dsa.select_n_of_m %s budget(%k) n = 3 m = 5 : tensor<?x?x?x?xf32> -> !p
  %mask = dsa.pattern_to_mask %p : !p
  %q = dsa.select_n_of_m %s budget(%k) n = 9 m = 5 : tensor<?x?x?x?xf32> -> !p
  %of_nine = dsa.pattern_to_mask %q : !p
  return %mask, %of_nine : tensor<?x?x?x?xi1>, tensor<?x?x?x?xi1>
}

//--- elements.mlir
!p = !dsa.pattern<?x?x?x?, block = 3x5, holds = elements>

func.func @n_of_m(%s: tensor<?x?x?x?xf64>, %k: index) -> (tensor<?x?x?x?xi1>, tensor<?x?x?x?xi1>) {
  %p = dsa.select_n_of_m %s budget(%k) n = 3 m = 5 : tensor<?x?x?x?xf64> -> !p
  %mask = dsa.pattern_to_mask %p : !p
  %q = dsa.select_n_of_m %s budget(%k) n = 9 m = 5 : tensor<?x?x?x?xf64> -> !p
  %of_nine = dsa.pattern_to_mask %q : !p
  return %mask, %of_nine : tensor<?x?x?x?xi1>, tensor<?x?x?x?xi1>
}
