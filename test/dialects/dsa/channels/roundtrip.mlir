// Channels, printed and read again: in their own form, in the generic form, and as bytecode.
//
// RUN: ds-opt %s | FileCheck %s
// RUN: ds-opt %s | ds-opt | FileCheck %s
// RUN: ds-opt %s --mlir-print-op-generic | FileCheck %s --check-prefix=GENERIC
// RUN: ds-opt %s --mlir-print-op-generic | ds-opt | FileCheck %s
// RUN: ds-opt %s --emit-bytecode | ds-opt | FileCheck %s

// CHECK-LABEL: func.func @score_channels
func.func @score_channels(%x: tensor<2x7x8xf32>, %y: tensor<?x7x?xf64>, %z: tensor<?x?x?xbf16>) {
  // CHECK: dsa.score_channels %{{.*}} norm = l1 : tensor<2x7x8xf32>
  // GENERIC: "dsa.score_channels"(%{{.*}}) {norm = 0 : i32} : (tensor<2x7x8xf32>) -> tensor<2x8xf32>
  %a = dsa.score_channels %x norm = l1 : tensor<2x7x8xf32>
  // CHECK: dsa.score_channels %{{.*}} norm = l2 {note = "kept"} : tensor<?x7x?xf64>
  // GENERIC: -> tensor<?x?xf64>
  %b = dsa.score_channels %y norm = l2 {note = "kept"} : tensor<?x7x?xf64>
  // CHECK: dsa.score_channels %{{.*}} norm = max : tensor<?x?x?xbf16>
  // GENERIC: -> tensor<?x?xf32>
  %c = dsa.score_channels %z norm = max : tensor<?x?x?xbf16>
  // CHECK: dsa.score_channels %{{.*}} norm = mean : tensor<?x?x?xbf16>
  %d = dsa.score_channels %z norm = mean : tensor<?x?x?xbf16>
  return
}

// CHECK-LABEL: func.func @pack_channels
func.func @pack_channels(%x: tensor<2x7x8xf32>, %i: tensor<2x3xi32>, %any: tensor<?x?xi32>) {
  // CHECK: dsa.pack_channels %{{.*}}, %{{.*}} : tensor<2x7x8xf32>, tensor<2x3xi32>
  // GENERIC: "dsa.pack_channels"(%{{.*}}, %{{.*}}) : (tensor<2x7x8xf32>, tensor<2x3xi32>) -> tensor<2x7x3xf32>
  %a = dsa.pack_channels %x, %i : tensor<2x7x8xf32>, tensor<2x3xi32>
  // CHECK: dsa.pack_channels %{{.*}}, %{{.*}} {note = "kept"} : tensor<2x7x8xf32>, tensor<?x?xi32>
  // GENERIC: -> tensor<2x7x?xf32>
  %b = dsa.pack_channels %x, %any {note = "kept"} : tensor<2x7x8xf32>, tensor<?x?xi32>
  return
}

// CHECK-LABEL: func.func @unpack_channels
func.func @unpack_channels(%p: tensor<2x7x?xf32>, %i: tensor<?x3xi32>, %x: tensor<2x7x8xf32>) {
  // CHECK: dsa.unpack_channels %{{.*}}, %{{.*}} into %{{.*}} {note = "kept"} : tensor<2x7x?xf32>, tensor<?x3xi32>, tensor<2x7x8xf32>
  // GENERIC: "dsa.unpack_channels"(%{{.*}}, %{{.*}}, %{{.*}}) {note = "kept"} : (tensor<2x7x?xf32>, tensor<?x3xi32>, tensor<2x7x8xf32>) -> tensor<2x7x8xf32>
  %a = dsa.unpack_channels %p, %i into %x {note = "kept"} : tensor<2x7x?xf32>, tensor<?x3xi32>, tensor<2x7x8xf32>
  return
}
