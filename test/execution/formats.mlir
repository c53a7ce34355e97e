// Sets of elements in every format: from masks and back, attention, density, counts; and conversions from each to each.
// RUN: split-file %s %t.dir
// RUN: for format in csr coo bitmap hybrid row column stripe bcsr_d8 csr_d16; do \
// RUN:   sed "s/FORMAT/$format/; s/SUMS/f32/" %t.dir/attend.mlir > %t.f32.mlir; \
// RUN:   for case in %S/Inputs/formats/f32/*.npz; do echo $format $case; \
// RUN:     ds-run %t.f32.mlir --strategy=fast -O0 --input=@$case:q --input=@$case:k --input=@$case:v --input=@$case:mask \
// RUN:       --expected-output=@$case:output --expected-output=@$case:lse --expected-output=@$case:mask \
// RUN:       --expected-output=@$case:density --expected-output=@$case:blocks --expected-output=@$case:elements || exit 1; \
// RUN:   done; done
// RUN: for case in %S/Inputs/formats/f32/*.npz; do echo $case; \
// RUN:   ds-run %t.f32.mlir --strategy=reference -O0 --input=@$case:q --input=@$case:k --input=@$case:v --input=@$case:mask \
// RUN:     --expected-output=@$case:output --expected-output=@$case:lse --expected-output=@$case:mask \
// RUN:     --expected-output=@$case:density --expected-output=@$case:blocks --expected-output=@$case:elements || exit 1; \
// RUN: done
// Other element types, by element and by both.
// RUN: for element in f64 bf16 f16; do for format in csr hybrid; do \
// RUN:   sum=f32; if [ $element = f64 ]; then sum=f64; fi; case=%S/Inputs/formats/$element/mixed.npz; \
// RUN:   sed "s/FORMAT/$format/; s/xf32/x$element/; s/SUMS/$sum/" %t.dir/attend.mlir > %t.other.mlir; \
// RUN:   echo $format $case; \
// RUN:   ds-run %t.other.mlir --strategy=fast --input=@$case:q --input=@$case:k --input=@$case:v --input=@$case:mask \
// RUN:     --expected-output=@$case:output --expected-output=@$case:lse --expected-output=@$case:mask \
// RUN:     --expected-output=@$case:density --expected-output=@$case:blocks --expected-output=@$case:elements || exit 1; \
// RUN: done; done
// From each to each. Without optimisation what is stored is checked on the way.
// RUN: for from in bcsr csr coo bitmap hybrid row column stripe bcsr_d8 csr_d16; do \
// RUN:   sed "s/FROM/$from/" %t.dir/convert.mlir > %t.convert.mlir; \
// RUN:   case $from in row|column|stripe) edges="tall_lines density_0 density_1 one_token no_queries no_keys";; *) edges=;; esac; \
// RUN:   for case in mixed lines long_gaps $edges; do case=%S/Inputs/formats/f32/$case.npz; for strategy in fast reference; do \
// RUN:     if [ $strategy$from = referencebcsr ] || [ $strategy = fast ]; then \
// RUN:     echo $from $case $strategy; \
// RUN:     ds-run %t.convert.mlir --strategy=$strategy -O0 --input=@$case:mask --expected-output=@$case:mask --expected-output=@$case:mask --expected-output=@$case:mask --expected-output=@$case:mask --expected-output=@$case:mask --expected-output=@$case:mask --expected-output=@$case:mask --expected-output=@$case:mask --expected-output=@$case:mask --expected-output=@$case:mask --expected-output=@$case:mask --expected-output=@$case:mask --expected-output=@$case:mask || exit 1; fi; \
// RUN:   done; done; done
// Blocks whose keys are no eights, and whose queries fill more bytes than a vector has.
// RUN: for block in 40x20 1100x3; do sed "s/FROM/bcsr/; s/16x8/$block/" %t.dir/convert.mlir > %t.convert.mlir; case=%S/Inputs/formats/f32/mixed.npz; echo $block; \
// RUN:   ds-run %t.convert.mlir --strategy=fast -O0 --input=@$case:mask --expected-output=@$case:mask --expected-output=@$case:mask --expected-output=@$case:mask --expected-output=@$case:mask --expected-output=@$case:mask --expected-output=@$case:mask --expected-output=@$case:mask --expected-output=@$case:mask --expected-output=@$case:mask --expected-output=@$case:mask --expected-output=@$case:mask --expected-output=@$case:mask --expected-output=@$case:mask || exit 1; \
// RUN: done
// Rows of few elements far from each other and of many, in more blocks than have their masks made at once; and a block that leaves no room.
// RUN: for block in 16x20 1024x256; do for mask in a b; do sed "s/FROM/csr/; s/16x8/$block/" %t.dir/convert.mlir > %t.convert.mlir; \
// RUN:   case=%S/Inputs/algebra/elements/windows.npz; echo $block $mask; \
// RUN:   ds-run %t.convert.mlir --strategy=fast -O0 --input=@$case:$mask --expected-output=@$case:$mask --expected-output=@$case:$mask --expected-output=@$case:$mask --expected-output=@$case:$mask --expected-output=@$case:$mask --expected-output=@$case:$mask --expected-output=@$case:$mask --expected-output=@$case:$mask --expected-output=@$case:$mask --expected-output=@$case:$mask --expected-output=@$case:$mask --expected-output=@$case:$mask --expected-output=@$case:$mask || exit 1; \
// RUN: done; done
// A conversion from blocks to smaller units is told how many queries and keys there are.
// RUN: for strategy in fast reference; do \
// RUN:   ds-run %t.dir/refine.mlir --strategy=$strategy --input=1x1x2x2xi1=1,0,0,1 --input=5 --input=7 \
// RUN:     --expected-output=1x1x5x7xi1=1,1,1,1,0,0,0,1,1,1,1,0,0,0,1,1,1,1,0,0,0,1,1,1,1,0,0,0,0,0,0,0,1,1,1 \
// RUN:     --expected-output=1x1x3x4xi1=1,1,0,0,1,1,0,0,0,0,1,1 || exit 1; \
// RUN:   not ds-run %t.dir/refine.mlir --strategy=$strategy --input=1x1x2x2xi1=1 --input=9 --input=7 2>&1 | FileCheck %s --check-prefix=QUERIES || exit 1; \
// RUN:   not ds-run %t.dir/refine.mlir --strategy=$strategy --input=1x1x2x2xi1=1 --input=5 --input=-7 2>&1 | FileCheck %s --check-prefix=KEYS || exit 1; \
// RUN: done
// QUERIES: convert_pattern: the pattern is not over as many queries as are given
// KEYS: convert_pattern: the pattern is not over as many keys as are given
// Patterns meet in every format.
// RUN: for format in csr coo bitmap hybrid row column stripe csr_d8; do sed "s/FORMAT/$format/" %t.dir/algebra.mlir > %t.algebra.mlir; \
// RUN:   for case in %S/Inputs/algebra/elements/37_53_0.5.npz %S/Inputs/algebra/elements/0_5_0.5.npz; do \
// RUN:     echo $format $case; \
// RUN:     ds-run %t.algebra.mlir --strategy=fast -O0 --input=@$case:a --input=@$case:b --expected-output=@$case:either \
// RUN:       --expected-output=@$case:both --expected-output=@$case:neither || exit 1; \
// RUN:   done; done
// What is stated is stored in every format, and the pass that checks what is stored finds nothing wrong.
// RUN: for format in csr coo bitmap hybrid row column stripe bcsr_d8 any; do sed "s/FORMAT/$format/" %t.dir/stated.mlir > %t.stated.mlir; \
// RUN:   ds-run %t.stated.mlir --strategy=fast -O0 --input=5x5xf32=0 --expected-output=1x1x5x5xi1=1,0,0,0,0,1,1,0,0,0,0,1,1,0,0,0,0,1,1,0,0,0,0,1,1 \
// RUN:     --expected-output=1x1x5x5xf32=0 || exit 1; \
// RUN: done
// Of whole lines only the numbers are stored: of rows, of columns, and of diagonals, below the main one less than 0.
// RUN: sed "s/FORMAT/row/; s/LINES/2/g; s/REST/5/g" %t.dir/lines.mlir > %t.row.mlir
// RUN: ds-run %t.row.mlir --strategy=fast --input=1x1x5x4xi1=1,0,0,0,1,1,1,1,1,0,1,0,1,1,1,1,1,0,0,1 \
// RUN:   --expected-output=1x1x6xi32=0,1,1,3,3,5 --expected-output=5xi32=0,0,2,0,3 --expected-output=1x1x2xi32=0,2 --expected-output=2xi32=1,3
// RUN: sed "s/FORMAT/column/; s/LINES/1/g; s/REST/8/g" %t.dir/lines.mlir > %t.column.mlir
// RUN: ds-run %t.column.mlir --strategy=fast --input=1x1x5x4xi1=1,0,0,0,1,1,1,1,1,0,1,0,1,1,1,1,1,0,0,1 \
// RUN:   --expected-output=1x1x6xi32=0,0,3,4,7,8 --expected-output=8xi32=1,2,3,2,1,2,3,3 --expected-output=1x1x2xi32=0,1 --expected-output=1xi32=0
// RUN: sed "s/FORMAT/stripe/; s/LINES/2/g; s/REST/8/g" %t.dir/lines.mlir > %t.stripe.mlir
// RUN: ds-run %t.stripe.mlir --strategy=fast --input=1x1x5x4xi1=1,0,0,0,1,1,1,1,1,0,1,0,1,1,1,1,1,0,0,1 \
// RUN:   --expected-output=1x1x6xi32=0,0,3,4,7,8 --expected-output=8xi32=0,2,3,0,0,1,2,3 --expected-output=1x1x2xi32=0,2 --expected-output=2xi32=-4,0

