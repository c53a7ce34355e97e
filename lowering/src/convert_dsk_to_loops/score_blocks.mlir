// Means of each block in double precision, then their products. The means of the keys lie transposed, so that the
// innermost loop of the products runs over block columns: each sum stays in the order of `d`, and the loop is a vector.
func.func private @score_blocks(%queries: memref<?x?x?x?x$T, strided<[?, ?, ?, ?], offset: ?>>,
                                %keys: memref<?x?x?x?x$T, strided<[?, ?, ?, ?], offset: ?>>,
                                %scores: memref<?x?x?x?x$S, strided<[?, ?, ?, ?], offset: ?>>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %bq = arith.constant $bq : index
  %bk = arith.constant $bk : index
  %zero = arith.constant 0.0 : f64
  %scale = arith.constant $scale : f64
  %batch = memref.dim %queries, %c0 : memref<?x?x?x?x$T, strided<[?, ?, ?, ?], offset: ?>>
  %heads = memref.dim %queries, %c1 : memref<?x?x?x?x$T, strided<[?, ?, ?, ?], offset: ?>>
  %n = memref.dim %queries, %c2 : memref<?x?x?x?x$T, strided<[?, ?, ?, ?], offset: ?>>
  %m = memref.dim %keys, %c2 : memref<?x?x?x?x$T, strided<[?, ?, ?, ?], offset: ?>>
  %d = memref.dim %queries, %c3 : memref<?x?x?x?x$T, strided<[?, ?, ?, ?], offset: ?>>
  %rows = arith.ceildivui %n, %bq : index
  %columns = arith.ceildivui %m, %bk : index
  %heads_in_all = arith.muli %batch, %heads : index
  %query_means = memref.alloc(%heads_in_all, %rows, %d) {alignment = 64 : i64} : memref<?x?x?xf64>
  %key_means = memref.alloc(%heads_in_all, %d, %columns) {alignment = 64 : i64} : memref<?x?x?xf64>
  %key_sums = memref.alloc(%heads_in_all, %d) {alignment = 64 : i64} : memref<?x?xf64>
  %row_sums = memref.alloc(%heads_in_all, %columns) {alignment = 64 : i64} : memref<?x?xf64>
  dsk.partition(%heads_in_all) {
  ^bb0(%piece: index):
    %h = arith.remui %piece, %heads : index
    %b = arith.divui %piece, %heads : index
    scf.for %r = %c0 to %rows step %c1 {
      %first = arith.muli %r, %bq : index
      %left = arith.subi %n, %first : index
      %count = arith.minui %bq, %left : index
      scf.for %x = %c0 to %d step %c1 {
        memref.store %zero, %query_means[%piece, %r, %x] : memref<?x?x?xf64>
      }
      scf.for %i = %c0 to %count step %c1 {
        %token = arith.addi %first, %i : index
        scf.for %x = %c0 to %d step %c1 {
          %value = memref.load %queries[%b, %h, %token, %x] : memref<?x?x?x?x$T, strided<[?, ?, ?, ?], offset: ?>>
          $extend_value
          %sum = memref.load %query_means[%piece, %r, %x] : memref<?x?x?xf64>
          %next = arith.addf %sum, $wide_value : f64
          memref.store %next, %query_means[%piece, %r, %x] : memref<?x?x?xf64>
        }
      }
      %count_as_int = arith.index_cast %count : index to i64
      %count_as_float = arith.uitofp %count_as_int : i64 to f64
      scf.for %x = %c0 to %d step %c1 {
        %sum = memref.load %query_means[%piece, %r, %x] : memref<?x?x?xf64>
        %mean = arith.divf %sum, %count_as_float : f64
        memref.store %mean, %query_means[%piece, %r, %x] : memref<?x?x?xf64>
      }
    }
    scf.for %s = %c0 to %columns step %c1 {
      %first = arith.muli %s, %bk : index
      %left = arith.subi %m, %first : index
      %count = arith.minui %bk, %left : index
      %count_as_int = arith.index_cast %count : index to i64
      %count_as_float = arith.uitofp %count_as_int : i64 to f64
      scf.for %x = %c0 to %d step %c1 {
        memref.store %zero, %key_sums[%piece, %x] : memref<?x?xf64>
      }
      scf.for %j = %c0 to %count step %c1 {
        %token = arith.addi %first, %j : index
        scf.for %x = %c0 to %d step %c1 {
          %value = memref.load %keys[%b, %h, %token, %x] : memref<?x?x?x?x$T, strided<[?, ?, ?, ?], offset: ?>>
          $extend_value
          %sum = memref.load %key_sums[%piece, %x] : memref<?x?xf64>
          %next = arith.addf %sum, $wide_value : f64
          memref.store %next, %key_sums[%piece, %x] : memref<?x?xf64>
        }
      }
      scf.for %x = %c0 to %d step %c1 {
        %sum = memref.load %key_sums[%piece, %x] : memref<?x?xf64>
        %mean = arith.divf %sum, %count_as_float : f64
        memref.store %mean, %key_means[%piece, %x, %s] : memref<?x?x?xf64>
      }
    }
    scf.for %r = %c0 to %rows step %c1 {
      scf.for %s = %c0 to %columns step %c1 {
        memref.store %zero, %row_sums[%piece, %s] : memref<?x?xf64>
      }
      scf.for %x = %c0 to %d step %c1 {
        %query = memref.load %query_means[%piece, %r, %x] : memref<?x?x?xf64>
        scf.for %s = %c0 to %columns step %c1 {
          %key = memref.load %key_means[%piece, %x, %s] : memref<?x?x?xf64>
          %product = arith.mulf %query, %key : f64
          %sum = memref.load %row_sums[%piece, %s] : memref<?x?xf64>
          %next = arith.addf %sum, %product : f64
          memref.store %next, %row_sums[%piece, %s] : memref<?x?xf64>
        }
      }
      scf.for %s = %c0 to %columns step %c1 {
        %sum = memref.load %row_sums[%piece, %s] : memref<?x?xf64>
        %scaled = arith.mulf %sum, %scale : f64
        $round_scaled
        memref.store $rounded_scaled, %scores[%b, %h, %r, %s] : memref<?x?x?x?x$S, strided<[?, ?, ?, ?], offset: ?>>
      }
    }
  }
  memref.dealloc %query_means : memref<?x?x?xf64>
  memref.dealloc %key_means : memref<?x?x?xf64>
  memref.dealloc %key_sums : memref<?x?xf64>
  memref.dealloc %row_sums : memref<?x?xf64>
  return
}
