// Ops that predict attention, with static and open sizes, printed and read again.
//
// RUN: ds-opt %s | FileCheck %s
// RUN: ds-opt %s | ds-opt | FileCheck %s
// RUN: ds-opt %s --mlir-print-op-generic | FileCheck %s --check-prefix=GENERIC
// RUN: ds-opt %s --mlir-print-op-generic | ds-opt | FileCheck %s
// RUN: ds-opt %s --emit-bytecode | ds-opt | FileCheck %s

// CHECK-LABEL: func.func @select_keys
func.func @select_keys(%s: tensor<1x2x8x9xf32>, %o: tensor<?x?x?x?xf64>, %k: index) {
  // CHECK: dsa.select_keys %{{.*}} top_k(%{{.*}}) {note = "kept"} : tensor<1x2x8x9xf32> -> !dsa.pattern<1x2x8x9, block = 2x2, holds = elements>
  // GENERIC: "dsa.select_keys"(%{{.*}}, %{{.*}}) {note = "kept"}
  %a = dsa.select_keys %s top_k(%k) {note = "kept"} : tensor<1x2x8x9xf32> -> !dsa.pattern<1x2x8x9, block = 2x2, holds = elements>
  // CHECK: dsa.select_keys %{{.*}} top_k(%{{.*}}) : tensor<?x?x?x?xf64> -> !dsa.pattern<?x?x?x?, block = 16x16, holds = elements, index = i64>
  %b = dsa.select_keys %o top_k(%k) : tensor<?x?x?x?xf64> -> !dsa.pattern<?x?x?x?, block = 16x16, holds = elements, index = i64>
  return
}

// CHECK-LABEL: func.func @antidiagonals
func.func @antidiagonals(%q: tensor<1x2x30x4xf32>, %k: tensor<1x2x?x4xf32>, %o: tensor<?x?x?x?xf64>) -> (tensor<1x2x4x?xf32>, tensor<?x?x?x?xf64>) {
  // CHECK: dsa.score_antidiagonals %{{.*}}, %{{.*}} block = [8, 4] stride = 2 {note = "kept"} : tensor<1x2x30x4xf32>, tensor<1x2x?x4xf32>
  // GENERIC: "dsa.score_antidiagonals"(%{{.*}}, %{{.*}}) {block = array<i64: 8, 4>, note = "kept", stride = 2 : i64}
  %a = dsa.score_antidiagonals %q, %k block = [8, 4] stride = 2 {note = "kept"} : tensor<1x2x30x4xf32>, tensor<1x2x?x4xf32>
  // CHECK: dsa.score_antidiagonals %{{.*}}, %{{.*}} block = [4, 4] stride = 4 causal scale = 2.500000e-01 : tensor<?x?x?x?xf64>, tensor<?x?x?x?xf64>
  %b = dsa.score_antidiagonals %o, %o block = [4, 4] stride = 4 causal scale = 0.25 : tensor<?x?x?x?xf64>, tensor<?x?x?x?xf64>
  return %a, %b : tensor<1x2x4x?xf32>, tensor<?x?x?x?xf64>
}

// CHECK-LABEL: func.func @similarity
func.func @similarity(%x: tensor<1x2x30x4xf16>, %o: tensor<?x?x?x?xf64>) -> (tensor<1x2x4xf32>, tensor<?x?x?xf64>) {
  // CHECK: dsa.block_similarity %{{.*}} block = 8 {note = "kept"} : tensor<1x2x30x4xf16>
  // GENERIC: "dsa.block_similarity"(%{{.*}}) {block = 8 : i64, note = "kept"}
  %a = dsa.block_similarity %x block = 8 {note = "kept"} : tensor<1x2x30x4xf16>
  // CHECK: dsa.block_similarity %{{.*}} block = 1 : tensor<?x?x?x?xf64>
  %b = dsa.block_similarity %o block = 1 : tensor<?x?x?x?xf64>
  return %a, %b : tensor<1x2x4xf32>, tensor<?x?x?xf64>
}
