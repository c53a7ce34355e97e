// RUN: ds-opt %s --canonicalize="test-convergence" | FileCheck %s
// RUN: ds-opt %s --canonicalize -o /dev/null 2>&1 | count 0

!x = tensor<2x5x8xf32>
!s = tensor<2x5xf32>
!i = tensor<2x?xi32>
!packed = tensor<2x?x8xf32>

// A budget of more than there are is one of all; nothing is `<= NaN`, so that a threshold of it is none.
// CHECK-LABEL: func.func @gates
// CHECK-SAME:    %[[S:.*]]: tensor<2x5xf32>, %[[T:.*]]: f32
func.func @gates(%s: !s, %t: f32) -> (!i, !i, !i) {
  // CHECK-DAG: %[[FIVE:.*]] = arith.constant 5 : index
  // CHECK-DAG: %[[THREE:.*]] = arith.constant 3 : index
  // CHECK-DAG: %[[A:.*]] = dsa.gate_tokens %[[S]] budget(%[[FIVE]]) {note = "kept"} :
  // CHECK-DAG: %[[B:.*]] = dsa.gate_tokens %[[S]] budget(%[[FIVE]]) threshold(%[[T]]) :
  // CHECK-DAG: %[[C:.*]] = dsa.gate_tokens %[[S]] budget(%[[THREE]]) :
  // CHECK: return %[[A]], %[[B]], %[[C]]
  %many = arith.constant 700 : index
  %three = arith.constant 3 : index
  %nan = arith.constant 0x7FC00000 : f32
  %a = dsa.gate_tokens %s budget(%many) {note = "kept"} : !s
  %b = dsa.gate_tokens %s budget(%many) threshold(%t) : !s
  %c = dsa.gate_tokens %s budget(%three) threshold(%nan) : !s
  return %a, %b, %c : !i, !i, !i
}

// None are chosen.
// CHECK-LABEL: func.func @gates_none
func.func @gates_none(%s: !s, %t: f32) -> !i {
  // CHECK-NEXT: %[[NONE:.*]] = tensor.empty() : tensor<2x0xi32>
  // CHECK-NEXT: %[[CAST:.*]] = tensor.cast %[[NONE]] : tensor<2x0xi32> to tensor<2x?xi32>
  // CHECK-NEXT: return %[[CAST]]
  %less = arith.constant -3 : index
  %a = dsa.gate_tokens %s budget(%less) threshold(%t) : !s
  return %a : !i
}

// A threshold of -inf keeps -inf away; a budget that is not known, or of as many as nobody knows, stays; so does a list of none for
// nobody knows how many batch entries.
// CHECK-LABEL: func.func @gates_that_choose
func.func @gates_that_choose(%s: !s, %open: tensor<?x?xf32>, %k: index) -> (!i, !i, tensor<?x?xi32>, tensor<?x?xi32>) {
  // CHECK-DAG: dsa.gate_tokens %{{.*}} budget(%{{.*}}) threshold(%{{.*}}) : tensor<2x5xf32>
  // CHECK-DAG: dsa.gate_tokens %{{.*}} budget(%{{.*}}) : tensor<2x5xf32>
  // CHECK-DAG: dsa.gate_tokens %{{.*}} budget(%c700) : tensor<?x?xf32>
  // CHECK-DAG: dsa.gate_tokens %{{.*}} budget(%c0) : tensor<?x?xf32>
  %none = arith.constant 0 : index
  %five = arith.constant 5 : index
  %many = arith.constant 700 : index
  %least = arith.constant 0xFF800000 : f32
  %a = dsa.gate_tokens %s budget(%five) threshold(%least) : !s
  %b = dsa.gate_tokens %s budget(%k) : !s
  %c = dsa.gate_tokens %open budget(%many) : tensor<?x?xf32>
  %d = dsa.gate_tokens %open budget(%none) : tensor<?x?xf32>
  return %a, %b, %c, %d : !i, !i, tensor<?x?xi32>, tensor<?x?xi32>
}

