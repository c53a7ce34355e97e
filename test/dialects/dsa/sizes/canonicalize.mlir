// Ops read through casts that hide sizes, and hide them again behind themselves; and what has no elements, as types say, is not computed.
//
// RUN: ds-opt %s --canonicalize="test-convergence" | FileCheck %s
// RUN: ds-opt %s --canonicalize -o /dev/null 2>&1 | count 0

#CSR = #sparse_tensor.encoding<{ map = (i, j) -> (i : dense, j : compressed), posWidth = 32, crdWidth = 32 }>
!csr = !dsa.pattern<1x1x6x6, block = 1x1, format = csr>
!p = !dsa.pattern<2x4x6x6, block = 2x2>
!e = !dsa.pattern<2x4x6x6, block = 2x2, holds = elements>

// CHECK-LABEL: func.func @score_channels(
// CHECK-SAME:    %[[A0:[a-z0-9]*]]: tensor<2x6x8xf32>
func.func @score_channels(%a0: tensor<2x6x8xf32>, %n: index, %t: f32, %p: !p) -> tensor<?x?xf32> {
  // CHECK-NEXT: %{{.*}} = dsa.score_channels %[[A0]] norm = l2 : tensor<2x6x8xf32>
  // CHECK-DAG: tensor.cast %{{.*}} : tensor<2x8xf32> to tensor<?x?xf32>
  %h0 = tensor.cast %a0 : tensor<2x6x8xf32> to tensor<?x?x?xf32>
  %r = dsa.score_channels %h0 norm = l2 : tensor<?x?x?xf32>
  return %r : tensor<?x?xf32>
}

// CHECK-LABEL: func.func @pack_channels(
// CHECK-SAME:    %[[A0:[a-z0-9]*]]: tensor<2x6x8xf32>, %[[A1:[a-z0-9]*]]: tensor<2x3xi32>
func.func @pack_channels(%a0: tensor<2x6x8xf32>, %a1: tensor<2x3xi32>, %n: index, %t: f32, %p: !p) -> tensor<?x?x?xf32> {
  // CHECK-NEXT: %{{.*}} = dsa.pack_channels %[[A0]], %[[A1]] : tensor<2x6x8xf32>, tensor<2x3xi32>
  // CHECK-DAG: tensor.cast %{{.*}} : tensor<2x6x3xf32> to tensor<?x?x?xf32>
  %h0 = tensor.cast %a0 : tensor<2x6x8xf32> to tensor<?x?x?xf32>
  %h1 = tensor.cast %a1 : tensor<2x3xi32> to tensor<?x?xi32>
  %r = dsa.pack_channels %h0, %h1 : tensor<?x?x?xf32>, tensor<?x?xi32>
  return %r : tensor<?x?x?xf32>
}

// CHECK-LABEL: func.func @unpack_channels(
// CHECK-SAME:    %[[A0:[a-z0-9]*]]: tensor<2x6x3xf32>, %[[A1:[a-z0-9]*]]: tensor<2x3xi32>, %[[A2:[a-z0-9]*]]: tensor<2x6x8xf32>
func.func @unpack_channels(%a0: tensor<2x6x3xf32>, %a1: tensor<2x3xi32>, %a2: tensor<2x6x8xf32>, %n: index, %t: f32, %p: !p) -> tensor<?x?x?xf32> {
  // CHECK-NEXT: %{{.*}} = dsa.unpack_channels %[[A0]], %[[A1]] into %[[A2]] : tensor<2x6x3xf32>, tensor<2x3xi32>, tensor<2x6x8xf32>
  // CHECK-DAG: tensor.cast %{{.*}} : tensor<2x6x8xf32> to tensor<?x?x?xf32>
  %h0 = tensor.cast %a0 : tensor<2x6x3xf32> to tensor<?x?x?xf32>
  %h1 = tensor.cast %a1 : tensor<2x3xi32> to tensor<?x?xi32>
  %h2 = tensor.cast %a2 : tensor<2x6x8xf32> to tensor<?x?x?xf32>
  %r = dsa.unpack_channels %h0, %h1 into %h2 : tensor<?x?x?xf32>, tensor<?x?xi32>, tensor<?x?x?xf32>
  return %r : tensor<?x?x?xf32>
}

// CHECK-LABEL: func.func @pack_tokens(
// CHECK-SAME:    %[[A0:[a-z0-9]*]]: tensor<2x6x8xf32>, %[[A1:[a-z0-9]*]]: tensor<2x3xi32>
func.func @pack_tokens(%a0: tensor<2x6x8xf32>, %a1: tensor<2x3xi32>, %n: index, %t: f32, %p: !p) -> tensor<?x?x?xf32> {
  // CHECK-NEXT: %{{.*}} = dsa.pack_tokens %[[A0]], %[[A1]] : tensor<2x6x8xf32>, tensor<2x3xi32>
  // CHECK-DAG: tensor.cast %{{.*}} : tensor<2x3x8xf32> to tensor<?x?x?xf32>
  %h0 = tensor.cast %a0 : tensor<2x6x8xf32> to tensor<?x?x?xf32>
  %h1 = tensor.cast %a1 : tensor<2x3xi32> to tensor<?x?xi32>
  %r = dsa.pack_tokens %h0, %h1 : tensor<?x?x?xf32>, tensor<?x?xi32>
  return %r : tensor<?x?x?xf32>
}

// CHECK-LABEL: func.func @unpack_tokens(
// CHECK-SAME:    %[[A0:[a-z0-9]*]]: tensor<2x3x8xf32>, %[[A1:[a-z0-9]*]]: tensor<2x3xi32>, %[[A2:[a-z0-9]*]]: tensor<2x6x8xf32>
func.func @unpack_tokens(%a0: tensor<2x3x8xf32>, %a1: tensor<2x3xi32>, %a2: tensor<2x6x8xf32>, %n: index, %t: f32, %p: !p) -> tensor<?x?x?xf32> {
  // CHECK-NEXT: %{{.*}} = dsa.unpack_tokens %[[A0]], %[[A1]] into %[[A2]] : tensor<2x3x8xf32>, tensor<2x3xi32>, tensor<2x6x8xf32>
  // CHECK-DAG: tensor.cast %{{.*}} : tensor<2x6x8xf32> to tensor<?x?x?xf32>
  %h0 = tensor.cast %a0 : tensor<2x3x8xf32> to tensor<?x?x?xf32>
  %h1 = tensor.cast %a1 : tensor<2x3xi32> to tensor<?x?xi32>
  %h2 = tensor.cast %a2 : tensor<2x6x8xf32> to tensor<?x?x?xf32>
  %r = dsa.unpack_tokens %h0, %h1 into %h2 : tensor<?x?x?xf32>, tensor<?x?xi32>, tensor<?x?x?xf32>
  return %r : tensor<?x?x?xf32>
}

