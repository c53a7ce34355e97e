// A video encoder of two layers that computes what has changed, and as much as its budget allows.
//
// A frame comes as tokens, one a patch: batch x tokens x channels. Of each frame only the tokens that differ most from what
// was last seen of them go through the layers; all others keep what the layers gave for them before. So the encoder has a
// state, which goes in and comes out: the tokens as they were last seen, what each layer gave last, and the sums by which a few
// fixed queries (landmarks) look at all tokens, which are brought up to date and not computed again.
//
// One number says how much is computed: `share`, of the tokens, of the heads, of the channels, of the blocks that each query may
// look at and of their mass, of the tokens that are merged, of the tokens that an expert takes and the experts that a token goes to,
// of the looks at what a token shows and of the tokens that get a second one.
//
// Where each mechanism is:
//
// | mechanism | function |
// |---|---|
// | budget, one number for all | everywhere: `dsa.budget` |
// | token gating on change, with a refresh spread over frames | `@encode`: `dsa.delta_gate`, `dsa.refresh_schedule` |
// | packing and unpacking | `@first_layer`, `@second_layer`: `dsa.pack_tokens`, `dsa.unpack_tokens` |
// | incremental products, a drift that is refreshed | `@look`: `dsa.update_scores`, `dsa.update_product`, `dsa.update_product_rows` |
// | run-length token dropping | `@kept`: `dsa.run_lengths` |
// | causal, by document; complements, counts and densities | `@recall`: `dsa.causal_pattern`, `dsa.document_pattern`, `dsa.pattern_complement`, `dsa.pattern_count`, `dsa.pattern_density` |
// | top-k by block means, N:M, retained mass | `@choose_by_mean`: `dsa.score_blocks`, `dsa.select_n_of_m`, `dsa.select_blocks_by_mass`, `dsa.retained_mass` |
// | antidiagonals, guard by similarity, cumulative threshold | `@choose_guarded`: `dsa.score_antidiagonals`, `dsa.block_similarity`, `dsa.row_pattern` |
// | bands, columns, heads; unions and intersections | `@near`, `@choose_by_mean`, `@restrict`: `dsa.stripe_pattern`, `dsa.column_pattern`, `dsa.head_pattern`, `dsa.pattern_union`, `dsa.pattern_intersection` |
// | a pattern for each head | `@restrict`: `dsa.pattern_pack_heads` |
// | conversion of formats, a format that `dsa-select-format` chooses | `@attention`: `dsa.convert_pattern` to `format = any` |
// | top-k keys of each query, an element mask | `@look_back`: `dsa.select_keys` |
// | head pruning by score | `@pruned`: `dsa.score_heads`, `dsa.select_heads`, `dsa.pack_heads`, `dsa.unpack_heads` |
// | channels and filters by score | `@some_channels`: `dsa.score_channels`, `dsa.pack_channels`, `dsa.unpack_channels` |
// | token merging, with the sizes of merged tokens in the attention, and unmerging | `@second_layer`: `dsa.match_tokens`, `dsa.merge_tokens`, `key_bias`, `dsa.unmerge_tokens` |
// | experts | `@experts`: `dsa.route_experts`, `dsa.grouped_linear`, `dsa.combine_experts` |
// | a window in space and time, over a clip of any size | `@around`: `dsa.window_pattern` |
// | early exit, two answers | `@classify`: `dsa.early_exit`, `dsa.confidence` |
//
// Tokens may be as many as there are. Each is 16 numbers here, and attention has 2 heads of 8.
!tokens = tensor<1x?x16xf32>
!heads = tensor<1x2x?x8xf32>
!indices = tensor<1x?xi32>
!some_heads = tensor<1x?x?x8xf32>
!scores = tensor<1x?x?x?xf32>
!pattern = !dsa.pattern<1x?x?x?, block = 4x4>
!shared = !dsa.pattern<1x1x?x?, block = 4x4>
// Elements, in whatever format suits: dsa-select-format says which.
!elements = !dsa.pattern<1x?x?x?, block = 4x4, holds = elements, format = any>
!pairs = !dsa.pattern<1x1x?x?, block = 4x4, holds = elements>
!mass = tensor<1x?x?xf32>
// What 4 landmarks make of all tokens.
!looks = tensor<1x1x4x?xf32>
!seen = tensor<1x1x4x16xf32>
!one_head = tensor<1x1x?x16xf32>
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

