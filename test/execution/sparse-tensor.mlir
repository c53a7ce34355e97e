// Patterns as upstream's sparse tensors, and back: what a pattern of CSR, COO or blocks is stored as are the levels of an
// encoding, and upstream's sparsifier makes loops over them.
// RUN: split-file %s %t.dir
// RUN: ds-run %t.dir/csr.mlir "--pipeline=record-signatures,convert-dsa-to-dsk,canonicalize,sparsification-and-bufferization,canonicalize,sparse-storage-specifier-to-llvm,canonicalize,lower-sparse{start-after=bufferized}" \
// RUN:   --input=1x1x4x6xi1=1,0,0,0,0,1,0,0,0,0,0,0,1,1,1,1,1,1,0,0,1,0,0,0 --input=6xf32=1,2,3,4,5,6 --expected-output=4xf32=7,0,21,3
// RUN: ds-run %t.dir/csr.mlir "--pipeline=record-signatures,convert-dsa-to-dsk,canonicalize,sparsification-and-bufferization,canonicalize,sparse-storage-specifier-to-llvm,canonicalize,lower-sparse{start-after=bufferized}" \
// RUN:   --input=1x1x4x6xi1=0 --input=6xf32=1,2,3,4,5,6 --expected-output=4xf32=0
// RUN: ds-run %t.dir/coo-and-blocks.mlir "--pipeline=record-signatures,convert-dsa-to-dsk,canonicalize,sparsification-and-bufferization,canonicalize,sparse-storage-specifier-to-llvm,canonicalize,lower-sparse{start-after=bufferized}" \
// RUN:   --input=1x1x4x6xi1=1,0,0,0,0,1,0,0,0,0,0,0,1,1,1,1,1,1,0,0,1,0,0,0 --input=1x1x2x2xi1=1,1,0,1 \
// RUN:   --expected-output=4xf32=2,0,6,1 --expected-output=4xf32=6,6,3,3
// RUN: ds-run %t.dir/from-csr.mlir "--pipeline=record-signatures,convert-dsa-to-dsk,canonicalize,sparsification-and-bufferization,canonicalize,sparse-storage-specifier-to-llvm,canonicalize,lower-sparse{start-after=bufferized}" \
// RUN:   --input=5xi32=0,2,2,6,7 --input=7xi32=0,5,0,2,3,5,1 --input=7xf32=1 \
// RUN:   --expected-output=1x1x4x6xi1=1,0,0,0,0,1,0,0,0,0,0,0,1,0,1,1,0,1,0,1,0,0,0,0

//--- csr.mlir
// The sum of the seen entries of a vector, row by row: a matrix of ones times it.
#CSR = #sparse_tensor.encoding<{ map = (i, j) -> (i : dense, j : compressed), posWidth = 32, crdWidth = 32 }>
!pattern = !dsa.pattern<1x1x4x6, block = 1x1, format = csr>
func.func @spmv(%mask: tensor<1x1x4x6xi1>, %x: tensor<6xf32>) -> tensor<4xf32> {
  %p = dsa.pattern_from_mask %mask : tensor<1x1x4x6xi1> -> !pattern
  %rows, %columns, %width = builtin.unrealized_conversion_cast %p : !pattern to tensor<1x1x5xi32>, tensor<?xi32>, index
  %pos = tensor.collapse_shape %rows [[0, 1, 2]] : tensor<1x1x5xi32> into tensor<5xi32>
  %c0 = arith.constant 0 : index
  %one = arith.constant 1.0 : f32
  %room = tensor.dim %columns, %c0 : tensor<?xi32>
  %empty = tensor.empty(%room) : tensor<?xf32>
  %ones = linalg.fill ins(%one : f32) outs(%empty : tensor<?xf32>) -> tensor<?xf32>
  %a = sparse_tensor.assemble (%pos, %columns), %ones : (tensor<5xi32>, tensor<?xi32>), tensor<?xf32> to tensor<4x6xf32, #CSR>
  %f0 = arith.constant 0.0 : f32
  %none = tensor.empty() : tensor<4xf32>
  %zero = linalg.fill ins(%f0 : f32) outs(%none : tensor<4xf32>) -> tensor<4xf32>
  %y = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (j)>, affine_map<(i, j) -> (i)>], iterator_types = ["parallel", "reduction"]}
    ins(%a, %x : tensor<4x6xf32, #CSR>, tensor<6xf32>) outs(%zero : tensor<4xf32>) {
  ^bb0(%v: f32, %w: f32, %s: f32):
    %m = arith.mulf %v, %w : f32
    %t = arith.addf %s, %m : f32
    linalg.yield %t : f32
  } -> tensor<4xf32>
  return %y : tensor<4xf32>
}

