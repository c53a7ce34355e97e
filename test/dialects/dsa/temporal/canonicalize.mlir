// RUN: ds-opt %s --canonicalize --split-input-file | FileCheck %s

// Where nothing may pass, what is known stays.
// CHECK-LABEL: func.func @nothing_passes
// CHECK-SAME:    %[[X:.*]]: tensor<1x5x8xf32>, %[[LAST:.*]]: tensor<1x5x8xf32>
func.func @nothing_passes(%x: tensor<1x5x8xf32>, %last: tensor<1x5x8xf32>) -> (tensor<1x?xi32>, tensor<1x5x8xf32>) {
  // CHECK: %[[I:.*]], %{{.*}}, %{{.*}} = dsa.delta_gate
  // CHECK: return %[[I]], %[[LAST]]
  %k = arith.constant -1 : index
  %i, %packed, %known = dsa.delta_gate %x, %last norm = l1 budget(%k) : tensor<1x5x8xf32>, tensor<1x5x8xf32>
  return %i, %known : tensor<1x?xi32>, tensor<1x5x8xf32>
}

// -----

// Not where some are due, or the budget is not known.
// CHECK-LABEL: func.func @some_pass
func.func @some_pass(%x: tensor<1x5x8xf32>, %last: tensor<1x5x8xf32>, %due: tensor<1x?xi32>, %some: index)
    -> (tensor<1x5x8xf32>, tensor<1x5x8xf32>, tensor<1x5x8xf32>) {
  // CHECK: %{{.*}}, %{{.*}}, %[[A:.*]] = dsa.delta_gate
  // CHECK: %{{.*}}, %{{.*}}, %[[B:.*]] = dsa.delta_gate
  // CHECK: %{{.*}}, %{{.*}}, %[[C:.*]] = dsa.delta_gate
  // CHECK: return %[[A]], %[[B]], %[[C]]
  %none = arith.constant 0 : index
  %one = arith.constant 1 : index
  %a:3 = dsa.delta_gate %x, %last norm = l1 budget(%none) due(%due : tensor<1x?xi32>) : tensor<1x5x8xf32>, tensor<1x5x8xf32>
  %b:3 = dsa.delta_gate %x, %last norm = l1 budget(%some) : tensor<1x5x8xf32>, tensor<1x5x8xf32>
  %c:3 = dsa.delta_gate %x, %last norm = l1 budget(%one) : tensor<1x5x8xf32>, tensor<1x5x8xf32>
  return %a#2, %b#2, %c#2 : tensor<1x5x8xf32>, tensor<1x5x8xf32>, tensor<1x5x8xf32>
}

// -----

// It is pure: what nobody asks for goes.
// CHECK-LABEL: func.func @unused
// CHECK-NEXT:    return
func.func @unused(%x: tensor<1x5x8xf32>, %n: index, %tau: f32) {
  %a:3 = dsa.delta_gate %x, %x norm = l1 budget(%n) : tensor<1x5x8xf32>, tensor<1x5x8xf32>
  %b:2 = dsa.run_lengths %x frame(%n) threshold(%tau) : tensor<1x5x8xf32>
  return
}

// -----

// A budget of all tokens is none; not one of fewer, one that is not known, or one of as many as nobody knows.
// CHECK-LABEL: func.func @budget_of_all
// CHECK-SAME:    %[[X:.*]]: tensor<1x5x8xf32>, %[[Y:.*]]: tensor<1x?x8xf32>, %[[N:.*]]: index, %[[TAU:.*]]: f32
func.func @budget_of_all(%x: tensor<1x5x8xf32>, %y: tensor<1x?x8xf32>, %n: index, %tau: f32)
    -> (tensor<1x?xi32>, tensor<1x?xi32>, tensor<1x?xi32>, tensor<1x?xi32>) {
  // CHECK-DAG: %[[FOUR:.*]] = arith.constant 4 : index
  // CHECK-DAG: %[[FIVE:.*]] = arith.constant 5 : index
  // CHECK-DAG: %[[A:.*]], %{{.*}} = dsa.run_lengths %[[X]] frame(%[[N]]) threshold(%[[TAU]]) {note = "kept"} :
  // CHECK-DAG: %[[B:.*]], %{{.*}} = dsa.run_lengths %[[X]] frame(%[[N]]) threshold(%[[TAU]]) budget(%[[FOUR]]) :
  // CHECK-DAG: %[[C:.*]], %{{.*}} = dsa.run_lengths %[[X]] frame(%[[N]]) threshold(%[[TAU]]) budget(%[[N]]) :
  // CHECK-DAG: %[[D:.*]], %{{.*}} = dsa.run_lengths %[[Y]] frame(%[[N]]) threshold(%[[TAU]]) budget(%[[FIVE]]) :
  // CHECK: return %[[A]], %[[B]], %[[C]], %[[D]]
  %four = arith.constant 4 : index
  %five = arith.constant 5 : index
  %a:2 = dsa.run_lengths %x frame(%n) threshold(%tau) budget(%five) {note = "kept"} : tensor<1x5x8xf32>
  %b:2 = dsa.run_lengths %x frame(%n) threshold(%tau) budget(%four) : tensor<1x5x8xf32>
  %c:2 = dsa.run_lengths %x frame(%n) threshold(%tau) budget(%n) : tensor<1x5x8xf32>
  %d:2 = dsa.run_lengths %y frame(%n) threshold(%tau) budget(%five) : tensor<1x?x8xf32>
  return %a#0, %b#0, %c#0, %d#0 : tensor<1x?xi32>, tensor<1x?xi32>, tensor<1x?xi32>, tensor<1x?xi32>
}

// -----

// Nothing is due of no tokens, or in no period.
// CHECK-LABEL: func.func @nothing_is_due
func.func @nothing_is_due(%frame: index, %n: index) -> (tensor<1x?xi32>, tensor<1x?xi32>) {
  // CHECK-NOT: dsa
  // CHECK-COUNT-2: tensor.empty() : tensor<1x0xi32>
  // CHECK: return
  %none = arith.constant 0 : index
  %less = arith.constant -2 : index
  %a = dsa.refresh_schedule frame(%frame) period(%less) size(%n) : tensor<1x?xi32>
  %b = dsa.refresh_schedule frame(%frame) period(%n) size(%none) : tensor<1x?xi32>
  return %a, %b : tensor<1x?xi32>, tensor<1x?xi32>
}

// -----

// In a period some are, and of a size and a period that are not known some may be. What is the same as before may be NaN, whose change is NaN.
// CHECK-LABEL: func.func @something_is_due
func.func @something_is_due(%frame: index, %n: index, %x: tensor<1x5x8xf32>) -> (tensor<1x?xi32>, tensor<1x?xi32>, tensor<1x5xf32>) {
  // CHECK-COUNT-2: dsa.refresh_schedule
  // CHECK: dsa.token_change
  %two = arith.constant 2 : index
  %a = dsa.refresh_schedule frame(%frame) period(%two) size(%n) : tensor<1x?xi32>
  %b = dsa.refresh_schedule frame(%frame) period(%n) size(%two) : tensor<1x?xi32>
  %c = dsa.token_change %x, %x norm = max : tensor<1x5x8xf32>, tensor<1x5x8xf32>
  return %a, %b, %c : tensor<1x?xi32>, tensor<1x?xi32>, tensor<1x5xf32>
}
