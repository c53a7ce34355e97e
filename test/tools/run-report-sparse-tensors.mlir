// The report of a run says of a sparse tensor that none to all of its values are stored: how many is not counted.
//
// RUN: ds-run %s --input=1x1x4x4xi1=1,0,0,0,0,1,0,0,0,0,1,0,0,0,0,1 --report=%t.json --output=@%t.npy
// RUN: FileCheck %s --input-file=%t.json
#A = #sparse_tensor.encoding<{ map = (i, j) -> (i : dense, j : compressed), posWidth = 32, crdWidth = 32 }>

// The pattern has 5 row pointers and 4 columns of 4 bytes, 36 bytes, and the tensor none to 16 values of 4: 36 to 100.
// CHECK:      "exact": true,
// CHECK:      "op": "dsa.to_sparse_tensor",
// CHECK:      "bytes": {
// CHECK-NEXT:   "done": {
// CHECK-NEXT:     "least": 36,
// CHECK-NEXT:     "most": 100
func.func @main(%mask: tensor<1x1x4x4xi1>) -> tensor<4xf32> {
  %p = dsa.pattern_from_mask %mask : tensor<1x1x4x4xi1> -> !dsa.pattern<1x1x4x4, block = 1x1>
  %a = dsa.to_sparse_tensor %p : !dsa.pattern<1x1x4x4, block = 1x1> -> tensor<4x4xf32, #A>
  %zero = arith.constant 0.0 : f32
  %unset = tensor.empty() : tensor<4xf32>
  %zeros = linalg.fill ins(%zero : f32) outs(%unset : tensor<4xf32>) -> tensor<4xf32>
  %sums = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i)>], iterator_types = ["parallel", "reduction"]}
    ins(%a : tensor<4x4xf32, #A>) outs(%zeros : tensor<4xf32>) {
  ^bb0(%v: f32, %s: f32):
    %t = arith.addf %s, %v : f32
    linalg.yield %t : f32
  } -> tensor<4xf32>
  return %sums : tensor<4xf32>
}
