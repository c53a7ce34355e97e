// What each format is stored as is checked before it is read: a violation of any invariant ends a debug run with a line that
// names op, row and value, as they are stored; what is valid is read.
//
// RUN: split-file %s %t.dir && mkdir -p %t
// RUN: for f in %t.dir/*.mlir; do ds-opt $f --convert-dsa-to-dsk --mlir-print-debuginfo -o %t/$(basename $f) || exit 1; done
//
// Row pointers and columns.
// RUN: ds-run %t/csr.mlir --function=f --verify-patterns --input=1x1x5xi32=0,2,5,5,6 --input=6xi32=0,1,0,1,3,5 --input=6 --expected-output=1x1x4x6xi1=1,1,0,0,0,0,1,1,0,1,0,0,0,0,0,0,0,0,0,0,0,0,0,1
// RUN: not ds-run %t/csr.mlir --function=f --verify-patterns --input=1x1x5xi32=0,2,5,5,7 --input=6xi32=0,1,0,1,3,5 --input=6 2>&1 | FileCheck %s --check-prefix=CSR-BEYOND
// CSR-BEYOND: error: {{.*}}pattern_to_mask: at batch 0, head 0, row 3: the row ends at 7, but there are 6 columns
// RUN: not ds-run %t/csr.mlir --function=f --verify-patterns --input=1x1x5xi32=0,2000000000,2000000000,2000000000,2000000000 --input=6xi32=0,1,0,1,3,5 --input=6 2>&1 | FileCheck %s --check-prefix=CSR-FAR
// CSR-FAR: pattern_to_mask: at batch 0, head 0, row 0: the row ends at 2000000000, but there are 6 columns
// RUN: not ds-run %t/csr.mlir --function=f --verify-patterns --input=1x1x5xi32=0,2,1,1,1 --input=6xi32=0,1,0,1,3,5 --input=6 2>&1 | FileCheck %s --check-prefix=CSR-FALLS
// CSR-FALLS: pattern_to_mask: at batch 0, head 0, row 1: the row ends at 1, before its start at 2
// RUN: not ds-run %t/csr.mlir --function=f --verify-patterns --input=1x1x5xi32=-1,2,5,5,6 --input=6xi32=0,1,0,1,3,5 --input=6 2>&1 | FileCheck %s --check-prefix=CSR-START
// CSR-START: pattern_to_mask: the row pointers of batch 0, head 0 start at -1, expected 0
// RUN: not ds-run %t/csr.mlir --function=f --verify-patterns --input=1x1x5xi32=0,2,5,5,6 --input=6xi32=0,1,0,1,3,1000000 --input=6 2>&1 | FileCheck %s --check-prefix=CSR-OUTSIDE
// CSR-OUTSIDE: pattern_to_mask: at batch 0, head 0, row 3: column 1000000 is not in 0 <= column < 6
// RUN: not ds-run %t/csr.mlir --function=f --verify-patterns --input=1x1x5xi32=0,2,5,5,6 --input=6xi32=0,1,0,3,1,5 --input=6 2>&1 | FileCheck %s --check-prefix=CSR-ORDER
// CSR-ORDER: pattern_to_mask: at batch 0, head 0, row 1: column 1 after 3, expected ascending order
// RUN: not ds-run %t/csr.mlir --function=f --verify-patterns --input=1x1x5xi32=0,2,5,5,6 --input=6xi32=0,1,0,1,3,5 --input=7 2>&1 | FileCheck %s --check-prefix=CSR-WIDTH
// CSR-WIDTH: pattern_to_mask: a number of rows or columns is 7, expected 6 as in its type
// An op that looks at the row pointers alone, one that converts, and attention; the op is named at its place in the source.
// RUN: not ds-run %t/count.mlir --function=f --verify-patterns --input=1x1x5xi32=0,2,5,5,7 --input=6xi32=0,1,0,1,3,5 --input=6 2>&1 | FileCheck %s --check-prefix=COUNT
// COUNT: error: {{.*}}count.mlir:2:8: pattern_count: at batch 0, head 0, row 3: the row ends at 7, but there are 6 columns
// RUN: not ds-run %t/count.mlir --function=f --verify-patterns --input=1x1x5xi32=0,2,5,5,6 --input=6xi32=0,1,0,1,3,1000000 --input=6 2>&1 | FileCheck %s --check-prefix=COUNT-OUTSIDE
// COUNT-OUTSIDE: pattern_count: at batch 0, head 0, row 3: column 1000000 is not in 0 <= column < 6
// RUN: not ds-run %t/convert.mlir --function=f --verify-patterns --input=1x1x5xi32=0,2,5,5,6 --input=6xi32=0,1,0,1,3,1000000 --input=6 2>&1 | FileCheck %s --check-prefix=CONVERT
// CONVERT: error: {{.*}}convert.mlir:2:8: convert_pattern: at batch 0, head 0, row 3: column 1000000 is not in 0 <= column < 6
// RUN: ds-run %t/blocks.mlir --function=f --verify-patterns --input=1x1x3xi32=0,2,3 --input=3xi32=0,1,2 --input=3 --expected-output=1x1x2x3xi1=1,1,0,0,0,1
// RUN: not ds-run %t/blocks.mlir --function=f --verify-patterns --input=1x1x3xi32=0,2,3 --input=3xi32=0,1,3 --input=3 2>&1 | FileCheck %s --check-prefix=BLOCKS
// BLOCKS: pattern_to_mask: at batch 0, head 0, row 1: column 3 is not in 0 <= column < 3
//
// Blocks with masks.
// RUN: ds-run %t/bcsr.mlir --function=f --verify-patterns --input=1x1x3xi32=0,2,3 --input=3xi32=0,1,2 --input=4 --input=6 --input=3xi32=-1,0,0 --input=1x2x1xi8=0,2 --expected-output=1x1x4x6xi1=1,1,0,0,0,0,1,1,0,1,0,0,0,0,0,0,0,0,0,0,0,0,0,1
// RUN: not ds-run %t/bcsr.mlir --function=f --verify-patterns --input=1x1x3xi32=0,2,3 --input=3xi32=0,1,3 --input=4 --input=6 --input=3xi32=-1,0,0 --input=1x2x1xi8=0,2 2>&1 | FileCheck %s --check-prefix=BCSR
// BCSR: pattern_to_mask: at batch 0, head 0, row 1: column 3 is not in 0 <= column < 3
// RUN: not ds-run %t/bcsr.mlir --function=f --verify-patterns --input=1x1x3xi32=0,2,3 --input=3xi32=0,1,2 --input=4 --input=6 --input=3xi32=-1,0,1 --input=1x2x1xi8=0,2 2>&1 | FileCheck %s --check-prefix=ID
// ID: pattern_to_mask: at batch 0, head 0, row 1: mask id 1 is neither in 0 <= id < 1 nor -1
// RUN: not ds-run %t/bcsr.mlir --function=f --verify-patterns --input=1x1x3xi32=0,2,3 --input=3xi32=0,1,2 --input=4 --input=6 --input=2xi32=-1,0 --input=1x2x1xi8=0,2 2>&1 | FileCheck %s --check-prefix=IDS
// IDS: pattern_to_mask: at batch 0, head 0, row 1: the row ends at 3, but there are 2 mask ids
// RUN: not ds-run %t/bcsr.mlir --function=f --verify-patterns --input=1x1x3xi32=0,2,3 --input=3xi32=0,1,2 --input=4 --input=6 --input=3xi32=-1,0,0 --input=1x2x1xi8=0,6 2>&1 | FileCheck %s --check-prefix=STRAY
// STRAY: pattern_to_mask: at batch 0, head 0, row 0: mask 0, of block column 1, has a bit of a query or a key that does not exist
// RUN: not ds-run %t/bcsr.mlir --function=f --verify-patterns --input=1x1x3xi32=0,2,3 --input=3xi32=0,1,2 --input=4 --input=6 --input=3xi32=-1,0,0 --input=1x2x1xi8=0,0 2>&1 | FileCheck %s --check-prefix=EMPTY
// EMPTY: pattern_to_mask: at batch 0, head 0, row 0: mask 0, of block column 1, has no bit
// RUN: not ds-run %t/bcsr.mlir --function=f --verify-patterns --input=1x1x3xi32=0,2,3 --input=3xi32=0,1,2 --input=4 --input=6 --input=3xi32=-1,0,0 --input=1x2x1xi8=3,3 2>&1 | FileCheck %s --check-prefix=FULL
// FULL: pattern_to_mask: at batch 0, head 0, row 0: mask 0, of block column 1, has every bit, expected mask id -1
// RUN: not ds-run %t/bcsr.mlir --function=f --verify-patterns --input=1x1x3xi32=0,2,3 --input=3xi32=0,1,2 --input=5 --input=6 --input=3xi32=-1,0,0 --input=1x2x1xi8=0,2 2>&1 | FileCheck %s --check-prefix=QUERIES
// QUERIES: pattern_to_mask: a number of rows or columns is 5, expected 4 as in its type
// A key that does not exist, of the last block of 5 keys.
// RUN: ds-run %t/ragged.mlir --function=f --verify-patterns --input=1x1x3xi32=0,0,1 --input=1xi32=2 --input=4 --input=5 --input=1xi32=0 --input=1x2x1xi8=2,0 --expected-output=1x1x4x5xi1=0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1
// RUN: not ds-run %t/ragged.mlir --function=f --verify-patterns --input=1x1x3xi32=0,0,1 --input=1xi32=2 --input=4 --input=5 --input=1xi32=0 --input=1x2x1xi8=2,2 2>&1 | FileCheck %s --check-prefix=RAGGED
// RAGGED: pattern_to_mask: at batch 0, head 0, row 1: mask 0, of block column 2, has a bit of a query or a key that does not exist
//
// Coordinates.
// RUN: ds-run %t/coo.mlir --function=f --verify-patterns --input=1x1x2xi32=0,6 --input=6xi32=0,0,1,1,1,3 --input=6xi32=0,1,0,1,3,5 --input=4 --input=6 --expected-output=1x1x4x6xi1=1,1,0,0,0,0,1,1,0,1,0,0,0,0,0,0,0,0,0,0,0,0,0,1
// RUN: not ds-run %t/coo.mlir --function=f --verify-patterns --input=1x1x2xi32=1,6 --input=6xi32=0,0,1,1,1,3 --input=6xi32=0,1,0,1,3,5 --input=4 --input=6 2>&1 | FileCheck %s --check-prefix=COO-START
// COO-START: pattern_to_mask: the entries of batch 0, head 0 start at 1, expected 0, where those before them end
// RUN: not ds-run %t/coo.mlir --function=f --verify-patterns --input=1x1x2xi32=0,-1 --input=6xi32=0,0,1,1,1,3 --input=6xi32=0,1,0,1,3,5 --input=4 --input=6 2>&1 | FileCheck %s --check-prefix=COO-FALLS
// COO-FALLS: pattern_to_mask: the entries of batch 0, head 0 end at -1, before their start at 0
// RUN: not ds-run %t/coo.mlir --function=f --verify-patterns --input=1x1x2xi32=0,200000000 --input=6xi32=0,0,1,1,1,3 --input=6xi32=0,1,0,1,3,5 --input=4 --input=6 2>&1 | FileCheck %s --check-prefix=COO-BEYOND
// COO-BEYOND: pattern_to_mask: the entries of batch 0, head 0 end at 200000000, but there are 6
// RUN: not ds-run %t/coo.mlir --function=f --verify-patterns --input=1x1x2xi32=0,6 --input=6xi32=0,0,1,1,1,3 --input=5xi32=0,1,0,1,3 --input=4 --input=6 2>&1 | FileCheck %s --check-prefix=COO-SHORT
// COO-SHORT: pattern_to_mask: the entries of batch 0, head 0 end at 6, but there are 5
// RUN: not ds-run %t/coo.mlir --function=f --verify-patterns --input=1x1x2xi32=0,6 --input=6xi32=0,0,1,1,1,4 --input=6xi32=0,1,0,1,3,5 --input=4 --input=6 2>&1 | FileCheck %s --check-prefix=COO-ROW
// COO-ROW: pattern_to_mask: at batch 0, head 0, position 5: row 4 is not in 0 <= row < 4
// RUN: not ds-run %t/coo.mlir --function=f --verify-patterns --input=1x1x2xi32=0,6 --input=6xi32=0,0,1,1,1,40000000 --input=6xi32=0,1,0,1,3,5 --input=4 --input=6 2>&1 | FileCheck %s --check-prefix=COO-FAR
// COO-FAR: pattern_to_mask: at batch 0, head 0, position 5: row 40000000 is not in 0 <= row < 4
// RUN: not ds-run %t/coo.mlir --function=f --verify-patterns --input=1x1x2xi32=0,6 --input=6xi32=0,0,3,1,1,3 --input=6xi32=0,1,0,1,3,5 --input=4 --input=6 2>&1 | FileCheck %s --check-prefix=COO-ORDER
// COO-ORDER: pattern_to_mask: at batch 0, head 0, position 3: row 1 after 3, expected ascending order
// RUN: not ds-run %t/coo.mlir --function=f --verify-patterns --input=1x1x2xi32=0,6 --input=6xi32=0,0,1,1,1,3 --input=6xi32=0,1,0,1,1,5 --input=4 --input=6 2>&1 | FileCheck %s --check-prefix=COO-TWICE
// COO-TWICE: pattern_to_mask: at batch 0, head 0, row 1: column 1 is there twice
// RUN: not ds-run %t/coo.mlir --function=f --verify-patterns --input=1x1x2xi32=0,6 --input=6xi32=0,0,1,1,1,3 --input=6xi32=0,1,0,1,3,6 --input=4 --input=6 2>&1 | FileCheck %s --check-prefix=COO-COLUMN
// COO-COLUMN: pattern_to_mask: at batch 0, head 0, row 3: column 6 is not in 0 <= column < 6
//
// Bitmaps.
// RUN: ds-run %t/bitmap.mlir --function=f --verify-patterns --input=1x1x4x1xi64=3,11,0,32 --input=6 --expected-output=1x1x4x6xi1=1,1,0,0,0,0,1,1,0,1,0,0,0,0,0,0,0,0,0,0,0,0,0,1
// RUN: not ds-run %t/bitmap.mlir --function=f --verify-patterns --input=1x1x4x1xi64=3,11,64,32 --input=6 2>&1 | FileCheck %s --check-prefix=BITMAP
// BITMAP: pattern_to_mask: at batch 0, head 0, row 2: column 6 is not in 0 <= column < 6
// RUN: not ds-run %t/bitmap.mlir --function=f --verify-patterns --input=1x1x4x1xi64=3,11,0,32 --input=70 2>&1 | FileCheck %s --check-prefix=BITMAP-WIDTH
// BITMAP-WIDTH: pattern_to_mask: a number of rows or columns is 70, expected 6 as in its type
// RUN: not ds-run %t/any_bitmap.mlir --function=f --verify-patterns --input=1x1x4x1xi64=3,11,0,32 --input=70 2>&1 | FileCheck %s --check-prefix=BITMAP-WORDS
// BITMAP-WORDS: pattern_to_mask: a row of the bitmap has 1 words, expected 2
//
// Hybrids: of each of the two sets what holds of it, and that they share no element. Values are those that are stored.
// RUN: ds-run %t/hybrid.mlir --function=f --verify-patterns --input=1x1x3xi32=0,2,2 --input=2xi32=0,1 --input=4 --input=6 --input=2xi32=-1,0 --input=1x2x1xi8=0,2 --input=1x1x5xi32=0,0,0,0,1 --input=1xi32=5 --expected-output=1x1x4x6xi1=1,1,0,0,0,0,1,1,0,1,0,0,0,0,0,0,0,0,0,0,0,0,0,1
// RUN: not ds-run %t/hybrid.mlir --function=f --verify-patterns --input=1x1x3xi32=0,2,2 --input=2xi32=0,1 --input=4 --input=6 --input=2xi32=-1,7 --input=1x2x1xi8=0,2 --input=1x1x5xi32=0,0,0,0,1 --input=1xi32=5 2>&1 | FileCheck %s --check-prefix=HYBRID-ID
// HYBRID-ID: pattern_to_mask: blocks of the hybrid: at batch 0, head 0, row 0: mask id 7 is neither in 0 <= id < 1 nor -1
// RUN: not ds-run %t/hybrid.mlir --function=f --verify-patterns --input=1x1x3xi32=0,2,2 --input=2xi32=0,3 --input=4 --input=6 --input=2xi32=-1,0 --input=1x2x1xi8=0,2 --input=1x1x5xi32=0,0,0,0,1 --input=1xi32=5 2>&1 | FileCheck %s --check-prefix=HYBRID-BLOCK
// HYBRID-BLOCK: pattern_to_mask: blocks of the hybrid: at batch 0, head 0, row 0: column 3 is not in 0 <= column < 3
// RUN: not ds-run %t/hybrid.mlir --function=f --verify-patterns --input=1x1x3xi32=0,2,2 --input=2xi32=0,1 --input=4 --input=6 --input=2xi32=-1,0 --input=1x2x1xi8=0,2 --input=1x1x5xi32=0,0,0,0,1 --input=1xi32=6 2>&1 | FileCheck %s --check-prefix=HYBRID-COLUMN
// HYBRID-COLUMN: pattern_to_mask: elements of the hybrid: at batch 0, head 0, row 3: column 6 is not in 0 <= column < 6
// RUN: not ds-run %t/hybrid.mlir --function=f --verify-patterns --input=1x1x3xi32=0,2,2 --input=2xi32=0,1 --input=4 --input=6 --input=2xi32=-1,0 --input=1x2x1xi8=0,2 --input=1x1x5xi32=0,0,0,0,2000000000 --input=1xi32=5 2>&1 | FileCheck %s --check-prefix=HYBRID-FAR
// HYBRID-FAR: pattern_to_mask: elements of the hybrid: at batch 0, head 0, row 3: the row ends at 2000000000, but there are 1 columns
// RUN: not ds-run %t/hybrid.mlir --function=f --verify-patterns --input=1x1x3xi32=0,2000000000,2000000000 --input=2xi32=0,1 --input=4 --input=6 --input=2xi32=-1,0 --input=1x2x1xi8=0,2 --input=1x1x5xi32=0,0,0,0,1 --input=1xi32=5 2>&1 | FileCheck %s --check-prefix=HYBRID-FAR-BLOCKS
// HYBRID-FAR-BLOCKS: pattern_to_mask: blocks of the hybrid: at batch 0, head 0, row 0: the row ends at 2000000000, but there are 2 columns
// RUN: not ds-run %t/hybrid.mlir --function=f --verify-patterns --input=1x1x3xi32=0,2,2 --input=2xi32=0,1 --input=4 --input=6 --input=2xi32=-1,0 --input=1x2x1xi8=0,2 --input=1x1x5xi32=0,1,1,1,1 --input=1xi32=1 2>&1 | FileCheck %s --check-prefix=HYBRID-FULL
// HYBRID-FULL: pattern_to_mask: elements of the hybrid: at batch 0, head 0, row 0: column 1 is listed, and in the block of block column 0
// RUN: not ds-run %t/hybrid.mlir --function=f --verify-patterns --input=1x1x3xi32=0,2,2 --input=2xi32=0,1 --input=4 --input=6 --input=2xi32=-1,0 --input=1x2x1xi8=0,2 --input=1x1x5xi32=0,0,1,1,1 --input=1xi32=3 2>&1 | FileCheck %s --check-prefix=HYBRID-PARTIAL
// HYBRID-PARTIAL: pattern_to_mask: elements of the hybrid: at batch 0, head 0, row 1: column 3 is listed, and in the block of block column 1
// Another element of the same partial block is in one of them only.
// RUN: ds-run %t/hybrid.mlir --function=f --verify-patterns --input=1x1x3xi32=0,2,2 --input=2xi32=0,1 --input=4 --input=6 --input=2xi32=-1,0 --input=1x2x1xi8=0,2 --input=1x1x5xi32=0,1,1,1,1 --input=1xi32=3 --expected-output=1x1x4x6xi1=1,1,0,1,0,0,1,1,0,1,0,0,0,0,0,0,0,0,0,0,0,0,0,0
// RUN: ds-run %t/attention.mlir --function=f --verify-patterns --input=1x1x3xi32=0,2,2 --input=2xi32=0,1 --input=4 --input=6 --input=2xi32=-1,0 --input=1x2x1xi8=0,2 --input=1x1x5xi32=0,0,0,0,1 --input=1xi32=5 --input=1x1x4x2xf32=1 --input=1x1x6x2xf32=1 --expected-output=1x1x4x2xf32=1,1,1,1,0,0,1,1
// RUN: not ds-run %t/attention.mlir --function=f --verify-patterns --input=1x1x3xi32=0,2,2 --input=2xi32=0,1 --input=4 --input=6 --input=2xi32=-1,0 --input=1x2x1xi8=0,2 --input=1x1x5xi32=0,1,1,1,1 --input=1xi32=1 --input=1x1x4x2xf32=1 --input=1x1x6x2xf32=1 2>&1 | FileCheck %s --check-prefix=ATTENTION
// ATTENTION: error: {{.*}}attention.mlir:3:8: attention: elements of the hybrid: at batch 0, head 0, row 0: column 1 is listed, and in the block of block column 0
// RUN: not ds-run %t/any_hybrid.mlir --function=f --verify-patterns --input=1x1x3xi32=0,2,2 --input=2xi32=0,1 --input=4 --input=6 --input=2xi32=-1,0 --input=1x2x1xi8=0,2 --input=2x1x5xi32=0 --input=1xi32=5 2>&1 | FileCheck %s --check-prefix=HYBRID-BATCH
// HYBRID-BATCH: pattern_to_mask: elements of the hybrid: a list is of 2 batch entries, expected 1
// RUN: not ds-run %t/any_hybrid.mlir --function=f --verify-patterns --input=1x1x3xi32=0,2,2 --input=2xi32=0,1 --input=4 --input=6 --input=2xi32=-1,0 --input=1x2x1xi8=0,2 --input=1x3x5xi32=0 --input=1xi32=5 2>&1 | FileCheck %s --check-prefix=HYBRID-HEADS
// HYBRID-HEADS: pattern_to_mask: elements of the hybrid: a list is of 3 heads, expected 1
// RUN: not ds-run %t/any_hybrid.mlir --function=f --verify-patterns --input=1x1x3xi32=0,2,2 --input=2xi32=0,1 --input=4 --input=6 --input=2xi32=-1,0 --input=1x2x1xi8=0,2 --input=1x1x4xi32=0,0,0,1 --input=1xi32=5 2>&1 | FileCheck %s --check-prefix=HYBRID-ROWS
// HYBRID-ROWS: pattern_to_mask: elements of the hybrid: the pattern has 3 rows a head, expected 4
// RUN: not ds-run %t/any_hybrid.mlir --function=f --verify-patterns --input=1x1x3xi32=0,2,2 --input=2xi32=0,1 --input=-4 --input=6 --input=2xi32=-1,0 --input=1x2x1xi8=0,2 --input=1x1x5xi32=0,0,0,0,1 --input=1xi32=5 2>&1 | FileCheck %s --check-prefix=HYBRID-NEGATIVE
// HYBRID-NEGATIVE: pattern_to_mask: blocks of the hybrid: a number of rows or columns is -4, expected at least 0
// RUN: not ds-run %t/any_hybrid.mlir --function=f --verify-patterns --input=1x1x2xi32=0,2 --input=2xi32=0,1 --input=4 --input=6 --input=2xi32=-1,0 --input=1x2x1xi8=0,2 --input=1x1x5xi32=0,0,0,0,1 --input=1xi32=5 2>&1 | FileCheck %s --check-prefix=HYBRID-BLOCK-ROWS
// HYBRID-BLOCK-ROWS: pattern_to_mask: blocks of the hybrid: the pattern has 1 rows a head, expected 2
//
// Whole lines.
// RUN: ds-run %t/row.mlir --function=f --verify-patterns --input=1x1x5xi32=0,0,1,1,1 --input=1xi32=3 --input=6 --input=1x1x2xi32=0,1 --input=1xi32=2 --expected-output=1x1x4x6xi1=0,0,0,0,0,0,0,0,0,1,0,0,1,1,1,1,1,1,0,0,0,0,0,0
// RUN: not ds-run %t/row.mlir --function=f --verify-patterns --input=1x1x5xi32=0,0,1,1,1 --input=1xi32=3 --input=6 --input=1x1x2xi32=0,1 --input=1xi32=9 2>&1 | FileCheck %s --check-prefix=ROW-HIGH
// ROW-HIGH: pattern_to_mask: at batch 0, head 0, position 0: line 9 is more than 3, the last that there is
// RUN: not ds-run %t/row.mlir --function=f --verify-patterns --input=1x1x5xi32=0,0,1,1,1 --input=1xi32=3 --input=6 --input=1x1x2xi32=0,1 --input=1xi32=-1 2>&1 | FileCheck %s --check-prefix=ROW-LOW
// ROW-LOW: pattern_to_mask: at batch 0, head 0, position 0: line -1 is less than 0, the first that there is
// RUN: not ds-run %t/row.mlir --function=f --verify-patterns --input=1x1x5xi32=0,0,1,1,1 --input=1xi32=3 --input=6 --input=1x1x2xi32=0,1 --input=1xi32=1 2>&1 | FileCheck %s --check-prefix=ROW-LISTED
// ROW-LISTED: pattern_to_mask: at batch 0, head 0, row 1: column 3 is listed, and in the whole line 1
// RUN: not ds-run %t/row.mlir --function=f --verify-patterns --input=1x1x5xi32=0,0,1,1,1 --input=1xi32=3 --input=6 --input=1x1x2xi32=0,2 --input=2xi32=3,2 2>&1 | FileCheck %s --check-prefix=ROW-ORDER
// ROW-ORDER: pattern_to_mask: at batch 0, head 0, position 1: line 2 after 3, expected ascending order
// RUN: not ds-run %t/row.mlir --function=f --verify-patterns --input=1x1x5xi32=0,0,1,1,1 --input=1xi32=3 --input=6 --input=1x1x2xi32=0,2 --input=2xi32=3,3 2>&1 | FileCheck %s --check-prefix=ROW-TWICE
// ROW-TWICE: pattern_to_mask: at batch 0, head 0, position 1: line 3 is there twice
// RUN: not ds-run %t/row.mlir --function=f --verify-patterns --input=1x1x5xi32=0,0,1,1,1 --input=1xi32=3 --input=6 --input=1x1x2xi32=0,5 --input=1xi32=2 2>&1 | FileCheck %s --check-prefix=ROW-BEYOND
// ROW-BEYOND: pattern_to_mask: the entries of batch 0, head 0 end at 5, but there are 1
// RUN: not ds-run %t/row.mlir --function=f --verify-patterns --input=1x1x5xi32=0,0,1,1,1 --input=1xi32=3 --input=6 --input=1x1x2xi32=0,2000000000 --input=1xi32=2 2>&1 | FileCheck %s --check-prefix=ROW-FAR
// ROW-FAR: pattern_to_mask: the entries of batch 0, head 0 end at 2000000000, but there are 1
// RUN: not ds-run %t/row.mlir --function=f --verify-patterns --input=1x1x5xi32=0,0,1,1,1 --input=1xi32=3 --input=6 --input=1x1x2xi32=-1,0 --input=1xi32=2 2>&1 | FileCheck %s --check-prefix=ROW-NEGATIVE
// ROW-NEGATIVE: pattern_to_mask: the entries of batch 0, head 0 start at -1, expected at least 0
// RUN: not ds-run %t/row.mlir --function=f --verify-patterns --input=1x1x5xi32=0,0,1,1,1 --input=1xi32=3 --input=6 --input=1x1x2xi32=1,0 --input=1xi32=2 2>&1 | FileCheck %s --check-prefix=ROW-FALLS
// ROW-FALLS: pattern_to_mask: the entries of batch 0, head 0 end at 0, before their start at 1
// RUN: not ds-run %t/row.mlir --function=f --verify-patterns --input=1x1x5xi32=0,0,1,1,1 --input=1xi32=6 --input=6 --input=1x1x2xi32=0,1 --input=1xi32=2 2>&1 | FileCheck %s --check-prefix=ROW-COLUMN
// ROW-COLUMN: pattern_to_mask: at batch 0, head 0, row 1: column 6 is not in 0 <= column < 6
// RUN: not ds-run %t/row.mlir --function=f --verify-patterns --input=1x1x5xi32=0,0,2000000000,2000000000,2000000000 --input=1xi32=3 --input=6 --input=1x1x2xi32=0,1 --input=1xi32=2 2>&1 | FileCheck %s --check-prefix=ROW-LISTS
// ROW-LISTS: pattern_to_mask: at batch 0, head 0, row 1: the row ends at 2000000000, but there are 1 columns
// RUN: ds-run %t/column.mlir --function=f --verify-patterns --input=1x1x5xi32=0,0,1,1,1 --input=1xi32=1 --input=6 --input=1x1x2xi32=0,1 --input=1xi32=3 --expected-output=1x1x4x6xi1=0,0,0,1,0,0,0,1,0,1,0,0,0,0,0,1,0,0,0,0,0,1,0,0
// RUN: not ds-run %t/column.mlir --function=f --verify-patterns --input=1x1x5xi32=0,0,1,1,1 --input=1xi32=1 --input=6 --input=1x1x2xi32=0,1 --input=1xi32=6 2>&1 | FileCheck %s --check-prefix=COLUMN-HIGH
// COLUMN-HIGH: pattern_to_mask: at batch 0, head 0, position 0: line 6 is more than 5, the last that there is
// RUN: not ds-run %t/column.mlir --function=f --verify-patterns --input=1x1x5xi32=0,0,1,1,1 --input=1xi32=3 --input=6 --input=1x1x2xi32=0,1 --input=1xi32=3 2>&1 | FileCheck %s --check-prefix=COLUMN-LISTED
// COLUMN-LISTED: pattern_to_mask: at batch 0, head 0, row 1: column 3 is listed, and in the whole line 3
// RUN: not ds-run %t/column.mlir --function=f --verify-patterns --input=1x1x5xi32=0,0,1,1,1 --input=1xi32=1 --input=6 --input=1x1x2xi32=0,2000000000 --input=1xi32=3 2>&1 | FileCheck %s --check-prefix=COLUMN-FAR
// COLUMN-FAR: pattern_to_mask: the entries of batch 0, head 0 end at 2000000000, but there are 1
// RUN: ds-run %t/stripe.mlir --function=f --verify-patterns --input=1x1x5xi32=0,1,1,1,1 --input=1xi32=4 --input=6 --input=1x1x2xi32=0,2 --input=2xi32=-3,5 --expected-output=1x1x4x6xi1=0,0,0,0,1,1,0,0,0,0,0,0,0,0,0,0,0,0,1,0,0,0,0,0
// RUN: not ds-run %t/stripe.mlir --function=f --verify-patterns --input=1x1x5xi32=0,1,1,1,1 --input=1xi32=4 --input=6 --input=1x1x2xi32=0,2 --input=2xi32=-4,5 2>&1 | FileCheck %s --check-prefix=STRIPE-LOW
// STRIPE-LOW: pattern_to_mask: at batch 0, head 0, position 0: line -4 is less than -3, the first that there is
// RUN: not ds-run %t/stripe.mlir --function=f --verify-patterns --input=1x1x5xi32=0,1,1,1,1 --input=1xi32=4 --input=6 --input=1x1x2xi32=0,2 --input=2xi32=-3,6 2>&1 | FileCheck %s --check-prefix=STRIPE-HIGH
// STRIPE-HIGH: pattern_to_mask: at batch 0, head 0, position 1: line 6 is more than 5, the last that there is
// RUN: not ds-run %t/stripe.mlir --function=f --verify-patterns --input=1x1x5xi32=0,1,1,1,1 --input=1xi32=4 --input=6 --input=1x1x2xi32=0,2 --input=2xi32=-3,4 2>&1 | FileCheck %s --check-prefix=STRIPE-LISTED
// STRIPE-LISTED: pattern_to_mask: at batch 0, head 0, row 0: column 4 is listed, and in the whole line 4
// RUN: not ds-run %t/stripe.mlir --function=f --verify-patterns --input=1x1x5xi32=0,0,0,0,1 --input=1xi32=0 --input=6 --input=1x1x2xi32=0,2 --input=2xi32=-3,5 2>&1 | FileCheck %s --check-prefix=STRIPE-BELOW
// STRIPE-BELOW: pattern_to_mask: at batch 0, head 0, row 3: column 0 is listed, and in the whole line -3
// Two heads: the marks of one are gone before the next.
// RUN: ds-run %t/heads.mlir --function=f --verify-patterns --input=1x2x3xi32=0,0,0,0,1,2 --input=2xi32=1,1 --input=2 --input=1x2x2xi32=0,1,1,2 --input=2xi32=1,0 --expected-output=1x2x2x2xi1=0,1,0,1,1,1,1,1
// RUN: not ds-run %t/heads.mlir --function=f --verify-patterns --input=1x2x3xi32=0,0,0,0,1,2 --input=2xi32=1,0 --input=2 --input=1x2x2xi32=0,1,1,2 --input=2xi32=1,0 2>&1 | FileCheck %s --check-prefix=HEADS
// HEADS: pattern_to_mask: at batch 0, head 1, row 1: column 0 is listed, and in the whole line 0
//
// Columns as differences: row pointers count words.
// RUN: ds-run %t/csr_d8.mlir --function=f --verify-patterns --input=1x1x5xi32=0,2,5,5,6 --input=6xi8=0,0,0,0,1,5 --input=6 --expected-output=1x1x4x6xi1=1,1,0,0,0,0,1,1,0,1,0,0,0,0,0,0,0,0,0,0,0,0,0,1
// RUN: ds-run %t/csr_d8.mlir --function=f --verify-patterns --input=1x1x5xi32=0,2,5,5,10 --input=10xi8=0,0,0,0,1,-1,5,0,0,0 --input=6 --expected-output=1x1x4x6xi1=1,1,0,0,0,0,1,1,0,1,0,0,0,0,0,0,0,0,0,0,0,0,0,1
// RUN: not ds-run %t/csr_d8.mlir --function=f --verify-patterns --input=1x1x5xi32=0,2,1,1,1 --input=6xi8=0,0,0,0,1,5 --input=6 2>&1 | FileCheck %s --check-prefix=D8-FALLS
// D8-FALLS: pattern_to_mask: at batch 0, head 0, row 1: the row ends at 1, before its start at 2
// RUN: not ds-run %t/csr_d8.mlir --function=f --verify-patterns --input=1x1x5xi32=0,2,5,5,2000000000 --input=6xi8=0,0,0,0,1,5 --input=6 2>&1 | FileCheck %s --check-prefix=D8-FAR
// D8-FAR: pattern_to_mask: at batch 0, head 0, row 3: the row ends at 2000000000, but there are 6 words
// RUN: not ds-run %t/csr_d8.mlir --function=f --verify-patterns --input=1x1x5xi32=0,2,5,5,6 --input=6xi8=0,0,0,0,1,-1 --input=6 2>&1 | FileCheck %s --check-prefix=D8-CUT
// D8-CUT: pattern_to_mask: at batch 0, head 0, row 3: the column that begins with word 5 goes on behind the end of the row at 6
// RUN: not ds-run %t/csr_d8.mlir --function=f --verify-patterns --input=1x1x5xi32=0,2,5,5,6 --input=6xi8=0,0,0,0,1,6 --input=6 2>&1 | FileCheck %s --check-prefix=D8-OUTSIDE
// D8-OUTSIDE: pattern_to_mask: at batch 0, head 0, row 3: column 6 is not in 0 <= column < 6
// RUN: not ds-run %t/csr_d8.mlir --function=f --verify-patterns --input=1x1x5xi32=0,6,6,6,6 --input=6xi8=2,-1,1,0,0,0 --input=6 2>&1 | FileCheck %s --check-prefix=D8-ORDER
// D8-ORDER: pattern_to_mask: at batch 0, head 0, row 0: column 1 after 2, expected ascending order
// RUN: not ds-run %t/csr_d8.mlir --function=f --verify-patterns --input=1x1x5xi32=1,2,5,5,6 --input=6xi8=0,0,0,0,1,5 --input=6 2>&1 | FileCheck %s --check-prefix=D8-START
// D8-START: pattern_to_mask: the row pointers of batch 0, head 0 start at 1, expected 0
// RUN: ds-run %t/csr_d16.mlir --function=f --verify-patterns --input=1x1x5xi32=0,2,5,5,8 --input=8xi16=0,0,0,0,1,-1,5,0 --input=6 --expected-output=1x1x4x6xi1=1,1,0,0,0,0,1,1,0,1,0,0,0,0,0,0,0,0,0,0,0,0,0,1
// RUN: not ds-run %t/csr_d16.mlir --function=f --verify-patterns --input=1x1x5xi32=0,2,1,1,1 --input=8xi16=0,0,0,0,1,-1,5,0 --input=6 2>&1 | FileCheck %s --check-prefix=D16-FALLS
// D16-FALLS: pattern_to_mask: at batch 0, head 0, row 1: the row ends at 1, before its start at 2
// RUN: not ds-run %t/csr_d16.mlir --function=f --verify-patterns --input=1x1x5xi32=0,2,5,5,7 --input=8xi16=0,0,0,0,1,-1,5,0 --input=6 2>&1 | FileCheck %s --check-prefix=D16-CUT
// D16-CUT: pattern_to_mask: at batch 0, head 0, row 3: the column that begins with word 5 goes on behind the end of the row at 7
// RUN: ds-run %t/bcsr_d8.mlir --function=f --verify-patterns --input=1x1x3xi32=0,2,3 --input=3xi8=0,0,2 --input=4 --input=6 --input=3xi32=-1,0,0 --input=1x2x1xi8=0,2 --expected-output=1x1x4x6xi1=1,1,0,0,0,0,1,1,0,1,0,0,0,0,0,0,0,0,0,0,0,0,0,1
// RUN: ds-run %t/bcsr_d8.mlir --function=f --verify-patterns --input=1x1x3xi32=0,6,7 --input=7xi8=0,-1,1,0,0,0,2 --input=4 --input=6 --input=3xi32=-1,0,0 --input=1x2x1xi8=0,2 --expected-output=1x1x4x6xi1=1,1,0,0,0,0,1,1,0,1,0,0,0,0,0,0,0,0,0,0,0,0,0,1
// RUN: not ds-run %t/bcsr_d8.mlir --function=f --verify-patterns --input=1x1x3xi32=0,2,3 --input=3xi8=0,0,3 --input=4 --input=6 --input=3xi32=-1,0,0 --input=1x2x1xi8=0,2 2>&1 | FileCheck %s --check-prefix=BD8-OUTSIDE
// BD8-OUTSIDE: pattern_to_mask: at batch 0, head 0, row 1: column 3 is not in 0 <= column < 3
// RUN: not ds-run %t/bcsr_d8.mlir --function=f --verify-patterns --input=1x1x3xi32=0,2,3 --input=3xi8=0,0,2 --input=4 --input=6 --input=3xi32=-1,0,1 --input=1x2x1xi8=0,2 2>&1 | FileCheck %s --check-prefix=BD8-ID
// BD8-ID: pattern_to_mask: at batch 0, head 0, row 1: mask id 1 is neither in 0 <= id < 1 nor -1
// RUN: not ds-run %t/bcsr_d8.mlir --function=f --verify-patterns --input=1x1x3xi32=0,2,3 --input=3xi8=0,0,2 --input=4 --input=6 --input=2xi32=-1,0 --input=1x2x1xi8=0,2 2>&1 | FileCheck %s --check-prefix=BD8-IDS
// BD8-IDS: pattern_to_mask: at batch 0, head 0, row 1: the row ends at 3, but there are 2 mask ids

