// RUN: ds-opt %s --dsa-densify --mlir-print-ir-after-all -o /dev/null 2>&1 | FileCheck %s --check-prefix=AFTER
// AFTER:       IR Dump After DsaDensify (dsa-densify)
// AFTER-NEXT:  func.func @f
// AFTER-NEXT:    dsa.dense_pattern
//
// RUN: ds-opt %s --dsa-densify --mlir-print-ir-before=dsa-densify -o /dev/null 2>&1 | FileCheck %s --check-prefix=BEFORE
// BEFORE:      IR Dump Before DsaDensify (dsa-densify)
// BEFORE-NEXT: func.func @f
// BEFORE-NEXT:   dsa.window_pattern
//
// Nothing is dumped after a pass that changes nothing.
// RUN: ds-opt %s --dsa-densify --dsa-densify --mlir-print-ir-after-all --mlir-print-ir-after-change -o /dev/null 2>&1 | FileCheck %s --check-prefix=CHANGE
// CHANGE-COUNT-1: IR Dump After DsaDensify
// CHANGE-NOT:     IR Dump
//
// RUN: not ds-opt %s --dsa-set-block-size=block-size=0 --mlir-print-ir-after-failure 2>&1 | FileCheck %s --check-prefix=FAILURE
// FAILURE: IR Dump After DsaSetBlockSize Failed (dsa-set-block-size)
//
// RUN: rm -rf %t.tree && ds-opt %s --dsa-densify --canonicalize --mlir-print-ir-after-all --mlir-print-ir-tree-dir=%t.tree -o /dev/null
// RUN: FileCheck %s --check-prefix=TREE --input-file=%t.tree/builtin_module_no-symbol-name/func_func_f/0_0_dsa-densify.mlir
// TREE: dsa.dense_pattern
//
// RUN: ds-opt %s --dsa-densify --mlir-timing --mlir-timing-display=list -o /dev/null 2>&1 | FileCheck %s --check-prefix=TIMING
// TIMING: Execution time report
// TIMING: DsaDensify
//
// RUN: ds-opt %s --dsa-densify --mlir-pass-statistics --mlir-pass-statistics-display=list -o /dev/null 2>&1 | FileCheck %s --check-prefix=STATISTICS
// STATISTICS:      Pass statistics report
// STATISTICS:      DsaDensify
// STATISTICS-NEXT: (S) 1 num-patterns-densified - Number of patterns made dense

func.func @f() -> f32 {
  %p = dsa.window_pattern grid = [1, 8, 8] radius = [0, 1, 1] : !dsa.pattern<1x1x64x64, block = 16x16>
  %d = dsa.pattern_density %p : !dsa.pattern<1x1x64x64, block = 16x16>
  return %d : f32
}
