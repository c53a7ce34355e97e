// What canonicalisation makes of a program computes the same, bit for bit: NaN, infinities and -0 among it. Each function is run as it is
// written and canonicalised, by both strategies.
//
// RUN: ds-opt %s --canonicalize -o %t.mlir && FileCheck %s < %t.mlir
// RUN: for f in all none sorted over merged; do for strategy in reference fast; do for text in %s %t.mlir; do \
// RUN:   echo $f $strategy $text; ds-run $text --function=$f --strategy=$strategy --input=2x3x4xf32=nan,-0.0,1,2,inf,-inf,3,4,0,-5,-0.0,6,7,8,nan,9,1,1,1,1,-1,-2,-3,-4 \
// RUN:     --input="2x3x4xf32=random(1)" --input=2x3xf32=nan,-inf,2,-0.0,0.0,inf --output=@%t.a.npy --output=@%t.b.npy --output=@%t.c.npy || exit 1; \
// RUN:   for part in a b c; do if [ $text = %s ]; then mv %t.$part.npy %t.$part.written.npy; else cmp %t.$part.npy %t.$part.written.npy || exit 1; fi; done; \
// RUN: done; done; done
// RUN: for f in bands masks hidden lse; do for strategy in reference fast; do for text in %s %t.mlir; do \
// RUN:   echo $f $strategy $text; ds-run $text --function=$f --strategy=$strategy --input="1x2x7x5xf32=random(2)" --input="1x2x9x5xf32=random(3)" \
// RUN:     --output=@%t.a.npy --output=@%t.b.npy || exit 1; \
// RUN:   for part in a b; do if [ $text = %s ]; then mv %t.$part.npy %t.$part.written.npy; else cmp %t.$part.npy %t.$part.written.npy || exit 1; fi; done; \
// RUN: done; done; done

!x = tensor<2x3x4xf32>
!packed = tensor<2x?x4xf32>
!s = tensor<2x3xf32>
!i = tensor<2x?xi32>

// A gate that lets all through.
// CHECK-LABEL: func.func @all
// CHECK-NOT: dsa.{{.*}}pack
func.func @all(%x: !x, %y: !x, %s: !s) -> (!packed, !x, tensor<2x?x4xf32>) {
  %many = arith.constant 100 : index
  %n = arith.constant 3 : index
  %nan = arith.constant 0x7FC00000 : f32
  %all = dsa.gate_tokens %s budget(%many) threshold(%nan) : !s
  %p = dsa.pack_tokens %x, %all : !x, !i
  %u = dsa.unpack_tokens %p, %all into %y : !packed, !i, !x
  %inverse = dsa.invert_indices %all size(%n) : !i
  %q = dsa.pack_tokens %y, %inverse : !x, !i
  return %p, %u, %q : !packed, !x, !packed
}

// One that lets none through.
// CHECK-LABEL: func.func @none
// CHECK-NOT: dsa.gate_tokens
// CHECK-NOT: dsa.union_indices
// CHECK: return
func.func @none(%x: !x, %y: !x, %s: !s) -> (!packed, !i, !x) {
  %n = arith.constant 3 : index
  %zero = arith.constant 0 : index
  %two = arith.constant 2 : index
  %nothing = dsa.gate_tokens %s budget(%zero) : !s
  %p = dsa.pack_tokens %x, %nothing : !x, !i
  %some = dsa.select_heads %s budget(%two) : !s
  %nowhere = dsa.invert_indices %nothing size(%n) : !i
  %u = dsa.unpack_tokens %p, %nothing into %y : !packed, !i, !x
  return %p, %nowhere, %u : !packed, !i, !x
}

// Sorted and put back.
// CHECK-LABEL: func.func @sorted
// CHECK-NOT: dsa.{{.*}}pack
// CHECK: return
func.func @sorted(%x: !x, %y: !x, %s: !s) -> (!packed, !x, !i) {
  %n = arith.constant 3 : index
  %order = dsa.sort_indices %s descending : !s
  %sorted = dsa.pack_tokens %x, %order : !x, tensor<2x3xi32>
  %inverse = dsa.invert_indices %order size(%n) : tensor<2x3xi32>
  %a = dsa.pack_tokens %sorted, %inverse : !x, !i
  %b = dsa.unpack_tokens %sorted, %order into %y : !x, tensor<2x3xi32>, !x
  %again = dsa.invert_indices %inverse size(%n) : !i
  return %a, %b, %again : !packed, !x, !i
}

// Written over.
// CHECK-LABEL: func.func @over
// CHECK-COUNT-1: dsa.unpack_tokens
// CHECK-NOT: dsa.unpack_tokens
// CHECK: return
func.func @over(%x: !x, %y: !x, %s: !s) -> (!x, !i, !x) {
  %two = arith.constant 2 : index
  %some = dsa.gate_tokens %s budget(%two) : !s
  %p = dsa.pack_tokens %x, %some : !x, !i
  %twice = arith.addf %p, %p : !packed
  %first = dsa.unpack_tokens %twice, %some into %y : !packed, !i, !x
  %over = dsa.unpack_tokens %p, %some into %first : !packed, !i, !x
  %back = dsa.unpack_tokens %p, %some into %x : !packed, !i, !x
  return %over, %some, %back : !x, !i, !x
}