// The heads whose values are not small.
func.func private @pruned(%v: !heads, %share: f32) -> !indices {
  %c2 = arith.constant 2 : index
  %weight_of_heads = dsa.score_heads %v norm = mean : !heads
  %head_count = dsa.budget %share of %c2 at_least = 1 : f32
  %heads = dsa.select_heads %weight_of_heads budget(%head_count) : tensor<1x2xf32>
  return %heads : !indices
}

// The neighbours of a block of 4, and the first block, are seen in any case.
func.func private @near(%n: index, %blocks: index) -> !shared {
  %c0 = arith.constant 0 : index
  %band = dsa.stripe_pattern(%n, %n) offset = -4 width = 9 : !shared
  %first = tensor.generate %blocks {
  ^bb0(%b: index, %h: index, %s: index):
    %is_first = arith.cmpi eq, %s, %c0 : index
    tensor.yield %is_first : i1
  } : tensor<1x1x?xi1>
  %column = dsa.column_pattern %first(%n) : tensor<1x1x?xi1> -> !shared
  %near = dsa.pattern_union %band, %column : !shared, !shared
  return %near : !shared
}

// A block looks at the blocks that hold the most of its attention by their means, but at no more than 3 of 4 neighbours; in each
// head for itself, and of a small share fewer. And how much of the mass they hold.
func.func private @choose_by_mean(%q: !some_heads, %k: !some_heads, %n: index, %share: f32) -> (!pattern, !mass) {
  %c3 = arith.constant 3 : index
  %scores = dsa.score_blocks %q, %k block = [4, 4] scale = 0.1 : !some_heads, !some_heads
  %blocks = tensor.dim %scores, %c3 : !scores
  %most = dsa.budget %share of %blocks at_least = 1 : f32
  %near = call @near(%n, %blocks) : (index, index) -> !shared
  %heavy, %unused = dsa.select_blocks_by_mass %scores mass(%share) at_most(%most) always(%near : !shared)
    : !scores -> !pattern, !mass
  %neighbours = dsa.budget %share of %c3 at_least = 1 : f32
  %some = dsa.select_n_of_m %scores budget(%neighbours) n = 3 m = 4 : !scores -> !pattern
  %both = dsa.pattern_intersection %heavy, %some : !pattern, !pattern
  %chosen = dsa.pattern_union %both, %near : !pattern, !shared
  %mass = dsa.retained_mass %scores, %chosen : !scores, !pattern
  return %chosen, %mass : !pattern, !mass
}

// The same by antidiagonals; a block whose queries are not alike is badly judged by any score, and looks at everything.
func.func private @choose_guarded(%q: !some_heads, %k: !some_heads, %n: index, %share: f32) -> (!pattern, !mass) {
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %alike = arith.constant 0.3 : f32
  %scores = dsa.score_antidiagonals %q, %k block = [4, 4] stride = 2 scale = 0.1 : !some_heads, !some_heads
  %blocks = tensor.dim %scores, %c3 : !scores
  %most = dsa.budget %share of %blocks at_least = 1 : f32
  %similarity = dsa.block_similarity %q block = 4 : !some_heads
  %heads = tensor.dim %similarity, %c1 : !mass
  %room = tensor.empty(%heads, %blocks) : tensor<1x?x?xi1>
  %unlike = linalg.map ins(%similarity : !mass) outs(%room : tensor<1x?x?xi1>) (%of_block: f32, %unset: i1) {
    %is_unlike = arith.cmpf olt, %of_block, %alike : f32
    linalg.yield %is_unlike : i1
  }
  %whole = dsa.row_pattern %unlike(%n) : tensor<1x?x?xi1> -> !pattern
  %chosen, %mass = dsa.select_blocks_by_mass %scores mass(%share) at_most(%most) always(%whole : !pattern) apart
    : !scores -> !pattern, !mass
  return %chosen, %mass : !pattern, !mass
}

