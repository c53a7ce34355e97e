// Heads of queries in groups that share keys and values, by every kernel: with the pattern's rows in blocks and in elements, queries or
// keys in lanes, keys packed or not, and turns of one, several or all heads of keys. goldens_grouped_heads.py makes the cases, and computes in
// NumPy what they should give: a folder for each part of this file that is named by a type.
// RUN: split-file %s %t.dir
// RUN: for l2 in 4096 24000; do \
// RUN:   ds-translate --emit=target --target-description=znver4 | sed "s/\"l2_bytes\": [0-9]*/\"l2_bytes\": $l2/" > %t.dir/queries$l2.json; \
// RUN:   sed 's/"loads_per_multiply_add": 2/"loads_per_multiply_add": 1/' %t.dir/queries$l2.json > %t.dir/keys$l2.json; done
// RUN: for case in %S/Inputs/grouped_heads/*/*.npz; do type=$(basename $(dirname $case)); \
// RUN:   case $type in f64*) tol=1e-10;; bf16*) tol=3e-2;; f16*) tol=4e-3;; *) tol=1e-5;; esac; \
// RUN:   for how in --strategy=reference "--target-description=%t.dir/queries24000.json --threads=2" \
// RUN:     "--target-description=%t.dir/keys4096.json --threads=1" "--target-description=%t.dir/keys24000.json --threads=1"; do \
// RUN:     echo $case $how; ds-run %t.dir/$type.mlir $how -O1 --rtol=$tol --atol=$tol \
// RUN:       --input=@$case:q --input=@$case:k --input=@$case:v --input=@$case:bias --input=@$case:mask \
// RUN:       --expected-output=@$case:output --expected-output=@$case:lse --expected-output=@$case:biased --expected-output=@$case:output || exit 1; \
// RUN:   done; done

// Products of 8 bits, whose means and ranges are those of a head of keys; keys and values as views of one projection, of which each head
// of queries reads its group's: as one that repeats them says.
// RUN: inputs="--input=random(1) --input=random(2)"; \
// RUN:   ds-run %t.dir/views.mlir --function=repeated $inputs --strategy=reference --compute-type=f64 --output=@%t.o.npy --output=@%t.l.npy; \
// RUN:   for how in --strategy=reference --products=int8-bf16 --products=int8 "--products=int8 --target-description=%t.dir/keys4096.json" --products=auto; do \
// RUN:     case "$how" in *int8*) tol=5e-2;; *) tol=1e-5;; esac; for threads in 1 2; do echo $how $threads; \
// RUN:       ds-run %t.dir/views.mlir --function=grouped $inputs $how --threads=$threads --expected-output=@%t.o.npy --expected-output=@%t.l.npy --rtol=$tol --atol=$tol || exit 1; done; done

// A kernel tiled by a schedule; and the share of the mass, of a part of the keys.
// RUN: ds-translate --emit=schedule -o %t.schedule.mlir
// RUN: for how in --strategy=reference "" "--schedule=%t.schedule.mlir"; do ds-run %t.dir/views.mlir --function=grouped $how \
// RUN:   --input='random(1)' --input='random(2)' --expected-output=@%t.o.npy --expected-output=@%t.l.npy --rtol=1e-5 --atol=1e-5 || exit 1; done
// RUN: for n in 0 1 40; do inputs="--input=2x6x${n}x8xf32=random(1) --input=2x2x${n}x8xf32=random(2) --input=2x6x${n}x${n}xi1=1"; \
// RUN:   ds-run %t.dir/mass.mlir $inputs --strategy=reference --compute-type=f64 --output=@%t.m.npy; \
// RUN:   ds-run %t.dir/mass.mlir $inputs --expected-output=@%t.m.npy --rtol=1e-5 --atol=1e-5 || exit 1; done

