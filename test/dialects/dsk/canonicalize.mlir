// What canonicalisation does that follows from memory effects: on tensors the ops are pure; on buffers they read `ins` and write `outs`;
// region ops have the effects of their bodies. What patterns of their own do is in the folders beside this file.
//
// RUN: ds-opt %s --canonicalize="test-convergence" | FileCheck %s
// RUN: ds-opt %s --cse | FileCheck %s --check-prefixes=CHECK,CSE

// One of each op that works on tensors, and nothing uses the results.
// CHECK-LABEL: func.func @unused_on_tensors
// CHECK-NEXT:    return
// CHECK-NEXT:  }
func.func @unused_on_tensors(
    %q: tensor<1x2x100x64xf32>, %s: tensor<1x2x7x7xf32>, %rows: tensor<1x2x8xi32>, %columns: tensor<98xi32>, %mask: tensor<1x2x7x7xi1>,
    %saliency: tensor<1x100xf32>, %i: tensor<1x5xi32>, %x: tensor<1x100x64xf32>, %packed: tensor<1x5x64xf32>, %k: index, %least: f32) {
  %0 = dsk.score_blocks ins(%q, %q : tensor<1x2x100x64xf32>, tensor<1x2x100x64xf32>) outs(%s : tensor<1x2x7x7xf32>)
    block = [16, 16] scale = 0.125 -> tensor<1x2x7x7xf32>
  %1:2 = dsk.top_k_columns ins(%s, %k : tensor<1x2x7x7xf32>) outs(%rows, %columns : tensor<1x2x8xi32>, tensor<98xi32>)
    -> tensor<1x2x8xi32>, tensor<98xi32>
  %2:2 = dsk.compress_mask ins(%mask : tensor<1x2x7x7xi1>) outs(%rows, %columns : tensor<1x2x8xi32>, tensor<98xi32>)
    -> tensor<1x2x8xi32>, tensor<98xi32>
  %3 = dsk.expand_mask ins(%rows, %columns : tensor<1x2x8xi32>, tensor<98xi32>) outs(%mask : tensor<1x2x7x7xi1>) -> tensor<1x2x7x7xi1>
  %4 = dsk.attention ins(%q, %q, %q, %rows, %columns : tensor<1x2x100x64xf32>, tensor<1x2x100x64xf32>, tensor<1x2x100x64xf32>,
      tensor<1x2x8xi32>, tensor<98xi32>) outs(%q : tensor<1x2x100x64xf32>) block = [16, 16] scale = 0.125 -> tensor<1x2x100x64xf32>
  %5 = dsk.gate_tokens ins(%saliency, %least : tensor<1x100xf32>) outs(%i : tensor<1x5xi32>) -> tensor<1x5xi32>
  %6 = dsk.gather_rows ins(%x, %i : tensor<1x100x64xf32>, tensor<1x5xi32>) outs(%packed : tensor<1x5x64xf32>) -> tensor<1x5x64xf32>
  %7 = dsk.scatter_rows ins(%packed, %i : tensor<1x5x64xf32>, tensor<1x5xi32>) outs(%x : tensor<1x100x64xf32>) reads_outs -> tensor<1x100x64xf32>
  return
}

// CHECK-LABEL: func.func @twice_on_tensors
func.func @twice_on_tensors(%x: tensor<1x100x64xf32>, %i: tensor<1x5xi32>, %e: tensor<1x5x64xf32>) -> (tensor<1x5x64xf32>, tensor<1x5x64xf32>) {
  // CSE-NEXT: %[[R:.*]] = dsk.gather_rows
  // CSE-NEXT: return %[[R]], %[[R]]
  %0 = dsk.gather_rows ins(%x, %i : tensor<1x100x64xf32>, tensor<1x5xi32>) outs(%e : tensor<1x5x64xf32>) -> tensor<1x5x64xf32>
  %1 = dsk.gather_rows ins(%x, %i : tensor<1x100x64xf32>, tensor<1x5xi32>) outs(%e : tensor<1x5x64xf32>) -> tensor<1x5x64xf32>
  return %0, %1 : tensor<1x5x64xf32>, tensor<1x5x64xf32>
}

