// dsa-report counts what stands in loops, branches and functions as often as it is executed, and says where nobody knows that.
//
// RUN: split-file %s %t
// RUN: ds-opt %t/loops.mlir --dsa-report=file=%t/loops.json -o /dev/null 2>&1 | FileCheck %t/loops.mlir
// RUN: FileCheck %t/loops.mlir --check-prefix=JSON --input-file=%t/loops.json
// RUN: ds-opt %t/loops.mlir --convert-dsa-to-dsk --dsa-report -o /dev/null 2>&1 | FileCheck %t/loops.mlir
// RUN: ds-opt %t/calls.mlir --dsa-report=file=%t/calls.json -o /dev/null 2>&1 | FileCheck %t/calls.mlir
// RUN: FileCheck %t/calls.mlir --check-prefix=JSON --input-file=%t/calls.json
// RUN: ds-opt %t/blocks.mlir --dsa-report -o /dev/null 2>&1 | FileCheck %t/blocks.mlir
// RUN: ds-opt %t/nothing.mlir --dsa-report=file=%t/nothing.json -o /dev/null 2>&1 | FileCheck %t/nothing.mlir
// RUN: FileCheck %t/nothing.mlir --check-prefix=JSON --input-file=%t/nothing.json

// A pattern that is known is a constant behind dsk.
// RUN: ds-opt %t/window.mlir --lower-sparse="stop-after=dsk target-description=znver4" | ds-opt --dsa-report -o /dev/null 2>&1 | FileCheck %t/window.mlir

//--- window.mlir
// CHECK: remark: stage {{.*}}, nothing that is counted
func.func @window() -> !dsa.pattern<1x1x49x49, block = 16x16> {
  %p = dsa.window_pattern grid = [1, 7, 7] radius = [0, 1, 1] : !dsa.pattern<1x1x49x49, block = 16x16>
  return %p : !dsa.pattern<1x1x49x49, block = 16x16>
}

//--- loops.mlir
// A layer of 8 x 16 for 2 rows is 2 * 8 * 16 * 2 = 512. In a loop of unknown length nothing is certain, and in one of 10 turns
// it is 5120, and a product of 2 x 16 numbers there 320.
// CHECK: remark: 0 FLOP or more of 0 FLOP or more dense, 512 FLOP at one turn of each loop of unknown length
// CHECK: remark: stage ds{{[ak]}}, buffers of 0 B; not counted, or without an upper bound: 1 scf.for: how often it turns is known when the program runs
// JSON:      "op": "dsa.linear",
// JSON:      "done": {
// JSON-NEXT:   "least": 0,
// JSON-NEXT:   "most": null
// JSON:      "one_turn": {
// JSON-NEXT:   "least": 512,
// JSON-NEXT:   "most": 512
// JSON-NEXT: },
// JSON-NEXT: "within": null,
// JSON-NEXT: "uncounted": [
// JSON-NEXT:   {
// JSON-NEXT:     "op": "scf.for",
func.func @unknown(%n: index, %x: tensor<2x8xf32>, %w: tensor<1x8x16xf32>, %y: tensor<2x16xf32>) -> tensor<2x16xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%a = %y) -> tensor<2x16xf32> {
    %z = dsa.linear %x, %w : (tensor<2x8xf32>, tensor<1x8x16xf32>) -> tensor<2x16xf32>
    scf.yield %z : tensor<2x16xf32>
  }
  return %r : tensor<2x16xf32>
}

// CHECK: remark: 5.12 kFLOP of 5.12 kFLOP dense
// CHECK: remark: arith.mulf: 320 FLOP
func.func @ten(%x: tensor<2x8xf32>, %w: tensor<1x8x16xf32>, %y: tensor<2x16xf32>) -> tensor<2x16xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c10 = arith.constant 10 : index
  %r = scf.for %i = %c0 to %c10 step %c1 iter_args(%a = %y) -> tensor<2x16xf32> {
    %z = dsa.linear %x, %w : (tensor<2x8xf32>, tensor<1x8x16xf32>) -> tensor<2x16xf32>
    %b = arith.mulf %z, %a : tensor<2x16xf32>
    scf.yield %b : tensor<2x16xf32>
  }
  return %r : tensor<2x16xf32>
}

// CHECK: remark: 0 FLOP to 512 FLOP of 0 FLOP to 512 FLOP dense
func.func @side(%if: i1, %x: tensor<2x8xf32>, %w: tensor<1x8x16xf32>, %y: tensor<2x16xf32>) -> tensor<2x16xf32> {
  %r = scf.if %if -> tensor<2x16xf32> {
    %z = dsa.linear %x, %w : (tensor<2x8xf32>, tensor<1x8x16xf32>) -> tensor<2x16xf32>
    scf.yield %z : tensor<2x16xf32>
  } else {
    scf.yield %y : tensor<2x16xf32>
  }
  return %r : tensor<2x16xf32>
}

//--- calls.mlir
// 3 calls, one of them in a loop of 10 turns: 12 * 512 = 6144. A call of itself has no end that is known.
// CHECK: remark: 6.14 kFLOP of 6.14 kFLOP dense
// CHECK: remark: 512 FLOP or more of 512 FLOP or more dense
// CHECK: remark: stage dsa, buffers of 0 B; not counted, or without an upper bound: 1 func.func: it calls itself
// JSON:      "total": {
// JSON:        "least": 6656,
// JSON-NEXT:   "most": null
func.func private @layer(%x: tensor<2x8xf32>, %w: tensor<1x8x16xf32>) -> tensor<2x16xf32> {
  %z = dsa.linear %x, %w : (tensor<2x8xf32>, tensor<1x8x16xf32>) -> tensor<2x16xf32>
  return %z : tensor<2x16xf32>
}

