// Stored sets of elements, on tensors and on buffers.
//
// RUN: ds-opt %s | FileCheck %s
// RUN: ds-opt %s | ds-opt | FileCheck %s
// RUN: ds-opt %s --mlir-print-op-generic | FileCheck %s --check-prefix=GENERIC
// RUN: ds-opt %s --mlir-print-op-generic | ds-opt | FileCheck %s
// RUN: ds-opt %s --emit-bytecode | ds-opt | FileCheck %s

// CHECK-LABEL: func.func @tensors
// GENERIC-LABEL: sym_name = "tensors"
func.func @tensors(%mask: tensor<1x2x100x50xi1>, %rows: tensor<1x2x8xi32>, %columns: tensor<56xi32>, %masks: tensor<56x16x2xi8>)
    -> (tensor<1x2x8xi32>, tensor<56xi32>, tensor<56xi32>, tensor<56x16x2xi8>, tensor<1x2x100x50xi1>) {
  // CHECK: %[[P:.*]]:4 = dsk.compress_elements ins(%{{.*}} : tensor<1x2x100x50xi1>) outs(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} : tensor<1x2x8xi32>, tensor<56xi32>, tensor<56xi32>, tensor<56x16x2xi8>) block = [16, 16] {note = "kept"} -> tensor<1x2x8xi32>, tensor<56xi32>, tensor<56xi32>, tensor<56x16x2xi8>
  // GENERIC: "dsk.compress_elements"(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}) {block = array<i64: 16, 16>, note = "kept"}
  %p:4 = dsk.compress_elements ins(%mask : tensor<1x2x100x50xi1>)
    outs(%rows, %columns, %columns, %masks : tensor<1x2x8xi32>, tensor<56xi32>, tensor<56xi32>, tensor<56x16x2xi8>)
    block = [16, 16] {note = "kept"} -> tensor<1x2x8xi32>, tensor<56xi32>, tensor<56xi32>, tensor<56x16x2xi8>
  // CHECK: dsk.expand_elements ins(%[[P]]#0, %[[P]]#1, %[[P]]#2, %[[P]]#3 : tensor<1x2x8xi32>, tensor<56xi32>, tensor<56xi32>, tensor<56x16x2xi8>) outs(%{{.*}} : tensor<1x2x100x50xi1>) block = [16, 16] {note = "kept"} -> tensor<1x2x100x50xi1>
  // GENERIC: "dsk.expand_elements"(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}) {block = array<i64: 16, 16>, note = "kept"}
  %m = dsk.expand_elements ins(%p#0, %p#1, %p#2, %p#3 : tensor<1x2x8xi32>, tensor<56xi32>, tensor<56xi32>, tensor<56x16x2xi8>)
    outs(%mask : tensor<1x2x100x50xi1>) block = [16, 16] {note = "kept"} -> tensor<1x2x100x50xi1>
  return %p#0, %p#1, %p#2, %p#3, %m : tensor<1x2x8xi32>, tensor<56xi32>, tensor<56xi32>, tensor<56x16x2xi8>, tensor<1x2x100x50xi1>
}

// 40 queries take 5 bytes, and so 8.
// CHECK-LABEL: func.func @buffers
func.func @buffers(%mask: memref<?x?x?x?xi1>, %rows: memref<?x?x?xi64>, %columns: memref<?xi64>, %masks: memref<?x8x8xi8>) {
  // CHECK: dsk.compress_elements ins(%{{.*}} : memref<?x?x?x?xi1>) outs(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} : memref<?x?x?xi64>, memref<?xi64>, memref<?xi64>, memref<?x8x8xi8>) block = [40, 8]
  dsk.compress_elements ins(%mask : memref<?x?x?x?xi1>)
    outs(%rows, %columns, %columns, %masks : memref<?x?x?xi64>, memref<?xi64>, memref<?xi64>, memref<?x8x8xi8>) block = [40, 8]
  // CHECK: dsk.expand_elements ins(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} : memref<?x?x?xi64>, memref<?xi64>, memref<?xi64>, memref<?x8x8xi8>) outs(%{{.*}} : memref<?x?x?x?xi1>) block = [40, 8]
  dsk.expand_elements ins(%rows, %columns, %columns, %masks : memref<?x?x?xi64>, memref<?xi64>, memref<?xi64>, memref<?x8x8xi8>)
    outs(%mask : memref<?x?x?x?xi1>) block = [40, 8]
  return
}

// CHECK-LABEL: func.func @attention
// GENERIC-LABEL: sym_name = "attention"
func.func @attention(%q: tensor<1x2x100x64xf32>, %rows: tensor<1x2x8xi32>, %columns: tensor<?xi32>, %masks: tensor<?x16x2xi8>,
                     %lse: tensor<1x2x100xf32>, %x: memref<1x2x100x8xbf16>, %row_buffer: memref<1x1x8xi64>,
                     %column_buffer: memref<?xi64>, %mask_buffer: memref<?x16x2xi8>) -> (tensor<1x2x100x64xf32>, tensor<1x2x100xf32>) {
  // CHECK: %{{.*}}:2 = dsk.masked_attention ins(%{{.*}} : tensor<1x2x100x64xf32>, tensor<1x2x100x64xf32>, tensor<1x2x100x64xf32>, tensor<1x2x8xi32>, tensor<?xi32>, tensor<?xi32>, tensor<?x16x2xi8>) outs(%{{.*}}, %{{.*}} : tensor<1x2x100x64xf32>, tensor<1x2x100xf32>) block = [16, 16] scale = 1.250000e-01 {note = "kept"} -> tensor<1x2x100x64xf32>, tensor<1x2x100xf32>
  // GENERIC: "dsk.masked_attention"(%{{.*}}) {block = array<i64: 16, 16>, note = "kept", scale = 1.250000e-01 : f64}
  %o:2 = dsk.masked_attention ins(%q, %q, %q, %rows, %columns, %columns, %masks
      : tensor<1x2x100x64xf32>, tensor<1x2x100x64xf32>, tensor<1x2x100x64xf32>, tensor<1x2x8xi32>, tensor<?xi32>, tensor<?xi32>, tensor<?x16x2xi8>)
    outs(%q, %lse : tensor<1x2x100x64xf32>, tensor<1x2x100xf32>) block = [16, 16] scale = 0.125 {note = "kept"}
    -> tensor<1x2x100x64xf32>, tensor<1x2x100xf32>
  // CHECK: dsk.masked_attention ins({{.*}}) outs(%{{.*}} : memref<1x2x100x8xbf16>) block = [16, 16] scale = 5.000000e-01
  dsk.masked_attention ins(%x, %x, %x, %row_buffer, %column_buffer, %column_buffer, %mask_buffer
      : memref<1x2x100x8xbf16>, memref<1x2x100x8xbf16>, memref<1x2x100x8xbf16>, memref<1x1x8xi64>, memref<?xi64>, memref<?xi64>, memref<?x16x2xi8>)
    outs(%x : memref<1x2x100x8xbf16>) block = [16, 16] scale = 0.5
  return %o#0, %o#1 : tensor<1x2x100x64xf32>, tensor<1x2x100xf32>
}
