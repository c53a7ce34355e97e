// Tokens are shared out in pieces. Eight channels at a time are the eight parts of a token's sum; those that are missing in
// the last step read as 0 - 0.
func.func private @token_change(%tokens: memref<?x?x?x$T, strided<[?, ?, ?], offset: ?>>,
                                $second,
                                %change: memref<?x?x$S, strided<[?, ?], offset: ?>>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %lanes = arith.constant 8 : index
  %piece_tokens = arith.constant 64 : index
  %zero = arith.constant 0.0 : f64
  %zeros = arith.constant dense<0.0> : vector<8xf64>
  %pad = arith.constant 0.0 : $T
  %B = memref.dim %tokens, %c0 : memref<?x?x?x$T, strided<[?, ?, ?], offset: ?>>
  %N = memref.dim %change, %c1 : memref<?x?x$S, strided<[?, ?], offset: ?>>
  %C = memref.dim %tokens, %c2 : memref<?x?x?x$T, strided<[?, ?, ?], offset: ?>>
  %C_int = arith.index_cast %C : index to i64
  %C_float = arith.sitofp %C_int : i64 to f64
  %rest = arith.remui %C, %lanes : index
  %whole = arith.subi %C, %rest : index
  %row_pieces = arith.ceildivui %N, %piece_tokens : index
  %pieces = arith.muli %B, %row_pieces : index
  dsk.partition(%pieces) {
  ^bb0(%piece: index):
    %b = arith.divui %piece, %row_pieces : index
    %p = arith.remui %piece, %row_pieces : index
    %first = arith.muli %p, %piece_tokens : index
    %beyond = arith.addi %first, %piece_tokens : index
    %last = arith.minui %beyond, %N : index
    scf.for %i = %first to %last step %c1 {
      $lagging
      %whole_parts = scf.for %c = %c0 to %whole step %lanes iter_args(%parts = %zeros) -> (vector<8xf64>) {
        %x = vector.transfer_read %tokens[%b, $later, %c], %pad {in_bounds = [true]}
          : memref<?x?x?x$T, strided<[?, ?, ?], offset: ?>>, vector<8x$T>
        %y = vector.transfer_read $earlier[%b, %i, %c], %pad {in_bounds = [true]}
          : memref<?x?x?x$T, strided<[?, ?, ?], offset: ?>>, vector<8x$T>
        $step
        scf.yield %next : vector<8xf64>
      }
      %parts_all = scf.for %c = %whole to %C step %lanes iter_args(%parts = %whole_parts) -> (vector<8xf64>) {
        %x = vector.transfer_read %tokens[%b, $later, %c], %pad
          : memref<?x?x?x$T, strided<[?, ?, ?], offset: ?>>, vector<8x$T>
        %y = vector.transfer_read $earlier[%b, %i, %c], %pad
          : memref<?x?x?x$T, strided<[?, ?, ?], offset: ?>>, vector<8x$T>
        $step
        scf.yield %next : vector<8xf64>
      }
$total
      $finish
      $round
      memref.store $rounded, %change[%b, %i] : memref<?x?x$S, strided<[?, ?], offset: ?>>
    }
    dsk.yield
  }
  return
}
