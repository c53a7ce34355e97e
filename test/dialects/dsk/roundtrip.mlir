// Every op of dsk, on tensors and on buffers, with every optional part, over static and dynamic sizes and all element types,
// printed and read again: in its own form, in the generic form, and as bytecode.
//
// RUN: ds-opt %s | FileCheck %s
// RUN: ds-opt %s | ds-opt | FileCheck %s
// RUN: ds-opt %s --mlir-print-op-generic | FileCheck %s --check-prefix=GENERIC
// RUN: ds-opt %s --mlir-print-op-generic | ds-opt | FileCheck %s
// RUN: ds-opt %s --emit-bytecode | ds-opt | FileCheck %s

//===----------------------------------------------------------------------===//
// Making patterns
//===----------------------------------------------------------------------===//

// CHECK-LABEL: func.func @score_blocks
// GENERIC-LABEL: sym_name = "score_blocks"
func.func @score_blocks(
    %qt: tensor<1x2x100x64xf32>, %st: tensor<1x2x7x7xf32>, %qb: memref<?x2x?x64xbf16>, %sb: memref<?x2x?x?xf32>,
    %qd: memref<?x?x?x?xf64>, %sd: memref<?x?x?x?xf64, strided<[?, ?, ?, 1], offset: ?>>) -> tensor<1x2x7x7xf32> {
  // CHECK: %{{.*}} = dsk.score_blocks ins(%{{.*}}, %{{.*}} : tensor<1x2x100x64xf32>, tensor<1x2x100x64xf32>) outs(%{{.*}} : tensor<1x2x7x7xf32>) block = [16, 16] scale = 1.250000e-01 -> tensor<1x2x7x7xf32>
  // GENERIC: "dsk.score_blocks"(%{{.*}}, %{{.*}}, %{{.*}}) {block = array<i64: 16, 16>, scale = 1.250000e-01 : f64} : (tensor<1x2x100x64xf32>, tensor<1x2x100x64xf32>, tensor<1x2x7x7xf32>) -> tensor<1x2x7x7xf32>
  %r = dsk.score_blocks ins(%qt, %qt : tensor<1x2x100x64xf32>, tensor<1x2x100x64xf32>)
    outs(%st : tensor<1x2x7x7xf32>) block = [16, 16] scale = 0.125 -> tensor<1x2x7x7xf32>
  // CHECK: dsk.score_blocks ins(%{{.*}}, %{{.*}} : memref<?x2x?x64xbf16>, memref<?x2x?x64xbf16>) outs(%{{.*}} : memref<?x2x?x?xf32>) block = [16, 64] scale = 1.000000e+00 {note = "kept"}
  dsk.score_blocks ins(%qb, %qb : memref<?x2x?x64xbf16>, memref<?x2x?x64xbf16>)
    outs(%sb : memref<?x2x?x?xf32>) block = [16, 64] scale = 1.0 {note = "kept"}
  // CHECK: dsk.score_blocks {{.*}} outs(%{{.*}} : memref<?x?x?x?xf64, strided<[?, ?, ?, 1], offset: ?>>) block = [1, 1] scale = 1.000000e+00
  dsk.score_blocks ins(%qd, %qd : memref<?x?x?x?xf64>, memref<?x?x?x?xf64>)
    outs(%sd : memref<?x?x?x?xf64, strided<[?, ?, ?, 1], offset: ?>>) block = [1, 1] scale = 1.0
  // CHECK: dsk.score_blocks {{.*}} block = [16, 16] scale = 1.000000e+00 antidiagonals {note = "kept"}
  // GENERIC: "dsk.score_blocks"{{.*}}antidiagonals
  dsk.score_blocks ins(%qb, %qb : memref<?x2x?x64xbf16>, memref<?x2x?x64xbf16>)
    outs(%sb : memref<?x2x?x?xf32>) block = [16, 16] scale = 1.0 antidiagonals {note = "kept"}
  return %r : tensor<1x2x7x7xf32>
}

