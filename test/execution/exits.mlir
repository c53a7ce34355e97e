// RUN: split-file %s %t.dir
// RUN: for strategy in reference fast; do for element in f32 f64 bf16; do for case in %S/Inputs/exits/confidence/$element/*.npz; do \
// RUN:   echo $strategy $case; ds-run %t.dir/confidence-$element.mlir --strategy=$strategy --atol=3e-7 --rtol=3e-7 \
// RUN:     --input=@$case:logits --expected-output=@$case:max --expected-output=@$case:margin \
// RUN:     --expected-output=@$case:entropy || exit 1; \
// RUN: done; done; done
// Both strategies, and any number of threads, give the same bits.
// RUN: ds-run %t.dir/confidence-f32.mlir --strategy=reference --input="33x77xf32=random(1)" --output=@%t.dir/max.npy \
// RUN:   --output=@%t.dir/margin.npy --output=@%t.dir/entropy.npy
// RUN: for threads in 1 2 5; do ds-run %t.dir/confidence-f32.mlir --threads=$threads --input="33x77xf32=random(1)" --output=@%t.dir/x.npy \
// RUN:   --output=@%t.dir/y.npy --output=@%t.dir/z.npy && cmp %t.dir/x.npy %t.dir/max.npy && cmp %t.dir/y.npy %t.dir/margin.npy && \
// RUN:   cmp %t.dir/z.npy %t.dir/entropy.npy || exit 1; done
// Samples leave where the golden says, with a budget and without one, as rows of one, two and three dimensions, floats and integers.
// RUN: for strategy in reference fast; do for case in %S/Inputs/exits/exit/*.npz; do \
// RUN:   echo $strategy $case; ds-run %t.dir/exit.mlir --strategy=$strategy --atol=0 --rtol=0 --input=@$case:x \
// RUN:     --input=@$case:first --input=@$case:second --input=@$case:threshold --input=@$case:budget \
// RUN:     --expected-output=@$case:answer --expected-output=@$case:exits || exit 1; \
// RUN: done; done
// RUN: for strategy in reference fast; do ds-run %t.dir/ranks.mlir --strategy=$strategy --input="4xf32=0.1,0.9,0.2,0.8" --input=0.5 \
// RUN:   --expected-output=4xf32=11,1,13,1 --expected-output=4x2x3xf64=1 --expected-output=4xi32=1,0,1,0 \
// RUN:   --expected-output=4xi64=10,1,12,3 || exit 1; done
// Several answers: floats of three dimensions, all of open sizes, and integers.
// RUN: for strategy in reference fast; do ds-run %t.dir/several.mlir --strategy=$strategy --input="4x2x3xf32=1" \
// RUN:   --input="4xf32=0.1,0.9,0.2,0.8" --input=0.5 --expected-output=4x2x3xf32=3,3,3,3,3,3,1,1,1,1,1,1,3,3,3,3,3,3,1,1,1,1,1,1 \
// RUN:   --expected-output=4xi32=7,5,7,5 --expected-output=4xi32=1,0,1,0 || exit 1; \
// RUN:   ds-run %t.dir/several.mlir --strategy=$strategy --input="0x2x3xf32=1" --input="0xf32=0" --input=0.5 \
// RUN:   --expected-output=0x2x3xf32=3 --expected-output=0xi32=7 --expected-output=0xi32=1 || exit 1; done
// As many stages as a number at run time says.
// RUN: for strategy in reference fast; do for case in %S/Inputs/exits/depth/*.npz; do \
// RUN:   echo $strategy $case; ds-run %t.dir/depth.mlir --strategy=$strategy --atol=0 --rtol=0 --input=@$case:x \
// RUN:     --input=@$case:first --input=@$case:second --input=@$case:threshold --input=@$case:budget --input=@$case:depth \
// RUN:     --expected-output=@$case:answer --expected-output=@$case:exits --expected-output=@$case:of_all \
// RUN:     --expected-output=@$case:exits_of_all || exit 1; \
// RUN: done; done
// Stages beyond the depth are not run: they would fail.
// RUN: for strategy in reference fast; do for depth in -9223372036854775808 0 1; do ds-run %t.dir/not-that-deep.mlir \
// RUN:   --strategy=$strategy --input="3xf32=1" --input=1.5 --input=$depth --expected-output=3xf32=1 || exit 1; done; \
// RUN:   not ds-run %t.dir/not-that-deep.mlir --strategy=$strategy --input="3xf32=1" --input=1.5 --input=2 2>&1 | \
// RUN:   FileCheck %s --check-prefix=REACHED || exit 1; done
// A stage that no sample reaches is not run: it would fail.
// RUN: for strategy in reference fast; do ds-run %t.dir/not-reached.mlir --strategy=$strategy --input="3xf32=1" --input=0.5 \
// RUN:   --expected-output=3xf32=1 || exit 1; \
// RUN:   not ds-run %t.dir/not-reached.mlir --strategy=$strategy --input="3xf32=1" --input=1.5 2>&1 | FileCheck %s --check-prefix=REACHED || exit 1; done
// REACHED: it was run
// The same from what fusing makes of their parts.
// RUN: for file in exit depth ranks several not-reached not-that-deep nested; do ds-opt %t.dir/$file.mlir --dsa-decompose --dsa-fuse -o %t.dir/fused-$file.mlir && \
// RUN:   not grep scf.if %t.dir/fused-$file.mlir && grep dsa.early_exit %t.dir/fused-$file.mlir || exit 1; done
// RUN: for case in %S/Inputs/exits/exit/*.npz; do ds-run %t.dir/fused-exit.mlir --atol=0 --rtol=0 --input=@$case:x \
// RUN:   --input=@$case:first --input=@$case:second --input=@$case:threshold --input=@$case:budget \
// RUN:   --expected-output=@$case:answer --expected-output=@$case:exits || exit 1; done
// RUN: for case in %S/Inputs/exits/depth/*.npz; do ds-run %t.dir/fused-depth.mlir --atol=0 --rtol=0 --input=@$case:x \
// RUN:   --input=@$case:first --input=@$case:second --input=@$case:threshold --input=@$case:budget --input=@$case:depth \
// RUN:   --expected-output=@$case:answer --expected-output=@$case:exits --expected-output=@$case:of_all \
// RUN:   --expected-output=@$case:exits_of_all || exit 1; done
// RUN: ds-run %t.dir/fused-not-that-deep.mlir --input="3xf32=1" --input=1.5 --input=1 --expected-output=3xf32=1
// RUN: ds-run %t.dir/fused-ranks.mlir --input="4xf32=0.1,0.9,0.2,0.8" --input=0.5 --expected-output=4xf32=11,1,13,1 \
// RUN:   --expected-output=4x2x3xf64=1 --expected-output=4xi32=1,0,1,0 --expected-output=4xi64=10,1,12,3
// RUN: ds-run %t.dir/fused-several.mlir --input="4x2x3xf32=1" --input="4xf32=0.1,0.9,0.2,0.8" --input=0.5 \
// RUN:   --expected-output=4x2x3xf32=3,3,3,3,3,3,1,1,1,1,1,1,3,3,3,3,3,3,1,1,1,1,1,1 --expected-output=4xi32=7,5,7,5 \
// RUN:   --expected-output=4xi32=1,0,1,0
// RUN: ds-run %t.dir/fused-not-reached.mlir --input="3xf32=1" --input=0.5 --expected-output=3xf32=1
// RUN: ds-run %t.dir/fused-nested.mlir --input="4xf32=0.1,0.9,0.2,0.4" --input=0.5 --input=0.3 --expected-output=4xf32=0.4,0.9,0.8,0.8
// One inside the other.
// RUN: for strategy in reference fast; do ds-run %t.dir/nested.mlir --strategy=$strategy --input="4xf32=0.1,0.9,0.2,0.4" --input=0.5 --input=0.3 \
// RUN:   --expected-output=4xf32=0.4,0.9,0.8,0.8 || exit 1; done
// Sizes that differ are found.
// RUN: for strategy in reference fast; do not ds-run %t.dir/exit.mlir --strategy=$strategy --input="3x2xf32=0" --input="2xf32=0" \
// RUN:   --input="3xf32=0" --input=0.5 --input=3 2>&1 | FileCheck %s --check-prefix=SIZES || exit 1; done
// SIZES: early_exit: number of samples of the confidence of stage 0 is not that of the stage
// RUN: for strategy in reference fast; do not ds-run %t.dir/sizes.mlir --strategy=$strategy --input="3x2xf32=0" --input="3x3xf32=0" \
// RUN:   --input="3xf32=0" --input=0.5 2>&1 | FileCheck %s --check-prefix=ANSWERS || exit 1; done
// ANSWERS: early_exit: size 1 of the answer of stage 1 is not that of the result
// RUN: for strategy in reference fast; do not ds-run %t.dir/more.mlir --strategy=$strategy --input="3x2xf32=0" \
// RUN:   --input="3xf32=0" --input=0.5 2>&1 | FileCheck %s --check-prefix=MORE || exit 1; done
// MORE: early_exit: number of samples of the answer of stage 1 is not that of the stage

