// What writes destinations without elements, as their types say, writes nothing.
//
// RUN: ds-opt %s --canonicalize="test-convergence" | FileCheck %s

// CHECK-LABEL: func.func @tokens(
// CHECK-NEXT:    return
func.func @tokens(%x: memref<2x6x8xf32>, %none: memref<2x0x8xf32>, %i: memref<2x0xi32>, %s: memref<2x6xf32>, %of_none: memref<2x0xf32>, %g: memref<2x6xi32>, %t: f32, %n: index, %sim: memref<2x0xf64>) {
  dsk.gate_tokens ins(%s, %t : memref<2x6xf32>) outs(%i : memref<2x0xi32>)
  dsk.gather_rows ins(%x, %i : memref<2x6x8xf32>, memref<2x0xi32>) outs(%none : memref<2x0x8xf32>)
  dsk.scatter_rows ins(%x, %g : memref<2x6x8xf32>, memref<2x6xi32>) outs(%none : memref<2x0x8xf32>) reads_outs
  dsk.sort_indices ins(%of_none : memref<2x0xf32>) outs(%i : memref<2x0xi32>)
  dsk.token_change ins(%none, %none : memref<2x0x8xf32>, memref<2x0x8xf32>) outs(%of_none : memref<2x0xf32>) norm = l1
  dsk.lagged_change ins(%x, %n : memref<2x6x8xf32>) outs(%of_none : memref<2x0xf32>) norm = l1
  dsk.merge_tokens ins(%x, %s, %g : memref<2x6x8xf32>, memref<2x6xf32>, memref<2x6xi32>) outs(%none, %of_none : memref<2x0x8xf32>, memref<2x0xf32>)
  dsk.match_tokens ins(%none : memref<2x0x8xf32>) outs(%sim, %i : memref<2x0xf64>, memref<2x0xi32>)
  return
}

// CHECK-LABEL: func.func @channels_and_heads(
// CHECK-NEXT:    return
func.func @channels_and_heads(%x: memref<2x6x8xf32>, %none: memref<2x6x0xf32>, %i: memref<2x0xi32>, %j: memref<2x8xi32>, %k: memref<2x4xi32>, %scores: memref<2x0xf32>, %h: memref<2x4x6x8xf32>, %heads: memref<2x0x6x8xf32>, %logits: memref<0x9xf32>, %sure: memref<0xf32>) {
  dsk.score_channels ins(%none : memref<2x6x0xf32>) outs(%scores : memref<2x0xf32>) norm = l2
  dsk.gather_channels ins(%x, %i : memref<2x6x8xf32>, memref<2x0xi32>) outs(%none : memref<2x6x0xf32>)
  dsk.scatter_channels ins(%x, %j : memref<2x6x8xf32>, memref<2x8xi32>) outs(%none : memref<2x6x0xf32>) reads_outs
  dsk.score_heads ins(%heads : memref<2x0x6x8xf32>) outs(%scores : memref<2x0xf32>) norm = max
  dsk.gather_heads ins(%h, %i : memref<2x4x6x8xf32>, memref<2x0xi32>) outs(%heads : memref<2x0x6x8xf32>)
  dsk.scatter_heads ins(%h, %k : memref<2x4x6x8xf32>, memref<2x4xi32>) outs(%heads : memref<2x0x6x8xf32>) reads_outs
  dsk.confidence ins(%logits : memref<0x9xf32>) outs(%sure : memref<0xf32>) by = max
  return
}

