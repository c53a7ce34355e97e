// A stored pattern that is not valid ends a debug run with a line that names op, row and value, whichever invariant it
// violates; one that is valid changes nothing.
//
// RUN: ds-run %s --function=expand --verify-patterns --input=1x2x3xi32=0,1,3,3,3,4 --input=4xi32=3,0,1,2 \
// RUN:   --expected-output=1x2x2x4xi1=0,0,0,1,1,1,0,0,0,0,0,0,0,0,1,0
//
// RUN: not ds-run %s --function=expand --verify-patterns --input=1x2x3xi32=1,1,3,3,3,4 --input=4xi32=3,0,1,2 2>&1 | FileCheck %s --check-prefix=ZERO
// ZERO: error: {{.*}}verify-patterns.mlir:79:8: expand_mask: the row pointers of batch 0, head 0 start at 1, expected 0, where those before them end
// RUN: not ds-run %s --function=expand --verify-patterns --input=1x2x3xi32=0,1,3,2,3,4 --input=4xi32=3,0,1,2 2>&1 | FileCheck %s --check-prefix=START
// START: expand_mask: the row pointers of batch 0, head 1 start at 2, expected 3, where those before them end
// RUN: not ds-run %s --function=expand --verify-patterns --input=1x2x3xi32=0,2,1,1,1,1 --input=4xi32=0,1,2,2 2>&1 | FileCheck %s --check-prefix=FALLS
// FALLS: expand_mask: at batch 0, head 0, row 1: the row ends at 1, before its start at 2
// RUN: not ds-run %s --function=expand --verify-patterns --input=1x2x3xi32=0,1,3,3,3,5 --input=4xi32=3,0,1,2 2>&1 | FileCheck %s --check-prefix=BEYOND
// BEYOND: expand_mask: at batch 0, head 1, row 1: the row ends at 5, but there are 4 columns
// RUN: not ds-run %s --function=expand --verify-patterns --input=1x2x3xi32=0,1,3,3,3,4 --input=4xi32=3,0,4,2 2>&1 | FileCheck %s --check-prefix=OUTSIDE
// OUTSIDE: expand_mask: at batch 0, head 0, row 1: column 4 is not in 0 <= column < 4
// RUN: not ds-run %s --function=expand --verify-patterns --input=1x2x3xi32=0,1,3,3,3,4 --input=4xi32=-1,0,1,2 2>&1 | FileCheck %s --check-prefix=NEGATIVE
// NEGATIVE: expand_mask: at batch 0, head 0, row 0: column -1 is not in 0 <= column < 4
// RUN: not ds-run %s --function=expand --verify-patterns --input=1x2x3xi32=0,1,3,3,3,4 --input=4xi32=3,1,0,2 2>&1 | FileCheck %s --check-prefix=ORDER
// ORDER: expand_mask: at batch 0, head 0, row 1: column 0 after 1, expected ascending order
// RUN: not ds-run %s --function=expand --verify-patterns --input=1x2x3xi32=0,1,3,3,3,4 --input=4xi32=3,1,1,2 2>&1 | FileCheck %s --check-prefix=TWICE
// TWICE: expand_mask: at batch 0, head 0, row 1: column 1 is there twice
//
// The number of block columns of attention is that of its keys: ceil(5 / 3).
// RUN: ds-run %s --function=attend --verify-patterns --input=1x1x5x2xf32=1 --input=1x1x4xi64=0,1,1,2 --input=2xi64=0,1
// RUN: not ds-run %s --function=attend --verify-patterns --input=1x1x5x2xf32=1 --input=1x1x4xi64=0,1,1,2 --input=2xi64=0,2 2>&1 | FileCheck %s --check-prefix=KEYS
// KEYS: attention: at batch 0, head 0, row 2: column 2 is not in 0 <= column < 2
// RUN: not ds-run %s --function=attend --verify-patterns --input=1x1x5x2xf32=1 --input=1x1x0xi64=0 --input=2xi64=0,2 2>&1 | FileCheck %s --check-prefix=NONE
// NONE: attention: the pattern has 0 row pointers a head, expected at least 1
//
// RUN: ds-run %s --function=elements --verify-patterns --input=1x1x2xi32=0,2 --input=2xi32=0,1 --input=2xi32=-1,0 --input=1x2x1xi8=1 \
// RUN:   --expected-output=1x1x2x4xi1=1,1,1,1,1,1,0,0
// RUN: not ds-run %s --function=elements --verify-patterns --input=1x1x2xi32=0,2 --input=2xi32=0,1 --input=2xi32=-1,1 --input=1x2x1xi8=1 2>&1 | FileCheck %s --check-prefix=ID
// ID: expand_elements: at batch 0, head 0, row 0: mask id 1 is neither in 0 <= id < 1 nor -1
//
// Tiles whose masks are none are full; the keys of a softmax are a number.
// RUN: ds-run %s --function=shares --verify-patterns --input=1x1x2x2x2xf32=1 --input=1x1x2xi32=0,2 --input=2xi32=0,1 --input=0xi32=0 --input=3
// RUN: not ds-run %s --function=shares --verify-patterns --input=1x1x2x2x2xf32=1 --input=1x1x2xi32=0,2 --input=2xi32=0,1 --input=0xi32=0 --input=2 2>&1 | FileCheck %s --check-prefix=SHARES
// SHARES: sparse_softmax: at batch 0, head 0, row 0: column 1 is not in 0 <= column < 1
// RUN: not ds-run %s --function=shares --verify-patterns --input=1x1x2x2x2xf32=1 --input=1x1x2xi32=0,2 --input=2xi32=0,1 --input=2xi32=0,1 --input=3 2>&1 | FileCheck %s --check-prefix=SHARES-ID
// SHARES-ID: sparse_softmax: at batch 0, head 0, row 0: mask id 1 is neither in 0 <= id < 1 nor -1
//
// Sizes that types leave open: rows, batch entries and heads, masks, mask ids and tiles are as many as are read.
// RUN: not ds-run %s --function=attend --verify-patterns --input=1x1x5x2xf32=1 --input=1x1x3xi64=0,1,1 --input=2xi64=0,1 2>&1 | FileCheck %s --check-prefix=ROWS
// ROWS: attention: the pattern has 2 rows a head, expected 3
// RUN: ds-run %s --function=open --verify-patterns --input=1x1x2xi32=0,2 --input=2xi32=0,1 --input=2xi32=-1,0 --input=1x2x1xi8=1 --input=1x1x2x4xi1=0
// RUN: not ds-run %s --function=open --verify-patterns --input=1x2x2xi32=0,0,0,2 --input=2xi32=0,1 --input=2xi32=-1,0 --input=1x2x1xi8=1 --input=1x1x2x4xi1=0 2>&1 | FileCheck %s --check-prefix=HEADS
// HEADS: expand_elements: a list is of 2 heads, expected 1
// RUN: not ds-run %s --function=open --verify-patterns --input=2x1x2xi32=0,0,0,2 --input=2xi32=0,1 --input=2xi32=-1,0 --input=1x2x1xi8=1 --input=1x1x2x4xi1=0 2>&1 | FileCheck %s --check-prefix=BATCH
// BATCH: expand_elements: a list is of 2 batch entries, expected 1
// RUN: not ds-run %s --function=open --verify-patterns --input=1x1x2xi32=0,2 --input=2xi32=0,1 --input=1xi32=-1 --input=1x2x1xi8=1 --input=1x1x2x4xi1=0 2>&1 | FileCheck %s --check-prefix=IDS
// IDS: expand_elements: at batch 0, head 0, row 0: the row ends at 2, but there are 1 mask ids
// RUN: not ds-run %s --function=open --verify-patterns --input=1x1x2xi32=0,2 --input=2xi32=0,1 --input=2xi32=-1,0 --input=1x1x1xi8=1 --input=1x1x2x4xi1=0 2>&1 | FileCheck %s --check-prefix=MASK-KEYS
// MASK-KEYS: expand_elements: the masks are of 1 keys, expected 2 as the blocks
// RUN: not ds-run %s --function=open --verify-patterns --input=1x1x2xi32=0,2 --input=2xi32=0,1 --input=2xi32=-1,0 --input=1x2x2xi8=1 --input=1x1x2x4xi1=0 2>&1 | FileCheck %s --check-prefix=MASK-BYTES
// MASK-BYTES: expand_elements: the masks have 2 bytes a key, expected 1
// RUN: not ds-run %s --function=open --verify-patterns --input=1x1x2xi32=0,2 --input=2xi32=0,1 --input=2xi32=-1,0 --input=1x2x1xi8=4,1 --input=1x1x2x4xi1=0 2>&1 | FileCheck %s --check-prefix=BITS
// BITS: expand_elements: at batch 0, head 0, row 0: mask 0, of block column 1, has a bit of a query or a key that does not exist
// RUN: ds-run %s --function=of_heads --verify-patterns --input=1x2x5x2xf32=1 --input=1x1x4xi64=0,1,1,2 --input=2xi64=0,1
// RUN: not ds-run %s --function=of_heads --verify-patterns --input=1x2x5x2xf32=1 --input=1x3x4xi64=0 --input=2xi64=0,1 2>&1 | FileCheck %s --check-prefix=SERVED-HEADS
// SERVED-HEADS: attention: the pattern is of 3 heads, expected 2 as the operands, or 1
// RUN: not ds-run %s --function=of_heads --verify-patterns --input=1x2x5x2xf32=1 --input=2x1x4xi64=0 --input=2xi64=0,1 2>&1 | FileCheck %s --check-prefix=SERVED-BATCH
// SERVED-BATCH: attention: the pattern is of 2 batch entries, expected 1 as the operands, or 1
// RUN: not ds-run %s --function=shares --verify-patterns --input=1x1x1x2x2xf32=1 --input=1x1x2xi32=0,2 --input=2xi32=0,1 --input=0xi32=0 --input=3 2>&1 | FileCheck %s --check-prefix=TILES
// TILES: sparse_softmax: at batch 0, head 0, row 0: the row ends at 2, but there are 1 tiles
//
// On by default where debugging is, and not where speed is.
// RUN: not ds-run %s --function=expand -O0 --input=1x2x3xi32=0,1,3,3,3,4 --input=4xi32=3,1,1,2 2>&1 | FileCheck %s --check-prefix=TWICE
// RUN: ds-run %s --function=expand -O0 --verify-patterns=false --input=1x2x3xi32=0,1,3,3,3,4 --input=4xi32=3,1,1,2
// RUN: ds-run %s --function=expand --input=1x2x3xi32=0,1,3,3,3,4 --input=4xi32=3,1,1,2
// RUN: not ds-run %s --function=expand --verify-patterns --pipeline=canonicalize --input=1x2x3xi32=0,1,3,3,3,4 --input=4xi32=3,1,1,2 2>&1 | FileCheck %s --check-prefix=EITHER
// EITHER: a pipeline of your own decides on strategy, compute type, products, target, schedule and checks
//
// What our own kernels choose is valid.
// RUN: ds-run %s --function=choose --verify-patterns --input=1x2x3x4xf32='random(1)' --input=1x9xf32='random(2)' --input=5 --input=0.5