// The second head sees what is near in any case; a pattern of both heads, of which those of the heads that are left are taken.
func.func private @restrict(%chosen: !pattern, %heads: !indices, %n: index) -> !pattern {
  %c4 = arith.constant 4 : index
  %blocks = arith.ceildivui %n, %c4 : index
  %first_head = arith.constant dense<[[true, false]]> : tensor<1x2xi1>
  %whole = dsa.head_pattern %first_head(%n, %n) : tensor<1x2xi1> -> !dsa.pattern<1x2x?x?, block = 4x4>
  %near = call @near(%n, %blocks) : (index, index) -> !shared
  %of_heads = dsa.pattern_union %whole, %near : !dsa.pattern<1x2x?x?, block = 4x4>, !shared
  %of_these = dsa.pattern_pack_heads %of_heads, %heads : !dsa.pattern<1x2x?x?, block = 4x4>, !indices
  %restricted = dsa.pattern_intersection %chosen, %of_these : !pattern, !pattern
  return %restricted : !pattern
}

// Attention over what is chosen, of tokens of which each stands for several.
func.func private @attention(%q: !some_heads, %k: !some_heads, %v: !some_heads, %chosen: !pattern, %sizes: tensor<1x?xf32>,
                             %n: index) -> !some_heads {
  %log_sizes = math.log %sizes : tensor<1x?xf32>
  %bias = tensor.expand_shape %log_sizes [[0, 1], [2]] output_shape [1, 1, %n] : tensor<1x?xf32> into tensor<1x1x?xf32>
  %elements = dsa.convert_pattern %chosen(%n, %n) : !pattern -> !elements
  %attended = dsa.attention %q, %k, %v, %elements key_bias(%bias : tensor<1x1x?xf32>) scale = 0.1
    : !some_heads, !some_heads, !some_heads, !elements
  return %attended : !some_heads
}

// Attention of some heads of the given tokens, of which each may stand for several (`sizes`). What heads that are left out would
// have given is 0.
func.func private @attend(%x: !tokens, %sizes: tensor<1x?xf32>, %share: f32, %seed: f32, %guarded: i1) -> (!tokens, !mass) {
  %c1 = arith.constant 1 : index
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
  %heads = call @pruned(%v_all, %share) : (!heads, f32) -> !indices
  %q = dsa.pack_heads %q_all, %heads : !heads, !indices
  %k = dsa.pack_heads %k_all, %heads : !heads, !indices
  %v = dsa.pack_heads %v_all, %heads : !heads, !indices

  %n = tensor.dim %x, %c1 : !tokens
  %chosen, %mass = scf.if %guarded -> (!pattern, !mass) {
    %p, %m = func.call @choose_guarded(%q, %k, %n, %share) : (!some_heads, !some_heads, index, f32) -> (!pattern, !mass)
    scf.yield %p, %m : !pattern, !mass
  } else {
    %p, %m = func.call @choose_by_mean(%q, %k, %n, %share) : (!some_heads, !some_heads, index, f32) -> (!pattern, !mass)
    scf.yield %p, %m : !pattern, !mass
  }
  %restricted = call @restrict(%chosen, %heads, %n) : (!pattern, !indices, index) -> !pattern
  %attended = call @attention(%q, %k, %v, %restricted, %sizes, %n)
    : (!some_heads, !some_heads, !some_heads, !pattern, tensor<1x?xf32>, index) -> !some_heads

  %room = tensor.empty(%n) : !heads
  %none = linalg.fill ins(%zero : f32) outs(%room : !heads) -> !heads
  %of_all = dsa.unpack_heads %attended, %heads into %none : !some_heads, !indices, !heads
  %mixed = call @tokens_of(%of_all) : (!heads) -> !tokens
  %projected = call @linear(%mixed, %wo) : (!tokens, !weights) -> !tokens
  %y = arith.addf %x, %projected : !tokens
  return %y, %mass : !tokens, !mass
}

