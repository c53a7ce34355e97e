// RUN: split-file %s %t.dir
// RUN: for strategy in reference fast; do for case in %S/Inputs/stored_scores/*/*.npz; do \
// RUN:   type=$(basename $(dirname $case)); \
// RUN:   case $type in f64*) tol=1e-10;; bf16*) tol=2e-2;; f16*) tol=2e-3;; *) tol=1e-5;; esac; \
// RUN:   echo $strategy $case; ds-run %t.dir/$type.mlir --strategy=$strategy --rtol=$tol --atol=$tol \
// RUN:     --input=@$case:q --input=@$case:k --input=@$case:v --input=@$case:bias --input=@$case:mask \
// RUN:     --input=@$case:given_scores --input=@$case:given_weights \
// RUN:     --expected-output=@$case:scores --expected-output=@$case:weights --expected-output=@$case:lse \
// RUN:     --expected-output=@$case:output || exit 1; \
// RUN: done; done

// goldens_stored_scores.py makes the cases, and computes in NumPy what they should give: a folder for each part of this file.

//--- f32_16x8.mlir
!t = tensor<?x?x?x?xf32>
!x = tensor<?x?x?x16x8xf32>
!p = !dsa.pattern<?x?x?x?, block = 16x8>

func.func @steps(%q: !t, %k: !t, %v: !t, %bias: tensor<?x?x?xf32>, %mask: tensor<?x?x?x?xi1>, %given_scores: !x, %given_weights: !x)
    -> (!x, !x, tensor<?x?x?xf32>, !t) {
  %c2 = arith.constant 2 : index
  %n = tensor.dim %q, %c2 : !t
  %m = tensor.dim %k, %c2 : !t
  %p = dsa.pattern_from_mask %mask : tensor<?x?x?x?xi1> -> !p
  %x = dsa.sddmm %q, %k, %p key_bias(%bias : tensor<?x?x?xf32>) scale = 0.75 : !t, !t, !p
  %w, %lse = dsa.sparse_softmax %given_scores, %p(%n, %m) with_lse : !x, !p
  %o = dsa.spmm %given_weights, %v, %p(%n) : !x, !t, !p
  return %x, %w, %lse, %o : !x, !x, tensor<?x?x?xf32>, !t
}

//--- f32_16x8_elements.mlir
!t = tensor<?x?x?x?xf32>
!x = tensor<?x?x?x16x8xf32>
!p = !dsa.pattern<?x?x?x?, block = 16x8, holds = elements>

func.func @steps(%q: !t, %k: !t, %v: !t, %bias: tensor<?x?x?xf32>, %mask: tensor<?x?x?x?xi1>, %given_scores: !x, %given_weights: !x)
    -> (!x, !x, tensor<?x?x?xf32>, !t) {
  %c2 = arith.constant 2 : index
  %n = tensor.dim %q, %c2 : !t
  %m = tensor.dim %k, %c2 : !t
  %p = dsa.pattern_from_mask %mask : tensor<?x?x?x?xi1> -> !p
  %x = dsa.sddmm %q, %k, %p key_bias(%bias : tensor<?x?x?xf32>) scale = 0.75 : !t, !t, !p
  %w, %lse = dsa.sparse_softmax %given_scores, %p(%n, %m) with_lse : !x, !p
  %o = dsa.spmm %given_weights, %v, %p(%n) : !x, !t, !p
  return %x, %w, %lse, %o : !x, !x, tensor<?x?x?xf32>, !t
}

//--- f32_1x1.mlir
!t = tensor<?x?x?x?xf32>
!x = tensor<?x?x?x1x1xf32>
!p = !dsa.pattern<?x?x?x?, block = 1x1, format = csr>

func.func @steps(%q: !t, %k: !t, %v: !t, %bias: tensor<?x?x?xf32>, %mask: tensor<?x?x?x?xi1>, %given_scores: !x, %given_weights: !x)
    -> (!x, !x, tensor<?x?x?xf32>, !t) {
  %c2 = arith.constant 2 : index
  %n = tensor.dim %q, %c2 : !t
  %m = tensor.dim %k, %c2 : !t
  %p = dsa.pattern_from_mask %mask : tensor<?x?x?x?xi1> -> !p
  %x = dsa.sddmm %q, %k, %p key_bias(%bias : tensor<?x?x?xf32>) scale = 0.75 : !t, !t, !p
  %w, %lse = dsa.sparse_softmax %given_scores, %p(%n, %m) with_lse : !x, !p
  %o = dsa.spmm %given_weights, %v, %p(%n) : !x, !t, !p
  return %x, %w, %lse, %o : !x, !x, tensor<?x?x?xf32>, !t
}

