// Under valgrind: no kernel reads or writes beyond its operands, uses what nobody wrote, or keeps what it allocated. Sizes are one
// token, just below, at and just above a block, and no multiple of anything; each operand has an allocation of its own.
// Valgrind knows no AVX-512, hence the CPU: kernels have the shape that they have on this machine, but for instructions of dot
// products and powers, which cannot be put together of others. What is checked here is memory, not results.
// REQUIRES: valgrind, x86_64

// RUN: ds-translate --emit=target | sed -E 's/(_dot|power_scale)": true/\1": false/' > %t.json
// RUN: ds-translate %s --lower --emit=object --target-description=%t.json --target-cpu=x86-64-v3 -o %t.o
// RUN: ds-translate %s --lower --emit=header -o %t.h
// RUN: ds-translate --emit=runtime -o %t.runtime.o
// RUN: cc -std=c11 -g -O1 -Wall -Werror -D'HEADER="%t.h"' %S/Inputs/memory-safety.c %t.o %t.runtime.o -lm -o %t.exe
// RUN: valgrind --quiet --error-exitcode=9 --partial-loads-ok=no --leak-check=full --errors-for-leak-kinds=definite,indirect \
// RUN:   --show-leak-kinds=definite,indirect %t.exe 1 | FileCheck %s
// RUN: valgrind --quiet --error-exitcode=9 --partial-loads-ok=no --leak-check=full --errors-for-leak-kinds=definite,indirect \
// RUN:   --show-leak-kinds=definite,indirect %t.exe 2 | FileCheck %s
// CHECK: 36 shapes
//
// The form with keys in lanes, of vectors that valgrind knows; with words of bf16 and of 8-bit integers, too. And queries in lanes
// that ask ahead (the last).
// RUN: ds-translate --emit=target --target-description=avx2 | sed 's/"keys_in_lanes": false/"keys_in_lanes": true/' > %t.json
// RUN: sed 's/"loads_per_multiply_add": 1/"loads_per_multiply_add": 2/' %t.json > %t.ahead.json
// RUN: ds-opt %s --lower-sparse="stop-after=blocks target-description=%t.ahead.json" | FileCheck %s --check-prefix=AHEAD
// AHEAD: memref.prefetch %{{.*}}, write
// RUN: for case in "auto" "pairs" "int8-bf16" "int8" "auto .ahead"; do set -- $case; products=$1; \
// RUN:   ds-translate %s --lower --products=$products --target-description=%t$2.json --emit=object -o %t.$products.o || exit 1; \
// RUN:   cc -std=c11 -g -O1 -Wall -Werror -D'HEADER="%t.h"' %S/Inputs/memory-safety.c %t.$products.o %t.runtime.o -lm -o %t.$products.exe || exit 1; \
// RUN:   for threads in 1 2; do valgrind --quiet --error-exitcode=9 --partial-loads-ok=no --leak-check=full --errors-for-leak-kinds=definite,indirect \
// RUN:     --show-leak-kinds=definite,indirect %t.$products.exe $threads || exit 1; done; done | FileCheck %s --check-prefix=LANES
// LANES-COUNT-10: 36 shapes
// RUN: ds-opt %s --lower-sparse="products=int8 stop-after=blocks target-description=%t.json" | FileCheck %s --check-prefix=FORM
// FORM: dsk.dot {{.*}} : vector<8xi32>, vector<32xi8>
//
// A matrix of which entries are inserted, whose buffers grow.
// RUN: ds-translate %S/Inputs/open-matrix.mlir --lower --emit=object --target-cpu=x86-64-v3 -o %t.o
// RUN: ds-translate %S/Inputs/open-matrix.mlir --lower --emit=header -o %t.h
// RUN: cc -std=c11 -g -O1 -Wall -Werror -D'HEADER="%t.h"' %S/Inputs/open-matrix.c %t.o %t.runtime.o -lm -o %t.matrix.exe
// RUN: valgrind --quiet --error-exitcode=9 --partial-loads-ok=no --leak-check=full --errors-for-leak-kinds=definite,indirect \
// RUN:   --show-leak-kinds=definite,indirect %t.matrix.exe | FileCheck %s --check-prefix=MATRIX
// MATRIX: sums 11 0 0 30
//
// It would be seen: the driver reads one number beyond a result if asked to.
// RUN: not valgrind --quiet --error-exitcode=9 %t.exe 1 beyond 2>&1 | FileCheck %s --check-prefix=BEYOND
// BEYOND: Invalid read of size 4
// RUN: not valgrind --quiet --error-exitcode=9 --leak-check=full --errors-for-leak-kinds=definite %t.exe 1 leak 2>&1 \
// RUN:   | FileCheck %s --check-prefix=LEAK
// LEAK: definitely lost

