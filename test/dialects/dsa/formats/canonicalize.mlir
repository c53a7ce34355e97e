// Conversions that say nothing, and those that must be left alone.
//
// RUN: ds-opt %s --canonicalize | FileCheck %s

!blocks = !dsa.pattern<1x2x8x?, block = 4x4>
!bitmap = !dsa.pattern<1x2x8x?, block = 4x4, format = bitmap>
!csr = !dsa.pattern<1x2x8x?, block = 1x1, format = csr>
!hybrid = !dsa.pattern<1x2x8x?, block = 2x2, holds = elements, format = hybrid>

// CHECK-LABEL: func.func @same
// CHECK-SAME:    %[[P:.*]]: !dsa.pattern
func.func @same(%p: !blocks) -> (!blocks, !blocks) {
  // CHECK-NEXT: return %[[P]], %[[P]]
  %0 = dsa.convert_pattern %p : !blocks -> !blocks
  // There and back.
  %bitmap = dsa.convert_pattern %p : !blocks -> !bitmap
  %1 = dsa.convert_pattern %bitmap : !bitmap -> !blocks
  return %0, %1 : !blocks, !blocks
}

// The sizes that the first or the second step needs are those of the one that is left, as is the fill of the second.
// CHECK-LABEL: func.func @twice
// CHECK-SAME:    %[[P:.*]]: !dsa.pattern{{.*}}, %[[M:.*]]: index
func.func @twice(%p: !blocks, %m: index) -> (!csr, !hybrid) {
  // CHECK-NEXT: %[[CSR:.*]] = dsa.convert_pattern %[[P]](%[[M]]) : !dsa.pattern<1x2x8x?, block = 4x4> -> !dsa.pattern<1x2x8x?, block = 1x1, format = csr>
  // CHECK-NEXT: %[[HYBRID:.*]] = dsa.convert_pattern %[[P]](%[[M]]) fill = 5.000000e-01 : !dsa.pattern<1x2x8x?, block = 4x4> -> !dsa.pattern<1x2x8x?, block = 2x2, holds = elements, format = hybrid>
  // CHECK-NEXT: return %[[CSR]], %[[HYBRID]]
  %bitmap = dsa.convert_pattern %p : !blocks -> !bitmap
  %csr = dsa.convert_pattern %bitmap(%m) : !bitmap -> !csr
  %hybrid = dsa.convert_pattern %csr fill = 0.5 : !csr -> !hybrid
  return %csr, %hybrid : !csr, !hybrid
}

// CHECK-LABEL: func.func @once
// CHECK-SAME:    %[[P:.*]]: !dsa.pattern
func.func @once(%p: !blocks) -> !bitmap {
  // CHECK-NEXT: %[[C:.*]] = dsa.convert_pattern %[[P]]
  // CHECK-NEXT: return %[[C]]
  %c = dsa.convert_pattern %p : !blocks -> !bitmap
  return %c : !bitmap
}

// What is said of the result is said of the one that takes its place.
// CHECK-LABEL: func.func @said
func.func @said(%p: !blocks) -> !dsa.pattern<1x2x8x?, block = 4x4, format = any> {
  // CHECK-NEXT: dsa.convert_pattern %{{.*}} {dsa.density = 1.000000e-02 : f64}
  // CHECK-NEXT: return
  %bitmap = dsa.convert_pattern %p {dsa.density = 0.5} : !blocks -> !bitmap
  %any = dsa.convert_pattern %bitmap {dsa.density = 0.01} : !bitmap -> !dsa.pattern<1x2x8x?, block = 4x4, format = any>
  return %any : !dsa.pattern<1x2x8x?, block = 4x4, format = any>
}
