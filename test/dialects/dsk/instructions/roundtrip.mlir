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

// CHECK-LABEL: func.func @exp2
func.func @exp2(%x: vector<16xf32>, %y: vector<3xf32>) -> (vector<16xf32>, vector<3xf32>) {
  // CHECK: %{{.*}} = dsk.exp2 %{{.*}}, %{{.*}} terms = 6 : vector<16xf32>
  // GENERIC: "dsk.exp2"(%{{.*}}, %{{.*}}) {terms = 6 : i64} : (vector<16xf32>, vector<16xf32>) -> vector<16xf32>
  %0 = dsk.exp2 %x, %x terms = 6 : vector<16xf32>
  // CHECK: %{{.*}} = dsk.exp2 %{{.*}}, %{{.*}} terms = 3 times = 2.550000e+02 {note = "kept"} : vector<3xf32>
  // GENERIC: "dsk.exp2"(%{{.*}}, %{{.*}}) {note = "kept", terms = 3 : i64, times = 2.550000e+02 : f64}
  %1 = dsk.exp2 %y, %y terms = 3 times = 255.0 {note = "kept"} : vector<3xf32>
  return %0, %1 : vector<16xf32>, vector<3xf32>
}