// CHECK-LABEL: func.func @layers(
// CHECK-NEXT:    return
func.func @layers(%x: memref<0x8xf32>, %w: memref<1x8x16xf32>, %each: memref<2x1x8x16xf32>, %o: memref<3xi32>, %y: memref<0x16xf32>, %slots: memref<0x2xi32>, %weights: memref<0x2xf32>, %all: memref<9x16xf32>, %q: memref<0x8xi8>, %s: memref<0xf32>, %no_weights: memref<8x0xf32>, %packed: memref<0x8x16xf32>, %bias: memref<16xf32>) {
  dsk.linear ins(%x, %w, %bias : memref<0x8xf32>, memref<1x8x16xf32>, memref<16xf32>) outs(%y : memref<0x16xf32>) bias activation = relu
  dsk.grouped_linear ins(%x, %each, %o : memref<0x8xf32>, memref<2x1x8x16xf32>, memref<3xi32>) outs(%y : memref<0x16xf32>)
  dsk.combine_experts ins(%all, %slots, %weights : memref<9x16xf32>, memref<0x2xi32>, memref<0x2xf32>) outs(%y : memref<0x16xf32>)
  dsk.quantize_rows ins(%x : memref<0x8xf32>) outs(%q, %s : memref<0x8xi8>, memref<0xf32>)
  dsk.pack_weights ins(%no_weights : memref<8x0xf32>) outs(%packed : memref<0x8x16xf32>)
  return
}

// CHECK-LABEL: func.func @attention(
// CHECK-NEXT:    return
func.func @attention(%q: memref<1x2x0x8xf32>, %k: memref<1x2x6x8xf32>, %rows: memref<1x2x1xi32>, %columns: memref<?xi32>, %ids: memref<?xi32>, %masks: memref<?x4x1xi8>, %lse: memref<1x2x0xf32>, %bias: memref<1x1x6xf32>, %stored: memref<1x1x0x4x4xf32>, %n: index, %scores: memref<1x2x0x2xf32>, %of_keys: memref<1x2x0x6xf32>, %mass: memref<1x2x0xf32>, %mask: memref<1x2x0x2xi1>, %elements: memref<1x2x0x6xi1>, %i: memref<1x3xi32>, %positions: memref<1x0xi32>, %no_rows: memref<0xi32>) {
  dsk.attention ins(%q, %k, %k, %rows, %columns : memref<1x2x0x8xf32>, memref<1x2x6x8xf32>, memref<1x2x6x8xf32>, memref<1x2x1xi32>, memref<?xi32>) outs(%q, %lse : memref<1x2x0x8xf32>, memref<1x2x0xf32>) block = [4, 4] scale = 1.0
  dsk.masked_attention ins(%q, %k, %k, %rows, %columns, %ids, %masks : memref<1x2x0x8xf32>, memref<1x2x6x8xf32>, memref<1x2x6x8xf32>, memref<1x2x1xi32>, memref<?xi32>, memref<?xi32>, memref<?x4x1xi8>) outs(%q : memref<1x2x0x8xf32>) block = [4, 4] scale = 1.0
  dsk.sddmm ins(%q, %k, %bias, %rows, %columns, %ids, %masks : memref<1x2x0x8xf32>, memref<1x2x6x8xf32>, memref<1x1x6xf32>, memref<1x2x1xi32>, memref<?xi32>, memref<?xi32>, memref<?x4x1xi8>) outs(%stored : memref<1x1x0x4x4xf32>) block = [4, 4] scale = 1.0
  dsk.sparse_softmax ins(%stored, %n, %rows, %columns, %ids, %masks : memref<1x1x0x4x4xf32>, memref<1x2x1xi32>, memref<?xi32>, memref<?xi32>, memref<?x4x1xi8>) outs(%stored, %lse : memref<1x1x0x4x4xf32>, memref<1x2x0xf32>) block = [4, 4]
  dsk.spmm ins(%stored, %k, %rows, %columns, %ids, %masks : memref<1x1x0x4x4xf32>, memref<1x2x6x8xf32>, memref<1x2x1xi32>, memref<?xi32>, memref<?xi32>, memref<?x4x1xi8>) outs(%q : memref<1x2x0x8xf32>) block = [4, 4]
  dsk.score_blocks ins(%q, %k : memref<1x2x0x8xf32>, memref<1x2x6x8xf32>) outs(%scores : memref<1x2x0x2xf32>) block = [4, 4] scale = 1.0
  dsk.top_n_of_m ins(%scores, %n : memref<1x2x0x2xf32>) outs(%mask : memref<1x2x0x2xi1>) m = 2
  dsk.row_mass ins(%scores, %mask : memref<1x2x0x2xf32>, memref<1x2x0x2xi1>) outs(%mass : memref<1x2x0xf32>)
  dsk.tile_mass ins(%of_keys, %no_rows : memref<1x2x0x6xf32>, memref<0xi32>) outs(%scores : memref<1x2x0x2xf32>) tile = [4, 4]
  dsk.block_similarity ins(%q : memref<1x2x0x8xf32>) outs(%mass : memref<1x2x0xf32>) block = 4
  dsk.expand_mask ins(%rows, %columns : memref<1x2x1xi32>, memref<?xi32>) outs(%mask : memref<1x2x0x2xi1>)
  dsk.expand_elements ins(%rows, %columns, %ids, %masks : memref<1x2x1xi32>, memref<?xi32>, memref<?xi32>, memref<?x4x1xi8>) outs(%elements : memref<1x2x0x6xi1>) block = [4, 4]
  dsk.update_scores ins(%q, %k, %i, %i, %positions : memref<1x2x0x8xf32>, memref<1x2x6x8xf32>, memref<1x3xi32>, memref<1x3xi32>, memref<1x0xi32>) outs(%of_keys : memref<1x2x0x6xf32>) scale = 1.0 reads_outs
  dsk.update_product_rows ins(%of_keys, %k, %i : memref<1x2x0x6xf32>, memref<1x2x6x8xf32>, memref<1x3xi32>) outs(%q : memref<1x2x0x8xf32>) reads_outs
  return
}

