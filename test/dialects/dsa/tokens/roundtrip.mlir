// Lists of tokens, printed and read again: in their own form, in the generic form, and as bytecode.
//
// RUN: ds-opt %s | FileCheck %s
// RUN: ds-opt %s | ds-opt | FileCheck %s
// RUN: ds-opt %s --mlir-print-op-generic | FileCheck %s --check-prefix=GENERIC
// RUN: ds-opt %s --mlir-print-op-generic | ds-opt | FileCheck %s
// RUN: ds-opt %s --emit-bytecode | ds-opt | FileCheck %s

// CHECK-LABEL: func.func @union_indices
func.func @union_indices(%i: tensor<4x?xi32>, %one: tensor<1x3xi32>, %any: tensor<?x?xi32>, %n: index) {
  // CHECK: dsa.union_indices %{{.*}}, %{{.*}} size(%{{.*}}) : tensor<4x?xi32>, tensor<1x3xi32>
  // GENERIC: "dsa.union_indices"(%{{.*}}, %{{.*}}, %{{.*}}) : (tensor<4x?xi32>, tensor<1x3xi32>, index) -> tensor<4x?xi32>
  %a = dsa.union_indices %i, %one size(%n) : tensor<4x?xi32>, tensor<1x3xi32>
  // CHECK: dsa.union_indices %{{.*}}, %{{.*}} size(%{{.*}}) {note = "kept"} : tensor<1x3xi32>, tensor<?x?xi32>
  // GENERIC: -> tensor<?x?xi32>
  %b = dsa.union_indices %one, %any size(%n) {note = "kept"} : tensor<1x3xi32>, tensor<?x?xi32>
  // GENERIC: "dsa.union_indices"(%{{.*}}, %{{.*}}, %{{.*}}) : (tensor<?x?xi32>, tensor<4x?xi32>, index) -> tensor<4x?xi32>
  %c = dsa.union_indices %any, %i size(%n) : tensor<?x?xi32>, tensor<4x?xi32>
  // GENERIC: "dsa.union_indices"(%{{.*}}, %{{.*}}, %{{.*}}) : (tensor<?x?xi32>, tensor<?x?xi32>, index) -> tensor<?x?xi32>
  %d = dsa.union_indices %any, %any size(%n) : tensor<?x?xi32>, tensor<?x?xi32>
  return
}

// CHECK-LABEL: func.func @sort_indices
func.func @sort_indices(%x: tensor<2x7xf32>, %e: tensor<?x?xi32>, %h: tensor<1x?xbf16>) {
  // CHECK: dsa.sort_indices %{{.*}} : tensor<2x7xf32>
  // GENERIC: "dsa.sort_indices"(%{{.*}}) : (tensor<2x7xf32>) -> tensor<2x7xi32>
  %a = dsa.sort_indices %x : tensor<2x7xf32>
  // CHECK: dsa.sort_indices %{{.*}} descending {note = "kept"} : tensor<?x?xi32>
  // GENERIC: "dsa.sort_indices"(%{{.*}}) {descending, note = "kept"} : (tensor<?x?xi32>) -> tensor<?x?xi32>
  %b = dsa.sort_indices %e descending {note = "kept"} : tensor<?x?xi32>
  // CHECK: dsa.sort_indices %{{.*}} : tensor<1x?xbf16>
  %c = dsa.sort_indices %h : tensor<1x?xbf16>
  return
}

// CHECK-LABEL: func.func @invert_indices
func.func @invert_indices(%i: tensor<2x7xi32>, %any: tensor<?x?xi32>, %n: index) {
  // CHECK: dsa.invert_indices %{{.*}} size(%{{.*}}) : tensor<2x7xi32>
  // GENERIC: "dsa.invert_indices"(%{{.*}}, %{{.*}}) : (tensor<2x7xi32>, index) -> tensor<2x?xi32>
  %a = dsa.invert_indices %i size(%n) : tensor<2x7xi32>
  // CHECK: dsa.invert_indices %{{.*}} size(%{{.*}}) {note = "kept"} : tensor<?x?xi32>
  %b = dsa.invert_indices %any size(%n) {note = "kept"} : tensor<?x?xi32>
  return
}
