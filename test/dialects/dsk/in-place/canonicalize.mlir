// RUN: ds-opt %s --canonicalize="test-convergence" | FileCheck %s

!x = tensor<1x9x8xf32>
!h = tensor<1x2x9x8xf32>
!a = tensor<1x2x9x7xf32>
!v = tensor<1x2x7x8xf32>
!none = tensor<1x0xi32>
!i = tensor<1x3xi32>

// Where nothing is listed destinations keep what they hold.
// CHECK-LABEL: func.func @nothing_on_tensors
// CHECK-SAME:    %[[X:[a-z0-9]*]]: tensor<1x9x8xf32>, %[[H:[a-z0-9]*]]: tensor<1x2x9x8xf32>, %[[A:[a-z0-9]*]]: tensor<1x2x9x7xf32>, %[[V:[a-z0-9]*]]: tensor<1x2x7x8xf32>
// CHECK-NEXT:    return %[[X]], %[[H]], %[[X]], %[[A]], %[[H]], %[[H]], %[[A]], %[[V]]
func.func @nothing_on_tensors(%x: !x, %h: !h, %a: !a, %v: !v, %none: !none, %rows: tensor<1x0x8xf32>, %heads: tensor<1x0x9x8xf32>,
                              %channels: tensor<1x9x0xf32>, %positions: tensor<1x9xi32>) -> (!x, !h, !x, !a, !h, !h, !a, !v) {
  %0 = dsk.scatter_rows ins(%rows, %none : tensor<1x0x8xf32>, !none) outs(%x : !x) reads_outs -> !x
  %1 = dsk.scatter_heads ins(%heads, %none : tensor<1x0x9x8xf32>, !none) outs(%h : !h) reads_outs -> !h
  %2 = dsk.scatter_channels ins(%channels, %none : tensor<1x9x0xf32>, !none) outs(%x : !x) reads_outs -> !x
  %3 = dsk.update_scores ins(%h, %v, %none, %none, %positions : !h, !v, !none, !none, tensor<1x9xi32>) outs(%a : !a) scale = 0.5 reads_outs -> !a
  %4 = dsk.update_product_rows ins(%a, %v, %none : !a, !v, !none) outs(%h : !h) reads_outs -> !h
  %5:3 = dsk.update_product ins(%a, %v, %none : !a, !v, !none) outs(%h, %a, %v : !h, !a, !v) reads_outs -> !h, !a, !v
  return %0, %1, %2, %3, %4, %5#0, %5#1, %5#2 : !x, !h, !x, !a, !h, !h, !a, !v
}

// CHECK-LABEL: func.func @nothing_in_buffers
// CHECK-NEXT:    return
func.func @nothing_in_buffers(%x: memref<1x9x8xf32>, %h: memref<1x2x9x8xf32>, %a: memref<1x2x9x7xf32>, %v: memref<1x2x7x8xf32>, %none: memref<1x0xi32>,
                              %rows: memref<1x0x8xf32>) {
  dsk.scatter_rows ins(%rows, %none : memref<1x0x8xf32>, memref<1x0xi32>) outs(%x : memref<1x9x8xf32>) reads_outs
  dsk.update_product ins(%a, %v, %none : memref<1x2x9x7xf32>, memref<1x2x7x8xf32>, memref<1x0xi32>)
    outs(%h, %a, %v : memref<1x2x9x8xf32>, memref<1x2x9x7xf32>, memref<1x2x7x8xf32>) reads_outs
  return
}

// Columns may be listed where rows are not; a list of no keys has all of them where there are none; how many are listed may be open.
// CHECK-LABEL: func.func @something
func.func @something(%h: !h, %a: !a, %v: !v, %none: !none, %i: !i, %open: tensor<1x?xi32>, %positions: tensor<1x9xi32>, %no_weights: tensor<1x2x9x0xf32>,
                     %no_values: tensor<1x2x0x8xf32>) -> (!a, !h, !h) {
  // CHECK-NEXT: dsk.update_scores
  // CHECK-NEXT: dsk.update_product_rows
  // CHECK-NEXT: dsk.update_product
  %0 = dsk.update_scores ins(%h, %v, %none, %i, %positions : !h, !v, !none, !i, tensor<1x9xi32>) outs(%a : !a) scale = 0.5 reads_outs -> !a
  %1 = dsk.update_product_rows ins(%a, %v, %open : !a, !v, tensor<1x?xi32>) outs(%h : !h) reads_outs -> !h
  %2:3 = dsk.update_product ins(%no_weights, %no_values, %none : tensor<1x2x9x0xf32>, tensor<1x2x0x8xf32>, !none)
    outs(%h, %no_weights, %no_values : !h, tensor<1x2x9x0xf32>, tensor<1x2x0x8xf32>) reads_outs -> !h, tensor<1x2x9x0xf32>, tensor<1x2x0x8xf32>
  return %0, %1, %2#0 : !a, !h, !h
}

