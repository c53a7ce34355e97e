// Ops on frames, on tensors and on buffers, printed and read again.
//
// RUN: ds-opt %s | FileCheck %s
// RUN: ds-opt %s | ds-opt | FileCheck %s
// RUN: ds-opt %s --mlir-print-op-generic | FileCheck %s --check-prefix=GENERIC
// RUN: ds-opt %s --mlir-print-op-generic | ds-opt | FileCheck %s
// RUN: ds-opt %s --emit-bytecode | ds-opt | FileCheck %s

// CHECK-LABEL: func.func @token_change
func.func @token_change(%x: tensor<2x5x8xbf16>, %o: tensor<2x5xf32>, %y: memref<?x?x?xf64>, %c: memref<?x?xf64>) -> tensor<2x5xf32> {
  // CHECK: dsk.token_change ins(%{{.*}}, %{{.*}} : tensor<2x5x8xbf16>, tensor<2x5x8xbf16>) outs(%{{.*}} : tensor<2x5xf32>) norm = mean -> tensor<2x5xf32>
  // GENERIC: "dsk.token_change"(%{{.*}}, %{{.*}}, %{{.*}}) {norm = 3 : i32}
  %r = dsk.token_change ins(%x, %x : tensor<2x5x8xbf16>, tensor<2x5x8xbf16>) outs(%o : tensor<2x5xf32>) norm = mean -> tensor<2x5xf32>
  // CHECK: dsk.token_change ins(%{{.*}}, %{{.*}} : memref<?x?x?xf64>, memref<?x?x?xf64>) outs(%{{.*}} : memref<?x?xf64>) norm = l2 {note = "kept"}
  dsk.token_change ins(%y, %y : memref<?x?x?xf64>, memref<?x?x?xf64>) outs(%c : memref<?x?xf64>) norm = l2 {note = "kept"}
  return %r : tensor<2x5xf32>
}

// CHECK-LABEL: func.func @lagged_change
func.func @lagged_change(%x: tensor<2x5x8xbf16>, %n: index, %o: tensor<2x3xf32>, %y: memref<?x?x?xf64>, %c: memref<?x?xf64>) -> tensor<2x3xf32> {
  // CHECK: dsk.lagged_change ins(%{{.*}}, %{{.*}} : tensor<2x5x8xbf16>) outs(%{{.*}} : tensor<2x3xf32>) norm = mean -> tensor<2x3xf32>
  // GENERIC: "dsk.lagged_change"(%{{.*}}, %{{.*}}, %{{.*}}) {norm = 3 : i32}
  %r = dsk.lagged_change ins(%x, %n : tensor<2x5x8xbf16>) outs(%o : tensor<2x3xf32>) norm = mean -> tensor<2x3xf32>
  // CHECK: dsk.lagged_change ins(%{{.*}}, %{{.*}} : memref<?x?x?xf64>) outs(%{{.*}} : memref<?x?xf64>) norm = l2 {note = "kept"}
  dsk.lagged_change ins(%y, %n : memref<?x?x?xf64>) outs(%c : memref<?x?xf64>) norm = l2 {note = "kept"}
  return %r : tensor<2x3xf32>
}
