// What is computed becomes how: stored patterns and kernels on tensors. That the results are right is tested in test/execution.
//
// RUN: ds-opt %s --convert-dsa-to-dsk=assert-patterns=false --canonicalize --cse | FileCheck %s --implicit-check-not=dsa.
// RUN: ds-opt %s --convert-dsa-to-dsk --mlir-pass-statistics -o /dev/null 2>&1 | FileCheck %s --check-prefix=STATISTICS
// STATISTICS:      ConvertDsaToDsk
// STATISTICS-NEXT: (S) 15 num-ops-lowered - Number of dsa ops lowered

// CHECK-LABEL: func.func @attention
// CHECK-SAME:    %[[Q:.*]]: tensor<2x3x100x8xf32>, %[[ROWS:.*]]: tensor<2x1x8xi32>, %[[COLUMNS:.*]]: tensor<?xi32>, %{{.*}}: index)
// CHECK-DAG:     %[[O:.*]] = tensor.empty() : tensor<2x3x100x8xf32>
// CHECK-DAG:     %[[L:.*]] = tensor.empty() : tensor<2x3x100xf32>
// CHECK:         %[[R:.*]]:2 = dsk.attention ins(%[[Q]], %[[Q]], %[[Q]], %[[ROWS]], %[[COLUMNS]] : {{.*}}) outs(%[[O]], %[[L]] : {{.*}}) block = [16, 16] scale = 0.35355
// CHECK:         return %[[R]]#0, %[[R]]#1
func.func @attention(%q: tensor<2x3x100x8xf32>, %p: !dsa.pattern<2x1x100x100, block = 16x16>) -> (tensor<2x3x100x8xf32>, tensor<2x3x100xf32>) {
  %o, %lse = dsa.attention %q, %q, %q, %p with_lse : tensor<2x3x100x8xf32>, tensor<2x3x100x8xf32>, tensor<2x3x100x8xf32>, !dsa.pattern<2x1x100x100, block = 16x16>
  return %o, %lse : tensor<2x3x100x8xf32>, tensor<2x3x100xf32>
}

// A pattern that is stated with open sizes is a mask, full, and compressed. A negative size counts as 0.
// CHECK-LABEL: func.func @dense
// CHECK:         %[[N:.*]] = arith.maxsi
// CHECK:         %[[R:.*]] = arith.ceildivui %[[N]], %c16
// CHECK:         linalg.fill ins(%true : i1)
// CHECK:         %[[P:.*]]:2 = dsk.compress_mask
// CHECK:         return %[[P]]#0, %[[P]]#1, %c2
func.func @dense(%n: index) -> !dsa.pattern<1x1x?x32, block = 16x16> {
  %p = dsa.dense_pattern(%n) : !dsa.pattern<1x1x?x32, block = 16x16>
  return %p : !dsa.pattern<1x1x?x32, block = 16x16>
}

// A window depends on nothing that is known at run time: constants.
// CHECK-LABEL: func.func @window
// CHECK-DAG:     %[[ROWS:.*]] = arith.constant dense<{{\[}}{{\[}}{{\[}}0, 2, 4, 6, 8]]]> : tensor<1x1x5xi32>
// CHECK-DAG:     arith.constant dense<[0, 1, 0, 1, 2, 3, 2, 3]> : tensor<8xi32>
// CHECK:         return %[[ROWS]], %{{.*}}, %c4
func.func @window() -> !dsa.pattern<1x1x8x8, block = 2x2> {
  %p = dsa.window_pattern grid = [2, 2, 2] radius = [0, 1, 1] : !dsa.pattern<1x1x8x8, block = 2x2>
  return %p : !dsa.pattern<1x1x8x8, block = 2x2>
}

// CHECK-LABEL: func.func @mask
// CHECK-SAME:    %{{.*}}: tensor<1x2x7x7xi1>, %[[ROWS:.*]]: tensor<1x2x8xi64>, %[[COLUMNS:.*]]: tensor<?xi64>, %{{.*}}: index)
// CHECK:         %[[P:.*]]:2 = dsk.compress_mask ins(%{{.*}} : tensor<1x2x7x7xi1>) outs(%{{.*}}, %{{.*}} : tensor<1x2x8xi64>, tensor<98xi64>)
// CHECK:         %[[M:.*]] = dsk.expand_mask ins(%[[ROWS]], %[[COLUMNS]] : {{.*}})
// CHECK:         %[[R:.*]] = tensor.cast %[[M]]
// The density is the last row pointer over the number of blocks.
// CHECK:         tensor.extract %[[P]]#0[%c0, %c1, %c7]
// CHECK:         arith.divf
// CHECK:         return %[[R]]
func.func @mask(%m: tensor<1x2x7x7xi1>, %other: !dsa.pattern<1x2x100x100, block = 16x16, index = i64>) -> (tensor<1x2x7x7xi1>, f32) {
  %p = dsa.pattern_from_mask %m : tensor<1x2x7x7xi1> -> !dsa.pattern<1x2x100x100, block = 16x16, index = i64>
  %r = dsa.pattern_to_mask %other : !dsa.pattern<1x2x100x100, block = 16x16, index = i64>
  %d = dsa.pattern_density %p : !dsa.pattern<1x2x100x100, block = 16x16, index = i64>
  return %r, %d : tensor<1x2x7x7xi1>, f32
}