// Scores of blocks are the same bits as of keys that are repeated for each head of queries: by means, and by antidiagonals, whose panels
// are of some heads of keys at a time. One head of keys for all, as many as of queries, and no tokens.
// RUN: for case in "2x6x100x16 2x6x50" "2x6x100x16 2x3x50" "1x6x33x16 1x1x70" "1x4x0x16 1x2x50" "1x4x20x16 1x2x0" "0x4x20x16 0x2x20"; do set -- $case; q=$1; k=${2}x16; \
// RUN:   inputs="--input=${q}xf32=random(1) --input=${k}xf32=random(2)"; \
// RUN:   ds-run %t.dir/scores.mlir --function=repeated $inputs --strategy=reference --output=@%t.b.npy --output=@%t.a.npy; \
// RUN:   for how in --strategy=reference --threads=1 --threads=2; do echo $case $how; \
// RUN:     ds-run %t.dir/scores.mlir --function=grouped $inputs $how --atol=0 --rtol=0 --expected-output=@%t.b.npy || exit 1; \
// RUN:     ds-run %t.dir/scores.mlir --function=antidiagonals $inputs $how --atol=0 --rtol=2e-7 --expected-output=@%t.a.npy || exit 1; done; done
// RUN: not ds-run %t.dir/scores.mlir --function=grouped --input=1x6x20x16xf32=1 --input=1x4x20x16xf32=1 2>&1 | FileCheck %s --check-prefix=APART
// APART: score_blocks: heads of keys do not divide those of queries

//--- scores.mlir
!t = tensor<?x?x?x16xf32>
!s = tensor<?x?x?x?xf32>

func.func @grouped(%q: !t, %k: !t) -> !s {
  %s = dsa.score_blocks %q, %k block = [16, 8] : !t, !t
  return %s : !s
}

func.func @antidiagonals(%q: !t, %k: !t) -> !s {
  %s = dsa.score_antidiagonals %q, %k block = [16, 8] stride = 4 : !t, !t
  return %s : !s
}

func.func @repeated(%q: !t, %k: !t) -> (!s, !s) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %b = tensor.dim %k, %c0 : !t
  %h = tensor.dim %q, %c1 : !t
  %g = tensor.dim %k, %c1 : !t
  %m = tensor.dim %k, %c2 : !t
  %group = arith.divui %h, %g : index
  %each = tensor.generate %b, %h, %m {
  ^bb0(%i: index, %head: index, %j: index, %x: index):
    %of_keys = arith.divui %head, %group : index
    %number = tensor.extract %k[%i, %of_keys, %j, %x] : !t
    tensor.yield %number : f32
  } : !t
  %blocks = dsa.score_blocks %q, %each block = [16, 8] : !t, !t
  %antidiagonals = dsa.score_antidiagonals %q, %each block = [16, 8] stride = 4 : !t, !t
  return %blocks, %antidiagonals : !s, !s
}

//--- f32_16x16.mlir
!t = tensor<?x?x?x8xf32>
!v = tensor<?x?x?x5xf32>
!x = tensor<?x?x?x16x16xf32>
!p = !dsa.pattern<?x?x?x?, block = 16x16>

func.func @attend(%q: !t, %k: !t, %v: !v, %bias: tensor<?x?x?xf32>, %mask: tensor<?x?x?x?xi1>) -> (!v, tensor<?x?x?xf32>, !v, !v) {
  %c2 = arith.constant 2 : index
  %n = tensor.dim %q, %c2 : !t
  %m = tensor.dim %k, %c2 : !t
  %p = dsa.pattern_from_mask %mask : tensor<?x?x?x?xi1> -> !p
  %o, %lse = dsa.attention %q, %k, %v, %p scale = 0.75 with_lse : !t, !t, !v, !p
  %biased = dsa.attention %q, %k, %v, %p key_bias(%bias : tensor<?x?x?xf32>) scale = 0.75 : !t, !t, !v, !p
  %x = dsa.sddmm %q, %k, %p scale = 0.75 : !t, !t, !p
  %w = dsa.sparse_softmax %x, %p(%n, %m) : !x, !p
  %steps = dsa.spmm %w, %v, %p(%n) : !x, !v, !p
  return %o, %lse, %biased, %steps : !v, tensor<?x?x?xf32>, !v, !v
}

//--- f64_16x16.mlir
!t = tensor<?x?x?x8xf64>
!v = tensor<?x?x?x5xf64>
!x = tensor<?x?x?x16x16xf64>
!p = !dsa.pattern<?x?x?x?, block = 16x16>

