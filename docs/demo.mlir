// Attention over a window of video, three times: over everything, over a fixed neighbourhood, and over what the content asks
// for. `cargo xtask demo` runs the three functions on tokens of a real clip and compares them.
//
// A window is 8 frames of 14 x 14 patches: 1568 tokens, in the order of frame, row, column. Each token has a query, a key and a
// value of 64 numbers in each of 12 heads: tensors of batch x heads x tokens x 64.
//
// Which tokens see which is a value of its own, a pattern. It is a set of blocks, here of 16 queries x 16 keys, so that
// 1568 x 1568 pairs are 98 x 98 blocks.
!tokens = tensor<1x12x1568x64xf32>
// One pattern for all 12 heads, or one for each.
!shared = !dsa.pattern<1x1x1568x1568, block = 16x16>
!by_head = !dsa.pattern<1x12x1568x1568, block = 16x16>

// Every query sees every key: what the others are measured against.
func.func @dense(%q: !tokens, %k: !tokens, %v: !tokens) -> !tokens {
  %all = dsa.dense_pattern() : !shared
  %output = dsa.attention %q, %k, %v, %all : !tokens, !tokens, !tokens, !shared
  return %output : !tokens
}

// Every token sees its neighbours: one frame before and after, three patches up, down, left and right. The pattern depends on
// nothing that comes in, so the compiler makes it once. Also returns the blocks as a mask, and the share of them.
func.func @static_sparse(%q: !tokens, %k: !tokens, %v: !tokens) -> (!tokens, tensor<1x1x98x98xi1>, f32) {
  %window = dsa.window_pattern grid = [8, 14, 14] radius = [1, 3, 3] : !shared
  %output = dsa.attention %q, %k, %v, %window : !tokens, !tokens, !tokens, !shared
  %blocks = dsa.pattern_to_mask %window : !shared
  %density = dsa.pattern_density %window : !shared
  return %output, %blocks, %density : !tokens, tensor<1x1x98x98xi1>, f32
}

// The content decides: each block of 16 queries takes the 24 blocks of keys whose mean fits its own mean best, in each head for
// itself. Beside that, of all tokens the 470 most salient are named, for the layers that only compute what has changed.
func.func @dynamic_sparse(%q: !tokens, %k: !tokens, %v: !tokens, %saliency: tensor<1x1568xf32>)
    -> (!tokens, tensor<1x12x98x98xi1>, f32, tensor<1x?xi32>) {
  %top_k = arith.constant 24 : index
  %scores = dsa.score_blocks %q, %k block = [16, 16] : !tokens, !tokens
  %chosen = dsa.select_blocks %scores top_k(%top_k) : tensor<1x12x98x98xf32> -> !by_head
  %output = dsa.attention %q, %k, %v, %chosen : !tokens, !tokens, !tokens, !by_head
  %blocks = dsa.pattern_to_mask %chosen : !by_head
  %density = dsa.pattern_density %chosen : !by_head

  %budget = arith.constant 470 : index
  %kept = dsa.gate_tokens %saliency budget(%budget) : tensor<1x1568xf32>
  return %output, %blocks, %density, %kept : !tokens, tensor<1x12x98x98xi1>, f32, tensor<1x?xi32>
}
