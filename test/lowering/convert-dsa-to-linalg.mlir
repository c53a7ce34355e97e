// RUN: ds-opt %s --convert-dsa-to-linalg --canonicalize --cse \
// RUN:   | FileCheck %s --implicit-check-not=dsa. --implicit-check-not=unrealized_conversion_cast
// RUN: ds-opt %s --convert-dsa-to-linalg=compute-type=f64 --canonicalize --cse \
// RUN:   | FileCheck %s --check-prefix=F64 --implicit-check-not=dsa. --implicit-check-not=unrealized_conversion_cast
// RUN: ds-opt %s --convert-dsa-to-linalg --mlir-pass-statistics 2>&1 | FileCheck %s --check-prefix=STATISTICS
// RUN: ds-opt %s --lower-sparse=strategy=reference \
// RUN:   | FileCheck %s --check-prefix=LLVM --implicit-check-not=dsa. --implicit-check-not=unrealized_conversion_cast

// What the ops compute is tested in test/execution; here, that each is lowered, and in which types.

// STATISTICS: ConvertDsaToLinalg
// STATISTICS-NEXT: (S) {{[0-9]+}} num-ops-lowered

// LLVM-LABEL: llvm.func @dense_pattern
// CHECK-LABEL: func.func @dense_pattern
// CHECK-SAME: (%[[N:.*]]: index, %[[M:.*]]: index) -> tensor<1x2x?x?xi1>
// CHECK-DAG: %[[ZERO:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[BK:.*]] = arith.constant 8 : index
// CHECK: %[[M0:.*]] = arith.maxsi %[[M]], %[[ZERO]]
// CHECK: %[[S:.*]] = arith.ceildivui %[[M0]], %[[BK]]
// CHECK: %[[EMPTY:.*]] = tensor.empty(%{{.*}}, %[[S]]) : tensor<1x2x?x?xi1>
// CHECK: linalg.fill ins(%true : i1) outs(%[[EMPTY]] : tensor<1x2x?x?xi1>)
func.func @dense_pattern(%n: index, %m: index) -> !dsa.pattern<1x2x?x?, block = 16x8> {
  %p = dsa.dense_pattern(%n, %m) : !dsa.pattern<1x2x?x?, block = 16x8>
  return %p : !dsa.pattern<1x2x?x?, block = 16x8>
}

// LLVM-LABEL: llvm.func @window_pattern
// CHECK-LABEL: func.func @window_pattern() -> tensor<1x2x5x5xi1>
// CHECK: tensor.generate
// CHECK: linalg.broadcast {{.*}} dimensions = [0, 1]
func.func @window_pattern() -> !dsa.pattern<1x2x19x19, block = 4x4> {
  %p = dsa.window_pattern grid = [2, 3, 3] radius = [0, 1, 1] global = 1 : !dsa.pattern<1x2x19x19, block = 4x4>
  return %p : !dsa.pattern<1x2x19x19, block = 4x4>
}

// LLVM-LABEL: llvm.func @pattern_density
// CHECK-LABEL: func.func @pattern_density
// CHECK-SAME: (%[[MASK:.*]]: tensor<?x12x98x98xi1>) -> f32
// CHECK: linalg.reduce ins(%[[MASK]] : tensor<?x12x98x98xi1>) {{.*}} dimensions = [0, 1, 2, 3]
// CHECK: %[[SHARE:.*]] = arith.divf
// CHECK: arith.truncf %[[SHARE]] : f64 to f32
func.func @pattern_density(%p: !dsa.pattern<?x12x1568x1568, block = 16x16>) -> f32 {
  %d = dsa.pattern_density %p : !dsa.pattern<?x12x1568x1568, block = 16x16>
  return %d : f32
}

// Scores are in double precision, whatever the operands, and rounded once.

