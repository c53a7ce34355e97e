// Ops on mass, with and without what is optional, printed and read again.
//
// RUN: ds-opt %s | FileCheck %s
// RUN: ds-opt %s | ds-opt | FileCheck %s
// RUN: ds-opt %s --mlir-print-op-generic | FileCheck %s --check-prefix=GENERIC
// RUN: ds-opt %s --mlir-print-op-generic | ds-opt | FileCheck %s
// RUN: ds-opt %s --emit-bytecode | ds-opt | FileCheck %s

!p = !dsa.pattern<1x2x8x9, block = 2x2>
!one = !dsa.pattern<1x1x8x9, block = 2x2>

// CHECK-LABEL: func.func @by_mass
func.func @by_mass(%s: tensor<1x2x4x5xf32>, %o: tensor<?x?x?x?xf64>, %tau: f32, %k: index, %sink: !one) {
  // CHECK: dsa.select_blocks_by_mass %{{.*}} mass(%{{.*}}) at_most(%{{.*}}) {note = "kept"} : tensor<1x2x4x5xf32> -> !dsa.pattern<1x2x8x9, block = 2x2>, tensor<1x2x4xf32>
  // GENERIC: "dsa.select_blocks_by_mass"(%{{.*}}, %{{.*}}, %{{.*}}) {note = "kept"}
  %p:2 = dsa.select_blocks_by_mass %s mass(%tau) at_most(%k) {note = "kept"} : tensor<1x2x4x5xf32> -> !p, tensor<1x2x4xf32>
  // CHECK: dsa.select_blocks_by_mass %{{.*}} mass(%{{.*}}) at_most(%{{.*}}) always(%{{.*}} : !dsa.pattern<1x1x8x9, block = 2x2>) : tensor<1x2x4x5xf32> -> !dsa.pattern<1x2x8x9, block = 2x2>, tensor<1x2x4xf32>
  // GENERIC: "dsa.select_blocks_by_mass"(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}) : (tensor<1x2x4x5xf32>, f32, index, !dsa.pattern<1x1x8x9, block = 2x2>)
  %a:2 = dsa.select_blocks_by_mass %s mass(%tau) at_most(%k) always(%sink : !one) : tensor<1x2x4x5xf32> -> !p, tensor<1x2x4xf32>
  // CHECK: dsa.select_blocks_by_mass %{{.*}} mass(%{{.*}}) at_most(%{{.*}}) always(%{{.*}} : !dsa.pattern<1x1x8x9, block = 2x2>) apart : tensor<?x?x?x?xf64> -> !dsa.pattern<?x?x?x?, block = 2x2, index = i64>, tensor<?x?x?xf64>
  // GENERIC: "dsa.select_blocks_by_mass"(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}) {apart}
  %b:2 = dsa.select_blocks_by_mass %o mass(%tau) at_most(%k) always(%sink : !one) apart
    : tensor<?x?x?x?xf64> -> !dsa.pattern<?x?x?x?, block = 2x2, index = i64>, tensor<?x?x?xf64>
  return
}

// CHECK-LABEL: func.func @retained
func.func @retained(%s: tensor<1x2x4x5xf32>, %p: !one, %o: tensor<?x?x?x?xf64>, %e: !dsa.pattern<?x?x?x?, block = 4x2, holds = elements>) -> (tensor<1x2x4xf32>, tensor<?x?x?xf64>) {
  // CHECK: dsa.retained_mass %{{.*}}, %{{.*}} {note = "kept"} : tensor<1x2x4x5xf32>, !dsa.pattern<1x1x8x9, block = 2x2>
  // GENERIC: "dsa.retained_mass"(%{{.*}}, %{{.*}}) {note = "kept"}
  %a = dsa.retained_mass %s, %p {note = "kept"} : tensor<1x2x4x5xf32>, !one
  // CHECK: dsa.retained_mass %{{.*}}, %{{.*}} : tensor<?x?x?x?xf64>, !dsa.pattern<?x?x?x?, block = 4x2, holds = elements>
  %b = dsa.retained_mass %o, %e : tensor<?x?x?x?xf64>, !dsa.pattern<?x?x?x?, block = 4x2, holds = elements>
  return %a, %b : tensor<1x2x4xf32>, tensor<?x?x?xf64>
}

// CHECK-LABEL: func.func @attention
func.func @attention(%q: tensor<1x2x8x4xbf16>, %k: tensor<1x2x9x4xbf16>, %p: !one, %o: tensor<?x?x?x?xf64>, %e: !dsa.pattern<?x?x?x?, block = 4x2, holds = elements>) -> (tensor<1x2x8xf32>, tensor<?x?x?xf64>) {
  // CHECK: dsa.attention_mass %{{.*}}, %{{.*}}, %{{.*}} {note = "kept"} : tensor<1x2x8x4xbf16>, tensor<1x2x9x4xbf16>, !dsa.pattern<1x1x8x9, block = 2x2>
  // GENERIC: "dsa.attention_mass"(%{{.*}}, %{{.*}}, %{{.*}}) {note = "kept"}
  %a = dsa.attention_mass %q, %k, %p {note = "kept"} : tensor<1x2x8x4xbf16>, tensor<1x2x9x4xbf16>, !one
  // CHECK: dsa.attention_mass %{{.*}}, %{{.*}}, %{{.*}} scale = 5.000000e-01 : tensor<?x?x?x?xf64>, tensor<?x?x?x?xf64>, !dsa.pattern<?x?x?x?, block = 4x2, holds = elements>
  %b = dsa.attention_mass %o, %o, %e scale = 0.5 : tensor<?x?x?x?xf64>, tensor<?x?x?x?xf64>, !dsa.pattern<?x?x?x?, block = 4x2, holds = elements>
  return %a, %b : tensor<1x2x8xf32>, tensor<?x?x?xf64>
}
