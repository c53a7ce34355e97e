// Ops on frames, printed and read again: in their own form, in the generic form, and as bytecode.
//
// RUN: ds-opt %s | FileCheck %s
// RUN: ds-opt %s | ds-opt | FileCheck %s
// RUN: ds-opt %s --mlir-print-op-generic | FileCheck %s --check-prefix=GENERIC
// RUN: ds-opt %s --mlir-print-op-generic | ds-opt | FileCheck %s
// RUN: ds-opt %s --emit-bytecode | ds-opt | FileCheck %s

// CHECK-LABEL: func.func @token_change
func.func @token_change(%x: tensor<2x5x8xf32>, %y: tensor<?x?x?xf64>, %z: tensor<1x?x8xbf16>) {
  // CHECK: dsa.token_change %{{.*}}, %{{.*}} norm = l1 : tensor<2x5x8xf32>, tensor<2x5x8xf32>
  // GENERIC: "dsa.token_change"(%{{.*}}, %{{.*}}) {norm = 0 : i32} : (tensor<2x5x8xf32>, tensor<2x5x8xf32>) -> tensor<2x5xf32>
  %a = dsa.token_change %x, %x norm = l1 : tensor<2x5x8xf32>, tensor<2x5x8xf32>
  // CHECK: dsa.token_change %{{.*}}, %{{.*}} norm = l2 {note = "kept"} : tensor<?x?x?xf64>, tensor<?x?x?xf64>
  // GENERIC: -> tensor<?x?xf64>
  %b = dsa.token_change %y, %y norm = l2 {note = "kept"} : tensor<?x?x?xf64>, tensor<?x?x?xf64>
  // CHECK: dsa.token_change %{{.*}}, %{{.*}} norm = max : tensor<1x?x8xbf16>, tensor<1x?x8xbf16>
  // GENERIC: -> tensor<1x?xf32>
  %c = dsa.token_change %z, %z norm = max : tensor<1x?x8xbf16>, tensor<1x?x8xbf16>
  // CHECK: dsa.token_change %{{.*}}, %{{.*}} norm = mean : tensor<1x?x8xbf16>, tensor<1x?x8xbf16>
  %d = dsa.token_change %z, %z norm = mean : tensor<1x?x8xbf16>, tensor<1x?x8xbf16>
  return
}

// CHECK-LABEL: func.func @refresh_schedule
func.func @refresh_schedule(%f: index, %p: index, %n: index) {
  // CHECK: dsa.refresh_schedule frame(%{{.*}}) period(%{{.*}}) size(%{{.*}}) : tensor<1x?xi32>
  // GENERIC: "dsa.refresh_schedule"(%{{.*}}, %{{.*}}, %{{.*}}) : (index, index, index) -> tensor<1x?xi32>
  %i = dsa.refresh_schedule frame(%f) period(%p) size(%n) : tensor<1x?xi32>
  return
}
