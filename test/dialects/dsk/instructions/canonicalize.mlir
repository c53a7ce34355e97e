// RUN: ds-opt %s --canonicalize="test-convergence" | FileCheck %s

// Bytes of 0 add nothing, on either side.
// CHECK-LABEL: func.func @bytes_of_zero
// CHECK-SAME:    %[[SUM:.*]]: vector<3xi32>, %{{.*}}: vector<12xi8>
// CHECK-NEXT:    return %[[SUM]]
func.func @bytes_of_zero(%sum: vector<3xi32>, %b: vector<12xi8>) -> vector<3xi32> {
  %zero = arith.constant dense<0> : vector<12xi8>
  %0 = dsk.dot %sum, %zero, %b : vector<3xi32>, vector<12xi8>
  %1 = dsk.dot %0, %b, %zero : vector<3xi32>, vector<12xi8>
  return %1 : vector<3xi32>
}

// Other bytes do; and 0 times a float may be NaN, and -0 + 0 is 0.
// CHECK-LABEL: func.func @others
func.func @others(%sum: vector<3xi32>, %b: vector<12xi8>, %f: vector<4xf32>, %h: vector<8xbf16>) -> (vector<3xi32>, vector<3xi32>, vector<4xf32>) {
  // CHECK-COUNT-3: dsk.dot
  %one = arith.constant dense<1> : vector<12xi8>
  %some = arith.constant dense<[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]> : vector<12xi8>
  %zero = arith.constant dense<0.0> : vector<8xbf16>
  %0 = dsk.dot %sum, %one, %b : vector<3xi32>, vector<12xi8>
  %1 = dsk.dot %sum, %some, %b : vector<3xi32>, vector<12xi8>
  %2 = dsk.dot %f, %zero, %h : vector<4xf32>, vector<8xbf16>
  return %0, %1, %2 : vector<3xi32>, vector<3xi32>, vector<4xf32>
}

// A factor of 1 need not be said; another is.
// CHECK-LABEL: func.func @factors
func.func @factors(%x: vector<4xf32>, %y: vector<4xf32>) -> (vector<4xf32>, vector<4xf32>, vector<4xf32>) {
  // CHECK-NEXT: dsk.exp2 %{{.*}}, %{{.*}} terms = 6 {note = "kept"} : vector<4xf32>
  // CHECK-NEXT: dsk.exp2 %{{.*}}, %{{.*}} terms = 6 times = 2.550000e+02 : vector<4xf32>
  // Nor is what has a shift of itself 1: it may be NaN.
  // CHECK-NEXT: dsk.exp2
  %0 = dsk.exp2 %x, %y terms = 6 times = 1.0 {note = "kept"} : vector<4xf32>
  %1 = dsk.exp2 %x, %y terms = 6 times = 255.0 : vector<4xf32>
  %2 = dsk.exp2 %x, %x terms = 6 : vector<4xf32>
  return %0, %1, %2 : vector<4xf32>, vector<4xf32>, vector<4xf32>
}