func.func @expand(%rows: tensor<1x2x3xi32>, %columns: tensor<?xi32>) -> tensor<1x2x2x4xi1> {
  %mask = tensor.empty() : tensor<1x2x2x4xi1>
  %r = dsk.expand_mask ins(%rows, %columns : tensor<1x2x3xi32>, tensor<?xi32>) outs(%mask : tensor<1x2x2x4xi1>) -> tensor<1x2x2x4xi1>
  return %r : tensor<1x2x2x4xi1>
}

func.func @attend(%q: tensor<1x1x5x2xf32>, %rows: tensor<1x1x?xi64>, %columns: tensor<?xi64>) -> tensor<1x1x5x2xf32> {
  %o = tensor.empty() : tensor<1x1x5x2xf32>
  %r = dsk.attention ins(%q, %q, %q, %rows, %columns : tensor<1x1x5x2xf32>, tensor<1x1x5x2xf32>, tensor<1x1x5x2xf32>, tensor<1x1x?xi64>, tensor<?xi64>)
    outs(%o : tensor<1x1x5x2xf32>) block = [2, 3] scale = 0.5 -> tensor<1x1x5x2xf32>
  return %r : tensor<1x1x5x2xf32>
}

func.func @choose(%s: tensor<1x2x3x4xf32>, %saliency: tensor<1x9xf32>, %budget: index, %least: f32) -> (tensor<1x2x3x4xi1>, tensor<1x?xi32>) {
  %p = dsa.select_blocks %s top_k(%budget) : tensor<1x2x3x4xf32> -> !dsa.pattern<1x2x6x12, block = 2x3>
  %m = dsa.pattern_to_mask %p : !dsa.pattern<1x2x6x12, block = 2x3>
  %i = dsa.gate_tokens %saliency budget(%budget) threshold(%least) : tensor<1x9xf32>
  return %m, %i : tensor<1x2x3x4xi1>, tensor<1x?xi32>
}

