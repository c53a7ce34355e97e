// dsa-report counts what is behind dsk: arithmetic, as often as the loops around it turn; loads and stores; buffers.
//
// RUN: ds-opt %s --dsa-report=file=%t.json -o /dev/null 2>&1 | FileCheck %s
// RUN: FileCheck %s --check-prefix=JSON --input-file=%t.json

#row = affine_map<(i, j) -> (i)>
#all = affine_map<(i, j) -> (i, j)>

// 10 turns of 3, and 4 in each: a fused multiply-add of 8 lanes is 16 FLOPs, 10 * 4 * 16 = 640. A load and a store of 32 bytes
// each: 10 * 4 * 64 = 2560 bytes.
// CHECK: dsa-report-lowered.mlir:[[@LINE+8]]:3: remark: scf.for: 640 FLOP, 2.56 kB loaded and stored
func.func @loops(%x: memref<40x8xf32>, %y: memref<40x8xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %c4 = arith.constant 4 : index
  %c30 = arith.constant 30 : index
  %two = arith.constant dense<2.0> : vector<8xf32>
  scf.for %i = %c0 to %c30 step %c3 {
    scf.for %j = %c0 to %c4 step %c1 {
      %a = vector.load %x[%i, %c0] : memref<40x8xf32>, vector<8xf32>
      %b = vector.fma %a, %two, %a : vector<8xf32>
      vector.store %b, %y[%i, %c0] : memref<40x8xf32>, vector<8xf32>
    }
  }
  return
}

// Tiles of 16 of 40, the last of 8: how long one is lies between, and the sum is bounded: 3 turns of 8 to 16.
// CHECK: remark: scf.for: 24 FLOP to 48 FLOP, 96 B to 192 B loaded and stored
func.func @tiles(%x: memref<40xf32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c16 = arith.constant 16 : index
  %c40 = arith.constant 40 : index
  scf.for %i = %c0 to %c40 step %c16 {
    %beyond = arith.addi %i, %c16 : index
    %end = arith.minui %beyond, %c40 : index
    scf.for %j = %i to %end step %c1 {
      %a = memref.load %x[%j] : memref<40xf32>
      %b = math.exp %a : f32
    }
  }
  return
}

// What comes in as a number is not known, and neither is how often a while loop turns; a branch is the one side or the other.
// CHECK: remark: scf.for: 0 FLOP or more (1 FLOP at one turn of each loop of unknown length), 0 B or more loaded and stored
// CHECK: remark: scf.while: 0 FLOP or more (2 FLOP at one turn of each loop of unknown length)
// CHECK: remark: scf.if: 1 FLOP to 2 FLOP, 0 B loaded and stored
// CHECK: dsa-report-lowered.mlir:[[@LINE+1]]:1: remark: stage blocks, buffers of 0 B; not counted, or without an upper bound: 1 scf.for: how often it turns is known when the program runs; 1 scf.while: how often it turns is known when the program runs
func.func @unknown(%n: index, %x: memref<?xf32>, %start: f32, %no: i1) -> f32 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.for %i = %c0 to %n step %c1 {
    %a = memref.load %x[%i] : memref<?xf32>
    %b = arith.addf %a, %a : f32
    memref.store %b, %x[%i] : memref<?xf32>
  }
  %end = scf.while (%a = %start) : (f32) -> f32 {
    %b = arith.mulf %a, %a : f32
    scf.condition(%no) %b : f32
  } do {
  ^bb0(%a: f32):
    %b = arith.addf %a, %a : f32
    scf.yield %b : f32
  }
  %either = scf.if %no -> f32 {
    %b = arith.divf %end, %start : f32
    scf.yield %b : f32
  } else {
    %b = arith.subf %end, %start : f32
    %c = arith.maximumf %b, %start : f32
    scf.yield %c : f32
  }
  return %either : f32
}

