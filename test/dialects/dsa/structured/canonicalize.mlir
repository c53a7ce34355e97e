// RUN: ds-opt %s --canonicalize | FileCheck %s

!scores = tensor<1x2x4x4xf32>
!p = !dsa.pattern<1x2x8x8, block = 2x2>

// A budget that is known is what n says: all of n, some, none.
// CHECK-LABEL: func.func @known
// CHECK-SAME:    %[[S:.*]]: tensor<1x2x4x4xf32>
func.func @known(%s: !scores) -> (!p, !p, !p) {
  // CHECK-DAG: %[[ALL:.*]] = dsa.select_n_of_m %[[S]] n = 2 m = 4 {note = "kept"} :
  // CHECK-DAG: %[[ONE:.*]] = dsa.select_n_of_m %[[S]] n = 1 m = 4 :
  // CHECK-DAG: %[[NONE:.*]] = dsa.select_n_of_m %[[S]] n = 0 m = 4 :
  // CHECK: return %[[ALL]], %[[ONE]], %[[NONE]]
  %c3 = arith.constant 3 : index
  %c1 = arith.constant 1 : index
  %less = arith.constant -7 : index
  %all = dsa.select_n_of_m %s budget(%c3) n = 2 m = 4 {note = "kept"} : !scores -> !p
  %one = dsa.select_n_of_m %s budget(%c1) n = 2 m = 4 : !scores -> !p
  %none = dsa.select_n_of_m %s budget(%less) n = 2 m = 4 : !scores -> !p
  return %all, %one, %none : !p, !p, !p
}

// CHECK-LABEL: func.func @unknown
func.func @unknown(%s: !scores, %k: index) -> !p {
  // CHECK: dsa.select_n_of_m %{{.*}} budget(%{{.*}}) n = 2 m = 4
  %p = dsa.select_n_of_m %s budget(%k) n = 2 m = 4 : !scores -> !p
  return %p : !p
}

!elements = !dsa.pattern<1x1x?x?, block = 16x16, holds = elements>
!blocks = !dsa.pattern<1x1x16x?, block = 16x16>
!step = !dsa.pattern<?x1x1x?, block = 16x16, holds = elements>
!square = !dsa.pattern<1x1x64x64, block = 16x16, holds = elements>

// One query sees every key, whatever their number, and so do blocks of which there is one row.
// CHECK-LABEL: func.func @causal_of_one_query
// CHECK-SAME:    %[[B:.*]]: index, %[[M:.*]]: index
func.func @causal_of_one_query(%b: index, %m: index) -> (!step, !blocks) {
  // CHECK-NEXT: %[[P:.*]] = dsa.dense_pattern(%[[B]], %[[M]]) : !dsa.pattern<?x1x1x?, block = 16x16, holds = elements>
  // CHECK-NEXT: %[[Q:.*]] = dsa.dense_pattern(%[[M]]) : !dsa.pattern<1x1x16x?, block = 16x16>
  // CHECK-NEXT: return %[[P]], %[[Q]]
  %p = dsa.causal_pattern(%b, %m) : !step
  %q = dsa.causal_pattern(%m) : !blocks
  return %p, %q : !step, !blocks
}

// Of more queries, or blocks of more than a row, the first do not see the last key.
// CHECK-LABEL: func.func @causal
func.func @causal(%n: index, %m: index)
    -> (!elements, !dsa.pattern<1x1x2x64, block = 16x16, holds = elements>, !dsa.pattern<1x1x17x?, block = 16x16>) {
  // CHECK-COUNT-3: dsa.causal_pattern
  %p = dsa.causal_pattern(%n, %m) : !elements
  %q = dsa.causal_pattern() : !dsa.pattern<1x1x2x64, block = 16x16, holds = elements>
  %r = dsa.causal_pattern(%m) : !dsa.pattern<1x1x17x?, block = 16x16>
  return %p, %q, %r : !elements, !dsa.pattern<1x1x2x64, block = 16x16, holds = elements>, !dsa.pattern<1x1x17x?, block = 16x16>
}

// Bands that are as wide as their period, or as the matrix.
// CHECK-LABEL: func.func @all_bands
// CHECK-SAME:    %[[N:.*]]: index, %[[M:.*]]: index
func.func @all_bands(%n: index, %m: index) -> (!elements, !square) {
  // CHECK-NEXT: %[[P:.*]] = dsa.dense_pattern(%[[N]], %[[M]])
  // CHECK-NEXT: %[[Q:.*]] = dsa.dense_pattern()
  // CHECK-NEXT: return %[[P]], %[[Q]]
  %p = dsa.stripe_pattern(%n, %m) offset = 3 width = 4 period = 4 : !elements
  %q = dsa.stripe_pattern() offset = -63 width = 127 : !square
  return %p, %q : !elements, !square
}