// goldens_exits.py makes the cases, and computes in NumPy what they should give.

//--- confidence-f32.mlir
!logits = tensor<?x?xf32>

func.func @confidence(%x: !logits) -> (tensor<?xf32>, tensor<?xf32>, tensor<?xf32>) {
  %max = dsa.confidence %x by = max : !logits
  %margin = dsa.confidence %x by = margin : !logits
  %entropy = dsa.confidence %x by = entropy : !logits
  return %max, %margin, %entropy : tensor<?xf32>, tensor<?xf32>, tensor<?xf32>
}

//--- confidence-f64.mlir
!logits = tensor<?x?xf64>

func.func @confidence(%x: !logits) -> (tensor<?xf64>, tensor<?xf64>, tensor<?xf64>) {
  %max = dsa.confidence %x by = max : !logits
  %margin = dsa.confidence %x by = margin : !logits
  %entropy = dsa.confidence %x by = entropy : !logits
  return %max, %margin, %entropy : tensor<?xf64>, tensor<?xf64>, tensor<?xf64>
}

//--- confidence-bf16.mlir
!logits = tensor<?x?xbf16>

func.func @confidence(%x: !logits) -> (tensor<?xf32>, tensor<?xf32>, tensor<?xf32>) {
  %max = dsa.confidence %x by = max : !logits
  %margin = dsa.confidence %x by = margin : !logits
  %entropy = dsa.confidence %x by = entropy : !logits
  return %max, %margin, %entropy : tensor<?xf32>, tensor<?xf32>, tensor<?xf32>
}

