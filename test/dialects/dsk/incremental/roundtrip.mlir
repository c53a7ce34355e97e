// Products over time, on tensors and on buffers, printed and read again.
//
// RUN: ds-opt %s | FileCheck %s
// RUN: ds-opt %s | ds-opt | FileCheck %s
// RUN: ds-opt %s --mlir-print-op-generic | FileCheck %s --check-prefix=GENERIC
// RUN: ds-opt %s --mlir-print-op-generic | ds-opt | FileCheck %s
// RUN: ds-opt %s --emit-bytecode | ds-opt | FileCheck %s

// CHECK-LABEL: func.func @update_scores
func.func @update_scores(%q: tensor<1x2x9x8xbf16>, %k: tensor<1x2x7x8xbf16>, %i: tensor<1x?xi32>, %p: tensor<1x9xi32>, %s: tensor<1x2x9x7xf32>,
                         %x: memref<?x?x?x?xf64>, %j: memref<?x?xi32>) -> tensor<1x2x9x7xf32> {
  // CHECK: dsk.update_scores ins(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} : tensor<1x2x9x8xbf16>, tensor<1x2x7x8xbf16>, tensor<1x?xi32>, tensor<1x?xi32>, tensor<1x9xi32>) outs(%{{.*}} : tensor<1x2x9x7xf32>) scale = 5.000000e-01 reads_outs -> tensor<1x2x9x7xf32>
  // GENERIC: "dsk.update_scores"(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}) {reads_outs, scale = 5.000000e-01 : f64}
  %r = dsk.update_scores ins(%q, %k, %i, %i, %p : tensor<1x2x9x8xbf16>, tensor<1x2x7x8xbf16>, tensor<1x?xi32>, tensor<1x?xi32>, tensor<1x9xi32>)
    outs(%s : tensor<1x2x9x7xf32>) scale = 0.5 reads_outs -> tensor<1x2x9x7xf32>
  // CHECK: dsk.update_scores ins({{.*}}) outs(%{{.*}} : memref<?x?x?x?xf64>) scale = 5.000000e-01 reads_outs {note = "kept"}
  dsk.update_scores ins(%x, %x, %j, %j, %j : memref<?x?x?x?xf64>, memref<?x?x?x?xf64>, memref<?x?xi32>, memref<?x?xi32>, memref<?x?xi32>)
    outs(%x : memref<?x?x?x?xf64>) scale = 0.5 reads_outs {note = "kept"}
  return %r : tensor<1x2x9x7xf32>
}

// CHECK-LABEL: func.func @products
func.func @products(%a: tensor<1x2x9x7xf32>, %v: tensor<1x2x7x8xf32>, %i: tensor<1x?xi32>, %o: tensor<1x2x9x8xf32>, %x: memref<?x?x?x?xf64>,
                    %j: memref<?x?xi32>) -> (tensor<1x2x9x8xf32>, tensor<1x2x9x8xf32>) {
  // CHECK: dsk.update_product_rows ins(%{{.*}}, %{{.*}}, %{{.*}} : tensor<1x2x9x7xf32>, tensor<1x2x7x8xf32>, tensor<1x?xi32>) outs(%{{.*}} : tensor<1x2x9x8xf32>) reads_outs -> tensor<1x2x9x8xf32>
  // GENERIC: "dsk.update_product_rows"(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}) {reads_outs}
  %r = dsk.update_product_rows ins(%a, %v, %i : tensor<1x2x9x7xf32>, tensor<1x2x7x8xf32>, tensor<1x?xi32>)
    outs(%o : tensor<1x2x9x8xf32>) reads_outs -> tensor<1x2x9x8xf32>
  // CHECK: dsk.update_product ins(%{{.*}}, %{{.*}}, %{{.*}} : tensor<1x2x9x7xf32>, tensor<1x2x7x8xf32>, tensor<1x?xi32>) outs(%{{.*}}, %{{.*}}, %{{.*}} : tensor<1x2x9x8xf32>, tensor<1x2x9x7xf32>, tensor<1x2x7x8xf32>) reads_outs -> tensor<1x2x9x8xf32>, tensor<1x2x9x7xf32>, tensor<1x2x7x8xf32>
  // GENERIC: "dsk.update_product"(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}) {reads_outs}
  %s:3 = dsk.update_product ins(%a, %v, %i : tensor<1x2x9x7xf32>, tensor<1x2x7x8xf32>, tensor<1x?xi32>)
    outs(%o, %a, %v : tensor<1x2x9x8xf32>, tensor<1x2x9x7xf32>, tensor<1x2x7x8xf32>) reads_outs
    -> tensor<1x2x9x8xf32>, tensor<1x2x9x7xf32>, tensor<1x2x7x8xf32>
  // CHECK: dsk.update_product_rows ins({{.*}}) outs(%{{.*}} : memref<?x?x?x?xf64>) reads_outs {note = "kept"}
  dsk.update_product_rows ins(%x, %x, %j : memref<?x?x?x?xf64>, memref<?x?x?x?xf64>, memref<?x?xi32>)
    outs(%x : memref<?x?x?x?xf64>) reads_outs {note = "kept"}
  // CHECK: dsk.update_product ins({{.*}}) outs({{.*}}) reads_outs {note = "kept"}
  dsk.update_product ins(%x, %x, %j : memref<?x?x?x?xf64>, memref<?x?x?x?xf64>, memref<?x?xi32>)
    outs(%x, %x, %x : memref<?x?x?x?xf64>, memref<?x?x?x?xf64>, memref<?x?x?x?xf64>) reads_outs {note = "kept"}
  return %r, %s#0 : tensor<1x2x9x8xf32>, tensor<1x2x9x8xf32>
}