// CHECK-LABEL: func.func @top_k_columns
func.func @top_k_columns(
    %st: tensor<1x2x7x7xf32>, %rt: tensor<1x2x8xi32>, %ct: tensor<?xi32>, %k: index,
    %sb: memref<?x?x?x?xf64>, %rb: memref<?x?x?xi64>, %cb: memref<98xi64>) -> (tensor<1x2x8xi32>, tensor<?xi32>) {
  // CHECK: %{{.*}}:2 = dsk.top_k_columns ins(%{{.*}}, %{{.*}} : tensor<1x2x7x7xf32>) outs(%{{.*}}, %{{.*}} : tensor<1x2x8xi32>, tensor<?xi32>) -> tensor<1x2x8xi32>, tensor<?xi32>
  // GENERIC: "dsk.top_k_columns"(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}) : (tensor<1x2x7x7xf32>, index, tensor<1x2x8xi32>, tensor<?xi32>) -> (tensor<1x2x8xi32>, tensor<?xi32>)
  %r:2 = dsk.top_k_columns ins(%st, %k : tensor<1x2x7x7xf32>) outs(%rt, %ct : tensor<1x2x8xi32>, tensor<?xi32>)
    -> tensor<1x2x8xi32>, tensor<?xi32>
  // CHECK: dsk.top_k_columns ins(%{{.*}}, %{{.*}} : memref<?x?x?x?xf64>) outs(%{{.*}}, %{{.*}} : memref<?x?x?xi64>, memref<98xi64>) {note = "kept"}
  dsk.top_k_columns ins(%sb, %k : memref<?x?x?x?xf64>) outs(%rb, %cb : memref<?x?x?xi64>, memref<98xi64>) {note = "kept"}
  return %r#0, %r#1 : tensor<1x2x8xi32>, tensor<?xi32>
}

