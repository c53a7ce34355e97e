// Descriptions of targets: a name or a file, for kernels and for code generation.
// RUN: ds-translate --emit=target --target-description=znver4 | FileCheck %s --check-prefix=NAMED
// NAMED:      {
// NAMED-NEXT:   "triple": "x86_64-unknown-linux-gnu",
// NAMED-NEXT:   "cpu": "znver4",
// NAMED-NEXT:   "vector_bytes": 64,
// NAMED-NEXT:   "vector_registers": 32,
// NAMED-NEXT:   "broadcast_operands": true,
// NAMED-NEXT:   "keys_in_lanes": true,
// NAMED-NEXT:   "loads_per_multiply_add": 2,
// NAMED-NEXT:   "bf16_dot": true,
// NAMED-NEXT:   "multiply_adds_per_bf16_dot": 1,
// NAMED-NEXT:   "int8_dot": true,
// NAMED-NEXT:   "power_scale": true,
// NAMED-NEXT:   "fraction_instruction": false,
// NAMED-NEXT:   "l1_bytes": 32768,
// NAMED-NEXT:   "l2_bytes": 1048576,
// NAMED-NEXT:   "unroll": 2
// NAMED-NEXT: }
//
// What it says of this machine is a description, too.
// RUN: ds-translate --emit=target -o %t.json
// RUN: ds-translate --emit=target --target-description=%t.json | diff - %t.json
// RUN: ds-translate %s --lower --emit=llvm-ir --target-description=%t.json -o /dev/null
//
// The kernel has vectors of 16 keys, and code is made for the CPU; a multiply-add of a single vector reads its query by itself.
// RUN: ds-translate --emit=target --target-description=znver4 -o %t.zen.json
// RUN: ds-translate %s --lower --emit=llvm-ir --target-description=%t.zen.json | FileCheck %s --check-prefix=ZEN
// RUN: ds-translate %s --lower --emit=asm --target-description=znver4 | FileCheck %s --check-prefix=BROADCAST
// ZEN: call <16 x float> @llvm.fmuladd.v16f32
// ZEN: "target-cpu"="znver4"
// BROADCAST: vfmadd231ps {{.*}}{1to16}, %zmm
//
// NEON has four registers of queries in six rows, for a processor that is not this one.
// RUN: ds-translate %s --lower --emit=asm --target-description=neon | FileCheck %s --check-prefix=NEON
// NEON: fmla v{{[0-9]+}}.4s
//
// A triple on the command line has neither the CPU nor the features of the description.
// RUN: ds-translate %s --lower --emit=llvm-ir --target-description=znver4 --target-triple=aarch64-linux-gnu | FileCheck %s --check-prefix=TRIPLE
// TRIPLE: "target-cpu"="generic"
//
// A CPU, or features, or a triple alone: the description that fits them shapes the kernels. AVX2 has no pairs of bf16, which
// a kernel that was shaped for another processor would ask for.
// RUN: ds-translate --emit=target --target-cpu=haswell | FileCheck %s --check-prefix=HASWELL
// HASWELL:      "cpu": "haswell",
// HASWELL-NEXT: "vector_bytes": 32,
// HASWELL:      "bf16_dot": false,
// RUN: ds-translate --emit=target --target-cpu=skylake-avx512 | FileCheck %s --check-prefix=SKYLAKE
// SKYLAKE:      "cpu": "skylake-avx512",
// SKYLAKE-NEXT: "vector_bytes": 64,
// SKYLAKE:      "bf16_dot": false,
// RUN: ds-translate --emit=target --target-cpu=sapphirerapids | FileCheck %s --check-prefix=SAPPHIRE
// SAPPHIRE:     "l1_bytes": 49152,
// RUN: ds-translate --emit=target --target-cpu=x86-64-v4 --target-features=-avx512f | FileCheck %s --check-prefix=LESS
// LESS:         "features": "-avx512f",
// LESS-NEXT:    "vector_bytes": 32,
// RUN: ds-translate --emit=target --target-triple=aarch64-linux-gnu | FileCheck %s --check-prefix=AARCH64
// AARCH64:      "triple": "aarch64-linux-gnu",
// AARCH64-NEXT: "vector_bytes": 16,
// AARCH64-NEXT: "vector_registers": 32,
// RUN: ds-translate --emit=target --target-cpu=native | grep -v '"cpu"' | diff - %t.json
// RUN: ds-translate %S/Inputs/bf16-attention.mlir --lower --emit=asm --target-cpu=x86-64-v3 --target-triple=x86_64-unknown-linux-gnu | FileCheck %s --check-prefix=V3
// V3-NOT: zmm
// V3: vfmadd231ps {{.*}}ymm
// V3-NOT: zmm
// RUN: not ds-translate --emit=target --target-cpu=zen9 2>&1 | FileCheck %s --check-prefix=CPU
// CPU: ds-translate: error: 'zen9' is not a recognized CPU for this target: `llc -mtriple={{.*}} -mattr=help` lists CPUs and features
//
// RUN: ds-opt %s --lower-sparse="target-description=%t.zen.json stop-after=blocks" | FileCheck %s --check-prefix=BLOCKS
// BLOCKS: vector.fma {{.*}} : vector<16xf32>
// RUN: ds-run %s --target-description=x86-64 --input=1x1x40x16xf32=1 --input=1x1x3x3xi1=1 --expected-output=1x1x40x16xf32=1
//
// Code for another kind of processor is made, but not run.
// RUN: ds-translate --emit=target -o %t.other.json
// RUN: sed -i 's/{/{ "triple": "riscv64-linux-gnu",/' %t.other.json
// RUN: not ds-run %s --target-description=%t.other.json --input=1x1x40x16xf32=1 --input=1x1x3x3xi1=1 2>&1 | FileCheck %s --check-prefix=OTHER
// OTHER: ds-run: error: {{.*}}'riscv64-linux-gnu' does not run on this machine
//
// RUN: not ds-translate --emit=target --target-description=zen9 2>&1 | FileCheck %s --check-prefix=UNKNOWN
// UNKNOWN: ds-translate: error: expected a target description: host, x86-64, avx2, avx512, znver4, sapphirerapids, neon, or a JSON file; found 'zen9'
// RUN: not ds-opt %s --lower-sparse="target-description=zen9" 2>&1 | FileCheck %s --check-prefix=PASS
// PASS: target-description.mlir:[[#]]:{{.*}} error: expected a target description: host, x86-64
// RUN: not ds-run %s --target-description=%t.none.json 2>&1 | FileCheck %s --check-prefix=MISSING
// MISSING: ds-run: error: cannot read the target description {{.*}}.none.json: No such file
// RUN: sed s/unroll/unrol/ %t.zen.json > %t.broken.json
// RUN: not ds-translate --emit=target --target-description=%t.broken.json 2>&1 | FileCheck %s --check-prefix=FIELD
// FIELD: .broken.json:16:{{[0-9]+}}: error: unknown field `unrol`, expected one of
// RUN: sed 's/"vector_bytes": 64/"vector_bytes": 48/' %t.zen.json > %t.broken.json
// RUN: not ds-translate --emit=target --target-description=%t.broken.json 2>&1 | FileCheck %s --check-prefix=VALUE
// VALUE: .broken.json:1:1: error: vector_bytes is 48, expected a power of two
// RUN: not ds-translate %s --lower --pipeline=cse --target-description=znver4 --emit=asm 2>&1 | FileCheck %s --check-prefix=PIPELINE
// PIPELINE: ds-translate: error: a pipeline of your own decides on strategy, compute type, products, target, schedule and checks

!tokens = tensor<1x1x40x16xf32>
!pattern = !dsa.pattern<1x1x40x40, block = 16x16>

func.func @f(%x: !tokens, %blocks: tensor<1x1x3x3xi1>) -> !tokens {
  %pattern = dsa.pattern_from_mask %blocks : tensor<1x1x3x3xi1> -> !pattern
  %output = dsa.attention %x, %x, %x, %pattern : !tokens, !tokens, !tokens, !pattern
  return %output : !tokens
}