func.func @elements(%rows: tensor<1x1x2xi32>, %columns: tensor<2xi32>, %ids: tensor<2xi32>, %masks: tensor<1x2x1xi8>) -> tensor<1x1x2x4xi1> {
  %mask = tensor.empty() : tensor<1x1x2x4xi1>
  %r = dsk.expand_elements ins(%rows, %columns, %ids, %masks : tensor<1x1x2xi32>, tensor<2xi32>, tensor<2xi32>, tensor<1x2x1xi8>)
    outs(%mask : tensor<1x1x2x4xi1>) block = [2, 2] -> tensor<1x1x2x4xi1>
  return %r : tensor<1x1x2x4xi1>
}

func.func @shares(%x: tensor<1x1x?x2x2xf32>, %rows: tensor<1x1x2xi32>, %columns: tensor<?xi32>, %ids: tensor<?xi32>, %keys: index)
    -> tensor<1x1x2xf32> {
  %masks = arith.constant dense<1> : tensor<1x2x1xi8>
  %c2 = arith.constant 2 : index
  %tiles = tensor.dim %x, %c2 : tensor<1x1x?x2x2xf32>
  %w = tensor.empty(%tiles) : tensor<1x1x?x2x2xf32>
  %lse = tensor.empty() : tensor<1x1x2xf32>
  %r:2 = dsk.sparse_softmax ins(%x, %keys, %rows, %columns, %ids, %masks : tensor<1x1x?x2x2xf32>, tensor<1x1x2xi32>, tensor<?xi32>, tensor<?xi32>, tensor<1x2x1xi8>)
    outs(%w, %lse : tensor<1x1x?x2x2xf32>, tensor<1x1x2xf32>) block = [2, 2] -> tensor<1x1x?x2x2xf32>, tensor<1x1x2xf32>
  return %r#1 : tensor<1x1x2xf32>
}

