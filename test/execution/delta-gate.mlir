// RUN: split-file %s %t.dir
// RUN: for strategy in reference fast; do for case in %S/Inputs/delta/*/*.npz; do \
// RUN:   echo $strategy $case; ds-run %t.dir/$(basename $(dirname $case)).mlir --strategy=$strategy --atol=0 --rtol=0 --verify-patterns \
// RUN:     --input=@$case:x --input=@$case:last --input=@$case:saliency --input=@$case:budget --input=@$case:threshold --input=@$case:due \
// RUN:     $(for form in change above space both; do for part in indices packed known; do \
// RUN:        echo --expected-output=@$case:${form}_$part; done; done) || exit 1; \
// RUN: done; done
//
// All tokens are let through: what is packed and known is the frame, bit for bit. More threads, the same.
// RUN: for strategy in reference fast; do for threads in 1 3; do ds-run %t.dir/all.mlir --strategy=$strategy --threads=$threads --atol=0 --rtol=0 \
// RUN:   --input="2x150x40xf32=random(1)" --input="2x150x40xf32=random(2)" --expected-output="2x150x40xf32=random(1)" \
// RUN:   --expected-output="2x150x40xf32=random(1)" || exit 1; done; done
//
// What is known is written in place where the state is not used afterwards. The one copy is that of a result, which is never
// the buffer of an argument.
// RUN: ds-opt %t.dir/in-place.mlir --lower-sparse=stop-after=bufferized | FileCheck %s --check-prefix=PLACE
// PLACE-LABEL: func.func @gate
// PLACE-SAME:    %[[X:[a-z0-9]*]]: memref<1x64x32xf32>, %[[LAST:[a-z0-9]*]]: memref<1x64x32xf32>
// PLACE-NOT:     memref.alloc() {{.*}}memref<1x64x32xf32>
// PLACE-NOT:     memref.copy
// PLACE:         dsk.scatter_rows ins(%{{.*}}, %{{.*}} : {{.*}}) outs(%[[LAST]] : memref<1x64x32xf32>)
// PLACE:         memref.copy %[[LAST]], %[[RESULT:.*]] : memref<1x64x32xf32>
// PLACE-NOT:     memref.copy
// PLACE:         return {{.*}}, %[[RESULT]]
//
// Sizes that differ are found before anything is read.
// RUN: for strategy in reference fast; do not ds-run %t.dir/f32.mlir --strategy=$strategy --input=1x3x4xf32=0 --input=1x3x5xf32=0 \
// RUN:   --input=1x3xf32=0 --input=1 --input=0 --input=1x1xi32=0 2>&1 | FileCheck %s --check-prefix=CHANNELS || exit 1; done
// CHANNELS: delta_gate: channels of tokens and reference differ
// RUN: for strategy in reference fast; do not ds-run %t.dir/f32.mlir --strategy=$strategy --input=1x3x4xf32=0 --input=1x3x4xf32=0 \
// RUN:   --input=1x2xf32=0 --input=1 --input=0 --input=1x1xi32=0 2>&1 | FileCheck %s --check-prefix=SALIENCY || exit 1; done
// SALIENCY: delta_gate: number of tokens of tokens and saliency differ
// RUN: for strategy in reference fast; do not ds-run %t.dir/f32.mlir --strategy=$strategy --input=1x3x4xf32=0 --input=1x3x4xf32=0 \
// RUN:   --input=1x3xf32=0 --input=1 --input=0 --input=2x1xi32=0 2>&1 | FileCheck %s --check-prefix=DUE || exit 1; done
// DUE: delta_gate: batch of due is neither 1 nor that of tokens

// goldens_temporal.py makes the cases, and computes in NumPy what they should give: a folder for each part of this file.

//--- f32.mlir
!tokens = tensor<?x?x?xf32>
!scores = tensor<?x?xf32>
!list = tensor<?x?xi32>

