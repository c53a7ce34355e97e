// Bit y mod 8 of a byte is whether the element in row y of its key is in the set: a byte for each key from %x on.
%byte = arith.divui $row, %c8 : index
scf.for %l = %c0 to %key_lanes step %c1 {
  %key = arith.addi %x, %l : index
  %in_tile = arith.minui %key, %last_key_of_tile : index
  %bits_of_key = memref.load %masks[%id, %in_tile, %byte] : memref<?x?x?xi8, strided<[?, ?, ?], offset: ?>>
  memref.store %bits_of_key, %bits_of_keys[%l] : memref<${key_lanes}xi8>
}
%held_by_keys = vector.load %bits_of_keys[%c0] : memref<${key_lanes}xi8>, vector<${key_lanes}xi8>
