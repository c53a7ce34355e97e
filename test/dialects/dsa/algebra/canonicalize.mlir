// What is known of united, intersected, complemented and counted patterns; and what must be left alone.
//
// RUN: ds-opt %s --canonicalize --split-input-file | FileCheck %s

!p = !dsa.pattern<1x2x8x8, block = 2x2>
!one = !dsa.pattern<1x1x8x8, block = 2x2>
!e = !dsa.pattern<1x2x8x8, block = 2x2, holds = elements>

// CHECK-LABEL: func.func @same
// CHECK-SAME:    %[[P:.*]]: !dsa.pattern{{.*}}, %[[Q:.*]]: !dsa.pattern
func.func @same(%p: !p, %q: !p) -> (!p, !p, !p, !p, !p, !p) {
  // CHECK-NEXT: %[[U:.*]] = dsa.pattern_union %[[P]], %[[Q]]
  // CHECK-NEXT: %[[I:.*]] = dsa.pattern_intersection %[[P]], %[[Q]]
  // CHECK-NEXT: return %[[P]], %[[P]], %[[U]], %[[U]], %[[I]], %[[I]]
  %0 = dsa.pattern_union %p, %p : !p, !p
  %1 = dsa.pattern_intersection %p, %p : !p, !p
  %u = dsa.pattern_union %p, %q : !p, !p
  %2 = dsa.pattern_union %u, %q : !p, !p
  %3 = dsa.pattern_union %p, %u : !p, !p
  // Restricted twice is restricted once.
  %i = dsa.pattern_intersection %p, %q : !p, !p
  %4 = dsa.pattern_intersection %i, %q : !p, !p
  %5 = dsa.pattern_intersection %q, %i : !p, !p
  return %0, %1, %2, %3, %4, %5 : !p, !p, !p, !p, !p, !p
}

// -----

!p = !dsa.pattern<1x2x8x8, block = 2x2>

// Different ops do not fold.
// CHECK-LABEL: func.func @different
// CHECK-NEXT:    dsa.pattern_union
// CHECK-NEXT:    dsa.pattern_intersection
func.func @different(%p: !p, %q: !p) -> !p {
  %u = dsa.pattern_union %p, %q : !p, !p
  %i = dsa.pattern_intersection %u, %q : !p, !p
  return %i : !p
}

// -----

!p = !dsa.pattern<1x2x8x8, block = 2x2>
!one = !dsa.pattern<1x1x8x8, block = 2x2>
!e = !dsa.pattern<1x2x8x8, block = 2x2, holds = elements>
!open = !dsa.pattern<?x2x8x8, block = 2x2>

// CHECK-LABEL: func.func @dense
// CHECK-SAME:    %[[P:.*]]: !dsa.pattern<1x2x8x8, block = 2x2>, %[[E:.*]]: !dsa.pattern<1x2x8x8, block = 2x2, holds = elements>
func.func @dense(%p: !p, %e: !e) -> (!p, !p, !e, !p, !p, !e) {
  // CHECK-DAG:  %[[DENSE:.*]] = dsa.dense_pattern() : !dsa.pattern<1x2x8x8, block = 2x2>
  // CHECK-DAG:  %[[ONE:.*]] = dsa.dense_pattern() : !dsa.pattern<1x1x8x8, block = 2x2>
  // The dense pattern has not the heads, or holds not what the result holds.
  // CHECK-DAG:  %[[U:.*]] = dsa.pattern_union %[[P]], %[[ONE]]
  // CHECK-DAG:  %[[UE:.*]] = dsa.pattern_union %[[E]], %[[DENSE]]
  // CHECK:      return %[[P]], %[[P]], %[[E]], %[[DENSE]], %[[U]], %[[UE]]
  %dense = dsa.dense_pattern() : !p
  %one = dsa.dense_pattern() : !one
  %0 = dsa.pattern_intersection %p, %dense : !p, !p
  %1 = dsa.pattern_intersection %one, %p : !one, !p
  %2 = dsa.pattern_intersection %e, %dense : !e, !p
  %3 = dsa.pattern_union %dense, %p : !p, !p
  %4 = dsa.pattern_union %p, %one : !p, !one
  %5 = dsa.pattern_union %e, %dense : !e, !p
  return %0, %1, %2, %3, %4, %5 : !p, !p, !e, !p, !p, !e
}

// -----

!open = !dsa.pattern<?x2x8x8, block = 2x2>

// The dense pattern may have a batch that the other has not.
// CHECK-LABEL: func.func @open_dense
// CHECK:         dsa.pattern_intersection
// CHECK:         dsa.pattern_union
func.func @open_dense(%p: !open, %b: index) -> (!open, !open) {
  %dense = dsa.dense_pattern(%b) : !open
  %0 = dsa.pattern_intersection %p, %dense : !open, !open
  %1 = dsa.pattern_union %p, %dense : !open, !open
  return %0, %1 : !open, !open
}

// -----

!p = !dsa.pattern<1x2x8x7, block = 2x2>

// CHECK-LABEL: func.func @complement
// CHECK-SAME:    %[[P:.*]]: !dsa.pattern
// CHECK-NEXT:    %[[C:.*]] = dsa.pattern_complement %[[P]]
// CHECK-NEXT:    return %[[P]], %[[C]]
func.func @complement(%p: !p) -> (!p, !p) {
  %c = dsa.pattern_complement %p : !p
  %cc = dsa.pattern_complement %c : !p
  return %cc, %c : !p, !p
}

// -----

!p = !dsa.pattern<1x2x8x7, block = 2x2>
!e = !dsa.pattern<3x2x8x7, block = 2x2, holds = elements>
!open = !dsa.pattern<1x2x8x?, block = 2x2>

// 4 x 4 blocks and 8 x 7 elements a head.
// CHECK-LABEL: func.func @count
// CHECK-DAG:     %[[BLOCKS:.*]] = arith.constant 32 : i64
// CHECK-DAG:     %[[ELEMENTS:.*]] = arith.constant 112 : i64
// CHECK-DAG:     %[[OF_E:.*]] = arith.constant 336 : i64
// CHECK:         %[[C:.*]] = dsa.pattern_count blocks of
// CHECK:         return %[[BLOCKS]], %[[ELEMENTS]], %[[OF_E]], %[[C]]
func.func @count(%n: index) -> (i64, i64, i64, i64) {
  %p = dsa.dense_pattern() : !p
  %e = dsa.dense_pattern() : !e
  %open = dsa.dense_pattern(%n) : !open
  %0 = dsa.pattern_count blocks of %p : !p
  %1 = dsa.pattern_count elements of %p : !p
  %2 = dsa.pattern_count elements of %e : !e
  %3 = dsa.pattern_count blocks of %open : !open
  return %0, %1, %2, %3 : i64, i64, i64, i64
}
