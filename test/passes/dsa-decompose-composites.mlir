// Each composite op becomes smaller ones, and they become it again. What both compute: test/execution/decomposed.mlir.
//
// RUN: ds-opt %s --dsa-decompose | FileCheck %s --check-prefix=SMALL \
// RUN:   --implicit-check-not=dsa.select_heads \
// RUN:   --implicit-check-not=dsa.pack_heads \
// RUN:   --implicit-check-not=dsa.unpack_heads \
// RUN:   --implicit-check-not=dsa.unmerge_tokens \
// RUN:   --implicit-check-not=dsa.select_keys \
// RUN:   --implicit-check-not=dsa.row_pattern \
// RUN:   --implicit-check-not=dsa.column_pattern \
// RUN:   --implicit-check-not=dsa.head_pattern \
// RUN:   --implicit-check-not=dsa.causal_pattern \
// RUN:   --implicit-check-not=dsa.attention \
// RUN:   --implicit-check-not=dsa.grouped_linear \
// RUN:   --implicit-check-not=dsa.combine_experts
// RUN: ds-opt %s --canonicalize > %t.whole
// RUN: ds-opt %s --dsa-decompose --dsa-fuse --canonicalize > %t.back && diff %t.whole %t.back

!heads = tensor<2x3x5x4xf32>
!list = tensor<2x?xi32>

// SMALL-LABEL: func.func @heads(
func.func @heads(%x: !heads, %k: index) -> (tensor<2x?x5x4xf32>, !heads) {
  // SMALL: dsa.score_heads
  // SMALL: %[[I:.*]] = dsa.gate_tokens %{{.*}} budget(%{{.*}}) : tensor<2x3xf32>
  // SMALL: tensor.collapse_shape %{{.*}} {{\[\[}}0], [1], [2, 3]] : tensor<2x3x5x4xf32> into tensor<2x3x20xf32>
  // SMALL: dsa.pack_tokens %{{.*}}, %[[I]] : tensor<2x3x20xf32>, tensor<2x?xi32>
  // SMALL: tensor.expand_shape
  // SMALL: dsa.unpack_tokens
  %s = dsa.score_heads %x norm = l2 : !heads
  %i = dsa.select_heads %s budget(%k) : tensor<2x3xf32>
  %p = dsa.pack_heads %x, %i : !heads, !list
  %y = dsa.unpack_heads %p, %i into %x : tensor<2x?x5x4xf32>, !list, !heads
  return %p, %y : tensor<2x?x5x4xf32>, !heads
}

// SMALL-LABEL: func.func @open_heads(
func.func @open_heads(%x: tensor<?x?x?x?xbf16>, %i: tensor<?x?xi32>, %base: tensor<?x?x?x?xbf16>)
    -> (tensor<?x?x?x?xbf16>, tensor<?x?x?x?xbf16>) {
  // SMALL: dsa.pack_tokens
  // SMALL: tensor.expand_shape
  // SMALL: dsa.unpack_tokens
  // SMALL: tensor.expand_shape
  %p = dsa.pack_heads %x, %i : tensor<?x?x?x?xbf16>, tensor<?x?xi32>
  %y = dsa.unpack_heads %p, %i into %base : tensor<?x?x?x?xbf16>, tensor<?x?xi32>, tensor<?x?x?x?xbf16>
  return %p, %y : tensor<?x?x?x?xbf16>, tensor<?x?x?x?xbf16>
}

// SMALL-LABEL: func.func @merged(
func.func @merged(%x: tensor<2x9x4xf32>, %r: index) -> tensor<2x9x4xf32> {
  // SMALL: dsa.merge_tokens
  // SMALL: dsa.pack_tokens %{{.*}}, %{{.*}} : tensor<2x?x4xf32>, tensor<2x9xi32>
  %groups, %count = dsa.match_tokens %x merge(%r) : tensor<2x9x4xf32>
  %y, %sizes = dsa.merge_tokens %x, %groups count(%count) : tensor<2x9x4xf32>, tensor<2x9xi32>
  %z = dsa.unmerge_tokens %y, %groups : tensor<2x?x4xf32>, tensor<2x9xi32>
  return %z : tensor<2x9x4xf32>
}

