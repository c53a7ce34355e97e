// A video encoder of two layers that computes what has changed, and as much as its budget allows.
//
// A frame comes as tokens, one a patch: batch x tokens x channels. Of each frame only the tokens that differ most from what
// was last seen of them go through the layers; all others keep what the layers gave for them before. So the encoder has a
// state, which goes in and comes out: the tokens as they were last seen, and what each layer gave last.
//
// One number says how much is computed, `budget`: so many tokens of the frame. The blocks that a query may look at follow from
// it. With a budget of all tokens, this is the dense encoder.
//
// Tokens may be as many as there are. Each is 16 numbers here, and attention has 2 heads of 8.
!tokens = tensor<1x?x16xf32>
!heads = tensor<1x2x?x8xf32>
!indices = tensor<1x?xi32>
!scores = tensor<1x2x?x?xf32>
!pattern = !dsa.pattern<1x2x?x?, block = 4x4>
!weights = tensor<1x16x16xf32>

// The tokens of this frame that have changed most: `budget` of them, as ascending indices.
func.func private @changed(%frame: !tokens, %seen: !tokens, %budget: index) -> !indices {
  %c1 = arith.constant 1 : index
  %n = tensor.dim %frame, %c1 : !tokens
  %zero = arith.constant 0.0 : f32
  %room = tensor.empty(%n) : tensor<1x?xf32>
  %none = linalg.fill ins(%zero : f32) outs(%room : tensor<1x?xf32>) -> tensor<1x?xf32>
  %change = linalg.generic {
      indexing_maps = [affine_map<(b, i, c) -> (b, i, c)>, affine_map<(b, i, c) -> (b, i, c)>, affine_map<(b, i, c) -> (b, i)>],
      iterator_types = ["parallel", "parallel", "reduction"]}
    ins(%frame, %seen : !tokens, !tokens) outs(%none : tensor<1x?xf32>) {
  ^bb0(%now: f32, %before: f32, %sum: f32):
    %difference = arith.subf %now, %before : f32
    %square = arith.mulf %difference, %difference : f32
    %more = arith.addf %sum, %square : f32
    linalg.yield %more : f32
  } -> tensor<1x?xf32>
  %indices = dsa.gate_tokens %change budget(%budget) : tensor<1x?xf32>
  return %indices : !indices
}

// `x w`, a row a token.
func.func private @linear(%x: !tokens, %w: !weights) -> !tokens {
  %c1 = arith.constant 1 : index
  %n = tensor.dim %x, %c1 : !tokens
  %zero = arith.constant 0.0 : f32
  %room = tensor.empty(%n) : !tokens
  %none = linalg.fill ins(%zero : f32) outs(%room : !tokens) -> !tokens
  %y = linalg.batch_matmul ins(%x, %w : !tokens, !weights) outs(%none : !tokens) -> !tokens
  return %y : !tokens
}

func.func private @heads_of(%x: !tokens) -> !heads {
  %c1 = arith.constant 1 : index
  %n = tensor.dim %x, %c1 : !tokens
  %split = tensor.expand_shape %x [[0], [1], [2, 3]] output_shape [1, %n, 2, 8] : !tokens into tensor<1x?x2x8xf32>
  %room = tensor.empty(%n) : !heads
  %heads = linalg.transpose ins(%split : tensor<1x?x2x8xf32>) outs(%room : !heads) permutation = [0, 2, 1, 3]
  return %heads : !heads
}

func.func private @tokens_of(%x: !heads) -> !tokens {
  %c2 = arith.constant 2 : index
  %n = tensor.dim %x, %c2 : !heads
  %room = tensor.empty(%n) : tensor<1x?x2x8xf32>
  %split = linalg.transpose ins(%x : !heads) outs(%room : tensor<1x?x2x8xf32>) permutation = [0, 2, 1, 3]
  %tokens = tensor.collapse_shape %split [[0], [1], [2, 3]] : tensor<1x?x2x8xf32> into !tokens
  return %tokens : !tokens
}

// One layer: of the tokens that are chosen, packed side by side, each block of 4 looks at the `top_k` blocks that fit it best,
// in each head for itself. The other tokens keep what the layer gave for them last, `state`.
func.func private @layer(%x: !tokens, %indices: !indices, %top_k: index, %state: !tokens,
                         %wq: !weights, %wk: !weights, %wv: !weights, %wo: !weights) -> !tokens {
  %packed = dsa.pack_tokens %x, %indices : !tokens, !indices
  %qx = call @linear(%packed, %wq) : (!tokens, !weights) -> !tokens
  %kx = call @linear(%packed, %wk) : (!tokens, !weights) -> !tokens
  %vx = call @linear(%packed, %wv) : (!tokens, !weights) -> !tokens
  %q = call @heads_of(%qx) : (!tokens) -> !heads
  %k = call @heads_of(%kx) : (!tokens) -> !heads
  %v = call @heads_of(%vx) : (!tokens) -> !heads
  %scores = dsa.score_blocks %q, %k block = [4, 4] : !heads, !heads
  %chosen = dsa.select_blocks %scores top_k(%top_k) : !scores -> !pattern
  %attended = dsa.attention %q, %k, %v, %chosen : !heads, !heads, !heads, !pattern
  %mixed = call @tokens_of(%attended) : (!heads) -> !tokens
  %projected = call @linear(%mixed, %wo) : (!tokens, !weights) -> !tokens
  %out = arith.addf %packed, %projected : !tokens
  %all = dsa.unpack_tokens %out, %indices into %state : !tokens, !indices, !tokens
  return %all : !tokens
}

// A frame and the state: the encoded frame (which is the state of the second layer), and the state for the next frame.
func.func @encode(%frame: !tokens, %budget: index, %seen: !tokens, %first: !tokens, %second: !tokens,
                  %wq1: !weights, %wk1: !weights, %wv1: !weights, %wo1: !weights,
                  %wq2: !weights, %wk2: !weights, %wv2: !weights, %wo2: !weights) -> (!tokens, !tokens, !tokens) {
  %indices = call @changed(%frame, %seen, %budget) : (!tokens, !tokens, index) -> !indices
  // Half of the blocks that the chosen tokens fill.
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %count = tensor.dim %indices, %c1 : !indices
  %top_k = arith.ceildivsi %count, %c8 : index

  %encoded = call @layer(%frame, %indices, %top_k, %first, %wq1, %wk1, %wv1, %wo1)
    : (!tokens, !indices, index, !tokens, !weights, !weights, !weights, !weights) -> !tokens
  %again = call @layer(%encoded, %indices, %top_k, %second, %wq2, %wk2, %wv2, %wo2)
    : (!tokens, !indices, index, !tokens, !weights, !weights, !weights, !weights) -> !tokens

  %packed = dsa.pack_tokens %frame, %indices : !tokens, !indices
  %known = dsa.unpack_tokens %packed, %indices into %seen : !tokens, !indices, !tokens
  return %known, %encoded, %again : !tokens, !tokens, !tokens
}
