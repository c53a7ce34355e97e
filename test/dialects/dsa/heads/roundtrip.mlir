// Heads, printed and read again: in their own form, in the generic form, and as bytecode.
//
// RUN: ds-opt %s | FileCheck %s
// RUN: ds-opt %s | ds-opt | FileCheck %s
// RUN: ds-opt %s --mlir-print-op-generic | FileCheck %s --check-prefix=GENERIC
// RUN: ds-opt %s --mlir-print-op-generic | ds-opt | FileCheck %s
// RUN: ds-opt %s --emit-bytecode | ds-opt | FileCheck %s

// CHECK-LABEL: func.func @score_heads
func.func @score_heads(%x: tensor<2x4x7x8xf32>, %y: tensor<?x4x?x8xf64>, %z: tensor<?x?x?x?xbf16>) {
  // CHECK: dsa.score_heads %{{.*}} norm = l1 : tensor<2x4x7x8xf32>
  // GENERIC: "dsa.score_heads"(%{{.*}}) {norm = 0 : i32} : (tensor<2x4x7x8xf32>) -> tensor<2x4xf32>
  %a = dsa.score_heads %x norm = l1 : tensor<2x4x7x8xf32>
  // CHECK: dsa.score_heads %{{.*}} norm = l2 {note = "kept"} : tensor<?x4x?x8xf64>
  // GENERIC: -> tensor<?x4xf64>
  %b = dsa.score_heads %y norm = l2 {note = "kept"} : tensor<?x4x?x8xf64>
  // CHECK: dsa.score_heads %{{.*}} norm = max : tensor<?x?x?x?xbf16>
  // GENERIC: -> tensor<?x?xf32>
  %c = dsa.score_heads %z norm = max : tensor<?x?x?x?xbf16>
  // CHECK: dsa.score_heads %{{.*}} norm = mean : tensor<?x?x?x?xbf16>
  %d = dsa.score_heads %z norm = mean : tensor<?x?x?x?xbf16>
  return
}

// CHECK-LABEL: func.func @select_heads
func.func @select_heads(%s: tensor<2x4xf32>, %any: tensor<?x?xbf16>, %k: index, %t: f32) {
  // CHECK: dsa.select_heads %{{.*}} budget(%{{.*}}) : tensor<2x4xf32>
  // GENERIC: "dsa.select_heads"(%{{.*}}, %{{.*}}) : (tensor<2x4xf32>, index) -> tensor<2x?xi32>
  %a = dsa.select_heads %s budget(%k) : tensor<2x4xf32>
  // CHECK: dsa.select_heads %{{.*}} budget(%{{.*}}) threshold(%{{.*}}) {note = "kept"} : tensor<?x?xbf16>
  // GENERIC: "dsa.select_heads"(%{{.*}}, %{{.*}}, %{{.*}}) {note = "kept"} : (tensor<?x?xbf16>, index, f32) -> tensor<?x?xi32>
  %b = dsa.select_heads %any budget(%k) threshold(%t) {note = "kept"} : tensor<?x?xbf16>
  return
}

// CHECK-LABEL: func.func @pack_heads
func.func @pack_heads(%x: tensor<2x4x7x8xf32>, %i: tensor<2x3xi32>, %any: tensor<?x?xi32>) {
  // CHECK: dsa.pack_heads %{{.*}}, %{{.*}} : tensor<2x4x7x8xf32>, tensor<2x3xi32>
  // GENERIC: "dsa.pack_heads"(%{{.*}}, %{{.*}}) : (tensor<2x4x7x8xf32>, tensor<2x3xi32>) -> tensor<2x3x7x8xf32>
  %a = dsa.pack_heads %x, %i : tensor<2x4x7x8xf32>, tensor<2x3xi32>
  // CHECK: dsa.pack_heads %{{.*}}, %{{.*}} {note = "kept"} : tensor<2x4x7x8xf32>, tensor<?x?xi32>
  // GENERIC: -> tensor<2x?x7x8xf32>
  %b = dsa.pack_heads %x, %any {note = "kept"} : tensor<2x4x7x8xf32>, tensor<?x?xi32>
  return
}

// CHECK-LABEL: func.func @unpack_heads
func.func @unpack_heads(%p: tensor<2x?x7x8xf32>, %i: tensor<?x3xi32>, %x: tensor<2x4x7x8xf32>) {
  // CHECK: dsa.unpack_heads %{{.*}}, %{{.*}} into %{{.*}} : tensor<2x?x7x8xf32>, tensor<?x3xi32>, tensor<2x4x7x8xf32>
  // GENERIC: "dsa.unpack_heads"(%{{.*}}, %{{.*}}, %{{.*}}) : (tensor<2x?x7x8xf32>, tensor<?x3xi32>, tensor<2x4x7x8xf32>) -> tensor<2x4x7x8xf32>
  %a = dsa.unpack_heads %p, %i into %x : tensor<2x?x7x8xf32>, tensor<?x3xi32>, tensor<2x4x7x8xf32>
  return
}

!pattern = !dsa.pattern<2x4x7x?, block = 4x2>
!one = !dsa.pattern<1x1x7x7, block = 4x2, holds = elements, index = i64>
!any = !dsa.pattern<?x?x7x7, block = 4x2>

// CHECK-LABEL: func.func @pattern_pack_heads
func.func @pattern_pack_heads(%p: !pattern, %one: !one, %any: !any, %i: tensor<2x3xi32>, %j: tensor<?x?xi32>) {
  // CHECK: dsa.pattern_pack_heads %{{.*}}, %{{.*}} : !dsa.pattern<2x4x7x?, block = 4x2>, tensor<2x3xi32>
  // GENERIC: "dsa.pattern_pack_heads"(%{{.*}}, %{{.*}}) : (!dsa.pattern<2x4x7x?, block = 4x2>, tensor<2x3xi32>) -> !dsa.pattern<2x3x7x?, block = 4x2>
  %a = dsa.pattern_pack_heads %p, %i : !pattern, tensor<2x3xi32>
  // GENERIC: -> !dsa.pattern<2x?x7x?, block = 4x2>
  %b = dsa.pattern_pack_heads %p, %j : !pattern, tensor<?x?xi32>
  // CHECK: dsa.pattern_pack_heads %{{.*}}, %{{.*}} {note = "kept"}
  // GENERIC: -> !dsa.pattern<2x3x7x7, block = 4x2, holds = elements, index = i64>
  %c = dsa.pattern_pack_heads %one, %i {note = "kept"} : !one, tensor<2x3xi32>
  // GENERIC: -> !dsa.pattern<?x?x7x7, block = 4x2, holds = elements, index = i64>
  %d = dsa.pattern_pack_heads %one, %j : !one, tensor<?x?xi32>
  // GENERIC: -> !dsa.pattern<2x3x7x7, block = 4x2>
  %e = dsa.pattern_pack_heads %any, %i : !any, tensor<2x3xi32>
  return
}
