// The places of what is chosen, ascending, in %list[%piece, :]: each is written where the next chosen one goes, so that
// nothing branches on a key.
scf.if %exact {
  %end = scf.for %s = %c0 to %width step %c1 iter_args(%at = %c0) -> (index) {
    %key = memref.load %keys[%piece, %s] : memref<?x?x$K>
    %take = arith.cmpi sge, %key, %threshold : $K
    %place = arith.index_cast %s : index to $I
    memref.store %place, %list[%piece, %at] : memref<?x?x$I>
    %taken = arith.index_castui %take : i1 to index
    %next = arith.addi %at, %taken : index
    scf.yield %next : index
  }
} else {
  // What is above the threshold, and of what equals it the first.
  %thresholds = vector.broadcast %threshold : $K to vector<${lanes}x$K>
  %counts = scf.for %s = %c0 to %padded step %lanes iter_args(%so_far = %no_keys) -> (vector<${lanes}x$K>) {
    %key = vector.load %keys[%piece, %s] : memref<?x?x$K>, vector<${lanes}x$K>
    %above = arith.cmpi sgt, %key, %thresholds : vector<${lanes}x$K>
    %minus_one = arith.extsi %above : vector<${lanes}xi1> to vector<${lanes}x$K>
    %counted = arith.subi %so_far, %minus_one : vector<${lanes}x$K>
    scf.yield %counted : vector<${lanes}x$K>
  }
  %number_above = vector.reduction <add>, %counts : vector<${lanes}x$K> into $K
  %ties = arith.subi %kept, %number_above : $K
  %end, %none_left = scf.for %s = %c0 to %width step %c1 iter_args(%at = %c0, %left = %ties) -> (index, $K) {
    %key = memref.load %keys[%piece, %s] : memref<?x?x$K>
    %greater = arith.cmpi sgt, %key, %threshold : $K
    %equal = arith.cmpi eq, %key, %threshold : $K
    %tie_left = arith.cmpi sgt, %left, %zero_keys : $K
    %tie = arith.andi %equal, %tie_left : i1
    %take = arith.ori %greater, %tie : i1
    %place = arith.index_cast %s : index to $I
    memref.store %place, %list[%piece, %at] : memref<?x?x$I>
    %taken = arith.index_castui %take : i1 to index
    %next = arith.addi %at, %taken : index
    %used = arith.extui %tie : i1 to $K
    %still_left = arith.subi %left, %used : $K
    scf.yield %next, %still_left : index, $K
  }
}
