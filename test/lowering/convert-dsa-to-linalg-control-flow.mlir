// RUN: ds-opt %s --convert-dsa-to-linalg --canonicalize \
// RUN:   | FileCheck %s --implicit-check-not=dsa. --implicit-check-not=unrealized_conversion_cast

// Patterns become masks wherever a value can go: functions, calls, branches, loops, selects.

// A mask is a pattern, whatever the format; only what the types leave open is cast.

// CHECK-LABEL: func.func @masks
// CHECK-SAME: (%[[MASK:.*]]: tensor<1x?x4x?xi1>) -> tensor<1x2x4x?xi1>
// What the types leave open and the pattern states is checked when the program runs.
// CHECK: cf.assert %{{.*}}, "{{.*}}convert-dsa-to-linalg-control-flow.mlir:[[#@LINE+4]]:8: pattern_from_mask: size 1 of mask is not 2"
// CHECK-NEXT: %[[CAST:.*]] = tensor.cast %[[MASK]] : tensor<1x?x4x?xi1> to tensor<1x2x4x?xi1>
// CHECK-NEXT: return %[[CAST]]
func.func @masks(%mask: tensor<1x?x4x?xi1>) -> tensor<1x2x4x?xi1> {
  %p = dsa.pattern_from_mask %mask : tensor<1x?x4x?xi1> -> !dsa.pattern<1x2x4x?, block = 1x1, format = coo>
  %to = dsa.pattern_to_mask %p : !dsa.pattern<1x2x4x?, block = 1x1, format = coo>
  return %to : tensor<1x2x4x?xi1>
}

!pattern = !dsa.pattern<1x1x?x?, block = 4x4>

// CHECK-LABEL: func.func private @other(tensor<1x1x?x?xi1>) -> tensor<1x1x?x?xi1>
func.func private @other(!pattern) -> !pattern

// CHECK-LABEL: func.func @loop
// CHECK: scf.for {{.*}} -> (tensor<1x1x?x?xi1>)
// CHECK: func.call @other({{.*}}) : (tensor<1x1x?x?xi1>) -> tensor<1x1x?x?xi1>
func.func @loop(%p: !pattern, %n: index) -> !pattern {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %last = scf.for %i = %c0 to %n step %c1 iter_args(%q = %p) -> !pattern {
    %next = func.call @other(%q) : (!pattern) -> !pattern
    scf.yield %next : !pattern
  }
  return %last : !pattern
}

// CHECK-LABEL: func.func @if
// CHECK: scf.if {{.*}} -> (tensor<1x1x?x?xi1>)
func.func @if(%c: i1, %p: !pattern, %n: index) -> !pattern {
  %r = scf.if %c -> !pattern {
    %dense = dsa.dense_pattern(%n, %n) : !pattern
    scf.yield %dense : !pattern
  } else {
    scf.yield %p : !pattern
  }
  return %r : !pattern
}

// CHECK-LABEL: func.func @while
// CHECK: scf.while {{.*}} : (tensor<1x1x?x?xi1>) -> tensor<1x1x?x?xi1>
func.func @while(%p: !pattern, %least: f32) -> !pattern {
  %r = scf.while (%q = %p) : (!pattern) -> !pattern {
    %density = dsa.pattern_density %q : !pattern
    %more = arith.cmpf olt, %density, %least : f32
    scf.condition(%more) %q : !pattern
  } do {
  ^bb0(%q: !pattern):
    %next = func.call @other(%q) : (!pattern) -> !pattern
    scf.yield %next : !pattern
  }
  return %r : !pattern
}

// CHECK-LABEL: func.func @select
// CHECK: arith.select {{.*}} : tensor<1x1x?x?xi1>
func.func @select(%c: i1, %p: !pattern, %q: !pattern) -> !pattern {
  %r = arith.select %c, %p, %q : !pattern
  return %r : !pattern
}

// CHECK-LABEL: func.func @branch
// CHECK: cf.cond_br {{.*}} ^[[JOIN:.*]](%{{.*}} : tensor<1x1x?x?xi1>)
// CHECK: ^[[JOIN]](%{{.*}}: tensor<1x1x?x?xi1>):
func.func @branch(%c: i1, %p: !pattern) -> !pattern {
  cf.cond_br %c, ^other, ^join(%p : !pattern)
^other:
  %q = call @other(%p) : (!pattern) -> !pattern
  cf.br ^join(%q : !pattern)
^join(%r: !pattern):
  return %r : !pattern
}
