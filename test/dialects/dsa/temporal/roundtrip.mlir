// Ops on frames, printed and read again: in their own form, in the generic form, and as bytecode.
//
// RUN: ds-opt %s | FileCheck %s
// RUN: ds-opt %s | ds-opt | FileCheck %s
// RUN: ds-opt %s --mlir-print-op-generic | FileCheck %s --check-prefix=GENERIC
// RUN: ds-opt %s --mlir-print-op-generic | ds-opt | FileCheck %s
// RUN: ds-opt %s --emit-bytecode | ds-opt | FileCheck %s

// CHECK-LABEL: func.func @token_change
func.func @token_change(%x: tensor<2x5x8xf32>, %y: tensor<?x?x?xf64>, %z: tensor<1x?x8xbf16>) {
  // CHECK: dsa.token_change %{{.*}}, %{{.*}} norm = l1 : tensor<2x5x8xf32>, tensor<2x5x8xf32>
  // GENERIC: "dsa.token_change"(%{{.*}}, %{{.*}}) {norm = 0 : i32} : (tensor<2x5x8xf32>, tensor<2x5x8xf32>) -> tensor<2x5xf32>
  %a = dsa.token_change %x, %x norm = l1 : tensor<2x5x8xf32>, tensor<2x5x8xf32>
  // CHECK: dsa.token_change %{{.*}}, %{{.*}} norm = l2 {note = "kept"} : tensor<?x?x?xf64>, tensor<?x?x?xf64>
  // GENERIC: -> tensor<?x?xf64>
  %b = dsa.token_change %y, %y norm = l2 {note = "kept"} : tensor<?x?x?xf64>, tensor<?x?x?xf64>
  // CHECK: dsa.token_change %{{.*}}, %{{.*}} norm = max : tensor<1x?x8xbf16>, tensor<1x?x8xbf16>
  // GENERIC: -> tensor<1x?xf32>
  %c = dsa.token_change %z, %z norm = max : tensor<1x?x8xbf16>, tensor<1x?x8xbf16>
  // CHECK: dsa.token_change %{{.*}}, %{{.*}} norm = mean : tensor<1x?x8xbf16>, tensor<1x?x8xbf16>
  %d = dsa.token_change %z, %z norm = mean : tensor<1x?x8xbf16>, tensor<1x?x8xbf16>
  return
}

// CHECK-LABEL: func.func @refresh_schedule
func.func @refresh_schedule(%f: index, %p: index, %n: index) {
  // CHECK: dsa.refresh_schedule frame(%{{.*}}) period(%{{.*}}) size(%{{.*}}) : tensor<1x?xi32>
  // GENERIC: "dsa.refresh_schedule"(%{{.*}}, %{{.*}}, %{{.*}}) : (index, index, index) -> tensor<1x?xi32>
  %i = dsa.refresh_schedule frame(%f) period(%p) size(%n) : tensor<1x?xi32>
  return
}

