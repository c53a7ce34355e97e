// Branches become stages again, one in the other.
//
// RUN: ds-opt %s -o %t.mlir
// RUN: ds-opt %s --dsa-decompose -o %t.parts.mlir
// RUN: ds-opt %t.parts.mlir --dsa-fuse -o %t.fused.mlir 2> %t.err
// RUN: count 0 < %t.err
// RUN: FileCheck %s --implicit-check-not=scf.if --implicit-check-not=cf.assert < %t.fused.mlir
// RUN: ds-opt %t.parts.mlir --dsa-fuse --mlir-pass-statistics -o /dev/null 2>&1 | FileCheck %s --check-prefix=STATISTICS
// RUN: ds-opt %t.fused.mlir --dsa-decompose | diff %t.parts.mlir -
// It is the same program, but for what is in a first stage beside its end.
// RUN: for file in %t.mlir %t.fused.mlir; do sed '/@first/,$d' $file > $file.same; done; diff %t.mlir.same %t.fused.mlir.same
// Another constant of the same value is the same.
// RUN: sed 's/tensor.dim %expanded_15, %c0_42/tensor.dim %expanded_15, %c0_27/' %t.parts.mlir > %t.edit.mlir; ! cmp -s %t.parts.mlir %t.edit.mlir
// RUN: ds-opt %t.edit.mlir --dsa-fuse | diff %t.fused.mlir -
// Left alone, and nothing said: what is not quite the parts, one edit for each reason.
// RUN: sed -n '/@all/,$d; p' %t.parts.mlir > %t.one.mlir; echo '  func.func private @look(tensor<?x?xi32>) func.func private @count(index) }' >> %t.one.mlir
// RUN: look='    func.call @look(\1) : (tensor<?x?xi32>) -> ()'; gate='\(%[0-9]*\) = dsa.gate_tokens.*'; \
// RUN: left() { sed "$1" %t.one.mlir > %t.edit.mlir; ! cmp -s %t.one.mlir %t.edit.mlir && ds-opt %t.edit.mlir -o %t.before.mlir && \
// RUN:   ds-opt %t.edit.mlir --dsa-fuse -o %t.after.mlir 2> %t.err && cmp %t.before.mlir %t.after.mlir && count 0 < %t.err || \
// RUN:   { echo "$1"; exit 1; }; }; \
// A sample that goes on to a stage is said to have left behind another.
// RUN: left 's/constant 2 : i32/constant 3 : i32/'; \
// The branch is for one sample alone.
// RUN: left 's/arith.cmpi ne/arith.cmpi eq/'; \
// A threshold that is no negation, or another one behind the second stage; another budget.
// RUN: left 's/arith.negf \(%arg[0-9]*\) : f32/arith.addf \1, \1 : f32/'; \
// RUN: left '0,/arith.negf %arg3/!s/arith.negf %arg3/arith.negf %arg4/'; \
// RUN: left '0,/budget(%arg5)/!s/budget(%arg5)/budget(%c0)/'; \
// Confidences that are made where they are read.
// RUN: left '0,/tensor.extract %cast/s/\( *\)%extracted = tensor.extract %cast/\1%made = tensor.empty(%dim_1) : tensor<?xf32>\n\1%extracted = tensor.extract %made/'; \
// Where no sample is left, another answer; answers that are put into others.
// RUN: left 's/scf.yield %arg0, /scf.yield %arg1, /'; \
// RUN: left 's/tensor.collapse_shape %arg0/tensor.collapse_shape %arg1/'; \
// A check that says something else.
// RUN: left 's/answer of stage 2/answer of the last stage/'; \
// Someone else takes of the list of those that go on: behind the first stage, behind the second, or in a stage.
// RUN: left "0,/$gate/s//&\n$look/"; \
// RUN: left "0,/$gate/!s/$gate/&\n$look/"; \
// Or of how many go on.
// RUN: left '0,/arith.cmpi ne, \(%[a-z_0-9]*\), .*/s//&\n    func.call @count(\1) : (index) -> ()/'; \
// RUN: left "/$gate/{h; s//\1/; x}; /dsa.confidence/{p; x; s/\(.*\)/$look/}"; \
// A stage takes what the stage before computed, and did not hand on.
// RUN: left '/dsa.confidence/{h; s/.*dsa.confidence \(%[a-z_0-9]*\) .*/\1/; x}; /arith.addf/{G; s/, %[a-z_0-9]* :\(.*\)\n\(.*\)/, \2 :\1/}'
// Of a depth: one stage more behind the second, stages that end a stage later, or by another number.
// RUN: sed -n '/@depth(/,/^  }/p' %t.parts.mlir > %t.one.mlir; \
// RUN: left '0,/constant 2 : index/s//constant 3 : index/'; \
// RUN: left 's/cmpi sgt/cmpi sge/'; \
// RUN: left '0,/cmpi sgt, %arg4/!s/cmpi sgt, %arg4/cmpi sgt, %arg3/'

