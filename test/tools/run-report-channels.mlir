// ds-run --report: channels that are listed are counted against all channels, not tokens, and a layer by the columns that it has.
//
// RUN: ds-run %s --input=1x5x8xf32='random(1)' --input=1x4xi32=1,-1,7,3 --input=3x8x4xf32='random(2)' --input=9xf32=0 \
// RUN:   --report=%t.json --output=@%t.npy --output=@%t.2.npy --output=@%t.3.npy
// RUN: FileCheck %s --input-file=%t.json
// RUN: ds-run %s --strategy=reference --input=1x5x8xf32='random(1)' --input=1x4xi32=1,-1,7,3 --input=3x8x4xf32='random(2)' --input=9xf32=0 \
// RUN:   --report=%t.reference.json --output=@%t.npy --output=@%t.2.npy --output=@%t.3.npy
// RUN: cmp %t.json %t.reference.json

// CHECK:      "exact": true,
// A square and a sum for each of 5 x 8 numbers.
// CHECK:      "op": "dsa.score_channels",
// CHECK:      "flops": {
// CHECK-NEXT:   "done": {
// CHECK-NEXT:     "least": 80,
// CHECK-NEXT:     "most": 80
// Three of eight.
// CHECK:      "op": "dsa.pack_channels",
// CHECK:      "density": {
// CHECK-NEXT:   "least": 0.375,
// CHECK-NEXT:   "most": 0.375
// CHECK:      "op": "dsa.unpack_channels",
// CHECK:      "density": {
// CHECK-NEXT:   "least": 0.375,
// CHECK-NEXT:   "most": 0.375
// Nine columns of eight products for five tokens: 9 * 8 * 5 * 2.
// CHECK:      "op": "dsa.linear",
// CHECK:      "flops": {
// CHECK-NEXT:   "done": {
// CHECK-NEXT:     "least": 720,
// CHECK-NEXT:     "most": 720
func.func @f(%x: tensor<1x5x8xf32>, %i: tensor<1x?xi32>, %w: tensor<?x8x4xf32>, %bias: tensor<?xf32>)
    -> (tensor<1x8xf32>, tensor<1x5x8xf32>, tensor<1x5x?xf32>) {
  %s = dsa.score_channels %x norm = l2 : tensor<1x5x8xf32>
  %p = dsa.pack_channels %x, %i : tensor<1x5x8xf32>, tensor<1x?xi32>
  %twice = arith.addf %p, %p : tensor<1x5x?xf32>
  %u = dsa.unpack_channels %twice, %i into %x : tensor<1x5x?xf32>, tensor<1x?xi32>, tensor<1x5x8xf32>
  %y = dsa.linear %u, %w, %bias bias : (tensor<1x5x8xf32>, tensor<?x8x4xf32>, tensor<?xf32>) -> tensor<1x5x?xf32>
  return %s, %u, %y : tensor<1x8xf32>, tensor<1x5x8xf32>, tensor<1x5x?xf32>
}
