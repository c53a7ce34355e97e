// Merging tokens, printed and read again: in its own form, in the generic form, and as bytecode.
//
// RUN: ds-opt %s | FileCheck %s
// RUN: ds-opt %s | ds-opt | FileCheck %s
// RUN: ds-opt %s --mlir-print-op-generic | FileCheck %s --check-prefix=GENERIC
// RUN: ds-opt %s --mlir-print-op-generic | ds-opt | FileCheck %s
// RUN: ds-opt %s --emit-bytecode | ds-opt | FileCheck %s

// CHECK-LABEL: func.func @match_tokens
func.func @match_tokens(%x: tensor<2x7x8xf32>, %y: tensor<?x?x?xbf16>, %r: index) {
  // CHECK: dsa.match_tokens %{{.*}} merge(%{{.*}}) : tensor<2x7x8xf32>
  // GENERIC: "dsa.match_tokens"(%{{.*}}, %{{.*}}) {protect = 0 : i64} : (tensor<2x7x8xf32>, index) -> (tensor<2x7xi32>, index)
  %a, %n = dsa.match_tokens %x merge(%r) : tensor<2x7x8xf32>
  // CHECK: dsa.match_tokens %{{.*}} merge(%{{.*}}) protect = 1 {note = "kept"} : tensor<?x?x?xbf16>
  // GENERIC: "dsa.match_tokens"(%{{.*}}, %{{.*}}) {note = "kept", protect = 1 : i64} : (tensor<?x?x?xbf16>, index) -> (tensor<?x?xi32>, index)
  %b, %m = dsa.match_tokens %y merge(%r) protect = 1 {note = "kept"} : tensor<?x?x?xbf16>
  return
}

// CHECK-LABEL: func.func @merge_tokens
func.func @merge_tokens(%x: tensor<2x7x8xf64>, %y: tensor<?x?x8xbf16>, %g: tensor<2x7xi32>, %n: index, %s: tensor<2x7xf64>) {
  // CHECK: dsa.merge_tokens %{{.*}}, %{{.*}} count(%{{.*}}) sizes(%{{.*}} : tensor<2x7xf64>) : tensor<2x7x8xf64>, tensor<2x7xi32>
  // GENERIC: "dsa.merge_tokens"(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}) : (tensor<2x7x8xf64>, tensor<2x7xi32>, index, tensor<2x7xf64>) -> (tensor<2x?x8xf64>, tensor<2x?xf64>)
  %a, %as = dsa.merge_tokens %x, %g count(%n) sizes(%s : tensor<2x7xf64>) : tensor<2x7x8xf64>, tensor<2x7xi32>
  // CHECK: dsa.merge_tokens %{{.*}}, %{{.*}} count(%{{.*}}) {note = "kept"} : tensor<?x?x8xbf16>, tensor<2x7xi32>
  // GENERIC: -> (tensor<?x?x8xbf16>, tensor<?x?xf32>)
  %b, %bs = dsa.merge_tokens %y, %g count(%n) {note = "kept"} : tensor<?x?x8xbf16>, tensor<2x7xi32>
  return
}

// CHECK-LABEL: func.func @unmerge_tokens
func.func @unmerge_tokens(%y: tensor<2x?x8xf32>, %g: tensor<2x7xi32>) {
  // CHECK: dsa.unmerge_tokens %{{.*}}, %{{.*}} {note = "kept"} : tensor<2x?x8xf32>, tensor<2x7xi32>
  // GENERIC: "dsa.unmerge_tokens"(%{{.*}}, %{{.*}}) {note = "kept"} : (tensor<2x?x8xf32>, tensor<2x7xi32>) -> tensor<2x7x8xf32>
  %x = dsa.unmerge_tokens %y, %g {note = "kept"} : tensor<2x?x8xf32>, tensor<2x7xi32>
  return
}

// CHECK-LABEL: func.func @key_bias
func.func @key_bias(%x: tensor<2x3x7x8xf32>, %p: !dsa.pattern<1x1x7x7, block = 4x4>, %b: tensor<2x1x?xf32>) {
  // CHECK: dsa.attention %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} key_bias(%{{.*}} : tensor<2x1x?xf32>) scale = 5.000000e-01 with_lse {note = "kept"} : tensor<2x3x7x8xf32>
  // GENERIC: "dsa.attention"(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}) {note = "kept", scale = 5.000000e-01 : f64, with_lse} : (tensor<2x3x7x8xf32>, tensor<2x3x7x8xf32>, tensor<2x3x7x8xf32>, !dsa.pattern<1x1x7x7, block = 4x4>, tensor<2x1x?xf32>)
  %o, %lse = dsa.attention %x, %x, %x, %p key_bias(%b : tensor<2x1x?xf32>) scale = 0.5 with_lse {note = "kept"}
    : tensor<2x3x7x8xf32>, tensor<2x3x7x8xf32>, tensor<2x3x7x8xf32>, !dsa.pattern<1x1x7x7, block = 4x4>
  return
}