// Every row has min(max(k, 0), 7) entries, and there are 14 rows.
// CHECK-LABEL: func.func @select
// CHECK:         %[[MOST:.*]] = arith.maxsi %{{.*}}, %c0
// CHECK:         %[[K:.*]] = arith.minsi %[[MOST]], %c7
// CHECK:         %[[ALL:.*]] = arith.muli %[[K]], %c14
// CHECK:         tensor.empty(%[[ALL]]) : tensor<?xi32>
// CHECK:         dsk.top_k_columns ins(%{{.*}}, %[[K]] : tensor<1x2x7x7xf32>)
func.func @select(%s: tensor<1x2x7x7xf32>, %k: index) -> !dsa.pattern<1x2x100x100, block = 16x16> {
  %p = dsa.select_blocks %s top_k(%k) : tensor<1x2x7x7xf32> -> !dsa.pattern<1x2x100x100, block = 16x16>
  return %p : !dsa.pattern<1x2x100x100, block = 16x16>
}

// Patterns are three values through loops, calls and returns.
// CHECK-LABEL: func.func @loop
// CHECK-SAME:    %{{.*}}: index, %[[ROWS:.*]]: tensor<1x2x8xi32>, %[[COLUMNS:.*]]: tensor<?xi32>, %[[WIDTH:.*]]: index)
// CHECK:         %[[R:.*]]:3 = scf.for {{.*}} iter_args(%[[A:.*]] = %[[ROWS]], %[[B:.*]] = %[[COLUMNS]], %[[C:.*]] = %[[WIDTH]])
// CHECK:           %[[D:.*]]:3 = func.call @id(%[[A]], %[[B]], %[[C]])
// CHECK:           scf.yield %[[D]]#0, %[[D]]#1, %[[D]]#2
// CHECK:         return %[[R]]#0, %[[R]]#1, %[[R]]#2
// CHECK:       func.func private @id(tensor<1x2x8xi32>, tensor<?xi32>, index) -> (tensor<1x2x8xi32>, tensor<?xi32>, index)
func.func @loop(%n: index, %p: !dsa.pattern<1x2x100x100, block = 16x16>) -> !dsa.pattern<1x2x100x100, block = 16x16> {
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %r = scf.for %i = %zero to %n step %one iter_args(%c = %p) -> !dsa.pattern<1x2x100x100, block = 16x16> {
    %q = func.call @id(%c) : (!dsa.pattern<1x2x100x100, block = 16x16>) -> !dsa.pattern<1x2x100x100, block = 16x16>
    scf.yield %q : !dsa.pattern<1x2x100x100, block = 16x16>
  }
  return %r : !dsa.pattern<1x2x100x100, block = 16x16>
}
func.func private @id(!dsa.pattern<1x2x100x100, block = 16x16>) -> !dsa.pattern<1x2x100x100, block = 16x16>

// CHECK-LABEL: func.func @tokens
// CHECK:         %[[I:.*]] = dsk.gate_tokens ins(%{{.*}}, %{{.*}} : tensor<1x100xf32>) outs(%{{.*}} : tensor<1x?xi32>)
// CHECK:         %[[P:.*]] = dsk.gather_rows ins(%[[X:.*]], %[[I]] : {{.*}})
// CHECK:         dsk.scatter_rows ins(%[[P]], %[[I]] : {{.*}}) outs(%[[Y:.*]] : tensor<1x100x8xf32>) reads_outs
func.func @tokens(%s: tensor<1x100xf32>, %b: index, %t: f32, %x: tensor<1x100x8xf32>, %y: tensor<1x100x8xf32>) -> (tensor<1x?xi32>, tensor<1x100x8xf32>) {
  %i = dsa.gate_tokens %s budget(%b) threshold(%t) : tensor<1x100xf32>
  %p = dsa.pack_tokens %x, %i : tensor<1x100x8xf32>, tensor<1x?xi32>
  %u = dsa.unpack_tokens %p, %i into %y : tensor<1x?x8xf32>, tensor<1x?xi32>, tensor<1x100x8xf32>
  return %i, %u : tensor<1x?xi32>, tensor<1x100x8xf32>
}

