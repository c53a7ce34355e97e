// Folds of ops that say how much is computed, each with the cases it must leave alone.
//
// RUN: ds-opt %s --canonicalize="test-convergence" | FileCheck %s

// A constant share of a constant size: halves up, at least what is asked for, never more than there is, NaN as 1.
// CHECK-LABEL: func.func @constants
func.func @constants() -> (index, index, index, index, index, index, index, index) {
  %n = arith.constant 98 : index
  %ten = arith.constant 10 : index
  %minus = arith.constant -5 : index
  %quarter = arith.constant 0.25 : f32
  %tenth = arith.constant 0.1 : f32
  %less = arith.constant -1.0 : f32
  %nan = arith.constant 0x7FC00000 : f32
  // CHECK-DAG: %[[C25:.*]] = arith.constant 25 : index
  // CHECK-DAG: %[[C1:.*]] = arith.constant 1 : index
  // CHECK-DAG: %[[C4:.*]] = arith.constant 4 : index
  // CHECK-DAG: %[[C98:.*]] = arith.constant 98 : index
  // CHECK-DAG: %[[C0:.*]] = arith.constant 0 : index
  // CHECK-DAG: %[[C10:.*]] = arith.constant 10 : index
  // CHECK:     return %[[C25]], %[[C1]], %[[C4]], %[[C98]], %[[C0]], %[[C10]], %[[C98]], %[[C4]]
  %a = dsa.budget %quarter of %n : f32
  %b = dsa.budget %tenth of %ten : f32
  %c = dsa.budget %less of %n at_least = 4 : f32
  %d = dsa.budget %nan of %n : f32
  %e = dsa.budget %quarter of %minus at_least = 4 : f32
  %f = dsa.budget %ten of %n : index
  %g = dsa.budget %n of %n : index
  %h = dsa.budget %minus of %n at_least = 4 : index
  return %a, %b, %c, %d, %e, %f, %g, %h : index, index, index, index, index, index, index, index
}

// All of a tensor's size is that size, and nothing of any size is 0; of a size that may be negative all is not it.
// CHECK-LABEL: func.func @all_or_nothing
// CHECK-SAME:    %[[X:.*]]: tensor<?xf32>, %[[N:.*]]: index
func.func @all_or_nothing(%x: tensor<?xf32>, %n: index) -> (index, index, index, index, index) {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %one = arith.constant 1.0 : f32
  // CHECK-DAG: %[[C0:.*]] = arith.constant 0 : index
  // CHECK-DAG: %[[ONE:.*]] = arith.constant 1.0
  // CHECK-DAG: %[[ZERO:.*]] = arith.constant 0.0
  // CHECK:     %[[SIZE:.*]] = tensor.dim %[[X]], %[[C0]]
  // CHECK:     %[[ALL:.*]] = dsa.budget %[[ONE]] of %[[N]] : f32
  // CHECK:     %[[LEAST:.*]] = dsa.budget %[[ZERO]] of %[[N]] at_least = 1 : f32
  // CHECK:     return %[[SIZE]], %[[ALL]], %[[C0]], %[[C0]], %[[LEAST]]
  %size = tensor.dim %x, %c0 : tensor<?xf32>
  %a = dsa.budget %one of %size : f32
  %b = dsa.budget %one of %n : f32
  %c = dsa.budget %zero of %n : f32
  %d = dsa.budget %c0 of %n : index
  %e = dsa.budget %zero of %n at_least = 1 : f32
  return %a, %b, %c, %d, %e : index, index, index, index, index
}

// A budget is within its size already.
// CHECK-LABEL: func.func @budget_of_budget
func.func @budget_of_budget(%f: f32, %n: index, %m: index) -> (index, index, index) {
  // CHECK: %[[INNER:.*]] = dsa.budget %{{.*}} of %[[N:.*]] at_least = 2 : f32
  // CHECK: %[[MORE:.*]] = dsa.budget %[[INNER]] of %[[N]] at_least = 3 : index
  // CHECK: %[[OTHER:.*]] = dsa.budget %[[INNER]] of %{{.*}} : index
  // CHECK: return %[[INNER]], %[[MORE]], %[[OTHER]]
  %inner = dsa.budget %f of %n at_least = 2 : f32
  %same = dsa.budget %inner of %n at_least = 1 : index
  %more = dsa.budget %inner of %n at_least = 3 : index
  %other = dsa.budget %inner of %m : index
  return %same, %more, %other : index, index, index
}
