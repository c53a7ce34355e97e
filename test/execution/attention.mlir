// RUN: split-file %s %t.dir
// RUN: for strategy in reference fast; do for case in %S/Inputs/attention/*/*.npz; do \
// RUN:   echo $strategy $case; ds-run %t.dir/$(basename $(dirname $case)).mlir --strategy=$strategy \
// RUN:     --input=@$case:q --input=@$case:k --input=@$case:v --input=@$case:mask \
// RUN:     --expected-output=@$case:output --expected-output=@$case:lse || exit 1; \
// RUN: done; done
// In double precision, results are rounded once.
// RUN: for case in %S/Inputs/attention/f32_*/*.npz; do \
// RUN:   echo $case; ds-run %t.dir/$(basename $(dirname $case)).mlir --strategy=reference --compute-type=f64 \
// RUN:     --atol=0 --rtol=1.2e-7 --input=@$case:q --input=@$case:k --input=@$case:v --input=@$case:mask \
// RUN:     --expected-output=@$case:output --expected-output=@$case:lse || exit 1; \
// RUN: done

// goldens.py makes the cases, and computes in NumPy what they should give: a folder for each part of this file.

//--- f32_16x16.mlir
!mask = tensor<?x?x?x?xi1>
!pattern = !dsa.pattern<?x?x?x?, block = 16x16>
!keys = tensor<?x?x?x4xf32>
!values = tensor<?x?x?x3xf32>

func.func @attend(%q: !keys, %k: !keys, %v: !values, %mask: !mask) -> (!values, tensor<?x?x?xf32>) {
  %p = dsa.pattern_from_mask %mask : !mask -> !pattern
  %o, %lse = dsa.attention %q, %k, %v, %p with_lse : !keys, !keys, !values, !pattern
  return %o, %lse : !values, tensor<?x?x?xf32>
}

//--- f64_16x16.mlir
!mask = tensor<?x?x?x?xi1>
!pattern = !dsa.pattern<?x?x?x?, block = 16x16>
!keys = tensor<?x?x?x4xf64>
!values = tensor<?x?x?x3xf64>

func.func @attend(%q: !keys, %k: !keys, %v: !values, %mask: !mask) -> (!values, tensor<?x?x?xf64>) {
  %p = dsa.pattern_from_mask %mask : !mask -> !pattern
  %o, %lse = dsa.attention %q, %k, %v, %p with_lse : !keys, !keys, !values, !pattern
  return %o, %lse : !values, tensor<?x?x?xf64>
}

//--- bf16_16x16.mlir
!mask = tensor<?x?x?x?xi1>
!pattern = !dsa.pattern<?x?x?x?, block = 16x16>
!keys = tensor<?x?x?x4xbf16>
!values = tensor<?x?x?x3xbf16>

func.func @attend(%q: !keys, %k: !keys, %v: !values, %mask: !mask) -> (!values, tensor<?x?x?xf32>) {
  %p = dsa.pattern_from_mask %mask : !mask -> !pattern
  %o, %lse = dsa.attention %q, %k, %v, %p with_lse : !keys, !keys, !values, !pattern
  return %o, %lse : !values, tensor<?x?x?xf32>
}

//--- f16_16x16.mlir
!mask = tensor<?x?x?x?xi1>
!pattern = !dsa.pattern<?x?x?x?, block = 16x16>
!keys = tensor<?x?x?x4xf16>
!values = tensor<?x?x?x3xf16>

func.func @attend(%q: !keys, %k: !keys, %v: !values, %mask: !mask) -> (!values, tensor<?x?x?xf32>) {
  %p = dsa.pattern_from_mask %mask : !mask -> !pattern
  %o, %lse = dsa.attention %q, %k, %v, %p with_lse : !keys, !keys, !values, !pattern
  return %o, %lse : !values, tensor<?x?x?xf32>
}

//--- f32_64x16.mlir
!mask = tensor<?x?x?x?xi1>
!pattern = !dsa.pattern<?x?x?x?, block = 64x16>
!keys = tensor<?x?x?x2xf32>
!values = tensor<?x?x?x2xf32>

func.func @attend(%q: !keys, %k: !keys, %v: !values, %mask: !mask) -> (!values, tensor<?x?x?xf32>) {
  %p = dsa.pattern_from_mask %mask : !mask -> !pattern
  %o, %lse = dsa.attention %q, %k, %v, %p with_lse : !keys, !keys, !values, !pattern
  return %o, %lse : !values, tensor<?x?x?xf32>
}

//--- f32_1x1.mlir
!mask = tensor<?x?x?x?xi1>
!pattern = !dsa.pattern<?x?x?x?, block = 1x1>
!keys = tensor<?x?x?x4xf32>
!values = tensor<?x?x?x3xf32>

