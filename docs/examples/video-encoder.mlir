// A video encoder of two layers that computes what has changed, and as much as its budget allows.
//
// A frame comes as tokens, one a patch: batch x tokens x channels. Of each frame only the tokens that differ most from what
// was last seen of them go through the layers; all others keep what the layers gave for them before. So the encoder has a
// state, which goes in and comes out: the tokens as they were last seen, and what each layer gave last.
//
// One number says how much is computed: `share`, of the tokens, of the heads, of the blocks that each query may look at and
// of their mass, of the tokens that are merged, of the tokens that an expert takes and of those that need a second opinion.
// With a share of 1 it is the dense encoder.
//
// Tokens may be as many as there are. Each is 16 numbers here, and attention has 2 heads of 8.
!tokens = tensor<1x?x16xf32>
!heads = tensor<1x2x?x8xf32>
!indices = tensor<1x?xi32>
!some_heads = tensor<1x?x?x8xf32>
!scores = tensor<1x?x?x?xf32>
!pattern = !dsa.pattern<1x?x?x?, block = 4x4>
!shared = !dsa.pattern<1x1x?x?, block = 4x4>
!weights = tensor<16x16xf32>
!rows = tensor<?x16xf32>
!answers = tensor<?x4xf32>
// Packed: panels of 8 columns, and for each of 4 experts.
!panels = tensor<2x16x8xf32>
!head_panels = tensor<1x16x8xf32>
!experts = tensor<4x2x16x8xf32>

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

// The rows of all tokens, and back.
func.func private @rows_of(%x: !tokens) -> !rows {
  %rows = tensor.collapse_shape %x [[0, 1], [2]] : !tokens into !rows
  return %rows : !rows
}

func.func private @of_rows(%x: !rows) -> !tokens {
  %c0 = arith.constant 0 : index
  %n = tensor.dim %x, %c0 : !rows
  %tokens = tensor.expand_shape %x [[0, 1], [2]] output_shape [1, %n, 16] : !rows into !tokens
  return %tokens : !tokens
}

// Attention of some heads of the given tokens, of which each may stand for several (`sizes`). A block of 4 looks at the blocks
// that hold the most of its attention, and at its neighbours in any case, in each head for itself. Heads whose values are
// small are left out; what they would have given is 0.
func.func private @attend(%x: !tokens, %sizes: tensor<1x?xf32>, %share: f32, %seed: f32) -> !tokens {
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %zero = arith.constant 0.0 : f32
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
  %q_all = call @heads_of(%qx) : (!tokens) -> !heads
  %k_all = call @heads_of(%kx) : (!tokens) -> !heads
  %v_all = call @heads_of(%vx) : (!tokens) -> !heads

  %weight_of_heads = dsa.score_heads %v_all norm = mean : !heads
  %head_count = dsa.budget %share of %c2 at_least = 1 : f32
  %heads = dsa.select_heads %weight_of_heads budget(%head_count) : tensor<1x2xf32>
  %q = dsa.pack_heads %q_all, %heads : !heads, !indices
  %k = dsa.pack_heads %k_all, %heads : !heads, !indices
  %v = dsa.pack_heads %v_all, %heads : !heads, !indices

  %n = tensor.dim %x, %c1 : !tokens
  %scores = dsa.score_blocks %q, %k block = [4, 4] scale = 0.1 : !some_heads, !some_heads
  %blocks = tensor.dim %scores, %c3 : !scores
  %most = dsa.budget %share of %blocks at_least = 1 : f32
  %near = dsa.stripe_pattern(%n, %n) offset = -4 width = 9 : !shared
  %chosen, %mass = dsa.select_blocks_by_mass %scores mass(%share) at_most(%most) always(%near : !shared)
    : !scores -> !pattern, tensor<1x?x?xf32>
  %attended = dsa.attention %q, %k, %v, %chosen scale = 0.1 : !some_heads, !some_heads, !some_heads, !pattern

  %room = tensor.empty(%n) : !heads
  %none = linalg.fill ins(%zero : f32) outs(%room : !heads) -> !heads
  %of_all = dsa.unpack_heads %attended, %heads into %none : !some_heads, !indices, !heads
  %mixed = call @tokens_of(%of_all) : (!heads) -> !tokens
  %projected = call @linear(%mixed, %wo) : (!tokens, !weights) -> !tokens
  %y = arith.addf %x, %projected : !tokens
  return %y : !tokens
}

