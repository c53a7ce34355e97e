// The bits of mask %id.
%no_sums = arith.constant dense<0> : vector<${part}xi32>
%bits_of_lanes = scf.for %x = %c0 to %area step %part iter_args(%sums = %no_sums) -> (vector<${part}xi32>) {
  %bytes_of_mask = vector.transfer_read %flat[%id, %x], %no_bits {in_bounds = [true]} : tensor<?x?xi8>, vector<${part}xi8>
  %bits_of_bytes = math.ctpop %bytes_of_mask : vector<${part}xi8>
  %wide = arith.extui %bits_of_bytes : vector<${part}xi8> to vector<${part}xi32>
  %more_bits = arith.addi %sums, %wide : vector<${part}xi32>
  scf.yield %more_bits : vector<${part}xi32>
}
%bits_as_int = vector.reduction <add>, %bits_of_lanes : vector<${part}xi32> into i32
%bits_of_mask = arith.extui %bits_as_int : i32 to i64