// SMALL-LABEL: func.func @attention(
func.func @attention(%q: tensor<2x3x21x8xf32>, %k: tensor<2x3x13x8xf32>, %v: tensor<2x3x13x5xf32>, %bias: tensor<1x3x13xf32>,
                     %mask: tensor<1x3x6x2xi1>) -> (tensor<2x3x21x5xf32>, tensor<2x3x21xf32>) {
  // SMALL: %[[X:.*]] = dsa.sddmm %arg0, %arg1, %[[P:.*]] key_bias(%arg3 : tensor<1x3x13xf32>) scale = 7.500000e-01
  // SMALL-NEXT: %[[W:.*]], %[[L:.*]] = dsa.sparse_softmax %[[X]], %[[P]] with_lse : tensor<2x1x?x4x8xf32>
  // SMALL-NEXT: %[[O:.*]] = dsa.spmm %[[W]], %arg2, %[[P]]
  // SMALL-NEXT: return %[[O]], %[[L]]
  %p = dsa.pattern_from_mask %mask : tensor<1x3x6x2xi1> -> !dsa.pattern<1x3x21x13, block = 4x8>
  %o, %lse = dsa.attention %q, %k, %v, %p key_bias(%bias : tensor<1x3x13xf32>) scale = 0.75 with_lse
    : tensor<2x3x21x8xf32>, tensor<2x3x13x8xf32>, tensor<2x3x13x5xf32>, !dsa.pattern<1x3x21x13, block = 4x8>
  return %o, %lse : tensor<2x3x21x5xf32>, tensor<2x3x21xf32>
}

// Heads of queries that share keys and values do in each of the steps.
// SMALL-LABEL: func.func @grouped_attention(
func.func @grouped_attention(%q: tensor<1x4x21x8xf32>, %k: tensor<1x2x13x8xf32>, %v: tensor<1x2x13x5xf32>, %bias: tensor<1x2x13xf32>,
                             %mask: tensor<1x1x6x2xi1>) -> (tensor<1x4x21x5xf32>, tensor<1x4x21xf32>) {
  // SMALL: %[[X:.*]] = dsa.sddmm %arg0, %arg1, %[[P:.*]] key_bias(%arg3 : tensor<1x2x13xf32>)
  // SMALL-NEXT: %[[W:.*]], %[[L:.*]] = dsa.sparse_softmax %[[X]], %[[P]] with_lse : tensor<1x4x?x4x8xf32>
  // SMALL-NEXT: %[[O:.*]] = dsa.spmm %[[W]], %arg2, %[[P]] : tensor<1x4x?x4x8xf32>, tensor<1x2x13x5xf32>
  // SMALL-NEXT: return %[[O]], %[[L]] : tensor<1x4x21x5xf32>, tensor<1x4x21xf32>
  %p = dsa.pattern_from_mask %mask : tensor<1x1x6x2xi1> -> !dsa.pattern<1x1x21x13, block = 4x8>
  %o, %lse = dsa.attention %q, %k, %v, %p key_bias(%bias : tensor<1x2x13xf32>) with_lse
    : tensor<1x4x21x8xf32>, tensor<1x2x13x8xf32>, tensor<1x2x13x5xf32>, !dsa.pattern<1x1x21x13, block = 4x8>
  return %o, %lse : tensor<1x4x21x5xf32>, tensor<1x4x21xf32>
}

