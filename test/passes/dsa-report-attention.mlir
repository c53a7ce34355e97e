// Bytes of attention: keys and values of a block once for each block row that holds it, all else once; kernels by the same rule.
//
// RUN: ds-opt %s --dsa-report --verify-diagnostics -o /dev/null

// Queries and outputs of 2 * 64 * 32 numbers of 4 bytes, 32768; a bias of 64 and lse of 2 * 64, 256 and 512; 2 * 5 row pointers and 2 * 16
// columns, 168; and 2 * 16 blocks of 16 * (32 + 32) numbers, 131072: 164776.
func.func @biased(%q: tensor<1x2x64x32xf32>, %bias: tensor<1x1x64xf32>) -> (tensor<1x2x64x32xf32>, tensor<1x2x64xf32>) {
  // expected-remark @+1 {{0 FLOP of 0 FLOP dense}}
  %p = dsa.dense_pattern() : !dsa.pattern<1x2x64x64, block = 16x16>
  // expected-remark @+1 {{164.78 kB of 164.78 kB dense, working set 8.19 kB}}
  %o, %lse = dsa.attention %q, %q, %q, %p key_bias(%bias : tensor<1x1x64xf32>) with_lse
    : tensor<1x2x64x32xf32>, tensor<1x2x64x32xf32>, tensor<1x2x64x32xf32>, !dsa.pattern<1x2x64x64, block = 16x16>
  return %o, %lse : tensor<1x2x64x32xf32>, tensor<1x2x64xf32>
}

// Two heads of keys and values for four of queries. Queries and outputs of 4 * 64 * 32 numbers of 4 bytes, 65536. Of 4 blocks in each of 4 rows
// a head: 4 * 5 row pointers and 4 * 16 columns, 336; of keys and values 2 * 16 blocks of 16 * (32 + 32) numbers, 131072: 196944. Of one a row: 4 * 5
// row pointers and 16 columns, 144. Two heads that share keys hold the same blocks at best, 8 in all, 32768, and other ones at worst, 16,
// 65536: 98448 to 131216. One pattern for all heads: 5 row pointers and 4 columns, 36, and 2 * 4 blocks, 32768: 98340 of 5 + 16 numbers, 84,
// and 2 * 16 blocks: 196692.
func.func @grouped(%q: tensor<1x4x64x32xf32>, %k: tensor<1x2x64x32xf32>, %scores: tensor<1x4x4x4xf32>, %one: tensor<1x1x4x4xf32>)
    -> (tensor<1x4x64x32xf32>, tensor<1x4x64x32xf32>, tensor<1x4x64x32xf32>) {
  %c1 = arith.constant 1 : index
  // expected-remark @+1 {{0 FLOP of 0 FLOP dense}}
  %all = dsa.dense_pattern() : !dsa.pattern<1x4x64x64, block = 16x16>
  // expected-remark @+1 {{2.10 MFLOP of 2.10 MFLOP dense, 196.94 kB of 196.94 kB dense, working set 8.19 kB}}
  %o = dsa.attention %q, %k, %k, %all : tensor<1x4x64x32xf32>, tensor<1x2x64x32xf32>, tensor<1x2x64x32xf32>, !dsa.pattern<1x4x64x64, block = 16x16>
  // expected-remark @+1 {{0 FLOP of 0 FLOP dense}}
  %p = dsa.select_blocks %scores top_k(%c1) : tensor<1x4x4x4xf32> -> !dsa.pattern<1x4x64x64, block = 16x16>
  // expected-remark @+1 {{524.29 kFLOP of 2.10 MFLOP dense, 98.45 kB to 131.22 kB of 196.94 kB dense, working set 8.19 kB}}
  %some = dsa.attention %q, %k, %k, %p : tensor<1x4x64x32xf32>, tensor<1x2x64x32xf32>, tensor<1x2x64x32xf32>, !dsa.pattern<1x4x64x64, block = 16x16>
  // expected-remark @+1 {{0 FLOP of 0 FLOP dense}}
  %shared = dsa.select_blocks %one top_k(%c1) : tensor<1x1x4x4xf32> -> !dsa.pattern<1x1x64x64, block = 16x16>
  // expected-remark @+1 {{524.29 kFLOP of 2.10 MFLOP dense, 98.34 kB of 196.69 kB dense, working set 8.19 kB}}
  %same = dsa.attention %q, %k, %k, %shared : tensor<1x4x64x32xf32>, tensor<1x2x64x32xf32>, tensor<1x2x64x32xf32>, !dsa.pattern<1x1x64x64, block = 16x16>
  return %o, %some, %same : tensor<1x4x64x32xf32>, tensor<1x4x64x32xf32>, tensor<1x4x64x32xf32>
}

