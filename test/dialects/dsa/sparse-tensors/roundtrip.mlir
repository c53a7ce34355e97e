// Patterns as sparse tensors of upstream, and back.
//
// RUN: ds-opt %s | FileCheck %s
// RUN: ds-opt %s | ds-opt | FileCheck %s
// RUN: ds-opt %s --mlir-print-op-generic | FileCheck %s --check-prefix=GENERIC
// RUN: ds-opt %s --mlir-print-op-generic | ds-opt | FileCheck %s
// RUN: ds-opt %s --emit-bytecode | ds-opt | FileCheck %s

#CSR = #sparse_tensor.encoding<{ map = (i, j) -> (i : dense, j : compressed), posWidth = 32, crdWidth = 32 }>
#CSR_WIDE = #sparse_tensor.encoding<{ map = (i, j) -> (i : dense, j : compressed), posWidth = 64 }>
#COO = #sparse_tensor.encoding<{ map = (i, j) -> (i : compressed(nonunique), j : singleton(soa)), posWidth = 64, crdWidth = 64 }>
#BSR = #sparse_tensor.encoding<{ map = (i, j) -> (i floordiv 4 : dense, j floordiv 2 : compressed, i mod 4 : dense, j mod 2 : dense), posWidth = 32, crdWidth = 32 }>
!csr = !dsa.pattern<1x1x8x6, block = 1x1, format = csr>
!coo = !dsa.pattern<1x1x8x6, block = 4x2, holds = elements, format = coo, index = i64>
!blocks = !dsa.pattern<1x1x8x6, block = 4x2>
!open = !dsa.pattern<1x1x?x6, block = 1x1>

// CHECK-LABEL: func.func @there
func.func @there(%csr: !csr, %coo: !coo, %blocks: !blocks, %values: tensor<?xbf16>)
    -> (tensor<8x6xf32, #CSR>, tensor<8x6xi1, #CSR_WIDE>, tensor<8x6xbf16, #COO>, tensor<8x6xi32, #BSR>) {
  // CHECK: dsa.to_sparse_tensor %{{.*}} {note = "kept"} : !dsa.pattern<1x1x8x6, block = 1x1, format = csr> -> tensor<8x6xf32, #sparse{{.*}}>
  // GENERIC: "dsa.to_sparse_tensor"(%{{.*}}) {note = "kept"}
  %0 = dsa.to_sparse_tensor %csr {note = "kept"} : !csr -> tensor<8x6xf32, #CSR>
  // CHECK: dsa.to_sparse_tensor %{{.*}} : !dsa.pattern<1x1x8x6, block = 1x1, format = csr> -> tensor<8x6xi1, #sparse{{.*}}>
  %1 = dsa.to_sparse_tensor %csr : !csr -> tensor<8x6xi1, #CSR_WIDE>
  // CHECK: dsa.to_sparse_tensor %{{.*}} values %{{.*}} : !dsa.pattern<1x1x8x6, block = 4x2, holds = elements, format = coo, index = i64>, tensor<?xbf16> -> tensor<8x6xbf16, #sparse{{.*}}>
  %2 = dsa.to_sparse_tensor %coo values %values : !coo, tensor<?xbf16> -> tensor<8x6xbf16, #COO>
  // CHECK: dsa.to_sparse_tensor %{{.*}} : !dsa.pattern<1x1x8x6, block = 4x2> -> tensor<8x6xi32, #sparse{{.*}}>
  %3 = dsa.to_sparse_tensor %blocks : !blocks -> tensor<8x6xi32, #BSR>
  return %0, %1, %2, %3 : tensor<8x6xf32, #CSR>, tensor<8x6xi1, #CSR_WIDE>, tensor<8x6xbf16, #COO>, tensor<8x6xi32, #BSR>
}