// goldens_formats.py makes the cases, and computes in NumPy what they should give. Patterns go through functions, so that
// nothing is folded, and they are results and arguments in their format.

//--- attend.mlir
!mask = tensor<?x?x?x?xi1>
!pattern = !dsa.pattern<?x?x?x?, block = 16x8, holds = elements, format = FORMAT>
!keys = tensor<?x?x?x4xf32>
!values = tensor<?x?x?x3xf32>
!lse = tensor<?x?x?xSUMS>

func.func private @stored(%mask: !mask) -> !pattern {
  %p = dsa.pattern_from_mask %mask : !mask -> !pattern
  return %p : !pattern
}

func.func @attend(%q: !keys, %k: !keys, %v: !values, %mask: !mask) -> (!values, !lse, !mask, f32, i64, i64) {
  %p = call @stored(%mask) : (!mask) -> !pattern
  %o, %lse = dsa.attention %q, %k, %v, %p with_lse : !keys, !keys, !values, !pattern
  %stored = dsa.pattern_to_mask %p : !pattern
  %density = dsa.pattern_density %p : !pattern
  %blocks = dsa.pattern_count blocks of %p : !pattern
  %elements = dsa.pattern_count elements of %p : !pattern
  return %o, %lse, %stored, %density, %blocks, %elements : !values, !lse, !mask, f32, i64, i64
}