func.func @open(%rows: tensor<?x?x?xi32>, %columns: tensor<?xi32>, %ids: tensor<?xi32>, %masks: tensor<?x?x?xi8>, %mask: tensor<?x?x?x?xi1>)
    -> tensor<?x?x?x?xi1> {
  %r = dsk.expand_elements ins(%rows, %columns, %ids, %masks : tensor<?x?x?xi32>, tensor<?xi32>, tensor<?xi32>, tensor<?x?x?xi8>)
    outs(%mask : tensor<?x?x?x?xi1>) block = [2, 2] -> tensor<?x?x?x?xi1>
  return %r : tensor<?x?x?x?xi1>
}

func.func @of_heads(%q: tensor<?x?x5x2xf32>, %rows: tensor<?x?x4xi64>, %columns: tensor<?xi64>) -> tensor<?x?x5x2xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %batch = tensor.dim %q, %c0 : tensor<?x?x5x2xf32>
  %heads = tensor.dim %q, %c1 : tensor<?x?x5x2xf32>
  %o = tensor.empty(%batch, %heads) : tensor<?x?x5x2xf32>
  %r = dsk.attention ins(%q, %q, %q, %rows, %columns : tensor<?x?x5x2xf32>, tensor<?x?x5x2xf32>, tensor<?x?x5x2xf32>, tensor<?x?x4xi64>, tensor<?xi64>)
    outs(%o : tensor<?x?x5x2xf32>) block = [2, 3] scale = 0.5 -> tensor<?x?x5x2xf32>
  return %r : tensor<?x?x5x2xf32>
}