// CHECK-LABEL: func.func @gate_tokens(
// CHECK-SAME:    %[[A0:[a-z0-9]*]]: tensor<2x6xf32>
func.func @gate_tokens(%a0: tensor<2x6xf32>, %n: index, %t: f32, %p: !p) -> tensor<?x?xi32> {
  // CHECK-NEXT: %{{.*}} = dsa.gate_tokens %[[A0]] budget(%{{.*}}) : tensor<2x6xf32>
  // CHECK-DAG: tensor.cast %{{.*}} : tensor<2x?xi32> to tensor<?x?xi32>
  %h0 = tensor.cast %a0 : tensor<2x6xf32> to tensor<?x?xf32>
  %r = dsa.gate_tokens %h0 budget(%n) : tensor<?x?xf32>
  return %r : tensor<?x?xi32>
}

// CHECK-LABEL: func.func @union_indices(
// CHECK-SAME:    %[[A0:[a-z0-9]*]]: tensor<2x3xi32>, %[[A1:[a-z0-9]*]]: tensor<2x3xi32>
func.func @union_indices(%a0: tensor<2x3xi32>, %a1: tensor<2x3xi32>, %n: index, %t: f32, %p: !p) -> tensor<?x?xi32> {
  // CHECK-NEXT: %{{.*}} = dsa.union_indices %[[A0]], %[[A1]] size(%{{.*}}) : tensor<2x3xi32>, tensor<2x3xi32>
  // CHECK-DAG: tensor.cast %{{.*}} : tensor<2x?xi32> to tensor<?x?xi32>
  %h0 = tensor.cast %a0 : tensor<2x3xi32> to tensor<?x?xi32>
  %h1 = tensor.cast %a1 : tensor<2x3xi32> to tensor<?x?xi32>
  %r = dsa.union_indices %h0, %h1 size(%n) : tensor<?x?xi32>, tensor<?x?xi32>
  return %r : tensor<?x?xi32>
}

// CHECK-LABEL: func.func @sort_indices(
// CHECK-SAME:    %[[A0:[a-z0-9]*]]: tensor<2x6xf32>
func.func @sort_indices(%a0: tensor<2x6xf32>, %n: index, %t: f32, %p: !p) -> tensor<?x?xi32> {
  // CHECK-NEXT: %{{.*}} = dsa.sort_indices %[[A0]] : tensor<2x6xf32>
  // CHECK-DAG: tensor.cast %{{.*}} : tensor<2x6xi32> to tensor<?x?xi32>
  %h0 = tensor.cast %a0 : tensor<2x6xf32> to tensor<?x?xf32>
  %r = dsa.sort_indices %h0 : tensor<?x?xf32>
  return %r : tensor<?x?xi32>
}

// CHECK-LABEL: func.func @invert_indices(
// CHECK-SAME:    %[[A0:[a-z0-9]*]]: tensor<2x3xi32>
func.func @invert_indices(%a0: tensor<2x3xi32>, %n: index, %t: f32, %p: !p) -> tensor<?x?xi32> {
  // CHECK-NEXT: %{{.*}} = dsa.invert_indices %[[A0]] size(%{{.*}}) : tensor<2x3xi32>
  // CHECK-DAG: tensor.cast %{{.*}} : tensor<2x?xi32> to tensor<?x?xi32>
  %h0 = tensor.cast %a0 : tensor<2x3xi32> to tensor<?x?xi32>
  %r = dsa.invert_indices %h0 size(%n) : tensor<?x?xi32>
  return %r : tensor<?x?xi32>
}

// CHECK-LABEL: func.func @match_tokens(
// CHECK-SAME:    %[[A0:[a-z0-9]*]]: tensor<2x6x8xf32>
func.func @match_tokens(%a0: tensor<2x6x8xf32>, %n: index, %t: f32, %p: !p) -> (tensor<?x?xi32>, index) {
  // CHECK-NEXT: %{{.*}}, %{{.*}} = dsa.match_tokens %[[A0]] merge(%{{.*}}) : tensor<2x6x8xf32>
  // CHECK-DAG: tensor.cast %{{.*}} : tensor<2x6xi32> to tensor<?x?xi32>
  %h0 = tensor.cast %a0 : tensor<2x6x8xf32> to tensor<?x?x?xf32>
  %r:2 = dsa.match_tokens %h0 merge(%n) : tensor<?x?x?xf32>
  return %r#0, %r#1 : tensor<?x?xi32>, index
}

// CHECK-LABEL: func.func @merge_tokens(
// CHECK-SAME:    %[[A0:[a-z0-9]*]]: tensor<2x6x8xf32>, %[[A1:[a-z0-9]*]]: tensor<2x6xi32>
func.func @merge_tokens(%a0: tensor<2x6x8xf32>, %a1: tensor<2x6xi32>, %n: index, %t: f32, %p: !p) -> (tensor<?x?x?xf32>, tensor<?x?xf32>) {
  // CHECK-NEXT: %{{.*}}, %{{.*}} = dsa.merge_tokens %[[A0]], %[[A1]] count(%{{.*}}) : tensor<2x6x8xf32>, tensor<2x6xi32>
  // CHECK-DAG: tensor.cast %{{.*}} : tensor<2x?x8xf32> to tensor<?x?x?xf32>
  // CHECK-DAG: tensor.cast %{{.*}} : tensor<2x?xf32> to tensor<?x?xf32>
  %h0 = tensor.cast %a0 : tensor<2x6x8xf32> to tensor<?x?x?xf32>
  %h1 = tensor.cast %a1 : tensor<2x6xi32> to tensor<?x?xi32>
  %r:2 = dsa.merge_tokens %h0, %h1 count(%n) : tensor<?x?x?xf32>, tensor<?x?xi32>
  return %r#0, %r#1 : tensor<?x?x?xf32>, tensor<?x?xf32>
}

// CHECK-LABEL: func.func @unmerge_tokens(
// CHECK-SAME:    %[[A0:[a-z0-9]*]]: tensor<2x3x8xf32>, %[[A1:[a-z0-9]*]]: tensor<2x6xi32>
func.func @unmerge_tokens(%a0: tensor<2x3x8xf32>, %a1: tensor<2x6xi32>, %n: index, %t: f32, %p: !p) -> tensor<?x?x?xf32> {
  // CHECK-NEXT: %{{.*}} = dsa.unmerge_tokens %[[A0]], %[[A1]] : tensor<2x3x8xf32>, tensor<2x6xi32>
  // CHECK-DAG: tensor.cast %{{.*}} : tensor<2x6x8xf32> to tensor<?x?x?xf32>
  %h0 = tensor.cast %a0 : tensor<2x3x8xf32> to tensor<?x?x?xf32>
  %h1 = tensor.cast %a1 : tensor<2x6xi32> to tensor<?x?xi32>
  %r = dsa.unmerge_tokens %h0, %h1 : tensor<?x?x?xf32>, tensor<?x?xi32>
  return %r : tensor<?x?x?xf32>
}