//--- convert.mlir
!mask = tensor<?x?x?x?xi1>
!from = !dsa.pattern<?x?x?x?, block = 16x8, holds = elements, format = FROM>
!a = !dsa.pattern<?x?x?x?, block = 16x8, holds = elements>
!b = !dsa.pattern<?x?x?x?, block = 3x5, holds = elements, index = i64>
!c = !dsa.pattern<?x?x?x?, block = 4x4, holds = elements, format = csr>
!d = !dsa.pattern<?x?x?x?, block = 16x8, holds = elements, format = coo, index = i64>
!e = !dsa.pattern<?x?x?x?, block = 16x8, holds = elements, format = bitmap>
!f = !dsa.pattern<?x?x?x?, block = 16x8, holds = elements, format = hybrid>
!g = !dsa.pattern<?x?x?x?, block = 1x1, format = csr_d8>
!h = !dsa.pattern<?x?x?x?, block = 1x1>
!i = !dsa.pattern<?x?x?x?, block = 16x8, holds = elements, format = bcsr_d16, index = i64>
!j = !dsa.pattern<?x?x?x?, block = 1x1, format = csr_d16>
!k = !dsa.pattern<?x?x?x?, block = 16x8, holds = elements, format = row>
!l = !dsa.pattern<?x?x?x?, block = 1x1, format = column, index = i64>
!m = !dsa.pattern<?x?x?x?, block = 5x7, holds = elements, format = stripe>

