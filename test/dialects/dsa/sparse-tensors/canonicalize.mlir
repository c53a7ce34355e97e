// There and back is nothing where the types agree; else it is left alone.
//
// RUN: ds-opt %s --canonicalize | FileCheck %s

#CSR = #sparse_tensor.encoding<{ map = (i, j) -> (i : dense, j : compressed), posWidth = 64, crdWidth = 32 }>
!csr = !dsa.pattern<1x1x8x6, block = 1x1, format = csr>
!bcsr = !dsa.pattern<1x1x8x6, block = 1x1>

// CHECK-LABEL: func.func @there_and_back
// CHECK-SAME:    %[[P:.*]]: !dsa.pattern
func.func @there_and_back(%p: !csr) -> (!csr, !bcsr) {
  // CHECK-NEXT: %[[A:.*]] = dsa.to_sparse_tensor %[[P]]
  // CHECK-NEXT: %[[Q:.*]] = dsa.from_sparse_tensor %[[A]]
  // CHECK-NEXT: return %[[P]], %[[Q]]
  %a = dsa.to_sparse_tensor %p : !csr -> tensor<8x6xf32, #CSR>
  %0 = dsa.from_sparse_tensor %a : tensor<8x6xf32, #CSR> -> !csr
  %1 = dsa.from_sparse_tensor %a : tensor<8x6xf32, #CSR> -> !bcsr
  return %0, %1 : !csr, !bcsr
}

// Values are not in a pattern, so the way round keeps both ops.
// CHECK-LABEL: func.func @back_and_there
func.func @back_and_there(%a: tensor<8x6xf32, #CSR>) -> tensor<8x6xf32, #CSR> {
  // CHECK-NEXT: dsa.from_sparse_tensor
  // CHECK-NEXT: dsa.to_sparse_tensor
  %p = dsa.from_sparse_tensor %a : tensor<8x6xf32, #CSR> -> !csr
  %b = dsa.to_sparse_tensor %p : !csr -> tensor<8x6xf32, #CSR>
  return %b : tensor<8x6xf32, #CSR>
}