//--- csr.mlir
func.func @f(%p: !dsa.pattern<1x1x4x6, block = 2x2, holds = elements, format = csr>) -> tensor<1x1x4x6xi1> {
  %m = dsa.pattern_to_mask %p : !dsa.pattern<1x1x4x6, block = 2x2, holds = elements, format = csr>
  return %m : tensor<1x1x4x6xi1>
}

//--- bcsr.mlir
func.func @f(%p: !dsa.pattern<1x1x4x6, block = 2x2, holds = elements>) -> tensor<1x1x4x6xi1> {
  %m = dsa.pattern_to_mask %p : !dsa.pattern<1x1x4x6, block = 2x2, holds = elements>
  return %m : tensor<1x1x4x6xi1>
}

//--- coo.mlir
func.func @f(%p: !dsa.pattern<1x1x4x6, block = 2x2, holds = elements, format = coo>) -> tensor<1x1x4x6xi1> {
  %m = dsa.pattern_to_mask %p : !dsa.pattern<1x1x4x6, block = 2x2, holds = elements, format = coo>
  return %m : tensor<1x1x4x6xi1>
}

//--- bitmap.mlir
func.func @f(%p: !dsa.pattern<1x1x4x6, block = 2x2, holds = elements, format = bitmap>) -> tensor<1x1x4x6xi1> {
  %m = dsa.pattern_to_mask %p : !dsa.pattern<1x1x4x6, block = 2x2, holds = elements, format = bitmap>
  return %m : tensor<1x1x4x6xi1>
}

