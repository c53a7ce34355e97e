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
