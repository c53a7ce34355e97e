// Layers and experts, printed and read again: in their own form, in the generic form, and as bytecode.
//
// RUN: ds-opt %s | FileCheck %s
// RUN: ds-opt %s | ds-opt | FileCheck %s
// RUN: ds-opt %s --mlir-print-op-generic | FileCheck %s --check-prefix=GENERIC
// RUN: ds-opt %s --mlir-print-op-generic | ds-opt | FileCheck %s
// RUN: ds-opt %s --emit-bytecode | ds-opt | FileCheck %s

// CHECK-LABEL: func.func @pack_weights
func.func @pack_weights(%w: tensor<7x20xf32>, %x: tensor<?x7x20xi8>) {
  // CHECK: dsa.pack_weights %{{.*}} : tensor<7x20xf32> -> tensor<2x7x16xf32>
  // GENERIC: "dsa.pack_weights"(%{{.*}}) : (tensor<7x20xf32>) -> tensor<2x7x16xf32>
  %a = dsa.pack_weights %w : tensor<7x20xf32> -> tensor<2x7x16xf32>
  // CHECK: dsa.pack_weights %{{.*}} {note = "kept"} : tensor<?x7x20xi8> -> tensor<?x2x2x64xi8>
  %b = dsa.pack_weights %x {note = "kept"} : tensor<?x7x20xi8> -> tensor<?x2x2x64xi8>
  return
}

// CHECK-LABEL: func.func @quantize_rows
func.func @quantize_rows(%x: tensor<1x?x8xf32>, %y: tensor<5x8xbf16>) {
  // CHECK: dsa.quantize_rows %{{.*}} : tensor<1x?x8xf32>
  // GENERIC: "dsa.quantize_rows"(%{{.*}}) : (tensor<1x?x8xf32>) -> (tensor<1x?x8xi8>, tensor<1x?xf32>)
  %a, %b = dsa.quantize_rows %x : tensor<1x?x8xf32>
  // GENERIC: "dsa.quantize_rows"(%{{.*}}) : (tensor<5x8xbf16>) -> (tensor<5x8xi8>, tensor<5xf32>)
  %c, %d = dsa.quantize_rows %y : tensor<5x8xbf16>
  return
}

// CHECK-LABEL: func.func @linear
func.func @linear(%x: tensor<?x7xf32>, %p: tensor<2x7x16xf32>, %b: tensor<20xf32>, %r: tensor<?x20xf32>,
                  %y: tensor<1x3x7xi8>, %q: tensor<2x2x64xi8>, %rs: tensor<1x3xf32>, %cs: tensor<20xf32>, %s: f32) {
  // CHECK: dsa.linear %{{.*}}, %{{.*}} : (tensor<?x7xf32>, tensor<2x7x16xf32>) -> tensor<?x20xf32>
  %0 = dsa.linear %x, %p : (tensor<?x7xf32>, tensor<2x7x16xf32>) -> tensor<?x20xf32>
  // CHECK: dsa.linear %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} bias residual activation = gelu {note = "kept"} : (tensor<?x7xf32>, tensor<2x7x16xf32>, tensor<20xf32>, tensor<?x20xf32>) -> tensor<?x20xbf16>
  // GENERIC: "dsa.linear"(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}) {activation = 2 : i32, bias, note = "kept", residual}
  %1 = dsa.linear %x, %p, %b, %r bias residual activation = gelu {note = "kept"}
    : (tensor<?x7xf32>, tensor<2x7x16xf32>, tensor<20xf32>, tensor<?x20xf32>) -> tensor<?x20xbf16>
  // CHECK: dsa.linear %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} scales quantize activation = relu
  %2 = dsa.linear %y, %q, %rs, %cs, %s scales quantize activation = relu
    : (tensor<1x3x7xi8>, tensor<2x2x64xi8>, tensor<1x3xf32>, tensor<20xf32>, f32) -> tensor<1x3x20xi8>
  return
}