//--- f64_16x8.mlir
!t = tensor<?x?x?x?xf64>
!x = tensor<?x?x?x16x8xf64>
!p = !dsa.pattern<?x?x?x?, block = 16x8>

func.func @steps(%q: !t, %k: !t, %v: !t, %bias: tensor<?x?x?xf64>, %mask: tensor<?x?x?x?xi1>, %given_scores: !x, %given_weights: !x)
    -> (!x, !x, tensor<?x?x?xf64>, !t) {
  %c2 = arith.constant 2 : index
  %n = tensor.dim %q, %c2 : !t
  %m = tensor.dim %k, %c2 : !t
  %p = dsa.pattern_from_mask %mask : tensor<?x?x?x?xi1> -> !p
  %x = dsa.sddmm %q, %k, %p key_bias(%bias : tensor<?x?x?xf64>) scale = 0.75 : !t, !t, !p
  %w, %lse = dsa.sparse_softmax %given_scores, %p(%n, %m) with_lse : !x, !p
  %o = dsa.spmm %given_weights, %v, %p(%n) : !x, !t, !p
  return %x, %w, %lse, %o : !x, !x, tensor<?x?x?xf64>, !t
}

//--- f64_16x8_elements.mlir
!t = tensor<?x?x?x?xf64>
!x = tensor<?x?x?x16x8xf64>
!p = !dsa.pattern<?x?x?x?, block = 16x8, holds = elements>

func.func @steps(%q: !t, %k: !t, %v: !t, %bias: tensor<?x?x?xf64>, %mask: tensor<?x?x?x?xi1>, %given_scores: !x, %given_weights: !x)
    -> (!x, !x, tensor<?x?x?xf64>, !t) {
  %c2 = arith.constant 2 : index
  %n = tensor.dim %q, %c2 : !t
  %m = tensor.dim %k, %c2 : !t
  %p = dsa.pattern_from_mask %mask : tensor<?x?x?x?xi1> -> !p
  %x = dsa.sddmm %q, %k, %p key_bias(%bias : tensor<?x?x?xf64>) scale = 0.75 : !t, !t, !p
  %w, %lse = dsa.sparse_softmax %given_scores, %p(%n, %m) with_lse : !x, !p
  %o = dsa.spmm %given_weights, %v, %p(%n) : !x, !t, !p
  return %x, %w, %lse, %o : !x, !x, tensor<?x?x?xf64>, !t
}

//--- f64_1x1.mlir
!t = tensor<?x?x?x?xf64>
!x = tensor<?x?x?x1x1xf64>
!p = !dsa.pattern<?x?x?x?, block = 1x1, format = csr>

func.func @steps(%q: !t, %k: !t, %v: !t, %bias: tensor<?x?x?xf64>, %mask: tensor<?x?x?x?xi1>, %given_scores: !x, %given_weights: !x)
    -> (!x, !x, tensor<?x?x?xf64>, !t) {
  %c2 = arith.constant 2 : index
  %n = tensor.dim %q, %c2 : !t
  %m = tensor.dim %k, %c2 : !t
  %p = dsa.pattern_from_mask %mask : tensor<?x?x?x?xi1> -> !p
  %x = dsa.sddmm %q, %k, %p key_bias(%bias : tensor<?x?x?xf64>) scale = 0.75 : !t, !t, !p
  %w, %lse = dsa.sparse_softmax %given_scores, %p(%n, %m) with_lse : !x, !p
  %o = dsa.spmm %given_weights, %v, %p(%n) : !x, !t, !p
  return %x, %w, %lse, %o : !x, !x, tensor<?x?x?xf64>, !t
}

//--- bf16_16x8.mlir
!t = tensor<?x?x?x?xbf16>
!x = tensor<?x?x?x16x8xf32>
!p = !dsa.pattern<?x?x?x?, block = 16x8>

