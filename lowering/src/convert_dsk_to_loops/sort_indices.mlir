// Radix sort: keys as unsigned integers of the same order, eight bits a pass from the lowest up, each pass stable. Passes
// are even in number, so that the last one ends where the first began.
func.func private @sort_indices(%keys: memref<?x?x$T, strided<[?, ?], offset: ?>>,
                                %indices: memref<?x?xi32, strided<[?, ?], offset: ?>>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %bits = arith.constant $key_bits : index
  %digit_bits = arith.constant 8 : index
  %digits = arith.constant 256 : index
  %low = arith.constant 255 : $K
  %flip = arith.constant $flip : $K
  %no_tokens = arith.constant 0 : i32
  %one_token = arith.constant 1 : i32
  %no_bits = arith.constant 0 : $K
  %sign_place = arith.constant $sign_place : $K
  %magnitude = arith.constant $magnitude : $K
  %zero = arith.constant 0.0 : $S
  %batch = memref.dim %keys, %c0 : memref<?x?x$T, strided<[?, ?], offset: ?>>
  %n = memref.dim %keys, %c1 : memref<?x?x$T, strided<[?, ?], offset: ?>>
  %sorted_keys = memref.alloc(%n) {alignment = 64 : i64} : memref<2x?x$K>
  %sorted = memref.alloc(%n) {alignment = 64 : i64} : memref<2x?xi32>
  %places = memref.alloc() {alignment = 64 : i64} : memref<256xi32>
  scf.for %b = %c0 to %batch step %c1 {
    scf.for %i = %c0 to %n step %c1 {
      %value = memref.load %keys[%b, %i] : memref<?x?x$T, strided<[?, ?], offset: ?>>
      $ordered_key
      // The sign bit inverted for unsigned order, or all others to descend.
      %key = arith.xori %ordered, %flip : $K
      memref.store %key, %sorted_keys[%c0, %i] : memref<2x?x$K>
      %index = arith.index_cast %i : index to i32
      memref.store %index, %sorted[%c0, %i] : memref<2x?xi32>
    }
    %last = scf.for %bit = %c0 to %bits step %digit_bits iter_args(%from = %c0) -> (index) {
      %to = arith.subi %c1, %from : index
      %shift = arith.index_cast %bit : index to $K
      scf.for %d = %c0 to %digits step %c1 {
        memref.store %no_tokens, %places[%d] : memref<256xi32>
      }
      scf.for %i = %c0 to %n step %c1 {
        %key = memref.load %sorted_keys[%from, %i] : memref<2x?x$K>
        %shifted = arith.shrui %key, %shift : $K
        %digit_int = arith.andi %shifted, %low : $K
        %digit = arith.index_cast %digit_int : $K to index
        %count = memref.load %places[%digit] : memref<256xi32>
        %more = arith.addi %count, %one_token : i32
        memref.store %more, %places[%digit] : memref<256xi32>
      }
      %all = scf.for %d = %c0 to %digits step %c1 iter_args(%so_far = %no_tokens) -> (i32) {
        %count = memref.load %places[%d] : memref<256xi32>
        memref.store %so_far, %places[%d] : memref<256xi32>
        %next = arith.addi %so_far, %count : i32
        scf.yield %next : i32
      }
      scf.for %i = %c0 to %n step %c1 {
        %key = memref.load %sorted_keys[%from, %i] : memref<2x?x$K>
        %index = memref.load %sorted[%from, %i] : memref<2x?xi32>
        %shifted = arith.shrui %key, %shift : $K
        %digit_int = arith.andi %shifted, %low : $K
        %digit = arith.index_cast %digit_int : $K to index
        %place_int = memref.load %places[%digit] : memref<256xi32>
        %place = arith.index_cast %place_int : i32 to index
        memref.store %key, %sorted_keys[%to, %place] : memref<2x?x$K>
        memref.store %index, %sorted[%to, %place] : memref<2x?xi32>
        %next = arith.addi %place_int, %one_token : i32
        memref.store %next, %places[%digit] : memref<256xi32>
      }
      scf.yield %to : index
    }
    scf.for %i = %c0 to %n step %c1 {
      %index = memref.load %sorted[%last, %i] : memref<2x?xi32>
      memref.store %index, %indices[%b, %i] : memref<?x?xi32, strided<[?, ?], offset: ?>>
    }
  }
  memref.dealloc %sorted_keys : memref<2x?x$K>
  memref.dealloc %sorted : memref<2x?xi32>
  memref.dealloc %places : memref<256xi32>
  return
}