// STATISTICS: DsaFuse
// STATISTICS: (S) 10 num-ops-fused - Number of composite ops made of smaller ones

!x = tensor<8x4xf32>
!left = tensor<?x4xf32>
!open = tensor<?x?xf32>
!list = tensor<?xi32>

// CHECK-LABEL: func.func @exits
func.func @exits(%x: !x, %y: !x, %sure: tensor<8xf32>, %t: f32, %u: f32, %k: index) -> (!x, tensor<8xi32>) {
  // CHECK-NEXT: dsa.early_exit threshold(%arg3) budget(%arg5) -> tensor<8x4xf32>, tensor<8xi32> {
  // CHECK-NEXT:   dsa.exit %arg0 if %arg2 next(%arg0, %arg1 : tensor<8x4xf32>, tensor<8x4xf32>)
  // CHECK-NEXT: }, {
  // CHECK-NEXT: ^bb0(%[[X:.*]]: tensor<?x4xf32>, %[[Y:.*]]: tensor<?x4xf32>):
  // CHECK-NEXT:   %[[C:.*]] = dsa.confidence %[[X]] by = max
  // CHECK-NEXT:   dsa.exit %[[X]] if %[[C]] next(%[[Y]] : tensor<?x4xf32>)
  // CHECK-NEXT: }, {
  // CHECK-NEXT: ^bb0(%[[Y:.*]]: tensor<?x4xf32>):
  // CHECK-NEXT:   %[[SUM:.*]] = arith.addf %[[Y]], %[[Y]]
  // CHECK-NEXT:   dsa.yield %[[SUM]]
  %a, %e = dsa.early_exit threshold(%t) budget(%k) -> !x, tensor<8xi32> {
    dsa.exit %x if %sure next(%x, %y : !x, !x) : !x, tensor<8xf32>
  }, {
  ^bb0(%left: !left, %of_y: !left):
    %c = dsa.confidence %left by = max : !left
    dsa.exit %left if %c next(%of_y : !left) : !left, tensor<?xf32>
  }, {
  ^bb0(%left: !left):
    %twice = arith.addf %left, %left : !left
    dsa.yield %twice : !left
  }
  return %a, %e : !x, tensor<8xi32>
}

