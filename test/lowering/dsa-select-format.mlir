// RUN: split-file %s %t.dir
// RUN: ds-opt %t.dir/choose.mlir --dsa-select-format=target-description=znver4 | FileCheck %t.dir/choose.mlir
// RUN: ds-opt %t.dir/choose.mlir --dsa-select-format=target-description=znver4 --mlir-pass-statistics -o /dev/null 2>&1 | FileCheck %t.dir/choose.mlir --check-prefix=STATISTICS
// The options are for what the ops do not say; a format, for all.
// RUN: ds-opt %t.dir/choose.mlir --dsa-select-format="target-description=znver4 density=0.001 fill=0.01" | FileCheck %t.dir/choose.mlir --check-prefix=SPARSE
// RUN: ds-opt %t.dir/choose.mlir --dsa-select-format=format=bitmap | FileCheck %t.dir/choose.mlir --check-prefix=FORCED
// RUN: ds-opt %t.dir/choose.mlir --dsa-select-format="objective=bytes target-description=znver4" | FileCheck %t.dir/choose.mlir --check-prefix=BYTES
// Measured costs: single elements that cost nothing, and skewed rows that one thread of many waits for.
// RUN: ds-opt %t.dir/choose.mlir --dsa-select-format="target-description=znver4 costs=%t.dir/costs.json" | FileCheck %t.dir/choose.mlir --check-prefix=COSTS
// RUN: ds-opt %t.dir/skewed.mlir --dsa-select-format="target-description=znver4 threads=4 skew=16" | FileCheck %t.dir/skewed.mlir
// RUN: ds-opt %t.dir/skewed.mlir --dsa-select-format="target-description=znver4 threads=4" | FileCheck %t.dir/skewed.mlir --check-prefix=EVEN
// RUN: ds-opt %t.dir/skewed.mlir --dsa-select-format="target-description=znver4 explain" -o /dev/null 2>&1 | FileCheck %t.dir/skewed.mlir --check-prefix=EXPLAIN
// RUN: ds-opt %t.dir/invalid.mlir --dsa-select-format --split-input-file --verify-diagnostics
// What the target and sizes change.
// RUN: ds-opt %t.dir/sizes.mlir --dsa-select-format=target-description=znver4 | FileCheck %t.dir/sizes.mlir
// RUN: ds-opt %t.dir/sizes.mlir --dsa-select-format=target-description=avx512 | FileCheck %t.dir/sizes.mlir --check-prefix=ONE-LOAD
// What is refused of options and files.
// RUN: not ds-opt %t.dir/skewed.mlir --dsa-select-format=format=any 2>&1 | FileCheck %s --check-prefix=FORMAT
// RUN: not ds-opt %t.dir/skewed.mlir --dsa-select-format=density=1.5 2>&1 | FileCheck %s --check-prefix=DENSITY
// RUN: not ds-opt %t.dir/skewed.mlir --dsa-select-format=skew=0.5 2>&1 | FileCheck %s --check-prefix=SKEW
// RUN: not ds-opt %t.dir/skewed.mlir --dsa-select-format=threads=0 2>&1 | FileCheck %s --check-prefix=THREADS
// RUN: not ds-opt %t.dir/skewed.mlir --dsa-select-format=costs=%t.dir/none.json 2>&1 | FileCheck %s --check-prefix=NO-FILE
// RUN: not ds-opt %t.dir/skewed.mlir --dsa-select-format=costs=%t.dir/unknown.json 2>&1 | FileCheck %s --check-prefix=UNKNOWN
// RUN: not ds-opt %t.dir/skewed.mlir --dsa-select-format=costs=%t.dir/negative.json 2>&1 | FileCheck %s --check-prefix=NEGATIVE
// RUN: not ds-opt %t.dir/blocks.mlir --dsa-select-format=format=csr 2>&1 | FileCheck %s --check-prefix=CANNOT
// FORMAT: error: format is 'any', expected one that a pattern can have
// DENSITY: error: density is 1.5, expected 0 to 1, or less where it is not known
// SKEW: error: skew is 0.5, expected at least 1
// THREADS: error: threads is 0, expected at least 1
// NO-FILE: error: cannot read the costs {{.*}}none.json:
// UNKNOWN: unknown.json:1:{{.*}} error: unknown field `blocks`
// NEGATIVE: negative.json:1:1: error: element is -1, expected at least 0
// CANNOT: error: 'dsa.dense_pattern' op cannot have a pattern of the format csr

