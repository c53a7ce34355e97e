// RUN: ds-opt %s --tile-dsk-attention="form=queries lanes=4 tile=2 chunk-keys=32" | FileCheck %s
// RUN: ds-opt %s --tile-dsk-attention="form=queries lanes=8 tile=4 chunk-keys=1" | FileCheck %s --check-prefix=OTHER
// RUN: ds-opt %s --tile-dsk-attention="form=keys lanes=4 chunk-keys=32" 2>&1 | FileCheck %s --check-prefix=KEYS
// RUN: ds-opt %s --tile-dsk-attention="form=keys target-description=znver4" | FileCheck %s --check-prefix=WIDE
// RUN: ds-opt %s --tile-dsk-attention="target-description=avx512" | FileCheck %s --check-prefix=WIDE
// RUN: ds-opt %s --tile-dsk-attention="target-description=znver4" | FileCheck %s --check-prefix=AHEAD
// RUN: ds-opt %s --tile-dsk-attention="target-description=znver4" --canonicalize --cse | FileCheck %s --check-prefix=SHARED
// RUN: ds-opt %s --tile-dsk-attention="form=keys lanes=4 chunk-keys=32" --canonicalize --cse | FileCheck %s --check-prefix=FOR-BOTH
// RUN: ds-opt %s --tile-dsk-attention --mlir-pass-statistics -o /dev/null 2>&1 | FileCheck %s --check-prefix=HOST
// RUN: ds-opt %s --tile-dsk-attention -o /dev/null 2>&1 | FileCheck %s --check-prefix=LARGE
// RUN: ds-opt %s --tile-dsk-attention --lower-dsk-dot --lower-dsk-exp2 --convert-dsk-to-loops --canonicalize --outline-partitions --lower-loops-to-llvm | FileCheck %s --check-prefix=LLVM --implicit-check-not=dsk.
// LLVM: llvm.func @f32
//
// By itself it asks the host; what it leaves, it says.
// HOST-DAG: remark:
// HOST-DAG: (S) 4 num-attentions-tiled - Number of attention ops tiled

// Pieces of work are rows of blocks; a chunk has as many blocks of 16 keys as 32 keys need, and one at least.
// CHECK-LABEL: func.func @f32
// CHECK:         dsk.partition(
// CHECK:           dsk.for_chunks %{{.*}} size = 2
// CHECK:             vector.fma {{.*}} : vector<4xf32>
// OTHER-LABEL: func.func @f32
// OTHER:         dsk.for_chunks %{{.*}} size = 1
// OTHER:           vector.fma {{.*}} : vector<8xf32>
//
// With keys in lanes they are packed where they are first used: strips of as many keys as a vector has.
// KEYS: remark: no keys in lanes for f64, {{.*}}: queries in lanes
// KEYS-LABEL: func.func @f32
// KEYS:         %[[PACKED:.*]] = memref.alloc({{.*}}) {{.*}} : memref<?x?x?x8x4xf32>
// KEYS:         dsk.partition(
// KEYS:           dsk.for_chunks %{{.*}} size = 2
// KEYS:             dsk.once %{{.*}}[%{{.*}}] : memref<?xi32> {
// KEYS:               vector.store {{.*}}, %[[PACKED]][
// KEYS:             vector.fma {{.*}} : vector<4xf32>
// KEYS:         memref.dealloc %[[PACKED]]
// WIDE-LABEL: func.func @f32
// WIDE:         memref.alloc({{.*}}) {{.*}} : memref<?x?x?x8x16xf32>
// WIDE:         dsk.for_chunks
// WIDE:           vector.fma {{.*}} : vector<16xf32>
//
// Where loads are plenty, queries that fill vectors are in lanes. With the scores of a tile the keys of the next are asked for,
// and its own values; with the first weights, lines for the results and a key of the next head; with the last ones, the queries of
// the next piece and values of the next head; and those queries again before results are written.
// AHEAD-LABEL: func.func @f32
// AHEAD-NOT:     dsk.once
// AHEAD:         dsk.for_chunks
// AHEAD:           memref.prefetch %[[K:.*]][%{{.*}}, %{{.*}}, %[[KEY:.*]], %{{.*}}], read, locality<3>, data
// AHEAD:           memref.prefetch %[[V:.*]][%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}], read, locality<2>, data
// AHEAD:           vector.fma {{.*}} : vector<16xf32>
// AHEAD:           dsk.exp2 {{.*}} terms = 6 : vector<16xf32>
// AHEAD:           scf.if
// AHEAD:           memref.prefetch %{{.*}}, write, locality<2>, data
// AHEAD:           memref.prefetch %{{.*}}, read, locality<2>, data
// AHEAD:           scf.if
// AHEAD:           memref.prefetch %[[Q:.*]][%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}], read, locality<3>, data
// AHEAD:           memref.prefetch %{{.*}}, read, locality<2>, data
// AHEAD:         arith.divf
// AHEAD-NEXT:    scf.for %{{.*}} = %{{.*}} to %{{.*}} step
// AHEAD:         memref.prefetch %[[Q]][%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}], read, locality<3>, data
// AHEAD-LABEL: func.func @f64
func.func @f32(%q: memref<1x2x100x8xf32>, %rows: memref<1x2x8xi32>, %columns: memref<?xi32>, %o: memref<1x2x100x8xf32>) {
  dsk.attention ins(%q, %q, %q, %rows, %columns : memref<1x2x100x8xf32>, memref<1x2x100x8xf32>, memref<1x2x100x8xf32>, memref<1x2x8xi32>, memref<?xi32>)
    outs(%o : memref<1x2x100x8xf32>) block = [16, 16] scale = 0.125
  return
}