//--- exit.mlir
!x = tensor<?x?xf32>
!sure = tensor<?xf32>

func.func @exit(%x: !x, %first: !sure, %second: !sure, %threshold: f32, %budget: index) -> (!x, tensor<?xi32>) {
  %answer, %exits = dsa.early_exit threshold(%threshold) budget(%budget) -> !x, tensor<?xi32> {
    dsa.exit %x if %first next(%x, %second : !x, !sure) : !x, !sure
  }, {
  ^bb0(%left: !x, %second_left: !sure):
    %twice = arith.addf %left, %left : !x
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %one = arith.constant 1.0 : f32
    %n = tensor.dim %left, %c0 : !x
    %c = tensor.dim %left, %c1 : !x
    %ones = tensor.generate %n, %c {
    ^bb0(%i: index, %j: index):
      tensor.yield %one : f32
    } : !x
    %more = arith.addf %twice, %ones : !x
    dsa.exit %more if %second_left next(%more : !x) : !x, !sure
  }, {
  ^bb0(%left: !x):
    %twice = arith.addf %left, %left : !x
    %thrice = arith.addf %twice, %left : !x
    dsa.yield %thrice : !x
  }
  return %answer, %exits : !x, tensor<?xi32>
}

//--- depth.mlir
!x = tensor<?x?xf32>
!sure = tensor<?xf32>