// CHECK-LABEL: func.func @score_heads(
// CHECK-SAME:    %[[A0:[a-z0-9]*]]: tensor<2x4x6x8xf32>
func.func @score_heads(%a0: tensor<2x4x6x8xf32>, %n: index, %t: f32, %p: !p) -> tensor<?x?xf32> {
  // CHECK-NEXT: %{{.*}} = dsa.score_heads %[[A0]] norm = max : tensor<2x4x6x8xf32>
  // CHECK-DAG: tensor.cast %{{.*}} : tensor<2x4xf32> to tensor<?x?xf32>
  %h0 = tensor.cast %a0 : tensor<2x4x6x8xf32> to tensor<?x?x?x?xf32>
  %r = dsa.score_heads %h0 norm = max : tensor<?x?x?x?xf32>
  return %r : tensor<?x?xf32>
}

// CHECK-LABEL: func.func @select_heads(
// CHECK-SAME:    %[[A0:[a-z0-9]*]]: tensor<2x6xf32>
func.func @select_heads(%a0: tensor<2x6xf32>, %n: index, %t: f32, %p: !p) -> tensor<?x?xi32> {
  // CHECK-NEXT: %{{.*}} = dsa.select_heads %[[A0]] budget(%{{.*}}) : tensor<2x6xf32>
  // CHECK-DAG: tensor.cast %{{.*}} : tensor<2x?xi32> to tensor<?x?xi32>
  %h0 = tensor.cast %a0 : tensor<2x6xf32> to tensor<?x?xf32>
  %r = dsa.select_heads %h0 budget(%n) : tensor<?x?xf32>
  return %r : tensor<?x?xi32>
}

// CHECK-LABEL: func.func @pack_heads(
// CHECK-SAME:    %[[A0:[a-z0-9]*]]: tensor<2x4x6x8xf32>, %[[A1:[a-z0-9]*]]: tensor<2x3xi32>
func.func @pack_heads(%a0: tensor<2x4x6x8xf32>, %a1: tensor<2x3xi32>, %n: index, %t: f32, %p: !p) -> tensor<?x?x?x?xf32> {
  // CHECK-NEXT: %{{.*}} = dsa.pack_heads %[[A0]], %[[A1]] : tensor<2x4x6x8xf32>, tensor<2x3xi32>
  // CHECK-DAG: tensor.cast %{{.*}} : tensor<2x3x6x8xf32> to tensor<?x?x?x?xf32>
  %h0 = tensor.cast %a0 : tensor<2x4x6x8xf32> to tensor<?x?x?x?xf32>
  %h1 = tensor.cast %a1 : tensor<2x3xi32> to tensor<?x?xi32>
  %r = dsa.pack_heads %h0, %h1 : tensor<?x?x?x?xf32>, tensor<?x?xi32>
  return %r : tensor<?x?x?x?xf32>
}

// CHECK-LABEL: func.func @unpack_heads(
// CHECK-SAME:    %[[A0:[a-z0-9]*]]: tensor<2x3x6x8xf32>, %[[A1:[a-z0-9]*]]: tensor<2x3xi32>, %[[A2:[a-z0-9]*]]: tensor<2x4x6x8xf32>
func.func @unpack_heads(%a0: tensor<2x3x6x8xf32>, %a1: tensor<2x3xi32>, %a2: tensor<2x4x6x8xf32>, %n: index, %t: f32, %p: !p) -> tensor<?x?x?x?xf32> {
  // CHECK-NEXT: %{{.*}} = dsa.unpack_heads %[[A0]], %[[A1]] into %[[A2]] : tensor<2x3x6x8xf32>, tensor<2x3xi32>, tensor<2x4x6x8xf32>
  // CHECK-DAG: tensor.cast %{{.*}} : tensor<2x4x6x8xf32> to tensor<?x?x?x?xf32>
  %h0 = tensor.cast %a0 : tensor<2x3x6x8xf32> to tensor<?x?x?x?xf32>
  %h1 = tensor.cast %a1 : tensor<2x3xi32> to tensor<?x?xi32>
  %h2 = tensor.cast %a2 : tensor<2x4x6x8xf32> to tensor<?x?x?x?xf32>
  %r = dsa.unpack_heads %h0, %h1 into %h2 : tensor<?x?x?x?xf32>, tensor<?x?xi32>, tensor<?x?x?x?xf32>
  return %r : tensor<?x?x?x?xf32>
}

// CHECK-LABEL: func.func @token_change(
// CHECK-SAME:    %[[A0:[a-z0-9]*]]: tensor<2x6x8xf32>, %[[A1:[a-z0-9]*]]: tensor<2x6x8xf32>
func.func @token_change(%a0: tensor<2x6x8xf32>, %a1: tensor<2x6x8xf32>, %n: index, %t: f32, %p: !p) -> tensor<?x?xf32> {
  // CHECK-NEXT: %{{.*}} = dsa.token_change %[[A0]], %[[A1]] norm = mean : tensor<2x6x8xf32>, tensor<2x6x8xf32>
  // CHECK-DAG: tensor.cast %{{.*}} : tensor<2x6xf32> to tensor<?x?xf32>
  %h0 = tensor.cast %a0 : tensor<2x6x8xf32> to tensor<?x?x?xf32>
  %h1 = tensor.cast %a1 : tensor<2x6x8xf32> to tensor<?x?x?xf32>
  %r = dsa.token_change %h0, %h1 norm = mean : tensor<?x?x?xf32>, tensor<?x?x?xf32>
  return %r : tensor<?x?xf32>
}

// CHECK-LABEL: func.func @run_lengths(
// CHECK-SAME:    %[[A0:[a-z0-9]*]]: tensor<2x6x8xf32>
func.func @run_lengths(%a0: tensor<2x6x8xf32>, %n: index, %t: f32, %p: !p) -> (tensor<?x?xi32>, tensor<?x?xi32>) {
  // CHECK-NEXT: %{{.*}}, %{{.*}} = dsa.run_lengths %[[A0]] frame(%{{.*}}) threshold(%{{.*}}) : tensor<2x6x8xf32>
  // CHECK-DAG: tensor.cast %{{.*}} : tensor<2x?xi32> to tensor<?x?xi32>
  // CHECK-DAG: tensor.cast %{{.*}} : tensor<2x?xi32> to tensor<?x?xi32>
  %h0 = tensor.cast %a0 : tensor<2x6x8xf32> to tensor<?x?x?xf32>
  %r:2 = dsa.run_lengths %h0 frame(%n) threshold(%t) : tensor<?x?x?xf32>
  return %r#0, %r#1 : tensor<?x?xi32>, tensor<?x?xi32>
}

