// RUN: split-file %s %t.dir
// RUN: for strategy in reference fast; do for case in %S/Inputs/attention_mass/*/*.npz; do \
// RUN:   echo $strategy $case; ds-run %t.dir/$(basename $(dirname $case)).mlir --strategy=$strategy \
// RUN:     --rtol=1e-4 --atol=1e-5 \
// RUN:     --input=@$case:q --input=@$case:k --input=@$case:mask \
// RUN:     --expected-output=@$case:mass || exit 1; \
// RUN: done; done

// goldens_mass.py makes the cases, and computes in NumPy what they should give: a folder for each part of this file.

//--- f32_16x8.mlir
!tokens = tensor<?x?x?x?xf32>
!pattern = !dsa.pattern<?x?x?x?, block = 16x8>

func.func @mass(%q: !tokens, %k: !tokens, %mask: tensor<?x?x?x?xi1>) -> tensor<?x?x?xf32> {
  %p = dsa.pattern_from_mask %mask : tensor<?x?x?x?xi1> -> !pattern
  %mass = dsa.attention_mass %q, %k, %p scale = 0.75 : !tokens, !tokens, !pattern
  return %mass : tensor<?x?x?xf32>
}

//--- f64_16x8.mlir
!tokens = tensor<?x?x?x?xf64>
!pattern = !dsa.pattern<?x?x?x?, block = 16x8>

func.func @mass(%q: !tokens, %k: !tokens, %mask: tensor<?x?x?x?xi1>) -> tensor<?x?x?xf64> {
  %p = dsa.pattern_from_mask %mask : tensor<?x?x?x?xi1> -> !pattern
  %mass = dsa.attention_mass %q, %k, %p scale = 0.75 : !tokens, !tokens, !pattern
  return %mass : tensor<?x?x?xf64>
}

//--- bf16_16x8.mlir
!tokens = tensor<?x?x?x?xbf16>
!pattern = !dsa.pattern<?x?x?x?, block = 16x8>

func.func @mass(%q: !tokens, %k: !tokens, %mask: tensor<?x?x?x?xi1>) -> tensor<?x?x?xf32> {
  %p = dsa.pattern_from_mask %mask : tensor<?x?x?x?xi1> -> !pattern
  %mass = dsa.attention_mass %q, %k, %p scale = 0.75 : !tokens, !tokens, !pattern
  return %mass : tensor<?x?x?xf32>
}

//--- f16_16x8.mlir
!tokens = tensor<?x?x?x?xf16>
!pattern = !dsa.pattern<?x?x?x?, block = 16x8>

func.func @mass(%q: !tokens, %k: !tokens, %mask: tensor<?x?x?x?xi1>) -> tensor<?x?x?xf32> {
  %p = dsa.pattern_from_mask %mask : tensor<?x?x?x?xi1> -> !pattern
  %mass = dsa.attention_mass %q, %k, %p scale = 0.75 : !tokens, !tokens, !pattern
  return %mass : tensor<?x?x?xf32>
}

//--- f32_elements.mlir
!tokens = tensor<?x?x?x?xf32>
!pattern = !dsa.pattern<?x?x?x?, block = 16x8, holds = elements>

func.func @mass(%q: !tokens, %k: !tokens, %mask: tensor<?x?x?x?xi1>) -> tensor<?x?x?xf32> {
  %p = dsa.pattern_from_mask %mask : tensor<?x?x?x?xi1> -> !pattern
  %mass = dsa.attention_mass %q, %k, %p scale = 0.75 : !tokens, !tokens, !pattern
  return %mass : tensor<?x?x?xf32>
}