//--- costs.json
{"element": 0, "element_step": 0, "row": 0}
//--- unknown.json
{"blocks": 1}
//--- negative.json
{"element": -1}

//--- choose.mlir
!any = !dsa.pattern<1x1x1024x1024, block = 16x16, holds = elements, format = any>
!blocks = !dsa.pattern<1x1x1024x1024, block = 16x16, format = any>
!heads = tensor<1x4x1024x64xf32>
!mask = tensor<1x1x1024x1024xi1>

// STATISTICS: DsaSelectFormat
// STATISTICS-NEXT: (S) 10 num-formats-selected

// Few elements, anywhere: one by one. In full blocks: by blocks. Both: both.
// CHECK-LABEL: func.func @by_density
// CHECK:         dsa.pattern_from_mask {{.*}} holds = elements, format = csr>
// CHECK-NEXT:    dsa.attention {{.*}} holds = elements, format = csr>
// CHECK:         dsa.pattern_from_mask {{.*}} holds = elements>
// CHECK-NEXT:    dsa.attention {{.*}} holds = elements>
// CHECK:         dsa.pattern_from_mask {{.*}} holds = elements, format = hybrid>
// CHECK-NEXT:    dsa.attention {{.*}} holds = elements, format = hybrid>
// FORCED-COUNT-6: holds = elements, format = bitmap>
// BYTES-LABEL: func.func @by_density
// BYTES: dsa.pattern_from_mask {{.*}} holds = elements, format = csr_d16>
// BYTES: dsa.pattern_from_mask {{.*}} holds = elements, format = bcsr_d8>
// BYTES: dsa.pattern_from_mask {{.*}} holds = elements, format = bitmap>
// COSTS-COUNT-6: holds = elements, format = csr>
func.func @by_density(%q: !heads, %mask: !mask) -> (!heads, !heads, !heads) {
  %few = dsa.pattern_from_mask %mask {dsa.density = 0.004, dsa.fill = 0.01} : !mask -> !any
  %0 = dsa.attention %q, %q, %q, %few : !heads, !heads, !heads, !any
  %full = dsa.pattern_from_mask %mask {dsa.density = 0.2, dsa.fill = 1.0} : !mask -> !any
  %1 = dsa.attention %q, %q, %q, %full : !heads, !heads, !heads, !any
  %mixed = dsa.pattern_from_mask %mask {dsa.density = 0.2, dsa.fill = 0.22, dsa.filled_elements = 0.95, dsa.filled_blocks = 0.2} : !mask -> !any
  %2 = dsa.attention %q, %q, %q, %mixed : !heads, !heads, !heads, !any
  return %0, %1, %2 : !heads, !heads, !heads
}

// What is not known goes by blocks, as do sets of blocks and what attention does not read; options may know more.
// CHECK-LABEL: func.func @not_known
// CHECK:         dsa.pattern_from_mask {{.*}} holds = elements>
// CHECK:         dsa.dense_pattern() : !dsa.pattern<1x1x1024x1024, block = 16x16>
// CHECK:         dsa.pattern_from_mask {{.*}} holds = elements>
// CHECK:         dsa.causal_pattern() : {{.*}} holds = elements>
// SPARSE-LABEL: func.func @not_known
// SPARSE:         dsa.pattern_from_mask {{.*}} holds = elements, format = csr>
// SPARSE:         dsa.dense_pattern() : !dsa.pattern<1x1x1024x1024, block = 16x16>
func.func @not_known(%q: !heads, %mask: !mask) -> (!heads, f32, f32, !heads) {
  %p = dsa.pattern_from_mask %mask : !mask -> !any
  %0 = dsa.attention %q, %q, %q, %p : !heads, !heads, !heads, !any
  %dense = dsa.dense_pattern() : !blocks
  %1 = dsa.pattern_density %dense : !blocks
  %unread = dsa.pattern_from_mask %mask {dsa.density = 0.004, dsa.fill = 0.01} : !mask -> !any
  %2 = dsa.pattern_density %unread : !any
  %causal = dsa.causal_pattern() : !any
  %3 = dsa.attention %q, %q, %q, %causal : !heads, !heads, !heads, !any
  return %0, %1, %2, %3 : !heads, f32, f32, !heads
}

