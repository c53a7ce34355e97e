// Stored scores, printed and read again: in its own form, in the generic form, and as bytecode.
//
// RUN: ds-opt %s | FileCheck %s
// RUN: ds-opt %s | ds-opt | FileCheck %s
// RUN: ds-opt %s --mlir-print-op-generic | FileCheck %s --check-prefix=GENERIC
// RUN: ds-opt %s --mlir-print-op-generic | ds-opt | FileCheck %s
// RUN: ds-opt %s --emit-bytecode | ds-opt | FileCheck %s

!p = !dsa.pattern<1x2x37x29, block = 16x8>
!one = !dsa.pattern<1x1x37x29, block = 16x8>
!open = !dsa.pattern<?x?x?x?, block = 1x1, format = csr>

// The tiles of a pattern with one head are there once for each head that it serves.
// CHECK-LABEL: func.func @sddmm
func.func @sddmm(%q: tensor<1x2x37x5xf32>, %k: tensor<1x2x29x5xf32>, %bias: tensor<1x1x29xf32>, %x: tensor<?x?x?x?xbf16>,
                 %d: tensor<2x3x37x5xf64>, %e: tensor<2x3x29x5xf64>, %p: !p, %one: !one, %open: !open) {
  // CHECK: dsa.sddmm %{{.*}}, %{{.*}}, %{{.*}} : tensor<1x2x37x5xf32>, tensor<1x2x29x5xf32>, !dsa.pattern<1x2x37x29, block = 16x8>
  // GENERIC: "dsa.sddmm"(%{{.*}}, %{{.*}}, %{{.*}}) : (tensor<1x2x37x5xf32>, tensor<1x2x29x5xf32>, !dsa.pattern<1x2x37x29, block = 16x8>) -> tensor<1x1x?x16x8xf32>
  %a = dsa.sddmm %q, %k, %p : tensor<1x2x37x5xf32>, tensor<1x2x29x5xf32>, !p
  // CHECK: dsa.sddmm %{{.*}}, %{{.*}}, %{{.*}} key_bias(%{{.*}} : tensor<1x1x29xf32>) scale = 5.000000e-01 {note = "kept"} : tensor<1x2x37x5xf32>
  // GENERIC: "dsa.sddmm"(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}) {note = "kept", scale = 5.000000e-01 : f64} : ({{.*}}) -> tensor<1x2x?x16x8xf32>
  %b = dsa.sddmm %q, %k, %one key_bias(%bias : tensor<1x1x29xf32>) scale = 0.5 {note = "kept"}
    : tensor<1x2x37x5xf32>, tensor<1x2x29x5xf32>, !one
  // GENERIC: "dsa.sddmm"({{.*}}) : ({{.*}}) -> tensor<2x3x?x16x8xf64>
  %c = dsa.sddmm %d, %e, %one : tensor<2x3x37x5xf64>, tensor<2x3x29x5xf64>, !one
  // GENERIC: "dsa.sddmm"({{.*}}) {scale = {{.*}}} : ({{.*}}) -> tensor<?x?x?x1x1xf32>
  %f = dsa.sddmm %x, %x, %open scale = 0.5 : tensor<?x?x?x?xbf16>, tensor<?x?x?x?xbf16>, !open
  return
}

// Fewer heads of keys and values than of queries: what is stored and made has those of queries and pattern.
// CHECK-LABEL: func.func @grouped
func.func @grouped(%q: tensor<1x6x37x5xf32>, %k: tensor<1x2x29x5xf32>, %bias: tensor<1x2x29xf32>, %w: tensor<1x6x?x16x8xf32>,
                   %v: tensor<1x2x29x7xf32>, %open_w: tensor<1x?x?x16x8xf32>, %open_v: tensor<1x?x29x7xf32>, %one: !one) {
  // CHECK: dsa.sddmm %{{.*}}, %{{.*}}, %{{.*}} key_bias(%{{.*}} : tensor<1x2x29xf32>) : tensor<1x6x37x5xf32>, tensor<1x2x29x5xf32>, !dsa.pattern<1x1x37x29, block = 16x8>
  // GENERIC: "dsa.sddmm"({{.*}}) : ({{.*}}) -> tensor<1x6x?x16x8xf32>
  %a = dsa.sddmm %q, %k, %one key_bias(%bias : tensor<1x2x29xf32>) : tensor<1x6x37x5xf32>, tensor<1x2x29x5xf32>, !one
  // CHECK: dsa.spmm %{{.*}}, %{{.*}}, %{{.*}} : tensor<1x6x?x16x8xf32>, tensor<1x2x29x7xf32>, !dsa.pattern<1x1x37x29, block = 16x8>
  // GENERIC: "dsa.spmm"({{.*}}) : ({{.*}}) -> tensor<1x6x37x7xf32>
  %b = dsa.spmm %w, %v, %one : tensor<1x6x?x16x8xf32>, tensor<1x2x29x7xf32>, !one
  // GENERIC: "dsa.spmm"({{.*}}) : ({{.*}}, tensor<1x?x29x7xf32>, {{.*}}) -> tensor<1x6x37x7xf32>
  %c = dsa.spmm %w, %open_v, %one : tensor<1x6x?x16x8xf32>, tensor<1x?x29x7xf32>, !one
  // GENERIC: "dsa.spmm"({{.*}}) : (tensor<1x?x?x16x8xf32>, tensor<1x2x29x7xf32>, {{.*}}) -> tensor<1x?x37x7xf32>
  %d = dsa.spmm %open_w, %v, %one : tensor<1x?x?x16x8xf32>, tensor<1x2x29x7xf32>, !one
  return
}

