// RUN: ds-opt %s --canonicalize="test-convergence" | FileCheck %s

// No pieces are no work; one is work of this thread.
// CHECK-LABEL: func.func @none_or_one
// CHECK-SAME:    %[[X:.*]]: memref<?xf32>, %[[V:.*]]: f32
func.func @none_or_one(%x: memref<?xf32>, %v: f32) {
  // CHECK-NEXT: %[[FIRST:.*]] = arith.constant 0 : index
  // CHECK-NEXT: memref.store %[[V]], %[[X]][%[[FIRST]]]
  // CHECK-NEXT: return
  %less = arith.constant -4 : index
  %none = arith.constant 0 : index
  %one = arith.constant 1 : index
  dsk.partition(%less) {
  ^bb0(%i: index):
    memref.store %v, %x[%i] : memref<?xf32>
  }
  dsk.partition(%none) {
  ^bb0(%i: index):
    memref.store %v, %x[%i] : memref<?xf32>
  }
  dsk.partition(%one) {
  ^bb0(%i: index):
    memref.store %v, %x[%i] : memref<?xf32>
  }
  return
}

// Two pieces are shared among threads, as many as are not known too; a piece that allocates on the stack frees it behind itself.
// CHECK-LABEL: func.func @more
func.func @more(%x: memref<?xf32>, %y: memref<?xi32>, %v: f32, %n: index) {
  // CHECK-COUNT-3: dsk.partition
  %one = arith.constant 1 : index
  %two = arith.constant 2 : index
  dsk.partition(%two) {
  ^bb0(%i: index):
    memref.store %v, %x[%i] : memref<?xf32>
  }
  dsk.partition(%n) {
  ^bb0(%i: index):
    memref.store %v, %x[%i] : memref<?xf32>
  }
  dsk.partition(%one) {
  ^bb0(%i: index):
    %own = memref.alloca(%n) : memref<?xf32>
    memref.store %v, %own[%i] : memref<?xf32>
    func.call @reads(%own) : (memref<?xf32>) -> ()
  }
  return
}
func.func private @reads(memref<?xf32>)

// What each visit hands on as it came is what it was at first, and what nobody asks for is not handed on.
// CHECK-LABEL: func.func @carried
// CHECK-SAME:    %[[ROWS:.*]]: memref<1x2x8xi32>, %[[COLUMNS:.*]]: memref<?xi32>, %[[N:.*]]: index, %[[V:.*]]: f32, %[[W:.*]]: f32
func.func @carried(%rows: memref<1x2x8xi32>, %columns: memref<?xi32>, %n: index, %v: f32, %w: f32) -> (f32, f32, index) {
  // CHECK-NEXT: %[[SUM:.*]] = dsk.for_blocks %[[ROWS]][%[[N]], %[[N]], %[[N]]], %[[COLUMNS]] inits(%[[N]] : index) : memref<1x2x8xi32>, memref<?xi32> -> index {
  // CHECK-NEXT: ^bb0(%[[COLUMN:.*]]: index, %[[SO_FAR:.*]]: index):
  // CHECK-NEXT:   memref.load %[[COLUMNS]]
  // CHECK-NEXT:   %[[ENTRY:.*]] = arith.index_cast
  // CHECK-NEXT:   %[[NEXT:.*]] = arith.addi %[[SO_FAR]], %[[ENTRY]]
  // CHECK-NEXT:   dsk.yield %[[NEXT]] : index
  // CHECK-NEXT: } {note = "kept"}
  // CHECK-NEXT: return %[[V]], %[[W]], %[[SUM]]
  %r:4 = dsk.for_blocks %rows[%n, %n, %n], %columns inits(%v, %n, %w, %v : f32, index, f32, f32)
    : memref<1x2x8xi32>, memref<?xi32> -> f32, index, f32, f32 {
  ^bb0(%column: index, %a: f32, %sum: index, %b: f32, %unused: f32):
    %entry = memref.load %columns[%column] : memref<?xi32>
    %number = arith.index_cast %entry : i32 to index
    %next = arith.addi %sum, %number : index
    %twice = arith.addf %a, %b : f32
    dsk.yield %a, %next, %w, %twice : f32, index, f32, f32
  } {note = "kept"}
  return %r#0, %r#2, %r#1 : f32, f32, index
}

// What is handed on changed, or in another's place, or read by the next visit.
// CHECK-LABEL: func.func @carried_on
func.func @carried_on(%rows: memref<1x2x8xi32>, %columns: memref<?xi32>, %x: memref<?xf32>, %n: index, %v: f32, %w: f32) -> (f32, f32) {
  // CHECK: dsk.for_blocks {{.*}} inits(%{{.*}}, %{{.*}}, %{{.*}} : f32, f32, f32)
  %r:3 = dsk.for_blocks %rows[%n, %n, %n], %columns inits(%v, %w, %v : f32, f32, f32)
    : memref<1x2x8xi32>, memref<?xi32> -> f32, f32, f32 {
  ^bb0(%column: index, %a: f32, %b: f32, %c: f32):
    memref.store %c, %x[%column] : memref<?xf32>
    %next = arith.addf %c, %a : f32
    dsk.yield %b, %a, %next : f32, f32, f32
  }
  return %r#0, %r#1 : f32, f32
}

// Work that one does for all leaves its mark, be it none; how many blocks there are shows when the program runs.
// CHECK-LABEL: func.func @others
func.func @others(%rows: memref<1x2x8xi32>, %flags: memref<8xi32>, %x: memref<?xindex>, %n: index) {
  // CHECK-NEXT: dsk.once
  // CHECK: dsk.for_chunks
  dsk.once %flags[%n] : memref<8xi32> {
  }
  dsk.for_chunks %rows[%n, %n, %n] size = 1 : memref<1x2x8xi32> {
  ^bb0(%position: index, %count: index):
    memref.store %count, %x[%position] : memref<?xindex>
  }
  return
}
