// The tokens of each group as a list, ascending: the first, and behind each the next. Then a row of the result at a time.
func.func private @merge_tokens(%tokens: memref<?x?x?x$T, strided<[?, ?, $stride], offset: ?>>,
                                %sizes: memref<?x?x$S, strided<[?, ?], offset: ?>>,
                                %groups: memref<?x?xi32, strided<[?, ?], offset: ?>>,
                                %merged: memref<?x?x?x$T, strided<[?, ?, $merged_stride], offset: ?>>,
                                %merged_sizes: memref<?x?x$S, strided<[?, ?], offset: ?>>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %lanes = arith.constant $lanes : index
  %piece_rows = arith.constant 16 : index
  %none = arith.constant -1 : index
  %zero = arith.constant 0.0 : $S
  %pad = arith.constant 0.0 : $T
  %zeros = arith.constant dense<0.0> : vector<${lanes}x$S>
  %B = memref.dim %tokens, %c0 : memref<?x?x?x$T, strided<[?, ?, $stride], offset: ?>>
  %N = memref.dim %tokens, %c1 : memref<?x?x?x$T, strided<[?, ?, $stride], offset: ?>>
  %C = memref.dim %tokens, %c2 : memref<?x?x?x$T, strided<[?, ?, $stride], offset: ?>>
  %K = memref.dim %merged, %c1 : memref<?x?x?x$T, strided<[?, ?, $merged_stride], offset: ?>>
  %firsts = memref.alloc(%B, %K) {alignment = 64 : i64} : memref<?x?xindex>
  %nexts = memref.alloc(%B, %N) {alignment = 64 : i64} : memref<?x?xindex>
  dsk.partition(%B) {
  ^bb0(%b: index):
    scf.for %j = %c0 to %K step %c1 {
      memref.store %none, %firsts[%b, %j] : memref<?x?xindex>
    }
    scf.for %i = %c0 to %N step %c1 {
      %behind = arith.subi %N, %i : index
      %t = arith.subi %behind, %c1 : index
      %stored = memref.load %groups[%b, %t] : memref<?x?xi32, strided<[?, ?], offset: ?>>
      // As an unsigned number, -1 is beyond every size.
      %group = arith.index_cast %stored : i32 to index
      %there = arith.cmpi ult, %group, %K : index
      scf.if %there {
        %next = memref.load %firsts[%b, %group] : memref<?x?xindex>
        memref.store %next, %nexts[%b, %t] : memref<?x?xindex>
        memref.store %t, %firsts[%b, %group] : memref<?x?xindex>
      }
    }
    dsk.yield
  }
  %batch_pieces = arith.ceildivui %K, %piece_rows : index
  %pieces = arith.muli %B, %batch_pieces : index
  dsk.partition(%pieces) {
  ^bb0(%piece: index):
    %b = arith.divui %piece, %batch_pieces : index
    %p = arith.remui %piece, %batch_pieces : index
    %first_row = arith.muli %p, %piece_rows : index
    %beyond = arith.addi %first_row, %piece_rows : index
    %last_row = arith.minui %beyond, %K : index
    scf.for %j = %first_row to %last_row step %c1 {
      %first = memref.load %firsts[%b, %j] : memref<?x?xindex>
      %any = arith.cmpi sge, %first, %c0 : index
      scf.if %any {
        %second = memref.load %nexts[%b, %first] : memref<?x?xindex>
        %alone = arith.cmpi slt, %second, %c0 : index
        %total, %end = scf.while (%sum = %zero, %t = %first) : ($S, index) -> ($S, index) {
          %is_member = arith.cmpi sge, %t, %c0 : index
          scf.condition(%is_member) %sum, %t : $S, index
        } do {
        ^bb0(%sum: $S, %t: index):
          %size = memref.load %sizes[%b, %t] : memref<?x?x$S, strided<[?, ?], offset: ?>>
          %more = arith.addf %sum, %size : $S
          %next = memref.load %nexts[%b, %t] : memref<?x?xindex>
          scf.yield %more, %next : $S, index
        }
        memref.store %total, %merged_sizes[%b, %j] : memref<?x?x$S, strided<[?, ?], offset: ?>>
        scf.if %alone {
          %from = memref.subview %tokens[%b, %first, 0] [1, 1, %C] [1, 1, 1]
            : memref<?x?x?x$T, strided<[?, ?, $stride], offset: ?>> to memref<?x$T, strided<[$stride], offset: ?>>
          %to = memref.subview %merged[%b, %j, 0] [1, 1, %C] [1, 1, 1]
            : memref<?x?x?x$T, strided<[?, ?, $merged_stride], offset: ?>> to memref<?x$T, strided<[$merged_stride], offset: ?>>
          memref.copy %from, %to
            : memref<?x$T, strided<[$stride], offset: ?>> to memref<?x$T, strided<[$merged_stride], offset: ?>>
        } else {
          %totals = vector.broadcast %total : $S to vector<${lanes}x$S>
          scf.for %c = %c0 to %C step %lanes {
            %sums, %behind = scf.while (%sum = %zeros, %t = %first) : (vector<${lanes}x$S>, index) -> (vector<${lanes}x$S>, index) {
              %is_member = arith.cmpi sge, %t, %c0 : index
              scf.condition(%is_member) %sum, %t : vector<${lanes}x$S>, index
            } do {
            ^bb0(%sum: vector<${lanes}x$S>, %t: index):
              %size = memref.load %sizes[%b, %t] : memref<?x?x$S, strided<[?, ?], offset: ?>>
              %weights = vector.broadcast %size : $S to vector<${lanes}x$S>
              %x = vector.transfer_read %tokens[%b, %t, %c], %pad
                : memref<?x?x?x$T, strided<[?, ?, $stride], offset: ?>>, vector<${lanes}x$T>
              $widen
              %products = arith.mulf %weights, %wide : vector<${lanes}x$S>
              %more = arith.addf %sum, %products : vector<${lanes}x$S>
              %next = memref.load %nexts[%b, %t] : memref<?x?xindex>
              scf.yield %more, %next : vector<${lanes}x$S>, index
            }
            %mean = arith.divf %sums, %totals : vector<${lanes}x$S>
            $round
            vector.transfer_write $rounded, %merged[%b, %j, %c]
              : vector<${lanes}x$T>, memref<?x?x?x$T, strided<[?, ?, $merged_stride], offset: ?>>
          }
        }
      } else {
        memref.store %zero, %merged_sizes[%b, %j] : memref<?x?x$S, strided<[?, ?], offset: ?>>
        scf.for %c = %c0 to %C step %c1 {
          memref.store %pad, %merged[%b, %j, %c] : memref<?x?x?x$T, strided<[?, ?, $merged_stride], offset: ?>>
        }
      }
    }
    dsk.yield
  }
  memref.dealloc %firsts : memref<?x?xindex>
  memref.dealloc %nexts : memref<?x?xindex>
  return
}