func.func private @from(%mask: !mask) -> !from {
  %p = dsa.pattern_from_mask %mask : !mask -> !from
  return %p : !from
}
func.func private @a(%of: !from) -> !a {
  %p = dsa.convert_pattern %of : !from -> !a
  return %p : !a
}
func.func private @b(%of: !from) -> !b {
  %p = dsa.convert_pattern %of : !from -> !b
  return %p : !b
}
func.func private @c(%of: !from) -> !c {
  %p = dsa.convert_pattern %of : !from -> !c
  return %p : !c
}
func.func private @d(%of: !from) -> !d {
  %p = dsa.convert_pattern %of : !from -> !d
  return %p : !d
}
func.func private @e(%of: !from) -> !e {
  %p = dsa.convert_pattern %of : !from -> !e
  return %p : !e
}
func.func private @f(%of: !from) -> !f {
  %p = dsa.convert_pattern %of fill = 0.0 : !from -> !f
  return %p : !f
}
func.func private @g(%of: !from) -> !g {
  %p = dsa.convert_pattern %of : !from -> !g
  return %p : !g
}
func.func private @h(%of: !from) -> !h {
  %p = dsa.convert_pattern %of : !from -> !h
  return %p : !h
}
func.func private @i(%of: !from) -> !i {
  %p = dsa.convert_pattern %of : !from -> !i
  return %p : !i
}
func.func private @j(%of: !from) -> !j {
  %p = dsa.convert_pattern %of : !from -> !j
  return %p : !j
}
func.func private @k(%of: !from) -> !k {
  %p = dsa.convert_pattern %of : !from -> !k
  return %p : !k
}
func.func private @l(%of: !from) -> !l {
  %p = dsa.convert_pattern %of : !from -> !l
  return %p : !l
}
func.func private @m(%of: !from) -> !m {
  %p = dsa.convert_pattern %of : !from -> !m
  return %p : !m
}

func.func @convert(%mask: !mask)
    -> (!mask, !mask, !mask, !mask, !mask, !mask, !mask, !mask, !mask, !mask, !mask, !mask, !mask) {
  %p = call @from(%mask) : (!mask) -> !from
  %a = call @a(%p) : (!from) -> !a
  %mask_a = dsa.pattern_to_mask %a : !a
  %b = call @b(%p) : (!from) -> !b
  %mask_b = dsa.pattern_to_mask %b : !b
  %c = call @c(%p) : (!from) -> !c
  %mask_c = dsa.pattern_to_mask %c : !c
  %d = call @d(%p) : (!from) -> !d
  %mask_d = dsa.pattern_to_mask %d : !d
  %e = call @e(%p) : (!from) -> !e
  %mask_e = dsa.pattern_to_mask %e : !e
  %f = call @f(%p) : (!from) -> !f
  %mask_f = dsa.pattern_to_mask %f : !f
  %g = call @g(%p) : (!from) -> !g
  %mask_g = dsa.pattern_to_mask %g : !g
  %h = call @h(%p) : (!from) -> !h
  %mask_h = dsa.pattern_to_mask %h : !h
  %i = call @i(%p) : (!from) -> !i
  %mask_i = dsa.pattern_to_mask %i : !i
  %j = call @j(%p) : (!from) -> !j
  %mask_j = dsa.pattern_to_mask %j : !j
  %k = call @k(%p) : (!from) -> !k
  %mask_k = dsa.pattern_to_mask %k : !k
  %l = call @l(%p) : (!from) -> !l
  %mask_l = dsa.pattern_to_mask %l : !l
  %m = call @m(%p) : (!from) -> !m
  %mask_m = dsa.pattern_to_mask %m : !m
  return %mask_a, %mask_b, %mask_c, %mask_d, %mask_e, %mask_f, %mask_g, %mask_h, %mask_i, %mask_j, %mask_k, %mask_l, %mask_m
    : !mask, !mask, !mask, !mask, !mask, !mask, !mask, !mask, !mask, !mask, !mask, !mask, !mask
}