// A list of all, in order, packs and unpacks nothing: of a gate that lets all through, of a refresh of every frame, of their union
// with others, of their inverse.
// CHECK-LABEL: func.func @all
// CHECK-SAME:    %[[X:[a-z0-9]*]]: tensor<2x5x8xf32>, %[[Y:[a-z0-9]*]]: tensor<1x5x8xf32>
func.func @all(%x: !x, %y: tensor<1x5x8xf32>, %s: !s, %more: !i, %frame: index)
    -> (!packed, !x, tensor<1x?x8xf32>, !packed, !packed) {
  // CHECK-DAG: %[[PACKED:.*]] = tensor.cast %[[X]] : tensor<2x5x8xf32> to tensor<2x?x8xf32>
  // CHECK-DAG: %[[DUE:.*]] = tensor.cast %[[Y]] : tensor<1x5x8xf32> to tensor<1x?x8xf32>
  // CHECK-NOT: dsa
  // CHECK: return %{{.*}}, %[[X]], %[[DUE]], %{{.*}}, %{{.*}} :
  %n = arith.constant 5 : index
  %one = arith.constant 1 : index
  %all = dsa.gate_tokens %s budget(%n) : !s
  %p = dsa.pack_tokens %x, %all : !x, !i
  %u = dsa.unpack_tokens %p, %all into %x : !packed, !i, !x
  %each = dsa.refresh_schedule frame(%frame) period(%one) size(%n) : tensor<1x?xi32>
  %q = dsa.pack_tokens %y, %each : tensor<1x5x8xf32>, tensor<1x?xi32>
  %union = dsa.union_indices %more, %all size(%n) : !i, !i
  %r = dsa.pack_tokens %x, %union : !x, !i
  %inverse = dsa.invert_indices %all size(%n) : !i
  %v = dsa.pack_tokens %x, %inverse : !x, !i
  return %p, %u, %q, %r, %v : !packed, !x, tensor<1x?x8xf32>, !packed, !packed
}

// What is put back into another base is all of it.
// CHECK-LABEL: func.func @all_into_another
// CHECK-SAME:    %[[X:[a-z0-9]*]]: tensor<2x5x8xf32>, %{{.*}}, %{{.*}}
// CHECK-NEXT:    return %[[X]]
func.func @all_into_another(%x: !x, %y: !x, %s: !s) -> !x {
  %n = arith.constant 5 : index
  %all = dsa.gate_tokens %s budget(%n) : !s
  %u = dsa.unpack_tokens %x, %all into %y : !x, !i, !x
  return %u : !x
}

// Not by a gate with a threshold, of fewer, of other tokens than these, or of a number that is open; nor by a refresh in turns.
// CHECK-LABEL: func.func @not_all
func.func @not_all(%x: !x, %open: tensor<2x?x8xf32>, %s: !s, %others: tensor<2x4xf32>, %t: f32, %frame: index)
    -> (!packed, !packed, !packed, !packed, !packed, tensor<1x?x8xf32>) {
  // CHECK-COUNT-5: dsa.pack_tokens
  // CHECK: dsa.refresh_schedule
  // CHECK: dsa.pack_tokens
  %n = arith.constant 5 : index
  %less = arith.constant 4 : index
  %two = arith.constant 2 : index
  %above = dsa.gate_tokens %s budget(%n) threshold(%t) : !s
  %fewer = dsa.gate_tokens %s budget(%less) : !s
  %of_others = dsa.gate_tokens %others budget(%n) : tensor<2x4xf32>
  %all = dsa.gate_tokens %s budget(%n) : !s
  %a = dsa.pack_tokens %x, %above : !x, !i
  %b = dsa.pack_tokens %x, %fewer : !x, !i
  %c = dsa.pack_tokens %x, %of_others : !x, !i
  %d = dsa.pack_tokens %open, %all : tensor<2x?x8xf32>, !i
  %u = dsa.union_indices %above, %fewer size(%n) : !i, !i
  %e = dsa.pack_tokens %x, %u : !x, !i
  %turns = dsa.refresh_schedule frame(%frame) period(%two) size(%n) : tensor<1x?xi32>
  %first = tensor.extract_slice %x[0, 0, 0] [1, 5, 8] [1, 1, 1] : !x to tensor<1x5x8xf32>
  %f = dsa.pack_tokens %first, %turns : tensor<1x5x8xf32>, tensor<1x?xi32>
  return %a, %b, %c, %d, %e, %f : !packed, !packed, !packed, !packed, !packed, tensor<1x?x8xf32>
}

