// The whole way, stage by stage: each holds what it should, reads back, and goes on from there to the same end.
//
// RUN: ds-opt %s --lower-sparse=stop-after=dsa | FileCheck %s --check-prefix=DSA --implicit-check-not=dsk.
// RUN: ds-opt %s --lower-sparse=stop-after=dsk | FileCheck %s --check-prefix=DSK --implicit-check-not=dsa.
// RUN: ds-opt %s --lower-sparse=stop-after=bufferized | FileCheck %s --check-prefix=BUFFERIZED --implicit-check-not=dsa.
// RUN: ds-opt %s --lower-sparse=stop-after=blocks | FileCheck %s --check-prefix=BLOCKS --implicit-check-not=dsa. --implicit-check-not=dsk.attention
// RUN: ds-opt %s --lower-sparse=stop-after=loops | FileCheck %s --check-prefix=LOOPS --implicit-check-not="{{dsa|dsk}}."
// RUN: ds-opt %s --lower-sparse | FileCheck %s --check-prefix=LLVM --implicit-check-not="{{dsa|dsk|scf|memref|arith|func.func}}." --implicit-check-not=unrealized
//
// RUN: ds-opt %s --lower-sparse="strategy=reference stop-after=linalg" | FileCheck %s --check-prefix=LINALG --implicit-check-not="{{dsa|dsk}}."
// RUN: ds-opt %s --lower-sparse="strategy=reference stop-after=bufferized" | FileCheck %s --check-prefix=REFERENCE --implicit-check-not="{{dsa|dsk}}."
// RUN: ds-opt %s --lower-sparse="strategy=reference stop-after=loops" | FileCheck %s --check-prefix=REFERENCE --implicit-check-not="{{dsa|dsk}}."
// RUN: ds-opt %s --lower-sparse=strategy=reference | FileCheck %s --check-prefix=LLVM --implicit-check-not="{{dsa|dsk|scf|memref|arith|func.func}}." --implicit-check-not=unrealized
//
// From any stage on, the rest of the way is the same.
// RUN: ds-opt %s --lower-sparse -o %t.whole
// RUN: for stage in dsa dsk bufferized blocks loops; do ds-opt %s --lower-sparse=stop-after=$stage | \
// RUN:   ds-opt --lower-sparse=start-after=$stage -o %t.$stage && diff %t.whole %t.$stage || exit 1; done
// RUN: for stage in dsa linalg bufferized loops; do ds-opt %s --lower-sparse="strategy=reference stop-after=$stage" | \
// RUN:   ds-opt --lower-sparse="strategy=reference start-after=$stage" -o /dev/null || exit 1; done
// RUN: not ds-opt %s --lower-sparse="start-after=loops stop-after=dsk" 2>&1 | FileCheck %s --check-prefix=ORDER
// ORDER: error: lower-sparse: start-after=loops is not before stop-after=dsk
//
// What is for the fast kernels is an error of the other strategy, and a target must be one whatever the stages are.
// RUN: for option in products=int8 verify-patterns=true; do \
// RUN:   not ds-opt %s --lower-sparse="strategy=reference $option" 2>&1 || exit 1; done | FileCheck %s --check-prefix=FAST
// FAST: error: lower-sparse: products is for strategy=fast: reference lowerings multiply exactly
// FAST: error: lower-sparse: verify-patterns is for strategy=fast: the masks of reference lowerings have no invariants
// RUN: not ds-opt %s --lower-sparse="strategy=reference stop-after=linalg target-description=nope" 2>&1 | FileCheck %s --check-prefix=TARGET
// TARGET: error: lower-sparse: expected a target description: host, {{.*}}; found 'nope'
//
// RUN: ds-opt %s --lower-sparse="block-size=32 stop-after=dsa" | FileCheck %s --check-prefix=BLOCK-SIZE
// RUN: ds-opt %s --lower-sparse="strategy=reference compute-type=f64 stop-after=linalg" | FileCheck %s --check-prefix=F64

// DSA:        dsa.score_blocks
// DSA:        dsa.attention
// DSK:        dsk.score_blocks {{.*}} -> tensor<1x2x7x7xf32>
// DSK:        dsk.top_k_columns
// DSK:        dsk.attention
// BUFFERIZED: func.func @attend(%{{.*}}: memref<1x2x100x64xf32>
// BUFFERIZED: dsk.attention {{.*}} outs(%{{.*}} : memref<1x2x100x64xf32>)
// BLOCKS:     dsk.partition
// BLOCKS:     dsk.for_chunks
// LOOPS:      scf.for
// LOOPS:      vector.fma
// LLVM:       llvm.func @attend
// LINALG:     linalg.generic
// LINALG:     -> tensor<
// REFERENCE:  func.func @attend(%{{.*}}: memref<1x2x100x64xf32>
// BLOCK-SIZE: dsa.select_blocks {{.*}} block = 32x32
// F64:        linalg.map { arith.truncf } ins(%{{.*}} : tensor<1x2x100x64xf64>) outs(%{{.*}} : tensor<1x2x100x64xf32>)

func.func @attend(%q: tensor<1x2x100x64xf32>) -> (tensor<1x2x100x64xf32>, f32) {
  %k = arith.constant 3 : index
  %s = dsa.score_blocks %q, %q block = [16, 16] : tensor<1x2x100x64xf32>, tensor<1x2x100x64xf32>
  %p = dsa.select_blocks %s top_k(%k) : tensor<1x2x7x7xf32> -> !dsa.pattern<1x2x100x100, block = 16x16>
  %o = dsa.attention %q, %q, %q, %p
    : tensor<1x2x100x64xf32>, tensor<1x2x100x64xf32>, tensor<1x2x100x64xf32>, !dsa.pattern<1x2x100x100, block = 16x16>
  %d = dsa.pattern_density %p : !dsa.pattern<1x2x100x100, block = 16x16>
  return %o, %d : tensor<1x2x100x64xf32>, f32
}