// f64 is computed in f64, 16-bit floats in f32; lse is written beside the output.
// CHECK-LABEL: func.func @f64
// CHECK:         vector.fma {{.*}} : vector<4xf64>
// KEYS-LABEL: func.func @f64
// KEYS:         vector.fma {{.*}} : vector<4xf64>
func.func @f64(%q: memref<1x2x?x8xf64>, %rows: memref<1x1x?xi64>, %columns: memref<?xi64>, %o: memref<1x2x?x8xf64>, %lse: memref<1x2x?xf64>) {
  dsk.attention ins(%q, %q, %q, %rows, %columns : memref<1x2x?x8xf64>, memref<1x2x?x8xf64>, memref<1x2x?x8xf64>, memref<1x1x?xi64>, memref<?xi64>)
    outs(%o, %lse : memref<1x2x?x8xf64>, memref<1x2x?xf64>) block = [16, 16] scale = 0.125
  return
}

// CHECK-LABEL: func.func @bf16
// CHECK:         vector.fma {{.*}} : vector<4xf32>
func.func @bf16(%q: memref<1x2x100x8xbf16>, %rows: memref<1x2x8xi32>, %columns: memref<?xi32>, %o: memref<1x2x100x8xbf16>) {
  dsk.attention ins(%q, %q, %q, %rows, %columns : memref<1x2x100x8xbf16>, memref<1x2x100x8xbf16>, memref<1x2x100x8xbf16>, memref<1x2x8xi32>, memref<?xi32>)
    outs(%o : memref<1x2x100x8xbf16>) block = [16, 16] scale = 0.125
  return
}

