// Heads, on tensors and on buffers, printed and read again.
//
// RUN: ds-opt %s | FileCheck %s
// RUN: ds-opt %s | ds-opt | FileCheck %s
// RUN: ds-opt %s --mlir-print-op-generic | FileCheck %s --check-prefix=GENERIC
// RUN: ds-opt %s --mlir-print-op-generic | ds-opt | FileCheck %s
// RUN: ds-opt %s --emit-bytecode | ds-opt | FileCheck %s

// CHECK-LABEL: func.func @score_heads
func.func @score_heads(%x: tensor<2x4x7x8xbf16>, %o: tensor<2x4xf32>, %m: memref<?x?x?x?xf64>, %s: memref<?x?xf64>) -> tensor<2x4xf32> {
  // CHECK: dsk.score_heads ins(%{{.*}} : tensor<2x4x7x8xbf16>) outs(%{{.*}} : tensor<2x4xf32>) norm = l1 -> tensor<2x4xf32>
  // GENERIC: "dsk.score_heads"(%{{.*}}, %{{.*}}) {norm = 0 : i32} : (tensor<2x4x7x8xbf16>, tensor<2x4xf32>) -> tensor<2x4xf32>
  %r = dsk.score_heads ins(%x : tensor<2x4x7x8xbf16>) outs(%o : tensor<2x4xf32>) norm = l1 -> tensor<2x4xf32>
  // CHECK: dsk.score_heads ins(%{{.*}} : memref<?x?x?x?xf64>) outs(%{{.*}} : memref<?x?xf64>) norm = max {note = "kept"}
  dsk.score_heads ins(%m : memref<?x?x?x?xf64>) outs(%s : memref<?x?xf64>) norm = max {note = "kept"}
  return %r : tensor<2x4xf32>
}

// CHECK-LABEL: func.func @gather_heads
func.func @gather_heads(%x: tensor<2x4x7x8xf32>, %i: tensor<2x3xi32>, %o: tensor<2x3x7x8xf32>) -> tensor<2x3x7x8xf32> {
  // CHECK: dsk.gather_heads ins(%{{.*}}, %{{.*}} : tensor<2x4x7x8xf32>, tensor<2x3xi32>) outs(%{{.*}} : tensor<2x3x7x8xf32>) {note = "kept"} -> tensor<2x3x7x8xf32>
  // GENERIC: "dsk.gather_heads"(%{{.*}}, %{{.*}}, %{{.*}}) {note = "kept"}
  %r = dsk.gather_heads ins(%x, %i : tensor<2x4x7x8xf32>, tensor<2x3xi32>) outs(%o : tensor<2x3x7x8xf32>) {note = "kept"} -> tensor<2x3x7x8xf32>
  return %r : tensor<2x3x7x8xf32>
}

// CHECK-LABEL: func.func @scatter_heads
func.func @scatter_heads(%p: memref<2x3x7x8xf32>, %i: memref<2x3xi32>, %x: memref<2x4x7x8xf32>) {
  // CHECK: dsk.scatter_heads ins(%{{.*}}, %{{.*}} : memref<2x3x7x8xf32>, memref<2x3xi32>) outs(%{{.*}} : memref<2x4x7x8xf32>) reads_outs
  // GENERIC: "dsk.scatter_heads"(%{{.*}}, %{{.*}}, %{{.*}}) {reads_outs}
  dsk.scatter_heads ins(%p, %i : memref<2x3x7x8xf32>, memref<2x3xi32>) outs(%x : memref<2x4x7x8xf32>) reads_outs
  return
}