// LLVM-LABEL: llvm.func @score_blocks
// CHECK-LABEL: func.func @score_blocks
// CHECK: linalg.map { arith.extf } {{.*}} outs({{.*}} : tensor<1x2x40x8xf64>)
// CHECK: %[[MEAN:.*]] = arith.divf {{.*}} : f64
// CHECK-NEXT: linalg.yield %[[MEAN]] : f64
// CHECK: tensor.generate
// CHECK: %[[PRODUCT:.*]] = arith.mulf {{.*}} : f64
// CHECK-NEXT: arith.addf %{{.*}}, %[[PRODUCT]] : f64
// CHECK: linalg.map { arith.truncf } ins({{.*}} : tensor<1x2x3x5xf64>) outs({{.*}} : tensor<1x2x3x5xf32>)
func.func @score_blocks(%q: tensor<1x2x40x8xbf16>, %k: tensor<1x2x40x8xbf16>) -> tensor<1x2x3x5xf32> {
  %s = dsa.score_blocks %q, %k block = [16, 8] : tensor<1x2x40x8xbf16>, tensor<1x2x40x8xbf16>
  return %s : tensor<1x2x3x5xf32>
}

// LLVM-LABEL: llvm.func @score_blocks_f64
// CHECK-LABEL: func.func @score_blocks_f64
// CHECK-NOT: arith.extf
// CHECK: arith.mulf {{.*}}, %{{.*}} : f64
func.func @score_blocks_f64(%q: tensor<1x2x40x8xf64>, %k: tensor<1x2x40x8xf64>) -> tensor<1x2x3x5xf64> {
  %s = dsa.score_blocks %q, %k block = [16, 8] scale = 2.0 : tensor<1x2x40x8xf64>, tensor<1x2x40x8xf64>
  return %s : tensor<1x2x3x5xf64>
}

// LLVM-LABEL: llvm.func @select_blocks
// CHECK-LABEL: func.func @select_blocks
// CHECK-SAME: (%{{.*}}: tensor<1x2x3x5xf32>, %[[TOP_K:.*]]: index) -> tensor<1x2x3x5xi1>
// CHECK: tensor.generate
// CHECK: %[[RANK:.*]] = scf.for
// CHECK: %[[SELECTED:.*]] = arith.cmpi slt, %[[RANK]], %[[TOP_K]] : index
// CHECK: tensor.yield %[[SELECTED]] : i1
func.func @select_blocks(%s: tensor<1x2x3x5xf32>, %k: index) -> !dsa.pattern<1x2x40x40, block = 16x8> {
  %p = dsa.select_blocks %s top_k(%k) : tensor<1x2x3x5xf32> -> !dsa.pattern<1x2x40x40, block = 16x8>
  return %p : !dsa.pattern<1x2x40x40, block = 16x8>
}

// Attention is in f32 for f32; in f64 if asked for, and rounded once.

// LLVM-LABEL: llvm.func @attention
// CHECK-LABEL: func.func @attention
// CHECK-SAME: %[[MASK:[^ ]*]]: tensor<1x1x3x5xi1>) -> (tensor<1x2x40x6xf32>, tensor<1x2x40xf32>)
// CHECK-NOT: f64
// CHECK: tensor.extract %[[MASK]]
// CHECK: %[[Q:.*]] = tensor.extract_slice {{.*}} : tensor<1x2x40x8xf32> to tensor<8xf32>
// CHECK: linalg.generic {{.*}} iterator_types = ["parallel", "reduction"]} ins(%{{.*}}, %[[Q]] :
// CHECK: math.exp {{.*}} : f32
// CHECK: math.log {{.*}} : f32
// CHECK: linalg.generic {{.*}} iterator_types = ["reduction", "parallel"]}
// F64-LABEL: func.func @attention
// F64-COUNT-3: linalg.map { arith.extf }
// F64: math.exp {{.*}} : f64
// F64: linalg.map { arith.truncf } {{.*}} outs({{.*}} : tensor<1x2x40x6xf32>)
// F64: linalg.map { arith.truncf } {{.*}} outs({{.*}} : tensor<1x2x40xf32>)
func.func @attention(%q: tensor<1x2x40x8xf32>, %k: tensor<1x2x40x8xf32>, %v: tensor<1x2x40x6xf32>,
                     %p: !dsa.pattern<1x1x40x40, block = 16x8>) -> (tensor<1x2x40x6xf32>, tensor<1x2x40xf32>) {
  %o, %lse = dsa.attention %q, %k, %v, %p with_lse
    : tensor<1x2x40x8xf32>, tensor<1x2x40x8xf32>, tensor<1x2x40x6xf32>, !dsa.pattern<1x1x40x40, block = 16x8>
  return %o, %lse : tensor<1x2x40x6xf32>, tensor<1x2x40xf32>
}

