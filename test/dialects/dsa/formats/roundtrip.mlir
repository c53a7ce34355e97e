// Formats in types, and conversions between them.
//
// RUN: ds-opt %s | FileCheck %s
// RUN: ds-opt %s | ds-opt | FileCheck %s
// RUN: ds-opt %s --mlir-print-op-generic | FileCheck %s --check-prefix=GENERIC
// RUN: ds-opt %s --mlir-print-op-generic | ds-opt | FileCheck %s
// RUN: ds-opt %s --emit-bytecode | ds-opt | FileCheck %s

// CHECK-LABEL: func.func private @types
// CHECK-SAME:  (!dsa.pattern<2x3x7x5, block = 4x2, format = bcsr_d8>, !dsa.pattern<2x3x7x5, block = 4x2, holds = elements, format = bcsr_d16>,
// CHECK-SAME:   !dsa.pattern<2x3x7x5, block = 1x1, format = csr_d8>, !dsa.pattern<2x3x7x5, block = 4x2, holds = elements, format = csr_d16, index = i64>,
// CHECK-SAME:   !dsa.pattern<2x3x7x5, block = 4x2, holds = elements, format = csr>, !dsa.pattern<2x3x7x5, block = 4x2, holds = elements, format = coo>,
// CHECK-SAME:   !dsa.pattern<2x3x7x5, block = 4x2, format = any>)
func.func private @types(
    !dsa.pattern<2x3x7x5, block = 4x2, format = bcsr_d8>,
    !dsa.pattern<2x3x7x5, block = 4x2, format = bcsr_d16, holds = elements>,
    !dsa.pattern<2x3x7x5, block = 1x1, format = csr_d8>,
    !dsa.pattern<2x3x7x5, block = 4x2, holds = elements, format = csr_d16, index = i64>,
    !dsa.pattern<2x3x7x5, block = 4x2, holds = elements, format = csr>,
    !dsa.pattern<2x3x7x5, block = 4x2, holds = elements, format = coo>,
    !dsa.pattern<2x3x7x5, block = 4x2, format = any>)

!blocks = !dsa.pattern<1x?x64x?, block = 16x8>
!smaller = !dsa.pattern<1x?x64x?, block = 4x8, format = bitmap>
!csr = !dsa.pattern<1x?x64x?, block = 1x1, format = csr, index = i64>
!hybrid = !dsa.pattern<1x?x64x?, block = 5x7, holds = elements, format = hybrid>

// CHECK-LABEL: func.func @convert
// CHECK-SAME:    %[[P:.*]]: !dsa.pattern<1x?x64x?, block = 16x8>, %[[M:.*]]: index
func.func @convert(%p: !blocks, %m: index) -> (!smaller, !csr, !hybrid) {
  // CHECK: dsa.convert_pattern %[[P]](%[[M]]) {note = "kept"} : !dsa.pattern<1x?x64x?, block = 16x8> -> !dsa.pattern<1x?x64x?, block = 4x8, format = bitmap>
  // GENERIC: "dsa.convert_pattern"(%{{.*}}, %{{.*}}) {note = "kept"}
  %smaller = dsa.convert_pattern %p(%m) {note = "kept"} : !blocks -> !smaller
  // CHECK: %[[CSR:.*]] = dsa.convert_pattern %[[P]](%[[M]]) : !dsa.pattern<1x?x64x?, block = 16x8> -> !dsa.pattern<1x?x64x?, block = 1x1, format = csr, index = i64>
  %csr = dsa.convert_pattern %p(%m) : !blocks -> !csr
  // CHECK: dsa.convert_pattern %[[CSR]] fill = 5.000000e-01 : !dsa.pattern<1x?x64x?, block = 1x1, format = csr, index = i64> -> !dsa.pattern<1x?x64x?, block = 5x7, holds = elements, format = hybrid>
  // GENERIC: "dsa.convert_pattern"(%{{.*}}) {fill = 5.000000e-01 : f64}
  %hybrid = dsa.convert_pattern %csr fill = 0.5 : !csr -> !hybrid
  return %smaller, %csr, %hybrid : !smaller, !csr, !hybrid
}
