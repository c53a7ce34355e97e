// RUN: ds-opt %s --dsa-densify | FileCheck %s --implicit-check-not=dsa.select_blocks --implicit-check-not=dsa.window_pattern
// RUN: ds-opt %s --dsa-densify --canonicalize | FileCheck %s --check-prefix=CLEAN
// RUN: ds-opt %s --pass-pipeline="builtin.module(func.func(dsa-densify))" | FileCheck %s
// RUN: ds-opt %s --dsa-densify --mlir-pass-statistics -o /dev/null 2>&1 | FileCheck %s --check-prefix=STATISTICS
// RUN: ds-opt %s --dsa-densify --mlir-disable-threading --mlir-pass-statistics -o /dev/null 2>&1 | FileCheck %s --check-prefix=STATISTICS

// Functions are worked on at the same time; the count is that of all.
// STATISTICS: Pass statistics report
// STATISTICS: DsaDensify
// STATISTICS-NEXT: (S) 13 num-patterns-densified - Number of patterns made dense

// CHECK-LABEL: func.func @select
// CLEAN-LABEL: func.func @select
func.func @select(%q: tensor<1x2x100x8xf32>, %k: index) -> !dsa.pattern<1x2x100x100, block = 16x16> {
  // The scores stay for canonicalize to remove.
  // CHECK:      dsa.score_blocks
  // CHECK-NEXT: %[[P:.*]] = dsa.dense_pattern() : !dsa.pattern<1x2x100x100, block = 16x16>
  // CHECK-NEXT: return %[[P]]
  // CLEAN-NEXT: %[[P:.*]] = dsa.dense_pattern() : !dsa.pattern<1x2x100x100, block = 16x16>
  // CLEAN-NEXT: return %[[P]]
  %s = dsa.score_blocks %q, %q block = [16, 16] : tensor<1x2x100x8xf32>, tensor<1x2x100x8xf32>
  %p = dsa.select_blocks %s top_k(%k) : tensor<1x2x7x7xf32> -> !dsa.pattern<1x2x100x100, block = 16x16>
  return %p : !dsa.pattern<1x2x100x100, block = 16x16>
}

// CHECK-LABEL: func.func @window
func.func @window() -> !dsa.pattern<1x1x100x100, block = 16x16, format = bitmap> {
  // CHECK-NEXT: dsa.dense_pattern() : !dsa.pattern<1x1x100x100, block = 16x16, format = bitmap>
  %p = dsa.window_pattern grid = [1, 10, 10] radius = [0, 1, 1] : !dsa.pattern<1x1x100x100, block = 16x16, format = bitmap>
  return %p : !dsa.pattern<1x1x100x100, block = 16x16, format = bitmap>
}

// CHECK-LABEL: func.func @mask
func.func @mask(%m: tensor<1x2x7x7xi1>) -> !dsa.pattern<1x2x100x100, block = 16x16, index = i64> {
  // CHECK-NEXT: dsa.dense_pattern() : !dsa.pattern<1x2x100x100, block = 16x16, index = i64>
  %p = dsa.pattern_from_mask %m : tensor<1x2x7x7xi1> -> !dsa.pattern<1x2x100x100, block = 16x16, index = i64>
  return %p : !dsa.pattern<1x2x100x100, block = 16x16, index = i64>
}

// Sizes that the type leaves open come from the mask or the scores, in whole blocks.
// CHECK-LABEL: func.func @dynamic
// CHECK-SAME:    %[[M:.*]]: tensor<?x2x?x?xi1>
func.func @dynamic(%m: tensor<?x2x?x?xi1>) -> !dsa.pattern<?x2x?x?, block = 16x4> {
  // CHECK-DAG: %[[C0:.*]] = arith.constant 0 : index
  // CHECK-DAG: %[[B:.*]] = tensor.dim %[[M]], %[[C0]]
  // CHECK-DAG: %[[C1:.*]] = arith.constant 1 : index
  // CHECK-DAG: %[[BATCH:.*]] = arith.muli %[[B]], %[[C1]]
  // CHECK-DAG: %[[C2:.*]] = arith.constant 2 : index
  // CHECK-DAG: %[[R:.*]] = tensor.dim %[[M]], %[[C2]]
  // CHECK-DAG: %[[BQ:.*]] = arith.constant 16 : index
  // CHECK-DAG: %[[N:.*]] = arith.muli %[[R]], %[[BQ]]
  // CHECK-DAG: %[[C3:.*]] = arith.constant 3 : index
  // CHECK-DAG: %[[S:.*]] = tensor.dim %[[M]], %[[C3]]
  // CHECK-DAG: %[[BK:.*]] = arith.constant 4 : index
  // CHECK-DAG: %[[K:.*]] = arith.muli %[[S]], %[[BK]]
  // CHECK:     dsa.dense_pattern(%[[BATCH]], %[[N]], %[[K]]) : !dsa.pattern<?x2x?x?, block = 16x4>
  %p = dsa.pattern_from_mask %m : tensor<?x2x?x?xi1> -> !dsa.pattern<?x2x?x?, block = 16x4>
  return %p : !dsa.pattern<?x2x?x?, block = 16x4>
}

