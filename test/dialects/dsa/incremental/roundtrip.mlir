// Products over time, printed and read again: in their own form, in the generic form, and as bytecode.
//
// RUN: ds-opt %s | FileCheck %s
// RUN: ds-opt %s | ds-opt | FileCheck %s
// RUN: ds-opt %s --mlir-print-op-generic | FileCheck %s --check-prefix=GENERIC
// RUN: ds-opt %s --mlir-print-op-generic | ds-opt | FileCheck %s
// RUN: ds-opt %s --emit-bytecode | ds-opt | FileCheck %s

// CHECK-LABEL: func.func @update_scores
func.func @update_scores(%q: tensor<1x2x9x8xf32>, %k: tensor<1x2x7x8xf32>, %i: tensor<1x?xi32>, %s: tensor<1x2x9x7xf32>,
                         %x: tensor<?x?x?x?xbf16>, %j: tensor<?x3xi32>, %t: tensor<?x?x?x?xf32>) {
  // CHECK: dsa.update_scores %{{.*}}, %{{.*}} rows(%{{.*}} : tensor<1x?xi32>) columns(%{{.*}} : tensor<1x?xi32>) into %{{.*}} : tensor<1x2x9x8xf32>, tensor<1x2x7x8xf32>, tensor<1x2x9x7xf32>
  // GENERIC: "dsa.update_scores"(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}) : (tensor<1x2x9x8xf32>, tensor<1x2x7x8xf32>, tensor<1x?xi32>, tensor<1x?xi32>, tensor<1x2x9x7xf32>) -> tensor<1x2x9x7xf32>
  %a = dsa.update_scores %q, %k rows(%i : tensor<1x?xi32>) columns(%i : tensor<1x?xi32>) into %s
    : tensor<1x2x9x8xf32>, tensor<1x2x7x8xf32>, tensor<1x2x9x7xf32>
  // CHECK: dsa.update_scores %{{.*}}, %{{.*}} rows(%{{.*}} : tensor<?x3xi32>) columns(%{{.*}} : tensor<1x?xi32>) into %{{.*}} scale = 1.250000e-01 {note = "kept"} : tensor<?x?x?x?xbf16>, tensor<?x?x?x?xbf16>, tensor<?x?x?x?xf32>
  %b = dsa.update_scores %x, %x rows(%j : tensor<?x3xi32>) columns(%i : tensor<1x?xi32>) into %t scale = 0.125 {note = "kept"}
    : tensor<?x?x?x?xbf16>, tensor<?x?x?x?xbf16>, tensor<?x?x?x?xf32>
  return
}

// CHECK-LABEL: func.func @update_product_rows
func.func @update_product_rows(%a: tensor<1x2x9x7xf64>, %v: tensor<1x2x7x8xf64>, %i: tensor<1x?xi32>, %o: tensor<1x2x9x8xf64>) {
  // CHECK: dsa.update_product_rows %{{.*}}, %{{.*}} rows(%{{.*}} : tensor<1x?xi32>) into %{{.*}} {note = "kept"} : tensor<1x2x9x7xf64>, tensor<1x2x7x8xf64>, tensor<1x2x9x8xf64>
  // GENERIC: "dsa.update_product_rows"(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}) {note = "kept"} : (tensor<1x2x9x7xf64>, tensor<1x2x7x8xf64>, tensor<1x?xi32>, tensor<1x2x9x8xf64>) -> tensor<1x2x9x8xf64>
  %r = dsa.update_product_rows %a, %v rows(%i : tensor<1x?xi32>) into %o {note = "kept"}
    : tensor<1x2x9x7xf64>, tensor<1x2x7x8xf64>, tensor<1x2x9x8xf64>
  return
}

// CHECK-LABEL: func.func @update_product
func.func @update_product(%a: tensor<1x2x9x7xf32>, %v: tensor<1x2x7x8xf32>, %j: tensor<1x?xi32>, %o: tensor<1x2x9x8xf32>) {
  // CHECK: dsa.update_product %{{.*}}, %{{.*}} keys(%{{.*}} : tensor<1x?xi32>) into %{{.*}}, %{{.*}}, %{{.*}} {note = "kept"} : tensor<1x2x9x7xf32>, tensor<1x2x7x8xf32>, tensor<1x2x9x8xf32>, tensor<1x2x9x7xf32>, tensor<1x2x7x8xf32>
  // GENERIC: -> (tensor<1x2x9x8xf32>, tensor<1x2x9x7xf32>, tensor<1x2x7x8xf32>)
  %r:3 = dsa.update_product %a, %v keys(%j : tensor<1x?xi32>) into %o, %a, %v {note = "kept"}
    : tensor<1x2x9x7xf32>, tensor<1x2x7x8xf32>, tensor<1x2x9x8xf32>, tensor<1x2x9x7xf32>, tensor<1x2x7x8xf32>
  return
}