func.func @steps(%q: !t, %k: !t, %v: !t, %bias: tensor<?x?x?xf32>, %mask: tensor<?x?x?x?xi1>, %given_scores: !x, %given_weights: !x)
    -> (!x, !x, tensor<?x?x?xf32>, !t) {
  %c2 = arith.constant 2 : index
  %n = tensor.dim %q, %c2 : !t
  %m = tensor.dim %k, %c2 : !t
  %p = dsa.pattern_from_mask %mask : tensor<?x?x?x?xi1> -> !p
  %x = dsa.sddmm %q, %k, %p key_bias(%bias : tensor<?x?x?xf32>) scale = 0.75 : !t, !t, !p
  %w, %lse = dsa.sparse_softmax %given_scores, %p(%n, %m) with_lse : !x, !p
  %o = dsa.spmm %given_weights, %v, %p(%n) : !x, !t, !p
  return %x, %w, %lse, %o : !x, !x, tensor<?x?x?xf32>, !t
}

//--- bf16_16x8_elements.mlir
!t = tensor<?x?x?x?xbf16>
!x = tensor<?x?x?x16x8xf32>
!p = !dsa.pattern<?x?x?x?, block = 16x8, holds = elements>

func.func @steps(%q: !t, %k: !t, %v: !t, %bias: tensor<?x?x?xf32>, %mask: tensor<?x?x?x?xi1>, %given_scores: !x, %given_weights: !x)
    -> (!x, !x, tensor<?x?x?xf32>, !t) {
  %c2 = arith.constant 2 : index
  %n = tensor.dim %q, %c2 : !t
  %m = tensor.dim %k, %c2 : !t
  %p = dsa.pattern_from_mask %mask : tensor<?x?x?x?xi1> -> !p
  %x = dsa.sddmm %q, %k, %p key_bias(%bias : tensor<?x?x?xf32>) scale = 0.75 : !t, !t, !p
  %w, %lse = dsa.sparse_softmax %given_scores, %p(%n, %m) with_lse : !x, !p
  %o = dsa.spmm %given_weights, %v, %p(%n) : !x, !t, !p
  return %x, %w, %lse, %o : !x, !x, tensor<?x?x?xf32>, !t
}

//--- bf16_1x1.mlir
!t = tensor<?x?x?x?xbf16>
!x = tensor<?x?x?x1x1xf32>
!p = !dsa.pattern<?x?x?x?, block = 1x1, format = csr>

func.func @steps(%q: !t, %k: !t, %v: !t, %bias: tensor<?x?x?xf32>, %mask: tensor<?x?x?x?xi1>, %given_scores: !x, %given_weights: !x)
    -> (!x, !x, tensor<?x?x?xf32>, !t) {
  %c2 = arith.constant 2 : index
  %n = tensor.dim %q, %c2 : !t
  %m = tensor.dim %k, %c2 : !t
  %p = dsa.pattern_from_mask %mask : tensor<?x?x?x?xi1> -> !p
  %x = dsa.sddmm %q, %k, %p key_bias(%bias : tensor<?x?x?xf32>) scale = 0.75 : !t, !t, !p
  %w, %lse = dsa.sparse_softmax %given_scores, %p(%n, %m) with_lse : !x, !p
  %o = dsa.spmm %given_weights, %v, %p(%n) : !x, !t, !p
  return %x, %w, %lse, %o : !x, !x, tensor<?x?x?xf32>, !t
}

//--- f16_16x8.mlir
!t = tensor<?x?x?x?xf16>
!x = tensor<?x?x?x16x8xf32>
!p = !dsa.pattern<?x?x?x?, block = 16x8>

func.func @steps(%q: !t, %k: !t, %v: !t, %bias: tensor<?x?x?xf32>, %mask: tensor<?x?x?x?xi1>, %given_scores: !x, %given_weights: !x)
    -> (!x, !x, tensor<?x?x?xf32>, !t) {
  %c2 = arith.constant 2 : index
  %n = tensor.dim %q, %c2 : !t
  %m = tensor.dim %k, %c2 : !t
  %p = dsa.pattern_from_mask %mask : tensor<?x?x?x?xi1> -> !p
  %x = dsa.sddmm %q, %k, %p key_bias(%bias : tensor<?x?x?xf32>) scale = 0.75 : !t, !t, !p
  %w, %lse = dsa.sparse_softmax %given_scores, %p(%n, %m) with_lse : !x, !p
  %o = dsa.spmm %given_weights, %v, %p(%n) : !x, !t, !p
  return %x, %w, %lse, %o : !x, !x, tensor<?x?x?xf32>, !t
}

