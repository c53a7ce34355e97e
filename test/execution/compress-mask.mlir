// The columns of a mask, eight flags at a time where flags and columns lie side by side, and one by one where others are between them or
// no eight is left: how many there are, and how many differ from what a loop over the flags finds. Columns have just the room that the op asks for.
// RUN: for target in host avx2 x86-64; do for width in 1 7 8 9 21 64; do \
// RUN:   sed "s/WIDTH/$width/" %s > %t.mlir; case $width in 1) count=1;; 7) count=9;; 8) count=10;; 9) count=12;; 21) count=28;; 64) count=85;; esac; \
// RUN:   for function in beside apart; do echo $target $width $function; \
// RUN:     ds-run %t.mlir --function=$function --pipeline="lower-sparse{start-after=bufferized target-description=$target}" \
// RUN:       --expected-output=i64=$count --expected-output=i64=0 || exit 1; \
// RUN:   done; done; done

// Row 0 has none, row 1 all, row 2 every third.
func.func private @set(%mask: memref<1x1x3x?xi1, strided<[?, ?, ?, ?], offset: ?>>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %width = memref.dim %mask, %c3 : memref<1x1x3x?xi1, strided<[?, ?, ?, ?], offset: ?>>
  scf.for %i = %c0 to %c3 step %c1 {
    scf.for %j = %c0 to %width step %c1 {
      %third = arith.remui %j, %c3 : index
      %is_third = arith.cmpi eq, %third, %c2 : index
      %is_second_row = arith.cmpi eq, %i, %c1 : index
      %is_last_row = arith.cmpi eq, %i, %c2 : index
      %of_last_row = arith.andi %is_third, %is_last_row : i1
      %flag = arith.ori %is_second_row, %of_last_row : i1
      memref.store %flag, %mask[%c0, %c0, %i, %j] : memref<1x1x3x?xi1, strided<[?, ?, ?, ?], offset: ?>>
    }
  }
  return
}

func.func private @differ(%mask: memref<1x1x3x?xi1, strided<[?, ?, ?, ?], offset: ?>>, %rows: memref<1x1x4xi32>,
                          %columns: memref<?xi32, strided<[?], offset: ?>>) -> (i64, i64) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %none = arith.constant 0 : i64
  %one = arith.constant 1 : i64
  %width = memref.dim %mask, %c3 : memref<1x1x3x?xi1, strided<[?, ?, ?, ?], offset: ?>>
  %first = memref.load %rows[%c0, %c0, %c0] : memref<1x1x4xi32>
  %zero = arith.constant 0 : i32
  %is_other_start = arith.cmpi ne, %first, %zero : i32
  %other_start = arith.extui %is_other_start : i1 to i64
  %all:2 = scf.for %i = %c0 to %c3 step %c1 iter_args(%count_i = %none, %wrong_i = %other_start) -> (i64, i64) {
    %of_row:2 = scf.for %j = %c0 to %width step %c1 iter_args(%count = %count_i, %wrong = %wrong_i) -> (i64, i64) {
      %flag = memref.load %mask[%c0, %c0, %i, %j] : memref<1x1x3x?xi1, strided<[?, ?, ?, ?], offset: ?>>
      %next:2 = scf.if %flag -> (i64, i64) {
        %at = arith.index_cast %count : i64 to index
        %column = memref.load %columns[%at] : memref<?xi32, strided<[?], offset: ?>>
        %expected = arith.index_cast %j : index to i32
        %is_other = arith.cmpi ne, %column, %expected : i32
        %other = arith.extui %is_other : i1 to i64
        %more = arith.addi %count, %one : i64
        %more_wrong = arith.addi %wrong, %other : i64
        scf.yield %more, %more_wrong : i64, i64
      } else {
        scf.yield %count, %wrong : i64, i64
      }
      scf.yield %next#0, %next#1 : i64, i64
    }
    %next_i = arith.addi %i, %c1 : index
    %end_as_int = memref.load %rows[%c0, %c0, %next_i] : memref<1x1x4xi32>
    %end = arith.extsi %end_as_int : i32 to i64
    %is_other_end = arith.cmpi ne, %end, %of_row#0 : i64
    %other_end = arith.extui %is_other_end : i1 to i64
    %wrong_with_end = arith.addi %of_row#1, %other_end : i64
    scf.yield %of_row#0, %wrong_with_end : i64, i64
  }
  return %all#0, %all#1 : i64, i64
}