//--- hybrid.mlir
func.func @f(%p: !dsa.pattern<1x1x4x6, block = 2x2, holds = elements, format = hybrid>) -> tensor<1x1x4x6xi1> {
  %m = dsa.pattern_to_mask %p : !dsa.pattern<1x1x4x6, block = 2x2, holds = elements, format = hybrid>
  return %m : tensor<1x1x4x6xi1>
}

//--- row.mlir
func.func @f(%p: !dsa.pattern<1x1x4x6, block = 2x2, holds = elements, format = row>) -> tensor<1x1x4x6xi1> {
  %m = dsa.pattern_to_mask %p : !dsa.pattern<1x1x4x6, block = 2x2, holds = elements, format = row>
  return %m : tensor<1x1x4x6xi1>
}

//--- column.mlir
func.func @f(%p: !dsa.pattern<1x1x4x6, block = 2x2, holds = elements, format = column>) -> tensor<1x1x4x6xi1> {
  %m = dsa.pattern_to_mask %p : !dsa.pattern<1x1x4x6, block = 2x2, holds = elements, format = column>
  return %m : tensor<1x1x4x6xi1>
}

//--- stripe.mlir
func.func @f(%p: !dsa.pattern<1x1x4x6, block = 2x2, holds = elements, format = stripe>) -> tensor<1x1x4x6xi1> {
  %m = dsa.pattern_to_mask %p : !dsa.pattern<1x1x4x6, block = 2x2, holds = elements, format = stripe>
  return %m : tensor<1x1x4x6xi1>
}

