// Stored scores, on tensors and on buffers, printed and read again.
//
// RUN: ds-opt %s | FileCheck %s
// RUN: ds-opt %s | ds-opt | FileCheck %s
// RUN: ds-opt %s --mlir-print-op-generic | FileCheck %s --check-prefix=GENERIC
// RUN: ds-opt %s --mlir-print-op-generic | ds-opt | FileCheck %s
// RUN: ds-opt %s --emit-bytecode | ds-opt | FileCheck %s

// CHECK-LABEL: func.func @sddmm(
func.func @sddmm(%q: memref<1x2x37x5xf32>, %k: memref<1x2x29x5xf32>, %b: memref<1x1x29xf32>, %r: memref<1x2x4xi32>, %c: memref<?xi32>, %i: memref<?xi32>, %m: memref<?x8x2xi8>, %x: memref<1x1x?x16x8xf32>,
    %tq: tensor<1x2x37x5xf32>, %tk: tensor<1x2x29x5xf32>, %tb: tensor<1x1x29xf32>, %tr: tensor<1x2x4xi32>, %tc: tensor<?xi32>, %ti: tensor<?xi32>, %tm: tensor<?x8x2xi8>, %tx: tensor<1x1x?x16x8xf32>) {
  // CHECK: dsk.sddmm ins(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} : memref<1x2x37x5xf32>, memref<1x2x29x5xf32>, memref<1x1x29xf32>, memref<1x2x4xi32>, memref<?xi32>, memref<?xi32>, memref<?x8x2xi8>) outs(%{{.*}} : memref<1x1x?x16x8xf32>) block = [16, 8] scale = 5.000000e-01 {note = "kept"}
  // GENERIC: "dsk.sddmm"(
  dsk.sddmm ins(%q, %k, %b, %r, %c, %i, %m : memref<1x2x37x5xf32>, memref<1x2x29x5xf32>, memref<1x1x29xf32>, memref<1x2x4xi32>, memref<?xi32>, memref<?xi32>, memref<?x8x2xi8>) outs(%x : memref<1x1x?x16x8xf32>) block = [16, 8] scale = 0.5 {note = "kept"}
  // CHECK: dsk.sddmm ins(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} : tensor<1x2x37x5xf32>, tensor<1x2x29x5xf32>, tensor<1x1x29xf32>, tensor<1x2x4xi32>, tensor<?xi32>, tensor<?xi32>, tensor<?x8x2xi8>) outs(%{{.*}} : tensor<1x1x?x16x8xf32>) block = [16, 8] scale = 5.000000e-01 -> tensor<1x1x?x16x8xf32>
  // GENERIC: "dsk.sddmm"(
  %0 = dsk.sddmm ins(%tq, %tk, %tb, %tr, %tc, %ti, %tm : tensor<1x2x37x5xf32>, tensor<1x2x29x5xf32>, tensor<1x1x29xf32>, tensor<1x2x4xi32>, tensor<?xi32>, tensor<?xi32>, tensor<?x8x2xi8>) outs(%tx : tensor<1x1x?x16x8xf32>) block = [16, 8] scale = 0.5 -> tensor<1x1x?x16x8xf32>
  return
}