// bf16 scores are computed from and in what the op says: double precision, rounded to f32.
// CHECK-LABEL: func.func @scores
// CHECK:         dsk.score_blocks ins(%{{.*}}, %{{.*}} : tensor<1x?x100x8xbf16>, tensor<1x?x100x8xbf16>) outs(%{{.*}} : tensor<1x?x7x4xf32>) block = [16, 32] scale = 2.000000e+00
func.func @scores(%q: tensor<1x?x100x8xbf16>) -> tensor<1x?x7x4xf32> {
  %s = dsa.score_blocks %q, %q block = [16, 32] scale = 2.0 : tensor<1x?x100x8xbf16>, tensor<1x?x100x8xbf16>
  return %s : tensor<1x?x7x4xf32>
}

// Of a block that is neither full nor empty, what eight queries see of a key is a byte of its mask.
// CHECK-LABEL: func.func @causal
// CHECK:         %[[SEE:.*]] = arith.cmpi sle, %{{.*}}, %{{.*}} : vector<8xindex>
// CHECK:         %[[HELD:.*]] = arith.andi %[[SEE]], %{{.*}} : vector<8xi1>
// CHECK:         %[[BYTES:.*]] = vector.bitcast %[[HELD]] : vector<8xi1> to vector<1xi8>
// CHECK:         %[[BYTE:.*]] = vector.extract %[[BYTES]][0] : i8 from vector<1xi8>
// CHECK:         tensor.insert %[[BYTE]] into %{{.*}} : tensor<?x4x1xi8>
func.func @causal(%n: index) -> !dsa.pattern<1x1x?x?, block = 4x4, holds = elements> {
  %p = dsa.causal_pattern(%n, %n) : !dsa.pattern<1x1x?x?, block = 4x4, holds = elements>
  return %p : !dsa.pattern<1x1x?x?, block = 4x4, holds = elements>
}

// At most as many of a group as the op says, whatever the budget.
// CHECK-LABEL: func.func @n_of_m
// CHECK-SAME:    %[[S:.*]]: tensor<1x2x64x64xf32>, %[[K:.*]]: index)
// CHECK:         %[[N:.*]] = arith.minsi %[[K]], %c2 : index
// CHECK:         %[[MASK:.*]] = dsk.top_n_of_m ins(%[[S]], %[[N]] : {{.*}}) outs({{.*}}) m = 4
// CHECK:         dsk.compress_mask ins(%[[MASK]] :
func.func @n_of_m(%s: tensor<1x2x64x64xf32>, %k: index) -> !dsa.pattern<1x2x64x64, block = 1x1> {
  %p = dsa.select_n_of_m %s budget(%k) n = 2 m = 4 : tensor<1x2x64x64xf32> -> !dsa.pattern<1x2x64x64, block = 1x1>
  return %p : !dsa.pattern<1x2x64x64, block = 1x1>
}

// The complement of blocks is that of their mask.
// CHECK-LABEL: func.func @complement
// CHECK:         dsk.expand_mask
// CHECK:         arith.xori %{{.*}}, %true : i1
// CHECK:         dsk.compress_mask
func.func @complement(%p: !dsa.pattern<1x2x64x64, block = 16x16>) -> !dsa.pattern<1x2x64x64, block = 16x16> {
  %q = dsa.pattern_complement %p : !dsa.pattern<1x2x64x64, block = 16x16>
  return %q : !dsa.pattern<1x2x64x64, block = 16x16>
}

// A mask of 40 queries has 8 bytes for a key: behind the 81 flags of 41 queries and keys is room for the queries of all.
// CHECK-LABEL: func.func @room
// CHECK:         linalg.fill ins(%{{.*}} : i8) outs(%{{.*}} : tensor<1x1x145xi8>)
func.func @room(%mask: tensor<1x1x81xi1>) -> !dsa.pattern<1x1x41x41, block = 40x40, holds = elements> {
  %p = dsa.diagonal_pattern %mask : tensor<1x1x81xi1> -> !dsa.pattern<1x1x41x41, block = 40x40, holds = elements>
  return %p : !dsa.pattern<1x1x41x41, block = 40x40, holds = elements>
}