// A feed-forward layer: each token goes to the two of four experts that suit it best, of which each takes so many tokens.
func.func private @experts(%x: !tokens, %share: f32, %seed: f32) -> !tokens {
  %c0 = arith.constant 0 : index
  %twenty = arith.constant 20.0 : f32
  %hundred = arith.constant 100.0 : f32
  %rows = call @rows_of(%x) : (!tokens) -> !rows
  %n = tensor.dim %rows, %c0 : !rows
  %router_seed = arith.addf %seed, %hundred : f32
  %router = call @head(%router_seed) : (f32) -> !head_panels
  %logits = dsa.linear %rows, %router : (!rows, !head_panels) -> !answers
  %capacity = dsa.budget %share of %n at_least = 1 : f32
  %tokens, %offsets, %slots, %weights, %histogram = dsa.route_experts %logits capacity(%capacity) top_k = 2
    normalize = chosen : !answers
  %in = call @expert_weights(%seed) : (f32) -> !experts
  %out_seed = arith.addf %seed, %twenty : f32
  %out = call @expert_weights(%out_seed) : (f32) -> !experts
  %hidden = dsa.grouped_linear %rows, %in, %offsets, %tokens rows activation = gelu
    : (!rows, !experts, tensor<5xi32>, tensor<?xi32>) -> !rows
  %given = dsa.grouped_linear %hidden, %out, %offsets : (!rows, !experts, tensor<5xi32>) -> !rows
  %combined = dsa.combine_experts %given, %slots, %weights : !rows, tensor<?x2xi32>, tensor<?x2xf32>
  %y = arith.addf %rows, %combined : !rows
  %back = call @of_rows(%y) : (!rows) -> !tokens
  return %back : !tokens
}

func.func private @expert_weights(%seed: f32) -> !experts {
  %room = tensor.empty() : tensor<4x16x16xf32>
  %hundred = arith.constant 17.0 : f32
  %w = linalg.generic {indexing_maps = [affine_map<(e, i, j) -> (e, i, j)>],
                       iterator_types = ["parallel", "parallel", "parallel"]} outs(%room : tensor<4x16x16xf32>) {
  ^bb0(%out: f32):
    %e = linalg.index 0 : index
    %i = linalg.index 1 : index
    %j = linalg.index 2 : index
    %e_int = arith.index_cast %e : index to i32
    %e_float = arith.sitofp %e_int : i32 to f32
    %of_expert = arith.mulf %e_float, %hundred : f32
    %expert_seed = arith.addf %seed, %of_expert : f32
    %w = func.call @number(%expert_seed, %i, %j) : (f32, index, index) -> f32
    linalg.yield %w : f32
  } -> tensor<4x16x16xf32>
  %packed = dsa.pack_weights %w : tensor<4x16x16xf32> -> !experts
  return %packed : !experts
}

// From a token to four numbers.
func.func private @head(%seed: f32) -> !head_panels {
  %w = call @weights(%seed) : (f32) -> !weights
  %four = tensor.extract_slice %w[0, 0] [16, 4] [1, 1] : !weights to tensor<16x4xf32>
  %packed = dsa.pack_weights %four : tensor<16x4xf32> -> !head_panels
  return %packed : !head_panels
}

// The first layer, for the tokens that are chosen. The others keep what the layer gave for them last, `state`.
func.func private @first_layer(%x: !tokens, %indices: !indices, %share: f32, %state: !tokens, %seed: f32) -> !tokens {
  %c1 = arith.constant 1 : index
  %one = arith.constant 1.0 : f32
  %n = tensor.dim %x, %c1 : !tokens
  %room = tensor.empty(%n) : tensor<1x?xf32>
  %ones = linalg.fill ins(%one : f32) outs(%room : tensor<1x?xf32>) -> tensor<1x?xf32>
  %attended = call @attend(%x, %ones, %share, %seed) : (!tokens, tensor<1x?xf32>, f32, f32) -> !tokens
  %w = call @weights(%one) : (f32) -> !weights
  %packed = dsa.pack_weights %w : !weights -> !panels
  %out = dsa.linear %attended, %packed, %attended residual activation = gelu : (!tokens, !panels, !tokens) -> !tokens
  %all = dsa.unpack_tokens %out, %indices into %state : !tokens, !indices, !tokens
  return %all : !tokens
}

