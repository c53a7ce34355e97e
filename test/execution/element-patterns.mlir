// Attention over sets of elements that are stored by blocks, full and partial; and such patterns from masks and back.
// RUN: split-file %s %t.dir
// RUN: for strategy in reference fast; do for case in %S/Inputs/elements/*/*.npz; do \
// RUN:   echo $strategy $case; ds-run %t.dir/$(basename $(dirname $case)).mlir --strategy=$strategy \
// RUN:     --input=@$case:q --input=@$case:k --input=@$case:v --input=@$case:mask \
// RUN:     --expected-output=@$case:output --expected-output=@$case:lse --expected-output=@$case:mask \
// RUN:     --expected-output=@$case:density || exit 1; \
// RUN: done; done
// In double precision, results are rounded once.
// RUN: for case in %S/Inputs/elements/f32_*/*.npz; do \
// RUN:   echo $case; ds-run %t.dir/$(basename $(dirname $case)).mlir --strategy=reference --compute-type=f64 \
// RUN:     --atol=0 --rtol=1.2e-7 --input=@$case:q --input=@$case:k --input=@$case:v --input=@$case:mask \
// RUN:     --expected-output=@$case:output --expected-output=@$case:lse --expected-output=@$case:mask \
// RUN:     --expected-output=@$case:density || exit 1; \
// RUN: done

// goldens.py makes the cases, and computes in NumPy what they should give: a folder for each part of this file. The pattern
// goes through a function, so that the way to a mask is not folded with the way from it.

//--- f32_16x16.mlir
!mask = tensor<?x?x?x?xi1>
!pattern = !dsa.pattern<?x?x?x?, block = 16x16, holds = elements>
!keys = tensor<?x?x?x4xf32>
!values = tensor<?x?x?x3xf32>

func.func private @stored(%mask: !mask) -> !pattern {
  %p = dsa.pattern_from_mask %mask : !mask -> !pattern
  return %p : !pattern
}

func.func @attend(%q: !keys, %k: !keys, %v: !values, %mask: !mask) -> (!values, tensor<?x?x?xf32>, !mask, f32) {
  %p = call @stored(%mask) : (!mask) -> !pattern
  %o, %lse = dsa.attention %q, %k, %v, %p with_lse : !keys, !keys, !values, !pattern
  %stored = dsa.pattern_to_mask %p : !pattern
  %density = dsa.pattern_density %p : !pattern
  return %o, %lse, %stored, %density : !values, tensor<?x?x?xf32>, !mask, f32
}

//--- f64_16x16.mlir
!mask = tensor<?x?x?x?xi1>
!pattern = !dsa.pattern<?x?x?x?, block = 16x16, holds = elements>
!keys = tensor<?x?x?x4xf64>
!values = tensor<?x?x?x3xf64>

func.func private @stored(%mask: !mask) -> !pattern {
  %p = dsa.pattern_from_mask %mask : !mask -> !pattern
  return %p : !pattern
}

func.func @attend(%q: !keys, %k: !keys, %v: !values, %mask: !mask) -> (!values, tensor<?x?x?xf64>, !mask, f32) {
  %p = call @stored(%mask) : (!mask) -> !pattern
  %o, %lse = dsa.attention %q, %k, %v, %p with_lse : !keys, !keys, !values, !pattern
  %stored = dsa.pattern_to_mask %p : !pattern
  %density = dsa.pattern_density %p : !pattern
  return %o, %lse, %stored, %density : !values, tensor<?x?x?xf64>, !mask, f32
}

//--- bf16_16x16.mlir
!mask = tensor<?x?x?x?xi1>
!pattern = !dsa.pattern<?x?x?x?, block = 16x16, holds = elements>
!keys = tensor<?x?x?x4xbf16>
!values = tensor<?x?x?x3xbf16>

func.func private @stored(%mask: !mask) -> !pattern {
  %p = dsa.pattern_from_mask %mask : !mask -> !pattern
  return %p : !pattern
}

func.func @attend(%q: !keys, %k: !keys, %v: !values, %mask: !mask) -> (!values, tensor<?x?x?xf32>, !mask, f32) {
  %p = call @stored(%mask) : (!mask) -> !pattern
  %o, %lse = dsa.attention %q, %k, %v, %p with_lse : !keys, !keys, !values, !pattern
  %stored = dsa.pattern_to_mask %p : !pattern
  %density = dsa.pattern_density %p : !pattern
  return %o, %lse, %stored, %density : !values, tensor<?x?x?xf32>, !mask, f32
}

//--- f16_16x16.mlir
!mask = tensor<?x?x?x?xi1>
!pattern = !dsa.pattern<?x?x?x?, block = 16x16, holds = elements>
!keys = tensor<?x?x?x4xf16>
!values = tensor<?x?x?x3xf16>

func.func private @stored(%mask: !mask) -> !pattern {
  %p = dsa.pattern_from_mask %mask : !mask -> !pattern
  return %p : !pattern
}

func.func @attend(%q: !keys, %k: !keys, %v: !values, %mask: !mask) -> (!values, tensor<?x?x?xf32>, !mask, f32) {
  %p = call @stored(%mask) : (!mask) -> !pattern
  %o, %lse = dsa.attention %q, %k, %v, %p with_lse : !keys, !keys, !values, !pattern
  %stored = dsa.pattern_to_mask %p : !pattern
  %density = dsa.pattern_density %p : !pattern
  return %o, %lse, %stored, %density : !values, tensor<?x?x?xf32>, !mask, f32
}