// CHECK-LABEL: func.func @delta_gate
func.func @delta_gate(%x: tensor<2x5x8xf32>, %s: tensor<2x5xf32>, %y: tensor<?x?x?xf64>, %t: tensor<?x?xf64>, %z: tensor<?x5x8xbf16>,
                      %k: index, %least: f32, %due: tensor<1x?xi32>, %dues: tensor<4x3xi32>) {
  // CHECK: dsa.delta_gate %{{.*}}, %{{.*}} norm = l2 budget(%{{.*}}) : tensor<2x5x8xf32>, tensor<2x5x8xf32>
  // GENERIC: "dsa.delta_gate"(%{{.*}}, %{{.*}}, %{{.*}}) {norm = 1 : i32, operandSegmentSizes = array<i32: 1, 1, 0, 1, 0, 0>} : (tensor<2x5x8xf32>, tensor<2x5x8xf32>, index) -> (tensor<2x?xi32>, tensor<2x?x8xf32>, tensor<2x5x8xf32>)
  %a:3 = dsa.delta_gate %x, %x norm = l2 budget(%k) : tensor<2x5x8xf32>, tensor<2x5x8xf32>
  // CHECK: dsa.delta_gate %{{.*}}, %{{.*}} saliency(%{{.*}} : tensor<2x5xf32>) budget(%{{.*}}) threshold(%{{.*}}) {note = "kept"} : tensor<2x5x8xf32>, tensor<2x5x8xf32>
  // GENERIC: {note = "kept", operandSegmentSizes = array<i32: 1, 1, 1, 1, 1, 0>}
  %b:3 = dsa.delta_gate %x, %x saliency(%s : tensor<2x5xf32>) budget(%k) threshold(%least) {note = "kept"} : tensor<2x5x8xf32>, tensor<2x5x8xf32>
  // CHECK: dsa.delta_gate %{{.*}}, %{{.*}} norm = max saliency(%{{.*}} : tensor<?x?xf64>) budget(%{{.*}}) threshold(%{{.*}}) due(%{{.*}} : tensor<1x?xi32>) : tensor<?x?x?xf64>, tensor<?x?x?xf64>
  // GENERIC: -> (tensor<?x?xi32>, tensor<?x?x?xf64>, tensor<?x?x?xf64>)
  %c:3 = dsa.delta_gate %y, %y norm = max saliency(%t : tensor<?x?xf64>) budget(%k) threshold(%least) due(%due : tensor<1x?xi32>) : tensor<?x?x?xf64>, tensor<?x?x?xf64>
  // CHECK: dsa.delta_gate %{{.*}}, %{{.*}} norm = l1 budget(%{{.*}}) due(%{{.*}} : tensor<4x3xi32>) : tensor<?x5x8xbf16>, tensor<?x5x8xbf16>
  // GENERIC: -> (tensor<4x?xi32>, tensor<4x?x8xbf16>, tensor<?x5x8xbf16>)
  %d:3 = dsa.delta_gate %z, %z norm = l1 budget(%k) due(%dues : tensor<4x3xi32>) : tensor<?x5x8xbf16>, tensor<?x5x8xbf16>
  return
}

// CHECK-LABEL: func.func @run_lengths
func.func @run_lengths(%x: tensor<2x12x8xf32>, %y: tensor<?x?x?xf64>, %n: index, %tau: f32) {
  // CHECK: dsa.run_lengths %{{.*}} frame(%{{.*}}) threshold(%{{.*}}) : tensor<2x12x8xf32>
  // GENERIC: "dsa.run_lengths"(%{{.*}}, %{{.*}}, %{{.*}}) : (tensor<2x12x8xf32>, index, f32) -> (tensor<2x?xi32>, tensor<2x?xi32>)
  %a:2 = dsa.run_lengths %x frame(%n) threshold(%tau) : tensor<2x12x8xf32>
  // CHECK: dsa.run_lengths %{{.*}} frame(%{{.*}}) threshold(%{{.*}}) {note = "kept"} : tensor<?x?x?xf64>
  // GENERIC: -> (tensor<?x?xi32>, tensor<?x?xi32>)
  %b:2 = dsa.run_lengths %y frame(%n) threshold(%tau) {note = "kept"} : tensor<?x?x?xf64>
  // CHECK: dsa.run_lengths %{{.*}} frame(%{{.*}}) threshold(%{{.*}}) budget(%{{.*}}) {note = "kept"} : tensor<2x12x8xf32>
  // GENERIC: "dsa.run_lengths"(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}) {note = "kept"} : (tensor<2x12x8xf32>, index, f32, index) -> (tensor<2x?xi32>, tensor<2x?xi32>)
  %c:2 = dsa.run_lengths %x frame(%n) threshold(%tau) budget(%n) {note = "kept"} : tensor<2x12x8xf32>
  return
}