// 4 rows, of each the stored blocks: no more than there are columns, 6; each visit 16 products and sums, so up to
// 4 * 6 * 32 = 768. With an open list of columns nothing is known.
// CHECK: remark: dsk.partition: 0 FLOP to 768 FLOP, 0 B to 1.54 kB loaded and stored
// CHECK: remark: dsk.for_blocks: 0 FLOP to 192 FLOP (32 FLOP at one turn of each loop of unknown length)
// CHECK: remark: dsk.partition: 0 FLOP or more (128 FLOP at one turn of each loop of unknown length)
// CHECK: remark: dsk.for_blocks: 0 FLOP or more (32 FLOP at one turn of each loop of unknown length)
// CHECK: remark: stage blocks, buffers of 64 B; not counted, or without an upper bound: 1 dsk.for_blocks: how many blocks a row has is known when the program runs
func.func @blocks(%rows: memref<1x1x5xi32>, %columns: memref<6xi32>, %more: memref<?xi32>, %x: memref<8x16xf32>) {
  %c0 = arith.constant 0 : index
  %c4 = arith.constant 4 : index
  %sum = memref.alloca() : memref<16xf32>
  dsk.partition(%c4) {
  ^bb0(%row: index):
    dsk.for_blocks %rows[%c0, %c0, %row], %columns : memref<1x1x5xi32>, memref<6xi32> {
    ^bb0(%column: index):
      %a = vector.load %x[%column, %c0] : memref<8x16xf32>, vector<16xf32>
      %b = vector.fma %a, %a, %a : vector<16xf32>
      dsk.yield
    }
  }
  dsk.partition(%c4) {
  ^bb0(%row: index):
    dsk.for_blocks %rows[%c0, %c0, %row], %more : memref<1x1x5xi32>, memref<?xi32> {
    ^bb0(%column: index):
      %a = vector.load %x[%column, %c0] : memref<8x16xf32>, vector<16xf32>
      %b = vector.fma %a, %a, %a : vector<16xf32>
      dsk.yield
    }
  }
  return
}

// 5 x 7 x 6 points of a product and a sum: 420. Operands of 5 x 6, 6 x 7 and 5 x 7 numbers: 428 bytes.
// 5 x 7 points of a sum. Outside of loops the sum of 4 lanes, as three.
// CHECK: remark: linalg.matmul: 420 FLOP, 428 B loaded and stored
// CHECK: remark: linalg.generic: 35 FLOP, 160 B loaded and stored
// CHECK: dsa-report-lowered.mlir:[[@LINE+3]]:1: remark: func.func: 3 FLOP, 0 B loaded and stored, buffers 20 B
// CHECK: dsa-report-lowered.mlir:[[@LINE+2]]:1: remark: stage blocks, buffers of 20 B
// CHECK-NOT: remark
func.func @linalg(%a: memref<5x6xf32>, %b: memref<6x7xf32>, %c: memref<5x7xf32>, %v: vector<4xf32>) -> f32 {
  %sums = memref.alloc() : memref<5xf32>
  linalg.matmul ins(%a, %b : memref<5x6xf32>, memref<6x7xf32>) outs(%c : memref<5x7xf32>)
  linalg.generic {indexing_maps = [#all, #row], iterator_types = ["parallel", "reduction"]}
    ins(%c : memref<5x7xf32>) outs(%sums : memref<5xf32>) {
  ^bb0(%x: f32, %so_far: f32):
    %sum = arith.addf %x, %so_far : f32
    linalg.yield %sum : f32
  }
  memref.dealloc %sums : memref<5xf32>
  %all = vector.reduction <add>, %v : vector<4xf32> into f32
  return %all : f32
}

// JSON:      "stage": "blocks",
// JSON-NEXT: "exact": false,
// JSON:      "op": "scf.for",
// JSON-NEXT: "function": "loops",
// JSON-NEXT: "location": "{{.*}}dsa-report-lowered.mlir:{{[0-9]+}}:3",
// JSON-NEXT: "executions": null,
// JSON-NEXT: "density": null,
// JSON-NEXT: "flops": {
// JSON-NEXT:   "done": {
// JSON-NEXT:     "least": 640,
// JSON-NEXT:     "most": 640
// JSON-NEXT:   },
// JSON-NEXT:   "dense": {
// JSON-NEXT:     "least": 0,
// JSON-NEXT:     "most": null
// JSON:      "one_turn": null,
// JSON-NEXT: "within": null,
// JSON-NEXT: "uncounted": []
// JSON:      "op": "dsk.for_blocks",
// JSON:      "one_turn": {
// JSON-NEXT:   "least": 32,
// JSON-NEXT:   "most": 32
// JSON-NEXT: },
// JSON-NEXT: "within": 5,
// JSON:      "total": {
// JSON:      "functions": [
// JSON-NEXT:   {
// JSON-NEXT:     "function": "unknown",
// JSON:          "uncounted": [
// JSON:          "uncounted": [
// JSON:          "uncounted": []
// JSON:      "uncounted": [
// JSON-NEXT:   {
// JSON-NEXT:     "op": "dsk.for_blocks",
// JSON-NEXT:     "ops": 1,
// JSON-NEXT:     "reason": "how many blocks a row has is known when the program runs"
