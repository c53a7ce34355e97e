// A share of a size, or a count within it: fraction, size, and what that is with no least and with a least of 2.
//
// RUN: split-file %s %t.dir
// RUN: for strategy in reference fast; do grep . %t.dir/shares.txt | while read -r fraction size none two; do \
// RUN:   echo $strategy $fraction of $size; ds-run %t.dir/share.mlir --strategy=$strategy --input=f32=$fraction --input=index=$size \
// RUN:     --expected-output=$none --expected-output=$two || exit 1; \
// RUN: done || exit 1; done
// RUN: for strategy in reference fast; do grep . %t.dir/counts.txt | while read -r count size none two; do \
// RUN:   echo $strategy $count of $size; ds-run %t.dir/count.mlir --strategy=$strategy --input=index=$count --input=index=$size \
// RUN:     --expected-output=$none --expected-output=$two || exit 1; \
// RUN: done || exit 1; done

// One number scales what every op chooses.
// RUN: for strategy in reference fast; do ds-run %t.dir/network.mlir --strategy=$strategy --input=0.5 --input="1x6xf32=1,5,2,4,3,6" \
// RUN:   --input="1x1x1x3xf32=1,3,2" --expected-output="1x3xi32=1,3,5" --expected-output="1x1x1x3xi1=0,1,1" || exit 1; done

//--- shares.txt
0.25 98 25 25
0.1 10 1 2
0.1 15 2 2
0.1 4 0 2
0 7 0 2
-0.5 7 0 2
-inf 7 0 2
1 7 7 7
1.5 7 7 7
inf 7 7 7
nan 7 7 7
nan 0 0 0
0.5 1 1 1
0.5 0 0 0
0.5 -9 0 0
0.33333334 3 1 2
1 1099511627776 1099511627776 1099511627776

//--- counts.txt
3 7 3 3
9 7 7 7
-3 7 0 2
1 7 1 2
3 1 1 1
3 -4 0 0
0 0 0 0

//--- share.mlir
func.func @share(%fraction: f32, %size: index) -> (index, index) {
  %k = dsa.budget %fraction of %size : f32
  %l = dsa.budget %fraction of %size at_least = 2 : f32
  return %k, %l : index, index
}

//--- count.mlir
func.func @count(%count: index, %size: index) -> (index, index) {
  %k = dsa.budget %count of %size : index
  %l = dsa.budget %count of %size at_least = 2 : index
  return %k, %l : index, index
}

//--- network.mlir
func.func @network(%share: f32, %saliency: tensor<1x6xf32>, %scores: tensor<1x1x1x3xf32>) -> (tensor<1x?xi32>, tensor<1x1x1x3xi1>) {
  %tokens = arith.constant 6 : index
  %blocks = arith.constant 3 : index
  %k = dsa.budget %share of %tokens : f32
  %i = dsa.gate_tokens %saliency budget(%k) : tensor<1x6xf32>
  %l = dsa.budget %share of %blocks : f32
  %p = dsa.select_blocks %scores top_k(%l) : tensor<1x1x1x3xf32> -> !dsa.pattern<1x1x16x48, block = 16x16>
  %m = dsa.pattern_to_mask %p : !dsa.pattern<1x1x16x48, block = 16x16>
  return %i, %m : tensor<1x?xi32>, tensor<1x1x1x3xi1>
}
