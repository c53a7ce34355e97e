// A window that the compiler would have to hold is refused where that would fill the memory.
//
// RUN: ds-opt %s --split-input-file --verify-diagnostics --convert-dsa-to-dsk

!p = !dsa.pattern<1x1x67108872x67108872, block = 2x2>
func.func @blocks(%x: tensor<1x1x67108872x8xf32>) -> tensor<1x1x67108872x8xf32> {
  // expected-error @+1 {{'dsa.window_pattern' op makes a pattern of 33554436 x 33554436 blocks, more than a program can hold (268435456): expected larger blocks}}
  %p = dsa.window_pattern grid = [2, 2, 16777218] radius = [0, 1, 1] : !p
  %o = dsa.attention %x, %x, %x, %p : tensor<1x1x67108872x8xf32>, tensor<1x1x67108872x8xf32>, tensor<1x1x67108872x8xf32>, !p
  return %o : tensor<1x1x67108872x8xf32>
}

// -----

!p = !dsa.pattern<4294967296x4294967296x8x8, block = 2x2>
func.func @heads() -> f32 {
  // expected-error @+1 {{'dsa.window_pattern' op makes a pattern of 4294967296 x 4294967296 heads of 8 blocks in 4 rows, more than a program can hold (268435456): expected fewer heads; one serves all}}
  %p = dsa.window_pattern grid = [2, 2, 2] radius = [0, 1, 1] : !p
  %d = dsa.pattern_density %p : !p
  return %d : f32
}