// On buffers all stay, each as often as it is written.
// CHECK-LABEL: func.func @on_buffers
func.func @on_buffers(
    %q: memref<1x2x100x64xf32>, %o: memref<1x2x100x64xf32>, %s: memref<1x2x7x7xf32>, %rows: memref<1x2x8xi32>, %columns: memref<98xi32>,
    %mask: memref<1x2x7x7xi1>, %saliency: memref<1x100xf32>, %i: memref<1x5xi32>, %x: memref<1x100x64xf32>, %packed: memref<1x5x64xf32>,
    %k: index, %least: f32) {
  // CHECK-NEXT: dsk.score_blocks
  // CHECK-NEXT: dsk.score_blocks
  // CHECK-NEXT: dsk.top_k_columns
  // CHECK-NEXT: dsk.top_k_columns
  // CHECK-NEXT: dsk.compress_mask
  // CHECK-NEXT: dsk.compress_mask
  // CHECK-NEXT: dsk.expand_mask
  // CHECK-NEXT: dsk.expand_mask
  // CHECK-NEXT: dsk.attention
  // CHECK-NEXT: dsk.attention
  // CHECK-NEXT: dsk.gate_tokens
  // CHECK-NEXT: dsk.gate_tokens
  // CHECK-NEXT: dsk.gather_rows
  // CHECK-NEXT: dsk.gather_rows
  // CHECK-NEXT: dsk.scatter_rows
  // CHECK-NEXT: dsk.scatter_rows
  // CHECK-NEXT: return
  dsk.score_blocks ins(%q, %q : memref<1x2x100x64xf32>, memref<1x2x100x64xf32>) outs(%s : memref<1x2x7x7xf32>) block = [16, 16] scale = 0.125
  dsk.score_blocks ins(%q, %q : memref<1x2x100x64xf32>, memref<1x2x100x64xf32>) outs(%s : memref<1x2x7x7xf32>) block = [16, 16] scale = 0.125
  dsk.top_k_columns ins(%s, %k : memref<1x2x7x7xf32>) outs(%rows, %columns : memref<1x2x8xi32>, memref<98xi32>)
  dsk.top_k_columns ins(%s, %k : memref<1x2x7x7xf32>) outs(%rows, %columns : memref<1x2x8xi32>, memref<98xi32>)
  dsk.compress_mask ins(%mask : memref<1x2x7x7xi1>) outs(%rows, %columns : memref<1x2x8xi32>, memref<98xi32>)
  dsk.compress_mask ins(%mask : memref<1x2x7x7xi1>) outs(%rows, %columns : memref<1x2x8xi32>, memref<98xi32>)
  dsk.expand_mask ins(%rows, %columns : memref<1x2x8xi32>, memref<98xi32>) outs(%mask : memref<1x2x7x7xi1>)
  dsk.expand_mask ins(%rows, %columns : memref<1x2x8xi32>, memref<98xi32>) outs(%mask : memref<1x2x7x7xi1>)
  dsk.attention ins(%q, %q, %q, %rows, %columns : memref<1x2x100x64xf32>, memref<1x2x100x64xf32>, memref<1x2x100x64xf32>,
    memref<1x2x8xi32>, memref<98xi32>) outs(%o : memref<1x2x100x64xf32>) block = [16, 16] scale = 0.125
  dsk.attention ins(%q, %q, %q, %rows, %columns : memref<1x2x100x64xf32>, memref<1x2x100x64xf32>, memref<1x2x100x64xf32>,
    memref<1x2x8xi32>, memref<98xi32>) outs(%o : memref<1x2x100x64xf32>) block = [16, 16] scale = 0.125
  dsk.gate_tokens ins(%saliency, %least : memref<1x100xf32>) outs(%i : memref<1x5xi32>)
  dsk.gate_tokens ins(%saliency, %least : memref<1x100xf32>) outs(%i : memref<1x5xi32>)
  dsk.gather_rows ins(%x, %i : memref<1x100x64xf32>, memref<1x5xi32>) outs(%packed : memref<1x5x64xf32>)
  dsk.gather_rows ins(%x, %i : memref<1x100x64xf32>, memref<1x5xi32>) outs(%packed : memref<1x5x64xf32>)
  dsk.scatter_rows ins(%packed, %i : memref<1x5x64xf32>, memref<1x5xi32>) outs(%x : memref<1x100x64xf32>) reads_outs
  dsk.scatter_rows ins(%packed, %i : memref<1x5x64xf32>, memref<1x5xi32>) outs(%x : memref<1x100x64xf32>) reads_outs
  return
}