func.func @attend(%q: !t, %k: !t, %v: !v, %bias: tensor<?x?x?xf64>, %mask: tensor<?x?x?x?xi1>) -> (!v, tensor<?x?x?xf64>, !v, !v) {
  %c2 = arith.constant 2 : index
  %n = tensor.dim %q, %c2 : !t
  %m = tensor.dim %k, %c2 : !t
  %p = dsa.pattern_from_mask %mask : tensor<?x?x?x?xi1> -> !p
  %o, %lse = dsa.attention %q, %k, %v, %p scale = 0.75 with_lse : !t, !t, !v, !p
  %biased = dsa.attention %q, %k, %v, %p key_bias(%bias : tensor<?x?x?xf64>) scale = 0.75 : !t, !t, !v, !p
  %x = dsa.sddmm %q, %k, %p scale = 0.75 : !t, !t, !p
  %w = dsa.sparse_softmax %x, %p(%n, %m) : !x, !p
  %steps = dsa.spmm %w, %v, %p(%n) : !x, !v, !p
  return %o, %lse, %biased, %steps : !v, tensor<?x?x?xf64>, !v, !v
}

//--- bf16_16x16.mlir
!t = tensor<?x?x?x8xbf16>
!v = tensor<?x?x?x5xbf16>
!x = tensor<?x?x?x16x16xf32>
!p = !dsa.pattern<?x?x?x?, block = 16x16>

func.func @attend(%q: !t, %k: !t, %v: !v, %bias: tensor<?x?x?xf32>, %mask: tensor<?x?x?x?xi1>) -> (!v, tensor<?x?x?xf32>, !v, !v) {
  %c2 = arith.constant 2 : index
  %n = tensor.dim %q, %c2 : !t
  %m = tensor.dim %k, %c2 : !t
  %p = dsa.pattern_from_mask %mask : tensor<?x?x?x?xi1> -> !p
  %o, %lse = dsa.attention %q, %k, %v, %p scale = 0.75 with_lse : !t, !t, !v, !p
  %biased = dsa.attention %q, %k, %v, %p key_bias(%bias : tensor<?x?x?xf32>) scale = 0.75 : !t, !t, !v, !p
  %x = dsa.sddmm %q, %k, %p scale = 0.75 : !t, !t, !p
  %w = dsa.sparse_softmax %x, %p(%n, %m) : !x, !p
  %steps = dsa.spmm %w, %v, %p(%n) : !x, !v, !p
  return %o, %lse, %biased, %steps : !v, tensor<?x?x?xf32>, !v, !v
}

//--- f16_16x16.mlir
!t = tensor<?x?x?x8xf16>
!v = tensor<?x?x?x5xf16>
!x = tensor<?x?x?x16x16xf32>
!p = !dsa.pattern<?x?x?x?, block = 16x16>

func.func @attend(%q: !t, %k: !t, %v: !v, %bias: tensor<?x?x?xf32>, %mask: tensor<?x?x?x?xi1>) -> (!v, tensor<?x?x?xf32>, !v, !v) {
  %c2 = arith.constant 2 : index
  %n = tensor.dim %q, %c2 : !t
  %m = tensor.dim %k, %c2 : !t
  %p = dsa.pattern_from_mask %mask : tensor<?x?x?x?xi1> -> !p
  %o, %lse = dsa.attention %q, %k, %v, %p scale = 0.75 with_lse : !t, !t, !v, !p
  %biased = dsa.attention %q, %k, %v, %p key_bias(%bias : tensor<?x?x?xf32>) scale = 0.75 : !t, !t, !v, !p
  %x = dsa.sddmm %q, %k, %p scale = 0.75 : !t, !t, !p
  %w = dsa.sparse_softmax %x, %p(%n, %m) : !x, !p
  %steps = dsa.spmm %w, %v, %p(%n) : !x, !v, !p
  return %o, %lse, %biased, %steps : !v, tensor<?x?x?xf32>, !v, !v
}

//--- f32_16x16_elements.mlir
!t = tensor<?x?x?x8xf32>
!v = tensor<?x?x?x5xf32>
!x = tensor<?x?x?x16x16xf32>
!p = !dsa.pattern<?x?x?x?, block = 16x16, holds = elements>

func.func @attend(%q: !t, %k: !t, %v: !v, %bias: tensor<?x?x?xf32>, %mask: tensor<?x?x?x?xi1>) -> (!v, tensor<?x?x?xf32>, !v, !v) {
  %c2 = arith.constant 2 : index
  %n = tensor.dim %q, %c2 : !t
  %m = tensor.dim %k, %c2 : !t
  %p = dsa.pattern_from_mask %mask : tensor<?x?x?x?xi1> -> !p
  %o, %lse = dsa.attention %q, %k, %v, %p scale = 0.75 with_lse : !t, !t, !v, !p
  %biased = dsa.attention %q, %k, %v, %p key_bias(%bias : tensor<?x?x?xf32>) scale = 0.75 : !t, !t, !v, !p
  %x = dsa.sddmm %q, %k, %p scale = 0.75 : !t, !t, !p
  %w = dsa.sparse_softmax %x, %p(%n, %m) : !x, !p
  %steps = dsa.spmm %w, %v, %p(%n) : !x, !v, !p
  return %o, %lse, %biased, %steps : !v, tensor<?x?x?xf32>, !v, !v
}

