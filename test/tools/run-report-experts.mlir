// ds-run --report: of rows that are grouped by expert, as many are computed as the offsets own, wherever these are.
//
// RUN: ds-run %s --function=experts --input=6x4xf32=1 --input=2x4x8xf32=1 --input=3xi32=0,2,5 --report=%t.json --output=@%t.npy
// RUN: FileCheck %s --input-file=%t.json --check-prefix=FIVE
// RUN: ds-run %s --function=experts --input=6x4xf32=1 --input=2x4x8xf32=1 --input=3xi32=-3,9,4 --report=%t.json --output=@%t.npy
// RUN: FileCheck %s --input-file=%t.json --check-prefix=ALL
// RUN: ds-run %s --function=experts --input=6x4xf32=1 --input=2x4x8xf32=1 --input=3xi32=4,4,4 --report=%t.json --output=@%t.npy
// RUN: FileCheck %s --input-file=%t.json --check-prefix=NONE
// RUN: ds-run %s --function=experts --input=6x4xf32=1 --input=2x4x8xf32=1 --input=3xi32=5,9,9 --report=%t.json --output=@%t.npy
// RUN: FileCheck %s --input-file=%t.json --check-prefix=LAST
// RUN: ds-run %s --function=experts --input=6x4xf32=1 --input=2x4x8xf32=1 --input=3xi32=7,8,9 --report=%t.json --output=@%t.npy
// RUN: FileCheck %s --input-file=%t.json --check-prefix=NONE

// 2 * 4 * 8 a row: of five rows, of all six, and of none, also where all offsets are behind the rows; of the last one where they start there: 64. The dense program has all rows times both experts.
// FIVE:      "op": "dsa.grouped_linear",
// FIVE:      "done": {
// FIVE-NEXT:   "least": 320,
// FIVE-NEXT:   "most": 320
// FIVE:      "dense": {
// FIVE-NEXT:   "least": 768,
// ALL:       "op": "dsa.grouped_linear",
// ALL:       "done": {
// ALL-NEXT:    "least": 384,
// ALL-NEXT:    "most": 384
// NONE:      "op": "dsa.grouped_linear",
// NONE:      "done": {
// NONE-NEXT:   "least": 0,
// NONE-NEXT:   "most": 0
// LAST:      "op": "dsa.grouped_linear",
// LAST:      "done": {
// LAST-NEXT:   "least": 64,
// LAST-NEXT:   "most": 64
func.func @experts(%x: tensor<6x4xf32>, %w: tensor<2x4x8xf32>, %offsets: tensor<3xi32>) -> tensor<6x8xf32> {
  %p = dsa.pack_weights %w : tensor<2x4x8xf32> -> tensor<2x1x4x16xf32>
  %y = dsa.grouped_linear %x, %p, %offsets : (tensor<6x4xf32>, tensor<2x1x4x16xf32>, tensor<3xi32>) -> tensor<6x8xf32>
  return %y : tensor<6x8xf32>
}