//--- f16_16x8_elements.mlir
!t = tensor<?x?x?x?xf16>
!x = tensor<?x?x?x16x8xf32>
!p = !dsa.pattern<?x?x?x?, block = 16x8, holds = elements>

func.func @steps(%q: !t, %k: !t, %v: !t, %bias: tensor<?x?x?xf32>, %mask: tensor<?x?x?x?xi1>, %given_scores: !x, %given_weights: !x)
    -> (!x, !x, tensor<?x?x?xf32>, !t) {
  %c2 = arith.constant 2 : index
  %n = tensor.dim %q, %c2 : !t
  %m = tensor.dim %k, %c2 : !t
  %p = dsa.pattern_from_mask %mask : tensor<?x?x?x?xi1> -> !p
  %x = dsa.sddmm %q, %k, %p key_bias(%bias : tensor<?x?x?xf32>) scale = 0.75 : !t, !t, !p
  %w, %lse = dsa.sparse_softmax %given_scores, %p(%n, %m) with_lse : !x, !p
  %o = dsa.spmm %given_weights, %v, %p(%n) : !x, !t, !p
  return %x, %w, %lse, %o : !x, !x, tensor<?x?x?xf32>, !t
}

//--- f16_1x1.mlir
!t = tensor<?x?x?x?xf16>
!x = tensor<?x?x?x1x1xf32>
!p = !dsa.pattern<?x?x?x?, block = 1x1, format = csr>

func.func @steps(%q: !t, %k: !t, %v: !t, %bias: tensor<?x?x?xf32>, %mask: tensor<?x?x?x?xi1>, %given_scores: !x, %given_weights: !x)
    -> (!x, !x, tensor<?x?x?xf32>, !t) {
  %c2 = arith.constant 2 : index
  %n = tensor.dim %q, %c2 : !t
  %m = tensor.dim %k, %c2 : !t
  %p = dsa.pattern_from_mask %mask : tensor<?x?x?x?xi1> -> !p
  %x = dsa.sddmm %q, %k, %p key_bias(%bias : tensor<?x?x?xf32>) scale = 0.75 : !t, !t, !p
  %w, %lse = dsa.sparse_softmax %given_scores, %p(%n, %m) with_lse : !x, !p
  %o = dsa.spmm %given_weights, %v, %p(%n) : !x, !t, !p
  return %x, %w, %lse, %o : !x, !x, tensor<?x?x?xf32>, !t
}

//--- f32_6x20.mlir
!t = tensor<?x?x?x?xf32>
!x = tensor<?x?x?x6x20xf32>
!p = !dsa.pattern<?x?x?x?, block = 6x20>

func.func @steps(%q: !t, %k: !t, %v: !t, %bias: tensor<?x?x?xf32>, %mask: tensor<?x?x?x?xi1>, %given_scores: !x, %given_weights: !x)
    -> (!x, !x, tensor<?x?x?xf32>, !t) {
  %c2 = arith.constant 2 : index
  %n = tensor.dim %q, %c2 : !t
  %m = tensor.dim %k, %c2 : !t
  %p = dsa.pattern_from_mask %mask : tensor<?x?x?x?xi1> -> !p
  %x = dsa.sddmm %q, %k, %p key_bias(%bias : tensor<?x?x?xf32>) scale = 0.75 : !t, !t, !p
  %w, %lse = dsa.sparse_softmax %given_scores, %p(%n, %m) with_lse : !x, !p
  %o = dsa.spmm %given_weights, %v, %p(%n) : !x, !t, !p
  return %x, %w, %lse, %o : !x, !x, tensor<?x?x?xf32>, !t
}

//--- f32_6x20_elements.mlir
!t = tensor<?x?x?x?xf32>
!x = tensor<?x?x?x6x20xf32>
!p = !dsa.pattern<?x?x?x?, block = 6x20, holds = elements>

func.func @steps(%q: !t, %k: !t, %v: !t, %bias: tensor<?x?x?xf32>, %mask: tensor<?x?x?x?xi1>, %given_scores: !x, %given_weights: !x)
    -> (!x, !x, tensor<?x?x?xf32>, !t) {
  %c2 = arith.constant 2 : index
  %n = tensor.dim %q, %c2 : !t
  %m = tensor.dim %k, %c2 : !t
  %p = dsa.pattern_from_mask %mask : tensor<?x?x?x?xi1> -> !p
  %x = dsa.sddmm %q, %k, %p key_bias(%bias : tensor<?x?x?xf32>) scale = 0.75 : !t, !t, !p
  %w, %lse = dsa.sparse_softmax %given_scores, %p(%n, %m) with_lse : !x, !p
  %o = dsa.spmm %given_weights, %v, %p(%n) : !x, !t, !p
  return %x, %w, %lse, %o : !x, !x, tensor<?x?x?xf32>, !t
}

