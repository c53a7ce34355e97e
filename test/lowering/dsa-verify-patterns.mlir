// Every invariant is checked, and each check tells op, row and value.
//
// RUN: ds-opt %s --dsa-verify-patterns | FileCheck %s
// RUN: ds-opt %s --dsa-verify-patterns | ds-opt --dsa-verify-patterns -o /dev/null
// RUN: ds-opt %s --dsa-verify-patterns --mlir-pass-statistics -o /dev/null 2>&1 | FileCheck %s --check-prefix=STATISTICS
// RUN: ds-opt %s --lower-sparse="start-after=bufferized verify-patterns stop-after=loops" | FileCheck %s --check-prefix=WAY
// RUN: ds-opt %s --lower-sparse="start-after=bufferized stop-after=loops" | FileCheck %s --check-prefix=OFF --implicit-check-not=invalid_pattern
//
// STATISTICS: (S) 7 num-checks-inserted - Number of patterns and lists that are checked
// WAY: call @dynsparse_invalid_pattern
// OFF: func.func @expand

// CHECK: llvm.mlir.global internal constant @dynsparse_op_0("{{.*}}dsa-verify-patterns.mlir:[[@LINE+10]]:3: expand_mask\00")
// CHECK: func.func private @dynsparse_invalid_pattern(!llvm.ptr, index, index, index, index, index, index)

// What is read is checked before.
// CHECK-LABEL: func.func @expand
// CHECK:         llvm.mlir.addressof @dynsparse_op_0 : !llvm.ptr
// CHECK:         call @dynsparse_invalid_pattern
// CHECK:         dsk.expand_mask
// CHECK-NEXT:    return
func.func @expand(%rows: memref<1x2x3xi32>, %columns: memref<?xi32>, %mask: memref<1x2x2x4xi1>) {
  dsk.expand_mask ins(%rows, %columns : memref<1x2x3xi32>, memref<?xi32>) outs(%mask : memref<1x2x2x4xi1>)
  return
}

// CHECK-LABEL: func.func @attend
// CHECK:         memref.dim %{{.*}}, %{{.*}} : memref<1x2x?x4xf32>
// CHECK:         arith.ceildivui %{{.*}}, %c2 : index
// CHECK:         memref.dim %{{.*}}, %{{.*}} : memref<1x2x?x4xf32>
// CHECK:         arith.ceildivui %{{.*}}, %c3 : index
// CHECK:         call @dynsparse_invalid_pattern
// CHECK:         dsk.attention
// CHECK-NEXT:    return
func.func @attend(%q: memref<1x2x?x4xf32>, %rows: memref<1x2x?xi64>, %columns: memref<?xi64>, %o: memref<1x2x?x4xf32>) {
  dsk.attention ins(%q, %q, %q, %rows, %columns : memref<1x2x?x4xf32>, memref<1x2x?x4xf32>, memref<1x2x?x4xf32>, memref<1x2x?xi64>, memref<?xi64>)
    outs(%o : memref<1x2x?x4xf32>) block = [2, 3] scale = 0.5
  return
}

// What is written is checked behind.
// CHECK-LABEL: func.func @choose
// CHECK:         dsk.top_k_columns
// CHECK:         call @dynsparse_invalid_pattern
// CHECK:         dsk.compress_mask
// CHECK:         call @dynsparse_invalid_pattern
// CHECK:         dsk.gate_tokens
// CHECK:         call @dynsparse_invalid_pattern
func.func @choose(%s: memref<1x2x2x4xf32>, %mask: memref<1x2x2x4xi1>, %k: index, %rows: memref<1x2x3xi32>, %columns: memref<16xi32>,
                  %saliency: memref<1x9xf32>, %least: f32, %indices: memref<1x?xi32>) {
  dsk.top_k_columns ins(%s, %k : memref<1x2x2x4xf32>) outs(%rows, %columns : memref<1x2x3xi32>, memref<16xi32>)
  dsk.compress_mask ins(%mask : memref<1x2x2x4xi1>) outs(%rows, %columns : memref<1x2x3xi32>, memref<16xi32>)
  dsk.gate_tokens ins(%saliency, %least : memref<1x9xf32>) outs(%indices : memref<1x?xi32>)
  return
}

// Any index may be gathered.
// CHECK-LABEL: func.func @gather
// CHECK-NEXT:    dsk.gather_rows
// CHECK-NEXT:    return
func.func @gather(%x: memref<1x9x4xf32>, %i: memref<1x?xi32>, %packed: memref<1x?x4xf32>) {
  dsk.gather_rows ins(%x, %i : memref<1x9x4xf32>, memref<1x?xi32>) outs(%packed : memref<1x?x4xf32>)
  return
}
