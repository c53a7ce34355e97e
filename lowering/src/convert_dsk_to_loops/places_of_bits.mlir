  // The places of the bits of each byte, ascending, a byte a place in the order of memory: those of the byte's higher bits, one
  // further, and before them that of its lowest.
  %places_of_bits = memref.alloc() {alignment = 64 : i64} : memref<256xi64>
  %no_places = arith.constant 0 : i64
  %one_further = arith.constant 0x0101010101010101 : i64
  %bits_of_place = arith.constant 8 : i64
  %all_bytes = arith.constant 256 : index
  memref.store %no_places, %places_of_bits[%c0] : memref<256xi64>
  scf.for %byte = %c1 to %all_bytes step %c1 {
    %higher = arith.shrui %byte, %c1 : index
    %of_higher = memref.load %places_of_bits[%higher] : memref<256xi64>
    %further = arith.addi %of_higher, %one_further : i64
    %behind = arith.shli %further, %bits_of_place : i64
    %lowest = arith.andi %byte, %c1 : index
    %has_lowest = arith.cmpi eq, %lowest, %c1 : index
    %places_of_byte = arith.select %has_lowest, %behind, %further : i64
    memref.store %places_of_byte, %places_of_bits[%byte] : memref<256xi64>
  }
