// dsk ops are inlined, with the regions of those that have one.
//
// RUN: ds-opt %s --inline | FileCheck %s

// CHECK-LABEL: func.func @caller
// CHECK-NOT:     call
// CHECK:         %[[P:.*]] = dsk.gather_rows
// CHECK:         dsk.partition
// CHECK:           dsk.for_blocks
// CHECK:             dsk.yield
// CHECK:         return %[[P]]
func.func @caller(%x: tensor<1x100x64xf32>, %i: tensor<1x5xi32>, %e: tensor<1x5x64xf32>,
                  %rows: memref<1x2x8xi32>, %columns: memref<?xi32>, %seen: memref<?xi32>) -> tensor<1x5x64xf32> {
  %p = call @gather(%x, %i, %e) : (tensor<1x100x64xf32>, tensor<1x5xi32>, tensor<1x5x64xf32>) -> tensor<1x5x64xf32>
  call @loops(%rows, %columns, %seen) : (memref<1x2x8xi32>, memref<?xi32>, memref<?xi32>) -> ()
  return %p : tensor<1x5x64xf32>
}

func.func private @gather(%x: tensor<1x100x64xf32>, %i: tensor<1x5xi32>, %e: tensor<1x5x64xf32>) -> tensor<1x5x64xf32> {
  %p = dsk.gather_rows ins(%x, %i : tensor<1x100x64xf32>, tensor<1x5xi32>) outs(%e : tensor<1x5x64xf32>) -> tensor<1x5x64xf32>
  return %p : tensor<1x5x64xf32>
}

func.func private @loops(%rows: memref<1x2x8xi32>, %columns: memref<?xi32>, %seen: memref<?xi32>) {
  %zero = arith.constant 0 : index
  %seven = arith.constant 7 : index
  dsk.partition(%seven) {
  ^bb0(%r: index):
    dsk.for_blocks %rows[%zero, %zero, %r], %columns : memref<1x2x8xi32>, memref<?xi32> {
    ^bb0(%column: index):
      %one = arith.constant 1 : i32
      memref.store %one, %seen[%column] : memref<?xi32>
      dsk.yield
    }
  }
  return
}
