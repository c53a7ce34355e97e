// RUN: ds-opt %s --tile-dsk-linear="rows=2 vectors=2 target-description=neon" | FileCheck %s --implicit-check-not=dsk.linear --implicit-check-not=dsk.grouped_linear
// RUN: ds-opt %s --tile-dsk-linear=target-description=znver4 | FileCheck %s --check-prefix=WIDE
// RUN: ds-opt %s --tile-dsk-linear=target-description=avx2 | FileCheck %s --check-prefix=AVX2
// RUN: ds-opt %s --tile-dsk-linear=target-description=sapphirerapids | FileCheck %s --check-prefix=WIDENED
// RUN: ds-opt %s --tile-dsk-linear --mlir-pass-statistics -o /dev/null 2>&1 | FileCheck %s --check-prefix=HOST
// RUN: ds-opt %s --tile-dsk-linear --convert-dsk-to-loops --lower-dsk-dot --canonicalize --outline-partitions --lower-loops-to-llvm | FileCheck %s --check-prefix=LLVM --implicit-check-not=dsk.
// RUN: not ds-opt %s --tile-dsk-linear=vectors=3 2>&1 | FileCheck %s --check-prefix=VECTORS
// RUN: not ds-opt %s --tile-dsk-linear=rows=65 2>&1 | FileCheck %s --check-prefix=ROWS
// RUN: not ds-opt %s --convert-dsk-to-loops 2>&1 | FileCheck %s --check-prefix=UNTILED
// RUN: echo "func.func @f(%%x: memref<?x8xf32>, %%w: memref<1x8x4611686018427387904xf32>, %%y: memref<?x64xf32>) { dsk.linear ins(%%x, %%w : memref<?x8xf32>, memref<1x8x4611686018427387904xf32>) outs(%%y : memref<?x64xf32>) return }" | \
// RUN:   not ds-opt --tile-dsk-linear 2>&1 | FileCheck %s --check-prefix=WIDTH
// LLVM: llvm.func @f32
// HOST: (S) 3 num-layers-tiled - Number of layers tiled
// VECTORS: error: 'dsk.linear' op has panels of {{[0-9]+}} vectors, expected a multiple of the 3 of a tile
// WIDTH: error: 'dsk.linear' op has panels of 4611686018427387904 columns, expected at most 65536: a panel is tiles of registers
// ROWS: error: rows is 65, expected 0 to 64
// UNTILED: error: 'dsk.linear' op is not tiled: run tile-dsk-linear first

// Panels are pieces; a tile for each number of rows; what follows is behind the last block.
// CHECK-LABEL: func.func @f32
// CHECK:         dsk.partition(
// Blocks are of nearly the same size. The tiles, of rows by of columns, share the following block evenly, in its order.
// CHECK:             vector.store
// CHECK:           scf.for %{{.*}} = %{{.*}} to %[[BLOCKS:[^ ]*]] step %{{[^ ]*}} {
// CHECK-NEXT:        arith.addi
// CHECK-NEXT:        arith.muli
// CHECK-NEXT:        arith.muli
// CHECK-NEXT:        %[[FROM:.*]] = arith.divui %{{.*}}, %[[BLOCKS]] : index
// CHECK-NEXT:        %[[TO:.*]] = arith.divui %{{.*}}, %[[BLOCKS]] : index
// CHECK:             scf.for %{{.*}} = %{{.*}} to %[[TILES:[^ ]*]] step
// CHECK:             %[[ALL:.*]] = arith.muli %[[TILES]], %{{.*}} : index
// CHECK-NEXT:        %[[STRIDE:.*]] = arith.ceildivui %{{.*}}, %[[ALL]] : index
// CHECK:             %[[GROUPS:.*]] = arith.subi %[[TO]], %[[FROM]] : index
// CHECK-NEXT:        %[[ELEMENTS:.*]] = arith.muli %[[GROUPS]], %{{.*}} : index
// CHECK-NEXT:        %[[BEFORE:.*]] = arith.muli %{{.*}}, %[[ELEMENTS]] : index
// CHECK-NEXT:        %[[START:.*]] = arith.divui %[[BEFORE]], %[[ALL]] : index
// CHECK-NEXT:        scf.index_switch
// CHECK:           case 1 {
// CHECK:             %{{.*}} = scf.for %{{.*}} = %[[FROM]] to %[[TO]]
// CHECK:               %[[GONE:.*]] = arith.muli %{{.*}}, %[[STRIDE]] : index
// CHECK-NEXT:          %[[AT:.*]] = arith.addi %[[START]], %[[GONE]] : index
// CHECK-NEXT:          %[[GROUP:.*]] = arith.divui %[[AT]], %{{.*}} : index
// CHECK-NEXT:          %[[ELEMENT:.*]] = arith.remui %[[AT]], %{{.*}} : index
// CHECK-NEXT:          %[[NEXT:.*]] = arith.addi %[[GROUP]], %{{.*}} : index
// CHECK-NEXT:          memref.prefetch %{{.*}}[%{{.*}}, %[[NEXT]], %[[ELEMENT]]], read, locality<2>
// CHECK:             vector.fma {{.*}} : vector<4xf32>
// CHECK:           case 2 {
// CHECK-NOT:       case 3 {
// CHECK:           vector.maskedstore
// Six rows by four vectors of 16 lanes.
// WIDE-LABEL: func.func @f32
// WIDE:         case 6 {
// WIDE:           scf.for {{.*}} -> (vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>, vector<16xf32>) {
// WIDE-NOT:     case 7 {
// AVX2-LABEL: func.func @f32
// AVX2:         case 6 {
// AVX2-NOT:     case 7 {
func.func @f32(%x: memref<?x8xf32>, %w: memref<2x8x64xf32>, %b: memref<90xf32>, %y: memref<?x90xf32>) {
  dsk.linear ins(%x, %w, %b : memref<?x8xf32>, memref<2x8x64xf32>, memref<90xf32>) outs(%y : memref<?x90xf32>) bias activation = gelu
  return
}

