// RUN: ds-opt %s --dsa-report --verify-diagnostics -o /dev/null

// Of 64 tokens as many are packed as content asks for: done is open, the dense program has all of them. A layer of 8 x 16 for 64
// tokens is 64 * 8 * 16 * 2 = 16384, one of 16 x 16 behind it 32768. Numbers in the ops between are 64 * 16.
func.func @layers(%x: tensor<1x64x8xf32>, %saliency: tensor<1x64xf32>, %budget: index, %w: tensor<1x8x16xf32>, %v: tensor<1x16x16xf32>)
    -> tensor<1x?x16xf32> {
  // expected-remark @+1 {{density 0.0000 to 1.0000, 0 FLOP of 0 FLOP dense}}
  %i = dsa.gate_tokens %saliency budget(%budget) : tensor<1x64xf32>
  // expected-remark @+1 {{0 FLOP of 0 FLOP dense, 2.05 kB or more of 0 B dense}}
  %y = dsa.pack_tokens %x, %i : tensor<1x64x8xf32>, tensor<1x?xi32>
  // expected-remark @+1 {{0 FLOP or more of 16.38 kFLOP dense, 512 B or more of 6.66 kB dense}}
  %z = dsa.linear %y, %w : (tensor<1x?x8xf32>, tensor<1x8x16xf32>) -> tensor<1x?x16xf32>
  // expected-remark @+1 {{arith.mulf: 0 FLOP or more}}
  %twice = arith.mulf %z, %z : tensor<1x?x16xf32>
  // expected-remark @+1 {{0 FLOP or more of 32.77 kFLOP dense}}
  %u = dsa.linear %twice, %v : (tensor<1x?x16xf32>, tensor<1x16x16xf32>) -> tensor<1x?x16xf32>
  return %u : tensor<1x?x16xf32>
}

