// RUN: ds-opt %s --dsa-fuse 2> %t.err | FileCheck %s
// RUN: count 0 < %t.err
// RUN: ds-opt %s --dsa-fuse --mlir-pass-statistics -o /dev/null 2>&1 | FileCheck %s --check-prefix=STATISTICS

// STATISTICS: DsaFuse
// STATISTICS: (S) 8 num-ops-fused - Number of composite ops made of smaller ones

!tokens = tensor<1x9x8xf32>
!packed = tensor<1x?x8xf32>
!list = tensor<1x?xi32>
!heads = tensor<1x2x9x4xf32>
!tiles = tensor<1x1x?x4x2xf32>
!p = !dsa.pattern<1x2x9x9, block = 4x2>

// What comes between and takes the list is behind the fused op.
// CHECK-LABEL: func.func @used_between
func.func @used_between(%x: !tokens, %last: !tokens, %other: !tokens, %k: index) -> (!packed, !tokens) {
  // CHECK-NEXT: %[[I:.*]], %{{.*}}, %[[KNOWN:.*]] = dsa.delta_gate %arg0, %arg1 norm = l2 budget(%arg3)
  // CHECK-NEXT: %[[P:.*]] = dsa.pack_tokens %arg2, %[[I]]
  // CHECK-NEXT: return %[[P]], %[[KNOWN]]
  %change = dsa.token_change %x, %last norm = l2 : !tokens, !tokens
  %i = dsa.gate_tokens %change budget(%k) : tensor<1x9xf32>
  %p = dsa.pack_tokens %other, %i : !tokens, !list
  %q = dsa.pack_tokens %x, %i : !tokens, !list
  %known = dsa.unpack_tokens %q, %i into %last : !packed, !list, !tokens
  return %p, %known : !packed, !tokens
}

// The change against something else is a saliency like any other.
// CHECK-LABEL: func.func @of_another
func.func @of_another(%x: !tokens, %last: !tokens, %other: !tokens, %k: index) -> !tokens {
  // CHECK-NEXT: %[[S:.*]] = dsa.token_change %arg0, %arg2 norm = l2
  // CHECK-NEXT: dsa.delta_gate %arg0, %arg1 saliency(%[[S]] : tensor<1x9xf32>) budget(%arg3)
  %change = dsa.token_change %x, %other norm = l2 : !tokens, !tokens
  %i = dsa.gate_tokens %change budget(%k) : tensor<1x9xf32>
  %q = dsa.pack_tokens %x, %i : !tokens, !list
  %known = dsa.unpack_tokens %q, %i into %last : !packed, !list, !tokens
  return %known : !tokens
}

// With what is due.
// CHECK-LABEL: func.func @due
func.func @due(%x: !tokens, %last: !tokens, %s: tensor<1x9xf32>, %due: !list, %k: index, %least: f32) -> !tokens {
  // CHECK: dsa.delta_gate %arg0, %arg1 norm = max saliency(%arg2 : tensor<1x9xf32>) budget(%arg4) threshold(%arg5) due(%arg3 : tensor<1x?xi32>)
  // CHECK-NEXT: return
  %n = arith.constant 9 : index
  %change = dsa.token_change %x, %last norm = max : !tokens, !tokens
  %both = arith.mulf %s, %change : tensor<1x9xf32>
  %gated = dsa.gate_tokens %both budget(%k) threshold(%least) : tensor<1x9xf32>
  %i = dsa.union_indices %gated, %due size(%n) : !list, !list
  %q = dsa.pack_tokens %x, %i : !tokens, !list
  %known = dsa.unpack_tokens %q, %i into %last : !packed, !list, !tokens
  return %known : !tokens
}

