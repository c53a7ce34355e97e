// One-shot bufferisation brings dsk ops from tensors to buffers, in place wherever that is right.
//
// RUN: ds-opt %s --one-shot-bufferize="bufferize-function-boundaries function-boundary-type-conversion=identity-layout-map" \
// RUN:   --canonicalize --cse | FileCheck %s --implicit-check-not="tensor<" --implicit-check-not="bufferization."

// Every op writes into an empty tensor: one allocation for each, and nothing is copied.
// CHECK-LABEL: func.func @whole_way
// CHECK-SAME:    %[[Q:.*]]: memref<1x2x100x64xf32>, %[[K:.*]]: index
// CHECK:         %[[S:.*]] = memref.alloc() {{.*}} : memref<1x2x7x7xf32>
// CHECK-NEXT:    dsk.score_blocks ins(%[[Q]], %[[Q]] : memref<1x2x100x64xf32>, memref<1x2x100x64xf32>) outs(%[[S]] : memref<1x2x7x7xf32>) block = [16, 16] scale = 1.250000e-01{{$}}
// CHECK-DAG:     %[[R:.*]] = memref.alloc() {{.*}} : memref<1x2x8xi32>
// CHECK-DAG:     %[[C:.*]] = memref.alloc() {{.*}} : memref<98xi32>
// CHECK:         dsk.top_k_columns ins(%[[S]], %[[K]] : memref<1x2x7x7xf32>) outs(%[[R]], %[[C]] : memref<1x2x8xi32>, memref<98xi32>){{$}}
// CHECK-DAG:     %[[O:.*]] = memref.alloc() {{.*}} : memref<1x2x100x64xf32>
// CHECK-DAG:     %[[L:.*]] = memref.alloc() {{.*}} : memref<1x2x100xf32>
// CHECK:         dsk.attention ins(%[[Q]], %[[Q]], %[[Q]], %[[R]], %[[C]] : {{.*}}) outs(%[[O]], %[[L]] : {{.*}}) block = [16, 16] scale = 1.250000e-01{{$}}
// CHECK:         %[[M:.*]] = memref.alloc() {{.*}} : memref<1x2x7x7xi1>
// CHECK-NEXT:    dsk.expand_mask ins(%[[R]], %[[C]] : {{.*}}) outs(%[[M]] : {{.*}})
// CHECK-NEXT:    return %[[O]], %[[L]], %[[M]]
func.func @whole_way(%q: tensor<1x2x100x64xf32>, %k: index) -> (tensor<1x2x100x64xf32>, tensor<1x2x100xf32>, tensor<1x2x7x7xi1>) {
  %s = tensor.empty() : tensor<1x2x7x7xf32>
  %scores = dsk.score_blocks ins(%q, %q : tensor<1x2x100x64xf32>, tensor<1x2x100x64xf32>) outs(%s : tensor<1x2x7x7xf32>)
    block = [16, 16] scale = 0.125 -> tensor<1x2x7x7xf32>
  %r = tensor.empty() : tensor<1x2x8xi32>
  %c = tensor.empty() : tensor<98xi32>
  %p:2 = dsk.top_k_columns ins(%scores, %k : tensor<1x2x7x7xf32>) outs(%r, %c : tensor<1x2x8xi32>, tensor<98xi32>)
    -> tensor<1x2x8xi32>, tensor<98xi32>
  %o = tensor.empty() : tensor<1x2x100x64xf32>
  %l = tensor.empty() : tensor<1x2x100xf32>
  %a:2 = dsk.attention ins(%q, %q, %q, %p#0, %p#1 : tensor<1x2x100x64xf32>, tensor<1x2x100x64xf32>, tensor<1x2x100x64xf32>,
      tensor<1x2x8xi32>, tensor<98xi32>) outs(%o, %l : tensor<1x2x100x64xf32>, tensor<1x2x100xf32>) block = [16, 16] scale = 0.125
    -> tensor<1x2x100x64xf32>, tensor<1x2x100xf32>
  %m = tensor.empty() : tensor<1x2x7x7xi1>
  %mask = dsk.expand_mask ins(%p#0, %p#1 : tensor<1x2x8xi32>, tensor<98xi32>) outs(%m : tensor<1x2x7x7xi1>) -> tensor<1x2x7x7xi1>
  return %a#0, %a#1, %mask : tensor<1x2x100x64xf32>, tensor<1x2x100xf32>, tensor<1x2x7x7xi1>
}

// CHECK-LABEL: func.func @masks_and_tokens
// CHECK-NOT:     memref.copy
// CHECK:         dsk.compress_mask ins(%{{.*}} : memref<1x2x7x7xi1>) outs(%{{.*}}, %{{.*}} : memref<1x2x8xi32>, memref<98xi32>) {note = "kept"}
// CHECK:         dsk.gate_tokens ins(%{{.*}}, %{{.*}} : memref<1x100xf32>) outs(%{{.*}} : memref<1x?xi32>)
// CHECK-NOT:     memref.copy
// CHECK:         return
func.func @masks_and_tokens(%mask: tensor<1x2x7x7xi1>, %saliency: tensor<1x100xf32>, %least: f32, %n: index)
    -> (tensor<1x2x8xi32>, tensor<98xi32>, tensor<1x?xi32>) {
  %r = tensor.empty() : tensor<1x2x8xi32>
  %c = tensor.empty() : tensor<98xi32>
  %p:2 = dsk.compress_mask ins(%mask : tensor<1x2x7x7xi1>) outs(%r, %c : tensor<1x2x8xi32>, tensor<98xi32>) {note = "kept"}
    -> tensor<1x2x8xi32>, tensor<98xi32>
  %e = tensor.empty(%n) : tensor<1x?xi32>
  %i = dsk.gate_tokens ins(%saliency, %least : tensor<1x100xf32>) outs(%e : tensor<1x?xi32>) -> tensor<1x?xi32>
  return %p#0, %p#1, %i : tensor<1x2x8xi32>, tensor<98xi32>, tensor<1x?xi32>
}

// What was there is not read where it is overwritten in full: the argument's buffer is taken as it is.
// CHECK-LABEL: func.func @gather_into_argument
// CHECK-SAME:    %[[X:.*]]: memref<1x100x64xf32>, %[[I:.*]]: memref<1x5xi32>, %[[E:.*]]: memref<1x5x64xf32>
// CHECK-NEXT:    dsk.gather_rows ins(%[[X]], %[[I]] : {{.*}}) outs(%[[E]] : {{.*}})
// CHECK-NEXT:    return %[[E]]
func.func @gather_into_argument(%x: tensor<1x100x64xf32>, %i: tensor<1x5xi32>, %e: tensor<1x5x64xf32>) -> tensor<1x5x64xf32> {
  %r = dsk.gather_rows ins(%x, %i : tensor<1x100x64xf32>, tensor<1x5xi32>) outs(%e : tensor<1x5x64xf32>) -> tensor<1x5x64xf32>
  return %r : tensor<1x5x64xf32>
}

// Never over what is read: the rows would be lost before they are moved.
// CHECK-LABEL: func.func @gather_over_its_input
// CHECK-SAME:    %[[X:.*]]: memref<1x5x64xf32>, %[[I:.*]]: memref<1x5xi32>
// CHECK-NEXT:    %[[E:.*]] = memref.alloc()
// CHECK-NEXT:    dsk.gather_rows ins(%[[X]], %[[I]] : {{.*}}) outs(%[[E]] : {{.*}})
// CHECK-NEXT:    return %[[E]]
func.func @gather_over_its_input(%x: tensor<1x5x64xf32>, %i: tensor<1x5xi32>) -> tensor<1x5x64xf32> {
  %r = dsk.gather_rows ins(%x, %i : tensor<1x5x64xf32>, tensor<1x5xi32>) outs(%x : tensor<1x5x64xf32>) -> tensor<1x5x64xf32>
  return %r : tensor<1x5x64xf32>
}

// Two results need two buffers, though they were given one; no copy, since nothing of it is kept.
// CHECK-LABEL: func.func @two_results_of_one_buffer
// CHECK-DAG:     %[[A:.*]] = memref.alloc()
// CHECK-DAG:     %[[B:.*]] = memref.alloc()
// CHECK-NOT:     memref.copy
// CHECK:         return
func.func @two_results_of_one_buffer(%x: tensor<1x100x64xf32>, %i: tensor<1x5xi32>, %j: tensor<1x5xi32>) -> (tensor<1x5x64xf32>, tensor<1x5x64xf32>) {
  %e = tensor.empty() : tensor<1x5x64xf32>
  %r = dsk.gather_rows ins(%x, %i : tensor<1x100x64xf32>, tensor<1x5xi32>) outs(%e : tensor<1x5x64xf32>) -> tensor<1x5x64xf32>
  %s = dsk.gather_rows ins(%x, %j : tensor<1x100x64xf32>, tensor<1x5xi32>) outs(%e : tensor<1x5x64xf32>) -> tensor<1x5x64xf32>
  return %r, %s : tensor<1x5x64xf32>, tensor<1x5x64xf32>
}

// scatter_rows keeps rows of its destination: in place where nobody else wants it, ...
// CHECK-LABEL: func.func @scatter_in_place
// CHECK-SAME:    %[[P:.*]]: memref<1x5x64xf32>, %[[I:.*]]: memref<1x5xi32>, %[[X:.*]]: memref<1x100x64xf32>
// CHECK-NEXT:    dsk.scatter_rows ins(%[[P]], %[[I]] : {{.*}}) outs(%[[X]] : memref<1x100x64xf32>) reads_outs
// CHECK-NEXT:    return %[[X]]
func.func @scatter_in_place(%p: tensor<1x5x64xf32>, %i: tensor<1x5xi32>, %x: tensor<1x100x64xf32>) -> tensor<1x100x64xf32> {
  %r = dsk.scatter_rows ins(%p, %i : tensor<1x5x64xf32>, tensor<1x5xi32>) outs(%x : tensor<1x100x64xf32>) reads_outs -> tensor<1x100x64xf32>
  return %r : tensor<1x100x64xf32>
}

// ... and into a copy where the old tokens are still wanted.
// CHECK-LABEL: func.func @scatter_into_a_copy
// CHECK-SAME:    %[[P:.*]]: memref<1x5x64xf32>, %[[I:.*]]: memref<1x5xi32>, %[[X:.*]]: memref<1x100x64xf32>
// CHECK-NEXT:    %[[Y:.*]] = memref.alloc()
// CHECK-NEXT:    memref.copy %[[X]], %[[Y]]
// CHECK-NEXT:    dsk.scatter_rows ins(%[[P]], %[[I]] : {{.*}}) outs(%[[Y]] : {{.*}}) reads_outs
// CHECK-NEXT:    return %[[Y]], %[[X]]
func.func @scatter_into_a_copy(%p: tensor<1x5x64xf32>, %i: tensor<1x5xi32>, %x: tensor<1x100x64xf32>) -> (tensor<1x100x64xf32>, tensor<1x100x64xf32>) {
  %r = dsk.scatter_rows ins(%p, %i : tensor<1x5x64xf32>, tensor<1x5xi32>) outs(%x : tensor<1x100x64xf32>) reads_outs -> tensor<1x100x64xf32>
  return %r, %x : tensor<1x100x64xf32>, tensor<1x100x64xf32>
}
