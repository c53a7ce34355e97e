// A head is a piece of work. Eight numbers of a token at a time are the eight parts of the head's sum; those that are missing
// in the last step read as 0.
func.func private @score_heads(%heads: memref<?x?x?x?x$T, strided<[?, ?, ?, $stride], offset: ?>>,
                               %scores: memref<?x?x$S, strided<[?, ?], offset: ?>>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %lanes = arith.constant 8 : index
  %zero = arith.constant 0.0 : f64
  %zeros = arith.constant dense<0.0> : vector<8xf64>
  %pad = arith.constant 0.0 : $T
  %B = memref.dim %heads, %c0 : memref<?x?x?x?x$T, strided<[?, ?, ?, $stride], offset: ?>>
  %H = memref.dim %heads, %c1 : memref<?x?x?x?x$T, strided<[?, ?, ?, $stride], offset: ?>>
  %N = memref.dim %heads, %c2 : memref<?x?x?x?x$T, strided<[?, ?, ?, $stride], offset: ?>>
  %D = memref.dim %heads, %c3 : memref<?x?x?x?x$T, strided<[?, ?, ?, $stride], offset: ?>>
  %C = arith.muli %N, %D : index
  %C_int = arith.index_cast %C : index to i64
  %C_float = arith.sitofp %C_int : i64 to f64
  %rest = arith.remui %D, %lanes : index
  %whole = arith.subi %D, %rest : index
  %pieces = arith.muli %B, %H : index
  dsk.partition(%pieces) {
  ^bb0(%piece: index):
    %b = arith.divui %piece, %H : index
    %h = arith.remui %piece, %H : index
    %parts_all = scf.for %i = %c0 to %N step %c1 iter_args(%parts_i = %zeros) -> (vector<8xf64>) {
      %whole_parts = scf.for %d = %c0 to %whole step %lanes iter_args(%parts = %parts_i) -> (vector<8xf64>) {
        %x = vector.transfer_read %heads[%b, %h, %i, %d], %pad {in_bounds = [true]}
          : memref<?x?x?x?x$T, strided<[?, ?, ?, $stride], offset: ?>>, vector<8x$T>
        $step
        scf.yield %next : vector<8xf64>
      }
      %of_token = scf.for %d = %whole to %D step %lanes iter_args(%parts = %whole_parts) -> (vector<8xf64>) {
        %x = vector.transfer_read %heads[%b, %h, %i, %d], %pad
          : memref<?x?x?x?x$T, strided<[?, ?, ?, $stride], offset: ?>>, vector<8x$T>
        $step
        scf.yield %next : vector<8xf64>
      }
      scf.yield %of_token : vector<8xf64>
    }
$total
    $finish
    $round
    memref.store $rounded, %scores[%b, %h] : memref<?x?x$S, strided<[?, ?], offset: ?>>
    dsk.yield
  }
  return
}
