// Bit masks in register tiles of every kind of shape: lanes that take whole bytes of a mask, a part of one, and that reach
// across bytes; chunks that are no multiple of a block. NaN in keys and values that are not seen among it.
// RUN: for case in f32_16x16/kinds f32_16x16/more_queries f32_4x4/special; do \
// RUN: for tile in 'lanes=16 tile=16' 'lanes=8 tile=4' 'lanes=8 tile=3 chunk-keys=5' 'lanes=3 tile=7 chunk-keys=100' 'lanes=64 tile=1 chunk-keys=1'; do \
// RUN:   echo $case $tile; sed s/BLOCK/$(echo $case | sed 's/f32_//; s/.special//; s/.kinds//; s/.more_queries//')/ %s > %t.mlir; \
// RUN:   npz=%S/Inputs/elements/$case.npz; ds-run %t.mlir --input=@$npz:q --input=@$npz:k --input=@$npz:v --input=@$npz:mask \
// RUN:     --expected-output=@$npz:output --expected-output=@$npz:lse \
// RUN:     --pipeline="convert-dsa-to-dsk,canonicalize,cse,bufferize-sparse,func.func(tile-dsk-attention{form=queries $tile}),canonicalize,cse,func.func(convert-dsk-to-loops,lower-dsk-exp2),canonicalize,cse,outline-partitions,canonicalize,cse,lower-loops-to-llvm" || exit 1; \
// RUN: done; done

!mask = tensor<?x?x?x?xi1>
!pattern = !dsa.pattern<?x?x?x?, block = BLOCK, holds = elements>
!keys = tensor<?x?x?x4xf32>
!values = tensor<?x?x?x3xf32>

func.func @attend(%q: !keys, %k: !keys, %v: !values, %mask: !mask) -> (!values, tensor<?x?x?xf32>) {
  %p = dsa.pattern_from_mask %mask : !mask -> !pattern
  %o, %lse = dsa.attention %q, %k, %v, %p with_lse : !keys, !keys, !values, !pattern
  return %o, %lse : !values, tensor<?x?x?xf32>
}