// Two heads of queries share each head of keys. The second of them asks for the next head of keys, with its first weights, and of values,
// with its last ones; keys are packed once for both. Nothing of this is left where each head has keys of its own. Where they are packed
// for a turn, the next head is that of the next turn.
// SHARED-LABEL: func.func @f32
// SHARED:         memref.prefetch %{{.*}}, write, locality<2>
// SHARED-NOT:     arith.cmpi eq
// SHARED:         memref.prefetch %{{.*}}, read, locality<2>
// SHARED-LABEL: func.func @f64
// SHARED-LABEL: func.func @bf16
// SHARED-SAME:    %[[K:[a-z0-9]+]]: memref<1x2x100x8xbf16>
// SHARED:         %[[HEADS_OF_TURN:.*]] = arith.minui
// SHARED:         dsk.partition
// SHARED:         %[[NEXT:.*]] = arith.addi %{{.*}}, %[[HEADS_OF_TURN]] : index
// SHARED:         %[[THERE:.*]] = arith.cmpi ult, %[[NEXT]], %{{.*}} : index
// SHARED-NEXT:    scf.if %[[THERE]] {
// SHARED-NEXT:      %[[H:.*]] = arith.remui %[[NEXT]], %{{.*}} : index
// SHARED-NEXT:      %[[B:.*]] = arith.divui %[[NEXT]], %{{.*}} : index
// SHARED-NEXT:      memref.prefetch %[[K]][%[[B]], %[[H]], %{{.*}}, %{{.*}}], read, locality<2>
// SHARED-LABEL: func.func @grouped
// SHARED-SAME:    %[[Q:[a-z0-9]+]]: memref<1x4x100x8xf32>, %[[K:[a-z0-9]+]]: memref<1x2x100x8xf32>, %[[V:[a-z0-9]+]]: memref<1x2x100x8xf32>
// SHARED:         %[[TWO:.*]] = arith.constant 2 : index
// SHARED:         %[[KEY_HEAD:.*]] = arith.divui %{{.*}}, %[[TWO]] : index
// SHARED:         memref.prefetch %[[K]][%{{.*}}, %[[KEY_HEAD]], %{{.*}}, %{{.*}}], read, locality<3>
// SHARED:         memref.prefetch %{{.*}}, write, locality<2>
// SHARED:         %[[PLACE:.*]] = arith.remui %{{.*}}, %[[TWO]] : index
// SHARED-NEXT:    %[[LAST:.*]] = arith.cmpi eq, %[[PLACE]], %{{.*}} : index
// SHARED-NEXT:    %[[THERE:.*]] = arith.cmpi ult, %{{.*}}, %{{.*}} : index
// SHARED-NEXT:    %[[ASKS:.*]] = arith.andi %[[LAST]], %[[THERE]] : i1
// SHARED-NEXT:    scf.if %[[ASKS]] {
// SHARED-NOT:       }
// SHARED:           memref.prefetch %[[K]][%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}], read, locality<2>
// SHARED-NEXT:    }
// SHARED:         arith.remui %{{.*}}, %[[TWO]] : index
// SHARED-NEXT:    %[[LAST:.*]] = arith.cmpi eq, %{{.*}}, %{{.*}} : index
// SHARED-NEXT:    %[[THERE:.*]] = arith.cmpi ult, %{{.*}}, %{{.*}} : index
// SHARED-NEXT:    %[[ASKS:.*]] = arith.andi %[[LAST]], %[[THERE]] : i1
// SHARED-NEXT:    scf.if %[[ASKS]] {
// SHARED-NOT:       }
// SHARED:           memref.prefetch %[[V]][%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}], read, locality<2>
// SHARED-NEXT:    }
//
// FOR-BOTH-LABEL: func.func @grouped
// FOR-BOTH:         %[[TWO:.*]] = arith.constant 2 : index
// FOR-BOTH:         %[[KEY_HEADS:.*]] = arith.divui %{{.*}}, %[[TWO]] : index
// FOR-BOTH:         %[[ROOM:.*]] = memref.alloc(%[[KEY_HEADS]]) {{.*}} : memref<1x?x25x8x4xf32>
// FOR-BOTH:         dsk.partition(
// FOR-BOTH:           %[[HEAD:.*]] = arith.divui %{{.*}}, %[[TWO]] : index
// FOR-BOTH-NEXT:      %[[SLOT:.*]] = arith.divui %{{.*}}, %[[TWO]] : index
// FOR-BOTH:           dsk.once
// FOR-BOTH:             vector.store {{.*}}, %[[ROOM]][%{{.*}}, %[[SLOT]],
func.func @grouped(%q: memref<1x4x100x8xf32>, %k: memref<1x2x100x8xf32>, %v: memref<1x2x100x8xf32>, %rows: memref<1x4x8xi32>, %columns: memref<?xi32>, %o: memref<1x4x100x8xf32>) {
  dsk.attention ins(%q, %k, %v, %rows, %columns : memref<1x4x100x8xf32>, memref<1x2x100x8xf32>, memref<1x2x100x8xf32>, memref<1x4x8xi32>, memref<?xi32>)
    outs(%o : memref<1x4x100x8xf32>) block = [16, 16] scale = 0.125
  return
}

// A head dimension that is only known at run time is left to convert-dsk-to-loops.
// CHECK-LABEL: func.func @dynamic
// CHECK-NEXT:    dsk.attention
func.func @dynamic(%q: memref<1x2x100x?xf32>, %rows: memref<1x2x8xi32>, %columns: memref<?xi32>, %o: memref<1x2x100x?xf32>) {
  dsk.attention ins(%q, %q, %q, %rows, %columns : memref<1x2x100x?xf32>, memref<1x2x100x?xf32>, memref<1x2x100x?xf32>, memref<1x2x8xi32>, memref<?xi32>)
    outs(%o : memref<1x2x100x?xf32>) block = [16, 16] scale = 0.125
  return
}

// So is one whose tiles would be too large.
// LARGE: remark: a dimension or block of 9223372036854775807, expected at most 16777216 for tiles: left to scalar loops
// LARGE: remark: a dimension or block of 4611686018427387904, expected at most 16777216 for tiles: left to scalar loops
// CHECK-LABEL: func.func @large
// CHECK-NEXT:    dsk.attention
// CHECK-NEXT:    dsk.attention
func.func @large(%q: memref<1x2x100x8xf32>, %rows: memref<1x2x8xi32>, %columns: memref<?xi32>, %one_row: memref<1x2x2xi32>, %v: memref<1x2x100x9223372036854775807xf32>, %o: memref<1x2x100x8xf32>) {
  dsk.attention ins(%q, %q, %v, %rows, %columns : memref<1x2x100x8xf32>, memref<1x2x100x8xf32>, memref<1x2x100x9223372036854775807xf32>, memref<1x2x8xi32>, memref<?xi32>)
    outs(%v : memref<1x2x100x9223372036854775807xf32>) block = [16, 16] scale = 0.125
  dsk.attention ins(%q, %q, %q, %one_row, %columns : memref<1x2x100x8xf32>, memref<1x2x100x8xf32>, memref<1x2x100x8xf32>, memref<1x2x2xi32>, memref<?xi32>)
    outs(%o : memref<1x2x100x8xf32>) block = [4611686018427387904, 16] scale = 0.125
  return
}