// What meets, and what control flow hands on, is of one format; a conversion may change it.
// CHECK-LABEL: func.func @together
// CHECK:         scf.if {{.*}} -> (!dsa.pattern<1x1x1024x1024, block = 16x16, holds = elements, format = csr>)
// CHECK:           dsa.pattern_from_mask {{.*}} format = csr>
// CHECK:           scf.yield {{.*}} format = csr>
// CHECK:           dsa.pattern_from_mask {{.*}} format = csr>
// CHECK:         dsa.causal_pattern() : {{.*}} format = csr>
// CHECK:         dsa.pattern_intersection {{.*}} format = csr>, {{.*}} format = csr>
// CHECK:         dsa.attention {{.*}} format = csr>
// CHECK:         dsa.convert_pattern {{.*}} format = csr> -> !dsa.pattern<1x1x1024x1024, block = 16x16, holds = elements>
func.func @together(%q: !heads, %a: !mask, %b: !mask, %which: i1) -> (!heads, f32) {
  %chosen = scf.if %which -> (!any) {
    %p = dsa.pattern_from_mask %a {dsa.density = 0.004, dsa.fill = 0.01} : !mask -> !any
    scf.yield %p : !any
  } else {
    %p = dsa.pattern_from_mask %b : !mask -> !any
    scf.yield %p : !any
  }
  %causal = dsa.causal_pattern() : !any
  %both = dsa.pattern_intersection %chosen, %causal : !any, !any
  %o = dsa.attention %q, %q, %q, %both : !heads, !heads, !heads, !any
  %other = dsa.convert_pattern %both : !any -> !any
  %d = dsa.pattern_density %other : !any
  return %o, %d : !heads, f32
}

// A loop carries it, whether its body uses it or not.
// CHECK-LABEL: func.func @carried
// CHECK:         dsa.pattern_from_mask {{.*}} format = csr>
// CHECK:         scf.for {{.*}} -> (!dsa.pattern<1x1x1024x1024, block = 16x16, holds = elements, format = csr>)
// CHECK:           scf.yield {{.*}} format = csr>
// CHECK:         dsa.attention {{.*}} format = csr>
func.func @carried(%q: !heads, %mask: !mask, %n: index) -> !heads {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %p = dsa.pattern_from_mask %mask {dsa.density = 0.004, dsa.fill = 0.01} : !mask -> !any
  %last = scf.for %i = %c0 to %n step %c1 iter_args(%carried = %p) -> (!any) {
    scf.yield %p : !any
  }
  %o = dsa.attention %q, %q, %q, %last : !heads, !heads, !heads, !any
  return %o : !heads
}

//--- skewed.mlir
!any = !dsa.pattern<1x1x1024x1024, block = 16x16, holds = elements, format = any>
!heads = tensor<1x1x1024x64xf32>
// Where rows are as long as each other, element by element takes less; else one thread has the longest rows, of which a piece
// of single queries may hold more than a row of blocks.
// CHECK: dsa.pattern_from_mask {{.*}} holds = elements>
// EVEN: dsa.pattern_from_mask {{.*}} holds = elements, format = csr>
// EXPLAIN: remark: format csr: steps by estimate: csr {{.*}}e{{.*}}, hybrid {{.*}}, bcsr {{.*}}
func.func @skewed(%q: !heads, %mask: tensor<1x1x1024x1024xi1>) -> !heads {
  %p = dsa.pattern_from_mask %mask {dsa.density = 0.1, dsa.fill = 0.2} : tensor<1x1x1024x1024xi1> -> !any
  %o = dsa.attention %q, %q, %q, %p : !heads, !heads, !heads, !any
  return %o : !heads
}

//--- sizes.mlir
// With two loads in the time of a multiply-add the loads of single elements take less of it.
// CHECK-LABEL: func.func @loads
// CHECK: dsa.pattern_from_mask {{.*}} holds = elements, format = csr>
// ONE-LOAD-LABEL: func.func @loads
// ONE-LOAD: dsa.pattern_from_mask {{.*}} holds = elements>
func.func @loads(%q: tensor<1x4x1024x64xf32>, %mask: tensor<1x1x1024x1024xi1>) -> tensor<1x4x1024x64xf32> {
  %p = dsa.pattern_from_mask %mask {dsa.density = 0.25, dsa.fill = 0.25, dsa.filled_elements = 0.57, dsa.filled_blocks = 0.53} : tensor<1x1x1024x1024xi1> -> !dsa.pattern<1x1x1024x1024, block = 16x16, holds = elements, format = any>
  %o = dsa.attention %q, %q, %q, %p : tensor<1x4x1024x64xf32>, tensor<1x4x1024x64xf32>, tensor<1x4x1024x64xf32>, !dsa.pattern<1x1x1024x1024, block = 16x16, holds = elements, format = any>
  return %o : tensor<1x4x1024x64xf32>
}