// What 4 landmarks see of all tokens: queries that stay the same, so that only what they make of changed tokens changes. Weights
// are sigmoids, each of one token. The sum adds up rounding from frame to frame; a landmark's is computed anew when it is due.
func.func private @look(%x: !tokens, %changed: !indices, %number: index, %scores: !looks, %sum: !seen, %weights: !looks,
                        %values: !one_head) -> (!looks, !seen, !looks, !one_head) {
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %one = arith.constant 1.0 : f32
  %hundred = arith.constant 100.0 : f32
  %n = tensor.dim %x, %c1 : !tokens
  %w = call @weights(%hundred) : (f32) -> !weights
  %four = tensor.extract_slice %w[0, 0] [4, 16] [1, 1] : !weights to tensor<4x16xf32>
  %landmarks = tensor.expand_shape %four [[0, 1, 2], [3]] output_shape [1, 1, 4, 16] : tensor<4x16xf32> into !seen
  %keys = tensor.expand_shape %x [[0, 1], [2], [3]] output_shape [1, 1, %n, 16] : !tokens into !one_head
  %no_rows = tensor.empty() : tensor<1x0xi32>
  %new_scores = dsa.update_scores %landmarks, %keys rows(%no_rows : tensor<1x0xi32>) columns(%changed : !indices)
    into %scores scale = 0.1 : !seen, !one_head, !looks
  %room = tensor.empty(%n) : !looks
  %sigmoids = linalg.map ins(%new_scores : !looks) outs(%room : !looks) (%score: f32, %unset: f32) {
    %opposite = arith.negf %score : f32
    %exp = math.exp %opposite : f32
    %more = arith.addf %one, %exp : f32
    %sigmoid = arith.divf %one, %more : f32
    linalg.yield %sigmoid : f32
  }
  %new_sum, %new_weights, %new_values = dsa.update_product %sigmoids, %keys keys(%changed : !indices)
    into %sum, %weights, %values : !looks, !one_head, !seen, !looks, !one_head
  %due = dsa.refresh_schedule frame(%number) period(%c4) size(%c4) : !indices
  %fresh_sum = dsa.update_product_rows %new_weights, %new_values rows(%due : !indices) into %new_sum
    : !looks, !one_head, !seen
  return %new_scores, %fresh_sum, %new_weights, %new_values : !looks, !seen, !looks, !one_head
}

// Each token asks the landmarks back: of the four, those it resembles most.
func.func private @look_back(%x: !tokens, %sum: !seen, %share: f32) -> !tokens {
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %n = tensor.dim %x, %c1 : !tokens
  %q = tensor.expand_shape %x [[0, 1], [2], [3]] output_shape [1, 1, %n, 16] : !tokens into !one_head
  %scores = dsa.score_blocks %q, %sum block = [1, 1] scale = 0.01 : !one_head, !seen
  %most = dsa.budget %share of %c4 at_least = 1 : f32
  %best = dsa.select_keys %scores top_k(%most)
    : tensor<1x1x?x4xf32> -> !dsa.pattern<1x1x?x4, block = 4x4, holds = elements>
  %answer = dsa.attention %q, %sum, %sum, %best scale = 0.01
    : !one_head, !seen, !seen, !dsa.pattern<1x1x?x4, block = 4x4, holds = elements>
  %tokens = tensor.collapse_shape %answer [[0, 1], [2], [3]] : !one_head into !tokens
  // A mean and not a sum, beside a little of the token itself.
  %little = arith.constant 0.1 : f32
  %n_int = arith.index_cast %n : index to i32
  %n_float = arith.sitofp %n_int : i32 to f32
  %room = tensor.empty(%n) : !tokens
  %y = linalg.map ins(%x, %tokens : !tokens, !tokens) outs(%room : !tokens) (%own: f32, %all: f32, %unset: f32) {
    %part = arith.mulf %little, %own : f32
    %mean = arith.divf %all, %n_float : f32
    %both = arith.addf %part, %mean : f32
    linalg.yield %both : f32
  }
  return %y : !tokens
}

