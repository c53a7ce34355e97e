// Tensors with an encoding become buffers, and ops on them loops over what is stored; other modules stay as they are.
//
// RUN: split-file %s %t.dir
// RUN: ds-opt %t.dir/sparse.mlir --bufferize-sparse-tensors | FileCheck %t.dir/sparse.mlir --implicit-check-not=sparse_tensor.assemble --implicit-check-not="linalg.generic {"
// RUN: ds-opt %t.dir/dense.mlir --bufferize-sparse-tensors | FileCheck %t.dir/dense.mlir
// The whole way: lists that are copied are freed, and parts of a pattern are the levels of the tensor as they are.
// RUN: ds-opt %t.dir/pattern.mlir --lower-sparse=stop-after=bufferized | FileCheck %t.dir/pattern.mlir
// RUN: for strategy in fast reference; do \
// RUN:   ds-opt %t.dir/pattern.mlir --lower-sparse=strategy=$strategy | FileCheck %t.dir/pattern.mlir --check-prefix=LLVM --implicit-check-not="= sparse_tensor." || exit 1; done

//--- sparse.mlir
#CSR = #sparse_tensor.encoding<{ map = (i, j) -> (i : dense, j : compressed), posWidth = 32, crdWidth = 32 }>

// CHECK-LABEL: func.func @row_sums
// CHECK-SAME:    %[[POSITIONS:.*]]: memref<5xi32{{.*}}>, %{{.*}}: memref<?xi32{{.*}}>, %[[VALUES:.*]]: memref<?xf32{{.*}}>, %{{.*}}: memref<4xf32{{.*}}>)
// CHECK:         %[[STORED:.*]] = memref.subview %[[VALUES]]
// CHECK:         scf.for
// CHECK-DAG:       memref.load %[[POSITIONS]]
// CHECK:           scf.for
// CHECK:             memref.load %[[STORED]]
func.func @row_sums(%positions: tensor<5xi32>, %columns: tensor<?xi32>, %values: tensor<?xf32>, %zero: tensor<4xf32>) -> tensor<4xf32> {
  %a = sparse_tensor.assemble (%positions, %columns), %values
    : (tensor<5xi32>, tensor<?xi32>), tensor<?xf32> to tensor<4x6xf32, #CSR>
  %sums = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i)>],
      iterator_types = ["parallel", "reduction"]} ins(%a : tensor<4x6xf32, #CSR>) outs(%zero : tensor<4xf32>) {
  ^bb0(%x: f32, %sum: f32):
    %next = arith.addf %sum, %x : f32
    linalg.yield %next : f32
  } -> tensor<4xf32>
  return %sums : tensor<4xf32>
}

//--- dense.mlir
// CHECK-LABEL: func.func @dense(
// CHECK-SAME:    %[[X:.*]]: tensor<4xf32>) -> tensor<4xf32>
// CHECK-NEXT:    return %[[X]] : tensor<4xf32>
func.func @dense(%x: tensor<4xf32>) -> tensor<4xf32> {
  return %x : tensor<4xf32>
}

//--- pattern.mlir
#CSR = #sparse_tensor.encoding<{ map = (i, j) -> (i : dense, j : compressed), posWidth = 32, crdWidth = 32 }>
!p = !dsa.pattern<1x1x4x6, block = 1x1, format = csr>

// CHECK-LABEL: func.func @to(
// CHECK:         %[[ROWS:.*]] = memref.alloc() {{.*}} : memref<1x1x5xi32>
// CHECK:         dsk.compress_mask {{.*}} outs(%[[ROWS]],
// CHECK-NOT:     memref.copy
// CHECK:         memref.dealloc %[[ROWS]]
// LLVM-LABEL:  llvm.func @to(
func.func @to(%mask: tensor<1x1x4x6xi1>) -> index {
  %p = dsa.pattern_from_mask %mask : tensor<1x1x4x6xi1> -> !p
  %a = dsa.to_sparse_tensor %p : !p -> tensor<4x6xf32, #CSR>
  %count = sparse_tensor.number_of_entries %a : tensor<4x6xf32, #CSR>
  return %count : index
}

// CHECK-LABEL: func.func @from(
// CHECK:         %[[OWN:.*]] = memref.alloc(%{{.*}}) : memref<?xi32>
// CHECK:         memref.copy %{{.*}}, %[[OWN]]
// CHECK:         dsk.expand_mask
// CHECK:         memref.dealloc %[[OWN]]
// LLVM-LABEL:  llvm.func @from(
func.func @from(%a: tensor<4x6xf32, #CSR>) -> tensor<1x1x4x6xi1> {
  %p = dsa.from_sparse_tensor %a : tensor<4x6xf32, #CSR> -> !p
  %mask = dsa.pattern_to_mask %p : !p
  return %mask : tensor<1x1x4x6xi1>
}
