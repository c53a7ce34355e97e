// RUN: ds-opt %s --canonicalize | FileCheck %s

!scores = tensor<1x2x4x4xf32>
!p = !dsa.pattern<1x2x8x8, block = 2x2>

// A budget that is known is what n says: all of n, some, none.
// CHECK-LABEL: func.func @known
// CHECK-SAME:    %[[S:.*]]: tensor<1x2x4x4xf32>
func.func @known(%s: !scores) -> (!p, !p, !p) {
  // CHECK-DAG: %[[ALL:.*]] = dsa.select_n_of_m %[[S]] n = 2 m = 4 {note = "kept"} :
  // CHECK-DAG: %[[ONE:.*]] = dsa.select_n_of_m %[[S]] n = 1 m = 4 :
  // CHECK-DAG: %[[NONE:.*]] = dsa.select_n_of_m %[[S]] n = 0 m = 4 :
  // CHECK: return %[[ALL]], %[[ONE]], %[[NONE]]
  %c3 = arith.constant 3 : index
  %c1 = arith.constant 1 : index
  %less = arith.constant -7 : index
  %all = dsa.select_n_of_m %s budget(%c3) n = 2 m = 4 {note = "kept"} : !scores -> !p
  %one = dsa.select_n_of_m %s budget(%c1) n = 2 m = 4 : !scores -> !p
  %none = dsa.select_n_of_m %s budget(%less) n = 2 m = 4 : !scores -> !p
  return %all, %one, %none : !p, !p, !p
}

// CHECK-LABEL: func.func @unknown
func.func @unknown(%s: !scores, %k: index) -> !p {
  // CHECK: dsa.select_n_of_m %{{.*}} budget(%{{.*}}) n = 2 m = 4
  %p = dsa.select_n_of_m %s budget(%k) n = 2 m = 4 : !scores -> !p
  return %p : !p
}