// On tensors destinations are the results.
// CHECK-LABEL: func.func @on_tensors
// CHECK-SAME:    %{{.*}}: tensor<2x6x8xf32>, %{{.*}}: tensor<2x0xi32>, %[[NONE:.*]]: tensor<2x0x8xf32>, %[[SIZES:.*]]: tensor<2x0xf32>
// CHECK-NEXT:    return %[[NONE]], %[[NONE]], %[[SIZES]]
func.func @on_tensors(%x: tensor<2x6x8xf32>, %i: tensor<2x0xi32>, %none: tensor<2x0x8xf32>, %of_none: tensor<2x0xf32>, %s: tensor<2x6xf32>, %g: tensor<2x6xi32>)
    -> (tensor<2x0x8xf32>, tensor<2x0x8xf32>, tensor<2x0xf32>) {
  %0 = dsk.gather_rows ins(%x, %i : tensor<2x6x8xf32>, tensor<2x0xi32>) outs(%none : tensor<2x0x8xf32>) -> tensor<2x0x8xf32>
  %1:2 = dsk.merge_tokens ins(%x, %s, %g : tensor<2x6x8xf32>, tensor<2x6xf32>, tensor<2x6xi32>) outs(%none, %of_none : tensor<2x0x8xf32>, tensor<2x0xf32>)
    -> tensor<2x0x8xf32>, tensor<2x0xf32>
  return %0, %1#0, %1#1 : tensor<2x0x8xf32>, tensor<2x0x8xf32>, tensor<2x0xf32>
}