// CHECK-LABEL: func.func @back
func.func @back(%0: tensor<?x6xf32, #CSR>, %1: tensor<8x6xbf16, #COO>, %2: tensor<8x6xi32, #BSR>) -> (!open, !coo, !blocks) {
  // CHECK: dsa.from_sparse_tensor %{{.*}} {note = "kept"} : tensor<?x6xf32, #sparse{{.*}}> -> !dsa.pattern<1x1x?x6, block = 1x1>
  // GENERIC: "dsa.from_sparse_tensor"(%{{.*}}) {note = "kept"}
  %open = dsa.from_sparse_tensor %0 {note = "kept"} : tensor<?x6xf32, #CSR> -> !open
  // CHECK: dsa.from_sparse_tensor %{{.*}} : tensor<8x6xbf16, #sparse{{.*}}> -> !dsa.pattern<1x1x8x6, block = 4x2, holds = elements, format = coo, index = i64>
  %coo = dsa.from_sparse_tensor %1 : tensor<8x6xbf16, #COO> -> !coo
  // CHECK: dsa.from_sparse_tensor %{{.*}} : tensor<8x6xi32, #sparse{{.*}}> -> !dsa.pattern<1x1x8x6, block = 4x2>
  %blocks = dsa.from_sparse_tensor %2 : tensor<8x6xi32, #BSR> -> !blocks
  return %open, %coo, %blocks : !open, !coo, !blocks
}

#CSR_OF_HEADS = #sparse_tensor.encoding<{ map = (b, h, i, j) -> (b : dense, h : dense, i : dense, j : compressed), posWidth = 64 }>
#COO_OF_HEADS = #sparse_tensor.encoding<{ map = (b, h, i, j) -> (b : compressed(nonunique), h : singleton(nonunique, soa), i : singleton(nonunique, soa), j : singleton(soa)), crdWidth = 32 }>
#COO_BEHIND_HEADS = #sparse_tensor.encoding<{ map = (b, h, i, j) -> (b : dense, h : dense, i : compressed(nonunique), j : singleton(soa)) }>
#BSR_OF_HEADS = #sparse_tensor.encoding<{ map = (b, h, i, j) -> (b : dense, h : dense, i floordiv 4 : dense, j floordiv 2 : compressed, i mod 4 : dense, j mod 2 : dense) }>

// CHECK-LABEL: func.func @of_heads
func.func @of_heads(%csr: !dsa.pattern<?x3x?x6, block = 4x4, holds = elements, format = csr>, %0: tensor<1x1x8x6xf32, #COO_OF_HEADS>,
                    %1: tensor<2x?x8x6xi8, #BSR_OF_HEADS>, %2: tensor<2x3x8x6xf32, #COO_BEHIND_HEADS>, %values: tensor<?xf64>)
    -> (tensor<?x3x?x6xf64, #CSR_OF_HEADS>, !dsa.pattern<1x1x8x6, block = 1x1, format = coo>, !dsa.pattern<2x?x8x6, block = 4x2>, !dsa.pattern<2x3x8x6, block = 1x1, format = coo>) {
  // CHECK: dsa.to_sparse_tensor %{{.*}} values %{{.*}} : !dsa.pattern<?x3x?x6, block = 4x4, holds = elements, format = csr>, tensor<?xf64> -> tensor<?x3x?x6xf64, #sparse{{.*}}>
  %a = dsa.to_sparse_tensor %csr values %values : !dsa.pattern<?x3x?x6, block = 4x4, holds = elements, format = csr>, tensor<?xf64> -> tensor<?x3x?x6xf64, #CSR_OF_HEADS>
  // CHECK: dsa.from_sparse_tensor %{{.*}} : tensor<1x1x8x6xf32, #sparse{{.*}}> -> !dsa.pattern<1x1x8x6, block = 1x1, format = coo>
  %p = dsa.from_sparse_tensor %0 : tensor<1x1x8x6xf32, #COO_OF_HEADS> -> !dsa.pattern<1x1x8x6, block = 1x1, format = coo>
  // CHECK: dsa.from_sparse_tensor %{{.*}} : tensor<2x?x8x6xi8, #sparse{{.*}}> -> !dsa.pattern<2x?x8x6, block = 4x2>
  %q = dsa.from_sparse_tensor %1 : tensor<2x?x8x6xi8, #BSR_OF_HEADS> -> !dsa.pattern<2x?x8x6, block = 4x2>
  // CHECK: dsa.from_sparse_tensor %{{.*}} : tensor<2x3x8x6xf32, #sparse{{.*}}> -> !dsa.pattern<2x3x8x6, block = 1x1, format = coo>
  %r = dsa.from_sparse_tensor %2 : tensor<2x3x8x6xf32, #COO_BEHIND_HEADS> -> !dsa.pattern<2x3x8x6, block = 1x1, format = coo>
  return %a, %p, %q, %r : tensor<?x3x?x6xf64, #CSR_OF_HEADS>, !dsa.pattern<1x1x8x6, block = 1x1, format = coo>, !dsa.pattern<2x?x8x6, block = 4x2>, !dsa.pattern<2x3x8x6, block = 1x1, format = coo>
}