// Sorted and put back: by the inverse of the permutation, by unpacking, whatever the base.
// CHECK-LABEL: func.func @sorted_and_back
// CHECK-SAME:    %[[X:[a-z0-9]*]]: tensor<2x5x8xf32>, %{{[a-z0-9]*}}: tensor<2x5x8xf32>, %{{.*}}: tensor<2x5xf32>
func.func @sorted_and_back(%x: !x, %y: !x, %s: !s) -> (!packed, !packed, !x, !x) {
  // CHECK: %[[CAST:.*]] = tensor.cast %[[X]]
  // CHECK-NOT: dsa
  // CHECK: return %{{.*}}, %{{.*}}, %[[X]], %[[X]]
  %n = arith.constant 5 : index
  %order = dsa.sort_indices %s : !s
  %sorted = dsa.pack_tokens %x, %order : !x, tensor<2x5xi32>
  %inverse = dsa.invert_indices %order size(%n) : tensor<2x5xi32>
  %a = dsa.pack_tokens %sorted, %inverse : !x, !i
  %turned = dsa.pack_tokens %x, %inverse : !x, !i
  %b = dsa.pack_tokens %turned, %order : !packed, tensor<2x5xi32>
  %again = tensor.cast %b : !x to !packed
  %c = dsa.unpack_tokens %sorted, %order into %y : !x, tensor<2x5xi32>, !x
  %placed = dsa.unpack_tokens %x, %order into %y : !x, tensor<2x5xi32>, !x
  %d = dsa.pack_tokens %placed, %order : !x, tensor<2x5xi32>
  return %a, %again, %c, %d : !packed, !packed, !x, !x
}

// Not by another order, by an inverse of another size, or by a list that may have tokens twice.
// CHECK-LABEL: func.func @not_back
func.func @not_back(%x: !x, %y: !x, %s: !s, %t: !s, %some: tensor<2x5xi32>) -> (!packed, !packed, !x, !x) {
  // CHECK-COUNT-5: dsa.pack_tokens
  // CHECK-COUNT-2: dsa.unpack_tokens
  // CHECK: dsa.pack_tokens
  %n = arith.constant 5 : index
  %m = arith.constant 4 : index
  %order = dsa.sort_indices %s : !s
  %other = dsa.sort_indices %t descending : !s
  %sorted = dsa.pack_tokens %x, %order : !x, tensor<2x5xi32>
  %inverse = dsa.invert_indices %other size(%n) : tensor<2x5xi32>
  %fewer = dsa.invert_indices %order size(%m) : tensor<2x5xi32>
  %a = dsa.pack_tokens %sorted, %inverse : !x, !i
  %b = dsa.pack_tokens %sorted, %fewer : !x, !i
  %twice = dsa.pack_tokens %x, %order : !x, tensor<2x5xi32>
  %packed = dsa.pack_tokens %x, %some : !x, tensor<2x5xi32>
  %c = dsa.unpack_tokens %packed, %some into %y : !x, tensor<2x5xi32>, !x
  %placed = dsa.unpack_tokens %twice, %some into %y : !x, tensor<2x5xi32>, !x
  %d = dsa.pack_tokens %placed, %some : !x, tensor<2x5xi32>
  return %a, %b, %c, %d : !packed, !packed, !x, !x
}

