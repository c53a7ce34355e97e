// What is read is asserted where dsa becomes dsk, checked where that is asked for, and gone before loops.
//
// RUN: ds-opt %s --convert-dsa-to-dsk | FileCheck %s --check-prefixes=ASSERTED,BY
// RUN: ds-opt %s --convert-dsa-to-dsk=assert-patterns=false | FileCheck %s --check-prefix=LEFT --implicit-check-not=assert_pattern
// RUN: ds-opt %s --lower-sparse=stop-after=dsk | FileCheck %s --check-prefix=LEFT --implicit-check-not=assert_pattern
// RUN: ds-opt %s --lower-sparse="stop-after=dsk verify-patterns" | FileCheck %s --check-prefix=ASSERTED
// RUN: ds-opt %s --convert-dsa-to-dsk --bufferize-sparse | FileCheck %s --check-prefix=BUFFERS
// RUN: ds-opt %s --convert-dsa-to-dsk --bufferize-sparse --dsa-verify-patterns | FileCheck %s --check-prefix=CHECKED --implicit-check-not=assert_pattern
// RUN: ds-opt %s --convert-dsa-to-dsk --bufferize-sparse --dsa-verify-patterns --mlir-pass-statistics -o /dev/null 2>&1 | FileCheck %s --check-prefix=STATISTICS
// RUN: ds-opt %s --convert-dsa-to-dsk --bufferize-sparse --convert-dsk-to-loops | FileCheck %s --check-prefix=LEFT --implicit-check-not=assert_pattern --implicit-check-not=invalid_pattern
//
// Of the hybrid: two numbers, lists and mask ids of blocks; heads and lists of the rest, and that no element is in both. Of what
// dsk.expand_elements reads: heads, lists, mask ids. Of the stripes: a number, lists, heads, lines.
// STATISTICS: (S) 14 num-checks-inserted

// ASSERTED-LABEL: func.func @hybrid(
// ASSERTED:         dsk.assert_pattern ins(%arg0, %arg1, %arg2, %arg3, %arg4, %arg5, %arg6, %arg7 : {{.*}}) pattern = !dsa.pattern<1x1x4x6, block = 2x2, holds = elements, format = hybrid> by = "pattern_to_mask"
// ASSERTED:         scf.for
// LEFT-LABEL:     func.func @hybrid(
// BUFFERS-LABEL:  func.func @hybrid(
// BUFFERS:          dsk.assert_pattern ins({{.*}} : memref<1x1x3xi32>, memref<?xi32>, index, index, memref<?xi32>, memref<?x2x1xi8>, memref<1x1x5xi32>, memref<?xi32>)
// CHECKED:        llvm.mlir.global internal constant @dynsparse_op_
// CHECKED-LABEL:  func.func @hybrid(
// CHECKED:          call @dynsparse_invalid_pattern
func.func @hybrid(%p: !dsa.pattern<1x1x4x6, block = 2x2, holds = elements, format = hybrid>) -> tensor<1x1x4x6xi1> {
  %m = dsa.pattern_to_mask %p : !dsa.pattern<1x1x4x6, block = 2x2, holds = elements, format = hybrid>
  return %m : tensor<1x1x4x6xi1>
}

// The name is that of who reads.
// BY-LABEL: func.func @stripe(
// BY:         dsk.assert_pattern ins({{.*}}) pattern = !dsa.pattern<1x1x4x6, block = 2x2, format = stripe> by = "pattern_density"
func.func @stripe(%p: !dsa.pattern<1x1x4x6, block = 2x2, format = stripe>) -> f32 {
  %d = dsa.pattern_density %p : !dsa.pattern<1x1x4x6, block = 2x2, format = stripe>
  return %d : f32
}
