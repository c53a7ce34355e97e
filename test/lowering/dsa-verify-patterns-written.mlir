// What kernels write is right, so the kernels are taken out here, and the checks behind them see what they are given.
//
// RUN: ds-opt %s --dsa-verify-patterns | sed '/dsk\./d' > %t.mlir
// RUN: ds-run %t.mlir --function=list --input=1x9xf32=0 --input=0 --input=1x3xi32=0,4,8
// RUN: ds-run %t.mlir --function=list --input=1x9xf32=0 --input=0 --input=1x3xi32=4,-1,-1
// RUN: ds-run %t.mlir --function=list --input=1x9xf32=0 --input=0 --input=1x0xi32=0
// RUN: not ds-run %t.mlir --function=list --input=1x9xf32=0 --input=0 --input=1x3xi32=4,9,-1 2>&1 | FileCheck %s --check-prefix=LARGE
// LARGE: error: {{.*}}dsa-verify-patterns-written.mlir:25:3: gate_tokens: at batch 0, position 1: index 9 is neither in 0 <= index < 9 nor -1
// RUN: not ds-run %t.mlir --function=list --input=1x9xf32=0 --input=0 --input=1x3xi32=-2,3,-1 2>&1 | FileCheck %s --check-prefix=NEGATIVE
// NEGATIVE: gate_tokens: at batch 0, position 0: index -2 is neither in 0 <= index < 9 nor -1
// RUN: not ds-run %t.mlir --function=list --input=1x9xf32=0 --input=0 --input=1x3xi32=4,3,-1 2>&1 | FileCheck %s --check-prefix=ORDER
// ORDER: gate_tokens: at batch 0, position 1: index 3 after 4, expected ascending order
// RUN: not ds-run %t.mlir --function=list --input=1x9xf32=0 --input=0 --input=1x3xi32=4,4,-1 2>&1 | FileCheck %s --check-prefix=TWICE
// TWICE: gate_tokens: at batch 0, position 1: index 4 is there twice
// RUN: not ds-run %t.mlir --function=list --input=1x9xf32=0 --input=0 --input=1x3xi32=4,-1,5 2>&1 | FileCheck %s --check-prefix=END
// END: gate_tokens: at batch 0, position 2: index 5 after -1, which ends the list
//
// RUN: ds-run %t.mlir --function=compress --input=1x1x2x4xi1=0 --input=1x1x3xi32=0,1,2 --input=8xi32=3
// RUN: not ds-run %t.mlir --function=compress --input=1x1x2x4xi1=0 --input=1x1x3xi32=0,1,2 --input=8xi32=4 2>&1 | FileCheck %s --check-prefix=COMPRESS
// COMPRESS: compress_mask: at batch 0, head 0, row 0: column 4 is not in 0 <= column < 4
// RUN: not ds-run %t.mlir --function=top_k --input=1x1x2x4xf32=0 --input=0 --input=1x1x3xi32=0,1,2 --input=8xi32=4 2>&1 | FileCheck %s --check-prefix=TOPK
// TOPK: top_k_columns: at batch 0, head 0, row 0: column 4 is not in 0 <= column < 4

func.func @list(%saliency: memref<1x9xf32>, %least: f32, %indices: memref<1x?xi32>) {
  dsk.gate_tokens ins(%saliency, %least : memref<1x9xf32>) outs(%indices : memref<1x?xi32>)
  return
}

func.func @compress(%mask: memref<1x1x2x4xi1>, %rows: memref<1x1x3xi32>, %columns: memref<8xi32>) {
  dsk.compress_mask ins(%mask : memref<1x1x2x4xi1>) outs(%rows, %columns : memref<1x1x3xi32>, memref<8xi32>)
  return
}

func.func @top_k(%s: memref<1x1x2x4xf32>, %k: index, %rows: memref<1x1x3xi32>, %columns: memref<8xi32>) {
  dsk.top_k_columns ins(%s, %k : memref<1x1x2x4xf32>) outs(%rows, %columns : memref<1x1x3xi32>, memref<8xi32>)
  return
}
