// An expansion of a buffer to several open sizes is a view with strides of its own; others stay.
//
// RUN: ds-opt %s --lower-open-expansions --canonicalize | FileCheck %s
// RUN: ds-opt %s --lower-open-expansions --mlir-pass-statistics -o /dev/null 2>&1 | FileCheck %s --check-prefix=STATISTICS
// STATISTICS: (S) 4 num-expansions-lowered - Number of expansions lowered
// All of them lower; LLVM 22 itself crashes on those.
// RUN: ds-opt %s --lower-sparse=start-after=bufferized -o /dev/null
// RUN: ds-run %S/Inputs/open-expansion.mlir --function=tiles --input=6xf32=1,2,3,4,5,6 --input=2 --input=3 --expected-output=2x3xf32=1,2,3,4,5,6
// RUN: ds-run %S/Inputs/open-expansion.mlir --function=of_columns --input=4x3xf32=1,2,3,4,5,6,7,8,9,10,11,12 --input=2 --input=2 \
// RUN:   --expected-output=2x2x2xf32=2,3,5,6,8,9,11,12

// CHECK-LABEL: func.func @tiles
// CHECK:         memref.reinterpret_cast %arg0 to offset: [0], sizes: [%arg1, %arg2], strides: [%arg2, 1]
func.func @tiles(%x: memref<?xf32>, %n: index, %m: index) -> memref<?x?xf32> {
  %y = memref.expand_shape %x [[0, 1]] output_shape [%n, %m] : memref<?xf32> into memref<?x?xf32>
  return %y : memref<?x?xf32>
}

// Strides, an offset and a memory space of their own.
// CHECK-LABEL: func.func @strided
// CHECK:         %{{.*}}, %[[OFFSET:.*]], %{{.*}}:2, %[[STRIDES:.*]]:2 = memref.extract_strided_metadata %arg0
// CHECK-SAME:      -> memref<f32, 3>
// CHECK:         %[[TWICE:.*]] = arith.muli %[[STRIDES]]#0, %arg2
// CHECK:         %[[ALL:.*]] = arith.muli %[[TWICE]], %c4
// CHECK:         memref.reinterpret_cast %arg0 to offset: [%[[OFFSET]]], sizes: [%arg1, 4, %arg2, 8], strides: [%[[ALL]], %[[TWICE]], %[[STRIDES]]#0, 1]
func.func @strided(%x: memref<?x8xf32, strided<[?, 1], offset: ?>, 3>, %n: index, %m: index)
    -> memref<?x4x?x8xf32, strided<[?, ?, ?, 1], offset: ?>, 3> {
  %y = memref.expand_shape %x [[0, 1, 2], [3]] output_shape [%n, 4, %m, 8]
    : memref<?x8xf32, strided<[?, 1], offset: ?>, 3> into memref<?x4x?x8xf32, strided<[?, ?, ?, 1], offset: ?>, 3>
  return %y : memref<?x4x?x8xf32, strided<[?, ?, ?, 1], offset: ?>, 3>
}

// CHECK-LABEL: func.func @empty
// CHECK:         memref.reinterpret_cast %arg0 to offset: [0], sizes: [0, %arg1], strides: [%arg1, 1]
func.func @empty(%x: memref<?xf32>, %n: index) -> memref<0x?xf32> {
  %y = memref.expand_shape %x [[0, 1]] output_shape [0, %n] : memref<?xf32> into memref<0x?xf32>
  return %y : memref<0x?xf32>
}

// CHECK-LABEL: func.func @two_groups
// CHECK:         memref.reinterpret_cast
// CHECK-SAME:      sizes: [%arg1, %arg2, 2, 3]
func.func @two_groups(%x: memref<?x6xi32>, %n: index, %m: index) -> memref<?x?x2x3xi32> {
  %y = memref.expand_shape %x [[0, 1], [2, 3]] output_shape [%n, %m, 2, 3] : memref<?x6xi32> into memref<?x?x2x3xi32>
  return %y : memref<?x?x2x3xi32>
}

// CHECK-LABEL: func.func @one_open
// CHECK:         memref.expand_shape
func.func @one_open(%x: memref<?xf32>, %n: index) -> memref<?x4xf32> {
  %y = memref.expand_shape %x [[0, 1]] output_shape [%n, 4] : memref<?xf32> into memref<?x4xf32>
  return %y : memref<?x4xf32>
}
