// Layers of which some input channels and some filters are computed, against dense ones in float64 in which the others are zeroed
// (goldens_channels.py). All numbers are eighths and few, so that no sum is rounded.
// RUN: for strategy in reference fast; do for case in %S/Inputs/channels/layer/*.npz; do for function in layer some_inputs some_filters; do \
// RUN:   echo $strategy $function $case; ds-run %s --function=$function --strategy=$strategy --atol=0 --rtol=0 \
// RUN:     --input=@$case:x --input=@$case:weights --input=@$case:bias --input=@$case:inputs --input=@$case:outputs \
// RUN:     --input=@$case:base --expected-output=@$case:$function || exit 1; \
// RUN: done; done; done
// What is left out is not read: were it multiplied by zeros, NaN would come of it.
// RUN: for strategy in reference fast; do for function in layer some_inputs; do case=%S/Inputs/channels/poisoned.npz; \
// RUN:   ds-run %s --function=$function --strategy=$strategy --atol=0 --rtol=0 \
// RUN:     --input=@$case:x --input=@$case:weights --input=@$case:bias --input=@$case:inputs --input=@$case:outputs \
// RUN:     --input=@$case:base --expected-output=@$case:$function || exit 1; \
// RUN: done; done
// Channels are left out of weights that are packed already.
// RUN: for strategy in reference fast; do for case in %S/Inputs/channels/layer/*.npz; do \
// RUN:   echo $strategy $case; ds-run %s --function=panels --strategy=$strategy --atol=0 --rtol=0 --input=@$case:weights \
// RUN:     --input=@$case:inputs --expected-output=@$case:zeros || exit 1; \
// RUN: done; done
// As many columns as biases: what does not fit is found before anything is read.
// RUN: for strategy in reference fast; do run="ds-run %s --function=open --strategy=$strategy"; \
// RUN:   $run --input=3x8xf32=1 --input=2x8x16xf32=2 --input=20xf32=1 --input=3x20xf32=4 --expected-output=3x20xf32=21 && \
// RUN:   $run --input=3x8xf32=1 --input=0x8x16xf32=2 --input=0xf32= --input=3x0xf32= --expected-output=3x0xf32= && \
// RUN:   not $run --input=3x8xf32=1 --input=2x8x16xf32=1 --input=33xf32=1 --input=3x33xf32=1 2>&1 | FileCheck %s --check-prefix=PANELS && \
// RUN:   not $run --input=3x8xf32=1 --input=2x8x16xf32=1 --input=16xf32=1 --input=3x16xf32=1 2>&1 | FileCheck %s --check-prefix=PANELS && \
// RUN:   not $run --input=3x8xf32=1 --input=2x8x16xf32=1 --input=20xf32=1 --input=3x21xf32=1 2>&1 | FileCheck %s --check-prefix=RESIDUAL || exit 1; done
// PANELS: linear: packed has not as many panels as bias needs
// RESIDUAL: linear: number of columns of bias and residual differ
// There is nothing smaller that would say how many columns there are.
// RUN: %S/Inputs/decomposed.sh %s open exact 1 %t.folder '3x8xf32=random(1)' '2x8x16xf32=random(2)' '20xf32=random(3)' '3x20xf32=random(4)'
// RUN: ds-opt %s --dsa-decompose | FileCheck %s --check-prefix=STAYS
// STAYS-LABEL: func.func @open
// STAYS-NEXT:    dsa.linear {{.*}} bias residual
// STAYS-NEXT:    return
// Panels of any width, each as full as it happens to be, with whatever may follow the sums.
// RUN: for n in 1 15 16 17 31 32 40 64 75; do for function in narrow wide; do \
// RUN:   ds-run %s --function=$function --strategy=reference --input="5x24xf32=random(1)" --input="24x${n}xf32=random(2)" \
// RUN:     --input="${n}xf32=random(3)" --input="5x${n}xf32=random(4)" --output=@%t.$function.npy && \
// RUN:   ds-run %s --function=$function --strategy=fast --input="5x24xf32=random(1)" --input="24x${n}xf32=random(2)" \
// RUN:     --input="${n}xf32=random(3)" --input="5x${n}xf32=random(4)" --expected-output=@%t.$function.npy || exit 1; done; \
// RUN:   for strategy in reference fast; do ds-run %s --function=bytes --strategy=$strategy --input=5x24xf32=0.5 --input=24x${n}xf32=0.5 \
// RUN:     --input=${n}xf32=0.5 --input=5x${n}xf32=0.5 --expected-output=5x${n}xi8=56 || exit 1; done; done