// What was gathered is put back where it was taken from.
// CHECK-LABEL: func.func @back
// CHECK-SAME:    %[[X:[a-z0-9]*]]: tensor<1x9x8xf32>, %[[H:[a-z0-9]*]]: tensor<1x2x9x8xf32>
// CHECK-NEXT:    return %[[X]], %[[H]], %[[X]]
func.func @back(%x: !x, %h: !h, %i: !i) -> (!x, !h, !x) {
  %rows = tensor.empty() : tensor<1x3x8xf32>
  %heads = tensor.empty() : tensor<1x3x9x8xf32>
  %channels = tensor.empty() : tensor<1x9x3xf32>
  %0 = dsk.gather_rows ins(%x, %i : !x, !i) outs(%rows : tensor<1x3x8xf32>) -> tensor<1x3x8xf32>
  %1 = dsk.scatter_rows ins(%0, %i : tensor<1x3x8xf32>, !i) outs(%x : !x) reads_outs -> !x
  %2 = dsk.gather_heads ins(%h, %i : !h, !i) outs(%heads : tensor<1x3x9x8xf32>) -> tensor<1x3x9x8xf32>
  %3 = dsk.scatter_heads ins(%2, %i : tensor<1x3x9x8xf32>, !i) outs(%h : !h) reads_outs -> !h
  %4 = dsk.gather_channels ins(%x, %i : !x, !i) outs(%channels : tensor<1x9x3xf32>) -> tensor<1x9x3xf32>
  %5 = dsk.scatter_channels ins(%4, %i : tensor<1x9x3xf32>, !i) outs(%x : !x) reads_outs -> !x
  return %1, %3, %5 : !x, !h, !x
}

// Not into another tensor, by another list, or in buffers, which may have changed in between.
// CHECK-LABEL: func.func @not_back
func.func @not_back(%x: !x, %y: !x, %i: !i, %j: !i, %b: memref<1x9x8xf32>, %p: memref<1x3x8xf32>, %k: memref<1x3xi32>) -> (!x, !x) {
  // CHECK: dsk.gather_rows
  // CHECK-COUNT-2: dsk.scatter_rows
  // CHECK: dsk.gather_rows
  // CHECK: dsk.scatter_rows
  %rows = tensor.empty() : tensor<1x3x8xf32>
  %0 = dsk.gather_rows ins(%x, %i : !x, !i) outs(%rows : tensor<1x3x8xf32>) -> tensor<1x3x8xf32>
  %1 = dsk.scatter_rows ins(%0, %i : tensor<1x3x8xf32>, !i) outs(%y : !x) reads_outs -> !x
  %2 = dsk.scatter_rows ins(%0, %j : tensor<1x3x8xf32>, !i) outs(%x : !x) reads_outs -> !x
  dsk.gather_rows ins(%b, %k : memref<1x9x8xf32>, memref<1x3xi32>) outs(%p : memref<1x3x8xf32>)
  dsk.scatter_rows ins(%p, %k : memref<1x3x8xf32>, memref<1x3xi32>) outs(%b : memref<1x9x8xf32>) reads_outs
  return %1, %2 : !x, !x
}

!mask = tensor<1x2x7x7xi1>
!rows = tensor<1x2x8xi32>
!list = tensor<98xi32>
!elements = tensor<1x2x9x9xi1>
!of_elements = tensor<1x2x3xi32>
!ids = tensor<8xi32>
!bits = tensor<8x8x1xi8>

