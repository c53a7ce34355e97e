// RUN: ds-opt %s --dsa-fuse | FileCheck %s

!rows = tensor<5x6xf32>
!panels = tensor<2x6x4xf32>
!sums = tensor<5x7xf32>

// Written by hand, with the terms exchanged: a residual alone.
// CHECK-LABEL: func.func @residual
func.func @residual(%x: !rows, %w: !panels, %r: !sums) -> !sums {
  // CHECK-NEXT: dsa.linear %arg0, %arg1, %arg2 residual :
  // CHECK-NEXT: return
  %s = dsa.linear %x, %w : (!rows, !panels) -> !sums
  %y = arith.addf %r, %s : !sums
  return %y : !sums
}

// Rounded once.
// CHECK-LABEL: func.func @rounded
func.func @rounded(%x: !rows, %w: !panels) -> tensor<5x7xbf16> {
  // CHECK-NEXT: dsa.linear %arg0, %arg1 : (tensor<5x6xf32>, tensor<2x6x4xf32>) -> tensor<5x7xbf16>
  // CHECK-NEXT: return
  %s = dsa.linear %x, %w : (!rows, !panels) -> !sums
  %y = arith.truncf %s : !sums to tensor<5x7xbf16>
  return %y : tensor<5x7xbf16>
}

// An activation that a layer has already: the second stays.
// CHECK-LABEL: func.func @twice
func.func @twice(%x: !rows, %w: !panels, %zero: f32) -> !sums {
  // CHECK: dsa.linear %arg0, %arg1 activation = relu
  // CHECK: arith.maximumf
  %s = dsa.linear %x, %w activation = relu : (!rows, !panels) -> !sums
  %c = arith.constant 0.0 : f32
  %zeros = tensor.splat %c : !sums
  %y = arith.maximumf %s, %zeros : !sums
  return %y : !sums
}

// The sums are asked for as well.
// CHECK-LABEL: func.func @sums_used
// CHECK:         arith.addf
func.func @sums_used(%x: !rows, %w: !panels, %r: !sums) -> (!sums, !sums) {
  %s = dsa.linear %x, %w : (!rows, !panels) -> !sums
  %y = arith.addf %s, %r : !sums
  return %s, %y : !sums, !sums
}

// Not the constant of the formula.
// CHECK-LABEL: func.func @another_half
// CHECK:         math.erf
func.func @another_half(%x: !rows, %w: !panels) -> !sums {
  %z = dsa.linear %x, %w : (!rows, !panels) -> !sums
  %root = arith.constant dense<0.7> : !sums
  %one = arith.constant dense<1.0> : !sums
  %half = arith.constant dense<0.5> : !sums
  %of_root = arith.mulf %z, %root : !sums
  %erf = math.erf %of_root : !sums
  %sum = arith.addf %one, %erf : !sums
  %halved = arith.mulf %z, %half : !sums
  %y = arith.mulf %halved, %sum : !sums
  return %y : !sums
}

// Blocks of other sizes are no single keys; a stripe that ends elsewhere is not causal order.
// CHECK-LABEL: func.func @patterns
func.func @patterns(%s: tensor<1x1x2x3xf32>, %k: index)
    -> (!dsa.pattern<1x1x8x12, block = 4x4, holds = elements>, !dsa.pattern<1x1x8x12, block = 4x4>) {
  // CHECK: dsa.convert_pattern
  // CHECK: dsa.stripe_pattern
  %p = dsa.select_blocks %s top_k(%k) : tensor<1x1x2x3xf32> -> !dsa.pattern<1x1x8x12, block = 4x4>
  %q = dsa.convert_pattern %p
    : !dsa.pattern<1x1x8x12, block = 4x4> -> !dsa.pattern<1x1x8x12, block = 4x4, holds = elements>
  %r = dsa.stripe_pattern() offset = -11 width = 11 : !dsa.pattern<1x1x8x12, block = 4x4>
  return %q, %r : !dsa.pattern<1x1x8x12, block = 4x4, holds = elements>, !dsa.pattern<1x1x8x12, block = 4x4>
}

// What was retained, once; but not where blocks are apart, nor of other scores.
// CHECK-LABEL: func.func @retained
func.func @retained(%s: tensor<1x1x2x3xf32>, %t: tensor<1x1x2x3xf32>, %mass: f32, %k: index)
    -> (tensor<1x1x2xf32>, tensor<1x1x2xf32>, tensor<1x1x2xf32>) {
  // CHECK: %{{.*}}, %[[KEPT:.*]] = dsa.select_blocks_by_mass %arg0
  // CHECK: %[[OF_T:.*]] = dsa.retained_mass %arg1
  // CHECK: dsa.select_blocks_by_mass {{.*}} apart
  // CHECK: %[[APART:.*]] = dsa.retained_mass %arg0
  // CHECK: return %[[KEPT]], %[[OF_T]], %[[APART]]
  %p, %kept = dsa.select_blocks_by_mass %s mass(%mass) at_most(%k)
    : tensor<1x1x2x3xf32> -> !dsa.pattern<1x1x8x12, block = 4x4>, tensor<1x1x2xf32>
  %same = dsa.retained_mass %s, %p : tensor<1x1x2x3xf32>, !dsa.pattern<1x1x8x12, block = 4x4>
  %other = dsa.retained_mass %t, %p : tensor<1x1x2x3xf32>, !dsa.pattern<1x1x8x12, block = 4x4>
  %q, %beside = dsa.select_blocks_by_mass %s mass(%mass) at_most(%k)
    always(%p : !dsa.pattern<1x1x8x12, block = 4x4>) apart
    : tensor<1x1x2x3xf32> -> !dsa.pattern<1x1x8x12, block = 4x4>, tensor<1x1x2xf32>
  %apart = dsa.retained_mass %s, %q : tensor<1x1x2x3xf32>, !dsa.pattern<1x1x8x12, block = 4x4>
  return %same, %other, %apart : tensor<1x1x2xf32>, tensor<1x1x2xf32>, tensor<1x1x2xf32>
}