// LLVM-LABEL: llvm.func @attention_bf16
// CHECK-LABEL: func.func @attention_bf16
// CHECK-COUNT-3: linalg.map { arith.extf } {{.*}}xf32>)
// CHECK: math.exp {{.*}} : f32
// CHECK: linalg.map { arith.truncf } {{.*}} outs({{.*}}xbf16>)
func.func @attention_bf16(%q: tensor<?x?x?x?xbf16>, %k: tensor<?x?x?x?xbf16>, %v: tensor<?x?x?x?xbf16>,
                          %p: !dsa.pattern<?x?x?x?, block = 16x16>) -> tensor<?x?x?x?xbf16> {
  %o = dsa.attention %q, %k, %v, %p scale = 0.125
    : tensor<?x?x?x?xbf16>, tensor<?x?x?x?xbf16>, tensor<?x?x?x?xbf16>, !dsa.pattern<?x?x?x?, block = 16x16>
  return %o : tensor<?x?x?x?xbf16>
}

// LLVM-LABEL: llvm.func @gate_tokens
// CHECK-LABEL: func.func @gate_tokens
// CHECK-SAME: -> tensor<1x?xi32>
// CHECK: arith.extf {{.*}} : f32 to f64
// CHECK: tensor.empty(%{{.*}}) : tensor<1x?xi32>
func.func @gate_tokens(%saliency: tensor<1x20xf32>, %budget: index, %least: f32) -> tensor<1x?xi32> {
  %i = dsa.gate_tokens %saliency budget(%budget) threshold(%least) : tensor<1x20xf32>
  return %i : tensor<1x?xi32>
}

// LLVM-LABEL: llvm.func @gate_tokens_without_threshold
// CHECK-LABEL: func.func @gate_tokens_without_threshold
// CHECK-NOT: arith.extf
// CHECK: tensor.empty(%{{.*}}, %{{.*}}) : tensor<?x?xi32>
func.func @gate_tokens_without_threshold(%saliency: tensor<?x?xf64>, %budget: index) -> tensor<?x?xi32> {
  %i = dsa.gate_tokens %saliency budget(%budget) : tensor<?x?xf64>
  return %i : tensor<?x?xi32>
}

// LLVM-LABEL: llvm.func @pack_tokens
// CHECK-LABEL: func.func @pack_tokens
// CHECK: %[[INSIDE:.*]] = arith.cmpi ult
// CHECK: scf.if %[[INSIDE]] -> (f16)
func.func @pack_tokens(%x: tensor<1x20x3xf16>, %i: tensor<1x?xi32>) -> tensor<1x?x3xf16> {
  %p = dsa.pack_tokens %x, %i : tensor<1x20x3xf16>, tensor<1x?xi32>
  return %p : tensor<1x?x3xf16>
}

// LLVM-LABEL: llvm.func @unpack_tokens
// CHECK-LABEL: func.func @unpack_tokens
// CHECK: %[[LAST:.*]] = scf.for
// CHECK: tensor.extract %[[LAST]]
func.func @unpack_tokens(%p: tensor<1x?x3xf32>, %i: tensor<1x?xi32>, %base: tensor<1x20x3xf32>) -> tensor<1x20x3xf32> {
  %x = dsa.unpack_tokens %p, %i into %base : tensor<1x?x3xf32>, tensor<1x?xi32>, tensor<1x20x3xf32>
  return %x : tensor<1x20x3xf32>
}
