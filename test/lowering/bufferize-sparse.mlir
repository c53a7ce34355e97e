// Tensors become buffers across functions; what is allocated is freed, what is returned is the caller's.
//
// RUN: ds-opt %s --bufferize-sparse | FileCheck %s --implicit-check-not="bufferization.to" --implicit-check-not="bufferization.alloc"

// The scores are freed, the result is not.
// CHECK-LABEL: func.func @scores_and_rows
// CHECK-SAME:    %[[Q:.*]]: memref<1x2x100x64xf32>, %[[K:.*]]: index) -> memref<1x2x8xi32>
// CHECK-DAG:     %[[S:.*]] = memref.alloc() {{.*}} : memref<1x2x7x7xf32>
// CHECK-DAG:     %[[R:.*]] = memref.alloc() {{.*}} : memref<1x2x8xi32>
// CHECK-DAG:     %[[C:.*]] = memref.alloc() {{.*}} : memref<98xi32>
// CHECK-NOT:     memref.copy
// CHECK:         dsk.top_k_columns ins(%[[S]], %[[K]] : {{.*}}) outs(%[[R]], %[[C]] : {{.*}})
// CHECK-NOT:     memref.dealloc %[[R]]
// CHECK-DAG:     memref.dealloc %[[S]]
// CHECK-DAG:     memref.dealloc %[[C]]
// CHECK-NOT:     memref.dealloc %[[R]]
// CHECK:         return %[[R]]
func.func @scores_and_rows(%q: tensor<1x2x100x64xf32>, %k: index) -> tensor<1x2x8xi32> {
  %s = tensor.empty() : tensor<1x2x7x7xf32>
  %scores = dsk.score_blocks ins(%q, %q : tensor<1x2x100x64xf32>, tensor<1x2x100x64xf32>) outs(%s : tensor<1x2x7x7xf32>)
    block = [16, 16] scale = 0.125 -> tensor<1x2x7x7xf32>
  %r = tensor.empty() : tensor<1x2x8xi32>
  %c = tensor.empty() : tensor<98xi32>
  %p:2 = dsk.top_k_columns ins(%scores, %k : tensor<1x2x7x7xf32>) outs(%r, %c : tensor<1x2x8xi32>, tensor<98xi32>)
    -> tensor<1x2x8xi32>, tensor<98xi32>
  return %p#0 : tensor<1x2x8xi32>
}

// A caller's tensor is a value: what it passed is not written to, but copied.
// CHECK-LABEL: func.func @scatter
// CHECK-SAME:    %[[P:.*]]: memref<1x5x64xf32>, %[[I:.*]]: memref<1x5xi32>, %[[X:.*]]: memref<1x100x64xf32>
// CHECK:         %[[Y:.*]] = memref.alloc()
// CHECK:         memref.copy %[[X]], %[[Y]]
// CHECK:         dsk.scatter_rows ins(%[[P]], %[[I]] : {{.*}}) outs(%[[Y]] : {{.*}}) reads_outs
// CHECK:         return %[[Y]]
func.func @scatter(%p: tensor<1x5x64xf32>, %i: tensor<1x5xi32>, %x: tensor<1x100x64xf32>) -> tensor<1x100x64xf32> {
  %r = dsk.scatter_rows ins(%p, %i : tensor<1x5x64xf32>, tensor<1x5xi32>) outs(%x : tensor<1x100x64xf32>) reads_outs -> tensor<1x100x64xf32>
  return %r : tensor<1x100x64xf32>
}

// CHECK-LABEL: func.func @argument_returned
// CHECK-SAME:    %[[X:.*]]: memref<4xf32>
// CHECK:         %[[Y:.*]] = memref.alloc()
// CHECK:         memref.copy %[[X]], %[[Y]]
// CHECK:         return %[[Y]]
func.func @argument_returned(%x: tensor<4xf32>) -> tensor<4xf32> {
  return %x : tensor<4xf32>
}
