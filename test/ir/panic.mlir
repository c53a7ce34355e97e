// A panic in Rust is an error at the op that was being worked on, naming pass and op, and never an abort.
//
// RUN: not ds-opt %s --test-dynsparse-panic=at=dsa.window_pattern 2>&1 | FileCheck %s --implicit-check-not="thread '"
//
// RUN: not ds-opt %s --test-dynsparse-panic 2>&1 | FileCheck %s --check-prefix=MODULE
// MODULE:     panic.mlir:0:0: error: pass 'test-dynsparse-panic' panicked at 'builtin.module': asked to ({{.*}}test_dynsparse_panic.rs:
//
// On any thread.
// RUN: not ds-opt %s --pass-pipeline="builtin.module(func.func(test-dynsparse-panic))" 2>&1 | FileCheck %s --check-prefix=THREADS
//
// In a rewrite pattern too; what the patterns are applied by fails.
// RUN: not ds-opt %s --test-dynsparse-panic=pattern 2>&1 | FileCheck %s --check-prefix=PATTERN
//
// In what MLIR calls while it converts types or walks.
// RUN: not ds-opt %s --test-dynsparse-panic=types 2>&1 | FileCheck %s --check-prefix=TYPES --implicit-check-not="thread '"
// TYPES: error: a conversion of types panicked: asked to in a conversion ({{.*}}test_dynsparse_panic.rs:
// RUN: not ds-opt %s --test-dynsparse-panic=walk 2>&1 | FileCheck %s --check-prefix=WALK --implicit-check-not="thread '"
// WALK: error: pass 'test-dynsparse-panic' panicked at 'builtin.module': asked to in a walk ({{.*}}test_dynsparse_panic.rs:
//
// It can be expected like any other error, and a reproducer is written like any other.
// RUN: ds-opt %s --pass-pipeline="builtin.module(func.func(test-dynsparse-panic{at=dsa.pattern_density}))" --verify-diagnostics
// RUN: not ds-opt %s --test-dynsparse-panic=at=dsa.pattern_density --mlir-pass-pipeline-crash-reproducer=%t.mlir
// RUN: not ds-opt %t.mlir --run-reproducer 2>&1 | FileCheck %s --check-prefix=REPRODUCED
// REPRODUCED:  error: pass 'test-dynsparse-panic' panicked at 'dsa.pattern_density'
//
// Where there is nothing to panic at, nothing happens.
// RUN: ds-opt %s --test-dynsparse-panic=at=dsa.attention | FileCheck %s --check-prefix=NOTHING
// NOTHING:     func.func @f

// THREADS-DAG: panic.mlir:[[@LINE+1]]:1: error: pass 'test-dynsparse-panic' panicked at 'func.func'
func.func @f() -> f32 {
  // CHECK: panic.mlir:[[@LINE+1]]:8: error: pass 'test-dynsparse-panic' panicked at 'dsa.window_pattern': asked to at 'dsa.window_pattern' ({{.*}}test_dynsparse_panic.rs:
  %p = dsa.window_pattern grid = [1, 8, 8] radius = [0, 1, 1] : !dsa.pattern<1x1x64x64, block = 16x16>
  // expected-error @+1 {{pass 'test-dynsparse-panic' panicked at 'dsa.pattern_density': asked to at 'dsa.pattern_density'}}
  %d = dsa.pattern_density %p : !dsa.pattern<1x1x64x64, block = 16x16>
  return %d : f32
}

// THREADS-DAG: panic.mlir:[[@LINE+1]]:1: error: pass 'test-dynsparse-panic' panicked at 'func.func'
func.func @g() -> !dsa.pattern<1x1x64x64, block = 16x16> {
  // PATTERN: panic.mlir:[[@LINE+2]]:8: error: a rewrite of 'dsa.dense_pattern' panicked: asked to in a pattern ({{.*}}test_dynsparse_panic.rs:
  // PATTERN: error: a rewrite failed
  %p = dsa.dense_pattern() : !dsa.pattern<1x1x64x64, block = 16x16>
  return %p : !dsa.pattern<1x1x64x64, block = 16x16>
}
