// dsa-report says at every stage of lower-sparse what is known there: nothing is passed over in silence.
//
// RUN: ds-opt %s --lower-sparse="stop-after=dsa target-description=znver4" | ds-opt --dsa-report=file=%t.dsa.json -o /dev/null
// RUN: FileCheck %s --check-prefix=DSA --input-file=%t.dsa.json
// RUN: ds-opt %s --lower-sparse="stop-after=dsk target-description=znver4" | ds-opt --dsa-report=file=%t.dsk.json -o /dev/null
// RUN: FileCheck %s --check-prefixes=KERNELS,DSK --input-file=%t.dsk.json
// RUN: ds-opt %s --lower-sparse="stop-after=bufferized target-description=znver4" | ds-opt --dsa-report=file=%t.bufferized.json -o /dev/null
// RUN: FileCheck %s --check-prefixes=KERNELS,BUFFERIZED --input-file=%t.bufferized.json
// RUN: ds-opt %s --lower-sparse="stop-after=blocks target-description=znver4" | ds-opt --dsa-report -o /dev/null 2>&1 | FileCheck %s --check-prefix=BLOCKS
// RUN: ds-opt %s --lower-sparse="stop-after=loops target-description=znver4" | ds-opt --dsa-report -o /dev/null 2>&1 | FileCheck %s --check-prefix=LOOPS
// RUN: ds-opt %s --lower-sparse="stop-after=llvm target-description=znver4" | ds-opt --dsa-report -o /dev/null 2>&1 | FileCheck %s --check-prefix=LLVM
// RUN: ds-opt %s --lower-sparse="strategy=reference stop-after=linalg" | ds-opt --dsa-report -o /dev/null 2>&1 | FileCheck %s --check-prefix=LINALG
// RUN: ds-opt %s --lower-sparse="strategy=reference stop-after=loops" | ds-opt --dsa-report -o /dev/null 2>&1 | FileCheck %s --check-prefix=REFERENCE
// RUN: ds-opt %s --lower-sparse="strategy=reference stop-after=llvm" | ds-opt --dsa-report -o /dev/null 2>&1 | FileCheck %s --check-prefix=BRANCHES

// A layer of 8 x 16 for 2 rows: 2 * 8 * 16 * 2 = 512. Attention of 2 heads, 64 tokens and 32 + 32 numbers, half of 2 * 16 blocks
// of 16 x 16: 16 * 256 * 64 * 2 = 524288.
// DSA:      "stage": "dsa",
// DSA:      "op": "dsa.attention",
// DSA:      "done": {
// DSA-NEXT:   "least": 524288,
// DSA-NEXT:   "most": 524288
// DSA:      "uncounted": []
// DSA-NEXT: }

// The list of columns has room for 16 blocks, of 32 there are.
// DSK:          "stage": "dsk",
// BUFFERIZED:   "stage": "bufferized",
// KERNELS:      "op": "dsk.attention",
// KERNELS:      "done": {
// KERNELS-NEXT:   "least": 0,
// KERNELS-NEXT:   "most": 524288
// KERNELS-NEXT: },
// KERNELS-NEXT: "dense": {
// KERNELS-NEXT:   "least": 1048576,
// KERNELS-NEXT:   "most": 1048576
// KERNELS:      "op": "dsk.linear",
// KERNELS:      "done": {
// KERNELS-NEXT:   "least": 512,
// KERNELS-NEXT:   "most": 512
// DSK:          "functions": [],
// DSK-NEXT:     "uncounted": []
// Scores of 2 x 4 x 4, 2 x 5 row pointers and 16 columns, outputs of 2 x 64 x 32 and 2 x 16 numbers of 4 bytes:
// 128 + 40 + 64 + 16384 + 128 = 16744.
// BUFFERIZED:        "functions": [
// BUFFERIZED:          "buffers": {
// BUFFERIZED-NEXT:     "least": 16744,
// BUFFERIZED-NEXT:     "most": 16744
// BUFFERIZED:        "uncounted": []
// BUFFERIZED-NEXT: }

// The layer is loops by then, and attention a loop over stored blocks.
// BLOCKS: remark: 10.24 kFLOP of 0 FLOP dense
// BLOCKS: remark: scf.for: {{.*}} or more ({{[1-9].*}} at one turn of each loop of unknown length)
// BLOCKS: remark: dsk.for_chunks: 0 FLOP or more ({{[1-9].*}} at one turn of each loop of unknown length)
// BLOCKS: remark: dsk.partition: 512 FLOP, {{.*}} loaded and stored
// BLOCKS: remark: stage blocks, buffers of {{.*}}; not counted, or without an upper bound: 1 dsk.for_chunks: how many blocks a row has is known when the program runs

// LOOPS: remark: scf.for: {{.*}} or more ({{[1-9].*}} at one turn of each loop of unknown length)
// LOOPS: remark: func.call: 512 FLOP, {{.*}} loaded and stored
// LOOPS: remark: stage loops, buffers of {{.*}} llvm.call_intrinsic: an instruction of the target

// LLVM: remark: llvm.func: 0 FLOP or more ({{[1-9].*}} at one turn of each loop of unknown length){{.*}}: how often a block of a loop of branches is executed is known when the program runs
// LLVM: remark: {{.*}} llvm.call: the size of what it allocates is computed by other ops

// BRANCHES: remark: llvm.func: 0 FLOP or more ({{[1-9].*}} at one turn of each loop of unknown length){{.*}} llvm.call: the size of what it allocates is computed by other ops; 1 llvm.func: how often a block of a loop of branches is executed is known when the program runs

// Means of 2 x 4 x 32 are sums of 16 and a quotient: 256 * 17 = 4352. Their products are 32 of a product and a sum, and one by the
// scale, for each of 2 x 4 x 4: 32 * 65 = 2080.
// LINALG: remark: linalg.map: 4.35 kFLOP
// LINALG: remark: tensor.generate: 2.08 kFLOP
// LINALG: remark: scf.for: {{.*}} or more ({{[1-9].*}} at one turn of each loop of unknown length)
// 2 * 16 sums of 8 products.
// LINALG: remark: tensor.generate: 512 FLOP
// LINALG: remark: stage linalg, {{.*}} linalg.generic: how often it turns is known when the program runs

// REFERENCE: remark: linalg.map: 4.35 kFLOP
// REFERENCE: remark: linalg.map: 2.08 kFLOP
// REFERENCE: remark: linalg.map: 512 FLOP
// REFERENCE: remark: stage bufferized, buffers of {{.*}} or more

func.func @f(%q: tensor<1x2x64x32xf32>, %x: tensor<2x8xf32>, %w: tensor<1x8x16xf32>) -> (tensor<1x2x64x32xf32>, tensor<2x16xf32>) {
  %k = arith.constant 2 : index
  %s = dsa.score_blocks %q, %q block = [16, 16] : tensor<1x2x64x32xf32>, tensor<1x2x64x32xf32>
  %p = dsa.select_blocks %s top_k(%k) : tensor<1x2x4x4xf32> -> !dsa.pattern<1x2x64x64, block = 16x16>
  %o = dsa.attention %q, %q, %q, %p : tensor<1x2x64x32xf32>, tensor<1x2x64x32xf32>, tensor<1x2x64x32xf32>, !dsa.pattern<1x2x64x64, block = 16x16>
  %z = dsa.linear %x, %w : (tensor<2x8xf32>, tensor<1x8x16xf32>) -> tensor<2x16xf32>
  return %o, %z : tensor<1x2x64x32xf32>, tensor<2x16xf32>
}
