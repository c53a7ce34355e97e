// How much is computed, printed and read again: in its own form, in the generic form, and as bytecode.
//
// RUN: ds-opt %s | FileCheck %s
// RUN: ds-opt %s | ds-opt | FileCheck %s
// RUN: ds-opt %s --mlir-print-op-generic | FileCheck %s --check-prefix=GENERIC
// RUN: ds-opt %s --mlir-print-op-generic | ds-opt | FileCheck %s
// RUN: ds-opt %s --emit-bytecode | ds-opt | FileCheck %s

// CHECK-LABEL: func.func @budget
func.func @budget(%f: f32, %k: index, %n: index) -> (index, index, index) {
  // CHECK: %{{.*}} = dsa.budget %{{.*}} of %{{.*}} : f32
  // GENERIC: "dsa.budget"(%{{.*}}, %{{.*}}) {at_least = 0 : i64} : (f32, index) -> index
  %a = dsa.budget %f of %n : f32
  // CHECK: %{{.*}} = dsa.budget %{{.*}} of %{{.*}} at_least = 3 {note = "kept"} : f32
  %b = dsa.budget %f of %n at_least = 3 {note = "kept"} : f32
  // CHECK: %{{.*}} = dsa.budget %{{.*}} of %{{.*}} : index
  %c = dsa.budget %k of %n at_least = 0 : index
  return %a, %b, %c : index, index, index
}
