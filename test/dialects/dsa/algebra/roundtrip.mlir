// The algebra of patterns. Types of results are inferred: elements if one operand holds elements, batch and heads of 1 serve.
//
// RUN: ds-opt %s | FileCheck %s
// RUN: ds-opt %s | ds-opt | FileCheck %s
// RUN: ds-opt %s --mlir-print-op-generic | FileCheck %s --check-prefix=GENERIC
// RUN: ds-opt %s --mlir-print-op-generic | ds-opt | FileCheck %s
// RUN: ds-opt %s --emit-bytecode | ds-opt | FileCheck %s

!blocks = !dsa.pattern<1x?x64x?, block = 16x8>
!elements = !dsa.pattern<?x1x?x50, block = 16x8, holds = elements>
!both = !dsa.pattern<?x?x64x50, block = 16x8, holds = elements>

// CHECK-LABEL: func.func @pairs
// CHECK-SAME:    %[[A:.*]]: !dsa.pattern<1x?x64x?, block = 16x8>, %[[B:.*]]: !dsa.pattern<?x1x?x50, block = 16x8, holds = elements>
// GENERIC-LABEL: sym_name = "pairs"
func.func @pairs(%a: !blocks, %b: !elements) -> (!both, !both, !both, !blocks) {
  // CHECK: %[[U:.*]] = dsa.pattern_union %[[A]], %[[B]] {note = "kept"} : !dsa.pattern<1x?x64x?, block = 16x8>, !dsa.pattern<?x1x?x50, block = 16x8, holds = elements>
  // GENERIC: "dsa.pattern_union"(%{{.*}}, %{{.*}}) {note = "kept"} : ({{.*}}) -> !dsa.pattern<?x?x64x50, block = 16x8, holds = elements>
  %u = dsa.pattern_union %a, %b {note = "kept"} : !blocks, !elements
  // CHECK: %[[I:.*]] = dsa.pattern_intersection %[[B]], %[[A]] {note = "kept"} : !dsa.pattern<?x1x?x50, block = 16x8, holds = elements>, !dsa.pattern<1x?x64x?, block = 16x8>
  // GENERIC: "dsa.pattern_intersection"(%{{.*}}, %{{.*}}) {note = "kept"} : ({{.*}}) -> !dsa.pattern<?x?x64x50, block = 16x8, holds = elements>
  %i = dsa.pattern_intersection %b, %a {note = "kept"} : !elements, !blocks
  // CHECK: %[[C:.*]] = dsa.pattern_complement %[[U]] {note = "kept"} : !dsa.pattern<?x?x64x50, block = 16x8, holds = elements>
  // GENERIC: "dsa.pattern_complement"(%{{.*}}) {note = "kept"}
  %c = dsa.pattern_complement %u {note = "kept"} : !both
  // CHECK: %[[S:.*]] = dsa.pattern_union %[[A]], %[[A]] : !dsa.pattern<1x?x64x?, block = 16x8>, !dsa.pattern<1x?x64x?, block = 16x8>
  %s = dsa.pattern_union %a, %a : !blocks, !blocks
  // CHECK: return %[[U]], %[[I]], %[[C]], %[[S]]
  return %u, %i, %c, %s : !both, !both, !both, !blocks
}

!bitmap = !dsa.pattern<1x2x64x50, block = 16x8, format = bitmap>
!coo = !dsa.pattern<1x2x64x50, block = 16x8, holds = elements, format = coo>
!stripe = !dsa.pattern<1x2x64x50, block = 16x8, holds = elements, format = stripe>

// The result is stored as the first, or as the one that holds elements.
// CHECK-LABEL: func.func @formats
func.func @formats(%a: !bitmap, %b: !coo, %c: !stripe) -> (!coo, !coo, !stripe) {
  // GENERIC: "dsa.pattern_union"{{.*}} -> !dsa.pattern<1x2x64x50, block = 16x8, holds = elements, format = coo>
  %0 = dsa.pattern_union %a, %b : !bitmap, !coo
  // GENERIC: "dsa.pattern_intersection"{{.*}} -> !dsa.pattern<1x2x64x50, block = 16x8, holds = elements, format = coo>
  %1 = dsa.pattern_intersection %b, %c : !coo, !stripe
  // GENERIC: "dsa.pattern_union"{{.*}} -> !dsa.pattern<1x2x64x50, block = 16x8, holds = elements, format = stripe>
  %2 = dsa.pattern_union %c, %a : !stripe, !bitmap
  return %0, %1, %2 : !coo, !coo, !stripe
}

// CHECK-LABEL: func.func @counts
// CHECK-SAME:    %[[N:[a-z0-9]*]]: index
// GENERIC-LABEL: sym_name = "counts"
func.func @counts(%a: !dsa.pattern<1x2x?x?, block = 16x8>, %b: !blocks, %c: !elements, %n: index) -> (i64, i64, i64, i64, i64) {
  // CHECK: dsa.pattern_count blocks of %{{.*}} {note = "kept"} : !dsa.pattern<1x2x?x?, block = 16x8>
  // GENERIC: "dsa.pattern_count"(%{{.*}}) {note = "kept", what = 0 : i32} : (!dsa.pattern<1x2x?x?, block = 16x8>) -> i64
  %0 = dsa.pattern_count blocks of %a {note = "kept"} : !dsa.pattern<1x2x?x?, block = 16x8>
  // CHECK: dsa.pattern_count elements of %{{.*}}(%[[N]], %[[N]]) : !dsa.pattern<1x2x?x?, block = 16x8>
  // GENERIC: "dsa.pattern_count"(%{{.*}}, %{{.*}}, %{{.*}}) {what = 1 : i32}
  %1 = dsa.pattern_count elements of %a(%n, %n) : !dsa.pattern<1x2x?x?, block = 16x8>
  // CHECK: dsa.pattern_count elements of %{{.*}}(%[[N]]) : !dsa.pattern<1x?x64x?, block = 16x8>
  %2 = dsa.pattern_count elements of %b(%n) : !blocks
  // CHECK: dsa.pattern_count elements of %{{.*}} : !dsa.pattern<?x1x?x50, block = 16x8, holds = elements>
  %3 = dsa.pattern_count elements of %c : !elements
  // CHECK: dsa.pattern_count blocks of %{{.*}} : !dsa.pattern<?x1x?x50, block = 16x8, holds = elements>
  %4 = dsa.pattern_count blocks of %c : !elements
  return %0, %1, %2, %3, %4 : i64, i64, i64, i64, i64
}