// What is loaded before and after a write are two values.
// CHECK-LABEL: func.func @loads_around
func.func @loads_around(%x: memref<1x100x64xf32>, %i: memref<1x5xi32>, %packed: memref<1x5x64xf32>, %n: index) -> (f32, f32) {
  // CHECK-NEXT: %[[BEFORE:.*]] = memref.load
  // CHECK-NEXT: dsk.gather_rows
  // CHECK-NEXT: %[[AFTER:.*]] = memref.load
  // CHECK-NEXT: return %[[BEFORE]], %[[AFTER]]
  %before = memref.load %packed[%n, %n, %n] : memref<1x5x64xf32>
  dsk.gather_rows ins(%x, %i : memref<1x100x64xf32>, memref<1x5xi32>) outs(%packed : memref<1x5x64xf32>)
  %after = memref.load %packed[%n, %n, %n] : memref<1x5x64xf32>
  return %before, %after : f32, f32
}

// A region op whose body has no effects and whose results are unused goes; one that writes stays.
// CHECK-LABEL: func.func @bodies
func.func @bodies(%rows: memref<1x2x8xi32>, %columns: memref<?xi32>, %n: index, %x: memref<?xf32>, %v: f32) {
  // CHECK-NEXT: dsk.partition
  // CHECK-NEXT: ^bb0
  // CHECK-NEXT:   memref.store
  // CHECK-NEXT: }
  // CHECK-NEXT: dsk.for_blocks
  // CHECK-NEXT: ^bb0
  // CHECK-NEXT:   memref.store
  // CHECK-NEXT:   dsk.yield
  // CHECK-NEXT: }
  // CHECK-NEXT: dsk.for_chunks
  // CHECK-NEXT: ^bb0
  // CHECK-NEXT:   memref.store
  // CHECK-NEXT: }
  // CHECK-NEXT: return
  dsk.partition(%n) {
  ^bb0(%i: index):
    %unused = arith.addi %i, %i : index
  }
  dsk.partition(%n) {
  ^bb0(%i: index):
    memref.store %v, %x[%i] : memref<?xf32>
  }
  %unused = dsk.for_blocks %rows[%n, %n, %n], %columns inits(%n : index) : memref<1x2x8xi32>, memref<?xi32> -> index {
  ^bb0(%column: index, %sum: index):
    %next = arith.addi %sum, %column : index
    dsk.yield %next : index
  }
  dsk.for_blocks %rows[%n, %n, %n], %columns : memref<1x2x8xi32>, memref<?xi32> {
  ^bb0(%column: index):
    memref.store %v, %x[%column] : memref<?xf32>
    dsk.yield
  }
  dsk.for_chunks %rows[%n, %n, %n] size = 2 : memref<1x2x8xi32> {
  ^bb0(%position: index, %count: index):
    %ignored = arith.addi %position, %count : index
  }
  dsk.for_chunks %rows[%n, %n, %n] size = 2 : memref<1x2x8xi32> {
  ^bb0(%position: index, %count: index):
    memref.store %v, %x[%position] : memref<?xf32>
  }
  return
}
