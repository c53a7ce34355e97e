// dsa-report counts types and ops that are not the usual ones, or says that it does not: never less than there is.
//
// RUN: split-file %s %t
// RUN: ds-opt %t/sparse.mlir --dsa-report -o /dev/null 2>&1 | FileCheck %t/sparse.mlir
// RUN: ds-opt %t/ranges.mlir --dsa-report -o /dev/null 2>&1 | FileCheck %t/ranges.mlir
// RUN: ds-opt %t/ops.mlir --dsa-report -o /dev/null 2>&1 | FileCheck %t/ops.mlir
// RUN: ds-opt %t/packed.mlir --dsa-report=file=%t/packed.json -o /dev/null 2>&1 | FileCheck %t/packed.mlir
// RUN: FileCheck %t/packed.mlir --check-prefix=JSON --input-file=%t/packed.json

//--- sparse.mlir
#CSR = #sparse_tensor.encoding<{map = (i, j) -> (i : dense, j : compressed)}>

// Of a sparse tensor none to all of 5 x 6 numbers are stored: 0 to 2 * 5 * 6 * 7 = 420 FLOP, 120 bytes of it and 168 + 140 of the
// others.
// CHECK: remark: linalg.matmul: 0 FLOP to 420 FLOP, 308 B to 428 B loaded and stored
func.func @matmul(%a: tensor<5x6xf32, #CSR>, %b: tensor<6x7xf32>, %c: tensor<5x7xf32>) -> tensor<5x7xf32> {
  %r = linalg.matmul ins(%a, %b : tensor<5x6xf32, #CSR>, tensor<6x7xf32>) outs(%c : tensor<5x7xf32>) -> tensor<5x7xf32>
  return %r : tensor<5x7xf32>
}

// CHECK: remark: arith.mulf: 0 FLOP to 30 FLOP
func.func @product(%a: tensor<5x6xf32, #CSR>) -> tensor<5x6xf32, #CSR> {
  %r = arith.mulf %a, %a : tensor<5x6xf32, #CSR>
  return %r : tensor<5x6xf32, #CSR>
}

//--- ranges.mlir
// From 0 to -1 without a sign there are 2^32 - 1 turns.
// CHECK: remark: scf.for: 0 FLOP or more
func.func @unsigned(%x: f32) {
  %c0 = arith.constant 0 : i32
  %c1 = arith.constant 1 : i32
  %end = arith.constant -1 : i32
  scf.for unsigned %i = %c0 to %end step %c1 : i32 {
    %a = arith.addf %x, %x : f32
  }
  return
}

// 5 without a sign is the same as with one.
// CHECK: remark: scf.for: 5 FLOP,
func.func @unsigned_five(%x: f32) {
  %c0 = arith.constant 0 : i32
  %c1 = arith.constant 1 : i32
  %c5 = arith.constant 5 : i32
  scf.for unsigned %i = %c0 to %c5 step %c1 : i32 {
    %a = arith.addf %x, %x : f32
  }
  return
}

// 100 + 100 of 8 bits is -56, and -56 as an index without a sign 200.
// CHECK: remark: scf.for: 0 FLOP or more
// CHECK: remark: scf.for: 0 FLOP to 255 FLOP
func.func @narrow(%x: f32) {
  %c0 = arith.constant 0 : i8
  %c1 = arith.constant 1 : i8
  %c100 = arith.constant 100 : i8
  %sum = arith.addi %c100, %c100 : i8
  scf.for %i = %c0 to %sum step %c1 : i8 {
    %a = arith.addf %x, %x : f32
  }
  %from = arith.constant 0 : index
  %step = arith.constant 1 : index
  %to = arith.index_castui %sum : i8 to index
  scf.for %i = %from to %to step %step {
    %a = arith.addf %x, %x : f32
  }
  return
}

//--- ops.mlir
// A softmax has no formula, but reads and writes 8 numbers.
// CHECK: remark: linalg.softmax: 0 FLOP or more, 64 B loaded and stored
// CHECK: remark: stage {{.*}} 1 linalg.softmax: no formula for it
func.func @softmax(%x: memref<2x4xf32>, %y: memref<2x4xf32>) {
  linalg.softmax dimension(1) ins(%x : memref<2x4xf32>) outs(%y : memref<2x4xf32>)
  return
}

// A number of 4 bytes is read and written, and there is a sum; of whole numbers, and of one that is only written, there is none.
// CHECK: remark: func.func: 1 FLOP, 24 B loaded and stored
func.func @atomic(%x: f32, %n: i32, %y: memref<f32>, %m: memref<i32>) {
  %a = memref.atomic_rmw addf %x, %y[] : (f32, memref<f32>) -> f32
  %c = memref.atomic_rmw assign %x, %y[] : (f32, memref<f32>) -> f32
  %b = memref.atomic_rmw addi %n, %m[] : (i32, memref<i32>) -> i32
  return
}

// Two parts of 4 bytes: 3 * 4 * 8 = 96 bytes, and of the product of complex numbers nobody says what it is made of.
// CHECK: remark: linalg.mul: 0 FLOP or more, 96 B loaded and stored
// CHECK: remark: stage {{.*}} complex.mul: no formula for it
func.func @complex(%x: memref<4xcomplex<f32>>, %y: memref<4xcomplex<f32>>) {
  linalg.mul ins(%x, %x : memref<4xcomplex<f32>>, memref<4xcomplex<f32>>) outs(%y : memref<4xcomplex<f32>>)
  return
}

// CHECK: remark: func.func: 0 FLOP, 64 B loaded and stored
func.func @vectors(%x: memref<8xf32>) {
  %c0 = arith.constant 0 : index
  %a = affine.vector_load %x[%c0] : memref<8xf32>, vector<8xf32>
  affine.vector_store %a, %x[%c0] : memref<8xf32>, vector<8xf32>
  return
}

// 2 * 3 * 4 products and sums of numbers, of whole ones none.
// CHECK: remark: func.func: 48 FLOP, 0 B loaded and stored
func.func @contract(%a: vector<2x4xf32>, %b: vector<4x3xf32>, %c: vector<2x3xf32>, %d: vector<2x4xi32>, %e: vector<4x3xi32>, %f: vector<2x3xi32>) -> (vector<2x3xf32>, vector<2x3xi32>) {
  %r = vector.contract {indexing_maps = [affine_map<(i, j, k) -> (i, k)>, affine_map<(i, j, k) -> (k, j)>, affine_map<(i, j, k) -> (i, j)>],
    iterator_types = ["parallel", "parallel", "reduction"], kind = #vector.kind<add>} %a, %b, %c : vector<2x4xf32>, vector<4x3xf32> into vector<2x3xf32>
  %s = vector.contract {indexing_maps = [affine_map<(i, j, k) -> (i, k)>, affine_map<(i, j, k) -> (k, j)>, affine_map<(i, j, k) -> (i, j)>],
    iterator_types = ["parallel", "parallel", "reduction"], kind = #vector.kind<add>} %d, %e, %f : vector<2x4xi32>, vector<4x3xi32> into vector<2x3xi32>
  return %r, %s : vector<2x3xf32>, vector<2x3xi32>
}

//--- packed.mlir
// 7 of 64 tokens: the product of what a layer makes of them was one of 64 x 16 in the dense program, and is one of 7 x 16.
// CHECK: remark: 1.79 kFLOP of 16.38 kFLOP dense
// CHECK: remark: arith.mulf: 112 FLOP, 0 B loaded and stored
// JSON:      "op": "arith.mulf",
// JSON:      "dense": {
// JSON-NEXT:   "least": 0,
// JSON-NEXT:   "most": null
func.func @packed(%x: tensor<1x64x8xf32>, %i: tensor<1x7xi32>, %w: tensor<1x8x16xf32>) -> tensor<1x7x16xf32> {
  %y = dsa.pack_tokens %x, %i : tensor<1x64x8xf32>, tensor<1x7xi32>
  %z = dsa.linear %y, %w : (tensor<1x7x8xf32>, tensor<1x8x16xf32>) -> tensor<1x7x16xf32>
  %r = arith.mulf %z, %z : tensor<1x7x16xf32>
  return %r : tensor<1x7x16xf32>
}