// SMALL-LABEL: func.func @open_attention(
func.func @open_attention(%q: tensor<1x2x?x8xbf16>, %mask: tensor<1x?x?x?xi1>) -> tensor<1x2x?x8xbf16> {
  // What the type of the pattern leaves open the queries and keys say.
  // SMALL: %[[N:.*]] = tensor.dim %arg0, %{{.*}}
  // SMALL: %[[M:.*]] = tensor.dim %arg0, %{{.*}}
  // SMALL: dsa.sparse_softmax %{{.*}}, %{{.*}}(%[[N]], %[[M]]) : tensor<1x?x?x4x8xf32>
  // SMALL: dsa.spmm %{{.*}}, %arg0, %{{.*}}(%[[N]])
  %p = dsa.pattern_from_mask %mask : tensor<1x?x?x?xi1> -> !dsa.pattern<1x?x?x?, block = 4x8, holds = elements>
  %o = dsa.attention %q, %q, %q, %p
    : tensor<1x2x?x8xbf16>, tensor<1x2x?x8xbf16>, tensor<1x2x?x8xbf16>, !dsa.pattern<1x?x?x?, block = 4x8, holds = elements>
  return %o : tensor<1x2x?x8xbf16>
}

// SMALL-LABEL: func.func @keys(
func.func @keys(%s: tensor<1x2x7x11xf32>, %k: index) -> tensor<1x2x7x11xi1> {
  // SMALL: %[[P:.*]] = dsa.select_blocks %{{.*}} top_k(%{{.*}}) : tensor<1x2x7x11xf32> -> !dsa.pattern<1x2x7x11, block = 1x1, index = i64>
  // SMALL: dsa.convert_pattern %[[P]]
  %p = dsa.select_keys %s top_k(%k)
    : tensor<1x2x7x11xf32> -> !dsa.pattern<1x2x7x11, block = 4x4, holds = elements, index = i64>
  %m = dsa.pattern_to_mask %p : !dsa.pattern<1x2x7x11, block = 4x4, holds = elements, index = i64>
  return %m : tensor<1x2x7x11xi1>
}

// SMALL-LABEL: func.func @row(
func.func @row(%mask: tensor<1x?x2xi1>, %m: index) -> (tensor<1x?x2x?xi1>, f32) {
  // SMALL: arith.maxsi
  // SMALL: arith.ceildivsi
  // SMALL: linalg.broadcast {{.*}} dimensions = [3]
  // SMALL: dsa.pattern_from_mask
  // How many blocks there can be is not in the type.
  // SMALL: dsa.pattern_density
  %p = dsa.row_pattern %mask(%m) : tensor<1x?x2xi1> -> !dsa.pattern<1x?x7x?, block = 4x4>
  %x = dsa.pattern_to_mask %p : !dsa.pattern<1x?x7x?, block = 4x4>
  %d = dsa.pattern_density %p : !dsa.pattern<1x?x7x?, block = 4x4>
  return %x, %d : tensor<1x?x2x?xi1>, f32
}

// SMALL-LABEL: func.func @column(
func.func @column(%mask: tensor<1x2x11xi1>, %n: index) -> tensor<1x2x?x11xi1> {
  // SMALL: linalg.broadcast {{.*}} dimensions = [2]
  // SMALL: dsa.pattern_from_mask
  %p = dsa.column_pattern %mask(%n) : tensor<1x2x11xi1> -> !dsa.pattern<1x2x?x11, block = 4x4, holds = elements>
  %x = dsa.pattern_to_mask %p : !dsa.pattern<1x2x?x11, block = 4x4, holds = elements>
  return %x : tensor<1x2x?x11xi1>
}

// SMALL-LABEL: func.func @head(
func.func @head(%mask: tensor<2x3xi1>) -> (tensor<2x3x2x3xi1>, f32) {
  // SMALL: linalg.broadcast {{.*}} dimensions = [2, 3]
  // SMALL: dsa.pattern_from_mask
  // SMALL: dsa.pattern_count blocks of
  // SMALL: arith.divf
  // SMALL: arith.truncf
  %p = dsa.head_pattern %mask : tensor<2x3xi1> -> !dsa.pattern<2x3x7x11, block = 4x4>
  %x = dsa.pattern_to_mask %p : !dsa.pattern<2x3x7x11, block = 4x4>
  %d = dsa.pattern_density %p : !dsa.pattern<2x3x7x11, block = 4x4>
  return %x, %d : tensor<2x3x2x3xi1>, f32
}