//--- f32_4x1.mlir
!t = tensor<?x?x?x?xf32>
!x = tensor<?x?x?x4x1xf32>
!p = !dsa.pattern<?x?x?x?, block = 4x1>

func.func @steps(%q: !t, %k: !t, %v: !t, %bias: tensor<?x?x?xf32>, %mask: tensor<?x?x?x?xi1>, %given_scores: !x, %given_weights: !x)
    -> (!x, !x, tensor<?x?x?xf32>, !t) {
  %c2 = arith.constant 2 : index
  %n = tensor.dim %q, %c2 : !t
  %m = tensor.dim %k, %c2 : !t
  %p = dsa.pattern_from_mask %mask : tensor<?x?x?x?xi1> -> !p
  %x = dsa.sddmm %q, %k, %p key_bias(%bias : tensor<?x?x?xf32>) scale = 0.75 : !t, !t, !p
  %w, %lse = dsa.sparse_softmax %given_scores, %p(%n, %m) with_lse : !x, !p
  %o = dsa.spmm %given_weights, %v, %p(%n) : !x, !t, !p
  return %x, %w, %lse, %o : !x, !x, tensor<?x?x?xf32>, !t
}

//--- f32_4x1_elements.mlir
!t = tensor<?x?x?x?xf32>
!x = tensor<?x?x?x4x1xf32>
!p = !dsa.pattern<?x?x?x?, block = 4x1, holds = elements>

func.func @steps(%q: !t, %k: !t, %v: !t, %bias: tensor<?x?x?xf32>, %mask: tensor<?x?x?x?xi1>, %given_scores: !x, %given_weights: !x)
    -> (!x, !x, tensor<?x?x?xf32>, !t) {
  %c2 = arith.constant 2 : index
  %n = tensor.dim %q, %c2 : !t
  %m = tensor.dim %k, %c2 : !t
  %p = dsa.pattern_from_mask %mask : tensor<?x?x?x?xi1> -> !p
  %x = dsa.sddmm %q, %k, %p key_bias(%bias : tensor<?x?x?xf32>) scale = 0.75 : !t, !t, !p
  %w, %lse = dsa.sparse_softmax %given_scores, %p(%n, %m) with_lse : !x, !p
  %o = dsa.spmm %given_weights, %v, %p(%n) : !x, !t, !p
  return %x, %w, %lse, %o : !x, !x, tensor<?x?x?xf32>, !t
}

//--- f32_1x24.mlir
!t = tensor<?x?x?x?xf32>
!x = tensor<?x?x?x1x24xf32>
!p = !dsa.pattern<?x?x?x?, block = 1x24>

func.func @steps(%q: !t, %k: !t, %v: !t, %bias: tensor<?x?x?xf32>, %mask: tensor<?x?x?x?xi1>, %given_scores: !x, %given_weights: !x)
    -> (!x, !x, tensor<?x?x?xf32>, !t) {
  %c2 = arith.constant 2 : index
  %n = tensor.dim %q, %c2 : !t
  %m = tensor.dim %k, %c2 : !t
  %p = dsa.pattern_from_mask %mask : tensor<?x?x?x?xi1> -> !p
  %x = dsa.sddmm %q, %k, %p key_bias(%bias : tensor<?x?x?xf32>) scale = 0.75 : !t, !t, !p
  %w, %lse = dsa.sparse_softmax %given_scores, %p(%n, %m) with_lse : !x, !p
  %o = dsa.spmm %given_weights, %v, %p(%n) : !x, !t, !p
  return %x, %w, %lse, %o : !x, !x, tensor<?x?x?xf32>, !t
}

//--- f32_1x24_elements.mlir
!t = tensor<?x?x?x?xf32>
!x = tensor<?x?x?x1x24xf32>
!p = !dsa.pattern<?x?x?x?, block = 1x24, holds = elements>