// Keys and values that the second cache holds, and those that it does not.
// CHECK-LABEL: func.func @near
// CHECK: dsa.pattern_from_mask {{.*}} holds = elements, format = csr>
// ONE-LOAD-LABEL: func.func @near
// ONE-LOAD: dsa.pattern_from_mask {{.*}} holds = elements>
func.func @near(%q: tensor<1x4x1024x128xf32>, %mask: tensor<1x1x1024x1024xi1>) -> tensor<1x4x1024x128xf32> {
  %p = dsa.pattern_from_mask %mask {dsa.density = 0.35, dsa.fill = 0.35} : tensor<1x1x1024x1024xi1> -> !dsa.pattern<1x1x1024x1024, block = 16x16, holds = elements, format = any>
  %o = dsa.attention %q, %q, %q, %p : tensor<1x4x1024x128xf32>, tensor<1x4x1024x128xf32>, tensor<1x4x1024x128xf32>, !dsa.pattern<1x1x1024x1024, block = 16x16, holds = elements, format = any>
  return %o : tensor<1x4x1024x128xf32>
}

// CHECK-LABEL: func.func @far
// CHECK: dsa.pattern_from_mask {{.*}} holds = elements>
// ONE-LOAD-LABEL: func.func @far
// ONE-LOAD: dsa.pattern_from_mask {{.*}} holds = elements>
func.func @far(%q: tensor<1x4x4096x128xf32>, %mask: tensor<1x1x4096x4096xi1>) -> tensor<1x4x4096x128xf32> {
  %p = dsa.pattern_from_mask %mask {dsa.density = 0.35, dsa.fill = 0.35} : tensor<1x1x4096x4096xi1> -> !dsa.pattern<1x1x4096x4096, block = 16x16, holds = elements, format = any>
  %o = dsa.attention %q, %q, %q, %p : tensor<1x4x4096x128xf32>, tensor<1x4x4096x128xf32>, tensor<1x4x4096x128xf32>, !dsa.pattern<1x1x4096x4096, block = 16x16, holds = elements, format = any>
  return %o : tensor<1x4x4096x128xf32>
}

// Blocks of pairs take half of the time, where there are such multiply-adds; single elements are widened.
// CHECK-LABEL: func.func @pairs
// CHECK: dsa.pattern_from_mask {{.*}} holds = elements>
// ONE-LOAD-LABEL: func.func @pairs
// ONE-LOAD: dsa.pattern_from_mask {{.*}} holds = elements, format = csr>
func.func @pairs(%q: tensor<1x4x1024x128xbf16>, %mask: tensor<1x1x1024x1024xi1>) -> tensor<1x4x1024x128xbf16> {
  %p = dsa.pattern_from_mask %mask {dsa.density = 0.2, dsa.fill = 0.2} : tensor<1x1x1024x1024xi1> -> !dsa.pattern<1x1x1024x1024, block = 16x16, holds = elements, format = any>
  %o = dsa.attention %q, %q, %q, %p : tensor<1x4x1024x128xbf16>, tensor<1x4x1024x128xbf16>, tensor<1x4x1024x128xbf16>, !dsa.pattern<1x1x1024x1024, block = 16x16, holds = elements, format = any>
  return %o : tensor<1x4x1024x128xbf16>
}

// Queries that fill half of a register.
// CHECK-LABEL: func.func @halves
// CHECK: dsa.pattern_from_mask {{.*}} holds = elements>
// ONE-LOAD-LABEL: func.func @halves
// ONE-LOAD: dsa.pattern_from_mask {{.*}} holds = elements>
func.func @halves(%q: tensor<1x4x1024x32xf32>, %mask: tensor<1x1x1024x1024xi1>) -> tensor<1x4x1024x32xf32> {
  %p = dsa.pattern_from_mask %mask {dsa.density = 0.4, dsa.fill = 0.4} : tensor<1x1x1024x1024xi1> -> !dsa.pattern<1x1x1024x1024, block = 8x8, holds = elements, format = any>
  %o = dsa.attention %q, %q, %q, %p : tensor<1x4x1024x32xf32>, tensor<1x4x1024x32xf32>, tensor<1x4x1024x32xf32>, !dsa.pattern<1x1x1024x1024, block = 8x8, holds = elements, format = any>
  return %o : tensor<1x4x1024x32xf32>
}

