func.func private @scatter_rows(%packed: memref<?x?x?x$T, strided<[?, ?, ?], offset: ?>>,
                                %indices: memref<?x?xi32, strided<[?, ?], offset: ?>>,
                                %tokens: memref<?x?x?x$T, strided<[?, ?, ?], offset: ?>>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %batch = memref.dim %packed, %c0 : memref<?x?x?x$T, strided<[?, ?, ?], offset: ?>>
  %kept = memref.dim %packed, %c1 : memref<?x?x?x$T, strided<[?, ?, ?], offset: ?>>
  %channels = memref.dim %packed, %c2 : memref<?x?x?x$T, strided<[?, ?, ?], offset: ?>>
  %n = memref.dim %tokens, %c1 : memref<?x?x?x$T, strided<[?, ?, ?], offset: ?>>
  scf.for %b = %c0 to %batch step %c1 {
    scf.for %i = %c0 to %kept step %c1 {
      %stored = memref.load %indices[%b, %i] : memref<?x?xi32, strided<[?, ?], offset: ?>>
      %token = arith.index_cast %stored : i32 to index
      %there = arith.cmpi ult, %token, %n : index
      scf.if %there {
        scf.for %x = %c0 to %channels step %c1 {
          %value = memref.load %packed[%b, %i, %x] : memref<?x?x?x$T, strided<[?, ?, ?], offset: ?>>
          memref.store %value, %tokens[%b, %token, %x] : memref<?x?x?x$T, strided<[?, ?, ?], offset: ?>>
        }
      }
    }
  }
  return
}
