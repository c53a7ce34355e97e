// ds-run: a module of sparse ops, and the same at every level below, as text and as bytecode: one result.

// RUN: ds-run %s --strategy=reference --compute-type=f64 --input="random(1)" --input="random(2)" --input="random(3)" --output=@%t.npy
// RUN: ds-run %s --input="random(1)" --input="random(2)" --input="random(3)" --expected-output=@%t.npy --output=@%t.fast.npy
// RUN: ds-run %s --strategy=reference --input="random(1)" --input="random(2)" --input="random(3)" --expected-output=@%t.npy --output=@%t.fast.npy
// RUN: ds-run - --input="random(1)" --input="random(2)" --input="random(3)" --expected-output=@%t.npy --output=@%t.fast.npy < %s
//
// Whatever the number of threads and the effort of the optimiser.
// RUN: ds-run %s --threads=1 -O0 --input="random(1)" --input="random(2)" --input="random(3)" --expected-output=@%t.npy --output=@%t.fast.npy
// RUN: ds-run %s --threads=3 -O1 --input="random(1)" --input="random(2)" --input="random(3)" --expected-output=@%t.npy --output=@%t.fast.npy
//
// RUN: ds-opt %s --lower-sparse > %t.llvm.mlir
// RUN: ds-run %t.llvm.mlir --input="random(1)" --input="random(2)" --input="random(3)" --expected-output=@%t.npy --output=@%t.fast.npy
// RUN: ds-opt %s --lower-sparse --emit-bytecode > %t.mlirbc
// RUN: ds-run %t.mlirbc --input="random(1)" --input="random(2)" --input="random(3)" --expected-output=@%t.npy --output=@%t.fast.npy
// RUN: ds-opt %s --lower-sparse=stop-after=dsk > %t.dsk.mlir
// RUN: ds-run %t.dsk.mlir --input="random(1)" --input="random(2)" --input="random(3)" --expected-output=@%t.npy --output=@%t.fast.npy
// RUN: ds-opt %s --lower-sparse="strategy=reference stop-after=linalg" > %t.linalg.mlir
// RUN: ds-run %t.linalg.mlir --input="random(1)" --input="random(2)" --input="random(3)" --expected-output=@%t.npy --output=@%t.fast.npy
// RUN: ds-opt %s --lower-sparse=stop-after=bufferized > %t.bufferized.mlir
// RUN: ds-run %t.bufferized.mlir --input="random(1)" --input="random(2)" --input="random(3)" --expected-output=@%t.npy --output=@%t.fast.npy
// RUN: ds-opt %s --lower-sparse=stop-after=blocks > %t.blocks.mlir
// RUN: ds-run %t.blocks.mlir --input="random(1)" --input="random(2)" --input="random(3)" --expected-output=@%t.npy --output=@%t.fast.npy
// RUN: ds-opt %s --lower-sparse=stop-after=loops > %t.loops.mlir
// RUN: ds-run %t.loops.mlir --input="random(1)" --input="random(2)" --input="random(3)" --expected-output=@%t.npy --output=@%t.fast.npy
// RUN: ds-run %t.loops.mlir --pipeline=lower-loops-to-llvm --input="random(1)" --input="random(2)" --input="random(3)" --expected-output=@%t.npy --output=@%t.fast.npy
//
// Compared with the same made dense, and with the reference.
// RUN: ds-run %s --input="random(1)" --input="random(2)" --input="random(3)" --bench=3 --compare=dense | FileCheck %s --check-prefix=DENSE
// DENSE: dense: median {{[0-9.]+}} ms, {{[0-9.]+}} times ours (from {{[0-9.]+}} to {{[0-9.]+}} in 90 of 100 pairs of runs)
// RUN: ds-run %s --input="random(1)" --input="random(2)" --input="random(3)" --products=widened --verify-patterns --bench=3 --compare=reference --json --output=@%t.fast.npy | FileCheck %s --check-prefix=REFERENCE
// REFERENCE:      "compare": {
// REFERENCE-NEXT:   "name": "reference",
// REFERENCE-NEXT:   "median_ms": {{[0-9.e-]+}},
// REFERENCE-NEXT:   "ratio": {{[0-9.e-]+}},
// REFERENCE-NEXT:   "ratio_p5": {{[0-9.e-]+}},
// REFERENCE-NEXT:   "ratio_p95": {{[0-9.e-]+}}
//
// Functions of numbers are called even if nobody recorded their types; others are not guessed at.
// RUN: ds-run %S/Inputs/llvm.mlir --function=subtract --input=5 --input=7 | FileCheck %s --check-prefix=LLVM
// LLVM: result #0: i32 = -2
// RUN: not ds-run %S/Inputs/llvm.mlir --function=pointer --input=5 2>&1 | FileCheck %s --check-prefix=POINTER
// POINTER: llvm.mlir:{{[0-9]+}}:{{[0-9]+}}: error: function 'pointer' was lowered without a record of its arguments' types: expected the attribute 'dynsparse.signature'

func.func @attention(%q: tensor<1x2x24x8xf32>, %k: tensor<1x2x24x8xf32>, %v: tensor<1x2x24x8xf32>) -> tensor<1x2x24x8xf32> {
  %p = dsa.window_pattern grid = [6, 2, 2] radius = [1, 1, 1] : !dsa.pattern<1x1x24x24, block = 4x4>
  %o = dsa.attention %q, %k, %v, %p
    : tensor<1x2x24x8xf32>, tensor<1x2x24x8xf32>, tensor<1x2x24x8xf32>, !dsa.pattern<1x1x24x24, block = 4x4>
  return %o : tensor<1x2x24x8xf32>
}