func.func @depth(%x: !x, %first: !sure, %second: !sure, %threshold: f32, %budget: index, %depth: index)
    -> (!x, tensor<?xi32>, !x, tensor<?xi32>) {
  %answer, %exits = dsa.early_exit threshold(%threshold) budget(%budget) depth(%depth) -> !x, tensor<?xi32> {
    dsa.exit %x if %first next(%x, %second : !x, !sure) : !x, !sure
  }, {
  ^bb0(%left: !x, %second_left: !sure):
    %twice = arith.addf %left, %left : !x
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %one = arith.constant 1.0 : f32
    %n = tensor.dim %left, %c0 : !x
    %c = tensor.dim %left, %c1 : !x
    %ones = tensor.generate %n, %c {
    ^bb0(%i: index, %j: index):
      tensor.yield %one : f32
    } : !x
    %more = arith.addf %twice, %ones : !x
    dsa.exit %more if %second_left next(%more : !x) : !x, !sure
  }, {
  ^bb0(%left: !x):
    %twice = arith.addf %left, %left : !x
    %thrice = arith.addf %twice, %left : !x
    dsa.yield %thrice : !x
  }
  %of_all, %exits_of_all = dsa.early_exit threshold(%threshold) depth(%depth) -> !x, tensor<?xi32> {
    dsa.exit %x if %first next(%x, %second : !x, !sure) : !x, !sure
  }, {
  ^bb0(%left: !x, %second_left: !sure):
    %twice = arith.addf %left, %left : !x
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %one = arith.constant 1.0 : f32
    %n = tensor.dim %left, %c0 : !x
    %c = tensor.dim %left, %c1 : !x
    %ones = tensor.generate %n, %c {
    ^bb0(%i: index, %j: index):
      tensor.yield %one : f32
    } : !x
    %more = arith.addf %twice, %ones : !x
    dsa.exit %more if %second_left next(%more : !x) : !x, !sure
  }, {
  ^bb0(%left: !x):
    %twice = arith.addf %left, %left : !x
    %thrice = arith.addf %twice, %left : !x
    dsa.yield %thrice : !x
  }
  return %answer, %exits, %of_all, %exits_of_all : !x, tensor<?xi32>, !x, tensor<?xi32>
}

//--- ranks.mlir
!rows = tensor<?x2x3xf64>

func.func @ranks(%sure: tensor<4xf32>, %threshold: f32) -> (tensor<4xf32>, tensor<4x2x3xf64>, tensor<4xi32>, tensor<4xi64>) {
  %one = arith.constant dense<1.0> : tensor<4xf32>
  %ones = arith.constant dense<1.0> : tensor<4x2x3xf64>
  %ids = arith.constant dense<[0, 1, 2, 3]> : tensor<4xi64>
  %numbers = arith.constant dense<[10.0, 11.0, 12.0, 13.0]> : tensor<4xf32>
  %a, %exits = dsa.early_exit threshold(%threshold) -> tensor<4xf32>, tensor<4xi32> {
    dsa.exit %one if %sure next(%one, %numbers : tensor<4xf32>, tensor<4xf32>) : tensor<4xf32>, tensor<4xf32>
  }, {
  ^bb0(%left: tensor<?xf32>, %number: tensor<?xf32>):
    %sum = arith.addf %left, %number : tensor<?xf32>
    dsa.yield %sum : tensor<?xf32>
  }
  %b, %exits_b = dsa.early_exit threshold(%threshold) -> tensor<4x2x3xf64>, tensor<4xi32> {
    dsa.exit %ones if %sure next(%ones : tensor<4x2x3xf64>) : tensor<4x2x3xf64>, tensor<4xf32>
  }, {
  ^bb0(%left: !rows):
    %square = arith.mulf %left, %left : !rows
    dsa.yield %square : !rows
  }
  %c, %exits_c = dsa.early_exit threshold(%threshold) -> tensor<4xi64>, tensor<4xi32> {
    dsa.exit %ids if %sure next(%ids : tensor<4xi64>) : tensor<4xi64>, tensor<4xf32>
  }, {
  ^bb0(%left: tensor<?xi64>):
    %c0 = arith.constant 0 : index
    %ten = arith.constant 10 : i64
    %n = tensor.dim %left, %c0 : tensor<?xi64>
    %tens = tensor.splat %ten[%n] : tensor<?xi64>
    %sum = arith.addi %left, %tens : tensor<?xi64>
    dsa.yield %sum : tensor<?xi64>
  }
  return %a, %b, %exits, %c : tensor<4xf32>, tensor<4x2x3xf64>, tensor<4xi32>, tensor<4xi64>
}

//--- not-reached.mlir
func.func @not_reached(%x: tensor<3xf32>, %threshold: f32) -> tensor<3xf32> {
  %answer, %exits = dsa.early_exit threshold(%threshold) -> tensor<3xf32>, tensor<3xi32> {
    dsa.exit %x if %x : tensor<3xf32>, tensor<3xf32>
  }, {
    %c0 = arith.constant 0 : index
    %false = arith.constant false
    cf.assert %false, "it was run"
    %none = tensor.empty(%c0) : tensor<?xf32>
    dsa.yield %none : tensor<?xf32>
  }
  return %answer : tensor<3xf32>
}