!mask = tensor<1x?x?x?xi1>

func.func @attend(%q: tensor<1x?x?x5xf32>, %k: tensor<1x?x?x5xf32>, %v: tensor<1x?x?x3xf32>, %mask: !mask)
    -> (tensor<1x?x?x3xf32>, tensor<1x?x?xf32>) {
  %p = dsa.pattern_from_mask %mask : !mask -> !dsa.pattern<1x?x?x?, block = 16x16>
  %o, %lse = dsa.attention %q, %k, %v, %p with_lse
    : tensor<1x?x?x5xf32>, tensor<1x?x?x5xf32>, tensor<1x?x?x3xf32>, !dsa.pattern<1x?x?x?, block = 16x16>
  return %o, %lse : tensor<1x?x?x3xf32>, tensor<1x?x?xf32>
}

func.func @attend_wide(%q: tensor<1x?x?x64xf32>, %k: tensor<1x?x?x64xf32>, %v: tensor<1x?x?x64xf32>, %mask: !mask)
    -> tensor<1x?x?x64xf32> {
  %p = dsa.pattern_from_mask %mask : !mask -> !dsa.pattern<1x?x?x?, block = 16x16>
  %o = dsa.attention %q, %k, %v, %p
    : tensor<1x?x?x64xf32>, tensor<1x?x?x64xf32>, tensor<1x?x?x64xf32>, !dsa.pattern<1x?x?x?, block = 16x16>
  return %o : tensor<1x?x?x64xf32>
}

// Six keys of eight lanes.
func.func @attend_padded(%q: tensor<1x?x?x64xf32>, %k: tensor<1x?x?x64xf32>, %v: tensor<1x?x?x64xf32>, %mask: !mask)
    -> tensor<1x?x?x64xf32> {
  %p = dsa.pattern_from_mask %mask : !mask -> !dsa.pattern<1x?x?x?, block = 6x6>
  %o = dsa.attention %q, %k, %v, %p
    : tensor<1x?x?x64xf32>, tensor<1x?x?x64xf32>, tensor<1x?x?x64xf32>, !dsa.pattern<1x?x?x?, block = 6x6>
  return %o : tensor<1x?x?x64xf32>
}

// Strips of half a vector, of which the last vector may lack one.
func.func @attend_halves(%q: tensor<1x?x?x64xf32>, %k: tensor<1x?x?x64xf32>, %v: tensor<1x?x?x64xf32>, %mask: !mask)
    -> tensor<1x?x?x64xf32> {
  %p = dsa.pattern_from_mask %mask : !mask -> !dsa.pattern<1x?x?x?, block = 6x12>
  %o = dsa.attention %q, %k, %v, %p
    : tensor<1x?x?x64xf32>, tensor<1x?x?x64xf32>, tensor<1x?x?x64xf32>, !dsa.pattern<1x?x?x?, block = 6x12>
  return %o : tensor<1x?x?x64xf32>
}

func.func @attend_bf16(%q: tensor<1x?x?x7xbf16>, %k: tensor<1x?x?x7xbf16>, %v: tensor<1x?x?x9xbf16>, %mask: !mask)
    -> tensor<1x?x?x9xbf16> {
  %p = dsa.pattern_from_mask %mask : !mask -> !dsa.pattern<1x?x?x?, block = 16x16>
  %o = dsa.attention %q, %k, %v, %p
    : tensor<1x?x?x7xbf16>, tensor<1x?x?x7xbf16>, tensor<1x?x?x9xbf16>, !dsa.pattern<1x?x?x?, block = 16x16>
  return %o : tensor<1x?x?x9xbf16>
}

