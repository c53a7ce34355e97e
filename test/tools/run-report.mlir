// ds-run --report: exact numbers of a run, whatever the content decided.
//
// RUN: ds-run %s --input=1x2x7x4xf32='random(1)' --input=1x1x4x2xi1=1,0,0,0,1,1,0,1 --input=1x9xf32=1,5,2,8,3,9,4,7,6 --input=9 --input=4.5 \
// RUN:   --report=%t.json --output=@%t.npy --output=@%t.2.npy
// RUN: FileCheck %s --input-file=%t.json
// RUN: ds-run %s --strategy=reference --input=1x2x7x4xf32='random(1)' --input=1x1x4x2xi1=1,0,0,0,1,1,0,1 --input=1x9xf32=1,5,2,8,3,9,4,7,6 --input=9 --input=4.5 \
// RUN:   --report=%t.reference.json --output=@%t.npy --output=@%t.2.npy
// RUN: cmp %t.json %t.reference.json
// RUN: not ds-run %s --bench --report=- --input=1x2x7x4xf32=1 --input=1x1x4x2xi1=1 --input=1x9xf32=1 --input=9 --input=4.5 2>&1 | FileCheck %s --check-prefix=BENCH
// BENCH: error: the argument '--bench[=<N>]' cannot be used with '--report <FILE>'

// CHECK:      "exact": true,
// CHECK:      "op": "dsa.pattern_from_mask",
// CHECK:      "executions": 1,
// CHECK-NEXT: "density": {
// CHECK-NEXT:   "least": 0.5,
// CHECK-NEXT:   "most": 0.5
// Four blocks of 2 x 4 pairs, for two heads of 4 + 4 numbers, three times: 4 * 2 * 2 * 8 * 8 * 3 FLOPs.
// CHECK:      "op": "dsa.attention",
// CHECK:      "executions": 3,
// CHECK-NEXT: "density": {
// CHECK-NEXT:   "least": 0.5,
// CHECK-NEXT:   "most": 0.5
// CHECK:      "flops": {
// CHECK-NEXT:   "done": {
// CHECK-NEXT:     "least": 3072,
// CHECK-NEXT:     "most": 3072
// CHECK-NEXT:   },
// CHECK-NEXT:   "dense": {
// CHECK-NEXT:     "least": 6144,
// Five of nine are above the threshold.
// CHECK:      "op": "dsa.gate_tokens",
// CHECK:      "density": {
// CHECK-NEXT:   "least": 0.5555555555555556,
// CHECK-NEXT:   "most": 0.5555555555555556
// CHECK:      "total": {
func.func @f(%q: tensor<1x2x?x4xf32>, %mask: tensor<1x1x?x2xi1>, %saliency: tensor<1x9xf32>, %budget: index, %least: f32)
    -> (tensor<1x2x?x4xf32>, tensor<1x?xi32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %p = dsa.pattern_from_mask %mask : tensor<1x1x?x2xi1> -> !dsa.pattern<1x1x?x7, block = 2x4>
  %all = tensor.cast %q : tensor<1x2x?x4xf32> to tensor<1x2x7x4xf32>
  %o = scf.for %i = %c0 to %c3 step %c1 iter_args(%x = %q) -> tensor<1x2x?x4xf32> {
    %y = dsa.attention %x, %all, %all, %p : tensor<1x2x?x4xf32>, tensor<1x2x7x4xf32>, tensor<1x2x7x4xf32>, !dsa.pattern<1x1x?x7, block = 2x4>
    scf.yield %y : tensor<1x2x?x4xf32>
  }
  %i = dsa.gate_tokens %saliency budget(%budget) threshold(%least) : tensor<1x9xf32>
  return %o, %i : tensor<1x2x?x4xf32>, tensor<1x?xi32>
}
