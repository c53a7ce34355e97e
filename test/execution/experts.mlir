// RUN: split-file %s %t.dir
// RUN: for strategy in reference fast; do for case in %S/Inputs/experts/route/*.npz; do \
// RUN:   echo $strategy $case; ds-run %t.dir/route.mlir --strategy=$strategy --input=@$case:logits --input=@$case:capacity \
// RUN:     --expected-output=@$case:tokens --expected-output=@$case:offsets --expected-output=@$case:slots \
// RUN:     --expected-output=@$case:weights --expected-output=@$case:histogram --expected-output=@$case:of_all || exit 1; \
// RUN: done; done
// RUN: for strategy in reference fast; do for case in %S/Inputs/experts/route/*_None.npz; do \
// RUN:   echo $strategy $case; ds-run %t.dir/dropless.mlir --strategy=$strategy --input=@$case:logits \
// RUN:     --expected-output=@$case:tokens --expected-output=@$case:offsets --expected-output=@$case:slots \
// RUN:     --expected-output=@$case:weights --expected-output=@$case:histogram || exit 1; \
// RUN: done; done
// As many experts as a number at run time says, up to three.
// RUN: for strategy in reference fast; do for case in %S/Inputs/experts/budget/*.npz; do \
// RUN:   echo $strategy $case; ds-run %t.dir/budget.mlir --strategy=$strategy --input=@$case:logits --input=@$case:capacity \
// RUN:     --input=@$case:budget --expected-output=@$case:tokens --expected-output=@$case:offsets --expected-output=@$case:slots \
// RUN:     --expected-output=@$case:weights --expected-output=@$case:histogram --expected-output=@$case:of_all \
// RUN:     --expected-output=@$case:dropless || exit 1; \
// RUN: done; done
// RUN: for strategy in reference fast; do for case in %S/Inputs/experts/layers/*.npz; do \
// RUN:   echo $strategy $case; ds-run %t.dir/layers.mlir --strategy=$strategy --input=@$case:x --input=@$case:logits \
// RUN:     --input=@$case:up --input=@$case:down --input=@$case:bias --expected-output=@$case:y || exit 1; \
// RUN: done; done
// RUN: for strategy in reference fast; do for case in %S/Inputs/experts/grouped/*.npz; do \
// RUN:   echo $strategy $case; ds-run %t.dir/grouped.mlir --strategy=$strategy --input=@$case:x --input=@$case:w \
// RUN:     --input=@$case:offsets --input=@$case:rows --input=@$case:row_scales --input=@$case:column_scales \
// RUN:     --input=@$case:bias --expected-output=@$case:y || exit 1; \
// RUN: done; done
// A token that is not there is a row of zeros, of which a scale that is not finite makes NaN.
// RUN: for strategy in reference fast; do \
// RUN:   ds-run %t.dir/bytes.mlir --strategy=$strategy --input=1x4xi8=1 --input=1x4x3xi8=1 --input=2xi32=0,2 --input=2xi32=-2,0 --input=1xf32=0.5 \
// RUN:     --input=1x3xf32=-inf,inf,2 --expected-output=2x3xf32=nan,nan,0,-inf,inf,4 || exit 1; \
// RUN: done
// RUN: for strategy in reference fast; do for case in %S/Inputs/experts/combine/*/*.npz; do \
// RUN:   echo $strategy $case; ds-run %t.dir/combine_$(basename $(dirname $case)).mlir --strategy=$strategy \
// RUN:     --input=@$case:y --input=@$case:slots --input=@$case:weights --expected-output=@$case:z || exit 1; \
// RUN: done; done
//
// Threads change no bit.
// RUN: case=%S/Inputs/experts/layers/70_5.npz; inputs="--input=@$case:x --input=@$case:logits --input=@$case:up --input=@$case:down --input=@$case:bias"; \
// RUN: ds-run %t.dir/layers.mlir --threads=1 $inputs --output=@%t.npy && \
// RUN: ds-run %t.dir/layers.mlir --threads=3 $inputs --atol=0 --rtol=0 --expected-output=@%t.npy

// goldens_layers.py makes the cases, and computes in NumPy what they should give: a folder for each part of this file.

//--- route.mlir
!rows = tensor<?xi32>
!slots = tensor<?x2xi32>
!weights = tensor<?x2xf32>

func.func @route(%l: tensor<?x?xf32>, %c: index) -> (!rows, !rows, !slots, !weights, !rows, !weights) {
  %t, %o, %s, %w, %h = dsa.route_experts %l capacity(%c) top_k = 2 normalize = chosen : tensor<?x?xf32>
  %t1, %o1, %s1, %w1, %h1 = dsa.route_experts %l capacity(%c) top_k = 2 normalize = all : tensor<?x?xf32>
  return %t, %o, %s, %w, %h, %w1 : !rows, !rows, !slots, !weights, !rows, !weights
}

//--- dropless.mlir
!rows = tensor<?xi32>
!slots = tensor<?x2xi32>
!weights = tensor<?x2xf32>

