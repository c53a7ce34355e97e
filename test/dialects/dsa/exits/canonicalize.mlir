// RUN: ds-opt %s --canonicalize | FileCheck %s

!x = tensor<8x4xf32>
!left = tensor<?x4xf32>
!sure = tensor<8xf32>
!exits = tensor<8xi32>

// With a budget of 0 all leave behind the first stage; that they left there is kept.
// CHECK-LABEL: func.func @none_goes_on
// CHECK-SAME:    %[[X:[a-z0-9]*]]: tensor<8x4xf32>
func.func @none_goes_on(%x: !x, %sure: !sure, %t: f32) -> (!x, !exits) {
  // CHECK: %[[A:.*]], %[[E:.*]] = dsa.early_exit threshold(%{{.*}}) budget(%{{.*}}) -> tensor<8x4xf32>, tensor<8xi32> {
  // CHECK-NEXT: dsa.yield %[[X]] : tensor<8x4xf32>
  // CHECK-NEXT: }
  // CHECK-NEXT: return %[[A]], %[[E]]
  %none = arith.constant 0 : index
  %a, %e = dsa.early_exit threshold(%t) budget(%none) -> !x, !exits {
    dsa.exit %x if %sure next(%x : !x) : !x, !sure
  }, {
  ^bb0(%left: !left):
    %twice = arith.addf %left, %left : !left
    dsa.yield %twice : !left
  }
  return %a, %e : !x, !exits
}

// Where nobody asks, the stage is what it does.
// CHECK-LABEL: func.func @one_stage
// CHECK-SAME:    %[[X:[a-z0-9]*]]: tensor<8x4xf32>
func.func @one_stage(%x: !x, %sure: !sure, %t: f32) -> !x {
  // CHECK-NEXT: %[[TWICE:.*]] = arith.addf %[[X]], %[[X]]
  // CHECK-NEXT: return %[[TWICE]]
  %none = arith.constant -1 : index
  %a, %e = dsa.early_exit threshold(%t) budget(%none) -> !x, !exits {
    %twice = arith.addf %x, %x : !x
    dsa.exit %twice if %sure : !x, !sure
  }, {
    %one = arith.constant 1 : index
    %some = tensor.empty(%one) : !left
    dsa.yield %some : !left
  }
  return %a : !x
}

// No sample leaves by a NaN for a threshold.
// CHECK-LABEL: func.func @none_leaves
// CHECK-SAME:    %[[X:[a-z0-9]*]]: tensor<8x4xf32>
func.func @none_leaves(%x: !x, %sure: !sure) -> !x {
  // CHECK-NOT: dsa.early_exit
  // CHECK: %[[LEFT:.*]] = tensor.cast %[[X]] : tensor<8x4xf32> to tensor<?x4xf32>
  // CHECK: %[[TWICE:.*]] = arith.addf %[[LEFT]], %[[LEFT]] : tensor<?x4xf32>
  // CHECK: %[[A:.*]] = tensor.cast %[[TWICE]] : tensor<?x4xf32> to tensor<8x4xf32>
  // CHECK: return %[[A]]
  %nan = arith.constant 0x7FC00000 : f32
  %a, %e = dsa.early_exit threshold(%nan) -> !x, !exits {
    dsa.exit %x if %sure next(%x : !x) : !x, !sure
  }, {
  ^bb0(%left: !left):
    %twice = arith.addf %left, %left : !left
    dsa.yield %twice : !left
  }
  return %a : !x
}

// No confidence of softmax is above 1: the exit that has one goes, the other stays.
// CHECK-LABEL: func.func @one_exit_is_closed
func.func @one_exit_is_closed(%x: !x, %sure: !sure) -> !x {
  // CHECK: dsa.early_exit
  // CHECK-NEXT: dsa.exit %{{.*}} if %{{.*}} next(%{{.*}} : tensor<8x4xf32>)
  // CHECK-NEXT: }, {
  // CHECK-NEXT: ^bb0(%[[LEFT:.*]]: tensor<?x4xf32>):
  // CHECK-NEXT: %[[SQUARE:.*]] = arith.mulf %[[LEFT]], %[[LEFT]]
  // CHECK-NEXT: dsa.yield %[[SQUARE]]
  // CHECK-NEXT: }
  %high = arith.constant 1.5 : f32
  %a, %e = dsa.early_exit threshold(%high) -> !x, !exits {
    dsa.exit %x if %sure next(%x : !x) : !x, !sure
  }, {
  ^bb0(%left: !left):
    %c = dsa.confidence %left by = margin : !left
    dsa.exit %left if %c next(%left : !left) : !left, tensor<?xf32>
  }, {
  ^bb0(%left: !left):
    %square = arith.mulf %left, %left : !left
    dsa.yield %square : !left
  }
  return %a : !x
}