// CHECK-LABEL: func.func @sparse_softmax(
func.func @sparse_softmax(%x: memref<1x1x?x16x8xf32>, %n: index, %r: memref<1x2x4xi32>, %c: memref<?xi32>, %i: memref<?xi32>, %m: memref<?x8x2xi8>, %w: memref<1x1x?x16x8xf32>, %l: memref<1x2x37xf32>,
    %tx: tensor<1x1x?x16x8xf32>, %tr: tensor<1x2x4xi32>, %tc: tensor<?xi32>, %ti: tensor<?xi32>, %tm: tensor<?x8x2xi8>, %tw: tensor<1x1x?x16x8xf32>, %tl: tensor<1x2x37xf32>) {
  // CHECK: dsk.sparse_softmax ins(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} : memref<1x1x?x16x8xf32>, memref<1x2x4xi32>, memref<?xi32>, memref<?xi32>, memref<?x8x2xi8>) outs(%{{.*}}, %{{.*}} : memref<1x1x?x16x8xf32>, memref<1x2x37xf32>) block = [16, 8] {note = "kept"}
  // GENERIC: "dsk.sparse_softmax"(
  dsk.sparse_softmax ins(%x, %n, %r, %c, %i, %m : memref<1x1x?x16x8xf32>, memref<1x2x4xi32>, memref<?xi32>, memref<?xi32>, memref<?x8x2xi8>) outs(%w, %l : memref<1x1x?x16x8xf32>, memref<1x2x37xf32>) block = [16, 8] {note = "kept"}
  // CHECK: dsk.sparse_softmax ins(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} : tensor<1x1x?x16x8xf32>, tensor<1x2x4xi32>, tensor<?xi32>, tensor<?xi32>, tensor<?x8x2xi8>) outs(%{{.*}}, %{{.*}} : tensor<1x1x?x16x8xf32>, tensor<1x2x37xf32>) block = [16, 8] -> tensor<1x1x?x16x8xf32>, tensor<1x2x37xf32>
  // GENERIC: "dsk.sparse_softmax"(
  %0:2 = dsk.sparse_softmax ins(%tx, %n, %tr, %tc, %ti, %tm : tensor<1x1x?x16x8xf32>, tensor<1x2x4xi32>, tensor<?xi32>, tensor<?xi32>, tensor<?x8x2xi8>) outs(%tw, %tl : tensor<1x1x?x16x8xf32>, tensor<1x2x37xf32>) block = [16, 8] -> tensor<1x1x?x16x8xf32>, tensor<1x2x37xf32>
  return
}

// CHECK-LABEL: func.func @spmm(
func.func @spmm(%w: memref<1x1x?x16x8xf32>, %v: memref<1x2x29x7xf32>, %r: memref<1x2x4xi32>, %c: memref<?xi32>, %i: memref<?xi32>, %m: memref<?x8x2xi8>, %o: memref<1x2x37x7xf32>,
    %tw: tensor<1x1x?x16x8xf32>, %tv: tensor<1x2x29x7xf32>, %tr: tensor<1x2x4xi32>, %tc: tensor<?xi32>, %ti: tensor<?xi32>, %tm: tensor<?x8x2xi8>, %to: tensor<1x2x37x7xf32>) {
  // CHECK: dsk.spmm ins(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} : memref<1x1x?x16x8xf32>, memref<1x2x29x7xf32>, memref<1x2x4xi32>, memref<?xi32>, memref<?xi32>, memref<?x8x2xi8>) outs(%{{.*}} : memref<1x2x37x7xf32>) block = [16, 8] {note = "kept"}
  // GENERIC: "dsk.spmm"(
  dsk.spmm ins(%w, %v, %r, %c, %i, %m : memref<1x1x?x16x8xf32>, memref<1x2x29x7xf32>, memref<1x2x4xi32>, memref<?xi32>, memref<?xi32>, memref<?x8x2xi8>) outs(%o : memref<1x2x37x7xf32>) block = [16, 8] {note = "kept"}
  // CHECK: dsk.spmm ins(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} : tensor<1x1x?x16x8xf32>, tensor<1x2x29x7xf32>, tensor<1x2x4xi32>, tensor<?xi32>, tensor<?xi32>, tensor<?x8x2xi8>) outs(%{{.*}} : tensor<1x2x37x7xf32>) block = [16, 8] -> tensor<1x2x37x7xf32>
  // GENERIC: "dsk.spmm"(
  %0 = dsk.spmm ins(%tw, %tv, %tr, %tc, %ti, %tm : tensor<1x1x?x16x8xf32>, tensor<1x2x29x7xf32>, tensor<1x2x4xi32>, tensor<?xi32>, tensor<?xi32>, tensor<?x8x2xi8>) outs(%to : tensor<1x2x37x7xf32>) block = [16, 8] -> tensor<1x2x37x7xf32>
  return
}
