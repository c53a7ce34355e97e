// RUN: split-file %s %t.dir
// RUN: for strategy in reference fast; do for case in %S/Inputs/incremental/*/*.npz; do \
// RUN:   echo $strategy $case; ds-run %t.dir/$(basename $(dirname $case)).mlir --strategy=$strategy --verify-patterns --atol=2e-5 \
// RUN:     $(case $case in */bf16/*) echo --rtol=1e-2;; esac) \
// RUN:     $(for input in q k a v rows columns scores product last_a last_v; do echo --input=@$case:$input; done) \
// RUN:     $(for output in new_scores new_rows new_product new_a new_v; do echo --expected-output=@$case:$output; done) || exit 1; \
// RUN: done; done
//
// All tokens changed is dense, exactly the same numbers; and so is what was kept of the last frame, where only what is listed
// changed. By every strategy, and on more threads.
// RUN: for run in reference-1 fast-1 fast-3; do ds-run %t.dir/dense.mlir --strategy=${run%%%%-*} --threads=${run##*-} \
// RUN:   --input="2x3x41x19xf32=random(1)" --input="2x3x53x19xf32=random(2)" --input="2x3x41x19xf32=random(3)" --input="2x3x53x19xf32=random(4)" \
// RUN:   --input="2x3x41x53xf32=random(5)" --input="2x3x53x35xf32=random(6)" --input="2x3x41x53xf32=nan" --input="2x3x41x35xf32=random(7)" \
// RUN:   $(for i in 0 1 2 3 4 5; do echo --output=@%t.dir/$run-$i.npy; done) || exit 1; done
// RUN: for run in reference-1 fast-1 fast-3; do for i in 1 2 3; do cmp %t.dir/$run-0.npy %t.dir/$run-$i.npy || exit 1; done; \
// RUN:   cmp %t.dir/$run-4.npy %t.dir/$run-5.npy || exit 1; done
// RUN: for i in 0 4; do cmp %t.dir/fast-1-$i.npy %t.dir/fast-3-$i.npy || exit 1; done
//
// In place where the state is a buffer of the function's own: nothing is copied, nothing of its size allocated.
// RUN: ds-opt %t.dir/in-place.mlir --lower-sparse=stop-after=bufferized | FileCheck %s --check-prefix=PLACE --implicit-check-not=memref.copy
// PLACE-LABEL: func.func @step
// PLACE-NOT:   memref.alloc() {{.*}}memref<1x2x
// PLACE:       dsk.update_scores ins({{.*}}) outs(%[[S:[a-z0-9]*]] :
// PLACE:       dsk.update_product ins({{.*}}) outs(%[[P:[a-z0-9]*]], %{{[a-z0-9]*}}, %{{[a-z0-9]*}} :
// PLACE:       dsk.update_product_rows ins({{.*}}) outs(%[[P]] :
//
// Sizes that differ are found before anything is read.
// RUN: for strategy in reference fast; do not ds-run %t.dir/f32.mlir --strategy=$strategy --input=1x1x2x3xf32=0 --input=1x1x4x3xf32=0 \
// RUN:   --input=1x1x2x4xf32=0 --input=1x1x4x5xf32=0 --input=1x1xi32=0 --input=1x1xi32=0 --input=1x1x2x5xf32=0 --input=1x1x2x5xf32=0 \
// RUN:   --input=1x1x2x4xf32=0 --input=1x1x4x5xf32=0 2>&1 | FileCheck %s --check-prefix=SCORES || exit 1; done
// SCORES: update_scores: number of keys of keys and state differ
// RUN: for strategy in reference fast; do not ds-run %t.dir/f32.mlir --strategy=$strategy --input=1x1x2x3xf32=0 --input=1x1x4x3xf32=0 \
// RUN:   --input=1x1x2x4xf32=0 --input=1x1x4x5xf32=0 --input=1x1xi32=0 --input=1x1xi32=0 --input=1x1x2x4xf32=0 --input=1x1x2x6xf32=0 \
// RUN:   --input=1x1x2x4xf32=0 --input=1x1x4x5xf32=0 2>&1 | FileCheck %s --check-prefix=PRODUCT || exit 1; done
// PRODUCT: update_product_rows: value dimension of values and product differ
// RUN: for strategy in reference fast; do not ds-run %t.dir/f32.mlir --strategy=$strategy --input=1x1x2x3xf32=0 --input=1x1x4x3xf32=0 \
// RUN:   --input=1x1x2x4xf32=0 --input=1x1x4x5xf32=0 --input=1x1xi32=0 --input=1x1xi32=0 --input=1x1x2x4xf32=0 --input=1x1x2x5xf32=0 \
// RUN:   --input=1x1x2x4xf32=0 --input=1x1x3x5xf32=0 2>&1 | FileCheck %s --check-prefix=LAST || exit 1; done
// LAST: update_product: keys of values and last_values differ

