// ds-run --report: of a layer behind packed tokens, the dense program has all tokens; of a pattern of elements, kernels on blocks compute
// whole ones; what stands beside ops of dsa is said not to be counted.
//
// RUN: ds-run %s --function=layer --input=1x6x4xf32=1 --input=1x4xi32=5,0,3,-1 --input=1x4x16xf32=1 --report=%t.json --output=@%t.npy
// RUN: FileCheck %s --input-file=%t.json --check-prefix=LAYER
// RUN: ds-run %s --function=elements --input=1x1x4x8xf32='random(1)' --input=1x1x4x4xi1=1,0,0,0,0,0,0,0,0,0,1,0,0,0,0,1 \
// RUN:   --report=%t.json --output=@%t.npy
// RUN: FileCheck %s --input-file=%t.json --check-prefix=ELEMENTS

// A list of four stands for rows of 4 by 16 numbers: 4 * 4 * 16 * 2 = 512, and six tokens there were: 768.
// LAYER:      "exact": true,
// LAYER:      "op": "dsa.linear",
// LAYER:      "done": {
// LAYER-NEXT:   "least": 512,
// LAYER-NEXT:   "most": 512
// LAYER-NEXT: },
// LAYER-NEXT: "dense": {
// LAYER-NEXT:   "least": 768,
// LAYER-NEXT:   "most": 768
// LAYER:      "computed": null,
// LAYER:      "functions": [],
// LAYER-NEXT: "uncounted": [
// LAYER-NEXT:   {
// LAYER-NEXT:     "op": "arith.mulf",
// LAYER-NEXT:     "ops": 1,
// LAYER-NEXT:     "reason": "a run counts ops of dsa, and not what stands beside them"
func.func @layer(%x: tensor<1x6x4xf32>, %i: tensor<1x?xi32>, %w: tensor<1x4x16xf32>) -> tensor<1x?x16xf32> {
  %y = dsa.pack_tokens %x, %i : tensor<1x6x4xf32>, tensor<1x?xi32>
  %z = arith.mulf %y, %y : tensor<1x?x4xf32>
  %o = dsa.linear %z, %w : (tensor<1x?x4xf32>, tensor<1x4x16xf32>) -> tensor<1x?x16xf32>
  return %o : tensor<1x?x16xf32>
}

// Three elements, 2 * (8 + 8) each: 96 of 512. They are in two of four blocks of 2 x 2: 2 * 4 * 32 = 256.
// ELEMENTS:      "op": "dsa.attention",
// ELEMENTS:      "done": {
// ELEMENTS-NEXT:   "least": 96,
// ELEMENTS-NEXT:   "most": 96
// ELEMENTS-NEXT: },
// ELEMENTS-NEXT: "dense": {
// ELEMENTS-NEXT:   "least": 512,
// ELEMENTS:      "computed": {
// ELEMENTS-NEXT:   "least": 256,
// ELEMENTS-NEXT:   "most": 256
func.func @elements(%q: tensor<1x1x4x8xf32>, %mask: tensor<1x1x4x4xi1>) -> tensor<1x1x4x8xf32> {
  %p = dsa.pattern_from_mask %mask : tensor<1x1x4x4xi1> -> !dsa.pattern<1x1x4x4, block = 2x2, holds = elements>
  %o = dsa.attention %q, %q, %q, %p : tensor<1x1x4x8xf32>, tensor<1x1x4x8xf32>, tensor<1x1x4x8xf32>, !dsa.pattern<1x1x4x4, block = 2x2, holds = elements>
  return %o : tensor<1x1x4x8xf32>
}