!tokens = tensor<1x?x?xf32>
!indices = tensor<1x?xi32>
!weights = tensor<?x?xf32>
!panels = tensor<?x?x16xf32>
!bias = tensor<?xf32>

func.func private @rows_of(%w: !weights, %inputs: !indices) -> !tokens {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %C = tensor.dim %w, %c0 : !weights
  %F = tensor.dim %w, %c1 : !weights
  %all = tensor.expand_shape %w [[0, 1], [2]] output_shape [1, %C, %F] : !weights into !tokens
  %rows = dsa.pack_tokens %all, %inputs : !tokens, !indices
  return %rows : !tokens
}

func.func private @some_biases(%bias: !bias, %outputs: !indices) -> !bias {
  %c0 = arith.constant 0 : index
  %F = tensor.dim %bias, %c0 : !bias
  %all = tensor.expand_shape %bias [[0, 1, 2]] output_shape [1, 1, %F] : !bias into tensor<1x1x?xf32>
  %some = dsa.pack_channels %all, %outputs : tensor<1x1x?xf32>, !indices
  %b = tensor.collapse_shape %some [[0, 1, 2]] : tensor<1x1x?xf32> into !bias
  return %b : !bias
}

func.func @layer(%x: !tokens, %w: !weights, %bias: !bias, %inputs: !indices, %outputs: !indices, %base: !tokens) -> !tokens {
  %rows = call @rows_of(%w, %inputs) : (!weights, !indices) -> !tokens
  %part = dsa.pack_channels %rows, %outputs : !tokens, !indices
  %matrix = tensor.collapse_shape %part [[0, 1], [2]] : !tokens into !weights
  %packed = dsa.pack_weights %matrix : !weights -> !panels
  %b = call @some_biases(%bias, %outputs) : (!bias, !indices) -> !bias
  %some = dsa.pack_channels %x, %inputs : !tokens, !indices
  %y = dsa.linear %some, %packed, %b bias activation = relu : (!tokens, !panels, !bias) -> !tokens
  %all = dsa.unpack_channels %y, %outputs into %base : !tokens, !indices, !tokens
  return %all : !tokens
}

func.func @some_inputs(%x: !tokens, %w: !weights, %bias: !bias, %inputs: !indices, %outputs: !indices, %base: !tokens) -> !tokens {
  %rows = call @rows_of(%w, %inputs) : (!weights, !indices) -> !tokens
  %matrix = tensor.collapse_shape %rows [[0, 1], [2]] : !tokens into !weights
  %packed = dsa.pack_weights %matrix : !weights -> !panels
  %some = dsa.pack_channels %x, %inputs : !tokens, !indices
  %y = dsa.linear %some, %packed, %bias bias activation = relu : (!tokens, !panels, !bias) -> !tokens
  return %y : !tokens
}