func.func @steps(%q: tensor<1x?x?x5xf32>, %k: tensor<1x?x?x5xf32>, %v: tensor<1x?x?x3xf32>, %mask: !mask)
    -> tensor<1x?x?x3xf32> {
  %c2 = arith.constant 2 : index
  %n = tensor.dim %q, %c2 : tensor<1x?x?x5xf32>
  %m = tensor.dim %k, %c2 : tensor<1x?x?x5xf32>
  %p = dsa.pattern_from_mask %mask : !mask -> !dsa.pattern<1x?x?x?, block = 16x16>
  %x = dsa.sddmm %q, %k, %p : tensor<1x?x?x5xf32>, tensor<1x?x?x5xf32>, !dsa.pattern<1x?x?x?, block = 16x16>
  %w = dsa.sparse_softmax %x, %p(%n, %m) : tensor<1x?x?x16x16xf32>, !dsa.pattern<1x?x?x?, block = 16x16>
  %o = dsa.spmm %w, %v, %p(%n) : tensor<1x?x?x16x16xf32>, tensor<1x?x?x3xf32>, !dsa.pattern<1x?x?x?, block = 16x16>
  return %o : tensor<1x?x?x3xf32>
}

func.func @steps_of_elements(%q: tensor<1x?x?x5xf32>, %k: tensor<1x?x?x5xf32>, %v: tensor<1x?x?x3xf32>, %mask: !mask)
    -> tensor<1x?x?x3xf32> {
  %c2 = arith.constant 2 : index
  %n = tensor.dim %q, %c2 : tensor<1x?x?x5xf32>
  %m = tensor.dim %k, %c2 : tensor<1x?x?x5xf32>
  %p = dsa.pattern_from_mask %mask : !mask -> !dsa.pattern<1x?x?x?, block = 16x8, holds = elements>
  %x = dsa.sddmm %q, %k, %p : tensor<1x?x?x5xf32>, tensor<1x?x?x5xf32>, !dsa.pattern<1x?x?x?, block = 16x8, holds = elements>
  %w = dsa.sparse_softmax %x, %p(%n, %m) : tensor<1x?x?x16x8xf32>, !dsa.pattern<1x?x?x?, block = 16x8, holds = elements>
  %o = dsa.spmm %w, %v, %p(%n) : tensor<1x?x?x16x8xf32>, tensor<1x?x?x3xf32>, !dsa.pattern<1x?x?x?, block = 16x8, holds = elements>
  return %o : tensor<1x?x?x3xf32>
}

func.func @steps_of_keys(%q: tensor<1x?x?x5xf32>, %k: tensor<1x?x?x5xf32>, %v: tensor<1x?x?x3xf32>, %mask: !mask)
    -> tensor<1x?x?x3xf32> {
  %c2 = arith.constant 2 : index
  %n = tensor.dim %q, %c2 : tensor<1x?x?x5xf32>
  %m = tensor.dim %k, %c2 : tensor<1x?x?x5xf32>
  %p = dsa.pattern_from_mask %mask : !mask -> !dsa.pattern<1x?x?x?, block = 1x1, format = csr>
  %x = dsa.sddmm %q, %k, %p : tensor<1x?x?x5xf32>, tensor<1x?x?x5xf32>, !dsa.pattern<1x?x?x?, block = 1x1, format = csr>
  %w = dsa.sparse_softmax %x, %p(%n, %m) : tensor<1x?x?x1x1xf32>, !dsa.pattern<1x?x?x?, block = 1x1, format = csr>
  %o = dsa.spmm %w, %v, %p(%n) : tensor<1x?x?x1x1xf32>, tensor<1x?x?x3xf32>, !dsa.pattern<1x?x?x?, block = 1x1, format = csr>
  return %o : tensor<1x?x?x3xf32>
}