// CHECK-LABEL: func.func @masks
func.func @masks(%mt: tensor<1x2x7x7xi1>, %rt: tensor<1x2x8xi32>, %ct: tensor<98xi32>,
                 %mb: memref<?x?x?x?xi1>, %rb: memref<?x?x?xi64>, %cb: memref<?xi64>)
    -> (tensor<1x2x8xi32>, tensor<98xi32>, tensor<1x2x7x7xi1>) {
  // CHECK: %{{.*}}:2 = dsk.compress_mask ins(%{{.*}} : tensor<1x2x7x7xi1>) outs(%{{.*}}, %{{.*}} : tensor<1x2x8xi32>, tensor<98xi32>) -> tensor<1x2x8xi32>, tensor<98xi32>
  // GENERIC: "dsk.compress_mask"(%{{.*}}, %{{.*}}, %{{.*}}) : (tensor<1x2x7x7xi1>, tensor<1x2x8xi32>, tensor<98xi32>) -> (tensor<1x2x8xi32>, tensor<98xi32>)
  %r:2 = dsk.compress_mask ins(%mt : tensor<1x2x7x7xi1>) outs(%rt, %ct : tensor<1x2x8xi32>, tensor<98xi32>)
    -> tensor<1x2x8xi32>, tensor<98xi32>
  // CHECK: dsk.compress_mask ins(%{{.*}} : memref<?x?x?x?xi1>) outs(%{{.*}}, %{{.*}} : memref<?x?x?xi64>, memref<?xi64>) {note = "kept"}
  dsk.compress_mask ins(%mb : memref<?x?x?x?xi1>) outs(%rb, %cb : memref<?x?x?xi64>, memref<?xi64>) {note = "kept"}
  // CHECK: %{{.*}} = dsk.expand_mask ins(%{{.*}}#0, %{{.*}}#1 : tensor<1x2x8xi32>, tensor<98xi32>) outs(%{{.*}} : tensor<1x2x7x7xi1>) -> tensor<1x2x7x7xi1>
  // GENERIC: "dsk.expand_mask"(%{{.*}}#0, %{{.*}}#1, %{{.*}}) : (tensor<1x2x8xi32>, tensor<98xi32>, tensor<1x2x7x7xi1>) -> tensor<1x2x7x7xi1>
  %m = dsk.expand_mask ins(%r#0, %r#1 : tensor<1x2x8xi32>, tensor<98xi32>) outs(%mt : tensor<1x2x7x7xi1>) -> tensor<1x2x7x7xi1>
  // CHECK: dsk.expand_mask ins(%{{.*}}, %{{.*}} : memref<?x?x?xi64>, memref<?xi64>) outs(%{{.*}} : memref<?x?x?x?xi1>) {note = "kept"}
  dsk.expand_mask ins(%rb, %cb : memref<?x?x?xi64>, memref<?xi64>) outs(%mb : memref<?x?x?x?xi1>) {note = "kept"}
  return %r#0, %r#1, %m : tensor<1x2x8xi32>, tensor<98xi32>, tensor<1x2x7x7xi1>
}

// CHECK-LABEL: func.func @assertions
func.func @assertions(%r: tensor<1x2x8xi32>, %c: tensor<?xi32>, %m: index, %rb: memref<1x1x5xi64>, %wb: memref<?xi16, strided<[?], offset: ?>>) {
  // CHECK: dsk.assert_pattern ins(%{{.*}}, %{{.*}}, %{{.*}} : tensor<1x2x8xi32>, tensor<?xi32>, index) pattern = !dsa.pattern<1x2x100x100, block = 16x16> by = "attention"{{$}}
  // GENERIC: "dsk.assert_pattern"(%{{.*}}, %{{.*}}, %{{.*}}) {by = "attention", pattern = !dsa.pattern<1x2x100x100, block = 16x16>} : (tensor<1x2x8xi32>, tensor<?xi32>, index) -> ()
  dsk.assert_pattern ins(%r, %c, %m : tensor<1x2x8xi32>, tensor<?xi32>, index) pattern = !dsa.pattern<1x2x100x100, block = 16x16> by = "attention"
  // CHECK: dsk.assert_pattern ins(%{{.*}}, %{{.*}}, %{{.*}} : memref<1x1x5xi64>, memref<?xi16, strided<[?], offset: ?>>, index) pattern = !dsa.pattern<1x1x4x6, block = 1x1, format = csr_d16, index = i64> by = "spmm" {note = "kept"}
  dsk.assert_pattern ins(%rb, %wb, %m : memref<1x1x5xi64>, memref<?xi16, strided<[?], offset: ?>>, index)
    pattern = !dsa.pattern<1x1x4x6, block = 1x1, format = csr_d16, index = i64> by = "spmm" {note = "kept"}
  return
}

//===----------------------------------------------------------------------===//
// Attention
//===----------------------------------------------------------------------===//

// CHECK-LABEL: func.func @attention_tensors
func.func @attention_tensors(
    %q: tensor<1x2x100x64xf32>, %k: tensor<1x2x50x64xf32>, %v: tensor<1x2x50x32xf32>, %rows: tensor<1x2x8xi32>, %columns: tensor<?xi32>,
    %o: tensor<1x2x100x32xf32>, %lse: tensor<1x2x100xf32>) -> (tensor<1x2x100x32xf32>, tensor<1x2x100x32xf32>, tensor<1x2x100xf32>) {
  // CHECK: %{{.*}} = dsk.attention ins(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} : tensor<1x2x100x64xf32>, tensor<1x2x50x64xf32>, tensor<1x2x50x32xf32>, tensor<1x2x8xi32>, tensor<?xi32>) outs(%{{.*}} : tensor<1x2x100x32xf32>) block = [16, 16] scale = 1.250000e-01 -> tensor<1x2x100x32xf32>
  // GENERIC: "dsk.attention"(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}) {block = array<i64: 16, 16>, scale = 1.250000e-01 : f64} : {{.*}} -> tensor<1x2x100x32xf32>
  %0 = dsk.attention ins(%q, %k, %v, %rows, %columns : tensor<1x2x100x64xf32>, tensor<1x2x50x64xf32>, tensor<1x2x50x32xf32>, tensor<1x2x8xi32>, tensor<?xi32>)
    outs(%o : tensor<1x2x100x32xf32>) block = [16, 16] scale = 0.125 -> tensor<1x2x100x32xf32>
  // CHECK: dsk.attention ins({{.*}}) outs({{.*}}) block = [16, 16] scale = 1.250000e-01 exact -> tensor<1x2x100x32xf32>
  %exact = dsk.attention ins(%q, %k, %v, %rows, %columns : tensor<1x2x100x64xf32>, tensor<1x2x50x64xf32>, tensor<1x2x50x32xf32>, tensor<1x2x8xi32>, tensor<?xi32>)
    outs(%o : tensor<1x2x100x32xf32>) block = [16, 16] scale = 0.125 exact -> tensor<1x2x100x32xf32>
  // CHECK: %{{.*}}:2 = dsk.attention ins({{.*}}) outs(%{{.*}}, %{{.*}} : tensor<1x2x100x32xf32>, tensor<1x2x100xf32>) block = [16, 16] scale = 1.250000e-01 -> tensor<1x2x100x32xf32>, tensor<1x2x100xf32>
  %1:2 = dsk.attention ins(%q, %k, %v, %rows, %columns : tensor<1x2x100x64xf32>, tensor<1x2x50x64xf32>, tensor<1x2x50x32xf32>, tensor<1x2x8xi32>, tensor<?xi32>)
    outs(%o, %lse : tensor<1x2x100x32xf32>, tensor<1x2x100xf32>) block = [16, 16] scale = 0.125 -> tensor<1x2x100x32xf32>, tensor<1x2x100xf32>
  return %0, %1#0, %1#1 : tensor<1x2x100x32xf32>, tensor<1x2x100x32xf32>, tensor<1x2x100xf32>
}

// One pattern for every batch entry and head; lse is f32, and f64 for f64.
// CHECK-LABEL: func.func @attention_buffers
func.func @attention_buffers(
    %f64: memref<2x3x8x4xf64>, %f16: memref<2x3x8x4xf16>, %bf16: memref<?x?x?x?xbf16>, %shared: memref<1x1x5xi32>, %some: memref<?xi32>,
    %rows: memref<?x?x?xi64>, %columns: memref<?xi64>, %l64: memref<2x3x8xf64>, %l32: memref<2x3x8xf32>, %ld: memref<?x?x?xf32>) {
  // CHECK: dsk.attention ins({{.*}}, memref<1x1x5xi32>, memref<?xi32>) outs(%{{.*}}, %{{.*}} : memref<2x3x8x4xf64>, memref<2x3x8xf64>) block = [2, 4] scale = 5.000000e-01
  dsk.attention ins(%f64, %f64, %f64, %shared, %some : memref<2x3x8x4xf64>, memref<2x3x8x4xf64>, memref<2x3x8x4xf64>, memref<1x1x5xi32>, memref<?xi32>)
    outs(%f64, %l64 : memref<2x3x8x4xf64>, memref<2x3x8xf64>) block = [2, 4] scale = 0.5
  // CHECK: dsk.attention ins({{.*}}, memref<1x1x5xi32>, memref<?xi32>) outs(%{{.*}}, %{{.*}} : memref<2x3x8x4xf16>, memref<2x3x8xf32>) block = [2, 4] scale = 5.000000e-01 {note = "kept"}
  dsk.attention ins(%f16, %f16, %f16, %shared, %some : memref<2x3x8x4xf16>, memref<2x3x8x4xf16>, memref<2x3x8x4xf16>, memref<1x1x5xi32>, memref<?xi32>)
    outs(%f16, %l32 : memref<2x3x8x4xf16>, memref<2x3x8xf32>) block = [2, 4] scale = 0.5 {note = "kept"}
  // CHECK: dsk.attention ins({{.*}}, memref<?x?x?xi64>, memref<?xi64>) outs(%{{.*}}, %{{.*}} : memref<?x?x?x?xbf16>, memref<?x?x?xf32>) block = [2, 4] scale = 5.000000e-01
  dsk.attention ins(%bf16, %bf16, %bf16, %rows, %columns : memref<?x?x?x?xbf16>, memref<?x?x?x?xbf16>, memref<?x?x?x?xbf16>, memref<?x?x?xi64>, memref<?xi64>)
    outs(%bf16, %ld : memref<?x?x?x?xbf16>, memref<?x?x?xf32>) block = [2, 4] scale = 0.5
  return
}

//===----------------------------------------------------------------------===//
// Tokens
//===----------------------------------------------------------------------===//

// CHECK-LABEL: func.func @gate_tokens
func.func @gate_tokens(%st: tensor<1x100xf32>, %it: tensor<1x?xi32>, %sb: memref<?x?xbf16>, %ib: memref<?x7xi32>, %least: f32) -> tensor<1x?xi32> {
  // CHECK: %{{.*}} = dsk.gate_tokens ins(%{{.*}}, %{{.*}} : tensor<1x100xf32>) outs(%{{.*}} : tensor<1x?xi32>) -> tensor<1x?xi32>
  // GENERIC: "dsk.gate_tokens"(%{{.*}}, %{{.*}}, %{{.*}}) : (tensor<1x100xf32>, f32, tensor<1x?xi32>) -> tensor<1x?xi32>
  %r = dsk.gate_tokens ins(%st, %least : tensor<1x100xf32>) outs(%it : tensor<1x?xi32>) -> tensor<1x?xi32>
  // CHECK: dsk.gate_tokens ins(%{{.*}}, %{{.*}} : memref<?x?xbf16>) outs(%{{.*}} : memref<?x7xi32>) {note = "kept"}
  dsk.gate_tokens ins(%sb, %least : memref<?x?xbf16>) outs(%ib : memref<?x7xi32>) {note = "kept"}
  return %r : tensor<1x?xi32>
}

// CHECK-LABEL: func.func @rows
func.func @rows(%xt: tensor<1x100x64xf32>, %it: tensor<1x?xi32>, %pt: tensor<1x?x64xf32>,
                %xb: memref<?x?x?xf16>, %ib: memref<?x?xi32>, %pb: memref<?x?x?xf16>) -> (tensor<1x?x64xf32>, tensor<1x100x64xf32>) {
  // CHECK: %{{.*}} = dsk.gather_rows ins(%{{.*}}, %{{.*}} : tensor<1x100x64xf32>, tensor<1x?xi32>) outs(%{{.*}} : tensor<1x?x64xf32>) -> tensor<1x?x64xf32>
  // GENERIC: "dsk.gather_rows"(%{{.*}}, %{{.*}}, %{{.*}}) : (tensor<1x100x64xf32>, tensor<1x?xi32>, tensor<1x?x64xf32>) -> tensor<1x?x64xf32>
  %p = dsk.gather_rows ins(%xt, %it : tensor<1x100x64xf32>, tensor<1x?xi32>) outs(%pt : tensor<1x?x64xf32>) -> tensor<1x?x64xf32>
  // CHECK: dsk.gather_rows ins(%{{.*}}, %{{.*}} : memref<?x?x?xf16>, memref<?x?xi32>) outs(%{{.*}} : memref<?x?x?xf16>) {note = "kept"}
  dsk.gather_rows ins(%xb, %ib : memref<?x?x?xf16>, memref<?x?xi32>) outs(%pb : memref<?x?x?xf16>) {note = "kept"}
  // CHECK: %{{.*}} = dsk.scatter_rows ins(%{{.*}}, %{{.*}} : tensor<1x?x64xf32>, tensor<1x?xi32>) outs(%{{.*}} : tensor<1x100x64xf32>) reads_outs -> tensor<1x100x64xf32>
  // GENERIC: "dsk.scatter_rows"(%{{.*}}, %{{.*}}, %{{.*}}) {reads_outs} : (tensor<1x?x64xf32>, tensor<1x?xi32>, tensor<1x100x64xf32>) -> tensor<1x100x64xf32>
  %x = dsk.scatter_rows ins(%p, %it : tensor<1x?x64xf32>, tensor<1x?xi32>) outs(%xt : tensor<1x100x64xf32>) reads_outs -> tensor<1x100x64xf32>
  // CHECK: dsk.scatter_rows ins(%{{.*}}, %{{.*}} : memref<?x?x?xf16>, memref<?x?xi32>) outs(%{{.*}} : memref<?x?x?xf16>) reads_outs {note = "kept"}
  dsk.scatter_rows ins(%pb, %ib : memref<?x?x?xf16>, memref<?x?xi32>) outs(%xb : memref<?x?x?xf16>) reads_outs {note = "kept"}
  return %p, %x : tensor<1x?x64xf32>, tensor<1x100x64xf32>
}

//===----------------------------------------------------------------------===//
// Work partition and iteration
//===----------------------------------------------------------------------===//

// The body ends in an implicit dsk.yield.
// CHECK-LABEL: func.func @partition
func.func @partition(%n: index, %x: memref<?xf32>) {
  // CHECK:      dsk.partition(%{{.*}}) {
  // CHECK-NEXT: ^bb0(%[[I:.*]]: index):
  // CHECK-NEXT:   %[[ZERO:.*]] = arith.constant
  // CHECK-NEXT:   memref.store %[[ZERO]], %{{.*}}[%[[I]]]
  // CHECK-NEXT: } {note = "kept"}
  // GENERIC: "dsk.partition"(%{{.*}}) ({
  // GENERIC:   "dsk.yield"() : () -> ()
  // GENERIC: }) {note = "kept"} : (index) -> ()
  dsk.partition(%n) {
  ^bb0(%i: index):
    %zero = arith.constant 0.0 : f32
    memref.store %zero, %x[%i] : memref<?xf32>
  } {note = "kept"}
  return
}

// CHECK-LABEL: func.func @for_blocks
func.func @for_blocks(%rows: memref<1x2x8xi32>, %columns: memref<?xi32>, %rows64: memref<?x?x?xi64>, %columns64: memref<98xi64>,
                      %b: index, %h: index, %r: index, %x: f32, %v: vector<16xf32>, %seen: memref<?xi32>) -> (f32, vector<16xf32>) {
  // CHECK:      %{{.*}}:2 = dsk.for_blocks %{{.*}}[%{{.*}}, %{{.*}}, %{{.*}}], %{{.*}} inits(%{{.*}}, %{{.*}} : f32, vector<16xf32>) : memref<1x2x8xi32>, memref<?xi32> -> f32, vector<16xf32> {
  // CHECK-NEXT: ^bb0(%{{.*}}: index, %[[SUM:.*]]: f32, %[[ALL:.*]]: vector<16xf32>):
  // CHECK-NEXT:   %[[NEXT:.*]] = arith.addf %[[SUM]], %[[SUM]] : f32
  // CHECK-NEXT:   dsk.yield %[[NEXT]], %[[ALL]] : f32, vector<16xf32>
  // CHECK-NEXT: } {note = "kept"}
  // GENERIC: "dsk.for_blocks"(%{{.*}}) ({
  // GENERIC: "dsk.yield"(%{{.*}}, %{{.*}}) : (f32, vector<16xf32>) -> ()
  // GENERIC: }) {note = "kept"} : (memref<1x2x8xi32>, index, index, index, memref<?xi32>, f32, vector<16xf32>) -> (f32, vector<16xf32>)
  %0:2 = dsk.for_blocks %rows[%b, %h, %r], %columns inits(%x, %v : f32, vector<16xf32>)
    : memref<1x2x8xi32>, memref<?xi32> -> f32, vector<16xf32> {
  ^bb0(%column: index, %sum: f32, %all: vector<16xf32>):
    %next = arith.addf %sum, %sum : f32
    dsk.yield %next, %all : f32, vector<16xf32>
  } {note = "kept"}
  // Without carried values.
  // CHECK:      dsk.for_blocks %{{.*}}[%{{.*}}, %{{.*}}, %{{.*}}], %{{.*}} : memref<?x?x?xi64>, memref<98xi64> {
  // CHECK-NEXT: ^bb0(%{{.*}}: index):
  // CHECK:        dsk.yield{{$}}
  dsk.for_blocks %rows64[%b, %h, %r], %columns64 : memref<?x?x?xi64>, memref<98xi64> {
  ^bb0(%column: index):
    %one = arith.constant 1 : i32
    memref.store %one, %seen[%column] : memref<?xi32>
    dsk.yield
  }
  return %0#0, %0#1 : f32, vector<16xf32>
}

// CHECK-LABEL: func.func @for_chunks
func.func @for_chunks(%rows: memref<1x2x8xi32>, %rows64: memref<?x?x?xi64>, %b: index, %h: index, %r: index, %counts: memref<?xindex>) {
  // CHECK:      dsk.for_chunks %{{.*}}[%{{.*}}, %{{.*}}, %{{.*}}] size = 4 : memref<1x2x8xi32> {
  // CHECK-NEXT: ^bb0(%[[POSITION:.*]]: index, %[[COUNT:.*]]: index):
  // CHECK-NEXT:   memref.store %[[COUNT]], %{{.*}}[%[[POSITION]]]
  // CHECK-NEXT: } {note = "kept"}
  // GENERIC: "dsk.for_chunks"(%{{.*}}) ({
  // GENERIC:   "dsk.yield"() : () -> ()
  // GENERIC: }) {note = "kept", size = 4 : i64} : (memref<1x2x8xi32>, index, index, index) -> ()
  dsk.for_chunks %rows[%b, %h, %r] size = 4 : memref<1x2x8xi32> {
  ^bb0(%position: index, %count: index):
    memref.store %count, %counts[%position] : memref<?xindex>
  } {note = "kept"}
  // CHECK: dsk.for_chunks %{{.*}}[%{{.*}}, %{{.*}}, %{{.*}}] size = 1 : memref<?x?x?xi64> {
  dsk.for_chunks %rows64[%b, %h, %r] size = 1 : memref<?x?x?xi64> {
  ^bb0(%position: index, %count: index):
    memref.store %count, %counts[%position] : memref<?xindex>
  }
  return
}

// CHECK-LABEL: func.func @num_threads
func.func @num_threads() -> (index, index) {
  // CHECK:   dsk.num_threads{{$}}
  // CHECK:   dsk.num_threads {note = "kept"}
  // GENERIC: "dsk.num_threads"() {note = "kept"} : () -> index
  %a = dsk.num_threads
  %b = dsk.num_threads {note = "kept"}
  return %a, %b : index, index
}

// CHECK-LABEL: func.func @once
func.func @once(%flags: memref<8xi32>, %strided: memref<?xi32, strided<[?], offset: ?>>, %i: index, %x: memref<8xindex>) {
  // CHECK:      dsk.once %{{.*}}[%{{.*}}] : memref<8xi32> {
  // CHECK-NEXT:   memref.store
  // CHECK-NEXT: } {note = "kept"}
  // GENERIC: "dsk.once"(%{{.*}}, %{{.*}}) ({
  // GENERIC:   "dsk.yield"() : () -> ()
  // GENERIC: }) {note = "kept"} : (memref<8xi32>, index) -> ()
  dsk.once %flags[%i] : memref<8xi32> {
    memref.store %i, %x[%i] : memref<8xindex>
  } {note = "kept"}
  // CHECK: dsk.once %{{.*}}[%{{.*}}] : memref<?xi32, strided<[?], offset: ?>> {
  dsk.once %strided[%i] : memref<?xi32, strided<[?], offset: ?>> {
    memref.store %i, %x[%i] : memref<8xindex>
  }
  return
}