//--- bf16_16x16_elements.mlir
!t = tensor<?x?x?x8xbf16>
!v = tensor<?x?x?x5xbf16>
!x = tensor<?x?x?x16x16xf32>
!p = !dsa.pattern<?x?x?x?, block = 16x16, holds = elements>

func.func @attend(%q: !t, %k: !t, %v: !v, %bias: tensor<?x?x?xf32>, %mask: tensor<?x?x?x?xi1>) -> (!v, tensor<?x?x?xf32>, !v, !v) {
  %c2 = arith.constant 2 : index
  %n = tensor.dim %q, %c2 : !t
  %m = tensor.dim %k, %c2 : !t
  %p = dsa.pattern_from_mask %mask : tensor<?x?x?x?xi1> -> !p
  %o, %lse = dsa.attention %q, %k, %v, %p scale = 0.75 with_lse : !t, !t, !v, !p
  %biased = dsa.attention %q, %k, %v, %p key_bias(%bias : tensor<?x?x?xf32>) scale = 0.75 : !t, !t, !v, !p
  %x = dsa.sddmm %q, %k, %p scale = 0.75 : !t, !t, !p
  %w = dsa.sparse_softmax %x, %p(%n, %m) : !x, !p
  %steps = dsa.spmm %w, %v, %p(%n) : !x, !v, !p
  return %o, %lse, %biased, %steps : !v, tensor<?x?x?xf32>, !v, !v
}

//--- f32_1x1.mlir
!t = tensor<?x?x?x8xf32>
!v = tensor<?x?x?x5xf32>
!x = tensor<?x?x?x1x1xf32>
!p = !dsa.pattern<?x?x?x?, block = 1x1>

func.func @attend(%q: !t, %k: !t, %v: !v, %bias: tensor<?x?x?xf32>, %mask: tensor<?x?x?x?xi1>) -> (!v, tensor<?x?x?xf32>, !v, !v) {
  %c2 = arith.constant 2 : index
  %n = tensor.dim %q, %c2 : !t
  %m = tensor.dim %k, %c2 : !t
  %p = dsa.pattern_from_mask %mask : tensor<?x?x?x?xi1> -> !p
  %o, %lse = dsa.attention %q, %k, %v, %p scale = 0.75 with_lse : !t, !t, !v, !p
  %biased = dsa.attention %q, %k, %v, %p key_bias(%bias : tensor<?x?x?xf32>) scale = 0.75 : !t, !t, !v, !p
  %x = dsa.sddmm %q, %k, %p scale = 0.75 : !t, !t, !p
  %w = dsa.sparse_softmax %x, %p(%n, %m) : !x, !p
  %steps = dsa.spmm %w, %v, %p(%n) : !x, !v, !p
  return %o, %lse, %biased, %steps : !v, tensor<?x?x?xf32>, !v, !v
}

//--- f32_csr.mlir
!t = tensor<?x?x?x8xf32>
!v = tensor<?x?x?x5xf32>
!x = tensor<?x?x?x16x16xf32>
!p = !dsa.pattern<?x?x?x?, block = 16x16, holds = elements, format = csr>

func.func @attend(%q: !t, %k: !t, %v: !v, %bias: tensor<?x?x?xf32>, %mask: tensor<?x?x?x?xi1>) -> (!v, tensor<?x?x?xf32>, !v, !v) {
  %c2 = arith.constant 2 : index
  %n = tensor.dim %q, %c2 : !t
  %m = tensor.dim %k, %c2 : !t
  %p = dsa.pattern_from_mask %mask : tensor<?x?x?x?xi1> -> !p
  %o, %lse = dsa.attention %q, %k, %v, %p scale = 0.75 with_lse : !t, !t, !v, !p
  %biased = dsa.attention %q, %k, %v, %p key_bias(%bias : tensor<?x?x?xf32>) scale = 0.75 : !t, !t, !v, !p
  %x = dsa.sddmm %q, %k, %p scale = 0.75 : !t, !t, !p
  %w = dsa.sparse_softmax %x, %p(%n, %m) : !x, !p
  %steps = dsa.spmm %w, %v, %p(%n) : !x, !v, !p
  return %o, %lse, %biased, %steps : !v, tensor<?x?x?xf32>, !v, !v
}