func.func @attend(%q: !keys, %k: !keys, %v: !values, %mask: !mask) -> (!values, tensor<?x?x?xf32>) {
  %p = dsa.pattern_from_mask %mask : !mask -> !pattern
  %o, %lse = dsa.attention %q, %k, %v, %p with_lse : !keys, !keys, !values, !pattern
  return %o, %lse : !values, tensor<?x?x?xf32>
}

//--- f32_4x4.mlir
!mask = tensor<?x?x?x?xi1>
!pattern = !dsa.pattern<?x?x?x?, block = 4x4>
!keys = tensor<?x?x?x4xf32>
!values = tensor<?x?x?x3xf32>

func.func @attend(%q: !keys, %k: !keys, %v: !values, %mask: !mask) -> (!values, tensor<?x?x?xf32>) {
  %p = dsa.pattern_from_mask %mask : !mask -> !pattern
  %o, %lse = dsa.attention %q, %k, %v, %p with_lse : !keys, !keys, !values, !pattern
  return %o, %lse : !values, tensor<?x?x?xf32>
}

//--- f32_16x16_wide.mlir
!mask = tensor<?x?x?x?xi1>
!pattern = !dsa.pattern<?x?x?x?, block = 16x16>
!keys = tensor<?x?x?x64xf32>
!values = tensor<?x?x?x48xf32>

func.func @attend(%q: !keys, %k: !keys, %v: !values, %mask: !mask) -> (!values, tensor<?x?x?xf32>) {
  %p = dsa.pattern_from_mask %mask : !mask -> !pattern
  %o, %lse = dsa.attention %q, %k, %v, %p with_lse : !keys, !keys, !values, !pattern
  return %o, %lse : !values, tensor<?x?x?xf32>
}

//--- f32_dynamic.mlir
!mask = tensor<?x?x?x?xi1>
!pattern = !dsa.pattern<?x?x?x?, block = 16x16>
!keys = tensor<?x?x?x?xf32>
!values = tensor<?x?x?x?xf32>

func.func @attend(%q: !keys, %k: !keys, %v: !values, %mask: !mask) -> (!values, tensor<?x?x?xf32>) {
  %p = dsa.pattern_from_mask %mask : !mask -> !pattern
  %o, %lse = dsa.attention %q, %k, %v, %p scale = 0.5 with_lse : !keys, !keys, !values, !pattern
  return %o, %lse : !values, tensor<?x?x?xf32>
}

//--- f32_16x16_shared_by_batch.mlir
!mask = tensor<1x?x?x?xi1>
!pattern = !dsa.pattern<1x?x?x?, block = 16x16>
!keys = tensor<?x?x?x4xf32>
!values = tensor<?x?x?x3xf32>

func.func @attend(%q: !keys, %k: !keys, %v: !values, %mask: !mask) -> (!values, tensor<?x?x?xf32>) {
  %p = dsa.pattern_from_mask %mask : !mask -> !pattern
  %o, %lse = dsa.attention %q, %k, %v, %p scale = -0.75 with_lse : !keys, !keys, !values, !pattern
  return %o, %lse : !values, tensor<?x?x?xf32>
}

//--- f32_16x16_shared_by_heads.mlir
!mask = tensor<?x1x?x?xi1>
!pattern = !dsa.pattern<?x1x?x?, block = 16x16>
!keys = tensor<?x?x?x4xf32>
!values = tensor<?x?x?x3xf32>

func.func @attend(%q: !keys, %k: !keys, %v: !values, %mask: !mask) -> (!values, tensor<?x?x?xf32>) {
  %p = dsa.pattern_from_mask %mask : !mask -> !pattern
  %o, %lse = dsa.attention %q, %k, %v, %p scale = -0.75 with_lse : !keys, !keys, !values, !pattern
  return %o, %lse : !values, tensor<?x?x?xf32>
}

//--- f32_16x16_shared_by_both.mlir
!mask = tensor<1x1x?x?xi1>
!pattern = !dsa.pattern<1x1x?x?, block = 16x16>
!keys = tensor<?x?x?x4xf32>
!values = tensor<?x?x?x3xf32>

func.func @attend(%q: !keys, %k: !keys, %v: !values, %mask: !mask) -> (!values, tensor<?x?x?xf32>) {
  %p = dsa.pattern_from_mask %mask : !mask -> !pattern
  %o, %lse = dsa.attention %q, %k, %v, %p scale = -0.75 with_lse : !keys, !keys, !values, !pattern
  return %o, %lse : !values, tensor<?x?x?xf32>
}