// CHECK-LABEL: func.func @delta_gate(
// CHECK-SAME:    %[[A0:[a-z0-9]*]]: tensor<2x6x8xf32>, %[[A1:[a-z0-9]*]]: tensor<2x6x8xf32>
func.func @delta_gate(%a0: tensor<2x6x8xf32>, %a1: tensor<2x6x8xf32>, %n: index, %t: f32, %p: !p) -> (tensor<?x?xi32>, tensor<?x?x?xf32>, tensor<?x?x?xf32>) {
  // CHECK-NEXT: %{{.*}}, %{{.*}}, %{{.*}} = dsa.delta_gate %[[A0]], %[[A1]] norm = l1 budget(%{{.*}}) : tensor<2x6x8xf32>, tensor<2x6x8xf32>
  // CHECK-DAG: tensor.cast %{{.*}} : tensor<2x?xi32> to tensor<?x?xi32>
  // CHECK-DAG: tensor.cast %{{.*}} : tensor<2x?x8xf32> to tensor<?x?x?xf32>
  // CHECK-DAG: tensor.cast %{{.*}} : tensor<2x6x8xf32> to tensor<?x?x?xf32>
  %h0 = tensor.cast %a0 : tensor<2x6x8xf32> to tensor<?x?x?xf32>
  %h1 = tensor.cast %a1 : tensor<2x6x8xf32> to tensor<?x?x?xf32>
  %r:3 = dsa.delta_gate %h0, %h1 norm = l1 budget(%n) : tensor<?x?x?xf32>, tensor<?x?x?xf32>
  return %r#0, %r#1, %r#2 : tensor<?x?xi32>, tensor<?x?x?xf32>, tensor<?x?x?xf32>
}

// CHECK-LABEL: func.func @confidence(
// CHECK-SAME:    %[[A0:[a-z0-9]*]]: tensor<2x6xf32>
func.func @confidence(%a0: tensor<2x6xf32>, %n: index, %t: f32, %p: !p) -> tensor<?xf32> {
  // CHECK-NEXT: %{{.*}} = dsa.confidence %[[A0]] by = max : tensor<2x6xf32>
  // CHECK-DAG: tensor.cast %{{.*}} : tensor<2xf32> to tensor<?xf32>
  %h0 = tensor.cast %a0 : tensor<2x6xf32> to tensor<?x?xf32>
  %r = dsa.confidence %h0 by = max : tensor<?x?xf32>
  return %r : tensor<?xf32>
}

// CHECK-LABEL: func.func @score_blocks(
// CHECK-SAME:    %[[A0:[a-z0-9]*]]: tensor<2x4x6x8xf32>, %[[A1:[a-z0-9]*]]: tensor<2x4x6x8xf32>
func.func @score_blocks(%a0: tensor<2x4x6x8xf32>, %a1: tensor<2x4x6x8xf32>, %n: index, %t: f32, %p: !p) -> tensor<?x?x?x?xf32> {
  // CHECK-NEXT: %{{.*}} = dsa.score_blocks %[[A0]], %[[A1]] block = [2, 2] scale = 2.000000e+00 : tensor<2x4x6x8xf32>, tensor<2x4x6x8xf32>
  // CHECK-DAG: tensor.cast %{{.*}} : tensor<2x4x3x3xf32> to tensor<?x?x?x?xf32>
  %h0 = tensor.cast %a0 : tensor<2x4x6x8xf32> to tensor<?x?x?x?xf32>
  %h1 = tensor.cast %a1 : tensor<2x4x6x8xf32> to tensor<?x?x?x?xf32>
  %r = dsa.score_blocks %h0, %h1 block = [2, 2] scale = 2.000000e+00 : tensor<?x?x?x?xf32>, tensor<?x?x?x?xf32>
  return %r : tensor<?x?x?x?xf32>
}

// CHECK-LABEL: func.func @score_antidiagonals(
// CHECK-SAME:    %[[A0:[a-z0-9]*]]: tensor<2x4x6x8xf32>, %[[A1:[a-z0-9]*]]: tensor<2x4x6x8xf32>
func.func @score_antidiagonals(%a0: tensor<2x4x6x8xf32>, %a1: tensor<2x4x6x8xf32>, %n: index, %t: f32, %p: !p) -> tensor<?x?x?x?xf32> {
  // CHECK-NEXT: %{{.*}} = dsa.score_antidiagonals %[[A0]], %[[A1]] block = [2, 2] stride = 2 scale = 2.000000e+00 : tensor<2x4x6x8xf32>, tensor<2x4x6x8xf32>
  // CHECK-DAG: tensor.cast %{{.*}} : tensor<2x4x3x3xf32> to tensor<?x?x?x?xf32>
  %h0 = tensor.cast %a0 : tensor<2x4x6x8xf32> to tensor<?x?x?x?xf32>
  %h1 = tensor.cast %a1 : tensor<2x4x6x8xf32> to tensor<?x?x?x?xf32>
  %r = dsa.score_antidiagonals %h0, %h1 block = [2, 2] stride = 2 scale = 2.000000e+00 : tensor<?x?x?x?xf32>, tensor<?x?x?x?xf32>
  return %r : tensor<?x?x?x?xf32>
}

// CHECK-LABEL: func.func @block_similarity(
// CHECK-SAME:    %[[A0:[a-z0-9]*]]: tensor<2x4x6x8xf32>
func.func @block_similarity(%a0: tensor<2x4x6x8xf32>, %n: index, %t: f32, %p: !p) -> tensor<?x?x?xf32> {
  // CHECK-NEXT: %{{.*}} = dsa.block_similarity %[[A0]] block = 2 : tensor<2x4x6x8xf32>
  // CHECK-DAG: tensor.cast %{{.*}} : tensor<2x4x3xf32> to tensor<?x?x?xf32>
  %h0 = tensor.cast %a0 : tensor<2x4x6x8xf32> to tensor<?x?x?x?xf32>
  %r = dsa.block_similarity %h0 block = 2 : tensor<?x?x?x?xf32>
  return %r : tensor<?x?x?xf32>
}

// CHECK-LABEL: func.func @attention(
// CHECK-SAME:    %[[A0:[a-z0-9]*]]: tensor<2x4x6x8xf32>, %[[A1:[a-z0-9]*]]: tensor<2x4x6x8xf32>, %[[A2:[a-z0-9]*]]: tensor<2x4x6x8xf32>
func.func @attention(%a0: tensor<2x4x6x8xf32>, %a1: tensor<2x4x6x8xf32>, %a2: tensor<2x4x6x8xf32>, %n: index, %t: f32, %p: !p) -> tensor<?x?x?x?xf32> {
  // CHECK-NEXT: %{{.*}} = dsa.attention %[[A0]], %[[A1]], %[[A2]], %{{.*}} scale = 2.000000e+00 : tensor<2x4x6x8xf32>, tensor<2x4x6x8xf32>, tensor<2x4x6x8xf32>, !dsa.pattern<2x4x6x6, block = 2x2>
  // CHECK-DAG: tensor.cast %{{.*}} : tensor<2x4x6x8xf32> to tensor<?x?x?x?xf32>
  %h0 = tensor.cast %a0 : tensor<2x4x6x8xf32> to tensor<?x?x?x?xf32>
  %h1 = tensor.cast %a1 : tensor<2x4x6x8xf32> to tensor<?x?x?x?xf32>
  %h2 = tensor.cast %a2 : tensor<2x4x6x8xf32> to tensor<?x?x?x?xf32>
  %r = dsa.attention %h0, %h1, %h2, %p scale = 2.000000e+00 : tensor<?x?x?x?xf32>, tensor<?x?x?x?xf32>, tensor<?x?x?x?xf32>, !p
  return %r : tensor<?x?x?x?xf32>
}