// SMALL-LABEL: func.func @causal(
func.func @causal(%n: index) -> (tensor<1x1x?x11xi1>, tensor<1x1x?x?xi1>, f32) {
  // SMALL: dsa.stripe_pattern(%{{.*}}) offset = -10 width = 11
  // SMALL: dsa.stripe_pattern(%{{.*}}, %{{.*}}) offset = -1099511627776 width = 1099511627777
  // SMALL: dsa.pattern_count elements of
  %p = dsa.causal_pattern(%n) : !dsa.pattern<1x1x?x11, block = 4x4, holds = elements>
  %x = dsa.pattern_to_mask %p : !dsa.pattern<1x1x?x11, block = 4x4, holds = elements>
  %q = dsa.causal_pattern(%n, %n) : !dsa.pattern<1x1x?x?, block = 4x4>
  %y = dsa.pattern_to_mask %q : !dsa.pattern<1x1x?x?, block = 4x4>
  %r = dsa.causal_pattern() : !dsa.pattern<1x1x7x11, block = 4x4, holds = elements>
  %d = dsa.pattern_density %r : !dsa.pattern<1x1x7x11, block = 4x4, holds = elements>
  return %x, %y, %d : tensor<1x1x?x11xi1>, tensor<1x1x?x?xi1>, f32
}

// SMALL-LABEL: func.func @mass(
func.func @mass(%q: tensor<1x2x7x4xf32>, %k: tensor<1x2x11x4xf32>, %mask: tensor<1x2x2x3xi1>) -> tensor<1x2x7xf32> {
  // Of two that are attention again.
  // SMALL: dsa.dense_pattern
  // SMALL: dsa.sddmm
  // SMALL: dsa.sparse_softmax
  // SMALL: dsa.sddmm
  // SMALL: dsa.sparse_softmax
  // SMALL: linalg.map
  %p = dsa.pattern_from_mask %mask : tensor<1x2x2x3xi1> -> !dsa.pattern<1x2x7x11, block = 4x4>
  %m = dsa.attention_mass %q, %k, %p : tensor<1x2x7x4xf32>, tensor<1x2x11x4xf32>, !dsa.pattern<1x2x7x11, block = 4x4>
  return %m : tensor<1x2x7xf32>
}

// SMALL-LABEL: func.func @linear(
func.func @linear(%x: tensor<1x5x6xf32>, %w: tensor<2x6x4xf32>, %b: tensor<7xf32>, %r: tensor<1x5x7xf32>)
    -> (tensor<1x5x7xf32>, tensor<1x5x7xf32>, tensor<1x5x7xf32>, tensor<1x5x7xf32>) {
  // SMALL: %[[S:.*]] = dsa.linear %{{[^,]*}}, %{{[^,]*}} : 
  // SMALL: %[[B:.*]] = linalg.broadcast
  // SMALL: arith.addf %[[S]], %[[B]]
  // SMALL: math.erf
  // SMALL: arith.addf %{{.*}}, %arg3
  // SMALL: dsa.linear %{{[^,]*}}, %{{[^,]*}} : 
  // SMALL: math.tanh
  // SMALL: dsa.linear %{{[^,]*}}, %{{[^,]*}} : 
  // SMALL: math.exp
  // SMALL: dsa.linear %{{[^,]*}}, %{{[^,]*}} : 
  // SMALL: arith.maximumf
  %0 = dsa.linear %x, %w, %b, %r bias residual activation = gelu : (tensor<1x5x6xf32>, tensor<2x6x4xf32>, tensor<7xf32>, tensor<1x5x7xf32>) -> tensor<1x5x7xf32>
  %1 = dsa.linear %x, %w, %r residual activation = gelu_tanh : (tensor<1x5x6xf32>, tensor<2x6x4xf32>, tensor<1x5x7xf32>) -> tensor<1x5x7xf32>
  %2 = dsa.linear %x, %w activation = silu : (tensor<1x5x6xf32>, tensor<2x6x4xf32>) -> tensor<1x5x7xf32>
  %3 = dsa.linear %x, %w, %b bias activation = relu : (tensor<1x5x6xf32>, tensor<2x6x4xf32>, tensor<7xf32>) -> tensor<1x5x7xf32>
  return %0, %1, %2, %3 : tensor<1x5x7xf32>, tensor<1x5x7xf32>, tensor<1x5x7xf32>, tensor<1x5x7xf32>
}