// Three steps are attention; the sums of a softmax may be used behind it.
// CHECK-LABEL: func.func @steps
func.func @steps(%q: !heads, %v: !heads, %p: !p) -> (!heads, tensor<1x2x9xf32>) {
  // CHECK-NEXT: %[[O:.*]], %[[LSE:.*]] = dsa.attention %arg0, %arg0, %arg1, %arg2 scale = 5.000000e-01 with_lse
  // CHECK-NEXT: return %[[O]], %[[LSE]]
  %x = dsa.sddmm %q, %q, %p scale = 0.5 : !heads, !heads, !p
  %w, %lse = dsa.sparse_softmax %x, %p with_lse : !tiles, !p
  %o = dsa.spmm %w, %v, %p : !tiles, !heads, !p
  return %o, %lse : !heads, tensor<1x2x9xf32>
}

// Of queries that share keys and values as well.
// CHECK-LABEL: func.func @grouped_steps
func.func @grouped_steps(%q: !heads, %k: tensor<1x1x9x4xf32>, %p: !p) -> !heads {
  // CHECK-NEXT: %[[O:.*]] = dsa.attention %arg0, %arg1, %arg1, %arg2 : tensor<1x2x9x4xf32>, tensor<1x1x9x4xf32>, tensor<1x1x9x4xf32>
  // CHECK-NEXT: return %[[O]]
  %x = dsa.sddmm %q, %k, %p : !heads, tensor<1x1x9x4xf32>, !p
  %w = dsa.sparse_softmax %x, %p : !tiles, !p
  %o = dsa.spmm %w, %k, %p : !tiles, tensor<1x1x9x4xf32>, !p
  return %o : !heads
}

// Left alone, each for a reason.

// The change is asked for as well.
// CHECK-LABEL: func.func @change_used
// CHECK-NOT:     dsa.delta_gate
func.func @change_used(%x: !tokens, %last: !tokens, %k: index) -> (tensor<1x9xf32>, !tokens) {
  %change = dsa.token_change %x, %last norm = l2 : !tokens, !tokens
  %i = dsa.gate_tokens %change budget(%k) : tensor<1x9xf32>
  %q = dsa.pack_tokens %x, %i : !tokens, !list
  %known = dsa.unpack_tokens %q, %i into %last : !packed, !list, !tokens
  return %change, %known : tensor<1x9xf32>, !tokens
}

// Packed by another list, or of other tokens than are put back.
// CHECK-LABEL: func.func @other_list
// CHECK-NOT:     dsa.delta_gate
func.func @other_list(%x: !tokens, %last: !tokens, %k: index, %j: !list) -> (!tokens, !tokens) {
  %change = dsa.token_change %x, %last norm = l2 : !tokens, !tokens
  %i = dsa.gate_tokens %change budget(%k) : tensor<1x9xf32>
  %p = dsa.pack_tokens %x, %j : !tokens, !list
  %a = dsa.unpack_tokens %p, %i into %last : !packed, !list, !tokens
  %q = dsa.pack_tokens %x, %j : !tokens, !list
  %b = dsa.unpack_tokens %q, %j into %last : !packed, !list, !tokens
  return %a, %b : !tokens, !tokens
}

// A union over another number of tokens.
// CHECK-LABEL: func.func @other_size
// CHECK-NOT:     dsa.delta_gate
func.func @other_size(%x: !tokens, %last: !tokens, %due: !list, %k: index) -> !tokens {
  %n = arith.constant 8 : index
  %change = dsa.token_change %x, %last norm = max : !tokens, !tokens
  %gated = dsa.gate_tokens %change budget(%k) : tensor<1x9xf32>
  %i = dsa.union_indices %gated, %due size(%n) : !list, !list
  %q = dsa.pack_tokens %x, %i : !tokens, !list
  %known = dsa.unpack_tokens %q, %i into %last : !packed, !list, !tokens
  return %known : !tokens
}