//--- refine.mlir
!blocks = !dsa.pattern<1x1x?x?, block = 4x4>
!elements = !dsa.pattern<1x1x?x?, block = 4x4, holds = elements, format = coo>
!smaller = !dsa.pattern<1x1x?x?, block = 2x2, format = bitmap>

func.func private @blocks(%mask: tensor<1x1x?x?xi1>) -> !blocks {
  %p = dsa.pattern_from_mask %mask : tensor<1x1x?x?xi1> -> !blocks
  return %p : !blocks
}

func.func @refine(%mask: tensor<1x1x?x?xi1>, %n: index, %m: index) -> (tensor<1x1x?x?xi1>, tensor<1x1x?x?xi1>) {
  %p = call @blocks(%mask) : (tensor<1x1x?x?xi1>) -> !blocks
  %elements = dsa.convert_pattern %p(%n, %m) : !blocks -> !elements
  %smaller = dsa.convert_pattern %p(%n, %m) : !blocks -> !smaller
  %mask_elements = dsa.pattern_to_mask %elements : !elements
  %mask_smaller = dsa.pattern_to_mask %smaller : !smaller
  return %mask_elements, %mask_smaller : tensor<1x1x?x?xi1>, tensor<1x1x?x?xi1>
}

//--- algebra.mlir
!mask = tensor<?x?x?x?xi1>
!p = !dsa.pattern<?x?x?x?, block = 16x8, holds = elements, format = FORMAT>

func.func @algebra(%mask_a: !mask, %mask_b: !mask) -> (!mask, !mask, !mask) {
  %a = dsa.pattern_from_mask %mask_a : !mask -> !p
  %b = dsa.pattern_from_mask %mask_b : !mask -> !p
  %either = dsa.pattern_union %a, %b : !p, !p
  %both = dsa.pattern_intersection %b, %a : !p, !p
  %neither = dsa.pattern_complement %either : !p
  %mask_either = dsa.pattern_to_mask %either : !p
  %mask_both = dsa.pattern_to_mask %both : !p
  %mask_neither = dsa.pattern_to_mask %neither : !p
  return %mask_either, %mask_both, %mask_neither : !mask, !mask, !mask
}

//--- lines.mlir
!p = !dsa.pattern<1x1x5x4, block = 2x2, holds = elements, format = FORMAT>

func.func @parts(%mask: tensor<1x1x5x4xi1>) -> (tensor<1x1x6xi32>, tensor<RESTxi32>, tensor<1x1x2xi32>, tensor<LINESxi32>) {
  %p = dsa.pattern_from_mask %mask : tensor<1x1x5x4xi1> -> !p
  %pointers, %columns, %width, %starts, %numbers = builtin.unrealized_conversion_cast %p
    : !p to tensor<1x1x6xi32>, tensor<?xi32>, index, tensor<1x1x2xi32>, tensor<?xi32>
  %rest = tensor.extract_slice %columns[0] [REST] [1] : tensor<?xi32> to tensor<RESTxi32>
  %lines = tensor.extract_slice %numbers[0] [LINES] [1] : tensor<?xi32> to tensor<LINESxi32>
  return %pointers, %rest, %starts, %lines : tensor<1x1x6xi32>, tensor<RESTxi32>, tensor<1x1x2xi32>, tensor<LINESxi32>
}

//--- stated.mlir
!p = !dsa.pattern<1x1x5x5, block = 2x2, holds = elements, format = FORMAT>

func.func @stated(%x: tensor<5x5xf32>) -> (tensor<1x1x5x5xi1>, tensor<1x1x5x5xf32>) {
  %causal = dsa.causal_pattern() : !p
  %band = dsa.stripe_pattern() offset = -1 width = 2 : !p
  %p = dsa.pattern_intersection %causal, %band : !p, !p
  %q = tensor.expand_shape %x [[0, 1, 2], [3]] output_shape [1, 1, 5, 5] : tensor<5x5xf32> into tensor<1x1x5x5xf32>
  %o = dsa.attention %q, %q, %q, %p : tensor<1x1x5x5xf32>, tensor<1x1x5x5xf32>, tensor<1x1x5x5xf32>, !p
  %mask = dsa.pattern_to_mask %p : !p
  return %mask, %o : tensor<1x1x5x5xi1>, tensor<1x1x5x5xf32>
}