// CHECK-LABEL: func.func @attention_mass(
// CHECK-SAME:    %[[A0:[a-z0-9]*]]: tensor<2x4x6x8xf32>, %[[A1:[a-z0-9]*]]: tensor<2x4x6x8xf32>
func.func @attention_mass(%a0: tensor<2x4x6x8xf32>, %a1: tensor<2x4x6x8xf32>, %n: index, %t: f32, %p: !p) -> tensor<?x?x?xf32> {
  // CHECK-NEXT: %{{.*}} = dsa.attention_mass %[[A0]], %[[A1]], %{{.*}} scale = 2.000000e+00 : tensor<2x4x6x8xf32>, tensor<2x4x6x8xf32>, !dsa.pattern<2x4x6x6, block = 2x2>
  // CHECK-DAG: tensor.cast %{{.*}} : tensor<2x4x6xf32> to tensor<?x?x?xf32>
  %h0 = tensor.cast %a0 : tensor<2x4x6x8xf32> to tensor<?x?x?x?xf32>
  %h1 = tensor.cast %a1 : tensor<2x4x6x8xf32> to tensor<?x?x?x?xf32>
  %r = dsa.attention_mass %h0, %h1, %p scale = 2.000000e+00 : tensor<?x?x?x?xf32>, tensor<?x?x?x?xf32>, !p
  return %r : tensor<?x?x?xf32>
}

// CHECK-LABEL: func.func @retained_mass(
// CHECK-SAME:    %[[A0:[a-z0-9]*]]: tensor<2x4x3x3xf32>
func.func @retained_mass(%a0: tensor<2x4x3x3xf32>, %n: index, %t: f32, %p: !p) -> tensor<?x?x?xf32> {
  // CHECK-NEXT: %{{.*}} = dsa.retained_mass %[[A0]], %{{.*}} : tensor<2x4x3x3xf32>, !dsa.pattern<2x4x6x6, block = 2x2>
  // CHECK-DAG: tensor.cast %{{.*}} : tensor<2x4x3xf32> to tensor<?x?x?xf32>
  %h0 = tensor.cast %a0 : tensor<2x4x3x3xf32> to tensor<?x?x?x?xf32>
  %r = dsa.retained_mass %h0, %p : tensor<?x?x?x?xf32>, !p
  return %r : tensor<?x?x?xf32>
}

// CHECK-LABEL: func.func @sparse_softmax(
// CHECK-SAME:    %[[A0:[a-z0-9]*]]: tensor<1x1x5x2x2xf32>
func.func @sparse_softmax(%a0: tensor<1x1x5x2x2xf32>, %n: index, %t: f32, %p: !p) -> tensor<?x?x?x?x?xf32> {
  // CHECK-NEXT: %{{.*}} = dsa.sparse_softmax %[[A0]], %{{.*}} : tensor<1x1x5x2x2xf32>, !dsa.pattern<2x4x6x6, block = 2x2>
  // CHECK-DAG: tensor.cast %{{.*}} : tensor<1x1x5x2x2xf32> to tensor<?x?x?x?x?xf32>
  %h0 = tensor.cast %a0 : tensor<1x1x5x2x2xf32> to tensor<?x?x?x?x?xf32>
  %r = dsa.sparse_softmax %h0, %p : tensor<?x?x?x?x?xf32>, !p
  return %r : tensor<?x?x?x?x?xf32>
}

// CHECK-LABEL: func.func @spmm(
// CHECK-SAME:    %[[A0:[a-z0-9]*]]: tensor<1x1x5x2x2xf32>, %[[A1:[a-z0-9]*]]: tensor<2x4x6x8xf32>
func.func @spmm(%a0: tensor<1x1x5x2x2xf32>, %a1: tensor<2x4x6x8xf32>, %n: index, %t: f32, %p: !p) -> tensor<?x4x6x?xf32> {
  // CHECK-NEXT: %{{.*}} = dsa.spmm %[[A0]], %[[A1]], %{{.*}} : tensor<1x1x5x2x2xf32>, tensor<2x4x6x8xf32>, !dsa.pattern<2x4x6x6, block = 2x2>
  // CHECK-DAG: tensor.cast %{{.*}} : tensor<2x4x6x8xf32> to tensor<?x4x6x?xf32>
  %h0 = tensor.cast %a0 : tensor<1x1x5x2x2xf32> to tensor<?x?x?x?x?xf32>
  %h1 = tensor.cast %a1 : tensor<2x4x6x8xf32> to tensor<?x?x?x?xf32>
  %r = dsa.spmm %h0, %h1, %p : tensor<?x?x?x?x?xf32>, tensor<?x?x?x?xf32>, !p
  return %r : tensor<?x4x6x?xf32>
}

// CHECK-LABEL: func.func @update_scores(
// CHECK-SAME:    %[[A0:[a-z0-9]*]]: tensor<2x4x6x8xf32>, %[[A1:[a-z0-9]*]]: tensor<2x4x6x8xf32>, %[[A2:[a-z0-9]*]]: tensor<2x3xi32>, %[[A3:[a-z0-9]*]]: tensor<2x3xi32>, %[[A4:[a-z0-9]*]]: tensor<2x4x6x6xf32>
func.func @update_scores(%a0: tensor<2x4x6x8xf32>, %a1: tensor<2x4x6x8xf32>, %a2: tensor<2x3xi32>, %a3: tensor<2x3xi32>, %a4: tensor<2x4x6x6xf32>, %n: index, %t: f32, %p: !p) -> tensor<?x?x?x?xf32> {
  // CHECK-NEXT: %{{.*}} = dsa.update_scores %[[A0]], %[[A1]] rows(%[[A2]] : tensor<2x3xi32>) columns(%[[A3]] : tensor<2x3xi32>) into %[[A4]] scale = 2.000000e+00 : tensor<2x4x6x8xf32>, tensor<2x4x6x8xf32>, tensor<2x4x6x6xf32>
  // CHECK-DAG: tensor.cast %{{.*}} : tensor<2x4x6x6xf32> to tensor<?x?x?x?xf32>
  %h0 = tensor.cast %a0 : tensor<2x4x6x8xf32> to tensor<?x?x?x?xf32>
  %h1 = tensor.cast %a1 : tensor<2x4x6x8xf32> to tensor<?x?x?x?xf32>
  %h2 = tensor.cast %a2 : tensor<2x3xi32> to tensor<?x?xi32>
  %h3 = tensor.cast %a3 : tensor<2x3xi32> to tensor<?x?xi32>
  %h4 = tensor.cast %a4 : tensor<2x4x6x6xf32> to tensor<?x?x?x?xf32>
  %r = dsa.update_scores %h0, %h1 rows(%h2 : tensor<?x?xi32>) columns(%h3 : tensor<?x?xi32>) into %h4 scale = 2.000000e+00 : tensor<?x?x?x?xf32>, tensor<?x?x?x?xf32>, tensor<?x?x?x?xf32>
  return %r : tensor<?x?x?x?xf32>
}