// The list is needed before the reference is there.
// CHECK-LABEL: func.func @reference_of_list
// CHECK-NOT:     dsa.delta_gate
func.func @reference_of_list(%x: !tokens, %s: tensor<1x9xf32>, %k: index) -> !tokens {
  %i = dsa.gate_tokens %s budget(%k) : tensor<1x9xf32>
  %p = dsa.pack_tokens %x, %i : !tokens, !list
  %twice = arith.addf %p, %p : !packed
  %last = dsa.unpack_tokens %twice, %i into %x : !packed, !list, !tokens
  %q = dsa.pack_tokens %x, %i : !tokens, !list
  %known = dsa.unpack_tokens %q, %i into %last : !packed, !list, !tokens
  return %known : !tokens
}

// In different blocks.
// CHECK-LABEL: func.func @in_a_branch
// CHECK-NOT:     dsa.delta_gate
func.func @in_a_branch(%x: !tokens, %last: !tokens, %k: index, %c: i1) -> !tokens {
  %change = dsa.token_change %x, %last norm = l2 : !tokens, !tokens
  %i = dsa.gate_tokens %change budget(%k) : tensor<1x9xf32>
  %q = dsa.pack_tokens %x, %i : !tokens, !list
  %known = scf.if %c -> !tokens {
    %there = dsa.unpack_tokens %q, %i into %last : !packed, !list, !tokens
    scf.yield %there : !tokens
  } else {
    scf.yield %last : !tokens
  }
  return %known : !tokens
}

// The saliency is of a type that the fused op does not take.
// CHECK-LABEL: func.func @narrow
// CHECK-NOT:     dsa.delta_gate
func.func @narrow(%x: !tokens, %last: !tokens, %s: tensor<1x9xbf16>, %k: index) -> !tokens {
  %i = dsa.gate_tokens %s budget(%k) : tensor<1x9xbf16>
  %q = dsa.pack_tokens %x, %i : !tokens, !list
  %known = dsa.unpack_tokens %q, %i into %last : !packed, !list, !tokens
  return %known : !tokens
}

// A saliency that says less of its sizes: what the fused op infers is brought to the types that are used.
// CHECK-LABEL: func.func @open_saliency
func.func @open_saliency(%x: !tokens, %last: !tokens, %s: tensor<?x?xf32>, %k: index) -> tensor<?x?xi32> {
  // CHECK: %[[I:.*]], %{{.*}}, %{{.*}} = dsa.delta_gate
  // CHECK: %[[OPEN:.*]] = tensor.cast %[[I]] : tensor<1x?xi32> to tensor<?x?xi32>
  // CHECK: return %[[OPEN]]
  %i = dsa.gate_tokens %s budget(%k) : tensor<?x?xf32>
  %q = dsa.pack_tokens %x, %i : !tokens, tensor<?x?xi32>
  %known = dsa.unpack_tokens %q, %i into %last : tensor<1x?x8xf32>, tensor<?x?xi32>, !tokens
  return %i : tensor<?x?xi32>
}

// The weights are looked at.
// CHECK-LABEL: func.func @weights_used
// CHECK-NOT:     dsa.attention
func.func @weights_used(%q: !heads, %v: !heads, %p: !p) -> (!heads, !tiles) {
  %x = dsa.sddmm %q, %q, %p : !heads, !heads, !p
  %w = dsa.sparse_softmax %x, %p : !tiles, !p
  %o = dsa.spmm %w, %v, %p : !tiles, !heads, !p
  return %o, %w : !heads, !tiles
}

// Another pattern is weighed than was scored.
// CHECK-LABEL: func.func @other_pattern
// CHECK-NOT:     dsa.attention
func.func @other_pattern(%q: !heads, %v: !heads, %p: !p, %other: !p) -> !heads {
  %x = dsa.sddmm %q, %q, %p : !heads, !heads, !p
  %w = dsa.sparse_softmax %x, %p : !tiles, !p
  %o = dsa.spmm %w, %v, %other : !tiles, !heads, !p
  return %o : !heads
}