// SMALL-LABEL: func.func @bytes(
func.func @bytes(%x: tensor<5x6xf32>, %w: tensor<2x2x16xi8>, %cs: tensor<7xf32>, %b: tensor<7xbf16>, %r: tensor<5x7xbf16>, %s: f32) -> (tensor<5x7xbf16>, tensor<5x7xi8>) {
  // SMALL: dsa.linear %{{.*}} scales : {{.*}} -> tensor<5x7xf32>
  // SMALL: arith.truncf
  // SMALL: dsa.linear %{{.*}} scales : {{.*}} -> tensor<5x7xf32>
  // SMALL: math.roundeven
  // SMALL: arith.fptosi
  %q, %rs = dsa.quantize_rows %x : tensor<5x6xf32>
  %0 = dsa.linear %q, %w, %rs, %cs, %b, %r scales bias residual : (tensor<5x6xi8>, tensor<2x2x16xi8>, tensor<5xf32>, tensor<7xf32>, tensor<7xbf16>, tensor<5x7xbf16>) -> tensor<5x7xbf16>
  %1 = dsa.linear %q, %w, %rs, %cs, %s scales quantize : (tensor<5x6xi8>, tensor<2x2x16xi8>, tensor<5xf32>, tensor<7xf32>, f32) -> tensor<5x7xi8>
  return %0, %1 : tensor<5x7xbf16>, tensor<5x7xi8>
}

// SMALL-LABEL: func.func @experts(
func.func @experts(%x: tensor<?x6xf32>, %logits: tensor<5x3xf32>, %w: tensor<3x2x6x4xf32>, %b: tensor<3x7xf32>, %c: index) -> (tensor<5x7xf32>, tensor<?x7xf32>) {
  // SMALL: dsa.pack_tokens
  // SMALL: scf.for
  // The layer of an expert is made smaller in its turn.
  // SMALL: dsa.linear %{{[^,]*}}, %{{[^,]*}} : 
  // SMALL: linalg.broadcast
  // SMALL: arith.maximumf
  // SMALL: tensor.insert_slice
  // SMALL: scf.for
  // SMALL: dsa.linear
  // SMALL: dsa.pack_tokens
  // SMALL: linalg.generic
  %tokens, %offsets, %slots, %weights, %histogram = dsa.route_experts %logits capacity(%c) top_k = 2 normalize = chosen : tensor<5x3xf32>
  %y = dsa.grouped_linear %x, %w, %offsets, %tokens, %b rows bias activation = relu : (tensor<?x6xf32>, tensor<3x2x6x4xf32>, tensor<4xi32>, tensor<10xi32>, tensor<3x7xf32>) -> tensor<10x7xf32>
  %z = dsa.grouped_linear %x, %w, %offsets : (tensor<?x6xf32>, tensor<3x2x6x4xf32>, tensor<4xi32>) -> tensor<?x7xf32>
  %t = dsa.combine_experts %y, %slots, %weights : tensor<10x7xf32>, tensor<5x2xi32>, tensor<5x2xf32>
  return %t, %z : tensor<5x7xf32>, tensor<?x7xf32>
}

// SMALL-LABEL: func.func @combine(
func.func @combine(%y: tensor<6x5xbf16>, %slots: tensor<3x2xi32>, %weights: tensor<3x2xf32>) -> tensor<3x5xbf16> {
  // SMALL: dsa.pack_tokens
  // SMALL: linalg.generic
  // SMALL: arith.truncf
  %t = dsa.combine_experts %y, %slots, %weights : tensor<6x5xbf16>, tensor<3x2xi32>, tensor<3x2xf32>
  return %t : tensor<3x5xbf16>
}