// Exponentials of f64 are calls, in blocks also where nothing is seen.
// CHECK-LABEL: func.func @calls
// CHECK: dsa.pattern_from_mask {{.*}} holds = elements, format = csr>
// ONE-LOAD-LABEL: func.func @calls
// ONE-LOAD: dsa.pattern_from_mask {{.*}} holds = elements>
func.func @calls(%q: tensor<1x4x1024x64xf64>, %mask: tensor<1x1x1024x1024xi1>) -> tensor<1x4x1024x64xf64> {
  %p = dsa.pattern_from_mask %mask {dsa.density = 0.5, dsa.fill = 0.5} : tensor<1x1x1024x1024xi1> -> !dsa.pattern<1x1x1024x1024, block = 16x16, holds = elements, format = any>
  %o = dsa.attention %q, %q, %q, %p : tensor<1x4x1024x64xf64>, tensor<1x4x1024x64xf64>, tensor<1x4x1024x64xf64>, !dsa.pattern<1x1x1024x1024, block = 16x16, holds = elements, format = any>
  return %o : tensor<1x4x1024x64xf64>
}

// Queries that see nothing cost nothing where it goes by elements.
// CHECK-LABEL: func.func @few_queries
// CHECK: dsa.pattern_from_mask {{.*}} holds = elements, format = csr>
// ONE-LOAD-LABEL: func.func @few_queries
// ONE-LOAD: dsa.pattern_from_mask {{.*}} holds = elements, format = csr>
func.func @few_queries(%q: tensor<1x4x1024x64xf32>, %mask: tensor<1x1x1024x1024xi1>) -> tensor<1x4x1024x64xf32> {
  %p = dsa.pattern_from_mask %mask {dsa.density = 0.001, dsa.fill = 1.0} : tensor<1x1x1024x1024xi1> -> !dsa.pattern<1x1x1024x1024, block = 16x16, holds = elements, format = any>
  %o = dsa.attention %q, %q, %q, %p : tensor<1x4x1024x64xf32>, tensor<1x4x1024x64xf32>, tensor<1x4x1024x64xf32>, !dsa.pattern<1x1x1024x1024, block = 16x16, holds = elements, format = any>
  return %o : tensor<1x4x1024x64xf32>
}

//--- blocks.mlir
func.func @blocks() -> f32 {
  %p = dsa.dense_pattern() : !dsa.pattern<1x1x8x8, block = 2x2, format = any>
  %d = dsa.pattern_density %p : !dsa.pattern<1x1x8x8, block = 2x2, format = any>
  return %d : f32
}

//--- invalid.mlir
// expected-error @+1 {{'func.func' op has the type (!dsa.pattern<1x1x8x8, block = 2x2, format = any>) -> (): expected a format in place of any, since its callers rely on it}}
func.func @f(%p: !dsa.pattern<1x1x8x8, block = 2x2, format = any>) {
  return
}

// -----

!any = !dsa.pattern<1x1x8x8, block = 2x2, holds = elements, format = any>
func.func @f(%mask: tensor<1x1x8x8xi1>) -> f32 {
  // expected-error @+1 {{'dsa.pattern_from_mask' op dsa.density is 2, expected 0 to 1}}
  %p = dsa.pattern_from_mask %mask {dsa.density = 2.0} : tensor<1x1x8x8xi1> -> !any
  %d = dsa.pattern_density %p : !any
  return %d : f32
}

// -----

!any = !dsa.pattern<1x1x8x8, block = 2x2, holds = elements, format = any>
func.func @f(%mask: tensor<1x1x8x8xi1>) -> f32 {
  // expected-error @+1 {{'dsa.pattern_from_mask' op dsa.skew is 0.5, expected at least 1}}
  %p = dsa.pattern_from_mask %mask {dsa.density = 0.5, dsa.fill = 0.5, dsa.skew = 0.5} : tensor<1x1x8x8xi1> -> !any
  %d = dsa.pattern_density %p : !any
  return %d : f32
}