func.func @some_filters(%x: !tokens, %w: !weights, %bias: !bias, %inputs: !indices, %outputs: !indices, %base: !tokens) -> !tokens {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %C = tensor.dim %w, %c0 : !weights
  %F = tensor.dim %w, %c1 : !weights
  %all_w = tensor.expand_shape %w [[0, 1], [2]] output_shape [1, %C, %F] : !weights into !tokens
  %part = dsa.pack_channels %all_w, %outputs : !tokens, !indices
  %matrix = tensor.collapse_shape %part [[0, 1], [2]] : !tokens into !weights
  %packed = dsa.pack_weights %matrix : !weights -> !panels
  %b = call @some_biases(%bias, %outputs) : (!bias, !indices) -> !bias
  %y = dsa.linear %x, %packed, %b bias activation = relu : (!tokens, !panels, !bias) -> !tokens
  %all = dsa.unpack_channels %y, %outputs into %base : !tokens, !indices, !tokens
  return %all : !tokens
}

// Packed weights by rows, less those of rows that are packed: nothing.
func.func @panels(%w: !weights, %inputs: !indices) -> !panels {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %packed = dsa.pack_weights %w : !weights -> !panels
  %P = tensor.dim %packed, %c0 : !panels
  %K = tensor.dim %inputs, %c1 : !indices
  %list = tensor.collapse_shape %inputs [[0, 1]] : !indices into tensor<?xi32>
  %room = tensor.empty(%P, %K) : tensor<?x?xi32>
  %of_each = linalg.broadcast ins(%list : tensor<?xi32>) outs(%room : tensor<?x?xi32>) dimensions = [0]
  %some = dsa.pack_tokens %packed, %of_each : !panels, tensor<?x?xi32>
  %rows = func.call @rows_of(%w, %inputs) : (!weights, !indices) -> !tokens
  %matrix = tensor.collapse_shape %rows [[0, 1], [2]] : !tokens into !weights
  %anew = dsa.pack_weights %matrix : !weights -> !panels
  %difference = arith.subf %some, %anew : !panels
  return %difference : !panels
}

func.func @open(%x: tensor<3x8xf32>, %w: !panels, %bias: !bias, %residual: tensor<3x?xf32>) -> tensor<3x?xf32> {
  %y = dsa.linear %x, %w, %bias, %residual bias residual
    : (tensor<3x8xf32>, !panels, !bias, tensor<3x?xf32>) -> tensor<3x?xf32>
  return %y : tensor<3x?xf32>
}

func.func @narrow(%x: tensor<5x24xf32>, %w: tensor<24x?xf32>, %bias: !bias, %residual: tensor<5x?xf32>) -> tensor<5x?xf32> {
  %packed = dsa.pack_weights %w : tensor<24x?xf32> -> tensor<?x24x16xf32>
  %y = dsa.linear %x, %packed, %bias, %residual bias residual activation = gelu
    : (tensor<5x24xf32>, tensor<?x24x16xf32>, !bias, tensor<5x?xf32>) -> tensor<5x?xf32>
  return %y : tensor<5x?xf32>
}

func.func @wide(%x: tensor<5x24xf32>, %w: tensor<24x?xf32>, %bias: !bias, %residual: tensor<5x?xf32>) -> tensor<5x?xf32> {
  %packed = dsa.pack_weights %w : tensor<24x?xf32> -> tensor<?x24x64xf32>
  %y = dsa.linear %x, %packed, %bias, %residual bias residual activation = silu
    : (tensor<5x24xf32>, tensor<?x24x64xf32>, !bias, tensor<5x?xf32>) -> tensor<5x?xf32>
  return %y : tensor<5x?xf32>
}

func.func @bytes(%x: tensor<5x24xf32>, %w: tensor<24x?xf32>, %bias: !bias, %residual: tensor<5x?xf32>) -> tensor<5x?xi8> {
  %scale = arith.constant 0.125 : f32
  %packed = dsa.pack_weights %w : tensor<24x?xf32> -> tensor<?x24x64xf32>
  %y = dsa.linear %x, %packed, %bias, %residual, %scale bias residual quantize
    : (tensor<5x24xf32>, tensor<?x24x64xf32>, !bias, tensor<5x?xf32>, f32) -> tensor<5x?xi8>
  return %y : tensor<5x?xi8>
}
