// A reproducer holds the module and the pipeline with all options; run again, it fails in the same way.
//
// RUN: not ds-opt %s --dsa-densify --dsa-set-block-size=block-size=0 --mlir-pass-pipeline-crash-reproducer=%t.mlir 2>&1 | FileCheck %s
// RUN: FileCheck %s --check-prefix=FILE --input-file=%t.mlir
// RUN: not ds-opt %t.mlir --run-reproducer 2>&1 | FileCheck %s --check-prefix=AGAIN
//
// FILE:  dsa.window_pattern
// FILE:  pipeline: "builtin.module(func.func(dsa-densify,dsa-set-block-size{block-size=0}))"
// AGAIN: error: block-size is 0, expected at least 1
//
// A local one starts right before the pass that failed, here with a dense pattern.
// RUN: not ds-opt %s --dsa-densify --dsa-set-block-size=block-size=0 --mlir-pass-pipeline-crash-reproducer=%t.mlir --mlir-disable-threading \
// RUN:   --mlir-pass-pipeline-local-reproducer 2>&1 | FileCheck %s
// RUN: FileCheck %s --check-prefix=LOCAL --input-file=%t.mlir
// RUN: not ds-opt %t.mlir --run-reproducer 2>&1 | FileCheck %s --check-prefix=AGAIN
// LOCAL: dsa.dense_pattern
// LOCAL: pipeline: "builtin.module(func.func(dsa-set-block-size{block-size=0}))"

// CHECK: reproducer.mlir:[[@LINE+2]]:1: error: block-size is 0, expected at least 1
// CHECK: Pipeline failed while executing {{\[?}}`DsaSetBlockSize` on 'func.func' operation: @f{{\]?}}: reproducer generated at
func.func @f() -> f32 {
  %p = dsa.window_pattern grid = [1, 8, 8] radius = [0, 1, 1] : !dsa.pattern<1x1x64x64, block = 16x16>
  %d = dsa.pattern_density %p : !dsa.pattern<1x1x64x64, block = 16x16>
  return %d : f32
}