// As many columns as biases.
// CHECK-LABEL: func.func @open_columns
func.func @open_columns(%x: tensor<?x7xf32>, %p: tensor<?x7x16xf32>, %b: tensor<?xf32>) {
  // CHECK: dsa.linear %{{.*}}, %{{.*}}, %{{.*}} bias : (tensor<?x7xf32>, tensor<?x7x16xf32>, tensor<?xf32>) -> tensor<?x?xf32>
  %0 = dsa.linear %x, %p, %b bias : (tensor<?x7xf32>, tensor<?x7x16xf32>, tensor<?xf32>) -> tensor<?x?xf32>
  return
}

// CHECK-LABEL: func.func @experts
func.func @experts(%l: tensor<?x4xf32>, %c: index, %x: tensor<?x7xf32>, %p: tensor<4x2x7x16xf32>, %b: tensor<4x20xbf16>) {
  // CHECK: dsa.route_experts %{{.*}} capacity(%{{.*}}) top_k = 2 normalize = chosen : tensor<?x4xf32>
  // GENERIC: "dsa.route_experts"(%{{.*}}, %{{.*}}) {normalize = 0 : i32, operandSegmentSizes = array<i32: 1, 1, 0>, top_k = 2 : i64} : (tensor<?x4xf32>, index) -> (tensor<?xi32>, tensor<5xi32>, tensor<?x2xi32>, tensor<?x2xf32>, tensor<4xi32>)
  %t, %o, %s, %w, %h = dsa.route_experts %l capacity(%c) top_k = 2 normalize = chosen : tensor<?x4xf32>
  // CHECK: dsa.route_experts %{{.*}} top_k = 1 normalize = all {note = "kept"} : tensor<?x4xf32>
  %t1, %o1, %s1, %w1, %h1 = dsa.route_experts %l top_k = 1 normalize = all {note = "kept"} : tensor<?x4xf32>
  // CHECK: dsa.route_experts %{{.*}} budget(%{{.*}}) top_k = 3 normalize = all : tensor<?x4xf32>
  // GENERIC: operandSegmentSizes = array<i32: 1, 0, 1>{{.*}} : (tensor<?x4xf32>, index) -> (tensor<?xi32>, tensor<5xi32>, tensor<?x3xi32>, tensor<?x3xf32>, tensor<4xi32>)
  %t2, %o2, %s2, %w2, %h2 = dsa.route_experts %l budget(%c) top_k = 3 normalize = all : tensor<?x4xf32>
  // CHECK: dsa.route_experts %{{.*}} capacity(%{{.*}}) budget(%{{.*}}) top_k = 3 normalize = chosen : tensor<?x4xf32>
  // GENERIC: operandSegmentSizes = array<i32: 1, 1, 1>
  %t3, %o3, %s3, %w3, %h3 = dsa.route_experts %l capacity(%c) budget(%c) top_k = 3 normalize = chosen : tensor<?x4xf32>
  // CHECK: dsa.grouped_linear %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} rows bias activation = silu
  // GENERIC: "dsa.grouped_linear"(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}) {activation = 4 : i32, bias, rows}
  %y = dsa.grouped_linear %x, %p, %o, %t, %b rows bias activation = silu
    : (tensor<?x7xf32>, tensor<4x2x7x16xf32>, tensor<5xi32>, tensor<?xi32>, tensor<4x20xbf16>) -> tensor<?x20xf32>
  // CHECK: dsa.combine_experts %{{.*}}, %{{.*}}, %{{.*}} : tensor<?x20xf32>, tensor<?x2xi32>, tensor<?x2xf32>
  // GENERIC: "dsa.combine_experts"(%{{.*}}, %{{.*}}, %{{.*}}) : (tensor<?x20xf32>, tensor<?x2xi32>, tensor<?x2xf32>) -> tensor<?x20xf32>
  %z = dsa.combine_experts %y, %s, %w : tensor<?x20xf32>, tensor<?x2xi32>, tensor<?x2xf32>
  return
}