//--- csr_d8.mlir
func.func @f(%p: !dsa.pattern<1x1x4x6, block = 2x2, holds = elements, format = csr_d8>) -> tensor<1x1x4x6xi1> {
  %m = dsa.pattern_to_mask %p : !dsa.pattern<1x1x4x6, block = 2x2, holds = elements, format = csr_d8>
  return %m : tensor<1x1x4x6xi1>
}

//--- csr_d16.mlir
func.func @f(%p: !dsa.pattern<1x1x4x6, block = 2x2, holds = elements, format = csr_d16>) -> tensor<1x1x4x6xi1> {
  %m = dsa.pattern_to_mask %p : !dsa.pattern<1x1x4x6, block = 2x2, holds = elements, format = csr_d16>
  return %m : tensor<1x1x4x6xi1>
}

//--- bcsr_d8.mlir
func.func @f(%p: !dsa.pattern<1x1x4x6, block = 2x2, holds = elements, format = bcsr_d8>) -> tensor<1x1x4x6xi1> {
  %m = dsa.pattern_to_mask %p : !dsa.pattern<1x1x4x6, block = 2x2, holds = elements, format = bcsr_d8>
  return %m : tensor<1x1x4x6xi1>
}

//--- any_hybrid.mlir
func.func @f(%p: !dsa.pattern<?x?x?x?, block = 2x2, holds = elements, format = hybrid>) -> tensor<?x?x?x?xi1> {
  %m = dsa.pattern_to_mask %p : !dsa.pattern<?x?x?x?, block = 2x2, holds = elements, format = hybrid>
  return %m : tensor<?x?x?x?xi1>
}

