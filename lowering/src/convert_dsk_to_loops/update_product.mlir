// A piece is $tile rows of a head: for a vector of value columns after the other, their sums are in registers while the listed
// keys go by, or all where all are listed. Then the piece's weights are remembered; the values, which all pieces need, at the
// end.
func.func private @update_product(%weights: memref<?x?x?x?x$T, strided<[?, ?, ?, ?], offset: ?>>,
                                  %values: memref<?x?x?x?x$T, strided<[?, ?, ?, $value_stride], offset: ?>>,
                                  %indices: memref<?x?xi32, strided<[?, ?], offset: ?>>,
                                  %product: memref<?x?x?x?x$T, strided<[?, ?, ?, $product_stride], offset: ?>>,
                                  %last_weights: memref<?x?x?x?x$T, strided<[?, ?, ?, ?], offset: ?>>,
                                  %last_values: memref<?x?x?x?x$T, strided<[?, ?, ?, $last_stride], offset: ?>>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %lanes = arith.constant $lanes : index
  %tile = arith.constant $tile : index
  %pad = arith.constant 0.0 : $T
  %zeros = arith.constant dense<0.0> : vector<${lanes}x$S>
  %batch = memref.dim %weights, %c0 : memref<?x?x?x?x$T, strided<[?, ?, ?, ?], offset: ?>>
  %heads = memref.dim %weights, %c1 : memref<?x?x?x?x$T, strided<[?, ?, ?, ?], offset: ?>>
  %n = memref.dim %weights, %c2 : memref<?x?x?x?x$T, strided<[?, ?, ?, ?], offset: ?>>
  %m = memref.dim %weights, %c3 : memref<?x?x?x?x$T, strided<[?, ?, ?, ?], offset: ?>>
  %width = memref.dim %values, %c3 : memref<?x?x?x?x$T, strided<[?, ?, ?, $value_stride], offset: ?>>
  %entries = memref.dim %indices, %c1 : memref<?x?xi32, strided<[?, ?], offset: ?>>
  %last_query = arith.subi %n, %c1 : index
  %rest = arith.remui %width, %lanes : index
  %whole = arith.subi %width, %rest : index
  %heads_in_all = arith.muli %batch, %heads : index
  %tiles = arith.ceildivui %n, %tile : index
  %work = arith.muli %heads_in_all, %tiles : index
  %counts = memref.alloc(%batch) : memref<?xindex>
  scf.for %b = %c0 to %batch step %c1 {
    %count = scf.for %j = %c0 to %entries step %c1 iter_args(%so_far = %c0) -> (index) {
      %stored = memref.load %indices[%b, %j] : memref<?x?xi32, strided<[?, ?], offset: ?>>
      %token = arith.index_cast %stored : i32 to index
      %there = arith.cmpi ult, %token, %m : index
      %one = arith.index_castui %there : i1 to index
      %more = arith.addi %so_far, %one : index
      scf.yield %more : index
    }
    memref.store %count, %counts[%b] : memref<?xindex>
  }
  dsk.partition(%work) {
  ^bb0(%piece: index):
    %head = arith.divui %piece, %tiles : index
    %tile_of_head = arith.remui %piece, %tiles : index
    %h = arith.remui %head, %heads : index
    %b = arith.divui %head, %heads : index
    %i = arith.muli %tile_of_head, %tile : index
    %count = memref.load %counts[%b] : memref<?xindex>
    %all = arith.cmpi eq, %count, %m : index
$neighbours
    scf.for %e = %c0 to %whole step %lanes {
$whole_vectors
    }
    scf.for %e = %whole to %width step %lanes {
$last_vector
    }
    scf.for %entry = %c0 to %count step %c1 {
      %stored = memref.load %indices[%b, %entry] : memref<?x?xi32, strided<[?, ?], offset: ?>>
      %j = arith.index_cast %stored : i32 to index
$remember_weights
    }
    dsk.yield
  }
  dsk.partition(%heads_in_all) {
  ^bb0(%head: index):
    %h = arith.remui %head, %heads : index
    %b = arith.divui %head, %heads : index
    %count = memref.load %counts[%b] : memref<?xindex>
    scf.for %entry = %c0 to %count step %c1 {
      %stored = memref.load %indices[%b, %entry] : memref<?x?xi32, strided<[?, ?], offset: ?>>
      %j = arith.index_cast %stored : i32 to index
      // Not as slices: one of no columns begins where nothing is, which MLIR refuses once it knows.
      scf.for %e = %c0 to %width step %c1 {
        %value = memref.load %values[%b, %h, %j, %e] : memref<?x?x?x?x$T, strided<[?, ?, ?, $value_stride], offset: ?>>
        memref.store %value, %last_values[%b, %h, %j, %e] : memref<?x?x?x?x$T, strided<[?, ?, ?, $last_stride], offset: ?>>
      }
    }
    dsk.yield
  }
  memref.dealloc %counts : memref<?xindex>
  return
}