// In a nested region, and for a loop's carried pattern.
// CHECK-LABEL: func.func @nested
func.func @nested(%s: tensor<1x2x7x7xf32>, %k: index, %p: !dsa.pattern<1x2x100x100, block = 16x16>) -> !dsa.pattern<1x2x100x100, block = 16x16> {
  // CHECK: scf.for
  // CHECK:   %[[P:.*]] = dsa.dense_pattern()
  // CHECK:   scf.yield %[[P]]
  %zero = arith.constant 0 : index
  %one = arith.constant 1 : index
  %r = scf.for %i = %zero to %k step %one iter_args(%carried = %p) -> !dsa.pattern<1x2x100x100, block = 16x16> {
    %chosen = dsa.select_blocks %s top_k(%i) : tensor<1x2x7x7xf32> -> !dsa.pattern<1x2x100x100, block = 16x16>
    scf.yield %chosen : !dsa.pattern<1x2x100x100, block = 16x16>
  }
  return %r : !dsa.pattern<1x2x100x100, block = 16x16>
}

// What is attended to changes, and nothing else; the density folds.
// CHECK-LABEL: func.func @attention
// CLEAN-LABEL: func.func @attention
func.func @attention(%q: tensor<1x2x100x8xf32>, %k: index) -> (tensor<1x2x100x8xf32>, f32) {
  // CHECK: %[[P:.*]] = dsa.dense_pattern()
  // CHECK: dsa.attention %{{.*}}, %{{.*}}, %{{.*}}, %[[P]]
  // CHECK: dsa.pattern_density %[[P]]
  // CLEAN: %[[ONE:.*]] = arith.constant 1.000000e+00 : f32
  // CLEAN: %[[P:.*]] = dsa.dense_pattern()
  // CLEAN: %[[O:.*]] = dsa.attention %{{.*}}, %{{.*}}, %{{.*}}, %[[P]]
  // CLEAN: return %[[O]], %[[ONE]]
  %s = dsa.score_blocks %q, %q block = [16, 16] : tensor<1x2x100x8xf32>, tensor<1x2x100x8xf32>
  %p = dsa.select_blocks %s top_k(%k) : tensor<1x2x7x7xf32> -> !dsa.pattern<1x2x100x100, block = 16x16>
  %o = dsa.attention %q, %q, %q, %p : tensor<1x2x100x8xf32>, tensor<1x2x100x8xf32>, tensor<1x2x100x8xf32>, !dsa.pattern<1x2x100x100, block = 16x16>
  %d = dsa.pattern_density %p : !dsa.pattern<1x2x100x100, block = 16x16>
  return %o, %d : tensor<1x2x100x8xf32>, f32
}

// Patterns that come from outside, and those that are dense already, are left alone.
// CHECK-LABEL: func.func @left_alone
// CHECK-SAME:    %{{.*}}: tensor<1x2x100x8xf32>, %[[P:.*]]: !dsa.pattern
func.func @left_alone(%q: tensor<1x2x100x8xf32>, %p: !dsa.pattern<1x2x100x100, block = 16x16>) -> (tensor<1x2x100x8xf32>, tensor<1x2x100x8xf32>) {
  // CHECK-NEXT: %[[D:.*]] = dsa.dense_pattern()
  // CHECK-NEXT: dsa.attention %{{.*}}, %{{.*}}, %{{.*}}, %[[P]]
  // CHECK-NEXT: dsa.attention %{{.*}}, %{{.*}}, %{{.*}}, %[[D]]
  %d = dsa.dense_pattern() : !dsa.pattern<1x2x100x100, block = 16x16>
  %0 = dsa.attention %q, %q, %q, %p : tensor<1x2x100x8xf32>, tensor<1x2x100x8xf32>, tensor<1x2x100x8xf32>, !dsa.pattern<1x2x100x100, block = 16x16>
  %1 = dsa.attention %q, %q, %q, %d : tensor<1x2x100x8xf32>, tensor<1x2x100x8xf32>, tensor<1x2x100x8xf32>, !dsa.pattern<1x2x100x100, block = 16x16>
  return %0, %1 : tensor<1x2x100x8xf32>, tensor<1x2x100x8xf32>
}

