// ds-run: comparing with what was expected, and measuring.

// RUN: ds-run %s --function=f --input=3xf32=1,2,4 --expected-output=3xf32=1,2,4.00001 | FileCheck %s --check-prefix=SAME
// SAME: output #0 is as expected: largest error 1.0{{[0-9]+}}e-5, relative to the largest magnitude 2.5{{[0-9]+}}e-6, in the L2 norm
//
// RUN: not ds-run %s --function=f --input=3xf32=1,2,4 --expected-output=3xf32=1,2.5,4 > %t.out 2>&1
// RUN: FileCheck %s --check-prefix=WORST --input-file=%t.out
// WORST: output #0 is not as expected
// WORST: ds-run: error: output #0: 1 of 3 elements differ by more than atol 1e-5 + rtol 1e-5 * |expected|; the worst, at [1]: expected 2.5, found 2.0
//
// Tolerances are a choice; NaN is like NaN, and like nothing else.
// RUN: ds-run %s --function=f --input=3xf32=1,2,4 --expected-output=3xf32=1,2.5,4 --rtol=0.2
// RUN: ds-run %s --function=f --input=3xf32=1,2,4 --expected-output=3xf32=1,2.5,4 --atol=0.5 --rtol=0
// RUN: ds-run %s --function=f --input=3xf32=nan,inf,4 --expected-output=3xf32=nan,inf,4
// RUN: not ds-run %s --function=f --input=3xf32=nan,2,4 --expected-output=3xf32=1,2,4 --rtol=100 2>&1 | FileCheck %s --check-prefix=NAN
// NAN: the worst, at [0]: expected 1.0, found NaN
//
// The expected may be of more precise numbers, but of the same shape.
// RUN: ds-run %s --function=f --input=3xf32=0.1 --expected-output=3xf64=0.1
// RUN: not ds-run %s --function=f --input=3xf32=0.1 --expected-output=2xf32=0.1 2>&1 | FileCheck %s --check-prefix=SHAPE
// SHAPE: ds-run: error: output #0: expected shape [2], found [3]
// RUN: not ds-run %s --function=f --input=3xf32=1 --expected-output=3xf32=1 --expected-output=3xf32=1 2>&1 | FileCheck %s --check-prefix=MANY
// MANY: expected at most 1 times --expected-output, as 'f' has as many outputs, found 2
//
// RUN: ds-run %s --function=f --input=3xf32=1 --bench=7 --threads=1 | FileCheck %s --check-prefix=BENCH
// BENCH: median {{[0-9.]+}} ms, P95 {{[0-9.]+}}, P99 {{[0-9.]+}}, from {{[0-9.]+}} to {{[0-9.]+}} in 7 runs, on 1 threads; compiled in {{[0-9]+}} ms
//
// Nothing but the report, also when the comparison fails.
// RUN: not ds-run %s --function=f --input=3xf32=1,2,4 --expected-output=3xf32=nan --bench=3 --threads=2 --output=@%t.npy --json \
// RUN:   2> /dev/null | FileCheck %s --check-prefix=JSON
// JSON:      {
// JSON-NEXT:   "function": "f",
// JSON-NEXT:   "median_ms": {{[0-9.e-]+}},
// JSON-NEXT:   "p95_ms": {{[0-9.e-]+}},
// JSON-NEXT:   "p99_ms": {{[0-9.e-]+}},
// JSON-NEXT:   "min_ms": {{[0-9.e-]+}},
// JSON-NEXT:   "max_ms": {{[0-9.e-]+}},
// JSON-NEXT:   "runs": 3,
// JSON-NEXT:   "threads": 2,
// JSON-NEXT:   "compile_ms": {{[0-9.e-]+}},
// JSON-NEXT:   "outputs": [
// JSON-NEXT:     {
// JSON-NEXT:       "shape": [
// JSON-NEXT:         3
// JSON-NEXT:       ],
// JSON-NEXT:       "dtype": "float32",
// JSON-NEXT:       "file": "{{.*}}.npy"
// JSON-NEXT:     }
// JSON-NEXT:   ],
// JSON-NEXT:   "expected": [
// JSON-NEXT:     {
// JSON-NEXT:       "max_abs": null,
// JSON-NEXT:       "max_rel": null,
// JSON-NEXT:       "l2_rel": null,
// JSON-NEXT:       "passed": false
// JSON-NEXT:     }
// JSON-NEXT:   ]
// JSON-NEXT: }
//
// Measuring does not change what was computed, even by a function that changes its argument.
// RUN: ds-run %s --function=increment --input=1xf32=0 --bench=50 | FileCheck %s --check-prefix=ONCE
// ONCE: output #0: 1xf32 = [1.0]

func.func @f(%a: tensor<3xf32>) -> tensor<3xf32> {
  return %a : tensor<3xf32>
}

func.func @increment(%a: memref<1xf32>) {
  %zero = arith.constant 0 : index
  %one = arith.constant 1.0 : f32
  %old = memref.load %a[%zero] : memref<1xf32>
  %new = arith.addf %old, %one : f32
  memref.store %new, %a[%zero] : memref<1xf32>
  return
}