// Seven of 64 tokens, 4 heads of 8 numbers by a reshape and a transposition: one block of 16 x 16 is done in each head, 4 * 256 * 16 * 2
// FLOPs, and there were 4 * 4 of them.
#from = affine_map<(b, h, n, d) -> (b, n, h, d)>
#to = affine_map<(b, h, n, d) -> (b, h, n, d)>
func.func @heads(%x: tensor<1x64x32xf32>, %i: tensor<1x7xi32>, %room: tensor<1x4x7x8xf32>) -> tensor<1x4x7x8xf32> {
  // expected-remark @+1 {{0 FLOP of 0 FLOP dense}}
  %y = dsa.pack_tokens %x, %i : tensor<1x64x32xf32>, tensor<1x7xi32>
  %split = tensor.expand_shape %y [[0], [1], [2, 3]] output_shape [1, 7, 4, 8] : tensor<1x7x32xf32> into tensor<1x7x4x8xf32>
  // expected-remark @+1 {{linalg.generic: 0 FLOP, 1.79 kB loaded and stored}}
  %q = linalg.generic {indexing_maps = [#from, #to], iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
    ins(%split : tensor<1x7x4x8xf32>) outs(%room : tensor<1x4x7x8xf32>) {
  ^bb0(%in: f32, %out: f32):
    linalg.yield %in : f32
  } -> tensor<1x4x7x8xf32>
  // expected-remark @+1 {{density 1.0000, 0 FLOP of 0 FLOP dense}}
  %p = dsa.dense_pattern() : !dsa.pattern<1x1x7x7, block = 16x16>
  // expected-remark @+1 {{density 1.0000, 32.77 kFLOP of 524.29 kFLOP dense}}
  %o = dsa.attention %q, %q, %q, %p : tensor<1x4x7x8xf32>, tensor<1x4x7x8xf32>, tensor<1x4x7x8xf32>, !dsa.pattern<1x1x7x7, block = 16x16>
  return %o : tensor<1x4x7x8xf32>
}

// What enters packed counts as it is.
func.func @entered(%y: tensor<1x7x8xf32>, %w: tensor<1x8x16xf32>) -> tensor<1x7x16xf32> {
  // expected-remark @+1 {{1.79 kFLOP of 1.79 kFLOP dense}}
  %z = dsa.linear %y, %w : (tensor<1x7x8xf32>, tensor<1x8x16xf32>) -> tensor<1x7x16xf32>
  return %z : tensor<1x7x16xf32>
}

// Three keys a query of 16: 2 * 16 * 3 elements, 2 * (8 + 8) FLOPs each, are 3072. At worst each is in a block of 4 x 4 of its own, of which
// there are 2 * 16; full ones at best, six: 6 * 16 * 32 = 3072 to 32 * 16 * 32 = 16384.
func.func @elements(%q: tensor<1x2x16x8xf32>, %s: tensor<1x2x16x16xf32>) -> tensor<1x2x16x8xf32> {
  %c3 = arith.constant 3 : index
  // expected-remark @+1 {{density 0.1875,}}
  %p = dsa.select_keys %s top_k(%c3) : tensor<1x2x16x16xf32> -> !dsa.pattern<1x2x16x16, block = 4x4, holds = elements>
  // expected-remark @+1 {{density 0.1875, 3.07 kFLOP of 16.38 kFLOP dense, 3.07 kFLOP to 16.38 kFLOP in whole blocks}}
  %o = dsa.attention %q, %q, %q, %p : tensor<1x2x16x8xf32>, tensor<1x2x16x8xf32>, tensor<1x2x16x8xf32>, !dsa.pattern<1x2x16x16, block = 4x4, holds = elements>
  return %o : tensor<1x2x16x8xf32>
}

// Three of 12 heads of 64 x 16, each with its own pattern of 4 x 4 blocks: 12 * 16 * 256 * (16 + 16) * 2 = 3145728 FLOPs there were, and
// a quarter of those at most are left. The same where one head is left, whose pattern does not serve all, and where the patterns of
// the heads that are left do not come from those of all. In bytes there were queries and outputs, 12 * 64 * 32 * 4 = 98304, keys and
// values of 12 * 16 blocks of 16 * 32 numbers, 393216, and 12 * (5 + 16) row pointers and columns, 1008: 492528.
func.func @chosen_heads(%q: tensor<1x12x64x16xf32>, %p: !dsa.pattern<1x12x64x64, block = 16x16>, %i: tensor<1x3xi32>, %j: tensor<1x1xi32>,
                        %entered: !dsa.pattern<1x3x64x64, block = 16x16>)
    -> (tensor<1x3x64x16xf32>, tensor<1x1x64x16xf32>, tensor<1x3x64x16xf32>) {
  // expected-remark @+1 {{0 FLOP of 0 FLOP dense}}
  %x = dsa.pack_heads %q, %i : tensor<1x12x64x16xf32>, tensor<1x3xi32>
  // expected-remark @+1 {{0 FLOP of 0 FLOP dense}}
  %of_heads = dsa.pattern_pack_heads %p, %i : !dsa.pattern<1x12x64x64, block = 16x16>, tensor<1x3xi32>
  // expected-remark-re @+1 {{density 0.0000 to 1.0000, 0 FLOP to 786.43 kFLOP of 3.15 MFLOP dense, {{.*}} of 492.53 kB dense,}}
  %o = dsa.attention %x, %x, %x, %of_heads
    : tensor<1x3x64x16xf32>, tensor<1x3x64x16xf32>, tensor<1x3x64x16xf32>, !dsa.pattern<1x3x64x64, block = 16x16>
  // expected-remark @+1 {{0 FLOP of 0 FLOP dense}}
  %y = dsa.pack_heads %q, %j : tensor<1x12x64x16xf32>, tensor<1x1xi32>
  // expected-remark @+1 {{0 FLOP of 0 FLOP dense}}
  %of_head = dsa.pattern_pack_heads %p, %j : !dsa.pattern<1x12x64x64, block = 16x16>, tensor<1x1xi32>
  // expected-remark @+1 {{density 0.0000 to 1.0000, 0 FLOP to 262.14 kFLOP of 3.15 MFLOP dense}}
  %one = dsa.attention %y, %y, %y, %of_head
    : tensor<1x1x64x16xf32>, tensor<1x1x64x16xf32>, tensor<1x1x64x16xf32>, !dsa.pattern<1x1x64x64, block = 16x16>
  // expected-remark @+1 {{density 0.0000 to 1.0000, 0 FLOP to 786.43 kFLOP of 3.15 MFLOP dense}}
  %three = dsa.attention %x, %x, %x, %entered
    : tensor<1x3x64x16xf32>, tensor<1x3x64x16xf32>, tensor<1x3x64x16xf32>, !dsa.pattern<1x3x64x64, block = 16x16>
  return %o, %one, %three : tensor<1x3x64x16xf32>, tensor<1x1x64x16xf32>, tensor<1x3x64x16xf32>
}
