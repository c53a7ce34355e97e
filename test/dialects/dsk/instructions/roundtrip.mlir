// The op reads back from its own form, the generic form and bytecode.
//
// RUN: ds-opt %s | ds-opt | FileCheck %s
// RUN: ds-opt %s --mlir-print-op-generic | FileCheck %s --check-prefix=GENERIC
// RUN: ds-opt %s --mlir-print-op-generic | ds-opt | FileCheck %s
// RUN: ds-opt %s --emit-bytecode | ds-opt | FileCheck %s

// CHECK-LABEL: func.func @dot
func.func @dot(%f: vector<16xf32>, %h: vector<32xbf16>, %i: vector<3xi32>, %b: vector<12xi8>) -> (vector<16xf32>, vector<3xi32>) {
  // CHECK: %{{.*}} = dsk.dot %{{.*}}, %{{.*}}, %{{.*}} : vector<16xf32>, vector<32xbf16>
  // GENERIC: "dsk.dot"(%{{.*}}, %{{.*}}, %{{.*}}) : (vector<16xf32>, vector<32xbf16>, vector<32xbf16>) -> vector<16xf32>
  %0 = dsk.dot %f, %h, %h : vector<16xf32>, vector<32xbf16>
  // CHECK: %{{.*}} = dsk.dot %{{.*}}, %{{.*}}, %{{.*}} {note = "kept"} : vector<3xi32>, vector<12xi8>
  // GENERIC: "dsk.dot"(%{{.*}}, %{{.*}}, %{{.*}}) {note = "kept"}
  %1 = dsk.dot %i, %b, %b {note = "kept"} : vector<3xi32>, vector<12xi8>
  return %0, %1 : vector<16xf32>, vector<3xi32>
}