func.func @route(%l: tensor<?x?xf32>) -> (!rows, !rows, !slots, !weights, !rows) {
  %t, %o, %s, %w, %h = dsa.route_experts %l top_k = 2 normalize = chosen : tensor<?x?xf32>
  return %t, %o, %s, %w, %h : !rows, !rows, !slots, !weights, !rows
}

//--- budget.mlir
!rows = tensor<?xi32>
!slots = tensor<?x3xi32>
!weights = tensor<?x3xf32>

func.func @route(%l: tensor<?x?xf32>, %c: index, %k: index) -> (!rows, !rows, !slots, !weights, !rows, !weights, !rows) {
  %t, %o, %s, %w, %h = dsa.route_experts %l capacity(%c) budget(%k) top_k = 3 normalize = chosen : tensor<?x?xf32>
  %t1, %o1, %s1, %w1, %h1 = dsa.route_experts %l capacity(%c) budget(%k) top_k = 3 normalize = all : tensor<?x?xf32>
  %t2, %o2, %s2, %w2, %h2 = dsa.route_experts %l budget(%k) top_k = 3 normalize = all : tensor<?x?xf32>
  return %t, %o, %s, %w, %h, %w1, %t2 : !rows, !rows, !slots, !weights, !rows, !weights, !rows
}

//--- layers.mlir
!rows = tensor<?x?xf32>
!hidden = tensor<?x40xf32>
!result = tensor<?x20xf32>
!weights = tensor<?x?x?xf32>
!up = tensor<?x?x?x32xf32>
!down = tensor<?x?x?x48xf32>

func.func @layers(%x: !rows, %l: !rows, %u: !weights, %d: !weights, %bias: tensor<?x40xf32>) -> !result {
  %capacity = arith.constant 31 : index
  %up = dsa.pack_weights %u : !weights -> !up
  %down = dsa.pack_weights %d : !weights -> !down
  %t, %o, %s, %w, %h = dsa.route_experts %l capacity(%capacity) top_k = 2 normalize = chosen : !rows
  %y = dsa.grouped_linear %x, %up, %o, %t, %bias rows bias activation = gelu
    : (!rows, !up, tensor<?xi32>, tensor<?xi32>, tensor<?x40xf32>) -> !hidden
  %z = dsa.grouped_linear %y, %down, %o : (!hidden, !down, tensor<?xi32>) -> !result
  %r = dsa.combine_experts %z, %s, %w : !result, tensor<?x2xi32>, tensor<?x2xf32>
  return %r : !result
}

//--- grouped.mlir
!x = tensor<?x11xi8>
!weights = tensor<3x11x20xi8>
!packed = tensor<3x2x3x64xi8>
!of_columns = tensor<3x20xf32>

func.func @grouped(%x: !x, %w: !weights, %o: tensor<4xi32>, %rows: tensor<?xi32>, %r: tensor<?xf32>, %c: !of_columns,
                   %bias: !of_columns) -> tensor<?x20xf32> {
  %p = dsa.pack_weights %w : !weights -> !packed
  %y = dsa.grouped_linear %x, %p, %o, %rows, %r, %c, %bias rows scales bias activation = silu
    : (!x, !packed, tensor<4xi32>, tensor<?xi32>, tensor<?xf32>, !of_columns, !of_columns) -> tensor<?x20xf32>
  return %y : tensor<?x20xf32>
}

//--- bytes.mlir
func.func @f(%x: tensor<?x?xi8>, %w: tensor<?x?x3xi8>, %o: tensor<2xi32>, %t: tensor<2xi32>, %rs: tensor<?xf32>, %cs: tensor<1x3xf32>) -> tensor<2x3xf32> {
  %p = dsa.pack_weights %w : tensor<?x?x3xi8> -> tensor<1x?x?x64xi8>
  %y = dsa.grouped_linear %x, %p, %o, %t, %rs, %cs rows scales activation = none
    : (tensor<?x?xi8>, tensor<1x?x?x64xi8>, tensor<2xi32>, tensor<2xi32>, tensor<?xf32>, tensor<1x3xf32>) -> tensor<2x3xf32>
  return %y : tensor<2x3xf32>
}

//--- combine_f32.mlir
func.func @combine(%y: tensor<?x?xf32>, %s: tensor<?x3xi32>, %w: tensor<?x3xf32>) -> tensor<?x?xf32> {
  %z = dsa.combine_experts %y, %s, %w : tensor<?x?xf32>, tensor<?x3xi32>, tensor<?x3xf32>
  return %z : tensor<?x?xf32>
}

//--- combine_bf16.mlir
func.func @combine(%y: tensor<?x?xbf16>, %s: tensor<?x3xi32>, %w: tensor<?x3xf32>) -> tensor<?x?xbf16> {
  %z = dsa.combine_experts %y, %s, %w : tensor<?x?xbf16>, tensor<?x3xi32>, tensor<?x3xf32>
  return %z : tensor<?x?xbf16>
}
