// RUN: ds-opt %s --dsa-report=file=%t.json 2>&1 | FileCheck %s --check-prefix=REMARK
// RUN: FileCheck %s --check-prefix=JSON --input-file=%t.json
// RUN: ds-opt %s --dsa-report -o - 2> /dev/null | FileCheck %s
// RUN: ds-opt %s --dsa-report=count=true --mlir-pass-statistics -o /dev/null 2>&1 | FileCheck %s --check-prefix=STATISTICS
// RUN: ds-opt %s --dsa-report=count=true | FileCheck %s --check-prefix=COUNT
// RUN: ds-opt %s --convert-dsa-to-dsk --canonicalize --dsa-report -o /dev/null 2>&1 | FileCheck %s --check-prefix=KERNELS
// RUN: not ds-opt %s --convert-dsa-to-dsk --dsa-report=count=true 2>&1 | FileCheck %s --check-prefix=LATER
// RUN: not ds-opt %s --dsa-report=file=%t.folder/report.json 2>&1 | FileCheck %s --check-prefix=FILE
//
// STATISTICS: (S) 8 num-ops-counted - Number of ops whose executions are counted
// KERNELS: remark: 0 FLOP to 524.29 kFLOP of 1.05 MFLOP dense, 32.81 kB to 98.41 kB of 164.01 kB dense, working set 8.19 kB
// KERNELS: remark: 0 FLOP to 1.05 MFLOP of 1.05 MFLOP dense
// LATER: error: 'dsk.{{.*}}' op is of a later stage: expected dsa, whose programs can be made to count
// FILE: error: cannot write {{.*}}report.json: there is no folder 

// Types and a constant top_k say everything: 2 of 4 blocks a row.
// CHECK-LABEL: func.func @stated
// CHECK:         dsa.score_blocks
// CHECK-NEXT:    dsa.select_blocks
// CHECK-NEXT:    dsa.attention
// Queries and outputs are 2 * 2 * 64 * 32 * 4 = 32768 bytes, keys and values of a block 16 * 64 * 4 = 4096: of 16 of 32 blocks 65536 of
// 131072. 2 * 5 row pointers and 16 of 32 columns are 104 of 168: 98408 of 164008. A kernel reads 32768 and the row pointers, 40, at
// least, and no more than that at most.
// REMARK: dsa-report.mlir:[[@LINE+5]]:8: remark: 10.24 kFLOP of 0 FLOP dense
// REMARK: dsa-report.mlir:[[@LINE+5]]:8: remark: density 0.5000, 0 FLOP of 0 FLOP dense
// REMARK: dsa-report.mlir:[[@LINE+5]]:8: remark: density 0.5000, 524.29 kFLOP of 1.05 MFLOP dense, 98.41 kB of 164.01 kB dense, working set 8.19 kB
func.func @stated(%q: tensor<1x2x64x32xf32>) -> tensor<1x2x64x32xf32> {
  %k = arith.constant 2 : index
  %s = dsa.score_blocks %q, %q block = [16, 16] : tensor<1x2x64x32xf32>, tensor<1x2x64x32xf32>
  %p = dsa.select_blocks %s top_k(%k) : tensor<1x2x4x4xf32> -> !dsa.pattern<1x2x64x64, block = 16x16>
  %o = dsa.attention %q, %q, %q, %p : tensor<1x2x64x32xf32>, tensor<1x2x64x32xf32>, tensor<1x2x64x32xf32>, !dsa.pattern<1x2x64x64, block = 16x16>
  return %o : tensor<1x2x64x32xf32>
}

// What is chosen at run time has bounds, and what has no size has no upper one.
// REMARK: remark: density 0.0000 to 1.0000, 0 FLOP of 0 FLOP dense
// REMARK: remark: density 0.0000 to 1.0000, 0 FLOP to 1.05 MFLOP of 1.05 MFLOP dense
// REMARK: remark: density 0.0000 to 1.0000, 0 FLOP of 0 FLOP dense, 264 B or more of 0 B dense
// REMARK: remark: density 0.0000 to 1.0000, 0 FLOP of 0 FLOP dense
// REMARK: remark: density 0.0000 to 1.0000, 0 FLOP of 0 FLOP dense
func.func @chosen(%q: tensor<1x2x64x32xf32>, %mask: tensor<1x1x4x4xi1>, %x: tensor<1x64x8xf32>, %saliency: tensor<1x64xf32>, %budget: index) -> (tensor<1x2x64x32xf32>, tensor<1x64x8xf32>) {
  // COUNT-LABEL: func.func @chosen
  // COUNT:         dsa.pattern_from_mask
  // COUNT:         dsa.pattern_to_mask
  // COUNT:         linalg.generic
  // COUNT:         call @dynsparse_count(%{{.*}}, %{{.*}}, %{{.*}}) : (index, index, index) -> ()
  %p = dsa.pattern_from_mask %mask : tensor<1x1x4x4xi1> -> !dsa.pattern<1x1x64x64, block = 16x16>
  %o = dsa.attention %q, %q, %q, %p : tensor<1x2x64x32xf32>, tensor<1x2x64x32xf32>, tensor<1x2x64x32xf32>, !dsa.pattern<1x1x64x64, block = 16x16>
  %i = dsa.gate_tokens %saliency budget(%budget) : tensor<1x64xf32>
  %y = dsa.pack_tokens %x, %i : tensor<1x64x8xf32>, tensor<1x?xi32>
  %z = dsa.unpack_tokens %y, %i into %x : tensor<1x?x8xf32>, tensor<1x?xi32>, tensor<1x64x8xf32>
  return %o, %z : tensor<1x2x64x32xf32>, tensor<1x64x8xf32>
}

// JSON:      "exact": false,
// JSON-NEXT: "ops": [
// JSON-NEXT:   {
// JSON-NEXT:     "op": "dsa.score_blocks",
// JSON-NEXT:     "function": "stated",
// JSON-NEXT:     "location": "{{.*}}dsa-report.mlir:{{[0-9]+}}:8",
// JSON-NEXT:     "executions": null,
// JSON-NEXT:     "density": null,
// JSON-NEXT:     "flops": {
// JSON-NEXT:       "done": {
// JSON-NEXT:         "least": 10240,
// JSON-NEXT:         "most": 10240
// JSON:      "op": "dsa.attention",
// JSON:      "working_set": {
// JSON-NEXT:   "least": 8192,
// JSON-NEXT:   "most": 8192
// JSON:      "op": "dsa.pack_tokens",
// JSON:      "most": null
// JSON:      "total": {
// JSON-NEXT:   "flops": {
