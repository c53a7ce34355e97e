// Blocks that have an element of a pattern of elements are counted too, where sizes do not divide and some are open.
//
// RUN: for strategy in reference fast; do for sizes in 1x2x5x7 1x2x?x?; do sed "s/SIZES/$sizes/g" %s > %t.mlir; \
// RUN:   ds-run %t.mlir --strategy=$strategy --input=1x2x5x7xi1=1,0,0,0,0,0,1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1,0,0,0,0,0,0,0,0 \
// RUN:     --report=- | FileCheck %s || exit 1; done; done
// Of 5 x 7 in blocks of 4 x 3 there are two by three: elements are in three of the first head's, and one of the other's. A mask of 70
// bytes, two lists of 3 row pointers, and 4 columns.
// CHECK:      "exact": true,
// CHECK:      "op": "dsa.pattern_from_mask",
// CHECK:      "bytes": {
// CHECK-NEXT:   "done": {
// CHECK-NEXT:     "least": 110,
// CHECK-NEXT:     "most": 110
!p = !dsa.pattern<SIZES, block = 4x3, holds = elements, format = csr>
func.func @f(%mask: tensor<SIZESxi1>) -> i64 {
  %p = dsa.pattern_from_mask %mask : tensor<SIZESxi1> -> !p
  %n = dsa.pattern_count elements of %p : !p
  return %n : i64
}
