// Open heads of keys and values are checked to be as many before they are apart, and stay apart.
//
// RUN: ds-opt %s --dsa-decompose | FileCheck %s --check-prefix=SMALL
// RUN: ds-opt %s --dsa-decompose --dsa-fuse | FileCheck %s --check-prefix=SMALL --implicit-check-not=dsa.attention
// RUN: ds-opt %s --dsa-decompose -o %t.small.mlir
// RUN: inputs="--input=1x4x21x8xf32=1 --input=1x2x13x8xf32=1 --input=1x2x13x5xf32=1 --input=1x1x6x2xi1=1"; ds-run %t.small.mlir $inputs --expected-output=1x4x21x5xf32=1 | FileCheck %s --check-prefix=EQUAL
// EQUAL: output #0 is as expected
// RUN: for file in %s %t.small.mlir; do not ds-run $file --input=1x4x21x8xf32=1 --input=1x2x13x8xf32=1 --input=1x4x13x5xf32=1 --input=1x1x6x2xi1=1 2>&1 | FileCheck %s --check-prefix=DIFFER || exit 1; done
// DIFFER: attention: heads of keys and values differ (2 and 4)

// SMALL-LABEL: func.func @open_heads_of_keys(
func.func @open_heads_of_keys(%q: tensor<1x4x21x8xf32>, %k: tensor<1x?x13x8xf32>, %v: tensor<1x?x13x5xf32>, %mask: tensor<1x1x6x2xi1>)
    -> tensor<1x4x21x5xf32> {
  // The parts would take other heads of values than of keys.
  // SMALL-DAG: %[[K:.*]] = tensor.dim %arg1, %
  // SMALL-DAG: %[[V:.*]] = tensor.dim %arg2, %
  // SMALL: %[[SAME:.*]] = arith.cmpi eq, %[[K]], %[[V]]
  // SMALL: cf.assert %[[SAME]], "attention: heads of keys and values differ"
  // SMALL: dsa.sddmm
  %p = dsa.pattern_from_mask %mask : tensor<1x1x6x2xi1> -> !dsa.pattern<1x1x21x13, block = 4x8>
  %o = dsa.attention %q, %k, %v, %p
    : tensor<1x4x21x8xf32>, tensor<1x?x13x8xf32>, tensor<1x?x13x5xf32>, !dsa.pattern<1x1x21x13, block = 4x8>
  return %o : tensor<1x4x21x5xf32>
}
