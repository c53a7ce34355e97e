// Lists of tokens, on tensors and on buffers, printed and read again.
//
// RUN: ds-opt %s | FileCheck %s
// RUN: ds-opt %s | ds-opt | FileCheck %s
// RUN: ds-opt %s --mlir-print-op-generic | FileCheck %s --check-prefix=GENERIC
// RUN: ds-opt %s --mlir-print-op-generic | ds-opt | FileCheck %s
// RUN: ds-opt %s --emit-bytecode | ds-opt | FileCheck %s

// CHECK-LABEL: func.func @sort_indices
func.func @sort_indices(%x: tensor<2x7xf32>, %o: tensor<2x7xi32>, %e: memref<?x?xi32>, %i: memref<?x?xi32>) -> tensor<2x7xi32> {
  // CHECK: dsk.sort_indices ins(%{{.*}} : tensor<2x7xf32>) outs(%{{.*}} : tensor<2x7xi32>) -> tensor<2x7xi32>
  // GENERIC: "dsk.sort_indices"(%{{.*}}, %{{.*}}) : (tensor<2x7xf32>, tensor<2x7xi32>) -> tensor<2x7xi32>
  %r = dsk.sort_indices ins(%x : tensor<2x7xf32>) outs(%o : tensor<2x7xi32>) -> tensor<2x7xi32>
  // CHECK: dsk.sort_indices ins(%{{.*}} : memref<?x?xi32>) outs(%{{.*}} : memref<?x?xi32>) descending {note = "kept"}
  // GENERIC: "dsk.sort_indices"(%{{.*}}, %{{.*}}) {descending, note = "kept"}
  dsk.sort_indices ins(%e : memref<?x?xi32>) outs(%i : memref<?x?xi32>) descending {note = "kept"}
  return %r : tensor<2x7xi32>
}
