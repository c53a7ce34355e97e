// Structured patterns, with static and open sizes, as blocks and as elements.
//
// RUN: ds-opt %s | FileCheck %s
// RUN: ds-opt %s | ds-opt | FileCheck %s
// RUN: ds-opt %s --mlir-print-op-generic | ds-opt | FileCheck %s
// RUN: ds-opt %s --emit-bytecode | ds-opt | FileCheck %s
// RUN: ds-opt %s --mlir-print-op-generic | FileCheck %s --check-prefix=GENERIC

// CHECK-LABEL: func.func @patterns
func.func @patterns(%n: index, %ids: tensor<2x?xi32>, %rows: tensor<1x2x4xi1>, %heads: tensor<1x2xi1>, %scores: tensor<1x2x4x4xf32>) {
  // CHECK: dsa.causal_pattern() {note = "kept"} : !dsa.pattern<1x2x8x9, block = 2x2>
  %causal = dsa.causal_pattern() {note = "kept"} : !dsa.pattern<1x2x8x9, block = 2x2>
  // CHECK: dsa.causal_pattern(%{{.*}}, %{{.*}}) : !dsa.pattern<1x1x?x?, block = 2x2, holds = elements>
  %causal_open = dsa.causal_pattern(%n, %n) : !dsa.pattern<1x1x?x?, block = 2x2, holds = elements>
  // CHECK: dsa.stripe_pattern() offset = -7 width = 8 {note = "kept"} : !dsa.pattern<1x2x8x9, block = 2x2>
  %stripe = dsa.stripe_pattern() offset = -7 width = 8 {note = "kept"} : !dsa.pattern<1x2x8x9, block = 2x2>
  // CHECK: dsa.stripe_pattern(%{{.*}}) offset = 3 width = 1 period = 4 : !dsa.pattern<?x2x8x9, block = 2x2, holds = elements>
  %stripe_open = dsa.stripe_pattern(%n) offset = 3 width = 1 period = 4 : !dsa.pattern<?x2x8x9, block = 2x2, holds = elements>
  // CHECK: dsa.document_pattern %{{.*}}, %{{.*}} {note = "kept"} : tensor<2x?xi32>, tensor<2x?xi32> -> !dsa.pattern<2x1x?x?, block = 2x2, holds = elements>
  %document = dsa.document_pattern %ids, %ids {note = "kept"} : tensor<2x?xi32>, tensor<2x?xi32> -> !dsa.pattern<2x1x?x?, block = 2x2, holds = elements>
  // CHECK: dsa.row_pattern %{{.*}} {note = "kept"} : tensor<1x2x4xi1> -> !dsa.pattern<1x2x8x9, block = 2x2>
  %row = dsa.row_pattern %rows {note = "kept"} : tensor<1x2x4xi1> -> !dsa.pattern<1x2x8x9, block = 2x2>
  // CHECK: dsa.row_pattern %{{.*}}(%{{.*}}) : tensor<1x2x4xi1> -> !dsa.pattern<1x2x4x?, block = 2x2, holds = elements>
  %row_open = dsa.row_pattern %rows(%n) : tensor<1x2x4xi1> -> !dsa.pattern<1x2x4x?, block = 2x2, holds = elements>
  // CHECK: dsa.column_pattern %{{.*}} {note = "kept"} : tensor<1x2x4xi1> -> !dsa.pattern<1x2x9x8, block = 2x2>
  %column = dsa.column_pattern %rows {note = "kept"} : tensor<1x2x4xi1> -> !dsa.pattern<1x2x9x8, block = 2x2>
  // CHECK: dsa.column_pattern %{{.*}}(%{{.*}}) : tensor<1x2x4xi1> -> !dsa.pattern<1x2x?x4, block = 2x2, holds = elements>
  %column_open = dsa.column_pattern %rows(%n) : tensor<1x2x4xi1> -> !dsa.pattern<1x2x?x4, block = 2x2, holds = elements>
  // CHECK: dsa.diagonal_pattern %{{.*}} {note = "kept"} : tensor<1x2x4xi1> -> !dsa.pattern<1x2x2x3, block = 2x2>
  %diagonal = dsa.diagonal_pattern %rows {note = "kept"} : tensor<1x2x4xi1> -> !dsa.pattern<1x2x2x3, block = 2x2>
  // CHECK: dsa.diagonal_pattern %{{.*}}(%{{.*}}, %{{.*}}) : tensor<1x2x4xi1> -> !dsa.pattern<1x2x?x?, block = 2x2, holds = elements>
  %diagonal_open = dsa.diagonal_pattern %rows(%n, %n) : tensor<1x2x4xi1> -> !dsa.pattern<1x2x?x?, block = 2x2, holds = elements>
  // CHECK: dsa.head_pattern %{{.*}} {note = "kept"} : tensor<1x2xi1> -> !dsa.pattern<1x2x9x8, block = 2x2>
  %head = dsa.head_pattern %heads {note = "kept"} : tensor<1x2xi1> -> !dsa.pattern<1x2x9x8, block = 2x2>
  // CHECK: dsa.head_pattern %{{.*}}(%{{.*}}, %{{.*}}) : tensor<1x2xi1> -> !dsa.pattern<1x2x?x?, block = 2x2>
  %head_open = dsa.head_pattern %heads(%n, %n) : tensor<1x2xi1> -> !dsa.pattern<1x2x?x?, block = 2x2>
  // CHECK: dsa.select_n_of_m %{{.*}} n = 2 m = 4 {note = "kept"} : tensor<1x2x4x4xf32> -> !dsa.pattern<1x2x8x7, block = 2x2>
  %n_of_m = dsa.select_n_of_m %scores n = 2 m = 4 {note = "kept"} : tensor<1x2x4x4xf32> -> !dsa.pattern<1x2x8x7, block = 2x2>
  // CHECK: dsa.select_n_of_m %{{.*}} n = 0 m = 1 : tensor<1x2x4x4xf32> -> !dsa.pattern<1x2x4x4, block = 2x2, holds = elements>
  %n_of_m_elements = dsa.select_n_of_m %scores n = 0 m = 1 : tensor<1x2x4x4xf32> -> !dsa.pattern<1x2x4x4, block = 2x2, holds = elements>
  // CHECK: dsa.select_n_of_m %{{.*}} budget(%{{.*}}) n = 2 m = 4 {note = "kept"} : tensor<1x2x4x4xf32> -> !dsa.pattern<1x2x8x7, block = 2x2>
  // GENERIC: "dsa.select_n_of_m"(%{{.*}}, %{{.*}}) {m = 4 : i64, n = 2 : i64, note = "kept"} : (tensor<1x2x4x4xf32>, index)
  %n_of_m_budget = dsa.select_n_of_m %scores budget(%n) n = 2 m = 4 {note = "kept"} : tensor<1x2x4x4xf32> -> !dsa.pattern<1x2x8x7, block = 2x2>
  return
}
