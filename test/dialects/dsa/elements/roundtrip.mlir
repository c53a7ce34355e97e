// Patterns that hold elements: the type, and the ops that make and take it.
//
// RUN: ds-opt %s | FileCheck %s
// RUN: ds-opt %s | ds-opt | FileCheck %s
// RUN: ds-opt %s --mlir-print-op-generic | ds-opt | FileCheck %s
// RUN: ds-opt %s --emit-bytecode | ds-opt | FileCheck %s

// What has a default is not printed when it has it.
// CHECK-LABEL: func.func private @types
// CHECK-SAME:  (!dsa.pattern<1x12x1568x1568, block = 16x16>, !dsa.pattern<?x1x?x33, block = 64x16, holds = elements>,
// CHECK-SAME:   !dsa.pattern<2x3x7x5, block = 4x2, holds = elements, format = hybrid, index = i64>)
func.func private @types(
    !dsa.pattern<1x12x1568x1568, block = 16x16, holds = blocks>,
    !dsa.pattern<?x1x?x33, block = 64x16, holds = elements>,
    !dsa.pattern<2x3x7x5, block = 4x2, index = i64, format = hybrid, holds = elements>)

// Masks have an element a query and key; where the pattern leaves a size open, so does its mask.
// CHECK-LABEL: func.func @masks
func.func @masks(%n: index, %mask: tensor<1x2x50x?xi1>) -> (tensor<1x2x50x?xi1>, f32) {
  // CHECK: dsa.dense_pattern(%{{.*}}) : !dsa.pattern<1x2x50x?, block = 16x16, holds = elements>
  %dense = dsa.dense_pattern(%n) : !dsa.pattern<1x2x50x?, block = 16x16, holds = elements>
  // CHECK: dsa.window_pattern grid = [1, 7, 7] radius = [0, 1, 1] global = 1 : !dsa.pattern<1x1x50x50, block = 16x16, holds = elements>
  %window = dsa.window_pattern grid = [1, 7, 7] radius = [0, 1, 1] global = 1 : !dsa.pattern<1x1x50x50, block = 16x16, holds = elements>
  // CHECK: dsa.pattern_from_mask %{{.*}} : tensor<1x2x50x?xi1> -> !dsa.pattern<1x2x50x?, block = 16x16, holds = elements>
  %p = dsa.pattern_from_mask %mask : tensor<1x2x50x?xi1> -> !dsa.pattern<1x2x50x?, block = 16x16, holds = elements>
  // CHECK: dsa.pattern_density
  %d = dsa.pattern_density %p : !dsa.pattern<1x2x50x?, block = 16x16, holds = elements>
  // CHECK: %[[MASK:.*]] = dsa.pattern_to_mask %{{.*}} : !dsa.pattern<1x2x50x?, block = 16x16, holds = elements>
  // CHECK: return %[[MASK]], %{{.*}} : tensor<1x2x50x?xi1>, f32
  %m = dsa.pattern_to_mask %p : !dsa.pattern<1x2x50x?, block = 16x16, holds = elements>
  return %m, %d : tensor<1x2x50x?xi1>, f32
}

// CHECK-LABEL: func.func @attend
// CHECK:         dsa.attention %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} : {{.*}}, !dsa.pattern<1x1x50x50, block = 16x16, holds = elements>
func.func @attend(%q: tensor<1x2x50x8xf32>, %p: !dsa.pattern<1x1x50x50, block = 16x16, holds = elements>) -> tensor<1x2x50x8xf32> {
  %o = dsa.attention %q, %q, %q, %p
    : tensor<1x2x50x8xf32>, tensor<1x2x50x8xf32>, tensor<1x2x50x8xf32>, !dsa.pattern<1x1x50x50, block = 16x16, holds = elements>
  return %o : tensor<1x2x50x8xf32>
}