//--- not-that-deep.mlir
func.func @not_that_deep(%x: tensor<3xf32>, %threshold: f32, %depth: index) -> tensor<3xf32> {
  %answer, %exits = dsa.early_exit threshold(%threshold) depth(%depth) -> tensor<3xf32>, tensor<3xi32> {
    dsa.exit %x if %x : tensor<3xf32>, tensor<3xf32>
  }, {
    %c0 = arith.constant 0 : index
    %false = arith.constant false
    cf.assert %false, "it was run"
    %none = tensor.empty(%c0) : tensor<?xf32>
    dsa.yield %none : tensor<?xf32>
  }
  return %answer : tensor<3xf32>
}

//--- nested.mlir
func.func @nested(%x: tensor<4xf32>, %sure: f32, %inner: f32) -> tensor<4xf32> {
  %answer, %exits = dsa.early_exit threshold(%sure) -> tensor<4xf32>, tensor<4xi32> {
    dsa.exit %x if %x next(%x : tensor<4xf32>) : tensor<4xf32>, tensor<4xf32>
  }, {
  ^bb0(%left: tensor<?xf32>):
    %twice = arith.addf %left, %left : tensor<?xf32>
    %four, %exits_of_left = dsa.early_exit threshold(%inner) -> tensor<?xf32>, tensor<?xi32> {
      dsa.exit %twice if %left next(%twice : tensor<?xf32>) : tensor<?xf32>, tensor<?xf32>
    }, {
    ^bb0(%last: tensor<?xf32>):
      %four_times = arith.addf %last, %last : tensor<?xf32>
      dsa.yield %four_times : tensor<?xf32>
    }
    dsa.yield %four : tensor<?xf32>
  }
  return %answer : tensor<4xf32>
}

//--- sizes.mlir
!x = tensor<?x?xf32>

func.func @sizes(%x: !x, %y: !x, %sure: tensor<?xf32>, %threshold: f32) -> !x {
  %answer, %exits = dsa.early_exit threshold(%threshold) -> !x, tensor<?xi32> {
    dsa.exit %x if %sure next(%y : !x) : !x, tensor<?xf32>
  }, {
  ^bb0(%left: !x):
    dsa.yield %left : !x
  }
  return %answer : !x
}

//--- more.mlir
!x = tensor<?x?xf32>

func.func @more(%x: !x, %sure: tensor<?xf32>, %threshold: f32) -> !x {
  %answer, %exits = dsa.early_exit threshold(%threshold) -> !x, tensor<?xi32> {
    dsa.exit %x if %sure next(%x : !x) : !x, tensor<?xf32>
  }, {
  ^bb0(%left: !x):
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %zero = arith.constant 0.0 : f32
    %n = tensor.dim %left, %c0 : !x
    %c = tensor.dim %left, %c1 : !x
    %more = arith.addi %n, %c1 : index
    %zeros = tensor.splat %zero[%more, %c] : !x
    dsa.yield %zeros : !x
  }
  return %answer : !x
}

//--- several.mlir
!x = tensor<?x?x?xf32>
!list = tensor<?xi32>

func.func private @all(%x: !x, %number: i32) -> !list {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : !x
  %all = tensor.splat %number[%n] : !list
  return %all : !list
}

func.func @several(%x: !x, %sure: tensor<?xf32>, %t: f32) -> (!x, !list, !list) {
  %five = arith.constant 5 : i32
  %seven = arith.constant 7 : i32
  %of_all = call @all(%x, %five) : (!x, i32) -> !list
  %a, %b, %e = dsa.early_exit threshold(%t) -> !x also(!list), !list {
    dsa.exit %x also(%of_all : !list) if %sure next(%x : !x) : !x, tensor<?xf32>
  }, {
  ^bb0(%left: !x):
    %twice = arith.addf %left, %left : !x
    %thrice = arith.addf %twice, %left : !x
    %of_left = func.call @all(%left, %seven) : (!x, i32) -> !list
    dsa.yield %thrice also(%of_left : !list) : !x
  }
  return %a, %b, %e : !x, !list, !list
}