func.func @beside() -> (i64, i64) {
  %width = arith.constant WIDTH : index
  %c3 = arith.constant 3 : index
  %room = arith.muli %width, %c3 : index
  %mask = memref.alloc(%width) : memref<1x1x3x?xi1>
  %rows = memref.alloc() : memref<1x1x4xi32>
  %columns = memref.alloc(%room) : memref<?xi32>
  %any_mask = memref.cast %mask : memref<1x1x3x?xi1> to memref<1x1x3x?xi1, strided<[?, ?, ?, ?], offset: ?>>
  %any_columns = memref.cast %columns : memref<?xi32> to memref<?xi32, strided<[?], offset: ?>>
  call @set(%any_mask) : (memref<1x1x3x?xi1, strided<[?, ?, ?, ?], offset: ?>>) -> ()
  dsk.compress_mask ins(%mask : memref<1x1x3x?xi1>) outs(%rows, %columns : memref<1x1x4xi32>, memref<?xi32>)
  %count, %wrong = call @differ(%any_mask, %rows, %any_columns)
    : (memref<1x1x3x?xi1, strided<[?, ?, ?, ?], offset: ?>>, memref<1x1x4xi32>, memref<?xi32, strided<[?], offset: ?>>) -> (i64, i64)
  memref.dealloc %mask : memref<1x1x3x?xi1>
  memref.dealloc %rows : memref<1x1x4xi32>
  memref.dealloc %columns : memref<?xi32>
  return %count, %wrong : i64, i64
}

func.func @apart() -> (i64, i64) {
  %width = arith.constant WIDTH : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %room = arith.muli %width, %c3 : index
  %wide = arith.muli %width, %c2 : index
  %wide_room = arith.muli %room, %c2 : index
  %all_mask = memref.alloc(%wide) : memref<1x1x3x?xi1>
  %rows = memref.alloc() : memref<1x1x4xi32>
  %all_columns = memref.alloc(%wide_room) : memref<?xi32>
  %mask = memref.subview %all_mask[0, 0, 0, 0] [1, 1, 3, %width] [1, 1, 1, 2]
    : memref<1x1x3x?xi1> to memref<1x1x3x?xi1, strided<[?, ?, ?, 2]>>
  %columns = memref.subview %all_columns[0] [%room] [2] : memref<?xi32> to memref<?xi32, strided<[2]>>
  %any_mask = memref.cast %mask : memref<1x1x3x?xi1, strided<[?, ?, ?, 2]>> to memref<1x1x3x?xi1, strided<[?, ?, ?, ?], offset: ?>>
  %any_columns = memref.cast %columns : memref<?xi32, strided<[2]>> to memref<?xi32, strided<[?], offset: ?>>
  call @set(%any_mask) : (memref<1x1x3x?xi1, strided<[?, ?, ?, ?], offset: ?>>) -> ()
  dsk.compress_mask ins(%mask : memref<1x1x3x?xi1, strided<[?, ?, ?, 2]>>) outs(%rows, %columns : memref<1x1x4xi32>, memref<?xi32, strided<[2]>>)
  %count, %wrong = call @differ(%any_mask, %rows, %any_columns)
    : (memref<1x1x3x?xi1, strided<[?, ?, ?, ?], offset: ?>>, memref<1x1x4xi32>, memref<?xi32, strided<[?], offset: ?>>) -> (i64, i64)
  memref.dealloc %all_mask : memref<1x1x3x?xi1>
  memref.dealloc %rows : memref<1x1x4xi32>
  memref.dealloc %all_columns : memref<?xi32>
  return %count, %wrong : i64, i64
}