// A mask whose lists are made a mask again.
// CHECK-LABEL: func.func @masks
// CHECK-SAME:    %[[M:[a-z0-9]*]]: tensor<1x2x7x7xi1>, %[[E:[a-z0-9]*]]: tensor<1x2x9x9xi1>
// CHECK-NEXT:    return %[[M]], %[[E]]
func.func @masks(%m: !mask, %e: !elements) -> (!mask, !elements) {
  %r = tensor.empty() : !rows
  %c = tensor.empty() : !list
  %o = tensor.empty() : !mask
  %lists:2 = dsk.compress_mask ins(%m : !mask) outs(%r, %c : !rows, !list) -> !rows, !list
  %n = dsk.expand_mask ins(%lists#0, %lists#1 : !rows, !list) outs(%o : !mask) -> !mask
  %s = tensor.empty() : !of_elements
  %d = tensor.empty() : !ids
  %b = tensor.empty() : !bits
  %p = tensor.empty() : !elements
  %parts:4 = dsk.compress_elements ins(%e : !elements) outs(%s, %d, %d, %b : !of_elements, !ids, !ids, !bits) block = [8, 8]
    -> !of_elements, !ids, !ids, !bits
  %f = dsk.expand_elements ins(%parts#0, %parts#1, %parts#2, %parts#3 : !of_elements, !ids, !ids, !bits) outs(%p : !elements) block = [8, 8] -> !elements
  return %n, %f : !mask, !elements
}

// Other columns, other sizes, sizes that are open, and other lists in their places.
// CHECK-LABEL: func.func @other_masks
func.func @other_masks(%m: !mask, %columns: !list, %wide: tensor<1x2x7x8xi1>, %open: tensor<1x2x7x?xi1>, %e: !elements, %b: !bits, %s: !of_elements, %d: !ids)
    -> (!mask, tensor<1x2x7x8xi1>, tensor<1x2x7x?xi1>, !elements) {
  // CHECK-COUNT-3: dsk.expand_mask
  // CHECK: dsk.expand_elements
  %r = tensor.empty() : !rows
  %c = tensor.empty() : !list
  %o = tensor.empty() : !mask
  %lists:2 = dsk.compress_mask ins(%m : !mask) outs(%r, %c : !rows, !list) -> !rows, !list
  %0 = dsk.expand_mask ins(%lists#0, %columns : !rows, !list) outs(%o : !mask) -> !mask
  %1 = dsk.expand_mask ins(%lists#0, %lists#1 : !rows, !list) outs(%wide : tensor<1x2x7x8xi1>) -> tensor<1x2x7x8xi1>
  %of_open:2 = dsk.compress_mask ins(%open : tensor<1x2x7x?xi1>) outs(%r, %c : !rows, !list) -> !rows, !list
  %2 = dsk.expand_mask ins(%of_open#0, %of_open#1 : !rows, !list) outs(%open : tensor<1x2x7x?xi1>) -> tensor<1x2x7x?xi1>
  %parts:4 = dsk.compress_elements ins(%e : !elements) outs(%s, %d, %d, %b : !of_elements, !ids, !ids, !bits) block = [8, 8]
    -> !of_elements, !ids, !ids, !bits
  %3 = dsk.expand_elements ins(%parts#0, %parts#2, %parts#1, %parts#3 : !of_elements, !ids, !ids, !bits) outs(%e : !elements) block = [8, 8] -> !elements
  return %0, %1, %2, %3 : !mask, tensor<1x2x7x8xi1>, tensor<1x2x7x?xi1>, !elements
}

// What nothing becomes of need not say so.
// CHECK-LABEL: func.func @activations
func.func @activations(%x: memref<5x8xf32>, %w: memref<1x8x16xf32>, %each: memref<2x1x8x16xf32>, %o: memref<3xi32>, %y: memref<5x16xf32>) {
  // CHECK-NEXT: dsk.linear ins(%{{.*}}) outs(%{{.*}} : memref<5x16xf32>) {note = "kept"}
  // CHECK-NEXT: dsk.grouped_linear ins(%{{.*}}) outs(%{{.*}} : memref<5x16xf32>){{$}}
  // CHECK-NEXT: dsk.linear ins(%{{.*}}) outs(%{{.*}} : memref<5x16xf32>) activation = relu
  dsk.linear ins(%x, %w : memref<5x8xf32>, memref<1x8x16xf32>) outs(%y : memref<5x16xf32>) activation = none {note = "kept"}
  dsk.grouped_linear ins(%x, %each, %o : memref<5x8xf32>, memref<2x1x8x16xf32>, memref<3xi32>) outs(%y : memref<5x16xf32>) activation = none
  dsk.linear ins(%x, %w : memref<5x8xf32>, memref<1x8x16xf32>) outs(%y : memref<5x16xf32>) activation = relu
  return
}

// Casts that hide sizes are read through by upstream's pattern for ops that write destinations.
// CHECK-LABEL: func.func @casts
func.func @casts(%x: !x, %i: !i, %packed: tensor<1x3x8xf32>) -> tensor<1x?x8xf32> {
  // CHECK-NEXT: %[[P:.*]] = dsk.gather_rows ins(%{{.*}}, %{{.*}} : tensor<1x9x8xf32>, tensor<1x3xi32>) outs(%{{.*}} : tensor<1x3x8xf32>) -> tensor<1x3x8xf32>
  // CHECK-NEXT: tensor.cast %[[P]] : tensor<1x3x8xf32> to tensor<1x?x8xf32>
  %hidden = tensor.cast %x : !x to tensor<1x?x8xf32>
  %list = tensor.cast %i : !i to tensor<1x?xi32>
  %out = tensor.cast %packed : tensor<1x3x8xf32> to tensor<1x?x8xf32>
  %0 = dsk.gather_rows ins(%hidden, %list : tensor<1x?x8xf32>, tensor<1x?xi32>) outs(%out : tensor<1x?x8xf32>) -> tensor<1x?x8xf32>
  return %0 : tensor<1x?x8xf32>
}
