// Every dsk op on buffers becomes loops, shared out by dsk.partition where there is much to do, for dsk.num_threads. That the results are right is tested in test/execution.
//
// RUN: ds-opt %s --convert-dsk-to-loops | FileCheck %s --implicit-check-not="dsk.{{([^pn]|.[^au])}}"
// RUN: ds-opt %s --convert-dsk-to-loops --canonicalize --outline-partitions --lower-loops-to-llvm | FileCheck %s --check-prefix=LLVM --implicit-check-not=dsk.
// LLVM: llvm.func @score_blocks

// CHECK-LABEL: func.func @score_blocks
// CHECK:         dsk.partition
// CHECK:           arith.extf %{{.*}} : vector<[[LANES:.*]]xbf16> to vector<[[LANES]]xf64>
// CHECK:         dsk.partition
// Products are rounded before they are added, and the sum once more.
// CHECK:           arith.mulf %{{.*}} : vector<[[LANES]]xf64>
// CHECK:           arith.addf %{{.*}} : vector<[[LANES]]xf64>
// CHECK:           arith.truncf %{{.*}} : vector<[[LANES]]xf64> to vector<[[LANES]]xf32>
func.func @score_blocks(%q: memref<1x2x100x64xbf16>, %s: memref<1x2x7x7xf32>) {
  dsk.score_blocks ins(%q, %q : memref<1x2x100x64xbf16>, memref<1x2x100x64xbf16>) outs(%s : memref<1x2x7x7xf32>) block = [16, 16] scale = 0.125
  return
}

// CHECK-LABEL: func.func @masks
// CHECK:         scf.for
// CHECK:         memref.store
func.func @masks(%mask: memref<1x2x7x7xi1>, %rows: memref<1x2x8xi32>, %columns: memref<98xi32>, %again: memref<1x2x7x7xi1>) {
  dsk.compress_mask ins(%mask : memref<1x2x7x7xi1>) outs(%rows, %columns : memref<1x2x8xi32>, memref<98xi32>)
  dsk.expand_mask ins(%rows, %columns : memref<1x2x8xi32>, memref<98xi32>) outs(%again : memref<1x2x7x7xi1>)
  return
}

// CHECK-LABEL: func.func @top_k_columns
// CHECK:         dsk.partition
// CHECK:           arith.cmpi sge, %{{.*}} : vector<{{.*}}xi64>
func.func @top_k_columns(%s: memref<?x?x?x?xf64>, %k: index, %rows: memref<?x?x?xi64>, %columns: memref<?xi64>) {
  dsk.top_k_columns ins(%s, %k : memref<?x?x?x?xf64>) outs(%rows, %columns : memref<?x?x?xi64>, memref<?xi64>)
  return
}

// An attention that was not tiled, with lse.
// CHECK-LABEL: func.func @attention
// CHECK:         scf.for
// CHECK:           math.exp
func.func @attention(%q: memref<?x?x?x?xf32>, %rows: memref<?x?x?xi32>, %columns: memref<?xi32>, %o: memref<?x?x?x?xf32>, %lse: memref<?x?x?xf32>) {
  dsk.attention ins(%q, %q, %q, %rows, %columns : memref<?x?x?x?xf32>, memref<?x?x?x?xf32>, memref<?x?x?x?xf32>, memref<?x?x?xi32>, memref<?xi32>)
    outs(%o, %lse : memref<?x?x?x?xf32>, memref<?x?x?xf32>) block = [16, 16] scale = 0.125
  return
}

// CHECK-LABEL: func.func @tokens
// CHECK:         scf.for
func.func @tokens(%saliency: memref<1x100xf16>, %least: f32, %i: memref<1x?xi32>, %x: memref<1x100x64xf16>, %packed: memref<1x?x64xf16>) {
  dsk.gate_tokens ins(%saliency, %least : memref<1x100xf16>) outs(%i : memref<1x?xi32>)
  dsk.gather_rows ins(%x, %i : memref<1x100x64xf16>, memref<1x?xi32>) outs(%packed : memref<1x?x64xf16>)
  dsk.scatter_rows ins(%packed, %i : memref<1x?x64xf16>, memref<1x?xi32>) outs(%x : memref<1x100x64xf16>) reads_outs
  return
}

// A loop over selected blocks is a loop over positions; what it carries is carried.
// CHECK-LABEL: func.func @for_blocks
// CHECK-SAME:    %[[ROWS:.*]]: memref<1x2x8xi32>, %[[COLUMNS:.*]]: memref<?xi32>, %[[B:.*]]: index, %[[H:.*]]: index, %[[R:.*]]: index
// CHECK:         %[[NEXT:.*]] = arith.addi %[[R]], %c1
// CHECK-DAG:     %[[FIRST:.*]] = memref.load %[[ROWS]][%[[B]], %[[H]], %[[R]]]
// CHECK-DAG:     %[[END:.*]] = memref.load %[[ROWS]][%[[B]], %[[H]], %[[NEXT]]]
// CHECK:         %[[RESULT:.*]] = scf.for %[[P:.*]] = %{{.*}} to %{{.*}} step %{{.*}} iter_args(%[[SUM:.*]] = %{{.*}})
// CHECK:           memref.load %[[COLUMNS]][%[[P]]]
// CHECK:           scf.yield
// CHECK:         return %[[RESULT]]
func.func @for_blocks(%rows: memref<1x2x8xi32>, %columns: memref<?xi32>, %b: index, %h: index, %r: index) -> index {
  %zero = arith.constant 0 : index
  %n = dsk.for_blocks %rows[%b, %h, %r], %columns inits(%zero : index) : memref<1x2x8xi32>, memref<?xi32> -> index {
  ^bb0(%column: index, %sum: index):
    %next = arith.addi %sum, %column : index
    dsk.yield %next : index
  }
  return %n : index
}

// CHECK-LABEL: func.func @for_chunks
// CHECK:         scf.for %[[P:.*]] = %{{.*}} to %{{.*}} step %{{.*}} {
// CHECK:           %[[COUNT:.*]] = arith.min{{[su]}}i
// CHECK:           memref.store %[[COUNT]], %{{.*}}[%[[P]]]
func.func @for_chunks(%rows: memref<1x2x8xi32>, %b: index, %h: index, %r: index, %counts: memref<?xindex>) {
  dsk.for_chunks %rows[%b, %h, %r] size = 4 : memref<1x2x8xi32> {
  ^bb0(%position: index, %count: index):
    memref.store %count, %counts[%position] : memref<?xindex>
  }
  return
}

// CHECK-LABEL: func.func @once
// CHECK:         llvm.load %{{.*}} atomic acquire
// CHECK:         scf.if
// CHECK:           llvm.cmpxchg %{{.*}} acquire monotonic
// CHECK:         scf.if
// CHECK:           memref.store
// CHECK:           llvm.store %{{.*}} atomic release
// CHECK:         scf.while
// CHECK:           llvm.load %{{.*}} atomic acquire
func.func @once(%flags: memref<8xi32>, %i: index, %x: memref<8xindex>) {
  dsk.once %flags[%i] : memref<8xi32> {
    memref.store %i, %x[%i] : memref<8xindex>
  }
  return
}
