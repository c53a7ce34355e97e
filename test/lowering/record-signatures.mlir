// RUN: ds-opt %s --record-signatures --split-input-file | FileCheck %s
// Again changes nothing.
// RUN: ds-opt %s --record-signatures --record-signatures --split-input-file | FileCheck %s
// What was recorded is still there in the LLVM dialect.
// RUN: ds-opt %s --lower-sparse --split-input-file | FileCheck %s --check-prefix=LLVM

// CHECK-LABEL: func.func @f
// CHECK-SAME: (%arg0: tensor<4x?xf32> {bufferization.writable = false}, %arg1: f32) -> tensor<4x?xf32>
// CHECK-SAME: attributes {dynsparse.signature = (tensor<4x?xf32>, f32) -> tensor<4x?xf32>, llvm.emit_c_interface}
// LLVM-LABEL: llvm.func @f(
// LLVM-SAME: attributes {dynsparse.row_major, dynsparse.signature = (tensor<4x?xf32>, f32) -> tensor<4x?xf32>, llvm.emit_c_interface}
// LLVM-LABEL: llvm.func @_mlir_ciface_f(
func.func @f(%a: tensor<4x?xf32>, %b: f32) -> tensor<4x?xf32> {
  return %a : tensor<4x?xf32>
}

// -----

// The author's word about an argument stands.
// CHECK-LABEL: func.func @in_place
// CHECK-SAME: (%arg0: tensor<4xf32> {bufferization.writable = true})
func.func @in_place(%a: tensor<4xf32> {bufferization.writable = true}) {
  return
}

// -----

// Private functions, declarations, and functions that cannot be called from outside are left alone.
// CHECK-LABEL: func.func private @hidden(%arg0: f32) {
// CHECK-LABEL: func.func private @declared(f32)
// CHECK-LABEL: func.func @pattern(%arg0: !dsa.pattern<1x1x8x8, block = 4x4>) {
// CHECK-LABEL: func.func @vector(%arg0: vector<4xf32>) {
func.func private @hidden(%a: f32) {
  return
}
func.func private @declared(f32)
func.func @pattern(%p: !dsa.pattern<1x1x8x8, block = 4x4>) {
  return
}
func.func @vector(%v: vector<4xf32>) {
  return
}