// Without a budget, with answers and rows of every kind: integers, one and three dimensions, open sizes.
// CHECK-LABEL: func.func @all
// CHECK:         dsa.early_exit threshold(%arg6) -> tensor<?x?xf32> also(tensor<?xi32>, tensor<?x2x3xf64>, tensor<?x2xi8>), tensor<?xi32> {
// CHECK-NEXT:      dsa.exit %arg0 also(%arg1, %arg2, %arg3 : tensor<?xi32>, tensor<?x2x3xf64>, tensor<?x2xi8>) if %arg4
// CHECK-SAME:        next(%arg0, %arg1, %arg2, %arg3, %arg5 : {{.*}}, tensor<?xf64>)
// CHECK:           dsa.yield
func.func @all(%x: !open, %i: !list, %d: tensor<?x2x3xf64>, %b: tensor<?x2xi8>, %sure: tensor<?xf64>, %then: tensor<?xf64>, %t: f32)
    -> (!open, !list, tensor<?x2x3xf64>, tensor<?x2xi8>, !list) {
  %a:4, %e = dsa.early_exit threshold(%t) -> !open also(!list, tensor<?x2x3xf64>, tensor<?x2xi8>), !list {
    dsa.exit %x also(%i, %d, %b : !list, tensor<?x2x3xf64>, tensor<?x2xi8>) if %sure
      next(%x, %i, %d, %b, %then : !open, !list, tensor<?x2x3xf64>, tensor<?x2xi8>, tensor<?xf64>) : !open, tensor<?xf64>
  }, {
  ^bb0(%of_x: !open, %of_i: !list, %of_d: tensor<?x2x3xf64>, %of_b: tensor<?x2xi8>, %of_then: tensor<?xf64>):
    dsa.exit %of_x also(%of_i, %of_d, %of_b : !list, tensor<?x2x3xf64>, tensor<?x2xi8>) if %of_then
      next(%of_b, %of_x, %of_i, %of_d : tensor<?x2xi8>, !open, !list, tensor<?x2x3xf64>) : !open, tensor<?xf64>
  }, {
  ^bb0(%of_b: tensor<?x2xi8>, %of_x: !open, %of_i: !list, %of_d: tensor<?x2x3xf64>):
    dsa.yield %of_x also(%of_i, %of_d, %of_b : !list, tensor<?x2x3xf64>, tensor<?x2xi8>) : !open
  }
  return %a#0, %a#1, %a#2, %a#3, %e : !open, !list, tensor<?x2x3xf64>, tensor<?x2xi8>, !list
}

// One in a stage of another, and in it a branch that is none.
// CHECK-LABEL: func.func @nested
// CHECK:         dsa.early_exit threshold(%arg2) budget(%arg4) -> tensor<?x4xf32>, tensor<?xi32> {
// CHECK:           dsa.early_exit threshold(%arg3) -> tensor<?x4xf32>, tensor<?xi32> {
func.func @nested(%x: !left, %sure: tensor<?xf32>, %t: f32, %u: f32, %k: index) -> !left {
  %a, %e = dsa.early_exit threshold(%t) budget(%k) -> !left, !list {
    dsa.exit %x if %sure next(%x : !left) : !left, tensor<?xf32>
  }, {
  ^bb0(%some: !left):
    %c = dsa.confidence %some by = margin : !left
    %b, %f = dsa.early_exit threshold(%u) -> !left, !list {
      dsa.exit %some if %c next(%some : !left) : !left, tensor<?xf32>
    }, {
    ^bb0(%fewer: !left):
      %twice = arith.addf %fewer, %fewer : !left
      dsa.yield %twice : !left
    }
    dsa.yield %b : !left
  }
  return %a : !left
}

// The answers of all samples are the type's own; a budget that is the number of samples is none.
// CHECK-LABEL: func.func @types
// CHECK:         dsa.early_exit threshold(%arg2) -> tensor<8x?xf32>, tensor<8xi32> {
// CHECK:         dsa.early_exit threshold(%arg2) budget(%{{.*}}) -> tensor<?x4xf32>, tensor<?xi32> {
func.func @types(%x: !left, %sure: tensor<?xf32>, %t: f32) -> (tensor<8x?xf32>, tensor<8xi32>, !left) {
  %a, %e = dsa.early_exit threshold(%t) -> tensor<8x?xf32>, tensor<8xi32> {
    dsa.exit %x if %sure next(%x : !left) : !left, tensor<?xf32>
  }, {
  ^bb0(%some: !left):
    dsa.yield %some : !left
  }
  %c0 = arith.constant 0 : index
  %n = tensor.dim %sure, %c0 : tensor<?xf32>
  %b, %f = dsa.early_exit threshold(%t) budget(%n) -> !left, !list {
    dsa.exit %x if %sure next(%x, %sure : !left, tensor<?xf32>) : !left, tensor<?xf32>
  }, {
  ^bb0(%some: !left, %of_sure: tensor<?xf32>):
    dsa.exit %some if %of_sure next(%some : !left) : !left, tensor<?xf32>
  }, {
  ^bb0(%some: !left):
    dsa.yield %some : !left
  }
  return %a, %e, %b : tensor<8x?xf32>, tensor<8xi32>, !left
}

