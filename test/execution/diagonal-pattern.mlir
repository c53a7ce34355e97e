// Diagonals chosen at run time, by both strategies, as blocks and as elements: alone, and with whole columns in causal order.
// Blocks that are full, empty and neither; one query or key, and none.
// RUN: split-file %s %t.dir
// RUN: for strategy in reference fast; do for case in %S/Inputs/diagonals/*/*.npz; do \
// RUN:   echo $strategy $case; ds-run %t.dir/$(basename $(dirname $case)).mlir --strategy=$strategy \
// RUN:     --input=@$case:n --input=@$case:m --input=@$case:mask --input=@$case:keys \
// RUN:     --expected-output=@$case:see --expected-output=@$case:vertical_slash || exit 1; \
// RUN: done; done
// Another number of diagonals than the pattern has is an error, where sizes are open and where one is stated.
// RUN: for strategy in reference fast; do \
// RUN:   not ds-run %t.dir/sizes.mlir --function=open --strategy=$strategy --input=3 --input=4 --input=1x1x5xi1=1 2>&1 | FileCheck %s --check-prefix=OPEN || exit 1; \
// RUN:   not ds-run %t.dir/sizes.mlir --function=stated --strategy=$strategy --input=1x1x5xi1=1 2>&1 | FileCheck %s --check-prefix=STATED || exit 1; \
// RUN:   not ds-run %t.dir/sizes.mlir --function=heads --strategy=$strategy --input=1x2x6xi1=1 2>&1 | FileCheck %s --check-prefix=HEADS || exit 1; \
// RUN:   ds-run %t.dir/sizes.mlir --function=open --strategy=$strategy --input=-3 --input=2 --input=1x1x1xi1=1 --expected-output=1x1x0x2xi1=0 || exit 1; \
// RUN:   ds-run %t.dir/sizes.mlir --function=stated --strategy=$strategy --input=1x1x6xi1=1,0,0,0,0,1 \
// RUN:     --expected-output=1x1x3x4xi1=0,0,0,1,0,0,0,0,1,0,0,0 || exit 1; \
// RUN: done
// OPEN: sizes.mlir:{{[0-9]+}}:{{[0-9]+}}: diagonal_pattern: the mask has not as many diagonals as there are queries and keys, less one (6 and 5)
// STATED: sizes.mlir:{{[0-9]+}}:{{[0-9]+}}: diagonal_pattern: the mask has not as many diagonals as there are queries and keys, less one (6 and 5)
// HEADS: sizes.mlir:{{[0-9]+}}:{{[0-9]+}}: diagonal_pattern: size 1 of mask is not 1

// goldens.py makes the cases, and computes in NumPy what they should give: a folder for each part of this file.

//--- elements_16x10.mlir
!heads = !dsa.pattern<?x?x?x?, block = 16x10, holds = elements, index = i64>
!one = !dsa.pattern<1x1x?x?, block = 16x10, holds = elements, index = i64>

func.func @diagonals(%n: index, %m: index, %mask: tensor<?x?x?xi1>, %keys: tensor<?x?x?xi1>)
    -> (tensor<?x?x?x?xi1>, tensor<?x?x?x?xi1>) {
  %slashes = dsa.diagonal_pattern %mask(%n, %m) : tensor<?x?x?xi1> -> !heads
  %see = dsa.pattern_to_mask %slashes : !heads
  %vertical = dsa.column_pattern %keys(%n) : tensor<?x?x?xi1> -> !heads
  %lines = dsa.pattern_union %vertical, %slashes : !heads, !heads
  %causal = dsa.causal_pattern(%n, %m) : !one
  %both = dsa.pattern_intersection %lines, %causal : !heads, !one
  %vertical_slash = dsa.pattern_to_mask %both : !heads
  return %see, %vertical_slash : tensor<?x?x?x?xi1>, tensor<?x?x?x?xi1>
}

//--- blocks_16x10.mlir
!heads = !dsa.pattern<?x?x?x?, block = 16x10, index = i64>
!one = !dsa.pattern<1x1x?x?, block = 16x10, index = i64>

func.func @diagonals(%n: index, %m: index, %mask: tensor<?x?x?xi1>, %keys: tensor<?x?x?xi1>)
    -> (tensor<?x?x?x?xi1>, tensor<?x?x?x?xi1>) {
  %slashes = dsa.diagonal_pattern %mask(%n, %m) : tensor<?x?x?xi1> -> !heads
  %see = dsa.pattern_to_mask %slashes : !heads
  %vertical = dsa.column_pattern %keys(%n) : tensor<?x?x?xi1> -> !heads
  %lines = dsa.pattern_union %vertical, %slashes : !heads, !heads
  %causal = dsa.causal_pattern(%n, %m) : !one
  %both = dsa.pattern_intersection %lines, %causal : !heads, !one
  %vertical_slash = dsa.pattern_to_mask %both : !heads
  return %see, %vertical_slash : tensor<?x?x?x?xi1>, tensor<?x?x?x?xi1>
}

//--- elements_3x3.mlir
!heads = !dsa.pattern<?x?x?x?, block = 3x3, holds = elements, index = i64>
!one = !dsa.pattern<1x1x?x?, block = 3x3, holds = elements, index = i64>

func.func @diagonals(%n: index, %m: index, %mask: tensor<?x?x?xi1>, %keys: tensor<?x?x?xi1>)
    -> (tensor<?x?x?x?xi1>, tensor<?x?x?x?xi1>) {
  %slashes = dsa.diagonal_pattern %mask(%n, %m) : tensor<?x?x?xi1> -> !heads
  %see = dsa.pattern_to_mask %slashes : !heads
  %vertical = dsa.column_pattern %keys(%n) : tensor<?x?x?xi1> -> !heads
  %lines = dsa.pattern_union %vertical, %slashes : !heads, !heads
  %causal = dsa.causal_pattern(%n, %m) : !one
  %both = dsa.pattern_intersection %lines, %causal : !heads, !one
  %vertical_slash = dsa.pattern_to_mask %both : !heads
  return %see, %vertical_slash : tensor<?x?x?x?xi1>, tensor<?x?x?x?xi1>
}

//--- sizes.mlir
!open = !dsa.pattern<1x1x?x?, block = 2x2, holds = elements>
!stated = !dsa.pattern<1x1x3x4, block = 2x2, holds = elements>

func.func @open(%n: index, %m: index, %mask: tensor<1x1x?xi1>) -> tensor<1x1x?x?xi1> {
  %p = dsa.diagonal_pattern %mask(%n, %m) : tensor<1x1x?xi1> -> !open
  %see = dsa.pattern_to_mask %p : !open
  return %see : tensor<1x1x?x?xi1>
}

func.func @stated(%mask: tensor<1x1x?xi1>) -> tensor<1x1x3x4xi1> {
  %p = dsa.diagonal_pattern %mask : tensor<1x1x?xi1> -> !stated
  %see = dsa.pattern_to_mask %p : !stated
  return %see : tensor<1x1x3x4xi1>
}

func.func @heads(%mask: tensor<1x?x6xi1>) -> tensor<1x1x3x4xi1> {
  %p = dsa.diagonal_pattern %mask : tensor<1x?x6xi1> -> !stated
  %see = dsa.pattern_to_mask %p : !stated
  return %see : tensor<1x1x3x4xi1>
}