// CHECK-LABEL: func.func @update_product_rows(
// CHECK-SAME:    %[[A0:[a-z0-9]*]]: tensor<2x4x6x6xf32>, %[[A1:[a-z0-9]*]]: tensor<2x4x6x8xf32>, %[[A2:[a-z0-9]*]]: tensor<2x3xi32>, %[[A3:[a-z0-9]*]]: tensor<2x4x6x8xf32>
func.func @update_product_rows(%a0: tensor<2x4x6x6xf32>, %a1: tensor<2x4x6x8xf32>, %a2: tensor<2x3xi32>, %a3: tensor<2x4x6x8xf32>, %n: index, %t: f32, %p: !p) -> tensor<?x?x?x?xf32> {
  // CHECK-NEXT: %{{.*}} = dsa.update_product_rows %[[A0]], %[[A1]] rows(%[[A2]] : tensor<2x3xi32>) into %[[A3]] : tensor<2x4x6x6xf32>, tensor<2x4x6x8xf32>, tensor<2x4x6x8xf32>
  // CHECK-DAG: tensor.cast %{{.*}} : tensor<2x4x6x8xf32> to tensor<?x?x?x?xf32>
  %h0 = tensor.cast %a0 : tensor<2x4x6x6xf32> to tensor<?x?x?x?xf32>
  %h1 = tensor.cast %a1 : tensor<2x4x6x8xf32> to tensor<?x?x?x?xf32>
  %h2 = tensor.cast %a2 : tensor<2x3xi32> to tensor<?x?xi32>
  %h3 = tensor.cast %a3 : tensor<2x4x6x8xf32> to tensor<?x?x?x?xf32>
  %r = dsa.update_product_rows %h0, %h1 rows(%h2 : tensor<?x?xi32>) into %h3 : tensor<?x?x?x?xf32>, tensor<?x?x?x?xf32>, tensor<?x?x?x?xf32>
  return %r : tensor<?x?x?x?xf32>
}

// CHECK-LABEL: func.func @update_product(
// CHECK-SAME:    %[[A0:[a-z0-9]*]]: tensor<2x4x6x6xf32>, %[[A1:[a-z0-9]*]]: tensor<2x4x6x8xf32>, %[[A2:[a-z0-9]*]]: tensor<2x3xi32>, %[[A3:[a-z0-9]*]]: tensor<2x4x6x8xf32>, %[[A4:[a-z0-9]*]]: tensor<2x4x6x6xf32>, %[[A5:[a-z0-9]*]]: tensor<2x4x6x8xf32>
func.func @update_product(%a0: tensor<2x4x6x6xf32>, %a1: tensor<2x4x6x8xf32>, %a2: tensor<2x3xi32>, %a3: tensor<2x4x6x8xf32>, %a4: tensor<2x4x6x6xf32>, %a5: tensor<2x4x6x8xf32>, %n: index, %t: f32, %p: !p) -> (tensor<?x?x?x?xf32>, tensor<?x?x?x?xf32>, tensor<?x?x?x?xf32>) {
  // CHECK-NEXT: %{{.*}}, %{{.*}}, %{{.*}} = dsa.update_product %[[A0]], %[[A1]] keys(%[[A2]] : tensor<2x3xi32>) into %[[A3]], %[[A4]], %[[A5]] : tensor<2x4x6x6xf32>, tensor<2x4x6x8xf32>, tensor<2x4x6x8xf32>, tensor<2x4x6x6xf32>, tensor<2x4x6x8xf32>
  // CHECK-DAG: tensor.cast %{{.*}} : tensor<2x4x6x8xf32> to tensor<?x?x?x?xf32>
  // CHECK-DAG: tensor.cast %{{.*}} : tensor<2x4x6x6xf32> to tensor<?x?x?x?xf32>
  // CHECK-DAG: tensor.cast %{{.*}} : tensor<2x4x6x8xf32> to tensor<?x?x?x?xf32>
  %h0 = tensor.cast %a0 : tensor<2x4x6x6xf32> to tensor<?x?x?x?xf32>
  %h1 = tensor.cast %a1 : tensor<2x4x6x8xf32> to tensor<?x?x?x?xf32>
  %h2 = tensor.cast %a2 : tensor<2x3xi32> to tensor<?x?xi32>
  %h3 = tensor.cast %a3 : tensor<2x4x6x8xf32> to tensor<?x?x?x?xf32>
  %h4 = tensor.cast %a4 : tensor<2x4x6x6xf32> to tensor<?x?x?x?xf32>
  %h5 = tensor.cast %a5 : tensor<2x4x6x8xf32> to tensor<?x?x?x?xf32>
  %r:3 = dsa.update_product %h0, %h1 keys(%h2 : tensor<?x?xi32>) into %h3, %h4, %h5 : tensor<?x?x?x?xf32>, tensor<?x?x?x?xf32>, tensor<?x?x?x?xf32>, tensor<?x?x?x?xf32>, tensor<?x?x?x?xf32>
  return %r#0, %r#1, %r#2 : tensor<?x?x?x?xf32>, tensor<?x?x?x?xf32>, tensor<?x?x?x?xf32>
}

// CHECK-LABEL: func.func @route_experts(
// CHECK-SAME:    %[[A0:[a-z0-9]*]]: tensor<6x4xf32>
func.func @route_experts(%a0: tensor<6x4xf32>, %n: index, %t: f32, %p: !p) -> (tensor<?xi32>, tensor<?xi32>, tensor<?x2xi32>, tensor<?x2xf32>, tensor<?xi32>) {
  // CHECK-NEXT: %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} = dsa.route_experts %[[A0]] top_k = 2 normalize = all : tensor<6x4xf32>
  // CHECK-DAG: tensor.cast %{{.*}} : tensor<12xi32> to tensor<?xi32>
  // CHECK-DAG: tensor.cast %{{.*}} : tensor<5xi32> to tensor<?xi32>
  // CHECK-DAG: tensor.cast %{{.*}} : tensor<6x2xi32> to tensor<?x2xi32>
  // CHECK-DAG: tensor.cast %{{.*}} : tensor<6x2xf32> to tensor<?x2xf32>
  // CHECK-DAG: tensor.cast %{{.*}} : tensor<4xi32> to tensor<?xi32>
  %h0 = tensor.cast %a0 : tensor<6x4xf32> to tensor<?x?xf32>
  %r:5 = dsa.route_experts %h0 top_k = 2 normalize = all : tensor<?x?xf32>
  return %r#0, %r#1, %r#2, %r#3, %r#4 : tensor<?xi32>, tensor<?xi32>, tensor<?x2xi32>, tensor<?x2xf32>, tensor<?xi32>
}