// Stated patterns have their sizes: as operands, of whole blocks of a mask, or of documents.
// CHECK-LABEL: func.func @structured
// CHECK-SAME:    %[[N:[a-z0-9]*]]: index, %[[ROWS:[a-z0-9]*]]: tensor<1x?x?xi1>, %[[IDS:[a-z0-9]*]]: tensor<2x?xi32>
func.func @structured(%n: index, %rows: tensor<1x?x?xi1>, %ids: tensor<2x?xi32>)
    -> (!dsa.pattern<1x1x?x64, block = 16x16, holds = elements>, !dsa.pattern<1x?x?x?, block = 16x4>,
        !dsa.pattern<2x1x?x?, block = 16x4>) {
  // CHECK-DAG:  %[[CAUSAL:.*]] = dsa.dense_pattern(%[[N]]) : !dsa.pattern<1x1x?x64, block = 16x16, holds = elements>
  // CHECK-DAG:  %[[H:.*]] = tensor.dim %[[ROWS]], %{{.*}} : tensor<1x?x?xi1>
  // CHECK-DAG:  %[[R:.*]] = tensor.dim %[[ROWS]], %{{.*}} : tensor<1x?x?xi1>
  // CHECK-DAG:  dsa.dense_pattern(%{{.*}}, %{{.*}}, %[[N]]) : !dsa.pattern<1x?x?x?, block = 16x4>
  // CHECK-DAG:  dsa.dense_pattern(%{{.*}}, %{{.*}}) : !dsa.pattern<2x1x?x?, block = 16x4>
  // CHECK-NOT:  dsa.causal_pattern
  // CHECK-NOT:  dsa.row_pattern
  // CHECK-NOT:  dsa.document_pattern
  // CHECK:      return
  %causal = dsa.causal_pattern(%n) : !dsa.pattern<1x1x?x64, block = 16x16, holds = elements>
  %some = dsa.row_pattern %rows(%n) : tensor<1x?x?xi1> -> !dsa.pattern<1x?x?x?, block = 16x4>
  %documents = dsa.document_pattern %ids, %ids : tensor<2x?xi32>, tensor<2x?xi32> -> !dsa.pattern<2x1x?x?, block = 16x4>
  return %causal, %some, %documents
    : !dsa.pattern<1x1x?x64, block = 16x16, holds = elements>, !dsa.pattern<1x?x?x?, block = 16x4>, !dsa.pattern<2x1x?x?, block = 16x4>
}

// Keys, and blocks by mass: what these retain is that of all blocks.
// CHECK-LABEL: func.func @keys_and_mass
// CHECK-SAME:    %[[S:[a-z0-9]*]]: tensor<1x2x?x98xf32>
func.func @keys_and_mass(%s: tensor<1x2x?x98xf32>, %k: index, %t: f32)
    -> (!dsa.pattern<1x2x?x98, block = 16x16, holds = elements>, !dsa.pattern<1x2x?x1568, block = 16x16>, tensor<1x2x?xf32>) {
  // CHECK-DAG:  %[[KEYS:.*]] = dsa.dense_pattern(%{{.*}}) : !dsa.pattern<1x2x?x98, block = 16x16, holds = elements>
  // CHECK-DAG:  %[[N:.*]] = arith.muli %{{.*}}, %c16
  // CHECK-DAG:  %[[BLOCKS:.*]] = dsa.dense_pattern(%[[N]]) : !dsa.pattern<1x2x?x1568, block = 16x16>
  // CHECK-DAG:  %[[MASS:.*]] = dsa.retained_mass %[[S]], %[[BLOCKS]]
  // CHECK:      return %[[KEYS]], %[[BLOCKS]], %[[MASS]]
  %keys = dsa.select_keys %s top_k(%k) : tensor<1x2x?x98xf32> -> !dsa.pattern<1x2x?x98, block = 16x16, holds = elements>
  %blocks, %mass = dsa.select_blocks_by_mass %s mass(%t) at_most(%k)
    : tensor<1x2x?x98xf32> -> !dsa.pattern<1x2x?x1568, block = 16x16>, tensor<1x2x?xf32>
  return %keys, %blocks, %mass : !dsa.pattern<1x2x?x98, block = 16x16, holds = elements>, !dsa.pattern<1x2x?x1568, block = 16x16>, tensor<1x2x?xf32>
}

// What another choice left out; of an argument it is not known.
// CHECK-LABEL: func.func @left_out
// CHECK-SAME:    %[[P:.*]]: !dsa.pattern
func.func @left_out(%p: !dsa.pattern<1x1x64x64, block = 16x16>) -> (!dsa.pattern<1x1x64x64, block = 16x16>, !dsa.pattern<1x1x64x64, block = 16x16>) {
  // CHECK-NEXT: %[[D:.*]] = dsa.dense_pattern()
  // CHECK-NEXT: %[[C:.*]] = dsa.pattern_complement %[[P]]
  // CHECK-NEXT: return %[[D]], %[[C]]
  %causal = dsa.causal_pattern() : !dsa.pattern<1x1x64x64, block = 16x16>
  %after = dsa.pattern_complement %causal : !dsa.pattern<1x1x64x64, block = 16x16>
  %others = dsa.pattern_complement %p : !dsa.pattern<1x1x64x64, block = 16x16>
  return %after, %others : !dsa.pattern<1x1x64x64, block = 16x16>, !dsa.pattern<1x1x64x64, block = 16x16>
}