// Destinations of other sizes, of which one has elements, or whose sizes are open, are written.
// CHECK-LABEL: func.func @written
func.func @written(%x: memref<2x6x0xf32>, %y: memref<2x?x8xf32>, %i: memref<2x?xi32>, %scores: memref<2x6xf32>, %logits: memref<0x4xf32>, %n: index,
                   %tokens: memref<0xi32>, %offsets: memref<5xi32>, %slots: memref<0x2xi32>, %weights: memref<0x2xf32>, %histogram: memref<4xi32>,
                   %z: memref<2x6x8xf32>) {
  // CHECK-NEXT: dsk.token_change
  // CHECK-NEXT: dsk.gather_rows
  // CHECK-NEXT: dsk.route_experts
  dsk.token_change ins(%x, %x : memref<2x6x0xf32>, memref<2x6x0xf32>) outs(%scores : memref<2x6xf32>) norm = l1
  dsk.gather_rows ins(%z, %i : memref<2x6x8xf32>, memref<2x?xi32>) outs(%y : memref<2x?x8xf32>)
  dsk.route_experts ins(%logits, %n, %n : memref<0x4xf32>) outs(%tokens, %offsets, %slots, %weights, %histogram
    : memref<0xi32>, memref<5xi32>, memref<0x2xi32>, memref<0x2xf32>, memref<4xi32>) normalize = all
  return
}

!q = tensor<1x2x8x8xf32>
!rows = tensor<1x2x3xi32>
!columns = tensor<8xi32>
!bits = tensor<8x4x1xi8>
!lse = tensor<1x2x8xf32>

// An lse that nobody asks for is not written.
// CHECK-LABEL: func.func @unused_lse
func.func @unused_lse(%q: !q, %rows: !rows, %columns: !columns, %bits: !bits, %o: !q, %lse: !lse) -> (!q, !q) {
  // CHECK-NEXT: %[[A:.*]] = dsk.attention ins({{.*}}) outs(%{{[a-z0-9]*}} : tensor<1x2x8x8xf32>) block = [4, 4] scale = 1.000000e+00 exact {note = "kept"} -> tensor<1x2x8x8xf32>
  // CHECK-NEXT: %[[B:.*]] = dsk.masked_attention ins({{.*}}) outs(%{{[a-z0-9]*}} : tensor<1x2x8x8xf32>) block = [4, 4] scale = 1.000000e+00 -> tensor<1x2x8x8xf32>
  // CHECK-NEXT: return %[[A]], %[[B]]
  %a:2 = dsk.attention ins(%q, %q, %q, %rows, %columns : !q, !q, !q, !rows, !columns) outs(%o, %lse : !q, !lse)
    block = [4, 4] scale = 1.0 exact {note = "kept"} -> !q, !lse
  %b:2 = dsk.masked_attention ins(%q, %q, %q, %rows, %columns, %columns, %bits : !q, !q, !q, !rows, !columns, !columns, !bits) outs(%o, %lse : !q, !lse)
    block = [4, 4] scale = 1.0 -> !q, !lse
  return %a#0, %b#0 : !q, !q
}

// One that somebody asks for is, and one in a buffer may be read by anybody.
// CHECK-LABEL: func.func @used_lse
func.func @used_lse(%q: !q, %rows: !rows, %columns: !columns, %o: !q, %lse: !lse, %x: memref<1x2x8x8xf32>, %r: memref<1x2x3xi32>, %c: memref<8xi32>, %l: memref<1x2x8xf32>) -> !lse {
  // CHECK: dsk.attention {{.*}} outs(%{{.*}}, %{{.*}} : tensor<1x2x8x8xf32>, tensor<1x2x8xf32>)
  // CHECK: dsk.attention {{.*}} outs(%{{.*}}, %{{.*}} : memref<1x2x8x8xf32>, memref<1x2x8xf32>)
  %a:2 = dsk.attention ins(%q, %q, %q, %rows, %columns : !q, !q, !q, !rows, !columns) outs(%o, %lse : !q, !lse) block = [4, 4] scale = 1.0 -> !q, !lse
  dsk.attention ins(%x, %x, %x, %r, %c : memref<1x2x8x8xf32>, memref<1x2x8x8xf32>, memref<1x2x8x8xf32>, memref<1x2x3xi32>, memref<8xi32>)
    outs(%x, %l : memref<1x2x8x8xf32>, memref<1x2x8xf32>) block = [4, 4] scale = 1.0
  return %a#1 : !lse
}