//--- coo-and-blocks.mlir
// How many elements each row has, from their coordinates; and how many queries of blocks of 2x3 see.
#COO = #sparse_tensor.encoding<{ map = (i, j) -> (i : compressed(nonunique), j : singleton(soa)), posWidth = 32, crdWidth = 32 }>
#BSR = #sparse_tensor.encoding<{ map = (i, j) -> (i floordiv 2 : dense, j floordiv 3 : compressed, i mod 2 : dense, j mod 3 : dense), posWidth = 32, crdWidth = 32 }>
!coo = !dsa.pattern<1x1x4x6, block = 1x1, format = coo>
!blocks = !dsa.pattern<1x1x4x6, block = 2x3>
func.func @sums(%mask: tensor<1x1x4x6xi1>, %blocks: tensor<1x1x2x2xi1>) -> (tensor<4xf32>, tensor<4xf32>) {
  %c0 = arith.constant 0 : index
  %c6 = arith.constant 6 : index
  %one = arith.constant 1.0 : f32
  %p = dsa.pattern_from_mask %mask : tensor<1x1x4x6xi1> -> !coo
  %starts, %rows, %columns, %n, %m = builtin.unrealized_conversion_cast %p : !coo to tensor<1x1x2xi32>, tensor<?xi32>, tensor<?xi32>, index, index
  %pos = tensor.collapse_shape %starts [[0, 1, 2]] : tensor<1x1x2xi32> into tensor<2xi32>
  %room = tensor.dim %columns, %c0 : tensor<?xi32>
  %empty = tensor.empty(%room) : tensor<?xf32>
  %ones = linalg.fill ins(%one : f32) outs(%empty : tensor<?xf32>) -> tensor<?xf32>
  %a = sparse_tensor.assemble (%pos, %rows, %columns), %ones : (tensor<2xi32>, tensor<?xi32>, tensor<?xi32>), tensor<?xf32> to tensor<4x6xf32, #COO>
  %zero = arith.constant 0.0 : f32
  %no_sums = tensor.empty() : tensor<4xf32>
  %zeros = linalg.fill ins(%zero : f32) outs(%no_sums : tensor<4xf32>) -> tensor<4xf32>
  %of_rows = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i)>], iterator_types = ["parallel", "reduction"]} ins(%a : tensor<4x6xf32, #COO>) outs(%zeros : tensor<4xf32>) {
  ^bb0(%v: f32, %s: f32):
    %t = arith.addf %s, %v : f32
    linalg.yield %t : f32
  } -> tensor<4xf32>
  %q = dsa.pattern_from_mask %blocks : tensor<1x1x2x2xi1> -> !blocks
  %pointers, %block_columns, %width = builtin.unrealized_conversion_cast %q : !blocks to tensor<1x1x3xi32>, tensor<?xi32>, index
  %block_pos = tensor.collapse_shape %pointers [[0, 1, 2]] : tensor<1x1x3xi32> into tensor<3xi32>
  %block_room = tensor.dim %block_columns, %c0 : tensor<?xi32>
  %values = arith.muli %block_room, %c6 : index
  %no_values = tensor.empty(%values) : tensor<?xf32>
  %all_ones = linalg.fill ins(%one : f32) outs(%no_values : tensor<?xf32>) -> tensor<?xf32>
  %b = sparse_tensor.assemble (%block_pos, %block_columns), %all_ones : (tensor<3xi32>, tensor<?xi32>), tensor<?xf32> to tensor<4x6xf32, #BSR>
  %no_sums_b = tensor.empty() : tensor<4xf32>
  %zeros_b = linalg.fill ins(%zero : f32) outs(%no_sums_b : tensor<4xf32>) -> tensor<4xf32>
  %of_blocks = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i)>], iterator_types = ["parallel", "reduction"]} ins(%b : tensor<4x6xf32, #BSR>) outs(%zeros_b : tensor<4xf32>) {
  ^bb0(%v: f32, %s: f32):
    %t = arith.addf %s, %v : f32
    linalg.yield %t : f32
  } -> tensor<4xf32>
  return %of_rows, %of_blocks : tensor<4xf32>, tensor<4xf32>
}

//--- from-csr.mlir
// A pattern from the positions and coordinates of a sparse tensor.
#CSR = #sparse_tensor.encoding<{ map = (i, j) -> (i : dense, j : compressed), posWidth = 32, crdWidth = 32 }>
!pattern = !dsa.pattern<1x1x4x6, block = 1x1, format = csr>
func.func @from(%of_pos: tensor<5xi32>, %of_crd: tensor<?xi32>, %values: tensor<?xf32>) -> tensor<1x1x4x6xi1> {
  %a = sparse_tensor.assemble (%of_pos, %of_crd), %values : (tensor<5xi32>, tensor<?xi32>), tensor<?xf32> to tensor<4x6xf32, #CSR>
  %pos = sparse_tensor.positions %a {level = 1 : index} : tensor<4x6xf32, #CSR> to memref<?xi32>
  %crd = sparse_tensor.coordinates %a {level = 1 : index} : tensor<4x6xf32, #CSR> to memref<?xi32>
  %some_rows = bufferization.to_tensor %pos restrict : memref<?xi32> to tensor<?xi32>
  %rows = tensor.cast %some_rows : tensor<?xi32> to tensor<5xi32>
  %pointers = tensor.expand_shape %rows [[0, 1, 2]] output_shape [1, 1, 5] : tensor<5xi32> into tensor<1x1x5xi32>
  %columns = bufferization.to_tensor %crd restrict : memref<?xi32> to tensor<?xi32>
  %width = arith.constant 6 : index
  %p = builtin.unrealized_conversion_cast %pointers, %columns, %width : tensor<1x1x5xi32>, tensor<?xi32>, index to !pattern
  %mask = dsa.pattern_to_mask %p : !pattern
  return %mask : tensor<1x1x4x6xi1>
}