// Pairs and quadruples are multiplied by dsk.dot; an odd last row by itself.
// WIDE-LABEL: func.func @bf16
// WIDE-NOT:     memref.alloc(
// WIDE:         dsk.dot {{.*}} : vector<16xf32>, vector<32xbf16>
// WIDE:         scf.if
// WIDE:         vector.from_elements {{.*}} : vector<2xbf16>
// WIDE:         dsk.dot {{.*}} : vector<16xf32>, vector<32xbf16>
// WIDE:         arith.truncf {{.*}} : vector<16xf32> to vector<16xbf16>
// Where that is no faster, rows are widened first, and pairs of weights taken apart: the second ones first, as dsk.dot does.
// WIDENED-LABEL: func.func @bf16
// WIDENED-NOT:     dsk.dot
// WIDENED:         %[[X:[^ ]*]] = memref.alloc(%{{.*}}, %{{.*}}) {alignment = 64 : i64} : memref<?x?xf32>
// WIDENED:         dsk.partition(
// WIDENED:           arith.extf {{.*}} : vector<16xbf16> to vector<16xf32>
// WIDENED:           arith.extf {{.*}} : bf16 to f32
// WIDENED:         dsk.partition(
// WIDENED:           arith.andi {{.*}} : vector<16xi32>
// WIDENED:           memref.load %[[X]]
// WIDENED:           vector.fma
// WIDENED:           arith.shli {{.*}} : vector<16xi32>
// WIDENED:           memref.load %[[X]]
// WIDENED:           vector.fma
// WIDENED-NOT:     dsk.dot
// WIDENED:         memref.dealloc %[[X]]
func.func @bf16(%x: memref<?x7xbf16>, %w: memref<1x4x128xbf16>, %y: memref<?x64xbf16>) {
  dsk.linear ins(%x, %w : memref<?x7xbf16>, memref<1x4x128xbf16>) outs(%y : memref<?x64xbf16>)
  return
}

// Chunks of experts are listed first; what is not contiguous is read by transfers.
// CHECK-LABEL: func.func @i8
// CHECK:         memref.alloc(%{{.*}}) : memref<?x3xindex>
// CHECK:         dsk.partition(
// CHECK:           scf.for %[[PANEL:.*]] =
// CHECK:             memref.prefetch
// CHECK:             dsk.dot {{.*}} : vector<4xi32>, vector<16xi8>
// CHECK:           vector.transfer_write
func.func @i8(%x: memref<?x8xi8>, %w: memref<4x1x2x256xi8>, %o: memref<5xi32>, %r: memref<?xi32>, %rs: memref<?xf32>,
              %cs: memref<4x60xf32>, %y: memref<?x60xf32, strided<[240, 4]>>) {
  dsk.grouped_linear ins(%x, %w, %o, %r, %rs, %cs : memref<?x8xi8>, memref<4x1x2x256xi8>, memref<5xi32>, memref<?xi32>, memref<?xf32>, memref<4x60xf32>)
    outs(%y : memref<?x60xf32, strided<[240, 4]>>) rows scales
  return
}
