// RUN: not ds-opt %s --dsa-verify-patterns --split-input-file 2>&1 | FileCheck %s

// CHECK: error: 'dsk.expand_mask' op is on tensors, expected buffers: run bufferize-sparse first
func.func @expand(%rows: tensor<1x2x3xi32>, %columns: tensor<?xi32>, %mask: tensor<1x2x2x4xi1>) -> tensor<1x2x2x4xi1> {
  %r = dsk.expand_mask ins(%rows, %columns : tensor<1x2x3xi32>, tensor<?xi32>) outs(%mask : tensor<1x2x2x4xi1>) -> tensor<1x2x2x4xi1>
  return %r : tensor<1x2x2x4xi1>
}

// -----

// CHECK: error: 'dsk.assert_pattern' op is on tensors, expected buffers: run bufferize-sparse first
func.func @asserted(%words: tensor<1x1x4x1xi64>, %columns: index) {
  dsk.assert_pattern ins(%words, %columns : tensor<1x1x4x1xi64>, index) pattern = !dsa.pattern<1x1x4x6, block = 1x1, format = bitmap> by = "spmm"
  return
}