// As many stages as a number says, with a budget and without one.
// CHECK-LABEL: func.func @depth
// CHECK:         dsa.early_exit threshold(%arg2) budget(%arg3) depth(%arg4) -> tensor<?x4xf32>, tensor<?xi32> {
// CHECK:           dsa.yield
func.func @depth(%x: !left, %sure: tensor<?xf32>, %t: f32, %k: index, %n: index) -> !left {
  %a, %e = dsa.early_exit threshold(%t) budget(%k) depth(%n) -> !left, !list {
    dsa.exit %x if %sure next(%x, %sure : !left, tensor<?xf32>) : !left, tensor<?xf32>
  }, {
  ^bb0(%some: !left, %of_sure: tensor<?xf32>):
    dsa.exit %some if %of_sure next(%some : !left) : !left, tensor<?xf32>
  }, {
  ^bb0(%some: !left):
    dsa.yield %some : !left
  }
  return %a : !left
}

// CHECK-LABEL: func.func @depth_alone
// CHECK:         dsa.early_exit threshold(%arg2) depth(%arg3) -> tensor<?x4xf32>, tensor<?xi32> {
// CHECK:           dsa.yield
func.func @depth_alone(%x: !left, %sure: tensor<?xf32>, %t: f32, %n: index) -> !left {
  %a, %e = dsa.early_exit threshold(%t) depth(%n) -> !left, !list {
    dsa.exit %x if %sure next(%x, %sure : !left, tensor<?xf32>) : !left, tensor<?xf32>
  }, {
  ^bb0(%some: !left, %of_sure: tensor<?xf32>):
    dsa.exit %some if %of_sure next(%some : !left) : !left, tensor<?xf32>
  }, {
  ^bb0(%some: !left):
    dsa.yield %some : !left
  }
  return %a : !left
}

// A budget that looks like that of a depth, but is the same behind all stages.
// CHECK-LABEL: func.func @own_budget
// CHECK:         %[[K:.*]] = arith.select
// CHECK:         dsa.early_exit threshold(%arg2) budget(%[[K]]) -> tensor<?x4xf32>, tensor<?xi32> {
func.func @own_budget(%x: !left, %sure: tensor<?xf32>, %t: f32, %k: index, %n: index) -> !left {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %deeper = arith.cmpi sgt, %n, %c1 : index
  %own = arith.select %deeper, %k, %c0 : index
  %a, %e = dsa.early_exit threshold(%t) budget(%own) -> !left, !list {
    dsa.exit %x if %sure next(%x, %sure : !left, tensor<?xf32>) : !left, tensor<?xf32>
  }, {
  ^bb0(%some: !left, %of_sure: tensor<?xf32>):
    dsa.exit %some if %of_sure next(%some : !left) : !left, tensor<?xf32>
  }, {
  ^bb0(%some: !left):
    dsa.yield %some : !left
  }
  return %a : !left
}

// What was in the first stage stays before the op.
// CHECK-LABEL: func.func @first
// CHECK-NEXT:    dsa.confidence %arg0
// CHECK-NEXT:    dsa.early_exit
// CHECK-NEXT:      dsa.exit
func.func @first(%x: !x, %t: f32) -> !x {
  %a, %e = dsa.early_exit threshold(%t) -> !x, tensor<8xi32> {
    %c = dsa.confidence %x by = entropy : !x
    dsa.exit %x if %c next(%x : !x) : !x, tensor<8xf32>
  }, {
  ^bb0(%left: !left):
    dsa.yield %left : !left
  }
  return %a : !x
}