// A window to the left that is as wide as there are keys is causal order; an offset counts within its period.
// CHECK-LABEL: func.func @known_bands
// CHECK-SAME:    %[[N:.*]]: index
func.func @known_bands(%n: index) -> (!dsa.pattern<1x1x?x64, block = 16x16>, !square) {
  // CHECK-NEXT: %[[P:.*]] = dsa.causal_pattern(%[[N]]) : !dsa.pattern<1x1x?x64, block = 16x16>
  // CHECK-NEXT: %[[Q:.*]] = dsa.stripe_pattern() offset = 3 width = 1 period = 4 {note = "kept"} :
  // CHECK-NEXT: return %[[P]], %[[Q]]
  %p = dsa.stripe_pattern(%n) offset = -63 width = 64 : !dsa.pattern<1x1x?x64, block = 16x16>
  %q = dsa.stripe_pattern() offset = -5 width = 1 period = 4 {note = "kept"} : !square
  return %p, %q : !dsa.pattern<1x1x?x64, block = 16x16>, !square
}

// One diagonal less; a band that ends elsewhere; sizes that are open; a period that is wider.
// CHECK-LABEL: func.func @bands
func.func @bands(%n: index) -> (!square, !square, !square, !square, !elements, !square) {
  // CHECK-NEXT: dsa.stripe_pattern() offset = -63 width = 126
  // CHECK-NEXT: dsa.stripe_pattern() offset = -62 width = 127
  // CHECK-NEXT: dsa.stripe_pattern() offset = -62 width = 63
  // CHECK-NEXT: dsa.stripe_pattern() offset = -64 width = 64
  // CHECK-NEXT: dsa.stripe_pattern(%{{.*}}) offset = -63 width = 64
  // CHECK-NEXT: dsa.stripe_pattern() offset = 3 width = 3 period = 4
  // CHECK-NEXT: return
  %a = dsa.stripe_pattern() offset = -63 width = 126 : !square
  %b = dsa.stripe_pattern() offset = -62 width = 127 : !square
  %c = dsa.stripe_pattern() offset = -62 width = 63 : !square
  %d = dsa.stripe_pattern() offset = -64 width = 64 : !square
  %e = dsa.stripe_pattern(%n, %n) offset = -63 width = 64 : !elements
  %f = dsa.stripe_pattern() offset = 3 width = 3 period = 4 : !square
  return %a, %b, %c, %d, %e, %f : !square, !square, !square, !square, !elements, !square
}

// All of one document see each other.
// CHECK-LABEL: func.func @one_document
func.func @one_document() -> !dsa.pattern<2x1x8x4, block = 2x2, holds = elements> {
  // CHECK-NEXT: %[[P:.*]] = dsa.dense_pattern()
  // CHECK-NEXT: return %[[P]]
  %i = arith.constant dense<7> : tensor<2x8xi32>
  %j = arith.constant dense<7> : tensor<2x4xi32>
  %p = dsa.document_pattern %i, %j : tensor<2x8xi32>, tensor<2x4xi32> -> !dsa.pattern<2x1x8x4, block = 2x2, holds = elements>
  return %p : !dsa.pattern<2x1x8x4, block = 2x2, holds = elements>
}

// Two documents, or as many queries as only the list says.
// CHECK-LABEL: func.func @documents
func.func @documents() -> (!dsa.pattern<2x1x8x8, block = 2x2>, !dsa.pattern<2x1x8x8, block = 2x2>, !dsa.pattern<2x1x?x8, block = 2x2>) {
  // CHECK-COUNT-3: dsa.document_pattern
  %i = arith.constant dense<7> : tensor<2x8xi32>
  %j = arith.constant dense<8> : tensor<2x8xi32>
  %k = arith.constant dense<[[1, 1, 1, 1, 2, 2, 2, 2], [1, 1, 1, 1, 2, 2, 2, 2]]> : tensor<2x8xi32>
  %p = dsa.document_pattern %i, %j : tensor<2x8xi32>, tensor<2x8xi32> -> !dsa.pattern<2x1x8x8, block = 2x2>
  %q = dsa.document_pattern %k, %k : tensor<2x8xi32>, tensor<2x8xi32> -> !dsa.pattern<2x1x8x8, block = 2x2>
  %r = dsa.document_pattern %i, %i : tensor<2x8xi32>, tensor<2x8xi32> -> !dsa.pattern<2x1x?x8, block = 2x2>
  return %p, %q, %r : !dsa.pattern<2x1x8x8, block = 2x2>, !dsa.pattern<2x1x8x8, block = 2x2>, !dsa.pattern<2x1x?x8, block = 2x2>
}

!wide = !dsa.pattern<1x2x8x?, block = 2x2>
!tall = !dsa.pattern<1x2x?x8, block = 2x2, holds = elements>
!open = !dsa.pattern<1x2x?x?, block = 2x2>

