// The algebra of patterns, by both strategies: blocks, elements, and the two mixed; batch and heads of 1 that serve all.
// RUN: split-file %s %t.dir
// RUN: for strategy in reference fast; do for case in %S/Inputs/algebra/*/*.npz; do \
// RUN:   part=$(basename $(dirname $case)); case $part in elements_*) sed "s/16x8/${part#elements_}/" %t.dir/elements.mlir > %t.dir/$part.mlir;; esac; \
// RUN:   sizes=; if [ $part = blocks ]; then sizes="--input=@$case:n --input=@$case:m"; fi; \
// RUN:   echo $strategy $case; ds-run %t.dir/$part.mlir --strategy=$strategy --input=@$case:a --input=@$case:b $sizes \
// RUN:     --expected-output=@$case:either --expected-output=@$case:both --expected-output=@$case:neither \
// RUN:     --expected-output=@$case:blocks --expected-output=@$case:elements || exit 1; \
// RUN: done; done
// Sizes that only show then.
// RUN: for strategy in reference fast; do \
// RUN:   not ds-run %t.dir/blocks.mlir --strategy=$strategy --input=1x2x2x2xi1=1 --input=1x3x2x2xi1=1 --input=20 --input=10 2>&1 | FileCheck %s --check-prefix=HEADS || exit 1; \
// RUN:   not ds-run %t.dir/blocks.mlir --strategy=$strategy --input=1x2x2x2xi1=1 --input=1x2x3x2xi1=1 --input=20 --input=10 2>&1 | FileCheck %s --check-prefix=QUERIES || exit 1; \
// RUN:   not ds-run %t.dir/mixed.mlir --strategy=$strategy --input=1x2x2x2xi1=1 --input=1x2x17x17xi1=1 2>&1 | FileCheck %s --check-prefix=KEYS || exit 1; \
// RUN: done
// HEADS: pattern_union: heads of first and second differ, and neither is 1
// QUERIES: pattern_union: number of queries of first and second differ
// KEYS: pattern_union: number of blocks of keys of first and second differ

// goldens.py makes the cases, and computes in NumPy what they should give: a folder for each part of this file, and for
// each other block of elements.

//--- blocks.mlir
!mask_a = tensor<?x?x?x?xi1>
!mask_b = tensor<?x?x?x?xi1>
!a = !dsa.pattern<?x?x?x?, block = 16x8>
!b = !dsa.pattern<?x?x?x?, block = 16x8>
!result = !dsa.pattern<?x?x?x?, block = 16x8>

func.func @algebra(%mask_a: !mask_a, %mask_b: !mask_b, %n: index, %m: index)
    -> (tensor<?x?x?x?xi1>, tensor<?x?x?x?xi1>, tensor<?x?x?x?xi1>, i64, i64) {
  %a = dsa.pattern_from_mask %mask_a : !mask_a -> !a
  %b = dsa.pattern_from_mask %mask_b : !mask_b -> !b
  %either = dsa.pattern_union %a, %b : !a, !b
  %both = dsa.pattern_intersection %b, %a : !b, !a
  %neither = dsa.pattern_complement %either : !result
  %mask_either = dsa.pattern_to_mask %either : !result
  %mask_both = dsa.pattern_to_mask %both : !result
  %mask_neither = dsa.pattern_to_mask %neither : !result
  %blocks = dsa.pattern_count blocks of %either : !result
  %elements = dsa.pattern_count elements of %either(%n, %m) : !result
  return %mask_either, %mask_both, %mask_neither, %blocks, %elements
    : tensor<?x?x?x?xi1>, tensor<?x?x?x?xi1>, tensor<?x?x?x?xi1>, i64, i64
}

//--- elements.mlir
!mask_a = tensor<?x?x?x?xi1>
!mask_b = tensor<?x?x?x?xi1>
!a = !dsa.pattern<?x?x?x?, block = 16x8, holds = elements>
!b = !dsa.pattern<?x?x?x?, block = 16x8, holds = elements>
!result = !dsa.pattern<?x?x?x?, block = 16x8, holds = elements>

func.func @algebra(%mask_a: !mask_a, %mask_b: !mask_b)
    -> (tensor<?x?x?x?xi1>, tensor<?x?x?x?xi1>, tensor<?x?x?x?xi1>, i64, i64) {
  %a = dsa.pattern_from_mask %mask_a : !mask_a -> !a
  %b = dsa.pattern_from_mask %mask_b : !mask_b -> !b
  %either = dsa.pattern_union %a, %b : !a, !b
  %both = dsa.pattern_intersection %b, %a : !b, !a
  %neither = dsa.pattern_complement %either : !result
  %mask_either = dsa.pattern_to_mask %either : !result
  %mask_both = dsa.pattern_to_mask %both : !result
  %mask_neither = dsa.pattern_to_mask %neither : !result
  %blocks = dsa.pattern_count blocks of %either : !result
  %elements = dsa.pattern_count elements of %either : !result
  return %mask_either, %mask_both, %mask_neither, %blocks, %elements
    : tensor<?x?x?x?xi1>, tensor<?x?x?x?xi1>, tensor<?x?x?x?xi1>, i64, i64
}

//--- mixed.mlir
!mask_a = tensor<?x?x?x?xi1>
!mask_b = tensor<?x?x?x?xi1>
!a = !dsa.pattern<?x?x?x?, block = 16x8>
!b = !dsa.pattern<?x?x?x?, block = 16x8, holds = elements>
!result = !dsa.pattern<?x?x?x?, block = 16x8, holds = elements>

func.func @algebra(%mask_a: !mask_a, %mask_b: !mask_b)
    -> (tensor<?x?x?x?xi1>, tensor<?x?x?x?xi1>, tensor<?x?x?x?xi1>, i64, i64) {
  %a = dsa.pattern_from_mask %mask_a : !mask_a -> !a
  %b = dsa.pattern_from_mask %mask_b : !mask_b -> !b
  %either = dsa.pattern_union %a, %b : !a, !b
  %both = dsa.pattern_intersection %b, %a : !b, !a
  %neither = dsa.pattern_complement %either : !result
  %mask_either = dsa.pattern_to_mask %either : !result
  %mask_both = dsa.pattern_to_mask %both : !result
  %mask_neither = dsa.pattern_to_mask %neither : !result
  %blocks = dsa.pattern_count blocks of %either : !result
  %elements = dsa.pattern_count elements of %either : !result
  return %mask_either, %mask_both, %mask_neither, %blocks, %elements
    : tensor<?x?x?x?xi1>, tensor<?x?x?x?xi1>, tensor<?x?x?x?xi1>, i64, i64
}