//--- f32_hybrid.mlir
!t = tensor<?x?x?x8xf32>
!v = tensor<?x?x?x5xf32>
!x = tensor<?x?x?x16x16xf32>
!p = !dsa.pattern<?x?x?x?, block = 16x16, holds = elements, format = hybrid>

func.func @attend(%q: !t, %k: !t, %v: !v, %bias: tensor<?x?x?xf32>, %mask: tensor<?x?x?x?xi1>) -> (!v, tensor<?x?x?xf32>, !v, !v) {
  %c2 = arith.constant 2 : index
  %n = tensor.dim %q, %c2 : !t
  %m = tensor.dim %k, %c2 : !t
  %p = dsa.pattern_from_mask %mask : tensor<?x?x?x?xi1> -> !p
  %o, %lse = dsa.attention %q, %k, %v, %p scale = 0.75 with_lse : !t, !t, !v, !p
  %biased = dsa.attention %q, %k, %v, %p key_bias(%bias : tensor<?x?x?xf32>) scale = 0.75 : !t, !t, !v, !p
  %x = dsa.sddmm %q, %k, %p scale = 0.75 : !t, !t, !p
  %w = dsa.sparse_softmax %x, %p(%n, %m) : !x, !p
  %steps = dsa.spmm %w, %v, %p(%n) : !x, !v, !p
  return %o, %lse, %biased, %steps : !v, tensor<?x?x?xf32>, !v, !v
}

//--- views.mlir
!q = tensor<2x6x40x16xf32>
!kv = tensor<2x2x48x32xf32>
!k = tensor<2x2x48x16xf32>
!p = !dsa.pattern<1x1x40x48, block = 16x16>

func.func @grouped(%q: !q, %kv: !kv) -> (!q, tensor<2x6x40xf32>) {
  %k = tensor.extract_slice %kv[0, 0, 0, 0] [2, 2, 48, 16] [1, 1, 1, 1] : !kv to !k
  %v = tensor.extract_slice %kv[0, 0, 0, 16] [2, 2, 48, 16] [1, 1, 1, 1] : !kv to !k
  %p = dsa.dense_pattern() : !p
  %o, %lse = dsa.attention %q, %k, %v, %p with_lse : !q, !k, !k, !p
  return %o, %lse : !q, tensor<2x6x40xf32>
}

func.func @repeated(%q: !q, %kv: !kv) -> (!q, tensor<2x6x40xf32>) {
  %room = tensor.empty() : tensor<2x2x3x48x32xf32>
  %times = linalg.broadcast ins(%kv : !kv) outs(%room : tensor<2x2x3x48x32xf32>) dimensions = [2]
  %each = tensor.collapse_shape %times [[0], [1, 2], [3], [4]] : tensor<2x2x3x48x32xf32> into tensor<2x6x48x32xf32>
  %k = tensor.extract_slice %each[0, 0, 0, 0] [2, 6, 48, 16] [1, 1, 1, 1] : tensor<2x6x48x32xf32> to tensor<2x6x48x16xf32>
  %v = tensor.extract_slice %each[0, 0, 0, 16] [2, 6, 48, 16] [1, 1, 1, 1] : tensor<2x6x48x32xf32> to tensor<2x6x48x16xf32>
  %p = dsa.dense_pattern() : !p
  %o, %lse = dsa.attention %q, %k, %v, %p with_lse : !q, tensor<2x6x48x16xf32>, tensor<2x6x48x16xf32>, !p
  return %o, %lse : !q, tensor<2x6x40xf32>
}

//--- mass.mlir
!t = tensor<?x?x?x8xf32>

func.func @mass(%q: !t, %k: !t, %mask: tensor<?x?x?x?xi1>) -> tensor<?x?x?xf32> {
  %p = dsa.pattern_from_mask %mask : tensor<?x?x?x?xi1> -> !dsa.pattern<?x?x?x?, block = 1x1>
  %m = dsa.attention_mass %q, %k, %p scale = 0.75 : !t, !t, !dsa.pattern<?x?x?x?, block = 1x1>
  return %m : tensor<?x?x?xf32>
}
