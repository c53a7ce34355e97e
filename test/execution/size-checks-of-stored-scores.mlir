// As size-checks.mlir, of stored scores.
// RUN: for strategy in fast reference; do \
// RUN:   not ds-run %s --function=scores --strategy=$strategy --input=1x1x64x8xf32=1 --input=1x1x64x4xf32=1 --input=1x1x4x4xi1=1 2>&1 | FileCheck %s --check-prefix=DIMENSION && \
// RUN:   not ds-run %s --function=scores --strategy=$strategy --input=1x1x64x8xf32=1 --input=1x1x32x8xf32=1 --input=1x1x4x4xi1=1 2>&1 | FileCheck %s --check-prefix=COLUMNS && \
// RUN:   not ds-run %s --function=shares --strategy=$strategy --input=1x1x5x16x16xf32=1 --input=1x1x2x3xi1=1 --input=32 --input=48 2>&1 | FileCheck %s --check-prefix=TILES && \
// RUN:   not ds-run %s --function=shares --strategy=$strategy --input=2x1x12x16x16xf32=1 --input=2x1x2x3xi1=1 --input=32 --input=48 2>&1 | FileCheck %s --check-prefix=SERVES && \
// RUN:   not ds-run %s --function=shares --strategy=$strategy --input=1x1x6x16x16xf32=1 --input=1x1x2x3xi1=1 --input=33 --input=48 2>&1 | FileCheck %s --check-prefix=QUERIES && \
// RUN:   not ds-run %s --function=shares --strategy=$strategy --input=1x1x6x16x16xf32=1 --input=1x1x2x3xi1=1 --input=32 --input=32 2>&1 | FileCheck %s --check-prefix=KEYS && \
// RUN:   ds-run %s --function=shares --strategy=$strategy --input=3x1x6x16x16xf32=1 --input=1x1x2x3xi1=1 --input=32 --input=48 | FileCheck %s --check-prefix=FITS && \
// RUN:   not ds-run %s --function=weighed --strategy=$strategy --input=1x1x6x16x16xf32=1 --input=2x1x48x8xf32=1 --input=1x1x2x3xi1=1 --input=32 2>&1 | FileCheck %s --check-prefix=BATCH && \
// RUN:   not ds-run %s --function=weighed --strategy=$strategy --input=1x1x6x16x16xf32=1 --input=1x1x49x8xf32=1 --input=1x1x2x3xi1=1 --input=32 2>&1 | FileCheck %s --check-prefix=VALUES && \
// RUN:   not ds-run %s --function=weighed --strategy=$strategy --input=1x1x7x16x16xf32=1 --input=1x1x48x8xf32=1 --input=1x1x2x3xi1=1 --input=32 2>&1 | FileCheck %s --check-prefix=WEIGHTS && \
// RUN:   not ds-run %s --function=scores --strategy=$strategy --input=1x6x64x8xf32=1 --input=1x4x64x8xf32=1 --input=1x1x4x4xi1=1 2>&1 | FileCheck %s --check-prefix=GROUPS && \
// RUN:   not ds-run %s --function=weighed --strategy=$strategy --input=1x6x6x16x16xf32=1 --input=1x4x48x8xf32=1 --input=1x1x2x3xi1=1 --input=32 2>&1 | FileCheck %s --check-prefix=HEADS && \
// RUN:   not ds-run %s --function=weighed --strategy=$strategy --input=1x1x12x16x16xf32=1 --input=1x0x48x8xf32=1 --input=1x2x2x3xi1=1 --input=32 2>&1 | FileCheck %s --check-prefix=HEADS && \
// RUN:   ds-run %s --function=weighed --strategy=$strategy --input=1x6x6x16x16xf32=1 --input=1x3x48x8xf32=1 --input=1x1x2x3xi1=1 --input=32 | FileCheck %s --check-prefix=GROUPED || exit 1; \
// RUN: done
// GROUPS: sddmm: heads of keys do not divide those of queries (4 and 6)
// HEADS: spmm: heads of values do not divide those of weights and pattern ({{4 and 6|0 and 2}})
// GROUPED: result #0: 1x6x32x8xf32
// DIMENSION: sddmm: head dimension of queries and keys differ
// COLUMNS: sddmm: the pattern has not as many block columns as there are blocks of keys
// TILES: sparse_softmax: scores has not as many tiles as the pattern
// SERVES: sparse_softmax: the tiles are of more batch entries than the pattern serves
// QUERIES: sparse_softmax: the pattern is not over as many queries as are given
// KEYS: sparse_softmax: the pattern is not over as many keys as are given
// FITS: result #0: 3x1x6x16x16xf32
// FITS: result #1: 3x1x32xf32
// BATCH: spmm: batch entries of values are not those of weights and pattern
// VALUES: spmm: the pattern is not over as many keys as there are values
// WEIGHTS: spmm: weights has not as many tiles as the pattern

!any = tensor<?x?x?x?xf32>
!tiles = tensor<?x?x?x16x16xf32>
!pattern = !dsa.pattern<?x?x?x?, block = 16x16>

func.func @scores(%q: !any, %k: !any, %mask: tensor<?x?x?x?xi1>) -> !tiles {
  %p = dsa.pattern_from_mask %mask : tensor<?x?x?x?xi1> -> !pattern
  %x = dsa.sddmm %q, %k, %p scale = 0.25 : !any, !any, !pattern
  return %x : !tiles
}

func.func @shares(%x: !tiles, %mask: tensor<?x?x?x?xi1>, %n: index, %m: index) -> (!tiles, tensor<?x?x?xf32>) {
  %p = dsa.pattern_from_mask %mask : tensor<?x?x?x?xi1> -> !pattern
  %w, %lse = dsa.sparse_softmax %x, %p(%n, %m) with_lse : !tiles, !pattern
  return %w, %lse : !tiles, tensor<?x?x?xf32>
}

func.func @weighed(%w: !tiles, %v: !any, %mask: tensor<?x?x?x?xi1>, %n: index) -> !any {
  %p = dsa.pattern_from_mask %mask : tensor<?x?x?x?xi1> -> !pattern
  %o = dsa.spmm %w, %v, %p(%n) : !tiles, !any, !pattern
  return %o : !any
}