func.func @calls(%x: tensor<2x8xf32>, %w: tensor<1x8x16xf32>) -> tensor<2x16xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c10 = arith.constant 10 : index
  %a = func.call @layer(%x, %w) : (tensor<2x8xf32>, tensor<1x8x16xf32>) -> tensor<2x16xf32>
  %b = func.call @layer(%x, %w) : (tensor<2x8xf32>, tensor<1x8x16xf32>) -> tensor<2x16xf32>
  %r = scf.for %i = %c0 to %c10 step %c1 iter_args(%s = %b) -> tensor<2x16xf32> {
    %z = func.call @layer(%x, %w) : (tensor<2x8xf32>, tensor<1x8x16xf32>) -> tensor<2x16xf32>
    scf.yield %z : tensor<2x16xf32>
  }
  return %r : tensor<2x16xf32>
}

func.func @again(%if: i1, %x: tensor<2x8xf32>, %w: tensor<1x8x16xf32>) -> tensor<2x16xf32> {
  %z = dsa.linear %x, %w : (tensor<2x8xf32>, tensor<1x8x16xf32>) -> tensor<2x16xf32>
  %r = scf.if %if -> tensor<2x16xf32> {
    %a = func.call @again(%if, %x, %w) : (i1, tensor<2x8xf32>, tensor<1x8x16xf32>) -> tensor<2x16xf32>
    scf.yield %a : tensor<2x16xf32>
  } else {
    scf.yield %z : tensor<2x16xf32>
  }
  return %r : tensor<2x16xf32>
}

//--- blocks.mlir
// Blocks with branches between them are those of an llvm.func: here one in a loop, and then one that may be passed over.
// CHECK: remark: func.func: 0 FLOP or more (1 FLOP at one turn of each loop of unknown length), 0 B loaded and stored
// CHECK: remark: stage loops, buffers of 0 B; not counted, or without an upper bound: 1 func.func: how often a block of a loop of branches is executed is known when the program runs
func.func @turns(%n: index, %x: f32) -> f32 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  cf.br ^head(%c0, %x : index, f32)
^head(%i: index, %a: f32):
  %more = arith.cmpi slt, %i, %n : index
  cf.cond_br %more, ^body, ^end
^body:
  %b = arith.addf %a, %x : f32
  %next = arith.addi %i, %c1 : index
  cf.br ^head(%next, %b : index, f32)
^end:
  return %a : f32
}

// CHECK: remark: func.func: 0 FLOP to 1 FLOP
func.func @passed(%if: i1, %x: f32) -> f32 {
  cf.cond_br %if, ^one, ^end(%x : f32)
^one:
  %a = arith.mulf %x, %x : f32
  cf.br ^end(%a : f32)
^end(%r: f32):
  return %r : f32
}

// A function that calls itself does so who knows how often: its own sum at each.
// CHECK: remark: scf.if: 0 FLOP or more ({{.*}}), 0 B or more
// CHECK: remark: func.func: 1 FLOP, 0 B
// CHECK: remark: {{.*}} 1 func.call: it calls itself
func.func @again(%x: f32, %if: i1) -> f32 {
  %a = arith.mulf %x, %x : f32
  %r = scf.if %if -> f32 {
    %b = func.call @again(%a, %if) : (f32, i1) -> f32
    scf.yield %b : f32
  } else {
    scf.yield %a : f32
  }
  return %r : f32
}

// A function that others may call is counted for them, and where it is called.
// CHECK: remark: func.func: 1 FLOP, 0 B
// CHECK: remark: func.call: 1 FLOP, 0 B
func.func @open(%x: f32) -> f32 {
  %a = arith.mulf %x, %x : f32
  return %a : f32
}

func.func @opens(%x: f32) -> f32 {
  %a = func.call @open(%x) : (f32) -> f32
  return %a : f32
}

// What is called through a value is not known, nor how often what has become one is called.
// CHECK: remark: stage loops, nothing that is counted; not counted, or without an upper bound: 1 func.call_indirect: what it calls is known when the program runs
// CHECK: remark: func.func: 0 FLOP or more (1 FLOP at one turn of each loop of unknown length)
// CHECK: remark: {{.*}} 1 func.func: it is a value, which anything may call
func.func @through(%x: f32) -> f32 {
  %f = func.constant @taken : (f32) -> f32
  %r = func.call_indirect %f(%x) : (f32) -> f32
  return %r : f32
}

func.func private @taken(%x: f32) -> f32 {
  %a = arith.mulf %x, %x : f32
  return %a : f32
}

//--- nothing.mlir
// CHECK: nothing.mlir:[[@LINE+5]]:1: remark: stage loops, nothing that is counted
// JSON:      "functions": [
// JSON-NEXT:   {
// JSON-NEXT:     "function": "nothing",
// JSON:          "uncounted": []
func.func @nothing(%a: i32) -> i32 {
  %b = arith.addi %a, %a : i32
  return %b : i32
}