// A feed-forward layer of the channels that carry most, to as many features; the others stay as they are.
func.func private @some_channels(%x: !tokens, %share: f32, %seed: f32) -> !tokens {
  %c1 = arith.constant 1 : index
  %c16 = arith.constant 16 : index
  %zero = arith.constant 0.0 : f32
  %carried = dsa.score_channels %x norm = l2 : !tokens
  %most = dsa.budget %share of %c16 at_least = 1 : f32
  %channels = dsa.gate_tokens %carried budget(%most) : tensor<1x16xf32>
  %some = dsa.pack_channels %x, %channels : !tokens, !indices

  // Rows of the weights are input channels, columns are features.
  %w = call @weights(%seed) : (f32) -> !weights
  %all = tensor.expand_shape %w [[0, 1], [2]] output_shape [1, 16, 16] : !weights into tensor<1x16x16xf32>
  %rows = dsa.pack_tokens %all, %channels : tensor<1x16x16xf32>, !indices
  %part = dsa.pack_channels %rows, %channels : tensor<1x?x16xf32>, !indices
  %matrix = tensor.collapse_shape %part [[0, 1], [2]] : tensor<1x?x?xf32> into tensor<?x?xf32>
  %packed = dsa.pack_weights %matrix : tensor<?x?xf32> -> tensor<?x?x8xf32>
  %count = tensor.dim %channels, %c1 : !indices
  %room = tensor.empty(%count) : tensor<?xf32>
  %bias = linalg.fill ins(%zero : f32) outs(%room : tensor<?xf32>) -> tensor<?xf32>
  %y = dsa.linear %some, %packed, %bias, %some bias residual activation = gelu
    : (tensor<1x?x?xf32>, tensor<?x?x8xf32>, tensor<?xf32>, tensor<1x?x?xf32>) -> tensor<1x?x?xf32>
  %back = dsa.unpack_channels %y, %channels into %x : tensor<1x?x?xf32>, !indices, !tokens
  return %back : !tokens
}

