// Merging tokens, on tensors and on buffers, printed and read again.
//
// RUN: ds-opt %s | FileCheck %s
// RUN: ds-opt %s | ds-opt | FileCheck %s
// RUN: ds-opt %s --mlir-print-op-generic | FileCheck %s --check-prefix=GENERIC
// RUN: ds-opt %s --mlir-print-op-generic | ds-opt | FileCheck %s
// RUN: ds-opt %s --emit-bytecode | ds-opt | FileCheck %s

// CHECK-LABEL: func.func @match_tokens
func.func @match_tokens(%x: tensor<2x7x8xf32>, %s: tensor<2x3xf64>, %m: tensor<2x3xi32>, %k: memref<?x?x?xbf16>,
                        %ks: memref<?x?xf64>, %km: memref<?x?xi32>) {
  // CHECK: dsk.match_tokens ins(%{{.*}} : tensor<2x7x8xf32>) outs(%{{.*}}, %{{.*}} : tensor<2x3xf64>, tensor<2x3xi32>) protect = 1 -> tensor<2x3xf64>, tensor<2x3xi32>
  // GENERIC: "dsk.match_tokens"(%{{.*}}, %{{.*}}, %{{.*}}) {protect = 1 : i64}
  %a:2 = dsk.match_tokens ins(%x : tensor<2x7x8xf32>) outs(%s, %m : tensor<2x3xf64>, tensor<2x3xi32>) protect = 1 -> tensor<2x3xf64>, tensor<2x3xi32>
  // CHECK: dsk.match_tokens ins(%{{.*}} : memref<?x?x?xbf16>) outs(%{{.*}}, %{{.*}} : memref<?x?xf64>, memref<?x?xi32>) {note = "kept"}
  dsk.match_tokens ins(%k : memref<?x?x?xbf16>) outs(%ks, %km : memref<?x?xf64>, memref<?x?xi32>) {note = "kept"}
  return
}

// CHECK-LABEL: func.func @merge_tokens
func.func @merge_tokens(%x: memref<2x7x8xf32>, %s: memref<2x7xf32>, %g: memref<2x7xi32>, %y: memref<2x?x8xf32>, %ys: memref<2x?xf32>) {
  // CHECK: dsk.merge_tokens ins(%{{.*}}, %{{.*}}, %{{.*}} : memref<2x7x8xf32>, memref<2x7xf32>, memref<2x7xi32>) outs(%{{.*}}, %{{.*}} : memref<2x?x8xf32>, memref<2x?xf32>) {note = "kept"}
  // GENERIC: "dsk.merge_tokens"(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}) {note = "kept"}
  dsk.merge_tokens ins(%x, %s, %g : memref<2x7x8xf32>, memref<2x7xf32>, memref<2x7xi32>) outs(%y, %ys : memref<2x?x8xf32>, memref<2x?xf32>) {note = "kept"}
  return
}