// CHECK-LABEL: func.func @sparse_softmax
func.func @sparse_softmax(%x: tensor<1x1x?x16x8xf32>, %y: tensor<?x?x?x1x1xf64>, %z: tensor<2x3x7x16x8xf64>, %p: !p, %one: !one,
                          %open: !open, %n: index, %m: index) {
  // CHECK: dsa.sparse_softmax %{{.*}}, %{{.*}} : tensor<1x1x?x16x8xf32>, !dsa.pattern<1x2x37x29, block = 16x8>
  // GENERIC: "dsa.sparse_softmax"(%{{.*}}, %{{.*}}) : ({{.*}}) -> tensor<1x1x?x16x8xf32>
  %a = dsa.sparse_softmax %x, %p : tensor<1x1x?x16x8xf32>, !p
  // CHECK: dsa.sparse_softmax %{{.*}}, %{{.*}} with_lse : tensor<1x1x?x16x8xf32>
  // GENERIC: "dsa.sparse_softmax"(%{{.*}}, %{{.*}}) {with_lse} : ({{.*}}) -> (tensor<1x1x?x16x8xf32>, tensor<1x2x37xf32>)
  %b:2 = dsa.sparse_softmax %x, %p with_lse : tensor<1x1x?x16x8xf32>, !p
  // GENERIC: "dsa.sparse_softmax"(%{{.*}}, %{{.*}}) {with_lse} : ({{.*}}) -> (tensor<2x3x7x16x8xf64>, tensor<2x3x37xf64>)
  %c:2 = dsa.sparse_softmax %z, %one with_lse : tensor<2x3x7x16x8xf64>, !one
  // CHECK: dsa.sparse_softmax %{{.*}}, %{{.*}}(%{{.*}}, %{{.*}}) with_lse {note = "kept"} : tensor<?x?x?x1x1xf64>
  // GENERIC: "dsa.sparse_softmax"(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}) {note = "kept", with_lse} : ({{.*}}) -> (tensor<?x?x?x1x1xf64>, tensor<?x?x?xf64>)
  %d:2 = dsa.sparse_softmax %y, %open(%n, %m) with_lse {note = "kept"} : tensor<?x?x?x1x1xf64>, !open
  return
}

// CHECK-LABEL: func.func @spmm
func.func @spmm(%w: tensor<1x1x?x16x8xf32>, %v: tensor<1x2x29x7xbf16>, %x: tensor<?x?x?x1x1xf64>, %u: tensor<?x?x?x?xf64>, %p: !p,
                %open: !open, %n: index) {
  // CHECK: dsa.spmm %{{.*}}, %{{.*}}, %{{.*}} : tensor<1x1x?x16x8xf32>, tensor<1x2x29x7xbf16>, !dsa.pattern<1x2x37x29, block = 16x8>
  // GENERIC: "dsa.spmm"(%{{.*}}, %{{.*}}, %{{.*}}) : ({{.*}}) -> tensor<1x2x37x7xbf16>
  %a = dsa.spmm %w, %v, %p : tensor<1x1x?x16x8xf32>, tensor<1x2x29x7xbf16>, !p
  // CHECK: dsa.spmm %{{.*}}, %{{.*}}, %{{.*}}(%{{.*}}) {note = "kept"} : tensor<?x?x?x1x1xf64>
  // GENERIC: "dsa.spmm"(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}) {note = "kept"} : ({{.*}}) -> tensor<?x?x?x?xf64>
  %b = dsa.spmm %x, %u, %open(%n) {note = "kept"} : tensor<?x?x?x1x1xf64>, tensor<?x?x?x?xf64>, !open
  return
}
