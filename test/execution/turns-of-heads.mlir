// One thread takes the heads in turns, as many at a time as a quarter of the second cache holds: one, two (and one in the end), all. A batch of two,
// in every kind of products, with keys packed or not; with more threads there is one turn. The reference says what comes out.
// RUN: split-file %s %t.dir
// RUN: cd %t.dir; inputs="--input=2x5x40x16xf32=random(5) --input=2x5x48x16xf32=random(6) --input=2x5x48x16xf32=random(7) --input=2x5x3x3xf32=random(8)"; \
// RUN: ds-run attend.mlir $inputs --strategy=reference --compute-type=f64 --output=@o.npy --output=@l.npy; \
// RUN: for l2 in 4096 56000 4000000; do \
// RUN:   ds-translate --emit=target --target-description=znver4 | sed "s/\"l2_bytes\": [0-9]*/\"l2_bytes\": $l2/" > target.json; \
// RUN:   sed 's/"loads_per_multiply_add": 2/"loads_per_multiply_add": 1/' target.json > packed.json; \
// RUN:   for case in "auto 2e-6 target" "auto 2e-6 packed" "int8-bf16 5e-2 target" "int8 5e-2 target"; do set -- $case; for threads in 1 3; do echo $l2 $case $threads; \
// RUN:     ds-run attend.mlir $inputs --products=$1 --target-description=$3.json --threads=$threads \
// RUN:       --expected-output=@o.npy --expected-output=@l.npy --rtol=$2 --atol=$2 || exit 1; done; done; \
// RUN:   sed 's/x16xf32/x16xbf16/g' attend.mlir > pairs.mlir; \
// RUN:   for threads in 1 3; do ds-run pairs.mlir $(echo $inputs | sed 's/x16xf32/x16xbf16/g') --target-description=target.json --threads=$threads --output=@p$threads.npy --output=@m$threads.npy || exit 1; done; \
// RUN:   ds-run pairs.mlir $(echo $inputs | sed 's/x16xf32/x16xbf16/g') --strategy=reference --compute-type=f64 --expected-output=@p1.npy --expected-output=@m1.npy --rtol=2e-2 --atol=2e-2 || exit 1; \
// RUN:   cmp p1.npy p3.npy && cmp m1.npy m3.npy || exit 1; done

//--- attend.mlir
!p = !dsa.pattern<2x5x40x48, block = 16x16>
func.func @attend(%q: tensor<2x5x40x16xf32>, %k: tensor<2x5x48x16xf32>, %v: tensor<2x5x48x16xf32>, %scores: tensor<2x5x3x3xf32>)
    -> (tensor<2x5x40x16xf32>, tensor<2x5x40xf32>) {
  %two = arith.constant 2 : index
  %p = dsa.select_blocks %scores top_k(%two) : tensor<2x5x3x3xf32> -> !p
  %o, %lse = dsa.attention %q, %k, %v, %p with_lse : tensor<2x5x40x16xf32>, tensor<2x5x48x16xf32>, tensor<2x5x48x16xf32>, !p
  return %o, %lse : tensor<2x5x40x16xf32>, tensor<2x5x40xf32>
}
