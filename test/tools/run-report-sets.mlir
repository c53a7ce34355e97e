// ds-run --report: lists stand for sets, of what is in range and each entry once, as the ops define them.
//
// RUN: for strategy in reference fast; do \
// RUN:   ds-run %s --strategy=$strategy --function=product --input=1x1x5x4xf32=1 --input=1x1x4x6xf32=1 --input=1x4xi32=0,1,2,3 \
// RUN:     --input=1x1x5x6xf32=1 --report=- --output=@%t.npy | FileCheck %s --check-prefix=ALL || exit 1; \
// RUN:   ds-run %s --strategy=$strategy --function=product --input=1x1x5x4xf32=1 --input=1x1x4x6xf32=1 --input=1x4xi32=1,1,1,9 \
// RUN:     --input=1x1x5x6xf32=1 --report=- --output=@%t.npy | FileCheck %s --check-prefix=ONE || exit 1; \
// RUN:   ds-run %s --strategy=$strategy --function=product --input=2x1x5x4xf32=1 --input=2x1x4x6xf32=1 --input=2x4xi32=3,2,1,0,2,2,9,-1 \
// RUN:     --input=2x1x5x6xf32=1 --report=- --output=@%t.npy | FileCheck %s --check-prefix=TWO || exit 1; \
// RUN:   ds-run %s --strategy=$strategy --function=scores --input=1x1x5x6xf32=1 --input=1x1x4x6xf32=1 --input=1x2xi32=3,3 --input=1x2xi32=-1,77 \
// RUN:     --input=1x1x5x4xf32=1 --report=- --output=@%t.npy | FileCheck %s --check-prefix=ROW || exit 1; \
// RUN:   ds-run %s --strategy=$strategy --function=scores --input=2x1x5x6xf32=1 --input=2x1x4x6xf32=1 --input=2x2xi32=3,3,0,1 --input=2x2xi32=-1,77,2,0 \
// RUN:     --input=2x1x5x4xf32=1 --report=- --output=@%t.npy | FileCheck %s --check-prefix=BOTH || exit 1; \
// RUN:   ds-run %s --strategy=$strategy --function=rows --input=1x1x5x4xf32=1 --input=1x1x4x6xf32=1 --input=1x3xi32=1,1,7 \
// RUN:     --input=1x1x5x6xf32=1 --report=- --output=@%t.npy | FileCheck %s --check-prefix=ROWS || exit 1; done

// Two products a key, of 5 x 6 numbers and two operations each: 120. With all four keys it is one a key, the dense product: 240.
// ALL:       "op": "dsa.update_product",
// ALL:       "done": {
// ALL-NEXT:    "least": 240,
// ALL-NEXT:    "most": 240
// ALL-NEXT:  },
// ALL-NEXT:  "dense": {
// ALL-NEXT:    "least": 240,
// Of 1, 1, 1, 9 the set is {1}.
// ONE:       "op": "dsa.update_product",
// ONE:       "done": {
// ONE-NEXT:    "least": 120,
// ONE-NEXT:    "most": 120
// One batch entry with all four, and one with {2}: 240 + 120.
// TWO:       "op": "dsa.update_product",
// TWO:       "done": {
// TWO-NEXT:    "least": 360,
// TWO-NEXT:    "most": 360
// TWO-NEXT:  },
// TWO-NEXT:  "dense": {
// TWO-NEXT:    "least": 480,
func.func @product(%a: tensor<?x1x5x4xf32>, %v: tensor<?x1x4x6xf32>, %keys: tensor<?x4xi32>, %p: tensor<?x1x5x6xf32>) -> tensor<?x1x5x6xf32> {
  %o, %b, %w = dsa.update_product %a, %v keys(%keys : tensor<?x4xi32>) into %p, %a, %v
    : tensor<?x1x5x4xf32>, tensor<?x1x4x6xf32>, tensor<?x1x5x6xf32>, tensor<?x1x5x4xf32>, tensor<?x1x4x6xf32>
  return %o : tensor<?x1x5x6xf32>
}

// A score is 2 * 6. One row of four: 48.
// ROW:       "op": "dsa.update_scores",
// ROW:       "done": {
// ROW-NEXT:    "least": 48,
// ROW-NEXT:    "most": 48
// The same, and in the other batch entry two rows of four and two columns of five, of which the rows have two each: 48 + 12 * (8 + 2 * 3).
// BOTH:      "op": "dsa.update_scores",
// BOTH:      "done": {
// BOTH-NEXT:   "least": 216,
// BOTH-NEXT:   "most": 216
func.func @scores(%q: tensor<?x1x5x6xf32>, %k: tensor<?x1x4x6xf32>, %rows: tensor<?x2xi32>, %columns: tensor<?x2xi32>, %s: tensor<?x1x5x4xf32>)
    -> tensor<?x1x5x4xf32> {
  %o = dsa.update_scores %q, %k rows(%rows : tensor<?x2xi32>) columns(%columns : tensor<?x2xi32>) into %s
    : tensor<?x1x5x6xf32>, tensor<?x1x4x6xf32>, tensor<?x1x5x4xf32>
  return %o : tensor<?x1x5x4xf32>
}

// One row: 2 * 4 * 6.
// ROWS:      "op": "dsa.update_product_rows",
// ROWS:      "done": {
// ROWS-NEXT:   "least": 48,
// ROWS-NEXT:   "most": 48
func.func @rows(%a: tensor<1x1x5x4xf32>, %v: tensor<1x1x4x6xf32>, %rows: tensor<1x3xi32>, %p: tensor<1x1x5x6xf32>) -> tensor<1x1x5x6xf32> {
  %o = dsa.update_product_rows %a, %v rows(%rows : tensor<1x3xi32>) into %p
    : tensor<1x1x5x4xf32>, tensor<1x1x4x6xf32>, tensor<1x1x5x6xf32>
  return %o : tensor<1x1x5x6xf32>
}