// What is written over is not written first; what other indices wrote stays.
// CHECK-LABEL: func.func @written_over
// CHECK-SAME:    %[[P:[a-z0-9]*]]: tensor<2x?x8xf32>, %[[Q:[a-z0-9]*]]: tensor<2x?x8xf32>, %[[X:[a-z0-9]*]]: tensor<2x5x8xf32>, %[[I:[a-z0-9]*]]: tensor<2x?xi32>, %[[J:[a-z0-9]*]]:
func.func @written_over(%p: !packed, %q: !packed, %x: !x, %i: !i, %j: !i) -> (!x, !x) {
  // CHECK-NEXT: %[[FIRST:.*]] = dsa.unpack_tokens %[[Q]], %[[I]] into %[[X]]
  // CHECK-NEXT: %[[OVER:.*]] = dsa.unpack_tokens %[[P]], %[[I]] into %[[X]]
  // CHECK-NEXT: %[[BOTH:.*]] = dsa.unpack_tokens %[[P]], %[[J]] into %[[FIRST]]
  // CHECK-NEXT: return %[[OVER]], %[[BOTH]]
  %first = dsa.unpack_tokens %q, %i into %x : !packed, !i, !x
  %over = dsa.unpack_tokens %p, %i into %first : !packed, !i, !x
  %both = dsa.unpack_tokens %p, %j into %first : !packed, !i, !x
  return %over, %both : !x, !x
}

// With a list of nothing a list that is ascending stays as it is.
// CHECK-LABEL: func.func @with_none
// CHECK-SAME:    %[[S:.*]]: tensor<2x5xf32>, %[[K:.*]]: index
func.func @with_none(%s: !s, %k: index, %due: tensor<1x0xi32>) -> (!i, !i) {
  // CHECK-NEXT: %[[I:.*]] = dsa.gate_tokens %[[S]] budget(%[[K]])
  // CHECK-NEXT: return %[[I]], %[[I]]
  %n = arith.constant 5 : index
  %i = dsa.gate_tokens %s budget(%k) : !s
  %a = dsa.union_indices %i, %due size(%n) : !i, tensor<1x0xi32>
  %hidden = tensor.cast %due : tensor<1x0xi32> to tensor<1x?xi32>
  %b = dsa.union_indices %hidden, %i size(%n) : tensor<1x?xi32>, !i
  return %a, %b : !i, !i
}

// Not a list in any order, one of more tokens than are counted, or one that serves several batch entries.
// CHECK-LABEL: func.func @unions
func.func @unions(%s: !s, %k: index, %some: !i, %due: tensor<2x0xi32>, %one: tensor<1x5xf32>) -> (!i, !i, !i, !i) {
  // CHECK-COUNT-4: dsa.union_indices
  %n = arith.constant 5 : index
  %m = arith.constant 4 : index
  %i = dsa.gate_tokens %s budget(%k) : !s
  %a = dsa.union_indices %some, %due size(%n) : !i, tensor<2x0xi32>
  %b = dsa.union_indices %i, %due size(%m) : !i, tensor<2x0xi32>
  %shared = dsa.gate_tokens %one budget(%k) : tensor<1x5xf32>
  %c = dsa.union_indices %shared, %due size(%n) : tensor<1x?xi32>, tensor<2x0xi32>
  %all = dsa.gate_tokens %one budget(%n) : tensor<1x5xf32>
  %d = dsa.union_indices %some, %all size(%n) : !i, tensor<1x?xi32>
  return %a, %b, %c, %d : !i, !i, !i, !i
}

// The order of one token, of two.
// CHECK-LABEL: func.func @orders
func.func @orders(%one: tensor<3x1xf32>, %two: tensor<3x2xf32>) -> (tensor<3x1xi32>, tensor<3x2xi32>) {
  // CHECK-DAG: %[[ZERO:.*]] = arith.constant dense<0> : tensor<3x1xi32>
  // CHECK-DAG: %[[TWO:.*]] = dsa.sort_indices
  // CHECK: return %[[ZERO]], %[[TWO]]
  %a = dsa.sort_indices %one descending : tensor<3x1xf32>
  %b = dsa.sort_indices %two : tensor<3x2xf32>
  return %a, %b : tensor<3x1xi32>, tensor<3x2xi32>
}