//--- f32_64x16.mlir
!mask = tensor<?x?x?x?xi1>
!pattern = !dsa.pattern<?x?x?x?, block = 64x16, holds = elements>
!keys = tensor<?x?x?x2xf32>
!values = tensor<?x?x?x2xf32>

func.func private @stored(%mask: !mask) -> !pattern {
  %p = dsa.pattern_from_mask %mask : !mask -> !pattern
  return %p : !pattern
}

func.func @attend(%q: !keys, %k: !keys, %v: !values, %mask: !mask) -> (!values, tensor<?x?x?xf32>, !mask, f32) {
  %p = call @stored(%mask) : (!mask) -> !pattern
  %o, %lse = dsa.attention %q, %k, %v, %p with_lse : !keys, !keys, !values, !pattern
  %stored = dsa.pattern_to_mask %p : !pattern
  %density = dsa.pattern_density %p : !pattern
  return %o, %lse, %stored, %density : !values, tensor<?x?x?xf32>, !mask, f32
}

//--- f32_20x12.mlir
!mask = tensor<?x?x?x?xi1>
!pattern = !dsa.pattern<?x?x?x?, block = 20x12, holds = elements>
!keys = tensor<?x?x?x9xf32>
!values = tensor<?x?x?x17xf32>

func.func private @stored(%mask: !mask) -> !pattern {
  %p = dsa.pattern_from_mask %mask : !mask -> !pattern
  return %p : !pattern
}

func.func @attend(%q: !keys, %k: !keys, %v: !values, %mask: !mask) -> (!values, tensor<?x?x?xf32>, !mask, f32) {
  %p = call @stored(%mask) : (!mask) -> !pattern
  %o, %lse = dsa.attention %q, %k, %v, %p with_lse : !keys, !keys, !values, !pattern
  %stored = dsa.pattern_to_mask %p : !pattern
  %density = dsa.pattern_density %p : !pattern
  return %o, %lse, %stored, %density : !values, tensor<?x?x?xf32>, !mask, f32
}

//--- f32_4x4.mlir
!mask = tensor<?x?x?x?xi1>
!pattern = !dsa.pattern<?x?x?x?, block = 4x4, holds = elements>
!keys = tensor<?x?x?x4xf32>
!values = tensor<?x?x?x3xf32>

func.func private @stored(%mask: !mask) -> !pattern {
  %p = dsa.pattern_from_mask %mask : !mask -> !pattern
  return %p : !pattern
}

func.func @attend(%q: !keys, %k: !keys, %v: !values, %mask: !mask) -> (!values, tensor<?x?x?xf32>, !mask, f32) {
  %p = call @stored(%mask) : (!mask) -> !pattern
  %o, %lse = dsa.attention %q, %k, %v, %p with_lse : !keys, !keys, !values, !pattern
  %stored = dsa.pattern_to_mask %p : !pattern
  %density = dsa.pattern_density %p : !pattern
  return %o, %lse, %stored, %density : !values, tensor<?x?x?xf32>, !mask, f32
}

//--- f32_dynamic.mlir
!mask = tensor<?x?x?x?xi1>
!pattern = !dsa.pattern<?x?x?x?, block = 16x16, holds = elements>
!keys = tensor<?x?x?x?xf32>
!values = tensor<?x?x?x?xf32>

func.func private @stored(%mask: !mask) -> !pattern {
  %p = dsa.pattern_from_mask %mask : !mask -> !pattern
  return %p : !pattern
}

func.func @attend(%q: !keys, %k: !keys, %v: !values, %mask: !mask) -> (!values, tensor<?x?x?xf32>, !mask, f32) {
  %p = call @stored(%mask) : (!mask) -> !pattern
  %o, %lse = dsa.attention %q, %k, %v, %p scale = 0.5 with_lse : !keys, !keys, !values, !pattern
  %stored = dsa.pattern_to_mask %p : !pattern
  %density = dsa.pattern_density %p : !pattern
  return %o, %lse, %stored, %density : !values, tensor<?x?x?xf32>, !mask, f32
}

//--- f32_shared.mlir
!mask = tensor<1x1x?x?xi1>
!pattern = !dsa.pattern<1x1x?x?, block = 16x16, holds = elements, index = i64>
!keys = tensor<2x3x?x4xf32>
!values = tensor<2x3x?x3xf32>

func.func private @stored(%mask: !mask) -> !pattern {
  %p = dsa.pattern_from_mask %mask : !mask -> !pattern
  return %p : !pattern
}

func.func @attend(%q: !keys, %k: !keys, %v: !values, %mask: !mask) -> (!values, tensor<2x3x?xf32>, !mask, f32) {
  %p = call @stored(%mask) : (!mask) -> !pattern
  %o, %lse = dsa.attention %q, %k, %v, %p with_lse : !keys, !keys, !values, !pattern
  %stored = dsa.pattern_to_mask %p : !pattern
  %density = dsa.pattern_density %p : !pattern
  return %o, %lse, %stored, %density : !values, tensor<2x3x?xf32>, !mask, f32
}