// Nothing is merged.
// CHECK-LABEL: func.func @merged
// CHECK-NOT: dsa
// CHECK: return
func.func @merged(%x: !x, %y: !x, %s: !s) -> (!packed, tensor<2x?xf32>, !x) {
  %zero = arith.constant 0 : index
  %groups, %count = dsa.match_tokens %y merge(%zero) : !x
  %merged, %sizes = dsa.merge_tokens %x, %groups count(%count) : !x, tensor<2x3xi32>
  %back = dsa.unmerge_tokens %merged, %groups : !packed, tensor<2x3xi32>
  return %merged, %sizes, %back : !packed, tensor<2x?xf32>, !x
}

!q = tensor<1x2x7x5xf32>
!k = tensor<1x2x9x5xf32>
!p = !dsa.pattern<1x1x7x9, block = 4x2, holds = elements>
!mask = tensor<1x1x7x9xi1>

// A band that is causal order; one that holds everything.
// CHECK-LABEL: func.func @bands
// CHECK-NOT: dsa.stripe_pattern
// CHECK: return
func.func @bands(%q: !q, %k: !k) -> (!mask, !mask) {
  %causal = dsa.stripe_pattern() offset = -8 width = 9 : !p
  %all = dsa.stripe_pattern() offset = -8 width = 15 : !p
  %a = dsa.pattern_to_mask %causal : !p
  %b = dsa.pattern_to_mask %all : !p
  return %a, %b : !mask, !mask
}

// One document, every key, one query: all that is seen.
// CHECK-LABEL: func.func @masks
// CHECK-NOT: dsa.{{document|column|causal}}_pattern
// CHECK: return
func.func @masks(%q: !q, %k: !k) -> (!mask, tensor<1x1x1x9xi1>) {
  %i = arith.constant dense<4> : tensor<1x7xi32>
  %j = arith.constant dense<4> : tensor<1x9xi32>
  %keys = arith.constant dense<true> : tensor<1x1x9xi1>
  %document = dsa.document_pattern %i, %j : tensor<1x7xi32>, tensor<1x9xi32> -> !p
  %columns = dsa.column_pattern %keys : tensor<1x1x9xi1> -> !p
  %both = dsa.pattern_intersection %document, %columns : !p, !p
  %one = dsa.causal_pattern() : !dsa.pattern<1x1x1x9, block = 4x2, holds = elements>
  %a = dsa.pattern_to_mask %both : !p
  %b = dsa.pattern_to_mask %one : !dsa.pattern<1x1x1x9, block = 4x2, holds = elements>
  return %a, %b : !mask, tensor<1x1x1x9xi1>
}

// Sizes that casts hide.
// CHECK-LABEL: func.func @hidden
// CHECK-NEXT: dsa.score_blocks {{.*}} : tensor<1x2x7x5xf32>, tensor<1x2x9x5xf32>
func.func @hidden(%q: !q, %k: !k) -> (tensor<?x?x?x?xf32>, tensor<?x?xf32>) {
  %hq = tensor.cast %q : !q to tensor<?x?x?x?xf32>
  %hk = tensor.cast %k : !k to tensor<?x?x?x?xf32>
  %a = dsa.score_blocks %hq, %hk block = [3, 2] scale = 0.5 : tensor<?x?x?x?xf32>, tensor<?x?x?x?xf32>
  %b = dsa.score_heads %hk norm = l2 : tensor<?x?x?x?xf32>
  return %a, %b : tensor<?x?x?x?xf32>, tensor<?x?xf32>
}

// An lse that nobody asks for.
// CHECK-LABEL: func.func @lse
// CHECK-NOT: with_lse
// CHECK: return
func.func @lse(%q: !q, %k: !k) -> (!q, tensor<1x1x?x4x2xf32>) {
  %p = dsa.causal_pattern() : !p
  %o, %lse = dsa.attention %q, %k, %k, %p with_lse : !q, !k, !k, !p
  %x = dsa.sddmm %q, %k, %p : !q, !k, !p
  %w, %other = dsa.sparse_softmax %x, %p with_lse : tensor<1x2x?x4x2xf32>, !p
  %first = tensor.extract_slice %w[0, 0, 0, 0, 0] [1, 1, 8, 4, 2] [1, 1, 1, 1, 1] : tensor<1x2x?x4x2xf32> to tensor<1x1x8x4x2xf32>
  %open = tensor.cast %first : tensor<1x1x8x4x2xf32> to tensor<1x1x?x4x2xf32>
  return %o, %open : !q, tensor<1x1x?x4x2xf32>
}
