// The places of the bits of each byte, ascending, a byte a place in the order of memory: those of the byte's higher bits, one
// further, and before them that of its lowest. What is behind the last one has no meaning.
func.func private @places_of_bits() -> tensor<256xi64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c256 = arith.constant 256 : index
  %no_places = arith.constant 0 : i64
  %one_further = arith.constant 0x0101010101010101 : i64
  %bits_of_place = arith.constant 8 : i64
  %unset = tensor.empty() : tensor<256xi64>
  %of_none = tensor.insert %no_places into %unset[%c0] : tensor<256xi64>
  %made = scf.for %byte = %c1 to %c256 step %c1 iter_args(%so_far = %of_none) -> (tensor<256xi64>) {
    %higher = arith.shrui %byte, %c1 : index
    %of_higher = tensor.extract %so_far[%higher] : tensor<256xi64>
    %further = arith.addi %of_higher, %one_further : i64
    %behind = arith.shli %further, %bits_of_place : i64
    %lowest = arith.andi %byte, %c1 : index
    %has_lowest = arith.cmpi eq, %lowest, %c1 : index
    %places = arith.select %has_lowest, %behind, %further : i64
    %with = tensor.insert %places into %so_far[%byte] : tensor<256xi64>
    scf.yield %with : tensor<256xi64>
  }
  return %made : tensor<256xi64>
}