// The inverse of an inverse, of a list of nothing, and of nothing.
// CHECK-LABEL: func.func @inverses
// CHECK-SAME:    %[[S:.*]]: tensor<2x5xf32>, %{{.*}}: tensor<2x0xi32>, %{{.*}}: tensor<2x?xi32>
func.func @inverses(%s: !s, %none: tensor<2x0xi32>, %some: !i) -> (!i, !i, !i) {
  // CHECK-DAG: %[[NOWHERE:.*]] = arith.constant dense<-1> : tensor<2x5xi32>
  // CHECK-DAG: %[[ORDER:.*]] = dsa.sort_indices %[[S]]
  // CHECK-DAG: %[[EMPTY:.*]] = tensor.empty() : tensor<2x0xi32>
  // CHECK-DAG: %[[A:.*]] = tensor.cast %[[ORDER]]
  // CHECK-DAG: %[[B:.*]] = tensor.cast %[[NOWHERE]]
  // CHECK-DAG: %[[C:.*]] = tensor.cast %[[EMPTY]]
  // CHECK: return %[[A]], %[[B]], %[[C]]
  %n = arith.constant 5 : index
  %less = arith.constant -1 : index
  %order = dsa.sort_indices %s : !s
  %inverse = dsa.invert_indices %order size(%n) : tensor<2x5xi32>
  %a = dsa.invert_indices %inverse size(%n) : !i
  %b = dsa.invert_indices %none size(%n) : tensor<2x0xi32>
  %c = dsa.invert_indices %some size(%less) : !i
  return %a, %b, %c : !i, !i, !i
}

// Some of a list may stand nowhere, or twice; a size may be another, or open.
// CHECK-LABEL: func.func @inverses_that_stay
func.func @inverses_that_stay(%s: !s, %none: tensor<2x0xi32>, %some: !i, %k: index) -> (!i, !i, !i) {
  // CHECK-COUNT-5: dsa.invert_indices
  %n = arith.constant 5 : index
  %more = arith.constant 6 : index
  %once = dsa.invert_indices %some size(%n) : !i
  %a = dsa.invert_indices %once size(%n) : !i
  %order = dsa.sort_indices %s : !s
  %inverse = dsa.invert_indices %order size(%n) : tensor<2x5xi32>
  %b = dsa.invert_indices %inverse size(%more) : !i
  %c = dsa.invert_indices %none size(%k) : tensor<2x0xi32>
  return %a, %b, %c : !i, !i, !i
}

// A cast would show sizes that nobody looked at: how many tokens are packed, how many batch entries there are.
// CHECK-LABEL: func.func @sizes_not_stated
func.func @sizes_not_stated(%packed: !packed, %s: !s, %base: !x, %one: tensor<?x5x8xf32>, %x: tensor<?x5x8xf32>) -> (!x, !x, !packed, tensor<?x?x8xf32>) {
  // CHECK-COUNT-2: dsa.unpack_tokens
  // CHECK:         dsa.unpack_tokens
  // CHECK-COUNT-2: dsa.pack_tokens
  %n = arith.constant 5 : index
  %all = dsa.gate_tokens %s budget(%n) : !s
  %order = dsa.sort_indices %s : !s
  %list = tensor.cast %order : tensor<2x5xi32> to !i
  %a = dsa.unpack_tokens %packed, %all into %base : !packed, !i, !x
  %some = tensor.cast %one : tensor<?x5x8xf32> to tensor<?x?x8xf32>
  %b = dsa.unpack_tokens %some, %all into %base : tensor<?x?x8xf32>, !i, !x
  %laid = dsa.unpack_tokens %packed, %list into %base : !packed, !i, !x
  %c = dsa.pack_tokens %laid, %list : !x, !i
  %d = dsa.pack_tokens %x, %all : tensor<?x5x8xf32>, !i
  return %a, %b, %c, %d : !x, !x, !packed, tensor<?x?x8xf32>
}