// What is weighed depends on the sums.
// CHECK-LABEL: func.func @sums_before
// CHECK-NOT:     dsa.attention
func.func @sums_before(%q: !heads, %p: !p) -> !heads {
  %x = dsa.sddmm %q, %q, %p : !heads, !heads, !p
  %w, %lse = dsa.sparse_softmax %x, %p with_lse : !tiles, !p
  %empty = tensor.empty() : !heads
  %v = linalg.broadcast ins(%lse : tensor<1x2x9xf32>) outs(%empty : !heads) dimensions = [3]
  %o = dsa.spmm %w, %v, %p : !tiles, !heads, !p
  return %o : !heads
}

// Keys are shared by other heads of queries than values are.
// CHECK-LABEL: func.func @other_groups
// CHECK-NOT:     dsa.attention
func.func @other_groups(%q: !heads, %k: tensor<1x1x9x4xf32>, %v: !heads, %p: !p) -> !heads {
  %x = dsa.sddmm %q, %k, %p : !heads, tensor<1x1x9x4xf32>, !p
  %w = dsa.sparse_softmax %x, %p : !tiles, !p
  %o = dsa.spmm %w, %v, %p : !tiles, !heads, !p
  return %o : !heads
}

// Those of open numbers of heads may be.
// CHECK-LABEL: func.func @open_groups
// CHECK-NOT:     dsa.attention
func.func @open_groups(%q: !heads, %k: tensor<1x?x9x4xf32>, %v: tensor<1x?x9x4xf32>, %p: !p) -> !heads {
  %x = dsa.sddmm %q, %k, %p : !heads, tensor<1x?x9x4xf32>, !p
  %w = dsa.sparse_softmax %x, %p : !tiles, !p
  %o = dsa.spmm %w, %v, %p : !tiles, tensor<1x?x9x4xf32>, !p
  return %o : !heads
}

// But keys that are values, too, are shared alike.
// CHECK-LABEL: func.func @open_group
// CHECK:         dsa.attention
func.func @open_group(%q: !heads, %k: tensor<1x?x9x4xf32>, %p: !p) -> !heads {
  %x = dsa.sddmm %q, %k, %p : !heads, tensor<1x?x9x4xf32>, !p
  %w = dsa.sparse_softmax %x, %p : !tiles, !p
  %o = dsa.spmm %w, %k, %p : !tiles, tensor<1x?x9x4xf32>, !p
  return %o : !heads
}

// Scores that are computed once serve every turn of the loop.
// CHECK-LABEL: func.func @in_a_loop
// CHECK-NOT:     dsa.attention
func.func @in_a_loop(%q: !heads, %v: !heads, %p: !p, %n: index) -> !heads {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %x = dsa.sddmm %q, %q, %p : !heads, !heads, !p
  %w = dsa.sparse_softmax %x, %p : !tiles, !p
  %o = scf.for %i = %c0 to %n step %c1 iter_args(%so_far = %v) -> (!heads) {
    %next = dsa.spmm %w, %so_far, %p : !tiles, !heads, !p
    scf.yield %next : !heads
  }
  return %o : !heads
}

// Values of another type than what was scored.
// CHECK-LABEL: func.func @other_type
// CHECK-NOT:     dsa.attention
func.func @other_type(%q: tensor<1x2x9x4xbf16>, %v: !heads, %p: !p) -> !heads {
  %x = dsa.sddmm %q, %q, %p : tensor<1x2x9x4xbf16>, tensor<1x2x9x4xbf16>, !p
  %w = dsa.sparse_softmax %x, %p : !tiles, !p
  %o = dsa.spmm %w, %v, %p : !tiles, !heads, !p
  return %o : !heads
}

// A result that is used in another block.
// CHECK-LABEL: func.func @used_in_another_block
// CHECK:         dsa.attention
// CHECK-NOT:     dsa.spmm
func.func @used_in_another_block(%q: !heads, %v: !heads, %p: !p) -> !heads {
  %x = dsa.sddmm %q, %q, %p : !heads, !heads, !p
  %w = dsa.sparse_softmax %x, %p : !tiles, !p
  %o = dsa.spmm %w, %v, %p : !tiles, !heads, !p
  cf.br ^bb1
^bb1:
  return %o : !heads
}