func.func @choose(%q: tensor<1x?x?x5xf32>, %k: tensor<1x?x?x5xf32>, %v: tensor<1x?x?x3xf32>, %top_k: index)
    -> (tensor<1x?x?x3xf32>, f32) {
  %scores = dsa.score_blocks %q, %k block = [16, 16] : tensor<1x?x?x5xf32>, tensor<1x?x?x5xf32>
  %p = dsa.select_blocks %scores top_k(%top_k) : tensor<1x?x?x?xf32> -> !dsa.pattern<1x?x?x?, block = 16x16>
  %o = dsa.attention %q, %k, %v, %p
    : tensor<1x?x?x5xf32>, tensor<1x?x?x5xf32>, tensor<1x?x?x3xf32>, !dsa.pattern<1x?x?x?, block = 16x16>
  %density = dsa.pattern_density %p : !dsa.pattern<1x?x?x?, block = 16x16>
  return %o, %density : tensor<1x?x?x3xf32>, f32
}

// The strongest input channels, and the filters with the largest weights.
func.func @channels(%x: tensor<1x?x?xf32>, %w: tensor<1x?x?xf32>, %bias: tensor<1x1x?xf32>, %budget: index) -> tensor<1x?x?xf32> {
  %saliency = dsa.score_channels %x norm = l2 : tensor<1x?x?xf32>
  %inputs = dsa.gate_tokens %saliency budget(%budget) : tensor<1x?xf32>
  %sizes = dsa.score_channels %w norm = mean : tensor<1x?x?xf32>
  %filters = dsa.gate_tokens %sizes budget(%budget) : tensor<1x?xf32>
  %some = dsa.pack_channels %x, %inputs : tensor<1x?x?xf32>, tensor<1x?xi32>
  %rows = dsa.pack_tokens %w, %inputs : tensor<1x?x?xf32>, tensor<1x?xi32>
  %part = dsa.pack_channels %rows, %filters : tensor<1x?x?xf32>, tensor<1x?xi32>
  %matrix = tensor.collapse_shape %part [[0, 1], [2]] : tensor<1x?x?xf32> into tensor<?x?xf32>
  %panels = dsa.pack_weights %matrix : tensor<?x?xf32> -> tensor<?x?x16xf32>
  %some_biases = dsa.pack_channels %bias, %filters : tensor<1x1x?xf32>, tensor<1x?xi32>
  %b = tensor.collapse_shape %some_biases [[0, 1, 2]] : tensor<1x1x?xf32> into tensor<?xf32>
  %y = dsa.linear %some, %panels, %b bias activation = gelu
    : (tensor<1x?x?xf32>, tensor<?x?x16xf32>, tensor<?xf32>) -> tensor<1x?x?xf32>
  %all = dsa.unpack_channels %y, %filters into %x : tensor<1x?x?xf32>, tensor<1x?xi32>, tensor<1x?x?xf32>
  return %all : tensor<1x?x?xf32>
}

// Sets of elements by blocks of 20 queries by 12 keys and by lists, in the algebra and from format to format.
func.func @sets(%mask: !mask, %other: !mask) -> !mask {
  %a = dsa.pattern_from_mask %mask : !mask -> !dsa.pattern<1x?x?x?, block = 20x12, holds = elements>
  %b = dsa.pattern_from_mask %other : !mask -> !dsa.pattern<1x?x?x?, block = 20x12, holds = elements, format = bitmap>
  %lists = dsa.convert_pattern %a : !dsa.pattern<1x?x?x?, block = 20x12, holds = elements>
    -> !dsa.pattern<1x?x?x?, block = 20x12, holds = elements, format = csr>
  %both = dsa.pattern_intersection %lists, %b : !dsa.pattern<1x?x?x?, block = 20x12, holds = elements, format = csr>,
    !dsa.pattern<1x?x?x?, block = 20x12, holds = elements, format = bitmap>
  %hybrid = dsa.convert_pattern %both : !dsa.pattern<1x?x?x?, block = 20x12, holds = elements, format = csr>
    -> !dsa.pattern<1x?x?x?, block = 20x12, holds = elements, format = hybrid>
  %neither = dsa.pattern_complement %hybrid : !dsa.pattern<1x?x?x?, block = 20x12, holds = elements, format = hybrid>
  %either = dsa.pattern_union %neither, %a : !dsa.pattern<1x?x?x?, block = 20x12, holds = elements, format = hybrid>,
    !dsa.pattern<1x?x?x?, block = 20x12, holds = elements>
  %result = dsa.pattern_to_mask %either : !dsa.pattern<1x?x?x?, block = 20x12, holds = elements, format = hybrid>
  return %result : !mask
}

