// Kernels that predict attention, on tensors and on buffers, printed and read again.
//
// RUN: ds-opt %s | FileCheck %s
// RUN: ds-opt %s | ds-opt | FileCheck %s
// RUN: ds-opt %s --mlir-print-op-generic | FileCheck %s --check-prefix=GENERIC
// RUN: ds-opt %s --mlir-print-op-generic | ds-opt | FileCheck %s
// RUN: ds-opt %s --emit-bytecode | ds-opt | FileCheck %s

// CHECK-LABEL: func.func @top_k_elements
func.func @top_k_elements(%s: tensor<1x2x4x5xf32>, %k: index, %r: tensor<1x2x3xi32>, %c: tensor<12xi32>, %m: tensor<12x2x1xi8>, %bs: memref<?x?x?x?xf64>, %br: memref<?x?x?xi64>, %bc: memref<?xi64>, %bm: memref<?x16x2xi8>) -> tensor<12x2x1xi8> {
  // CHECK: dsk.top_k_elements ins(%{{.*}}, %{{.*}} : tensor<1x2x4x5xf32>) outs({{.*}} : tensor<1x2x3xi32>, tensor<12xi32>, tensor<12xi32>, tensor<12x2x1xi8>) block = [2, 2] -> tensor<1x2x3xi32>, tensor<12xi32>, tensor<12xi32>, tensor<12x2x1xi8>
  // GENERIC: "dsk.top_k_elements"(%{{.*}}) {block = array<i64: 2, 2>}
  %a:4 = dsk.top_k_elements ins(%s, %k : tensor<1x2x4x5xf32>) outs(%r, %c, %c, %m : tensor<1x2x3xi32>, tensor<12xi32>, tensor<12xi32>, tensor<12x2x1xi8>) block = [2, 2] -> tensor<1x2x3xi32>, tensor<12xi32>, tensor<12xi32>, tensor<12x2x1xi8>
  // CHECK: dsk.top_k_elements ins(%{{.*}}, %{{.*}} : memref<?x?x?x?xf64>) outs({{.*}} : memref<?x?x?xi64>, memref<?xi64>, memref<?xi64>, memref<?x16x2xi8>) block = [16, 16] {note = "kept"}
  dsk.top_k_elements ins(%bs, %k : memref<?x?x?x?xf64>) outs(%br, %bc, %bc, %bm : memref<?x?x?xi64>, memref<?xi64>, memref<?xi64>, memref<?x16x2xi8>) block = [16, 16] {note = "kept"}
  return %a#3 : tensor<12x2x1xi8>
}

// CHECK-LABEL: func.func @top_n_of_m
func.func @top_n_of_m(%s: tensor<1x2x4x5xf32>, %n: index, %m: tensor<1x2x4x5xi1>, %bs: memref<?x?x?x?xf64>, %bm: memref<?x?x?x?xi1>) -> tensor<1x2x4x5xi1> {
  // CHECK: dsk.top_n_of_m ins(%{{.*}}, %{{.*}} : tensor<1x2x4x5xf32>) outs(%{{.*}} : tensor<1x2x4x5xi1>) m = 4 -> tensor<1x2x4x5xi1>
  // GENERIC: "dsk.top_n_of_m"(%{{.*}}, %{{.*}}, %{{.*}}) {m = 4 : i64}
  %a = dsk.top_n_of_m ins(%s, %n : tensor<1x2x4x5xf32>) outs(%m : tensor<1x2x4x5xi1>) m = 4 -> tensor<1x2x4x5xi1>
  // CHECK: dsk.top_n_of_m ins(%{{.*}}, %{{.*}} : memref<?x?x?x?xf64>) outs(%{{.*}} : memref<?x?x?x?xi1>) m = 1 {note = "kept"}
  dsk.top_n_of_m ins(%bs, %n : memref<?x?x?x?xf64>) outs(%bm : memref<?x?x?x?xi1>) m = 1 {note = "kept"}
  return %a : tensor<1x2x4x5xi1>
}

// CHECK-LABEL: func.func @block_similarity
func.func @block_similarity(%x: tensor<1x2x8x4xbf16>, %s: tensor<1x2x4xf32>, %bx: memref<?x?x?x?xf64>, %bs: memref<?x?x?xf64>) -> tensor<1x2x4xf32> {
  // CHECK: dsk.block_similarity ins(%{{.*}} : tensor<1x2x8x4xbf16>) outs(%{{.*}} : tensor<1x2x4xf32>) block = 2 -> tensor<1x2x4xf32>
  // GENERIC: "dsk.block_similarity"(%{{.*}}, %{{.*}}) {block = 2 : i64}
  %a = dsk.block_similarity ins(%x : tensor<1x2x8x4xbf16>) outs(%s : tensor<1x2x4xf32>) block = 2 -> tensor<1x2x4xf32>
  // CHECK: dsk.block_similarity ins(%{{.*}} : memref<?x?x?x?xf64>) outs(%{{.*}} : memref<?x?x?xf64>) block = 16 {note = "kept"}
  dsk.block_similarity ins(%bx : memref<?x?x?x?xf64>) outs(%bs : memref<?x?x?xf64>) block = 16 {note = "kept"}
  return %a : tensor<1x2x4xf32>
}
