// One bad op a split, each with its message.
//
// RUN: ds-opt %s --split-input-file --verify-diagnostics

func.func @f(%x: memref<2x7xf32>, %i: memref<2x8xi32>) {
  // expected-error @+1 {{'dsk.sort_indices' op indices is 2x8, expected 2x7}}
  dsk.sort_indices ins(%x : memref<2x7xf32>) outs(%i : memref<2x8xi32>)
  return
}