func.func @tokens(%saliency: tensor<1x?xf32>, %tokens: tensor<1x?x3xf32>, %budget: index) -> tensor<1x?x3xf32> {
  %chosen = dsa.gate_tokens %saliency budget(%budget) : tensor<1x?xf32>
  %c1 = arith.constant 1 : index
  %n = tensor.dim %saliency, %c1 : tensor<1x?xf32>
  %kept = dsa.union_indices %chosen, %chosen size(%n) : tensor<1x?xi32>, tensor<1x?xi32>
  %packed = dsa.pack_tokens %tokens, %kept : tensor<1x?x3xf32>, tensor<1x?xi32>
  %result = dsa.unpack_tokens %packed, %kept into %tokens : tensor<1x?x3xf32>, tensor<1x?xi32>, tensor<1x?x3xf32>
  return %result : tensor<1x?x3xf32>
}

func.func @layer(%x: tensor<?x37xf32>, %w: tensor<37x53xf32>, %bias: tensor<53xf32>, %residual: tensor<?x53xf32>)
    -> tensor<?x53xf32> {
  %packed = dsa.pack_weights %w : tensor<37x53xf32> -> tensor<2x37x32xf32>
  %y = dsa.linear %x, %packed, %bias, %residual bias residual activation = gelu
    : (tensor<?x37xf32>, tensor<2x37x32xf32>, tensor<53xf32>, tensor<?x53xf32>) -> tensor<?x53xf32>
  return %y : tensor<?x53xf32>
}

func.func @layer_bf16(%x: tensor<?x37xbf16>, %w: tensor<37x53xbf16>) -> tensor<?x53xbf16> {
  %packed = dsa.pack_weights %w : tensor<37x53xbf16> -> tensor<2x19x64xbf16>
  %y = dsa.linear %x, %packed activation = silu : (tensor<?x37xbf16>, tensor<2x19x64xbf16>) -> tensor<?x53xbf16>
  return %y : tensor<?x53xbf16>
}

func.func @layer_of_bytes(%x: tensor<?x37xf32>, %w: tensor<37x53xi8>, %column_scales: tensor<53xf32>) -> tensor<?x53xf32> {
  %packed = dsa.pack_weights %w : tensor<37x53xi8> -> tensor<2x10x128xi8>
  %bytes, %row_scales = dsa.quantize_rows %x : tensor<?x37xf32>
  %y = dsa.linear %bytes, %packed, %row_scales, %column_scales scales
    : (tensor<?x37xi8>, tensor<2x10x128xi8>, tensor<?xf32>, tensor<53xf32>) -> tensor<?x53xf32>
  return %y : tensor<?x53xf32>
}

func.func @experts(%x: tensor<?x37xf32>, %logits: tensor<?x3xf32>, %up: tensor<3x37x53xf32>, %bias: tensor<3x53xf32>,
                   %down: tensor<3x53x37xf32>) -> tensor<?x37xf32> {
  %up_packed = dsa.pack_weights %up : tensor<3x37x53xf32> -> tensor<3x2x37x32xf32>
  %down_packed = dsa.pack_weights %down : tensor<3x53x37xf32> -> tensor<3x2x53x32xf32>
  %tokens, %offsets, %slots, %weights, %histogram = dsa.route_experts %logits top_k = 2 normalize = chosen : tensor<?x3xf32>
  %hidden = dsa.grouped_linear %x, %up_packed, %offsets, %tokens, %bias rows bias activation = gelu
    : (tensor<?x37xf32>, tensor<3x2x37x32xf32>, tensor<4xi32>, tensor<?xi32>, tensor<3x53xf32>) -> tensor<?x53xf32>
  %each = dsa.grouped_linear %hidden, %down_packed, %offsets
    : (tensor<?x53xf32>, tensor<3x2x53x32xf32>, tensor<4xi32>) -> tensor<?x37xf32>
  %y = dsa.combine_experts %each, %slots, %weights : tensor<?x37xf32>, tensor<?x2xi32>, tensor<?x2xf32>
  return %y : tensor<?x37xf32>
}
