// Attention with keys in lanes, against the reference: head and value dimensions that fill no vector, keys that fill no block,
// blocks of half a vector, or of a few keys less or more, tiles of every shape, chunks that are no multiple of a tile, steps written
// out that do not divide a strip. And queries in lanes, with what is read next asked for ahead (the last). Scores above the bound are the blocks:
// all, many, few, none.
// RUN: split-file %s %t.dir
// RUN: ds-translate --emit=target --target-description=znver4 -o %t.dir/target.json
// RUN: sed -i 's/"unroll": 2/"unroll": 3/' %t.dir/target.json
// RUN: for case in "16x16 100 97 -9" "16x16 197 197 -1" "16x16 1 1 -9" "16x16 16 16 1.2" "64x16 197 100 1.2" "8x8 97 100 -1" "8x8 50 42 1.2" \
// RUN:     "7x32 100 97 -1" "48x48 100 197 -1" "16x64 37 197 -9" "16x16 37 53 9" \
// RUN:     "20x20 100 97 -9" "10x14 197 100 1" "49x49 100 197 -1" "7x10 1 1 -9" "16x12 50 42 9"; do \
// RUN:   set -- $case; block=$1; bound=$4; bq=${1%x*}; bk=${1#*x}; shift; cd %t.dir; echo block $block: $@; \
// RUN:   sed "s/BLOCK/$block/" attend.mlir > attend-$block.mlir; \
// RUN:   mask=1x2x$((($1 + bq - 1) / bq))x$((($2 + bk - 1) / bk))xf32; \
// RUN:   set -- attend-$block.mlir --input="1x2x$1x33xf32=random(5)" --input="1x2x$2x33xf32=random(6)" --input="1x2x$2x20xf32=random(7)" \
// RUN:     --input="$mask=random(8)" --input=f32=$bound; \
// RUN:   ds-run "$@" --strategy=reference --compute-type=f64 --output=@o.npy --output=@l.npy || exit 1; \
// RUN:   for tile in 'form=keys' 'form=keys lanes=8 chunk-keys=1' 'form=keys lanes=4 tile=3 chunk-keys=100' 'form=keys target-description=target.json' 'form=queries' 'form=queries target-description=target.json'; do \
// RUN:     ds-run "$@" --expected-output=@o.npy --expected-output=@l.npy --rtol=2e-6 --atol=2e-6 \
// RUN:       --pipeline="convert-dsa-to-dsk,canonicalize,cse,bufferize-sparse,func.func(tile-dsk-attention{$tile}),canonicalize,cse,func.func(convert-dsk-to-loops,lower-dsk-exp2),canonicalize,cse,outline-partitions,canonicalize,cse,lower-loops-to-llvm" \
// RUN:       || exit 1; \
// RUN:   done; done

//--- attend.mlir
!pattern = !dsa.pattern<1x2x?x?, block = BLOCK>

func.func @attend(%q: tensor<1x2x?x33xf32>, %k: tensor<1x2x?x33xf32>, %v: tensor<1x2x?x20xf32>, %scores: tensor<1x2x?x?xf32>, %bound: f32)
    -> (tensor<1x2x?x20xf32>, tensor<1x2x?xf32>) {
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %rows = tensor.dim %scores, %c2 : tensor<1x2x?x?xf32>
  %columns = tensor.dim %scores, %c3 : tensor<1x2x?x?xf32>
  %bounds = tensor.splat %bound[%rows, %columns] : tensor<1x2x?x?xf32>
  %mask = arith.cmpf ogt, %scores, %bounds : tensor<1x2x?x?xf32>
  %p = dsa.pattern_from_mask %mask : tensor<1x2x?x?xi1> -> !pattern
  %o, %lse = dsa.attention %q, %k, %v, %p with_lse
    : tensor<1x2x?x33xf32>, tensor<1x2x?x33xf32>, tensor<1x2x?x20xf32>, !pattern
  return %o, %lse : tensor<1x2x?x20xf32>, tensor<1x2x?xf32>
}