// goldens_temporal.py makes the cases, and computes in NumPy what they should give: a folder for each part of this file.

//--- f32.mlir
!h = tensor<?x?x?x?xf32>
!scores = tensor<?x?x?x?xf32>
!list = tensor<?x?xi32>

func.func @step(%q: !h, %k: !h, %a: !h, %v: !h, %rows: !list, %columns: !list, %scores: !scores, %product: !h, %last_a: !h, %last_v: !h)
    -> (!scores, !h, !h, !h, !h) {
  %s = dsa.update_scores %q, %k rows(%rows : !list) columns(%columns : !list) into %scores scale = 0.375 : !h, !h, !scores
  %r = dsa.update_product_rows %a, %v rows(%rows : !list) into %product : !h, !h, !h
  %p:3 = dsa.update_product %a, %v keys(%columns : !list) into %product, %last_a, %last_v : !h, !h, !h, !h, !h
  return %s, %r, %p#0, %p#1, %p#2 : !scores, !h, !h, !h, !h
}

//--- f64.mlir
!h = tensor<?x?x?x?xf64>
!scores = tensor<?x?x?x?xf64>
!list = tensor<?x?xi32>

func.func @step(%q: !h, %k: !h, %a: !h, %v: !h, %rows: !list, %columns: !list, %scores: !scores, %product: !h, %last_a: !h, %last_v: !h)
    -> (!scores, !h, !h, !h, !h) {
  %s = dsa.update_scores %q, %k rows(%rows : !list) columns(%columns : !list) into %scores scale = 0.375 : !h, !h, !scores
  %r = dsa.update_product_rows %a, %v rows(%rows : !list) into %product : !h, !h, !h
  %p:3 = dsa.update_product %a, %v keys(%columns : !list) into %product, %last_a, %last_v : !h, !h, !h, !h, !h
  return %s, %r, %p#0, %p#1, %p#2 : !scores, !h, !h, !h, !h
}

//--- bf16.mlir
!h = tensor<?x?x?x?xbf16>
!scores = tensor<?x?x?x?xf32>
!list = tensor<?x?xi32>

func.func @step(%q: !h, %k: !h, %a: !h, %v: !h, %rows: !list, %columns: !list, %scores: !scores, %product: !h, %last_a: !h, %last_v: !h)
    -> (!scores, !h, !h, !h, !h) {
  %s = dsa.update_scores %q, %k rows(%rows : !list) columns(%columns : !list) into %scores scale = 0.375 : !h, !h, !scores
  %r = dsa.update_product_rows %a, %v rows(%rows : !list) into %product : !h, !h, !h
  %p:3 = dsa.update_product %a, %v keys(%columns : !list) into %product, %last_a, %last_v : !h, !h, !h, !h, !h
  return %s, %r, %p#0, %p#1, %p#2 : !scores, !h, !h, !h, !h
}

//--- dense.mlir
!q = tensor<2x3x41x19xf32>
!k = tensor<2x3x53x19xf32>
!s = tensor<2x3x41x53xf32>
!v = tensor<2x3x53x35xf32>
!o = tensor<2x3x41x35xf32>
!rows = tensor<2x41xi32>
!columns = tensor<2x53xi32>
!no = tensor<2x0xi32>