// Every row, every column, every head, every block.
// CHECK-LABEL: func.func @masks_of_all
// CHECK-SAME:    %[[N:.*]]: index, %[[M:.*]]: index
func.func @masks_of_all(%n: index, %m: index) -> (!wide, !tall, !open, !p) {
  // CHECK-NEXT: %[[ROWS:.*]] = dsa.dense_pattern(%[[M]])
  // CHECK-NEXT: %[[COLUMNS:.*]] = dsa.dense_pattern(%[[N]])
  // CHECK-NEXT: %[[HEADS:.*]] = dsa.dense_pattern(%[[N]], %[[M]])
  // CHECK-NEXT: %[[BLOCKS:.*]] = dsa.dense_pattern()
  // CHECK-NEXT: return %[[ROWS]], %[[COLUMNS]], %[[HEADS]], %[[BLOCKS]]
  %rows = arith.constant dense<true> : tensor<1x2x4xi1>
  %columns = arith.constant dense<true> : tensor<1x2x8xi1>
  %heads = arith.constant dense<true> : tensor<1x2xi1>
  %blocks = arith.constant dense<true> : tensor<1x2x4x4xi1>
  %a = dsa.row_pattern %rows(%m) : tensor<1x2x4xi1> -> !wide
  %b = dsa.column_pattern %columns(%n) : tensor<1x2x8xi1> -> !tall
  %c = dsa.head_pattern %heads(%n, %m) : tensor<1x2xi1> -> !open
  %d = dsa.pattern_from_mask %blocks : tensor<1x2x4x4xi1> -> !p
  return %a, %b, %c, %d : !wide, !tall, !open, !p
}

// None, some, as many as only the mask says, and those of a mask that is not known.
// CHECK-LABEL: func.func @masks
func.func @masks(%m: index, %any: tensor<1x2xi1>) -> (!wide, !dsa.pattern<1x2x?x8, block = 2x2>, !open, !p, !open) {
  // CHECK-DAG: dsa.row_pattern
  // CHECK-DAG: dsa.column_pattern
  // CHECK-DAG: dsa.head_pattern
  // CHECK-DAG: dsa.pattern_from_mask
  // CHECK-DAG: dsa.pattern_from_mask
  // CHECK-NOT: dsa.dense_pattern
  // CHECK: return
  %none = arith.constant dense<false> : tensor<1x2x4xi1>
  %some = arith.constant dense<[[[true, true, true, false], [true, true, true, true]]]> : tensor<1x2x4xi1>
  %blocks = arith.constant dense<false> : tensor<1x2x4x4xi1>
  %all = arith.constant dense<true> : tensor<1x2x4x4xi1>
  %a = dsa.row_pattern %none(%m) : tensor<1x2x4xi1> -> !wide
  %b = dsa.column_pattern %some(%m) : tensor<1x2x4xi1> -> !dsa.pattern<1x2x?x8, block = 2x2>
  %c = dsa.head_pattern %any(%m, %m) : tensor<1x2xi1> -> !open
  %d = dsa.pattern_from_mask %blocks : tensor<1x2x4x4xi1> -> !p
  %e = dsa.pattern_from_mask %all : tensor<1x2x4x4xi1> -> !open
  return %a, %b, %c, %d, %e : !wide, !dsa.pattern<1x2x?x8, block = 2x2>, !open, !p, !open
}

// Every diagonal, where the type has the sizes; where operands give them, of what is not known, and of none, the op stays.
// CHECK-LABEL: func.func @diagonals
// CHECK-SAME:    %[[N:.*]]: index, %[[SOME:.*]]: tensor<1x2x15xi1>
func.func @diagonals(%n: index, %some: tensor<1x2x15xi1>) -> (!p, !open, !p, !p) {
  // CHECK-DAG: %[[ALL:.*]] = dsa.dense_pattern()
  // CHECK-DAG: %[[OPEN:.*]] = dsa.diagonal_pattern %{{cst.*}}(%[[N]], %[[N]])
  // CHECK-DAG: %[[FEW:.*]] = dsa.diagonal_pattern %[[SOME]]
  // CHECK-DAG: %[[NONE:.*]] = dsa.diagonal_pattern %{{cst.*}} : tensor<1x2x15xi1> -> !dsa.pattern<1x2x8x8
  // CHECK: return %[[ALL]], %[[OPEN]], %[[FEW]], %[[NONE]]
  %all = arith.constant dense<true> : tensor<1x2x15xi1>
  %none = arith.constant dense<false> : tensor<1x2x15xi1>
  %a = dsa.diagonal_pattern %all : tensor<1x2x15xi1> -> !p
  %b = dsa.diagonal_pattern %all(%n, %n) : tensor<1x2x15xi1> -> !open
  %c = dsa.diagonal_pattern %some : tensor<1x2x15xi1> -> !p
  %d = dsa.diagonal_pattern %none : tensor<1x2x15xi1> -> !p
  return %a, %b, %c, %d : !p, !open, !p, !p
}