// What may be taken stays: stages are counted, a budget sends samples off, a confidence of unknown origin, a threshold within reach.
// CHECK-LABEL: func.func @may_be_taken
func.func @may_be_taken(%x: !x, %sure: !sure, %k: index) -> (!exits, !x, !x, !x) {
  // CHECK-COUNT-4: dsa.exit
  %nan = arith.constant 0x7FC00000 : f32
  %high = arith.constant 1.5 : f32
  %low = arith.constant 0.5 : f32
  %a, %e = dsa.early_exit threshold(%nan) -> !x, !exits {
    dsa.exit %x if %sure next(%x : !x) : !x, !sure
  }, {
  ^bb0(%left: !left):
    dsa.yield %left : !left
  }
  %b, %f = dsa.early_exit threshold(%nan) budget(%k) -> !x, !exits {
    dsa.exit %x if %sure next(%x : !x) : !x, !sure
  }, {
  ^bb0(%left: !left):
    dsa.yield %left : !left
  }
  %c, %g = dsa.early_exit threshold(%high) -> !x, !exits {
    dsa.exit %x if %sure next(%x : !x) : !x, !sure
  }, {
  ^bb0(%left: !left):
    dsa.yield %left : !left
  }
  %d, %h = dsa.early_exit threshold(%low) -> !x, !exits {
    %of_x = dsa.confidence %x by = max : !x
    dsa.exit %x if %of_x next(%x : !x) : !x, !sure
  }, {
  ^bb0(%left: !left):
    dsa.yield %left : !left
  }
  return %e, %b, %c, %d : !exits, !x, !x, !x
}

// Several answers: all that the stage says are kept, or taken for the results.
// CHECK-LABEL: func.func @several
// CHECK-SAME:    %[[X:[a-z0-9]*]]: tensor<8x4xf32>, %[[SURE:[a-z0-9]*]]: tensor<8xf32>
func.func @several(%x: !x, %sure: !sure, %t: f32) -> (!x, !sure, !x, !sure, !exits) {
  // CHECK: %[[A:.*]], %[[B:.*]], %[[E:.*]] = dsa.early_exit
  // CHECK-NEXT: dsa.yield %[[X]] also(%[[SURE]] : tensor<8xf32>) : tensor<8x4xf32>
  // CHECK: return %[[X]], %[[SURE]], %[[A]], %[[B]], %[[E]]
  %none = arith.constant 0 : index
  %a, %b, %e = dsa.early_exit threshold(%t) budget(%none) -> !x also(!sure), !exits {
    dsa.exit %x also(%sure : !sure) if %sure next(%x : !x) : !x, !sure
  }, {
  ^bb0(%left: !left):
    %some = tensor.empty() : tensor<0xf32>
    %open = tensor.cast %some : tensor<0xf32> to tensor<?xf32>
    dsa.yield %left also(%open : tensor<?xf32>) : !left
  }
  %c, %d, %f = dsa.early_exit threshold(%t) budget(%none) -> !x also(!sure), !exits {
    dsa.exit %x also(%sure : !sure) if %sure next(%x : !x) : !x, !sure
  }, {
  ^bb0(%left: !left):
    %some = tensor.empty() : tensor<0xf32>
    %open = tensor.cast %some : tensor<0xf32> to tensor<?xf32>
    dsa.yield %left also(%open : tensor<?xf32>) : !left
  }
  return %a, %b, %c, %d, %f : !x, !sure, !x, !sure, !exits
}