func.func @steps(%q: !t, %k: !t, %v: !t, %bias: tensor<?x?x?xf32>, %mask: tensor<?x?x?x?xi1>, %given_scores: !x, %given_weights: !x)
    -> (!x, !x, tensor<?x?x?xf32>, !t) {
  %c2 = arith.constant 2 : index
  %n = tensor.dim %q, %c2 : !t
  %m = tensor.dim %k, %c2 : !t
  %p = dsa.pattern_from_mask %mask : tensor<?x?x?x?xi1> -> !p
  %x = dsa.sddmm %q, %k, %p key_bias(%bias : tensor<?x?x?xf32>) scale = 0.75 : !t, !t, !p
  %w, %lse = dsa.sparse_softmax %given_scores, %p(%n, %m) with_lse : !x, !p
  %o = dsa.spmm %given_weights, %v, %p(%n) : !x, !t, !p
  return %x, %w, %lse, %o : !x, !x, tensor<?x?x?xf32>, !t
}

//--- f32_3x2.mlir
!t = tensor<?x?x?x?xf32>
!x = tensor<?x?x?x3x2xf32>
!p = !dsa.pattern<?x?x?x?, block = 3x2>

func.func @steps(%q: !t, %k: !t, %v: !t, %bias: tensor<?x?x?xf32>, %mask: tensor<?x?x?x?xi1>, %given_scores: !x, %given_weights: !x)
    -> (!x, !x, tensor<?x?x?xf32>, !t) {
  %c2 = arith.constant 2 : index
  %n = tensor.dim %q, %c2 : !t
  %m = tensor.dim %k, %c2 : !t
  %p = dsa.pattern_from_mask %mask : tensor<?x?x?x?xi1> -> !p
  %x = dsa.sddmm %q, %k, %p key_bias(%bias : tensor<?x?x?xf32>) scale = 0.75 : !t, !t, !p
  %w, %lse = dsa.sparse_softmax %given_scores, %p(%n, %m) with_lse : !x, !p
  %o = dsa.spmm %given_weights, %v, %p(%n) : !x, !t, !p
  return %x, %w, %lse, %o : !x, !x, tensor<?x?x?xf32>, !t
}

//--- f32_3x2_elements.mlir
!t = tensor<?x?x?x?xf32>
!x = tensor<?x?x?x3x2xf32>
!p = !dsa.pattern<?x?x?x?, block = 3x2, holds = elements>

func.func @steps(%q: !t, %k: !t, %v: !t, %bias: tensor<?x?x?xf32>, %mask: tensor<?x?x?x?xi1>, %given_scores: !x, %given_weights: !x)
    -> (!x, !x, tensor<?x?x?xf32>, !t) {
  %c2 = arith.constant 2 : index
  %n = tensor.dim %q, %c2 : !t
  %m = tensor.dim %k, %c2 : !t
  %p = dsa.pattern_from_mask %mask : tensor<?x?x?x?xi1> -> !p
  %x = dsa.sddmm %q, %k, %p key_bias(%bias : tensor<?x?x?xf32>) scale = 0.75 : !t, !t, !p
  %w, %lse = dsa.sparse_softmax %given_scores, %p(%n, %m) with_lse : !x, !p
  %o = dsa.spmm %given_weights, %v, %p(%n) : !x, !t, !p
  return %x, %w, %lse, %o : !x, !x, tensor<?x?x?xf32>, !t
}

//--- f32_64x32.mlir
!t = tensor<?x?x?x?xf32>
!x = tensor<?x?x?x64x32xf32>
!p = !dsa.pattern<?x?x?x?, block = 64x32>

func.func @steps(%q: !t, %k: !t, %v: !t, %bias: tensor<?x?x?xf32>, %mask: tensor<?x?x?x?xi1>, %given_scores: !x, %given_weights: !x)
    -> (!x, !x, tensor<?x?x?xf32>, !t) {
  %c2 = arith.constant 2 : index
  %n = tensor.dim %q, %c2 : !t
  %m = tensor.dim %k, %c2 : !t
  %p = dsa.pattern_from_mask %mask : tensor<?x?x?x?xi1> -> !p
  %x = dsa.sddmm %q, %k, %p key_bias(%bias : tensor<?x?x?xf32>) scale = 0.75 : !t, !t, !p
  %w, %lse = dsa.sparse_softmax %given_scores, %p(%n, %m) with_lse : !x, !p
  %o = dsa.spmm %given_weights, %v, %p(%n) : !x, !t, !p
  return %x, %w, %lse, %o : !x, !x, tensor<?x?x?xf32>, !t
}