// The second: tokens that are alike are merged before and taken apart behind it, and the feed-forward layer has experts.
func.func private @second_layer(%x: !tokens, %indices: !indices, %share: f32, %state: !tokens, %seed: f32) -> !tokens {
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %packed = dsa.pack_tokens %x, %indices : !tokens, !indices
  %n = tensor.dim %packed, %c1 : !tokens
  %half = arith.divui %n, %c2 : index
  %kept = dsa.budget %share of %half at_least = 1 : f32
  %at_most = arith.minui %kept, %half : index
  %alike = arith.subi %half, %at_most : index
  %groups, %count = dsa.match_tokens %packed merge(%alike) protect = 1 : !tokens
  %merged, %sizes = dsa.merge_tokens %packed, %groups count(%count) : !tokens, !indices
  %attended = call @attend(%merged, %sizes, %share, %seed) : (!tokens, tensor<1x?xf32>, f32, f32) -> !tokens
  %given = call @experts(%attended, %share, %seed) : (!tokens, f32, f32) -> !tokens
  %apart = dsa.unmerge_tokens %given, %groups : !tokens, !indices
  %all = dsa.unpack_tokens %apart, %indices into %state : !tokens, !indices, !tokens
  return %all : !tokens
}

// What each token shows, of four things: those of which a first look is not sure get a second, as far as the share goes.
func.func private @classify(%x: !tokens, %share: f32) -> (!answers, tensor<?xi32>) {
  %c0 = arith.constant 0 : index
  %sure = arith.constant 0.9 : f32
  %seven = arith.constant 7.0 : f32
  %eight = arith.constant 8.0 : f32
  %rows = call @rows_of(%x) : (!tokens) -> !rows
  %n = tensor.dim %rows, %c0 : !rows
  %most = dsa.budget %share of %n : f32
  %answers, %exits = dsa.early_exit threshold(%sure) budget(%most) -> !answers, tensor<?xi32> {
    %w = func.call @head(%seven) : (f32) -> !head_panels
    %logits = dsa.linear %rows, %w : (!rows, !head_panels) -> !answers
    %confidence = dsa.confidence %logits by = margin : !answers
    dsa.exit %logits if %confidence next(%rows : !rows) : !answers, tensor<?xf32>
  }, {
  ^bb0(%left: !rows):
    %hidden = func.call @weights(%eight) : (f32) -> !weights
    %panels = dsa.pack_weights %hidden : !weights -> !panels
    %deeper = dsa.linear %left, %panels activation = silu : (!rows, !panels) -> !rows
    %w = func.call @head(%eight) : (f32) -> !head_panels
    %logits = dsa.linear %deeper, %w : (!rows, !head_panels) -> !answers
    dsa.yield %logits : !answers
  }
  return %answers, %exits : !answers, tensor<?xi32>
}

// A frame, its number and the state; and the state for the next frame, whose last part is the frame as it is encoded, with
// what its tokens show and which look said so.
func.func @encode(%frame: !tokens, %number: index, %share: f32, %seen: !tokens, %first: !tokens, %second: !tokens)
    -> (!tokens, !tokens, !tokens, !answers, tensor<?xi32>) {
  %c1 = arith.constant 1 : index
  %period = arith.constant 8 : index
  %seed_1 = arith.constant 1.0 : f32
  %seed_2 = arith.constant 2.0 : f32
  %n = tensor.dim %frame, %c1 : !tokens

  // The tokens that have changed most since they were last seen, and those whose turn it is.
  %count = dsa.budget %share of %n at_least = 1 : f32
  %due = dsa.refresh_schedule frame(%number) period(%period) size(%n) : !indices
  %indices, %now, %known = dsa.delta_gate %frame, %seen norm = l2 budget(%count) due(%due : !indices) : !tokens, !tokens

  %encoded = call @first_layer(%now, %indices, %share, %first, %seed_1)
    : (!tokens, !indices, f32, !tokens, f32) -> !tokens
  %again = call @second_layer(%encoded, %indices, %share, %second, %seed_2)
    : (!tokens, !indices, f32, !tokens, f32) -> !tokens
  %shown, %looks = call @classify(%again, %share) : (!tokens, f32) -> (!answers, tensor<?xi32>)
  return %known, %encoded, %again, %shown, %looks : !tokens, !tokens, !tokens, !answers, tensor<?xi32>
}

// The tokens of a whole clip that differ from what was there a frame before, and how long each stays.
func.func @kept(%clip: !tokens, %tokens_in_frame: index, %tau: f32) -> (!tokens, !indices) {
  %indices, %lengths = dsa.run_lengths %clip frame(%tokens_in_frame) threshold(%tau) : !tokens
  %packed = dsa.pack_tokens %clip, %indices : !tokens, !indices
  return %packed, %lengths : !tokens, !indices
}