func.func @dense(%q0: !q, %k0: !k, %q1: !q, %k1: !k, %a: !s, %v: !v, %garbage: !s, %old: !o) -> (!s, !s, !s, !s, !o, !o) {
  %none = arith.constant dense<0> : !no
  %c0 = arith.constant 0 : index
  %rows = tensor.generate {
  ^bb0(%b: index, %i: index):
    %x = arith.index_cast %i : index to i32
    tensor.yield %x : i32
  } : !rows
  %columns = tensor.generate {
  ^bb0(%b: index, %j: index):
    %x = arith.index_cast %j : index to i32
    tensor.yield %x : i32
  } : !columns
  // Every third query, but for the last one of those, and every fifth key change; the others are what they were.
  %few_q = tensor.generate {
  ^bb0(%b: index, %i: index):
    %three = arith.constant 3 : index
    %j = arith.muli %i, %three : index
    %x = arith.index_cast %j : index to i32
    tensor.yield %x : i32
  } : tensor<2x13xi32>
  %few_k = tensor.generate {
  ^bb0(%b: index, %i: index):
    %five = arith.constant 5 : index
    %j = arith.muli %i, %five : index
    %x = arith.index_cast %j : index to i32
    tensor.yield %x : i32
  } : tensor<2x11xi32>
  %q2 = linalg.generic {indexing_maps = [affine_map<(b, h, i, d) -> (b, h, i, d)>, affine_map<(b, h, i, d) -> (b, h, i, d)>],
    iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%q1 : !q) outs(%q0 : !q) {
  ^bb0(%new: f32, %last: f32):
    %three = arith.constant 3 : index
    %i = linalg.index 2 : index
    %rest = arith.remui %i, %three : index
    %third = arith.divui %i, %three : index
    %is_third = arith.cmpi eq, %rest, %c0 : index
    %few = arith.constant 13 : index
    %among = arith.cmpi ult, %third, %few : index
    %changes = arith.andi %is_third, %among : i1
    %x = arith.select %changes, %new, %last : f32
    linalg.yield %x : f32
  } -> !q
  %k2 = linalg.generic {indexing_maps = [affine_map<(b, h, i, d) -> (b, h, i, d)>, affine_map<(b, h, i, d) -> (b, h, i, d)>],
    iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%k1 : !k) outs(%k0 : !k) {
  ^bb0(%new: f32, %last: f32):
    %five = arith.constant 5 : index
    %i = linalg.index 2 : index
    %rest = arith.remui %i, %five : index
    %changes = arith.cmpi eq, %rest, %c0 : index
    %x = arith.select %changes, %new, %last : f32
    linalg.yield %x : f32
  } -> !k
  // Dense by rows, by columns, by both; and from the frame before.
  %by_rows = dsa.update_scores %q2, %k2 rows(%rows : !rows) columns(%none : !no) into %garbage : !q, !k, !s
  %by_columns = dsa.update_scores %q2, %k2 rows(%none : !no) columns(%columns : !columns) into %garbage : !q, !k, !s
  %by_both = dsa.update_scores %q2, %k2 rows(%rows : !rows) columns(%columns : !columns) into %garbage : !q, !k, !s
  %before = dsa.update_scores %q0, %k0 rows(%rows : !rows) columns(%none : !no) into %garbage : !q, !k, !s
  %kept = dsa.update_scores %q2, %k2 rows(%few_q : tensor<2x13xi32>) columns(%few_k : tensor<2x11xi32>) into %before : !q, !k, !s
  // The product of every key is that of every row.
  %of_rows = dsa.update_product_rows %a, %v rows(%rows : !rows) into %old : !s, !v, !o
  %last_a = arith.addf %a, %a : !s
  %last_v = arith.addf %v, %v : !v
  %of_keys:3 = dsa.update_product %a, %v keys(%columns : !columns) into %old, %last_a, %last_v : !s, !v, !o, !s, !v
  return %by_rows, %by_columns, %by_both, %kept, %of_rows, %of_keys#0 : !s, !s, !s, !s, !o, !o
}

//--- in-place.mlir
!q = tensor<1x2x9x8xf32>
!s = tensor<1x2x9x9xf32>
!list = tensor<1x?xi32>

func.func @step(%q: !q, %k: !q, %v: !q, %changed: !list, %due: !list, %scores: memref<1x2x9x9xf32>, %product: memref<1x2x9x8xf32>,
                %weights: memref<1x2x9x9xf32>, %values: memref<1x2x9x8xf32>) {
  %s = bufferization.to_tensor %scores restrict writable : memref<1x2x9x9xf32> to !s
  %p = bufferization.to_tensor %product restrict writable : memref<1x2x9x8xf32> to !q
  %a = bufferization.to_tensor %weights restrict writable : memref<1x2x9x9xf32> to !s
  %w = bufferization.to_tensor %values restrict writable : memref<1x2x9x8xf32> to !q
  %new_s = dsa.update_scores %q, %k rows(%changed : !list) columns(%changed : !list) into %s : !q, !q, !s
  %new:3 = dsa.update_product %new_s, %v keys(%changed : !list) into %p, %a, %w : !s, !q, !q, !s, !q
  %fresh = dsa.update_product_rows %new#1, %new#2 rows(%due : !list) into %new#0 : !s, !q, !q
  bufferization.materialize_in_destination %new_s in restrict writable %scores : (!s, memref<1x2x9x9xf32>) -> ()
  bufferization.materialize_in_destination %fresh in restrict writable %product : (!q, memref<1x2x9x8xf32>) -> ()
  bufferization.materialize_in_destination %new#1 in restrict writable %weights : (!s, memref<1x2x9x9xf32>) -> ()
  bufferization.materialize_in_destination %new#2 in restrict writable %values : (!q, memref<1x2x9x8xf32>) -> ()
  return
}
