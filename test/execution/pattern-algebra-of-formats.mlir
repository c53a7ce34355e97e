// The algebra over every pair of formats: what is stored in one meets what is stored in another, by both strategies.
// RUN: split-file %s %t.dir
// RUN: for first in bcsr csr coo bitmap hybrid row column stripe bcsr_d8 bcsr_d16 csr_d8 csr_d16; do \
// RUN:   for second in bcsr csr coo bitmap hybrid row column stripe bcsr_d8 bcsr_d16 csr_d8 csr_d16; do \
// RUN:     sed "s/FIRST/$first/; s/SECOND/$second/" %t.dir/elements.mlir > %t.elements.mlir; \
// RUN:     strategies=fast; if [ $first = $second ]; then strategies="fast reference"; fi; \
// RUN:     for strategy in $strategies; do case=%S/Inputs/algebra/elements/37_53_0.5.npz; echo $first $second $strategy; \
// RUN:       ds-run %t.elements.mlir --strategy=$strategy -O0 --input=@$case:a --input=@$case:b --expected-output=@$case:either \
// RUN:         --expected-output=@$case:both --expected-output=@$case:neither --expected-output=@$case:blocks --expected-output=@$case:elements || exit 1; \
// RUN: done; done; done
// Blocks in the formats that they have.
// RUN: for first in bcsr bitmap row column stripe bcsr_d8 bcsr_d16; do for second in bcsr bitmap row column stripe bcsr_d8 bcsr_d16; do \
// RUN:   sed "s/FIRST/$first/; s/SECOND/$second/" %t.dir/blocks.mlir > %t.blocks.mlir; \
// RUN:   strategies=fast; if [ $first = $second ]; then strategies="fast reference"; fi; \
// RUN:   for strategy in $strategies; do case=%S/Inputs/algebra/blocks/37_53_0.5.npz; echo $first $second $strategy; \
// RUN:     ds-run %t.blocks.mlir --strategy=$strategy -O0 --input=@$case:a --input=@$case:b --input=@$case:n --input=@$case:m --expected-output=@$case:either \
// RUN:       --expected-output=@$case:both --expected-output=@$case:neither --expected-output=@$case:blocks --expected-output=@$case:elements || exit 1; \
// RUN: done; done; done

// goldens.py makes the cases.

//--- elements.mlir
!mask = tensor<?x?x?x?xi1>
!a = !dsa.pattern<?x?x?x?, block = 16x8, holds = elements, format = FIRST>
!b = !dsa.pattern<?x?x?x?, block = 16x8, holds = elements, format = SECOND>

func.func @algebra(%mask_a: !mask, %mask_b: !mask) -> (!mask, !mask, !mask, i64, i64) {
  %a = dsa.pattern_from_mask %mask_a : !mask -> !a
  %b = dsa.pattern_from_mask %mask_b : !mask -> !b
  %either = dsa.pattern_union %a, %b : !a, !b
  %both = dsa.pattern_intersection %b, %a : !b, !a
  %neither = dsa.pattern_complement %either : !a
  %mask_either = dsa.pattern_to_mask %either : !a
  %mask_both = dsa.pattern_to_mask %both : !b
  %mask_neither = dsa.pattern_to_mask %neither : !a
  %blocks = dsa.pattern_count blocks of %either : !a
  %elements = dsa.pattern_count elements of %either : !a
  return %mask_either, %mask_both, %mask_neither, %blocks, %elements : !mask, !mask, !mask, i64, i64
}

//--- blocks.mlir
!mask = tensor<?x?x?x?xi1>
!a = !dsa.pattern<?x?x?x?, block = 16x8, format = FIRST>
!b = !dsa.pattern<?x?x?x?, block = 16x8, format = SECOND>

func.func @algebra(%mask_a: !mask, %mask_b: !mask, %n: index, %m: index) -> (!mask, !mask, !mask, i64, i64) {
  %a = dsa.pattern_from_mask %mask_a : !mask -> !a
  %b = dsa.pattern_from_mask %mask_b : !mask -> !b
  %either = dsa.pattern_union %a, %b : !a, !b
  %both = dsa.pattern_intersection %b, %a : !b, !a
  %neither = dsa.pattern_complement %either : !a
  %mask_either = dsa.pattern_to_mask %either : !a
  %mask_both = dsa.pattern_to_mask %both : !b
  %mask_neither = dsa.pattern_to_mask %neither : !a
  %blocks = dsa.pattern_count blocks of %either : !a
  %elements = dsa.pattern_count elements of %either(%n, %m) : !a
  return %mask_either, %mask_both, %mask_neither, %blocks, %elements : !mask, !mask, !mask, i64, i64
}
