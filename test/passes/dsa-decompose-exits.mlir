// Stages become branches, one in the other.
//
// RUN: ds-opt %s --dsa-decompose | FileCheck %s --implicit-check-not=dsa.early_exit --implicit-check-not=dsa.exit

!x = tensor<8x4xf32>
!left = tensor<?x4xf32>

// CHECK-LABEL: func.func @exits
// CHECK-SAME:    %[[X:.*]]: tensor<8x4xf32>, %[[I:.*]]: tensor<8xi32>, %[[SURE:.*]]: tensor<8xf32>, %[[T:.*]]: f32, %[[K:.*]]: index
func.func @exits(%x: !x, %i: tensor<8xi32>, %sure: tensor<8xf32>, %t: f32, %k: index) -> (!x, tensor<8xi32>, tensor<8xi32>) {
  // CHECK: %[[LEAST:.*]] = arith.negf %[[T]] : f32
  // CHECK: dsa.gate_tokens %{{.*}} budget(%[[K]]) threshold(%[[LEAST]])
  // CHECK: %[[OUT:.*]]:3 = scf.if %{{.*}} -> (tensor<8x4xf32>, tensor<8xi32>, tensor<?xi32>) {
  // CHECK:   dsa.pack_tokens
  // CHECK:   dsa.confidence
  // CHECK:   dsa.unpack_tokens
  // CHECK:   dsa.gate_tokens
  // CHECK:   scf.if
  // CHECK:     dsa.pack_tokens
  // CHECK:     arith.addf
  // CHECK:     dsa.unpack_tokens
  // CHECK: } else {
  // CHECK:   scf.yield %[[X]], %[[I]]
  %a, %b, %e = dsa.early_exit threshold(%t) budget(%k) -> !x also(tensor<8xi32>), tensor<8xi32> {
    dsa.exit %x also(%i : tensor<8xi32>) if %sure next(%x, %i : !x, tensor<8xi32>) : !x, tensor<8xf32>
  }, {
  ^bb0(%left: !left, %of: tensor<?xi32>):
    %c = dsa.confidence %left by = max : !left
    dsa.exit %left also(%of : tensor<?xi32>) if %c next(%left, %of : !left, tensor<?xi32>) : !left, tensor<?xf32>
  }, {
  ^bb0(%left: !left, %of: tensor<?xi32>):
    %twice = arith.addf %left, %left : !left
    dsa.yield %twice also(%of : tensor<?xi32>) : !left
  }
  return %a, %b, %e : !x, tensor<8xi32>, tensor<8xi32>
}

// Behind a stage that is the last to run the budget is 0.
// CHECK-LABEL: func.func @depth
// CHECK-SAME:    %[[X:.*]]: tensor<8x4xf32>, %[[SURE:.*]]: tensor<8xf32>, %[[T:.*]]: f32, %[[N:.*]]: index
func.func @depth(%x: !x, %sure: tensor<8xf32>, %t: f32, %n: index) -> !x {
  // CHECK:      %[[ALL:.*]] = tensor.dim %[[SURE]]
  // CHECK:      %[[NONE:.*]] = arith.constant 0 : index
  // CHECK:      %[[STAGES:.*]] = arith.constant 1 : index
  // CHECK-NEXT: %[[DEEPER:.*]] = arith.cmpi sgt, %[[N]], %[[STAGES]] : index
  // CHECK-NEXT: %[[BUDGET:.*]] = arith.select %[[DEEPER]], %[[ALL]], %[[NONE]] : index
  // CHECK:      dsa.gate_tokens %{{.*}} budget(%[[BUDGET]])
  // CHECK:      scf.if
  // CHECK:        %[[STAGES:.*]] = arith.constant 2 : index
  // CHECK-NEXT:   %[[DEEPER:.*]] = arith.cmpi sgt, %[[N]], %[[STAGES]] : index
  // CHECK-NEXT:   %[[BUDGET:.*]] = arith.select %[[DEEPER]],
  // CHECK:        dsa.gate_tokens %{{.*}} budget(%[[BUDGET]])
  %a, %e = dsa.early_exit threshold(%t) depth(%n) -> !x, tensor<8xi32> {
    dsa.exit %x if %sure next(%x : !x) : !x, tensor<8xf32>
  }, {
  ^bb0(%left: !left):
    %c = dsa.confidence %left by = max : !left
    dsa.exit %left if %c next(%left : !left) : !left, tensor<?xf32>
  }, {
  ^bb0(%left: !left):
    dsa.yield %left : !left
  }
  return %a : !x
}