func.func @gate(%x: !tokens, %last: !tokens, %saliency: !scores, %k: index, %least: f32, %due: !list)
    -> (!list, !tokens, !tokens, !list, !tokens, !tokens, !list, !tokens, !tokens, !list, !tokens, !tokens) {
  %a:3 = dsa.delta_gate %x, %last norm = l2 budget(%k) : !tokens, !tokens
  %b:3 = dsa.delta_gate %x, %last norm = max budget(%k) threshold(%least) : !tokens, !tokens
  %c:3 = dsa.delta_gate %x, %last saliency(%saliency : !scores) budget(%k) threshold(%least) : !tokens, !tokens
  %d:3 = dsa.delta_gate %x, %last norm = l1 saliency(%saliency : !scores) budget(%k) threshold(%least) due(%due : !list) : !tokens, !tokens
  return %a#0, %a#1, %a#2, %b#0, %b#1, %b#2, %c#0, %c#1, %c#2, %d#0, %d#1, %d#2
    : !list, !tokens, !tokens, !list, !tokens, !tokens, !list, !tokens, !tokens, !list, !tokens, !tokens
}

//--- f64.mlir
!tokens = tensor<?x?x?xf64>
!scores = tensor<?x?xf64>
!list = tensor<?x?xi32>

func.func @gate(%x: !tokens, %last: !tokens, %saliency: !scores, %k: index, %least: f32, %due: !list)
    -> (!list, !tokens, !tokens, !list, !tokens, !tokens, !list, !tokens, !tokens, !list, !tokens, !tokens) {
  %a:3 = dsa.delta_gate %x, %last norm = l2 budget(%k) : !tokens, !tokens
  %b:3 = dsa.delta_gate %x, %last norm = max budget(%k) threshold(%least) : !tokens, !tokens
  %c:3 = dsa.delta_gate %x, %last saliency(%saliency : !scores) budget(%k) threshold(%least) : !tokens, !tokens
  %d:3 = dsa.delta_gate %x, %last norm = l1 saliency(%saliency : !scores) budget(%k) threshold(%least) due(%due : !list) : !tokens, !tokens
  return %a#0, %a#1, %a#2, %b#0, %b#1, %b#2, %c#0, %c#1, %c#2, %d#0, %d#1, %d#2
    : !list, !tokens, !tokens, !list, !tokens, !tokens, !list, !tokens, !tokens, !list, !tokens, !tokens
}

//--- bf16.mlir
!tokens = tensor<?x?x?xbf16>
!scores = tensor<?x?xf32>
!list = tensor<?x?xi32>

func.func @gate(%x: !tokens, %last: !tokens, %saliency: !scores, %k: index, %least: f32, %due: !list)
    -> (!list, !tokens, !tokens, !list, !tokens, !tokens, !list, !tokens, !tokens, !list, !tokens, !tokens) {
  %a:3 = dsa.delta_gate %x, %last norm = l2 budget(%k) : !tokens, !tokens
  %b:3 = dsa.delta_gate %x, %last norm = max budget(%k) threshold(%least) : !tokens, !tokens
  %c:3 = dsa.delta_gate %x, %last saliency(%saliency : !scores) budget(%k) threshold(%least) : !tokens, !tokens
  %d:3 = dsa.delta_gate %x, %last norm = l1 saliency(%saliency : !scores) budget(%k) threshold(%least) due(%due : !list) : !tokens, !tokens
  return %a#0, %a#1, %a#2, %b#0, %b#1, %b#2, %c#0, %c#1, %c#2, %d#0, %d#1, %d#2
    : !list, !tokens, !tokens, !list, !tokens, !tokens, !list, !tokens, !tokens, !list, !tokens, !tokens
}

//--- all.mlir
!tokens = tensor<2x?x40xf32>

func.func @gate(%x: !tokens, %last: !tokens) -> (!tokens, !tokens) {
  %one = arith.constant 1 : index
  %n = tensor.dim %x, %one : !tokens
  %i, %packed, %known = dsa.delta_gate %x, %last norm = l2 budget(%n) : !tokens, !tokens
  return %packed, %known : !tokens, !tokens
}

//--- in-place.mlir
!tokens = tensor<1x64x32xf32>

func.func @gate(%x: !tokens, %last: !tokens {bufferization.writable = true}, %k: index) -> (tensor<1x?x32xf32>, !tokens) {
  %i, %packed, %known = dsa.delta_gate %x, %last norm = l2 budget(%k) : !tokens, !tokens
  return %packed, %known : tensor<1x?x32xf32>, !tokens
}