// Of 16 heads of queries four, and of the eight of keys that serve them two. Queries and outputs of 4 * 64 * 8 numbers, 16384; a bias of 2 * 64,
// 512; 4 * (5 + 16) numbers of the pattern, 336; and 2 * 16 blocks of 16 * (8 + 8) numbers, 32768: 50000. All is four times as much.
func.func @heads_left_out(%q: tensor<1x16x64x8xf32>, %k: tensor<1x8x64x8xf32>, %i: tensor<1x4xi32>, %j: tensor<1x2xi32>, %bias: tensor<1x2x64xf32>)
    -> tensor<1x4x64x8xf32> {
  // expected-remark @+1 {{0 FLOP of 0 FLOP dense}}
  %x = dsa.pack_heads %q, %i : tensor<1x16x64x8xf32>, tensor<1x4xi32>
  // expected-remark @+1 {{0 FLOP of 0 FLOP dense}}
  %y = dsa.pack_heads %k, %j : tensor<1x8x64x8xf32>, tensor<1x2xi32>
  // expected-remark @+1 {{0 FLOP of 0 FLOP dense}}
  %p = dsa.dense_pattern() : !dsa.pattern<1x4x64x64, block = 16x16>
  // expected-remark @+1 {{50.00 kB of 200.00 kB dense}}
  %o = dsa.attention %x, %y, %y, %p key_bias(%bias : tensor<1x2x64xf32>)
    : tensor<1x4x64x8xf32>, tensor<1x2x64x8xf32>, tensor<1x2x64x8xf32>, !dsa.pattern<1x4x64x64, block = 16x16>
  return %o : tensor<1x4x64x8xf32>
}

// In three steps, scores and weights are of the heads of queries: 16 tiles of 16 * 16 products of 32 numbers, 262144.
func.func @grouped_steps(%q: tensor<1x4x64x32xf32>, %k: tensor<1x2x64x32xf32>, %scores: tensor<1x4x4x4xf32>) -> tensor<1x4x64x32xf32> {
  %c1 = arith.constant 1 : index
  // expected-remark @+1 {{0 FLOP of 0 FLOP dense}}
  %p = dsa.select_blocks %scores top_k(%c1) : tensor<1x4x4x4xf32> -> !dsa.pattern<1x4x64x64, block = 16x16>
  // expected-remark @+1 {{262.14 kFLOP of 1.05 MFLOP dense}}
  %x = dsa.sddmm %q, %k, %p : tensor<1x4x64x32xf32>, tensor<1x2x64x32xf32>, !dsa.pattern<1x4x64x64, block = 16x16>
  // expected-remark @+1 {{dense}}
  %w = dsa.sparse_softmax %x, %p : tensor<1x1x?x16x16xf32>, !dsa.pattern<1x4x64x64, block = 16x16>
  // expected-remark @+1 {{262.14 kFLOP of 1.05 MFLOP dense}}
  %o = dsa.spmm %w, %k, %p : tensor<1x1x?x16x16xf32>, tensor<1x2x64x32xf32>, !dsa.pattern<1x4x64x64, block = 16x16>
  return %o : tensor<1x4x64x32xf32>
}

// Of seven of 64 tokens, one head of 8: queries, outputs, bias and lse of 7, 448 + 28 + 28; 2 row pointers and a column, 12; a block of
// 16 * 16 numbers, 1024: 1540. There were 64: 4096 + 256 + 256, 5 + 16 numbers are 84, and 16 blocks 16384: 21076.
func.func @packed(%x: tensor<1x64x8xf32>, %i: tensor<1x7xi32>, %bias: tensor<1x1x7xf32>) -> (tensor<1x1x7x8xf32>, tensor<1x1x7xf32>) {
  // expected-remark @+1 {{0 FLOP of 0 FLOP dense}}
  %y = dsa.pack_tokens %x, %i : tensor<1x64x8xf32>, tensor<1x7xi32>
  %q = tensor.expand_shape %y [[0, 1], [2], [3]] output_shape [1, 1, 7, 8] : tensor<1x7x8xf32> into tensor<1x1x7x8xf32>
  // expected-remark @+1 {{0 FLOP of 0 FLOP dense}}
  %p = dsa.dense_pattern() : !dsa.pattern<1x1x7x7, block = 16x16>
  // expected-remark @+1 {{1.54 kB of 21.08 kB dense}}
  %o, %lse = dsa.attention %q, %q, %q, %p key_bias(%bias : tensor<1x1x7xf32>) with_lse
    : tensor<1x1x7x8xf32>, tensor<1x1x7x8xf32>, tensor<1x1x7x8xf32>, !dsa.pattern<1x1x7x7, block = 16x16>
  return %o, %lse : tensor<1x1x7x8xf32>, tensor<1x1x7xf32>
}

// Queries and outputs are 102400 and 2 * 8 row pointers 64, whatever is stored. Of 20 columns and ids, and 5 masks of 16 * 2 bytes, no more than
// those 320 are read, and of blocks of 16 * (64 + 64) numbers 20 at most, 163840: 266624. All 2 * 49 blocks are 802816, and with row
// pointers and columns of all, 456, 905672.
func.func @masked(%q: memref<1x2x100x64xf32>, %rows: memref<1x2x8xi32>, %columns: memref<20xi32>, %ids: memref<20xi32>,
                  %masks: memref<5x16x2xi8>, %o: memref<1x2x100x64xf32>) {
  // expected-remark @+1 {{0 FLOP to 1.31 MFLOP of 6.42 MFLOP dense, 102.46 kB to 266.62 kB of 905.67 kB dense, working set 16.38 kB}}
  dsk.masked_attention ins(%q, %q, %q, %rows, %columns, %ids, %masks : memref<1x2x100x64xf32>, memref<1x2x100x64xf32>,
      memref<1x2x100x64xf32>, memref<1x2x8xi32>, memref<20xi32>, memref<20xi32>, memref<5x16x2xi8>)
    outs(%o : memref<1x2x100x64xf32>) block = [16, 16] scale = 0.125
  return
}
