// A video encoder of two layers that computes what has changed, and as much as its budget allows.
//
// A frame comes as tokens, one a patch: batch x tokens x channels. Of each frame only the tokens that differ most from what
// was last seen of them go through the layers; all others keep what the layers gave for them before. So the encoder has a
// state, which goes in and comes out: the tokens as they were last seen, and what each layer gave last.
//
// One number says how much is computed: `share`, of the tokens, of the blocks that each query may look at, and of all else
// that is chosen. With a share of 1 it is the dense encoder.
//
// Tokens may be as many as there are. Each is 16 numbers here, and attention has 2 heads of 8.
!tokens = tensor<1x?x16xf32>
!heads = tensor<1x2x?x8xf32>
!indices = tensor<1x?xi32>
!scores = tensor<1x2x?x?xf32>
!pattern = !dsa.pattern<1x2x?x?, block = 4x4>
!weights = tensor<16x16xf32>

// Weights are made up here, by a formula; those of a trained model would be arguments.
func.func private @weights(%seed: f32) -> !weights {
  %room = tensor.empty() : !weights
  %w = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>], iterator_types = ["parallel", "parallel"]}
    outs(%room : !weights) {
  ^bb0(%out: f32):
    %i = linalg.index 0 : index
    %j = linalg.index 1 : index
    %w = func.call @number(%seed, %i, %j) : (f32, index, index) -> f32
    linalg.yield %w : f32
  } -> !weights
  return %w : !weights
}

func.func private @number(%seed: f32, %i: index, %j: index) -> f32 {
  %a = arith.constant 12.9898 : f32
  %b = arith.constant 78.233 : f32
  %half = arith.constant 0.5 : f32
  %i_int = arith.index_cast %i : index to i32
  %j_int = arith.index_cast %j : index to i32
  %x = arith.sitofp %i_int : i32 to f32
  %y = arith.sitofp %j_int : i32 to f32
  %ax = arith.mulf %a, %x : f32
  %by = arith.mulf %b, %y : f32
  %sum = arith.addf %ax, %by : f32
  %phase = arith.addf %sum, %seed : f32
  %sine = math.sin %phase : f32
  %w = arith.mulf %half, %sine : f32
  return %w : f32
}

// `x w`, a row a token.
func.func private @linear(%x: !tokens, %w: !weights) -> !tokens {
  %c1 = arith.constant 1 : index
  %n = tensor.dim %x, %c1 : !tokens
  %zero = arith.constant 0.0 : f32
  %room = tensor.empty(%n) : !tokens
  %none = linalg.fill ins(%zero : f32) outs(%room : !tokens) -> !tokens
  %one_batch = tensor.expand_shape %w [[0, 1], [2]] output_shape [1, 16, 16] : !weights into tensor<1x16x16xf32>
  %y = linalg.batch_matmul ins(%x, %one_batch : !tokens, tensor<1x16x16xf32>) outs(%none : !tokens) -> !tokens
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

// Attention among the given tokens: each block of 4 looks at the blocks that fit it best, in each head for itself.
func.func private @attend(%x: !tokens, %share: f32, %seed: f32) -> !tokens {
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %ten = arith.constant 10.0 : f32
  %s1 = arith.addf %seed, %ten : f32
  %s2 = arith.addf %s1, %ten : f32
  %s3 = arith.addf %s2, %ten : f32
  %wq = call @weights(%seed) : (f32) -> !weights
  %wk = call @weights(%s1) : (f32) -> !weights
  %wv = call @weights(%s2) : (f32) -> !weights
  %wo = call @weights(%s3) : (f32) -> !weights
  %qx = call @linear(%x, %wq) : (!tokens, !weights) -> !tokens
  %kx = call @linear(%x, %wk) : (!tokens, !weights) -> !tokens
  %vx = call @linear(%x, %wv) : (!tokens, !weights) -> !tokens
  %q = call @heads_of(%qx) : (!tokens) -> !heads
  %k = call @heads_of(%kx) : (!tokens) -> !heads
  %v = call @heads_of(%vx) : (!tokens) -> !heads
  %scores = dsa.score_blocks %q, %k block = [4, 4] scale = 0.1 : !heads, !heads
  %blocks = tensor.dim %scores, %c3 : !scores
  %top_k = dsa.budget %share of %blocks at_least = 1 : f32
  %chosen = dsa.select_blocks %scores top_k(%top_k) : !scores -> !pattern
  %attended = dsa.attention %q, %k, %v, %chosen scale = 0.1 : !heads, !heads, !heads, !pattern
  %mixed = call @tokens_of(%attended) : (!heads) -> !tokens
  %projected = call @linear(%mixed, %wo) : (!tokens, !weights) -> !tokens
  %y = arith.addf %x, %projected : !tokens
  return %y : !tokens
}

// One layer, for the tokens that are chosen. The others keep what the layer gave for them last, `state`.
func.func private @layer(%x: !tokens, %indices: !indices, %share: f32, %state: !tokens, %seed: f32) -> !tokens {
  %packed = dsa.pack_tokens %x, %indices : !tokens, !indices
  %out = call @attend(%packed, %share, %seed) : (!tokens, f32, f32) -> !tokens
  %all = dsa.unpack_tokens %out, %indices into %state : !tokens, !indices, !tokens
  return %all : !tokens
}

// A frame, its number and the state; and the state for the next frame, whose last part is the frame as it is encoded.
func.func @encode(%frame: !tokens, %number: index, %share: f32, %seen: !tokens, %first: !tokens, %second: !tokens)
    -> (!tokens, !tokens, !tokens) {
  %c1 = arith.constant 1 : index
  %period = arith.constant 8 : index
  %seed_1 = arith.constant 1.0 : f32
  %seed_2 = arith.constant 2.0 : f32
  %n = tensor.dim %frame, %c1 : !tokens

  // The tokens that have changed most since they were last seen, and those whose turn it is.
  %count = dsa.budget %share of %n at_least = 1 : f32
  %change = dsa.token_change %frame, %seen norm = l2 : !tokens, !tokens
  %changed = dsa.gate_tokens %change budget(%count) : tensor<1x?xf32>
  %due = dsa.refresh_schedule frame(%number) period(%period) size(%n) : !indices
  %indices = dsa.union_indices %changed, %due size(%n) : !indices, !indices
  %now = dsa.pack_tokens %frame, %indices : !tokens, !indices
  %known = dsa.unpack_tokens %now, %indices into %seen : !tokens, !indices, !tokens

  %encoded = call @layer(%frame, %indices, %share, %first, %seed_1) : (!tokens, !indices, f32, !tokens, f32) -> !tokens
  %again = call @layer(%encoded, %indices, %share, %second, %seed_2) : (!tokens, !indices, f32, !tokens, f32) -> !tokens
  return %known, %encoded, %again : !tokens, !tokens, !tokens
}