// CHECK-LABEL: func.func @combine_experts(
// CHECK-SAME:    %[[A0:[a-z0-9]*]]: tensor<12x8xf32>, %[[A1:[a-z0-9]*]]: tensor<6x2xi32>, %[[A2:[a-z0-9]*]]: tensor<6x2xf32>
func.func @combine_experts(%a0: tensor<12x8xf32>, %a1: tensor<6x2xi32>, %a2: tensor<6x2xf32>, %n: index, %t: f32, %p: !p) -> tensor<?x?xf32> {
  // CHECK-NEXT: %{{.*}} = dsa.combine_experts %[[A0]], %[[A1]], %[[A2]] : tensor<12x8xf32>, tensor<6x2xi32>, tensor<6x2xf32>
  // CHECK-DAG: tensor.cast %{{.*}} : tensor<6x8xf32> to tensor<?x?xf32>
  %h0 = tensor.cast %a0 : tensor<12x8xf32> to tensor<?x?xf32>
  %h1 = tensor.cast %a1 : tensor<6x2xi32> to tensor<?x?xi32>
  %h2 = tensor.cast %a2 : tensor<6x2xf32> to tensor<?x?xf32>
  %r = dsa.combine_experts %h0, %h1, %h2 : tensor<?x?xf32>, tensor<?x?xi32>, tensor<?x?xf32>
  return %r : tensor<?x?xf32>
}

// CHECK-LABEL: func.func @quantize_rows(
// CHECK-SAME:    %[[A0:[a-z0-9]*]]: tensor<6x8xf32>
func.func @quantize_rows(%a0: tensor<6x8xf32>, %n: index, %t: f32, %p: !p) -> (tensor<?x?xi8>, tensor<?xf32>) {
  // CHECK-NEXT: %{{.*}}, %{{.*}} = dsa.quantize_rows %[[A0]] : tensor<6x8xf32>
  // CHECK-DAG: tensor.cast %{{.*}} : tensor<6x8xi8> to tensor<?x?xi8>
  // CHECK-DAG: tensor.cast %{{.*}} : tensor<6xf32> to tensor<?xf32>
  %h0 = tensor.cast %a0 : tensor<6x8xf32> to tensor<?x?xf32>
  %r:2 = dsa.quantize_rows %h0 : tensor<?x?xf32>
  return %r#0, %r#1 : tensor<?x?xi8>, tensor<?xf32>
}

// Results of types that are stated do not change; what they hide is read all the same.
// CHECK-LABEL: func.func @stated_results
// CHECK-SAME:    %[[X:.*]]: tensor<6x8xf32>, %[[W:.*]]: tensor<8x16xf32>, %[[M:.*]]: tensor<2x4x3xi1>, %[[B:.*]]: tensor<2x4x3x3xi1>, %[[H:.*]]: tensor<2x4xi1>, %[[I:.*]]: tensor<2x6xi32>, %[[S:.*]]: tensor<2x4x3x3xf32>, %[[D:.*]]: tensor<2x4x11xi1>
func.func @stated_results(%x: tensor<6x8xf32>, %w: tensor<8x16xf32>, %m: tensor<2x4x3xi1>, %b: tensor<2x4x3x3xi1>, %h: tensor<2x4xi1>, %i: tensor<2x6xi32>,
                          %s: tensor<2x4x3x3xf32>, %d: tensor<2x4x11xi1>, %n: index)
    -> (tensor<?x16xf32>, !p, !p, !p, !p, !p, !p, !p, !p) {
  // CHECK-DAG: %[[P:.*]] = dsa.pack_weights %[[W]] : tensor<8x16xf32> -> tensor<?x?x16xf32>
  // CHECK-DAG: dsa.linear %[[X]], %{{.*}} : (tensor<6x8xf32>, tensor<?x?x16xf32>) -> tensor<?x16xf32>
  // CHECK-DAG: dsa.row_pattern %[[M]] : tensor<2x4x3xi1>
  // CHECK-DAG: dsa.column_pattern %[[M]] : tensor<2x4x3xi1>
  // CHECK-DAG: dsa.head_pattern %[[H]] : tensor<2x4xi1>
  // CHECK-DAG: dsa.diagonal_pattern %[[D]] : tensor<2x4x11xi1>
  // CHECK-DAG: dsa.document_pattern %[[I]], %[[I]] : tensor<2x6xi32>
  // CHECK-DAG: dsa.pattern_from_mask %[[B]] : tensor<2x4x3x3xi1>
  // CHECK-DAG: dsa.select_blocks %[[S]] top_k(%{{.*}}) : tensor<2x4x3x3xf32>
  // CHECK-DAG: dsa.select_n_of_m %[[S]] n = 1 m = 2 : tensor<2x4x3x3xf32>
  // CHECK-NOT: tensor.cast
  // CHECK: return
  %hx = tensor.cast %x : tensor<6x8xf32> to tensor<?x?xf32>
  %hw = tensor.cast %w : tensor<8x16xf32> to tensor<?x?xf32>
  %hm = tensor.cast %m : tensor<2x4x3xi1> to tensor<?x?x?xi1>
  %hb = tensor.cast %b : tensor<2x4x3x3xi1> to tensor<?x?x?x?xi1>
  %hh = tensor.cast %h : tensor<2x4xi1> to tensor<?x?xi1>
  %hi = tensor.cast %i : tensor<2x6xi32> to tensor<?x?xi32>
  %hs = tensor.cast %s : tensor<2x4x3x3xf32> to tensor<?x?x?x?xf32>
  %packed = dsa.pack_weights %hw : tensor<?x?xf32> -> tensor<?x?x16xf32>
  %y = dsa.linear %hx, %packed : (tensor<?x?xf32>, tensor<?x?x16xf32>) -> tensor<?x16xf32>
  %p0 = dsa.row_pattern %hm : tensor<?x?x?xi1> -> !p
  %p1 = dsa.column_pattern %hm : tensor<?x?x?xi1> -> !p
  %p2 = dsa.head_pattern %hh : tensor<?x?xi1> -> !p
  %p3 = dsa.document_pattern %hi, %hi : tensor<?x?xi32>, tensor<?x?xi32> -> !p
  %p4 = dsa.pattern_from_mask %hb : tensor<?x?x?x?xi1> -> !p
  %p5 = dsa.select_blocks %hs top_k(%n) : tensor<?x?x?x?xf32> -> !p
  %p6 = dsa.select_n_of_m %hs n = 1 m = 2 : tensor<?x?x?x?xf32> -> !p
  %hd = tensor.cast %d : tensor<2x4x11xi1> to tensor<?x?x?xi1>
  %p7 = dsa.diagonal_pattern %hd : tensor<?x?x?xi1> -> !p
  return %y, %p0, %p1, %p2, %p3, %p4, %p5, %p6, %p7 : tensor<?x16xf32>, !p, !p, !p, !p, !p, !p, !p, !p
}