//--- f32_64x32_elements.mlir
!t = tensor<?x?x?x?xf32>
!x = tensor<?x?x?x64x32xf32>
!p = !dsa.pattern<?x?x?x?, block = 64x32, holds = elements>

func.func @steps(%q: !t, %k: !t, %v: !t, %bias: tensor<?x?x?xf32>, %mask: tensor<?x?x?x?xi1>, %given_scores: !x, %given_weights: !x)
    -> (!x, !x, tensor<?x?x?xf32>, !t) {
  %c2 = arith.constant 2 : index
  %n = tensor.dim %q, %c2 : !t
  %m = tensor.dim %k, %c2 : !t
  %p = dsa.pattern_from_mask %mask : tensor<?x?x?x?xi1> -> !p
  %x = dsa.sddmm %q, %k, %p key_bias(%bias : tensor<?x?x?xf32>) scale = 0.75 : !t, !t, !p
  %w, %lse = dsa.sparse_softmax %given_scores, %p(%n, %m) with_lse : !x, !p
  %o = dsa.spmm %given_weights, %v, %p(%n) : !x, !t, !p
  return %x, %w, %lse, %o : !x, !x, tensor<?x?x?xf32>, !t
}

//--- f32_2x150.mlir
!t = tensor<?x?x?x?xf32>
!x = tensor<?x?x?x2x150xf32>
!p = !dsa.pattern<?x?x?x?, block = 2x150>

func.func @steps(%q: !t, %k: !t, %v: !t, %bias: tensor<?x?x?xf32>, %mask: tensor<?x?x?x?xi1>, %given_scores: !x, %given_weights: !x)
    -> (!x, !x, tensor<?x?x?xf32>, !t) {
  %c2 = arith.constant 2 : index
  %n = tensor.dim %q, %c2 : !t
  %m = tensor.dim %k, %c2 : !t
  %p = dsa.pattern_from_mask %mask : tensor<?x?x?x?xi1> -> !p
  %x = dsa.sddmm %q, %k, %p key_bias(%bias : tensor<?x?x?xf32>) scale = 0.75 : !t, !t, !p
  %w, %lse = dsa.sparse_softmax %given_scores, %p(%n, %m) with_lse : !x, !p
  %o = dsa.spmm %given_weights, %v, %p(%n) : !x, !t, !p
  return %x, %w, %lse, %o : !x, !x, tensor<?x?x?xf32>, !t
}

//--- f32_2x150_elements.mlir
!t = tensor<?x?x?x?xf32>
!x = tensor<?x?x?x2x150xf32>
!p = !dsa.pattern<?x?x?x?, block = 2x150, holds = elements>

func.func @steps(%q: !t, %k: !t, %v: !t, %bias: tensor<?x?x?xf32>, %mask: tensor<?x?x?x?xi1>, %given_scores: !x, %given_weights: !x)
    -> (!x, !x, tensor<?x?x?xf32>, !t) {
  %c2 = arith.constant 2 : index
  %n = tensor.dim %q, %c2 : !t
  %m = tensor.dim %k, %c2 : !t
  %p = dsa.pattern_from_mask %mask : tensor<?x?x?x?xi1> -> !p
  %x = dsa.sddmm %q, %k, %p key_bias(%bias : tensor<?x?x?xf32>) scale = 0.75 : !t, !t, !p
  %w, %lse = dsa.sparse_softmax %given_scores, %p(%n, %m) with_lse : !x, !p
  %o = dsa.spmm %given_weights, %v, %p(%n) : !x, !t, !p
  return %x, %w, %lse, %o : !x, !x, tensor<?x?x?xf32>, !t
}

//--- f32_csr.mlir
!t = tensor<?x?x?x?xf32>
!x = tensor<?x?x?x8x8xf32>
!p = !dsa.pattern<?x?x?x?, block = 8x8, holds = elements, format = csr>

func.func @steps(%q: !t, %k: !t, %v: !t, %bias: tensor<?x?x?xf32>, %mask: tensor<?x?x?x?xi1>, %given_scores: !x, %given_weights: !x)
    -> (!x, !x, tensor<?x?x?xf32>, !t) {
  %c2 = arith.constant 2 : index
  %n = tensor.dim %q, %c2 : !t
  %m = tensor.dim %k, %c2 : !t
  %p = dsa.pattern_from_mask %mask : tensor<?x?x?x?xi1> -> !p
  %x = dsa.sddmm %q, %k, %p key_bias(%bias : tensor<?x?x?xf32>) scale = 0.75 : !t, !t, !p
  %w, %lse = dsa.sparse_softmax %given_scores, %p(%n, %m) with_lse : !x, !p
  %o = dsa.spmm %given_weights, %v, %p(%n) : !x, !t, !p
  return %x, %w, %lse, %o : !x, !x, tensor<?x?x?xf32>, !t
}

