// Kernels on mass, on tensors and on buffers, printed and read again.
//
// RUN: ds-opt %s | FileCheck %s
// RUN: ds-opt %s | ds-opt | FileCheck %s
// RUN: ds-opt %s --mlir-print-op-generic | FileCheck %s --check-prefix=GENERIC
// RUN: ds-opt %s --mlir-print-op-generic | ds-opt | FileCheck %s
// RUN: ds-opt %s --emit-bytecode | ds-opt | FileCheck %s

// CHECK-LABEL: func.func @mass_columns
func.func @mass_columns(%s: tensor<1x2x4x5xf32>, %tau: f32, %k: index, %f: tensor<1x1x5xi64>, %g: tensor<?xi64>, %r: tensor<1x2x5xi32>, %c: tensor<40xi32>, %m: tensor<1x2x4xf32>, %bs: memref<?x?x?x?xf64>, %bf: memref<?x?x?xi32>, %bg: memref<?xi32>, %bm: memref<?x?x?xf64>) -> tensor<1x2x4xf32> {
  // CHECK: dsk.mass_columns ins(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} : tensor<1x2x4x5xf32>, tensor<1x1x5xi64>, tensor<?xi64>) outs(%{{.*}}, %{{.*}}, %{{.*}} : tensor<1x2x5xi32>, tensor<40xi32>, tensor<1x2x4xf32>) -> tensor<1x2x5xi32>, tensor<40xi32>, tensor<1x2x4xf32>
  // GENERIC: "dsk.mass_columns"(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}})
  %a:3 = dsk.mass_columns ins(%s, %tau, %k, %f, %g : tensor<1x2x4x5xf32>, tensor<1x1x5xi64>, tensor<?xi64>) outs(%r, %c, %m : tensor<1x2x5xi32>, tensor<40xi32>, tensor<1x2x4xf32>) -> tensor<1x2x5xi32>, tensor<40xi32>, tensor<1x2x4xf32>
  // CHECK: dsk.mass_columns ins({{.*}} : memref<?x?x?x?xf64>, memref<?x?x?xi32>, memref<?xi32>) outs({{.*}} : memref<?x?x?xi32>, memref<?xi32>, memref<?x?x?xf64>) apart {note = "kept"}
  dsk.mass_columns ins(%bs, %tau, %k, %bf, %bg : memref<?x?x?x?xf64>, memref<?x?x?xi32>, memref<?xi32>) outs(%bf, %bg, %bm : memref<?x?x?xi32>, memref<?xi32>, memref<?x?x?xf64>) apart {note = "kept"}
  return %a#2 : tensor<1x2x4xf32>
}

// CHECK-LABEL: func.func @row_mass
func.func @row_mass(%s: tensor<1x2x4x5xf32>, %x: tensor<1x1x4x5xi1>, %m: tensor<1x2x4xf32>, %bs: memref<?x?x?x?xf64>, %bx: memref<?x?x?x?xi1>, %bm: memref<?x?x?xf64>) -> tensor<1x2x4xf32> {
  // CHECK: dsk.row_mass ins(%{{.*}}, %{{.*}} : tensor<1x2x4x5xf32>, tensor<1x1x4x5xi1>) outs(%{{.*}} : tensor<1x2x4xf32>) -> tensor<1x2x4xf32>
  // GENERIC: "dsk.row_mass"(%{{.*}}, %{{.*}}, %{{.*}})
  %a = dsk.row_mass ins(%s, %x : tensor<1x2x4x5xf32>, tensor<1x1x4x5xi1>) outs(%m : tensor<1x2x4xf32>) -> tensor<1x2x4xf32>
  // CHECK: dsk.row_mass ins(%{{.*}}, %{{.*}} : memref<?x?x?x?xf64>, memref<?x?x?x?xi1>) outs(%{{.*}} : memref<?x?x?xf64>) {note = "kept"}
  dsk.row_mass ins(%bs, %bx : memref<?x?x?x?xf64>, memref<?x?x?x?xi1>) outs(%bm : memref<?x?x?xf64>) {note = "kept"}
  return %a : tensor<1x2x4xf32>
}

// CHECK-LABEL: func.func @tile_mass
func.func @tile_mass(%s: tensor<1x2x4x5xf32>, %seen: tensor<4xi32>, %seen_in: memref<?xi32>, %m: tensor<1x2x2x3xf32>, %bs: memref<?x?x?x?xf64>) -> tensor<1x2x2x3xf32> {
  // CHECK: dsk.tile_mass ins(%{{.*}}, %{{.*}} : tensor<1x2x4x5xf32>, tensor<4xi32>) outs(%{{.*}} : tensor<1x2x2x3xf32>) tile = [2, 2] -> tensor<1x2x2x3xf32>
  // GENERIC: "dsk.tile_mass"(%{{.*}}, %{{.*}}, %{{.*}}) {tile = array<i64: 2, 2>}
  %a = dsk.tile_mass ins(%s, %seen : tensor<1x2x4x5xf32>, tensor<4xi32>) outs(%m : tensor<1x2x2x3xf32>) tile = [2, 2] -> tensor<1x2x2x3xf32>
  // CHECK: dsk.tile_mass ins(%{{.*}}, %{{.*}} : memref<?x?x?x?xf64>, memref<?xi32>) outs(%{{.*}} : memref<?x?x?x?xf64>) tile = [1, 3] {note = "kept"}
  dsk.tile_mass ins(%bs, %seen_in : memref<?x?x?x?xf64>, memref<?xi32>) outs(%bs : memref<?x?x?x?xf64>) tile = [1, 3] {note = "kept"}
  return %a : tensor<1x2x2x3xf32>
}
