// RUN: split-file %s %t.dir
// RUN: for strategy in reference fast; do for case in %S/Inputs/runs/*/*.npz; do \
// RUN:   echo $strategy $case; ds-run %t.dir/$(basename $(dirname $case)).mlir --strategy=$strategy \
// RUN:     --input=@$case:x --input=@$case:frame --input=@$case:threshold \
// RUN:     --expected-output=@$case:indices --expected-output=@$case:lengths || exit 1; \
// RUN: done; done
//
// At most so many tokens, but for those of the first frame.
// RUN: for strategy in reference fast; do for case in %S/Inputs/runs_budget/*/*.npz; do \
// RUN:   echo $strategy $case; ds-run %t.dir/budget-$(basename $(dirname $case)).mlir --strategy=$strategy \
// RUN:     --input=@$case:x --input=@$case:frame --input=@$case:threshold --input=@$case:budget \
// RUN:     --expected-output=@$case:indices --expected-output=@$case:lengths || exit 1; \
// RUN: done; done
//
// Frames that are compared are read where they are: nothing is copied, and nothing is allocated in a loop.
// RUN: ds-opt %t.dir/static.mlir --lower-sparse=stop-after=bufferized | FileCheck %s
// CHECK-LABEL: func.func @runs
// CHECK-NOT:     memref.copy
// CHECK:         dsk.lagged_change ins(%arg0,
// CHECK-NOT:     memref.copy
// CHECK:         scf.for
// CHECK:         linalg.fill
// CHECK:         scf.for
// CHECK-NOT:     memref.alloc
// CHECK:         memref.dim

// Sizes that are stated, down to none.
// RUN: for strategy in reference fast; do for size in 0x4x3 1x0x3 1x4x0 1x2x3; do \
// RUN:   sed "s/2x24x32/$size/; s/tensor<2x?/tensor<${size%%%%x*}x?/g" %t.dir/static.mlir > %t.dir/$size.mlir && \
// RUN:   ds-run %t.dir/$size.mlir --strategy=$strategy --input=${size}xf32=1 --input=0.5 --output=@%t.dir/$strategy-$size.npy || exit 1; done; done
// RUN: for size in 0x4x3 1x0x3 1x4x0 1x2x3; do cmp %t.dir/reference-$size.npy %t.dir/fast-$size.npy || exit 1; done

// goldens_temporal.py makes the cases, and computes in NumPy what they should give: a folder for each part of this file.

//--- f32.mlir
func.func @runs(%x: tensor<?x?x?xf32>, %n: index, %tau: f32) -> (tensor<?x?xi32>, tensor<?x?xi32>) {
  %i, %lengths = dsa.run_lengths %x frame(%n) threshold(%tau) : tensor<?x?x?xf32>
  return %i, %lengths : tensor<?x?xi32>, tensor<?x?xi32>
}

//--- f64.mlir
func.func @runs(%x: tensor<?x?x?xf64>, %n: index, %tau: f32) -> (tensor<?x?xi32>, tensor<?x?xi32>) {
  %i, %lengths = dsa.run_lengths %x frame(%n) threshold(%tau) : tensor<?x?x?xf64>
  return %i, %lengths : tensor<?x?xi32>, tensor<?x?xi32>
}

//--- bf16.mlir
func.func @runs(%x: tensor<?x?x?xbf16>, %n: index, %tau: f32) -> (tensor<?x?xi32>, tensor<?x?xi32>) {
  %i, %lengths = dsa.run_lengths %x frame(%n) threshold(%tau) : tensor<?x?x?xbf16>
  return %i, %lengths : tensor<?x?xi32>, tensor<?x?xi32>
}

//--- budget-f32.mlir
func.func @runs(%x: tensor<?x?x?xf32>, %n: index, %tau: f32, %k: index) -> (tensor<?x?xi32>, tensor<?x?xi32>) {
  %i, %lengths = dsa.run_lengths %x frame(%n) threshold(%tau) budget(%k) : tensor<?x?x?xf32>
  return %i, %lengths : tensor<?x?xi32>, tensor<?x?xi32>
}

//--- budget-f64.mlir
func.func @runs(%x: tensor<?x?x?xf64>, %n: index, %tau: f32, %k: index) -> (tensor<?x?xi32>, tensor<?x?xi32>) {
  %i, %lengths = dsa.run_lengths %x frame(%n) threshold(%tau) budget(%k) : tensor<?x?x?xf64>
  return %i, %lengths : tensor<?x?xi32>, tensor<?x?xi32>
}

//--- budget-bf16.mlir
func.func @runs(%x: tensor<?x?x?xbf16>, %n: index, %tau: f32, %k: index) -> (tensor<?x?xi32>, tensor<?x?xi32>) {
  %i, %lengths = dsa.run_lengths %x frame(%n) threshold(%tau) budget(%k) : tensor<?x?x?xbf16>
  return %i, %lengths : tensor<?x?xi32>, tensor<?x?xi32>
}

//--- static.mlir
func.func @runs(%x: tensor<2x24x32xf32>, %tau: f32) -> (tensor<2x?xi32>, tensor<2x?xi32>) {
  %n = arith.constant 6 : index
  %i, %lengths = dsa.run_lengths %x frame(%n) threshold(%tau) : tensor<2x24x32xf32>
  return %i, %lengths : tensor<2x?xi32>, tensor<2x?xi32>
}
