// RUN: split-file %s %t.dir
// RUN: for strategy in reference fast; do for case in %S/Inputs/mass/*/*.npz; do \
// RUN:   echo $strategy $case; ds-run %t.dir/$(basename $(dirname $case)).mlir --strategy=$strategy \
// RUN:     --input=@$case:scores --input=@$case:mass --input=@$case:at_most --input=@$case:always \
// RUN:     --expected-output=@$case:plain --expected-output=@$case:kept --expected-output=@$case:counted --expected-output=@$case:kept_counted --expected-output=@$case:apart --expected-output=@$case:kept_apart --expected-output=@$case:retained || exit 1; \
// RUN: done; done

// goldens_mass.py makes the cases, and computes in NumPy what they should give: a folder for each part of this file.

//--- f32.mlir
!scores = tensor<?x?x?x?xf32>
!mass = tensor<?x?x?xf32>
!pattern = !dsa.pattern<?x?x?x?, block = 4x4>
!first = !dsa.pattern<?x?x?x?, block = 4x4, index = i64>
!mask = tensor<?x?x?x?xi1>

func.func @choose(%scores: !scores, %tau: f32, %most: index, %mask: !mask)
    -> (!mask, !mass, !mask, !mass, !mask, !mass, !mass) {
  %always = dsa.pattern_from_mask %mask : !mask -> !first
  %p, %kept = dsa.select_blocks_by_mass %scores mass(%tau) at_most(%most) : !scores -> !pattern, !mass
  %counted, %kept_counted = dsa.select_blocks_by_mass %scores mass(%tau) at_most(%most) always(%always : !first)
    : !scores -> !pattern, !mass
  %apart, %kept_apart = dsa.select_blocks_by_mass %scores mass(%tau) at_most(%most) always(%always : !first) apart
    : !scores -> !pattern, !mass
  %retained = dsa.retained_mass %scores, %always : !scores, !first
  %0 = dsa.pattern_to_mask %p : !pattern
  %1 = dsa.pattern_to_mask %counted : !pattern
  %2 = dsa.pattern_to_mask %apart : !pattern
  return %0, %kept, %1, %kept_counted, %2, %kept_apart, %retained : !mask, !mass, !mask, !mass, !mask, !mass, !mass
}

//--- f64.mlir
!scores = tensor<?x?x?x?xf64>
!mass = tensor<?x?x?xf64>
!pattern = !dsa.pattern<?x?x?x?, block = 4x4>
!first = !dsa.pattern<?x?x?x?, block = 4x4, index = i64>
!mask = tensor<?x?x?x?xi1>

func.func @choose(%scores: !scores, %tau: f32, %most: index, %mask: !mask)
    -> (!mask, !mass, !mask, !mass, !mask, !mass, !mass) {
  %always = dsa.pattern_from_mask %mask : !mask -> !first
  %p, %kept = dsa.select_blocks_by_mass %scores mass(%tau) at_most(%most) : !scores -> !pattern, !mass
  %counted, %kept_counted = dsa.select_blocks_by_mass %scores mass(%tau) at_most(%most) always(%always : !first)
    : !scores -> !pattern, !mass
  %apart, %kept_apart = dsa.select_blocks_by_mass %scores mass(%tau) at_most(%most) always(%always : !first) apart
    : !scores -> !pattern, !mass
  %retained = dsa.retained_mass %scores, %always : !scores, !first
  %0 = dsa.pattern_to_mask %p : !pattern
  %1 = dsa.pattern_to_mask %counted : !pattern
  %2 = dsa.pattern_to_mask %apart : !pattern
  return %0, %kept, %1, %kept_counted, %2, %kept_apart, %retained : !mask, !mass, !mask, !mass, !mask, !mass, !mass
}
