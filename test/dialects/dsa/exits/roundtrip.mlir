// Leaving early, printed and read again: in its own form, in the generic form, and as bytecode.
//
// RUN: ds-opt %s | FileCheck %s
// RUN: ds-opt %s | ds-opt | FileCheck %s
// RUN: ds-opt %s --mlir-print-op-generic | FileCheck %s --check-prefix=GENERIC
// RUN: ds-opt %s --mlir-print-op-generic | ds-opt | FileCheck %s
// RUN: ds-opt %s --emit-bytecode | ds-opt | FileCheck %s

// CHECK-LABEL: func.func @confidence
func.func @confidence(%x: tensor<8x10xf32>, %y: tensor<?x?xf64>, %z: tensor<?x10xbf16>) {
  // CHECK: dsa.confidence %{{.*}} by = max : tensor<8x10xf32>
  // GENERIC: "dsa.confidence"(%{{.*}}) {by = 0 : i32} : (tensor<8x10xf32>) -> tensor<8xf32>
  %a = dsa.confidence %x by = max : tensor<8x10xf32>
  // CHECK: dsa.confidence %{{.*}} by = margin {note = "kept"} : tensor<?x?xf64>
  // GENERIC: -> tensor<?xf64>
  %b = dsa.confidence %y by = margin {note = "kept"} : tensor<?x?xf64>
  // CHECK: dsa.confidence %{{.*}} by = entropy : tensor<?x10xbf16>
  // GENERIC: -> tensor<?xf32>
  %c = dsa.confidence %z by = entropy : tensor<?x10xbf16>
  return
}

// CHECK-LABEL: func.func @early_exit
func.func @early_exit(%x: tensor<8x4xf32>, %i: tensor<8xi32>, %sure: tensor<8xf32>, %t: f32, %k: index) {
  // CHECK: dsa.early_exit threshold(%{{.*}}) budget(%{{.*}}) {note = "kept"} -> tensor<8x4xf32>, tensor<8xi32> {
  // CHECK:   dsa.exit %{{.*}} if %{{.*}} next(%{{.*}}, %{{.*}} : tensor<8x4xf32>, tensor<8xi32>) : tensor<8x4xf32>, tensor<8xf32>
  // CHECK: }, {
  // CHECK: ^bb0(%{{.*}}: tensor<?x4xf32>, %{{.*}}: tensor<?xi32>):
  // CHECK:   dsa.exit %{{.*}} if %{{.*}} {note = "too"} : tensor<?x4xf32>, tensor<?xf64>
  // CHECK: }, {
  // CHECK:   dsa.yield %{{.*}} {note = "last"} : tensor<?x4xf32>
  // CHECK: }
  // GENERIC: "dsa.early_exit"(%{{.*}}, %{{.*}}) ({
  // GENERIC:   "dsa.exit"(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}) {operandSegmentSizes = array<i32: 1, 0, 1, 2>} : (tensor<8x4xf32>, tensor<8xf32>, tensor<8x4xf32>, tensor<8xi32>) -> ()
  // GENERIC:   "dsa.yield"(%{{.*}}) {note = "last"} : (tensor<?x4xf32>) -> ()
  // GENERIC: }) {note = "kept", operandSegmentSizes = array<i32: 1, 1, 0>} : (f32, index) -> (tensor<8x4xf32>, tensor<8xi32>)
  %a, %exits = dsa.early_exit threshold(%t) budget(%k) {note = "kept"} -> tensor<8x4xf32>, tensor<8xi32> {
    dsa.exit %x if %sure next(%x, %i : tensor<8x4xf32>, tensor<8xi32>) : tensor<8x4xf32>, tensor<8xf32>
  }, {
  ^bb0(%left: tensor<?x4xf32>, %of: tensor<?xi32>):
    %c0 = arith.constant 0 : index
    %zero = arith.constant 0.0 : f64
    %n = tensor.dim %left, %c0 : tensor<?x4xf32>
    %unsure = tensor.splat %zero[%n] : tensor<?xf64>
    dsa.exit %left if %unsure {note = "too"} : tensor<?x4xf32>, tensor<?xf64>
  }, {
    %one = arith.constant 1 : index
    %some = tensor.empty(%one) : tensor<?x4xf32>
    dsa.yield %some {note = "last"} : tensor<?x4xf32>
  }
  // CHECK: dsa.early_exit threshold(%{{.*}}) depth(%{{.*}}) -> tensor<8x4xf32>, tensor<8xi32> {
  // GENERIC: operandSegmentSizes = array<i32: 1, 0, 1>} : (f32, index) ->
  %c, %exits_c = dsa.early_exit threshold(%t) depth(%k) -> tensor<8x4xf32>, tensor<8xi32> {
    dsa.yield %x : tensor<8x4xf32>
  }
  // CHECK: dsa.early_exit threshold(%{{.*}}) budget(%{{.*}}) depth(%{{.*}}) {note = "kept"} -> tensor<8x4xf32>, tensor<8xi32> {
  // GENERIC: }) {note = "kept", operandSegmentSizes = array<i32: 1, 1, 1>} : (f32, index, index) ->
  %d, %exits_d = dsa.early_exit threshold(%t) budget(%k) depth(%k) {note = "kept"} -> tensor<8x4xf32>, tensor<8xi32> {
    dsa.yield %x : tensor<8x4xf32>
  }
  // CHECK: dsa.early_exit threshold(%{{.*}}) -> tensor<8x4xf32>, tensor<8xi32> {
  %b, %exits_b = dsa.early_exit threshold(%t) -> tensor<8x4xf32>, tensor<8xi32> {
    dsa.yield %x : tensor<8x4xf32>
  }
  return
}

// Several answers.
// CHECK-LABEL: func.func @two_answers
func.func @two_answers(%x: tensor<8x4xf32>, %i: tensor<8xi32>, %sure: tensor<8xf32>, %t: f32) {
  // CHECK: %{{.*}}, %{{.*}}, %{{.*}} = dsa.early_exit threshold(%{{.*}}) -> tensor<8x4xf32> also(tensor<8xi32>), tensor<8xi32> {
  // CHECK:   dsa.exit %{{.*}} also(%{{.*}} : tensor<8xi32>) if %{{.*}} next(%{{.*}} : tensor<8x4xf32>) : tensor<8x4xf32>, tensor<8xf32>
  // CHECK:   dsa.yield %{{.*}} also(%{{.*}} : tensor<?xi32>) : tensor<?x4xf32>
  // GENERIC: operandSegmentSizes = array<i32: 1, 1, 1, 1>
  %a, %b, %exits = dsa.early_exit threshold(%t) -> tensor<8x4xf32> also(tensor<8xi32>), tensor<8xi32> {
    dsa.exit %x also(%i : tensor<8xi32>) if %sure next(%x : tensor<8x4xf32>) : tensor<8x4xf32>, tensor<8xf32>
  }, {
  ^bb0(%left: tensor<?x4xf32>):
    %c0 = arith.constant 0 : index
    %one = arith.constant 1 : i32
    %n = tensor.dim %left, %c0 : tensor<?x4xf32>
    %ones = tensor.splat %one[%n] : tensor<?xi32>
    dsa.yield %left also(%ones : tensor<?xi32>) : tensor<?x4xf32>
  }
  return
}
