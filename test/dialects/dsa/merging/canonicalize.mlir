// RUN: ds-opt %s --canonicalize="test-convergence" | FileCheck %s

!x = tensor<2x6x8xf32>
!g = tensor<2x6xi32>

// Of as many tokens as are known as many are left as are not merged: at most the sources go, and none without a destination.
// CHECK-LABEL: func.func @counts
func.func @counts(%x: !x, %one: tensor<2x1x8xf32>, %k: index) -> (index, index, index, index) {
  // CHECK-DAG: %[[ONE:.*]] = arith.constant 1 : index
  // CHECK-DAG: %[[THREE:.*]] = arith.constant 3 : index
  // CHECK-DAG: %[[FOUR:.*]] = arith.constant 4 : index
  // CHECK-DAG: %[[FIVE:.*]] = arith.constant 5 : index
  // CHECK: return %[[FIVE]], %[[THREE]], %[[FOUR]], %[[ONE]]
  %few = arith.constant 1 : index
  %many = arith.constant 9 : index
  %g, %a = dsa.match_tokens %x merge(%few) : !x
  %h, %b = dsa.match_tokens %x merge(%many) : !x
  // Tokens 2 and 4 are sources.
  %i, %c = dsa.match_tokens %x merge(%many) protect = 1 : !x
  %j, %d = dsa.match_tokens %one merge(%k) : tensor<2x1x8xf32>
  return %a, %b, %c, %d : index, index, index, index
}

// Not where the number of merges is not known, or that of tokens.
// CHECK-LABEL: func.func @unknown
func.func @unknown(%x: !x, %open: tensor<2x?x8xf32>, %k: index) -> (index, index) {
  // CHECK: %{{.*}}, %[[A:.*]] = dsa.match_tokens
  // CHECK: %{{.*}}, %[[B:.*]] = dsa.match_tokens
  // CHECK: return %[[A]], %[[B]]
  %few = arith.constant 1 : index
  %g, %a = dsa.match_tokens %x merge(%k) : !x
  %h, %b = dsa.match_tokens %open merge(%few) : tensor<2x?x8xf32>
  return %a, %b : index, index
}

// Nothing is merged: tokens stay, sizes are 1, and nothing is taken apart.
// CHECK-LABEL: func.func @nothing
// CHECK-SAME:    %[[X:[a-z0-9]*]]: tensor<2x6x8xf32>
func.func @nothing(%x: !x) -> (tensor<2x?x8xf32>, tensor<2x?xf32>, !x) {
  // CHECK-DAG: %[[ONES:.*]] = arith.constant dense<1.000000e+00> : tensor<2x6xf32>
  // CHECK-DAG: %[[MERGED:.*]] = tensor.cast %[[X]]
  // CHECK-DAG: %[[SIZES:.*]] = tensor.cast %[[ONES]]
  // CHECK-NOT: dsa
  // CHECK: return %[[MERGED]], %[[SIZES]], %[[X]]
  %zero = arith.constant 0 : index
  %g, %n = dsa.match_tokens %x merge(%zero) : !x
  %y, %of_y = dsa.merge_tokens %x, %g count(%n) : !x, !g
  %back = dsa.unmerge_tokens %y, %g : tensor<2x?x8xf32>, !g
  return %y, %of_y, %back : tensor<2x?x8xf32>, tensor<2x?xf32>, !x
}

// Sizes that are given are added up, and -0 would become 0.
// CHECK-LABEL: func.func @nothing_with_sizes
// CHECK-SAME:    %[[X:[a-z0-9]*]]: tensor<2x6x8xf32>, %[[S:[a-z0-9]*]]: tensor<2x6xf32>
func.func @nothing_with_sizes(%x: !x, %s: tensor<2x6xf32>) -> (tensor<2x?x8xf32>, tensor<2x?xf32>) {
  // CHECK-DAG: %[[MERGED:.*]] = tensor.cast %[[X]]
  // CHECK-DAG: %{{.*}}, %[[SIZES:.*]] = dsa.merge_tokens
  // CHECK: return %[[MERGED]], %[[SIZES]]
  %zero = arith.constant 0 : index
  %g, %n = dsa.match_tokens %x merge(%zero) : !x
  %y, %of_y = dsa.merge_tokens %x, %g count(%n) sizes(%s : tensor<2x6xf32>) : !x, !g
  return %y, %of_y : tensor<2x?x8xf32>, tensor<2x?xf32>
}

// Something is merged, or a token may have no group.
// CHECK-LABEL: func.func @something
func.func @something(%x: !x, %k: index, %any: !g) -> (!x, tensor<2x?x8xf32>, !x) {
  // CHECK: dsa.merge_tokens
  // CHECK: dsa.unmerge_tokens
  // CHECK: dsa.merge_tokens
  // CHECK: dsa.unmerge_tokens
  %one = arith.constant 1 : index
  %less = arith.constant 5 : index
  %six = arith.constant 6 : index
  %zero = arith.constant 0 : index
  %g, %n = dsa.match_tokens %x merge(%one) : !x
  %y, %of_y = dsa.merge_tokens %x, %g count(%n) : !x, !g
  %a = dsa.unmerge_tokens %y, %g : tensor<2x?x8xf32>, !g
  %h, %m = dsa.match_tokens %x merge(%zero) : !x
  %b, %of_b = dsa.merge_tokens %x, %h count(%less) : !x, !g
  %c = dsa.unmerge_tokens %x, %any : !x, !g
  return %a, %b, %c : !x, tensor<2x?x8xf32>, !x
}