//--- any_bitmap.mlir
func.func @f(%p: !dsa.pattern<?x?x?x?, block = 2x2, holds = elements, format = bitmap>) -> tensor<?x?x?x?xi1> {
  %m = dsa.pattern_to_mask %p : !dsa.pattern<?x?x?x?, block = 2x2, holds = elements, format = bitmap>
  return %m : tensor<?x?x?x?xi1>
}

//--- blocks.mlir
func.func @f(%p: !dsa.pattern<1x1x4x6, block = 2x2>) -> tensor<1x1x2x3xi1> {
  %m = dsa.pattern_to_mask %p : !dsa.pattern<1x1x4x6, block = 2x2>
  return %m : tensor<1x1x2x3xi1>
}

//--- ragged.mlir
func.func @f(%p: !dsa.pattern<1x1x4x5, block = 2x2, holds = elements>) -> tensor<1x1x4x5xi1> {
  %m = dsa.pattern_to_mask %p : !dsa.pattern<1x1x4x5, block = 2x2, holds = elements>
  return %m : tensor<1x1x4x5xi1>
}

//--- heads.mlir
func.func @f(%p: !dsa.pattern<1x2x2x2, block = 2x2, holds = elements, format = column>) -> tensor<1x2x2x2xi1> {
  %m = dsa.pattern_to_mask %p : !dsa.pattern<1x2x2x2, block = 2x2, holds = elements, format = column>
  return %m : tensor<1x2x2x2xi1>
}

