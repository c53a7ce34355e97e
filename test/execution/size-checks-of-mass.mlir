// As size-checks.mlir, of ops on mass and of those that predict.
// What is always taken, and patterns whose mass is asked for, have the rows and columns of the scores.
// RUN: not ds-run %s --function=by_mass --input=2x1x2x3xf32=1 --input=1x1x2x4xi1=1 2>&1 | FileCheck %s --check-prefix=ALWAYS
// RUN: not ds-run %s --function=by_mass --strategy=reference --input=2x1x2x3xf32=1 --input=1x1x2x4xi1=1 2>&1 | FileCheck %s --check-prefix=ALWAYS
// ALWAYS: select_blocks_by_mass: size 3 of what is always taken is not that of the scores
// RUN: not ds-run %s --function=by_mass --input=2x1x2x3xf32=1 --input=3x1x2x3xi1=1 2>&1 | FileCheck %s --check-prefix=ALWAYS-BATCH
// ALWAYS-BATCH: select_blocks_by_mass: size 0 of what is always taken is neither that of the scores nor 1
// RUN: ds-run %s --function=by_mass --input=2x1x2x3xf32=1 --input=1x1x2x3xi1=1 | FileCheck %s --check-prefix=ALWAYS-FITS
// ALWAYS-FITS: result #0: 2x1x2xf32
// RUN: not ds-run %s --function=retained --input=1x3x2x3xf32=1 --input=1x2x2x3xi1=1 2>&1 | FileCheck %s --check-prefix=RETAINED
// RETAINED: retained_mass: size 1 of the pattern is neither that of the scores nor 1
// RUN: not ds-run %s --function=mass --input=1x1x64x8xf32=1 --input=1x1x32x8xf32=1 --input=1x1x4x4xi1=1 2>&1 | FileCheck %s --check-prefix=MASS
// RUN: not ds-run %s --function=mass --strategy=reference --input=1x1x64x8xf32=1 --input=1x1x32x8xf32=1 --input=1x1x4x4xi1=1 2>&1 | FileCheck %s --check-prefix=MASS
// MASS: attention_mass: the pattern has not as many block columns as there are blocks of keys
// RUN: not ds-run %s --function=mass --input=1x1x64x8xf32=1 --input=1x1x64x4xf32=1 --input=1x1x4x4xi1=1 2>&1 | FileCheck %s --check-prefix=MASS-DIMENSION
// MASS-DIMENSION: attention_mass: head dimension of queries and keys differ
// RUN: not ds-run %s --function=antidiagonals --input=1x1x64x8xf32=1 --input=1x2x64x8xf32=1 2>&1 | FileCheck %s --check-prefix=ANTIDIAGONALS
// ANTIDIAGONALS: score_antidiagonals: heads of keys do not divide those of queries
// RUN: not ds-run %s --function=keys --input=1x1x8x6xf32=1 2>&1 | FileCheck %s --check-prefix=KEYS
// KEYS: select_keys: size 3 of scores is not 7

!any = tensor<?x?x?x?xf32>
!pattern = !dsa.pattern<?x?x?x?, block = 16x16>

func.func @by_mass(%s: !any, %mask: tensor<?x?x?x?xi1>) -> tensor<?x?x?xf32> {
  %tau = arith.constant 0.5 : f32
  %k = arith.constant 2 : index
  %always = dsa.pattern_from_mask %mask : tensor<?x?x?x?xi1> -> !pattern
  %p, %kept = dsa.select_blocks_by_mass %s mass(%tau) at_most(%k) always(%always : !pattern) : !any -> !pattern, tensor<?x?x?xf32>
  return %kept : tensor<?x?x?xf32>
}

func.func @retained(%s: !any, %mask: tensor<?x?x?x?xi1>) -> tensor<?x?x?xf32> {
  %p = dsa.pattern_from_mask %mask : tensor<?x?x?x?xi1> -> !pattern
  %mass = dsa.retained_mass %s, %p : !any, !pattern
  return %mass : tensor<?x?x?xf32>
}

func.func @mass(%q: !any, %k: !any, %mask: tensor<?x?x?x?xi1>) -> tensor<?x?x?xf32> {
  %p = dsa.pattern_from_mask %mask : tensor<?x?x?x?xi1> -> !pattern
  %mass = dsa.attention_mass %q, %k, %p scale = 0.25 : !any, !any, !pattern
  return %mass : tensor<?x?x?xf32>
}

func.func @antidiagonals(%q: !any, %k: !any) -> !any {
  %s = dsa.score_antidiagonals %q, %k block = [16, 16] stride = 4 scale = 0.25 : !any, !any
  return %s : !any
}

func.func @keys(%s: !any) -> tensor<?x?x?x7xi1> {
  %k = arith.constant 2 : index
  %p = dsa.select_keys %s top_k(%k) : !any -> !dsa.pattern<?x?x?x7, block = 4x4, holds = elements>
  %mask = dsa.pattern_to_mask %p : !dsa.pattern<?x?x?x7, block = 4x4, holds = elements>
  return %mask : tensor<?x?x?x7xi1>
}
