// RUN: ds-opt %s --canonicalize | FileCheck %s

!q = tensor<1x2x9x8xf32>
!k = tensor<1x2x7x8xf32>
!s = tensor<1x2x9x7xf32>
!no = tensor<1x0xi32>
!some = tensor<1x?xi32>

// Where nothing is listed, the state stays.
// CHECK-LABEL: func.func @nothing
// CHECK-SAME:    %{{.*}}: tensor<1x2x9x8xf32>, %[[V:.*]]: tensor<1x2x7x8xf32>, %[[S:.*]]: tensor<1x2x9x7xf32>, %[[O:.*]]: tensor<1x2x9x8xf32>, %{{.*}}: tensor<1x0xi32>
// CHECK-NEXT:    return %[[S]], %[[O]], %[[O]], %[[S]], %[[V]]
func.func @nothing(%q: !q, %k: !k, %s: !s, %o: !q, %no: !no) -> (!s, !q, !q, !s, !k) {
  %a = dsa.update_scores %q, %k rows(%no : !no) columns(%no : !no) into %s : !q, !k, !s
  %b = dsa.update_product_rows %s, %k rows(%no : !no) into %o : !s, !k, !q
  %c:3 = dsa.update_product %s, %k keys(%no : !no) into %o, %s, %k : !s, !k, !q, !s, !k
  return %a, %b, %c#0, %c#1, %c#2 : !s, !q, !q, !s, !k
}

// Not where one list has entries.
// CHECK-LABEL: func.func @something
// CHECK:         dsa.update_scores
// CHECK:         dsa.update_scores
// CHECK:         dsa.update_product_rows
// CHECK:         dsa.update_product
func.func @something(%q: !q, %k: !k, %s: !s, %o: !q, %no: !no, %some: !some) -> (!s, !s, !q, !q) {
  %a = dsa.update_scores %q, %k rows(%some : !some) columns(%no : !no) into %s : !q, !k, !s
  %b = dsa.update_scores %q, %k rows(%no : !no) columns(%some : !some) into %s : !q, !k, !s
  %c = dsa.update_product_rows %s, %k rows(%some : !some) into %o : !s, !k, !q
  %d:3 = dsa.update_product %s, %k keys(%some : !some) into %o, %s, %k : !s, !k, !q, !s, !k
  return %a, %b, %c, %d#0 : !s, !s, !q, !q
}

// No keys are all of none: the product is 0 and not what it was. Nor is it known where their number is not.
// CHECK-LABEL: func.func @no_keys
// CHECK:         dsa.update_product
// CHECK:         dsa.update_product
func.func @no_keys(%a: tensor<1x2x9x0xf32>, %v: tensor<1x2x0x8xf32>, %o: !q, %no: !no, %b: tensor<1x2x9x?xf32>, %w: tensor<1x2x?x8xf32>)
    -> (!q, !q) {
  %x:3 = dsa.update_product %a, %v keys(%no : !no) into %o, %a, %v
    : tensor<1x2x9x0xf32>, tensor<1x2x0x8xf32>, !q, tensor<1x2x9x0xf32>, tensor<1x2x0x8xf32>
  %y:3 = dsa.update_product %b, %w keys(%no : !no) into %o, %b, %w
    : tensor<1x2x9x?xf32>, tensor<1x2x?x8xf32>, !q, tensor<1x2x9x?xf32>, tensor<1x2x?x8xf32>
  return %x#0, %y#0 : !q, !q
}
