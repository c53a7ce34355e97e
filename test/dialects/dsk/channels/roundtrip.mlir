// Channels, on tensors and on buffers, printed and read again.
//
// RUN: ds-opt %s | FileCheck %s
// RUN: ds-opt %s | ds-opt | FileCheck %s
// RUN: ds-opt %s --mlir-print-op-generic | FileCheck %s --check-prefix=GENERIC
// RUN: ds-opt %s --mlir-print-op-generic | ds-opt | FileCheck %s
// RUN: ds-opt %s --emit-bytecode | ds-opt | FileCheck %s

// CHECK-LABEL: func.func @score_channels
func.func @score_channels(%x: tensor<2x7x8xbf16>, %o: tensor<2x8xf32>, %m: memref<?x?x?xf64>, %s: memref<?x?xf64>) -> tensor<2x8xf32> {
  // CHECK: dsk.score_channels ins(%{{.*}} : tensor<2x7x8xbf16>) outs(%{{.*}} : tensor<2x8xf32>) norm = l1 -> tensor<2x8xf32>
  // GENERIC: "dsk.score_channels"(%{{.*}}, %{{.*}}) {norm = 0 : i32} : (tensor<2x7x8xbf16>, tensor<2x8xf32>) -> tensor<2x8xf32>
  %r = dsk.score_channels ins(%x : tensor<2x7x8xbf16>) outs(%o : tensor<2x8xf32>) norm = l1 -> tensor<2x8xf32>
  // CHECK: dsk.score_channels ins(%{{.*}} : memref<?x?x?xf64>) outs(%{{.*}} : memref<?x?xf64>) norm = max {note = "kept"}
  dsk.score_channels ins(%m : memref<?x?x?xf64>) outs(%s : memref<?x?xf64>) norm = max {note = "kept"}
  return %r : tensor<2x8xf32>
}

// CHECK-LABEL: func.func @gather_channels
func.func @gather_channels(%x: tensor<2x7x8xf32>, %i: tensor<2x3xi32>, %o: tensor<2x7x3xf32>) -> tensor<2x7x3xf32> {
  // CHECK: dsk.gather_channels ins(%{{.*}}, %{{.*}} : tensor<2x7x8xf32>, tensor<2x3xi32>) outs(%{{.*}} : tensor<2x7x3xf32>) {note = "kept"} -> tensor<2x7x3xf32>
  // GENERIC: "dsk.gather_channels"(%{{.*}}, %{{.*}}, %{{.*}}) {note = "kept"}
  %r = dsk.gather_channels ins(%x, %i : tensor<2x7x8xf32>, tensor<2x3xi32>) outs(%o : tensor<2x7x3xf32>) {note = "kept"} -> tensor<2x7x3xf32>
  return %r : tensor<2x7x3xf32>
}

// CHECK-LABEL: func.func @scatter_channels
func.func @scatter_channels(%p: memref<2x7x3xf32>, %i: memref<2x3xi32>, %x: memref<2x7x8xf32>) {
  // CHECK: dsk.scatter_channels ins(%{{.*}}, %{{.*}} : memref<2x7x3xf32>, memref<2x3xi32>) outs(%{{.*}} : memref<2x7x8xf32>) reads_outs
  // GENERIC: "dsk.scatter_channels"(%{{.*}}, %{{.*}}, %{{.*}}) {reads_outs}
  dsk.scatter_channels ins(%p, %i : memref<2x7x3xf32>, memref<2x3xi32>) outs(%x : memref<2x7x8xf32>) reads_outs
  return
}
