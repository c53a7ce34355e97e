// Tokens are shared out in pieces, and several are copied at once: their rows stay in the first cache, and what is stored is
// contiguous in each.
func.func private @gather_channels(%tokens: memref<?x?x?x$T, strided<[?, ?, ?], offset: ?>>,
                                   %indices: memref<?x?xi32, strided<[?, ?], offset: ?>>,
                                   %packed: memref<?x?x?x$T, strided<[?, ?, ?], offset: ?>>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %piece_tokens = arith.constant 64 : index
  %at_once = arith.constant $tokens_at_once : index
  %zero = arith.constant 0.0 : $T
  %batch = memref.dim %packed, %c0 : memref<?x?x?x$T, strided<[?, ?, ?], offset: ?>>
  %n = memref.dim %packed, %c1 : memref<?x?x?x$T, strided<[?, ?, ?], offset: ?>>
  %kept = memref.dim %packed, %c2 : memref<?x?x?x$T, strided<[?, ?, ?], offset: ?>>
  %there_are = memref.dim %tokens, %c2 : memref<?x?x?x$T, strided<[?, ?, ?], offset: ?>>
  %row_pieces = arith.ceildivui %n, %piece_tokens : index
  %pieces = arith.muli %batch, %row_pieces : index
  dsk.partition(%pieces) {
  ^bb0(%piece: index):
    %b = arith.divui %piece, %row_pieces : index
    %p = arith.remui %piece, %row_pieces : index
    %first = arith.muli %p, %piece_tokens : index
    %beyond = arith.addi %first, %piece_tokens : index
    %last = arith.minui %beyond, %n : index
    %tokens_of_piece = arith.subi %last, %first : index
    %rest = arith.remui %tokens_of_piece, %at_once : index
    %whole = arith.subi %last, %rest : index
    scf.for %i0 = %first to %whole step %at_once {
      $names
      scf.for %k = %c0 to %kept step %c1 {
        %stored = memref.load %indices[%b, %k] : memref<?x?xi32, strided<[?, ?], offset: ?>>
        // As an unsigned number, -1 is beyond every size.
        %c = arith.index_cast %stored : i32 to index
        %there = arith.cmpi ult, %c, %there_are : index
        scf.if %there {
          $copy_several
        } else {
          $clear_several
        }
      }
    }
    scf.for %i0 = %whole to %last step %c1 {
      scf.for %k = %c0 to %kept step %c1 {
        %stored = memref.load %indices[%b, %k] : memref<?x?xi32, strided<[?, ?], offset: ?>>
        %c = arith.index_cast %stored : i32 to index
        %there = arith.cmpi ult, %c, %there_are : index
        scf.if %there {
          $copy_one
        } else {
          $clear_one
        }
      }
    }
    dsk.yield
  }
  return
}
