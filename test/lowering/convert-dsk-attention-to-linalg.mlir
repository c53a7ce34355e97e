// RUN: ds-opt %s --convert-dsk-attention-to-linalg --mlir-pass-statistics -o %t 2> %t.err
// RUN: FileCheck %s --input-file=%t
// RUN: FileCheck %s --check-prefix=LEFT --input-file=%t.err
// RUN: ds-opt %t --convert-linalg-to-loops --tile-dsk-attention --lower-dsk-dot --lower-dsk-exp2 --convert-dsk-to-loops --outline-partitions --lower-loops-to-llvm \
// RUN:   | FileCheck %s --check-prefix=LLVM --implicit-check-not=dsk. --implicit-check-not=linalg.
//
// LEFT-DAG: remark: has masks for its blocks: left as it is
// LEFT-DAG: remark: head or value dimension is only known at run time: left as it is
// LEFT-DAG: (S) 2 num-attentions-lowered

// CHECK-LABEL: func.func @steps
// CHECK:         dsk.partition(
// CHECK:           linalg.generic {{.*}} attrs = {dsk.step = "queries"}
// CHECK:           dsk.for_blocks
// CHECK:             linalg.copy {dsk.step = "last keys"}
// CHECK:             linalg.contract {{.*}} {dsk.step = "scores"} {{.*}} outs(%[[WEIGHTS:.*]] : memref<32x16xf32>)
// CHECK:             linalg.generic {{.*}} attrs = {dsk.step = "beyond"}
// CHECK:             linalg.generic {{.*}} ins(%[[WEIGHTS]] {{.*}} attrs = {dsk.step = "greatest"}
// CHECK:             linalg.generic {{.*}} attrs = {dsk.step = "correction"}
// CHECK:             linalg.generic {{.*}} outs(%[[WEIGHTS]] {{.*}} attrs = {dsk.step = "weights"}
// CHECK:             linalg.generic {{.*}} attrs = {dsk.step = "totals"}
// CHECK:             linalg.contract {{.*}} {dsk.step = "sums"} {{.*}} outs(%{{.*}} : memref<64x16xf32>)
// CHECK:           linalg.generic {{.*}} attrs = {dsk.step = "results"}
// CHECK:           linalg.copy {dsk.step = "output"}
// CHECK-NOT:       dsk.step = "lse"
// LLVM-LABEL: llvm.func @steps
func.func @steps(%q: memref<1x2x100x64xf32>, %rows: memref<1x2x8xi32>, %columns: memref<?xi32>, %o: memref<1x2x100x64xf32>) {
  dsk.attention ins(%q, %q, %q, %rows, %columns : memref<1x2x100x64xf32>, memref<1x2x100x64xf32>, memref<1x2x100x64xf32>, memref<1x2x8xi32>, memref<?xi32>)
    outs(%o : memref<1x2x100x64xf32>) block = [16, 32] scale = 0.125
  return
}

// Elements of 16 bits are read as they are, sums are of 32; strides that are not known stay so.
// CHECK-LABEL: func.func @narrow
// CHECK:         linalg.contract {{.*}} {dsk.step = "scores"} ins(%{{.*}}, %{{.*}} : memref<8x4xbf16, strided<[?, ?], offset: ?>>, memref<4x8xf32>)
// CHECK:         linalg.generic {{.*}} attrs = {dsk.step = "lse"}
// LLVM-LABEL: llvm.func @narrow
func.func @narrow(%q: memref<1x1x?x4xbf16, strided<[?, ?, ?, ?], offset: ?>>, %rows: memref<1x1x?xi64>, %columns: memref<?xi64>,
                  %o: memref<1x1x?x4xbf16>, %lse: memref<1x1x?xf32>) {
  dsk.attention ins(%q, %q, %q, %rows, %columns : memref<1x1x?x4xbf16, strided<[?, ?, ?, ?], offset: ?>>, memref<1x1x?x4xbf16, strided<[?, ?, ?, ?], offset: ?>>, memref<1x1x?x4xbf16, strided<[?, ?, ?, ?], offset: ?>>, memref<1x1x?xi64>, memref<?xi64>)
    outs(%o, %lse : memref<1x1x?x4xbf16>, memref<1x1x?xf32>) block = [8, 8] scale = 1.0
  return
}

// CHECK-LABEL: func.func @masked
// CHECK:         dsk.masked_attention
func.func @masked(%q: memref<1x2x100x64xf32>, %rows: memref<1x2x8xi32>, %columns: memref<?xi32>, %ids: memref<?xi32>, %masks: memref<?x16x2xi8>,
                  %o: memref<1x2x100x64xf32>) {
  dsk.masked_attention ins(%q, %q, %q, %rows, %columns, %ids, %masks : memref<1x2x100x64xf32>, memref<1x2x100x64xf32>, memref<1x2x100x64xf32>, memref<1x2x8xi32>, memref<?xi32>, memref<?xi32>, memref<?x16x2xi8>)
    outs(%o : memref<1x2x100x64xf32>) block = [16, 16] scale = 0.125
  return
}

// CHECK-LABEL: func.func @open
// CHECK:         dsk.attention
func.func @open(%q: memref<1x2x100x?xf32>, %rows: memref<1x2x8xi32>, %columns: memref<?xi32>, %o: memref<1x2x100x?xf32>) {
  dsk.attention ins(%q, %q, %q, %rows, %columns : memref<1x2x100x?xf32>, memref<1x2x100x?xf32>, memref<1x2x100x?xf32>, memref<1x2x8xi32>, memref<?xi32>)
    outs(%o : memref<1x2x100x?xf32>) block = [16, 16] scale = 0.125
  return
}