// A feed-forward layer: each token goes to the one or two of four experts that suit it best, of which each takes so many tokens.
func.func private @experts(%x: !tokens, %share: f32, %seed: f32) -> !tokens {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %twenty = arith.constant 20.0 : f32
  %hundred = arith.constant 100.0 : f32
  %rows = call @rows_of(%x) : (!tokens) -> !rows
  %n = tensor.dim %rows, %c0 : !rows
  %router_seed = arith.addf %seed, %hundred : f32
  %router = call @head(%router_seed) : (f32) -> !head_panels
  %logits = dsa.linear %rows, %router : (!rows, !head_panels) -> !answers
  %capacity = dsa.budget %share of %n at_least = 1 : f32
  %most = dsa.budget %share of %c2 at_least = 1 : f32
  %tokens, %offsets, %slots, %weights, %histogram = dsa.route_experts %logits capacity(%capacity) budget(%most) top_k = 2
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
func.func private @first_layer(%x: !tokens, %indices: !indices, %share: f32, %state: !tokens, %seed: f32)
    -> (!tokens, !mass) {
  %by_mean = arith.constant false
  %c1 = arith.constant 1 : index
  %one = arith.constant 1.0 : f32
  %n = tensor.dim %x, %c1 : !tokens
  %room = tensor.empty(%n) : tensor<1x?xf32>
  %ones = linalg.fill ins(%one : f32) outs(%room : tensor<1x?xf32>) -> tensor<1x?xf32>
  %attended, %mass = call @attend(%x, %ones, %share, %seed, %by_mean)
    : (!tokens, tensor<1x?xf32>, f32, f32, i1) -> (!tokens, !mass)
  %out = call @some_channels(%attended, %share, %one) : (!tokens, f32, f32) -> !tokens
  %all = dsa.unpack_tokens %out, %indices into %state : !tokens, !indices, !tokens
  return %all, %mass : !tokens, !mass
}

// The second: tokens that are alike are merged before and taken apart behind it, and the feed-forward layer has experts.
func.func private @second_layer(%x: !tokens, %indices: !indices, %share: f32, %state: !tokens, %seed: f32)
    -> (!tokens, !mass) {
  %guarded = arith.constant true
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
  %attended, %mass = call @attend(%merged, %sizes, %share, %seed, %guarded)
    : (!tokens, tensor<1x?xf32>, f32, f32, i1) -> (!tokens, !mass)
  %given = call @experts(%attended, %share, %seed) : (!tokens, f32, f32) -> !tokens
  %apart = dsa.unmerge_tokens %given, %groups : !tokens, !indices
  %all = dsa.unpack_tokens %apart, %indices into %state : !tokens, !indices, !tokens
  return %all, %mass : !tokens, !mass
}

// What each token shows, of four things: those of which a first look is not sure get a second, as far as the share goes (of a small
// one none); and how sure the answer is.
func.func private @classify(%x: !tokens, %share: f32) -> (!answers, tensor<?xf32>, tensor<?xi32>) {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %sure = arith.constant 0.9 : f32
  %seven = arith.constant 7.0 : f32
  %eight = arith.constant 8.0 : f32
  %rows = call @rows_of(%x) : (!tokens) -> !rows
  %n = tensor.dim %rows, %c0 : !rows
  %most = dsa.budget %share of %n : f32
  %looks = dsa.budget %share of %c2 at_least = 1 : f32
  %answers, %how_sure, %exits = dsa.early_exit threshold(%sure) budget(%most) depth(%looks)
      -> !answers also(tensor<?xf32>), tensor<?xi32> {
    %w = func.call @head(%seven) : (f32) -> !head_panels
    %logits = dsa.linear %rows, %w : (!rows, !head_panels) -> !answers
    %confidence = dsa.confidence %logits by = margin : !answers
    dsa.exit %logits also(%confidence : tensor<?xf32>) if %confidence next(%rows : !rows) : !answers, tensor<?xf32>
  }, {
  ^bb0(%left: !rows):
    %hidden = func.call @weights(%eight) : (f32) -> !weights
    %panels = dsa.pack_weights %hidden : !weights -> !panels
    %deeper = dsa.linear %left, %panels activation = silu : (!rows, !panels) -> !rows
    %w = func.call @head(%eight) : (f32) -> !head_panels
    %logits = dsa.linear %deeper, %w : (!rows, !head_panels) -> !answers
    %confidence = dsa.confidence %logits by = margin : !answers
    dsa.yield %logits also(%confidence : tensor<?xf32>) : !answers
  }
  return %answers, %how_sure, %exits : !answers, tensor<?xf32>, tensor<?xi32>
}

// A frame, its number and the state; and the state for the next frame, whose third part is the frame as it is encoded. Behind it,
// what the tokens show, how sure that is and which look said so, and the mass of attention that each layer kept.
func.func @encode(%frame: !tokens, %number: index, %share: f32, %seen: !tokens, %first: !tokens, %second: !tokens,
                  %scores: !looks, %sum: !seen, %weights: !looks, %values: !one_head)
    -> (!tokens, !tokens, !tokens, !looks, !seen, !looks, !one_head, !answers, tensor<?xf32>, tensor<?xi32>, !mass, !mass) {
  %c1 = arith.constant 1 : index
  %period = arith.constant 8 : index
  %seed_1 = arith.constant 1.0 : f32
  %seed_2 = arith.constant 2.0 : f32
  %n = tensor.dim %frame, %c1 : !tokens

  // The tokens that have changed most since they were last seen, and those whose turn it is.
  %count = dsa.budget %share of %n at_least = 1 : f32
  %due = dsa.refresh_schedule frame(%number) period(%period) size(%n) : !indices
  %indices, %now, %known = dsa.delta_gate %frame, %seen norm = l2 budget(%count) due(%due : !indices) : !tokens, !tokens

  %encoded, %mass_1 = call @first_layer(%now, %indices, %share, %first, %seed_1)
    : (!tokens, !indices, f32, !tokens, f32) -> (!tokens, !mass)
  %again, %mass_2 = call @second_layer(%encoded, %indices, %share, %second, %seed_2)
    : (!tokens, !indices, f32, !tokens, f32) -> (!tokens, !mass)

  // All tokens by way of the landmarks, of which only what changed is computed.
  %new_scores, %new_sum, %new_weights, %new_values = call @look(%again, %indices, %number, %scores, %sum, %weights, %values)
    : (!tokens, !indices, index, !looks, !seen, !looks, !one_head) -> (!looks, !seen, !looks, !one_head)
  %of_all = call @look_back(%again, %new_sum, %share) : (!tokens, !seen, f32) -> !tokens
  %shown, %how_sure, %looks = call @classify(%of_all, %share) : (!tokens, f32) -> (!answers, tensor<?xf32>, tensor<?xi32>)
  return %known, %encoded, %again, %new_scores, %new_sum, %new_weights, %new_values, %shown, %how_sure, %looks, %mass_1, %mass_2
    : !tokens, !tokens, !tokens, !looks, !seen, !looks, !one_head, !answers, tensor<?xf32>, tensor<?xi32>, !mass, !mass
}

// What each token makes of those of earlier frames: a frame is a document, and what is not of it lies before it or behind it. With the
// share of all pairs that this is.
func.func private @recall(%x: !tokens, %indices: !indices, %tokens_in_frame: index) -> (!tokens, f32) {
  %c1 = arith.constant 1 : index
  %n = tensor.dim %x, %c1 : !tokens
  %at_least_one = arith.maxsi %tokens_in_frame, %c1 : index
  %size = arith.index_cast %at_least_one : index to i32
  %room = tensor.empty(%n) : !indices
  %frames = linalg.map ins(%indices : !indices) outs(%room : !indices) (%index: i32, %unset: i32) {
    %frame = arith.divsi %index, %size : i32
    linalg.yield %frame : i32
  }
  %same = dsa.document_pattern %frames, %frames : !indices, !indices -> !pairs
  %others = dsa.pattern_complement %same : !pairs
  %before = dsa.causal_pattern(%n, %n) : !pairs
  %earlier = dsa.pattern_intersection %others, %before : !pairs, !pairs
  %share = dsa.pattern_density %earlier : !pairs
  // A clip of one frame has nothing to recall.
  %blocks = dsa.pattern_count blocks of %earlier : !pairs
  %none = arith.constant 0 : i64
  %any = arith.cmpi ne, %blocks, %none : i64
  %recalled = scf.if %any -> (!tokens) {
    %q = tensor.expand_shape %x [[0, 1], [2], [3]] output_shape [1, 1, %n, 16] : !tokens into !one_head
    %o = dsa.attention %q, %q, %q, %earlier : !one_head, !one_head, !one_head, !pairs
    %y = tensor.collapse_shape %o [[0, 1], [2], [3]] : !one_head into !tokens
    scf.yield %y : !tokens
  } else {
    scf.yield %x : !tokens
  }
  return %recalled, %share : !tokens, f32
}

// The tokens of a whole clip that differ from what was there a frame before, a share of all at most, how long each stays, and what
// they recall.
func.func @kept(%clip: !tokens, %tokens_in_frame: index, %tau: f32, %share: f32) -> (!tokens, !indices, !tokens, f32) {
  %c1 = arith.constant 1 : index
  %n = tensor.dim %clip, %c1 : !tokens
  %most = dsa.budget %share of %n : f32
  %indices, %lengths = dsa.run_lengths %clip frame(%tokens_in_frame) threshold(%tau) budget(%most) : !tokens
  %packed = dsa.pack_tokens %clip, %indices : !tokens, !indices
  %recalled, %pairs = call @recall(%packed, %indices, %tokens_in_frame) : (!tokens, !indices, index) -> (!tokens, f32)
  return %packed, %lengths, %recalled, %pairs : !tokens, !indices, !tokens, f32
}

// What each token of a clip sees next to it, in its own frame and in those before and behind: of as many frames as there are, of any size.
func.func @around(%clip: !tokens, %rows: index, %columns: index) -> !tokens {
  %c1 = arith.constant 1 : index
  %n = tensor.dim %clip, %c1 : !tokens
  %cells = arith.muli %rows, %columns : index
  %at_least_one = arith.maxsi %cells, %c1 : index
  %frames = arith.divsi %n, %at_least_one : index
  %window = dsa.window_pattern(%n, %n) grid(%frames, %rows, %columns) radius = [1, 1, 1] : !pairs
  %x = tensor.expand_shape %clip [[0, 1], [2], [3]] output_shape [1, 1, %n, 16] : !tokens into !one_head
  %seen = dsa.attention %x, %x, %x, %window : !one_head, !one_head, !one_head, !pairs
  %tokens = tensor.collapse_shape %seen [[0, 1], [2], [3]] : !one_head into !tokens
  return %tokens : !tokens
}
