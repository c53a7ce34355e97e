// What a mask of elements is stored as: blocks that hold all that there is of them have no mask of their own, cut off or not.
// RUN: for target in host avx2 x86-64; do ds-run %s --pipeline="lower-sparse{start-after=bufferized target-description=$target}" \
// RUN:   --expected-output=1x1x3xi32=0,3,6 --expected-output=6xi32=0,2,4,0,3,4 --expected-output=6xi32=-1,0,-1,-1,1,-1 \
// RUN:   --expected-output=2x16x2xi8=1,0,2,0,4,0,8,0,16,0,32,0,64,0,-128,0,0,1,0,2,0,4,0,8,0,16,0,32,0,64,0,-128,1,0,2,0,4,0,8,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0 \
// RUN:   || exit 1; done

func.func @main() -> (memref<1x1x3xi32>, memref<6xi32>, memref<6xi32>, memref<2x16x2xi8>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c16 = arith.constant 16 : index
  %c20 = arith.constant 20 : index
  %c32 = arith.constant 32 : index
  %c64 = arith.constant 64 : index
  %c70 = arith.constant 70 : index
  %mask = memref.alloc() : memref<1x1x20x70xi1>
  // Every query sees the first block of keys, the last keys, and key 32 ahead of its own number.
  scf.for %i = %c0 to %c20 step %c1 {
    scf.for %j = %c0 to %c70 step %c1 {
      %is_first = arith.cmpi ult, %j, %c16 : index
      %is_last = arith.cmpi uge, %j, %c64 : index
      %ahead = arith.addi %i, %c32 : index
      %is_own = arith.cmpi eq, %j, %ahead : index
      %is_end = arith.ori %is_first, %is_last : i1
      %sees = arith.ori %is_end, %is_own : i1
      memref.store %sees, %mask[%c0, %c0, %i, %j] : memref<1x1x20x70xi1>
    }
  }
  %rows = memref.alloc() : memref<1x1x3xi32>
  %columns = memref.alloc() : memref<10xi32>
  %ids = memref.alloc() : memref<10xi32>
  %masks = memref.alloc() : memref<10x16x2xi8>
  dsk.compress_elements ins(%mask : memref<1x1x20x70xi1>)
    outs(%rows, %columns, %ids, %masks : memref<1x1x3xi32>, memref<10xi32>, memref<10xi32>, memref<10x16x2xi8>) block = [16, 16]
  memref.dealloc %mask : memref<1x1x20x70xi1>

  %stored_columns = memref.alloc() : memref<6xi32>
  %stored_ids = memref.alloc() : memref<6xi32>
  %stored_masks = memref.alloc() : memref<2x16x2xi8>
  %some_columns = memref.subview %columns[0] [6] [1] : memref<10xi32> to memref<6xi32, strided<[1]>>
  %some_ids = memref.subview %ids[0] [6] [1] : memref<10xi32> to memref<6xi32, strided<[1]>>
  %some_masks = memref.subview %masks[0, 0, 0] [2, 16, 2] [1, 1, 1] : memref<10x16x2xi8> to memref<2x16x2xi8, strided<[32, 2, 1]>>
  memref.copy %some_columns, %stored_columns : memref<6xi32, strided<[1]>> to memref<6xi32>
  memref.copy %some_ids, %stored_ids : memref<6xi32, strided<[1]>> to memref<6xi32>
  memref.copy %some_masks, %stored_masks : memref<2x16x2xi8, strided<[32, 2, 1]>> to memref<2x16x2xi8>
  memref.dealloc %columns : memref<10xi32>
  memref.dealloc %ids : memref<10xi32>
  memref.dealloc %masks : memref<10x16x2xi8>
  return %rows, %stored_columns, %stored_ids, %stored_masks : memref<1x1x3xi32>, memref<6xi32>, memref<6xi32>, memref<2x16x2xi8>
}