// The others: experts, keys, stored scores, values of a sparse matrix.
// CHECK-LABEL: func.func @others
func.func @others(%x: tensor<6x8xf32>, %w: tensor<2x1x8x16xf32>, %o: tensor<3xi32>, %s: tensor<2x4x6x6xf32>, %q: tensor<2x4x6x8xf32>, %p: !p,
                  %v: tensor<9xf32>, %csr: !csr, %n: index)
    -> (tensor<?x16xf32>, !e, tensor<1x1x?x2x2xf32>, tensor<6x6xf32, #CSR>) {
  // CHECK-DAG: dsa.grouped_linear %{{.*}} : (tensor<6x8xf32>, tensor<2x1x8x16xf32>, tensor<3xi32>) -> tensor<?x16xf32>
  // CHECK-DAG: dsa.select_keys %{{.*}} : tensor<2x4x6x6xf32>
  // CHECK-DAG: dsa.sddmm %{{.*}} : tensor<2x4x6x8xf32>, tensor<2x4x6x8xf32>
  // CHECK-DAG: dsa.to_sparse_tensor %{{.*}} : {{.*}}, tensor<9xf32>
  // CHECK-NOT: tensor.cast
  // CHECK: return
  %hx = tensor.cast %x : tensor<6x8xf32> to tensor<?x?xf32>
  %ho = tensor.cast %o : tensor<3xi32> to tensor<?xi32>
  %hs = tensor.cast %s : tensor<2x4x6x6xf32> to tensor<?x?x?x?xf32>
  %hq = tensor.cast %q : tensor<2x4x6x8xf32> to tensor<?x?x?x8xf32>
  %hv = tensor.cast %v : tensor<9xf32> to tensor<?xf32>
  %y = dsa.grouped_linear %hx, %w, %ho : (tensor<?x?xf32>, tensor<2x1x8x16xf32>, tensor<?xi32>) -> tensor<?x16xf32>
  %keys = dsa.select_keys %hs top_k(%n) : tensor<?x?x?x?xf32> -> !e
  %stored = dsa.sddmm %hq, %hq, %p : tensor<?x?x?x8xf32>, tensor<?x?x?x8xf32>, !p
  %m = dsa.to_sparse_tensor %csr values %hv : !csr, tensor<?xf32> -> tensor<6x6xf32, #CSR>
  return %y, %keys, %stored, %m : tensor<?x16xf32>, !e, tensor<1x1x?x2x2xf32>, tensor<6x6xf32, #CSR>
}

// A cast that states a size stays, and so do casts whose sizes contradict each other: that is for the program to say when it runs.
// CHECK-LABEL: func.func @casts_that_stay
func.func @casts_that_stay(%x: tensor<2x?x8xf32>, %y: tensor<2x5x8xf32>, %z: tensor<2x6x8xf32>) -> (tensor<2x6xf32>, tensor<2x?xf32>) {
  // CHECK-NEXT: %[[STATED:.*]] = tensor.cast %{{.*}} : tensor<2x?x8xf32> to tensor<2x6x8xf32>
  // CHECK-NEXT: tensor.cast %{{.*}} : tensor<2x5x8xf32> to tensor<2x?x8xf32>
  // CHECK-NEXT: tensor.cast %{{.*}} : tensor<2x6x8xf32> to tensor<2x?x8xf32>
  // CHECK-NEXT: dsa.token_change %[[STATED]], %{{.*}} norm = l1 : tensor<2x6x8xf32>, tensor<2x6x8xf32>
  // CHECK-NEXT: dsa.token_change %{{.*}}, %{{.*}} norm = l1 : tensor<2x?x8xf32>, tensor<2x?x8xf32>
  %stated = tensor.cast %x : tensor<2x?x8xf32> to tensor<2x6x8xf32>
  %five = tensor.cast %y : tensor<2x5x8xf32> to tensor<2x?x8xf32>
  %six = tensor.cast %z : tensor<2x6x8xf32> to tensor<2x?x8xf32>
  %a = dsa.token_change %stated, %z norm = l1 : tensor<2x6x8xf32>, tensor<2x6x8xf32>
  %b = dsa.token_change %five, %six norm = l1 : tensor<2x?x8xf32>, tensor<2x?x8xf32>
  return %a, %b : tensor<2x6xf32>, tensor<2x?xf32>
}

// A pattern of packed heads would be of another type, and there is no cast of patterns.
// CHECK-LABEL: func.func @pattern_of_heads
func.func @pattern_of_heads(%p: !p, %i: tensor<2x3xi32>) -> !dsa.pattern<2x?x6x6, block = 2x2> {
  // CHECK-NEXT: tensor.cast
  // CHECK-NEXT: dsa.pattern_pack_heads
  %hidden = tensor.cast %i : tensor<2x3xi32> to tensor<2x?xi32>
  %q = dsa.pattern_pack_heads %p, %hidden : !p, tensor<2x?xi32>
  return %q : !dsa.pattern<2x?x6x6, block = 2x2>
}

// No tokens, and all that follows of them: nothing is computed.
// CHECK-LABEL: func.func @no_tokens
func.func @no_tokens(%x: tensor<2x6x8xf32>, %none: tensor<2x0xi32>, %w: tensor<1x8x16xf32>) -> (tensor<2x0xf32>, tensor<2x0x16xf32>, tensor<2x0x8xi8>) {
  // CHECK-NOT: dsa
  // CHECK-DAG: tensor.empty() : tensor<2x0xf32>
  // CHECK-DAG: tensor.empty() : tensor<2x0x16xf32>
  // CHECK-DAG: tensor.empty() : tensor<2x0x8xi8>
  // CHECK: return
  %p = dsa.pack_tokens %x, %none : tensor<2x6x8xf32>, tensor<2x0xi32>
  %c = dsa.token_change %p, %p norm = l1 : tensor<2x0x8xf32>, tensor<2x0x8xf32>
  %y = dsa.linear %p, %w : (tensor<2x0x8xf32>, tensor<1x8x16xf32>) -> tensor<2x0x16xf32>
  %q, %s = dsa.quantize_rows %p : tensor<2x0x8xf32>
  return %c, %y, %q : tensor<2x0xf32>, tensor<2x0x16xf32>, tensor<2x0x8xi8>
}

// Tokens without channels have changes; of no tokens, but of nobody knows how many batch entries, the type does not say that there is nothing.
// CHECK-LABEL: func.func @no_channels
func.func @no_channels(%x: tensor<2x6x0xf32>, %y: tensor<?x0x8xf32>) -> (tensor<2x6xf32>, tensor<?x0xf32>) {
  // CHECK-COUNT-2: dsa.token_change
  %a = dsa.token_change %x, %x norm = l1 : tensor<2x6x0xf32>, tensor<2x6x0xf32>
  %b = dsa.token_change %y, %y norm = l1 : tensor<?x0x8xf32>, tensor<?x0x8xf32>
  return %a, %b : tensor<2x6xf32>, tensor<?x0xf32>
}