// With a depth that is known there are as many stages: two of three, the first in any case, all.
// CHECK-LABEL: func.func @known_depth
// CHECK-SAME:    %[[X:[a-z0-9]*]]: tensor<8x4xf32>, %[[SURE:[a-z0-9]*]]: tensor<8xf32>, %[[T:[a-z0-9]*]]: f32, %[[K:[a-z0-9]*]]: index
func.func @known_depth(%x: !x, %sure: !sure, %t: f32, %k: index) -> (!x, !exits, !x, !exits, !x, !exits) {
  // CHECK:      dsa.early_exit threshold(%[[T]]) budget(%[[K]]) -> tensor<8x4xf32>, tensor<8xi32> {
  // CHECK-NEXT:   dsa.exit %[[X]] if %[[SURE]] next(%[[X]] : tensor<8x4xf32>)
  // CHECK-NEXT: }, {
  // CHECK-NEXT: ^bb0(%[[LEFT:.*]]: tensor<?x4xf32>):
  // CHECK:        dsa.yield %[[LEFT]] : tensor<?x4xf32>
  // CHECK-NEXT: }
  // CHECK-NEXT: dsa.early_exit threshold(%[[T]]) -> tensor<8x4xf32>, tensor<8xi32> {
  // CHECK-NEXT:   dsa.yield %[[X]] : tensor<8x4xf32>
  // CHECK-NEXT: }
  // CHECK-NEXT: dsa.early_exit threshold(%[[T]]) -> tensor<8x4xf32>, tensor<8xi32> {
  // CHECK-NEXT:   dsa.exit %[[X]] if %[[SURE]] next(%[[X]] : tensor<8x4xf32>)
  // CHECK-NEXT: }, {
  // CHECK-NEXT: ^bb0(%[[LEFT:.*]]: tensor<?x4xf32>):
  // CHECK-NEXT:   dsa.yield %[[LEFT]] : tensor<?x4xf32>
  // CHECK-NEXT: }
  %two = arith.constant 2 : index
  %less = arith.constant -3 : index
  %more = arith.constant 7 : index
  %a, %e = dsa.early_exit threshold(%t) budget(%k) depth(%two) -> !x, !exits {
    dsa.exit %x if %sure next(%x : !x) : !x, !sure
  }, {
  ^bb0(%left: !left):
    %c = dsa.confidence %left by = max : !left
    dsa.exit %left if %c next(%left : !left) : !left, tensor<?xf32>
  }, {
  ^bb0(%left: !left):
    %twice = arith.addf %left, %left : !left
    dsa.yield %twice : !left
  }
  %b, %f = dsa.early_exit threshold(%t) depth(%less) -> !x, !exits {
    dsa.exit %x if %sure next(%x : !x) : !x, !sure
  }, {
  ^bb0(%left: !left):
    dsa.yield %left : !left
  }
  %c, %g = dsa.early_exit threshold(%t) depth(%more) -> !x, !exits {
    dsa.exit %x if %sure next(%x : !x) : !x, !sure
  }, {
  ^bb0(%left: !left):
    dsa.yield %left : !left
  }
  return %a, %e, %b, %f, %c, %g : !x, !exits, !x, !exits, !x, !exits
}

// A depth that is not known may end the stages where no sample leaves by itself.
// CHECK-LABEL: func.func @unknown_depth
func.func @unknown_depth(%x: !x, %sure: !sure, %k: index) -> !x {
  // CHECK: dsa.early_exit threshold(%{{.*}}) depth(%{{.*}}) ->
  // CHECK:   dsa.exit
  // CHECK:   dsa.yield
  %nan = arith.constant 0x7FC00000 : f32
  %a, %e = dsa.early_exit threshold(%nan) depth(%k) -> !x, !exits {
    dsa.exit %x if %sure next(%x : !x) : !x, !sure
  }, {
  ^bb0(%left: !left):
    %twice = arith.addf %left, %left : !left
    dsa.yield %twice : !left
  }
  return %a : !x
}

// Nor is it asked for where a budget of 0 leaves one stage.
// CHECK-LABEL: func.func @no_budget_of_depth
func.func @no_budget_of_depth(%x: !x, %sure: !sure, %t: f32, %k: index) -> (!x, !exits) {
  // CHECK:      dsa.early_exit threshold(%{{.*}}) budget(%{{.*}}) -> tensor<8x4xf32>, tensor<8xi32> {
  // CHECK-NEXT:   dsa.yield
  // CHECK-NEXT: }
  %none = arith.constant 0 : index
  %a, %e = dsa.early_exit threshold(%t) budget(%none) depth(%k) -> !x, !exits {
    dsa.exit %x if %sure next(%x : !x) : !x, !sure
  }, {
  ^bb0(%left: !left):
    dsa.yield %left : !left
  }
  return %a, %e : !x, !exits
}
