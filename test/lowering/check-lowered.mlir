// RUN: ds-opt %s --split-input-file --verify-diagnostics --check-lowered
// RUN: not ds-opt %s --lower-sparse --split-input-file 2>&1 | FileCheck %s

// CHECK: error: 'dsk.{{.*}}' op is in a module inside of another: expected all sparse ops in functions of the outermost module

module {
  module @inner {
    func.func @f(%mask: memref<1x1x2x2xi1>, %rows: memref<1x1x3xi32>, %columns: memref<4xi32>) {
      // expected-error @+1 {{'dsk.compress_mask' op is left after lowering: expected all sparse ops in functions of the outermost module}}
      dsk.compress_mask ins(%mask : memref<1x1x2x2xi1>) outs(%rows, %columns : memref<1x1x3xi32>, memref<4xi32>)
      return
    }
  }
}

// -----

func.func @f(%x: f32) -> f32 {
  return %x : f32
}
