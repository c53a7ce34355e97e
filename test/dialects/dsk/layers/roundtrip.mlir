// Layers and experts, on tensors and on buffers, printed and read again.
//
// RUN: ds-opt %s | FileCheck %s
// RUN: ds-opt %s | ds-opt | FileCheck %s
// RUN: ds-opt %s --mlir-print-op-generic | FileCheck %s --check-prefix=GENERIC
// RUN: ds-opt %s --mlir-print-op-generic | ds-opt | FileCheck %s
// RUN: ds-opt %s --emit-bytecode | ds-opt | FileCheck %s

// CHECK-LABEL: func.func @before
func.func @before(%w: memref<7x20xf32>, %p: memref<2x7x16xf32>, %x: memref<?x8xbf16>, %q: memref<?x8xi8>, %s: memref<?xf32>) {
  // CHECK: dsk.pack_weights ins(%{{.*}} : memref<7x20xf32>) outs(%{{.*}} : memref<2x7x16xf32>)
  // GENERIC: "dsk.pack_weights"(%{{.*}}, %{{.*}})
  dsk.pack_weights ins(%w : memref<7x20xf32>) outs(%p : memref<2x7x16xf32>)
  // CHECK: dsk.quantize_rows ins(%{{.*}} : memref<?x8xbf16>) outs(%{{.*}}, %{{.*}} : memref<?x8xi8>, memref<?xf32>)
  dsk.quantize_rows ins(%x : memref<?x8xbf16>) outs(%q, %s : memref<?x8xi8>, memref<?xf32>)
  return
}

// CHECK-LABEL: func.func @linear
func.func @linear(%x: tensor<?x7xf32>, %p: tensor<2x7x16xf32>, %b: tensor<20xf32>, %r: tensor<?x20xf32>, %o: tensor<?x20xf32>)
    -> tensor<?x20xf32> {
  // CHECK: dsk.linear ins(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} : tensor<?x7xf32>, tensor<2x7x16xf32>, tensor<20xf32>, tensor<?x20xf32>) outs(%{{.*}} : tensor<?x20xf32>) bias residual activation = gelu {note = "kept"} -> tensor<?x20xf32>
  // GENERIC: "dsk.linear"(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}) {activation = 2 : i32, bias, note = "kept", residual}
  %y = dsk.linear ins(%x, %p, %b, %r : tensor<?x7xf32>, tensor<2x7x16xf32>, tensor<20xf32>, tensor<?x20xf32>)
    outs(%o : tensor<?x20xf32>) bias residual activation = gelu {note = "kept"} -> tensor<?x20xf32>
  return %y : tensor<?x20xf32>
}

// CHECK-LABEL: func.func @open_columns
func.func @open_columns(%x: memref<?x7xf32>, %p: memref<?x7x16xf32>, %b: memref<?xf32>, %y: memref<?x?xf32>) {
  // CHECK: dsk.linear ins(%{{.*}}, %{{.*}}, %{{.*}} : memref<?x7xf32>, memref<?x7x16xf32>, memref<?xf32>) outs(%{{.*}} : memref<?x?xf32>) bias
  dsk.linear ins(%x, %p, %b : memref<?x7xf32>, memref<?x7x16xf32>, memref<?xf32>) outs(%y : memref<?x?xf32>) bias
  return
}

// CHECK-LABEL: func.func @experts
func.func @experts(%l: memref<?x4xf32>, %c: index, %t: memref<?xi32>, %o: memref<5xi32>, %s: memref<?x2xi32>,
                   %w: memref<?x2xf32>, %h: memref<4xi32>, %x: memref<?x7xf32>, %p: memref<4x2x7x16xf32>, %y: memref<?x20xf32>) {
  // CHECK: dsk.route_experts ins(%{{.*}}, %{{.*}}, %{{.*}} : memref<?x4xf32>) outs(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} : memref<?xi32>, memref<5xi32>, memref<?x2xi32>, memref<?x2xf32>, memref<4xi32>) normalize = all
  // GENERIC: "dsk.route_experts"(%{{.*}}) {normalize = 1 : i32}
  dsk.route_experts ins(%l, %c, %c : memref<?x4xf32>)
    outs(%t, %o, %s, %w, %h : memref<?xi32>, memref<5xi32>, memref<?x2xi32>, memref<?x2xf32>, memref<4xi32>) normalize = all
  // CHECK: dsk.grouped_linear ins(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} : memref<?x7xf32>, memref<4x2x7x16xf32>, memref<5xi32>, memref<?xi32>) outs(%{{.*}} : memref<?x20xf32>) rows
  dsk.grouped_linear ins(%x, %p, %o, %t : memref<?x7xf32>, memref<4x2x7x16xf32>, memref<5xi32>, memref<?xi32>)
    outs(%y : memref<?x20xf32>) rows
  // CHECK: dsk.combine_experts ins(%{{.*}}, %{{.*}}, %{{.*}} : memref<?x20xf32>, memref<?x2xi32>, memref<?x2xf32>) outs(%{{.*}} : memref<?x20xf32>)
  dsk.combine_experts ins(%y, %s, %w : memref<?x20xf32>, memref<?x2xi32>, memref<?x2xf32>) outs(%y : memref<?x20xf32>)
  return
}
