// How sure answers are, on tensors and on buffers, printed and read again.
//
// RUN: ds-opt %s | FileCheck %s
// RUN: ds-opt %s | ds-opt | FileCheck %s
// RUN: ds-opt %s --mlir-print-op-generic | FileCheck %s --check-prefix=GENERIC
// RUN: ds-opt %s --mlir-print-op-generic | ds-opt | FileCheck %s
// RUN: ds-opt %s --emit-bytecode | ds-opt | FileCheck %s

// CHECK-LABEL: func.func @confidence
func.func @confidence(%x: tensor<8x4xbf16>, %o: tensor<8xf32>, %m: memref<?x?xf64>, %s: memref<?xf64>) -> tensor<8xf32> {
  // CHECK: dsk.confidence ins(%{{.*}} : tensor<8x4xbf16>) outs(%{{.*}} : tensor<8xf32>) by = max -> tensor<8xf32>
  // GENERIC: "dsk.confidence"(%{{.*}}, %{{.*}}) {by = 0 : i32} : (tensor<8x4xbf16>, tensor<8xf32>) -> tensor<8xf32>
  %r = dsk.confidence ins(%x : tensor<8x4xbf16>) outs(%o : tensor<8xf32>) by = max -> tensor<8xf32>
  // CHECK: dsk.confidence ins(%{{.*}} : memref<?x?xf64>) outs(%{{.*}} : memref<?xf64>) by = entropy {note = "kept"}
  dsk.confidence ins(%m : memref<?x?xf64>) outs(%s : memref<?xf64>) by = entropy {note = "kept"}
  return %r : tensor<8xf32>
}