//--- count.mlir
func.func @f(%p: !dsa.pattern<1x1x4x6, block = 2x2, holds = elements, format = csr>) -> i64 {
  %n = dsa.pattern_count elements of %p : !dsa.pattern<1x1x4x6, block = 2x2, holds = elements, format = csr>
  return %n : i64
}

//--- convert.mlir
func.func @f(%p: !dsa.pattern<1x1x4x6, block = 2x2, holds = elements, format = csr>) -> i64 {
  %q = dsa.convert_pattern %p : !dsa.pattern<1x1x4x6, block = 2x2, holds = elements, format = csr> -> !dsa.pattern<1x1x4x6, block = 2x2, holds = elements, format = bitmap>
  %n = dsa.pattern_count elements of %q : !dsa.pattern<1x1x4x6, block = 2x2, holds = elements, format = bitmap>
  return %n : i64
}

//--- attention.mlir
func.func @f(%p: !dsa.pattern<1x1x4x6, block = 2x2, holds = elements, format = hybrid>, %q: tensor<1x1x4x2xf32>, %k: tensor<1x1x6x2xf32>)
    -> tensor<1x1x4x2xf32> {
  %o = dsa.attention %q, %k, %k, %p : tensor<1x1x4x2xf32>, tensor<1x1x6x2xf32>, tensor<1x1x6x2xf32>, !dsa.pattern<1x1x4x6, block = 2x2, holds = elements, format = hybrid>
  return %o : tensor<1x1x4x2xf32>
}