//--- f32_hybrid.mlir
!t = tensor<?x?x?x?xf32>
!x = tensor<?x?x?x8x8xf32>
!p = !dsa.pattern<?x?x?x?, block = 8x8, holds = elements, format = hybrid>

func.func @steps(%q: !t, %k: !t, %v: !t, %bias: tensor<?x?x?xf32>, %mask: tensor<?x?x?x?xi1>, %given_scores: !x, %given_weights: !x)
    -> (!x, !x, tensor<?x?x?xf32>, !t) {
  %c2 = arith.constant 2 : index
  %n = tensor.dim %q, %c2 : !t
  %m = tensor.dim %k, %c2 : !t
  %p = dsa.pattern_from_mask %mask : tensor<?x?x?x?xi1> -> !p
  %x = dsa.sddmm %q, %k, %p key_bias(%bias : tensor<?x?x?xf32>) scale = 0.75 : !t, !t, !p
  %w, %lse = dsa.sparse_softmax %given_scores, %p(%n, %m) with_lse : !x, !p
  %o = dsa.spmm %given_weights, %v, %p(%n) : !x, !t, !p
  return %x, %w, %lse, %o : !x, !x, tensor<?x?x?xf32>, !t
}

//--- f32_bitmap.mlir
!t = tensor<?x?x?x?xf32>
!x = tensor<?x?x?x8x8xf32>
!p = !dsa.pattern<?x?x?x?, block = 8x8, holds = elements, format = bitmap>

func.func @steps(%q: !t, %k: !t, %v: !t, %bias: tensor<?x?x?xf32>, %mask: tensor<?x?x?x?xi1>, %given_scores: !x, %given_weights: !x)
    -> (!x, !x, tensor<?x?x?xf32>, !t) {
  %c2 = arith.constant 2 : index
  %n = tensor.dim %q, %c2 : !t
  %m = tensor.dim %k, %c2 : !t
  %p = dsa.pattern_from_mask %mask : tensor<?x?x?x?xi1> -> !p
  %x = dsa.sddmm %q, %k, %p key_bias(%bias : tensor<?x?x?xf32>) scale = 0.75 : !t, !t, !p
  %w, %lse = dsa.sparse_softmax %given_scores, %p(%n, %m) with_lse : !x, !p
  %o = dsa.spmm %given_weights, %v, %p(%n) : !x, !t, !p
  return %x, %w, %lse, %o : !x, !x, tensor<?x?x?xf32>, !t
}

//--- f32_16x8_static.mlir
!p = !dsa.pattern<1x3x37x29, block = 16x8>

func.func @steps(%q: tensor<2x3x37x16xf32>, %k: tensor<2x3x29x16xf32>, %v: tensor<2x3x29x16xf32>, %bias: tensor<1x3x29xf32>,
                 %mask: tensor<1x3x3x4xi1>, %given_scores: tensor<2x1x?x16x8xf32>, %given_weights: tensor<2x1x?x16x8xf32>)
    -> (tensor<2x1x?x16x8xf32>, tensor<2x1x?x16x8xf32>, tensor<2x3x37xf32>, tensor<2x3x37x16xf32>) {
  %p = dsa.pattern_from_mask %mask : tensor<1x3x3x4xi1> -> !p
  %x = dsa.sddmm %q, %k, %p key_bias(%bias : tensor<1x3x29xf32>) scale = 0.75
    : tensor<2x3x37x16xf32>, tensor<2x3x29x16xf32>, !p
  %w, %lse = dsa.sparse_softmax %given_scores, %p with_lse : tensor<2x1x?x16x8xf32>, !p
  %o = dsa.spmm %given_weights, %v, %p : tensor<2x1x?x16x8xf32>, tensor<2x3x29x16xf32>, !p
  return %x, %w, %lse, %o
    : tensor<2x1x?x16x8xf32>, tensor<2x1x?x16x8xf32>, tensor<2x3x37xf32>, tensor<2x3x37x16xf32>
}
