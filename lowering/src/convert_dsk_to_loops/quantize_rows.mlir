// Rows are shared out in pieces. Magnitudes are compared as unsigned integers, whose order is that of the numbers, infinity
// above and NaN above that. By a scale of 0 nothing is divided: a NaN is in its place, which becomes 0.
func.func private @quantize_rows(%x: $x, %quantized: $quantized, %scales: $scales) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %lanes = arith.constant $lanes : index
  %last_axis = arith.constant $last_axis : index
  %piece_rows = arith.constant 16 : index
  %pad = arith.constant 0.0 : $T
  %zero = arith.constant 0.0 : f32
  %nan = arith.constant 0x7FC00000 : f32
  %most = arith.constant 127.0 : f32
  %none = arith.constant dense<0> : vector<${lanes}xi32>
  %magnitude = arith.constant dense<0x7FFFFFFF> : vector<${lanes}xi32>
  %first_size = memref.dim %x, %c0 : $x
  %tokens = $tokens
  %C = memref.dim %x, %last_axis : $x
  %is_three = arith.cmpi ne, %last_axis, %c1 : index
  %per_entry = arith.select %is_three, %tokens, %c1 : index
  %rows = arith.muli %first_size, %per_entry : index
  %rest = arith.remui %C, %lanes : index
  %whole = arith.subi %C, %rest : index
  %pieces = arith.ceildivui %rows, %piece_rows : index
  dsk.partition(%pieces) {
  ^bb0(%piece: index):
    %first = arith.muli %piece, %piece_rows : index
    %beyond = arith.addi %first, %piece_rows : index
    %last = arith.minui %beyond, %rows : index
    scf.for %row = %first to %last step %c1 {
      $coordinates
      %of_whole = scf.for %c = %c0 to %whole step %lanes iter_args(%greatest = %none) -> (vector<${lanes}xi32>) {
        %x_part = vector.transfer_read %x[$at, %c], %pad {in_bounds = [true]} : $x, vector<${lanes}x$T>
        $magnitude
        scf.yield %next : vector<${lanes}xi32>
      }
      %of_all = scf.for %c = %whole to %C step %lanes iter_args(%greatest = %of_whole) -> (vector<${lanes}xi32>) {
        %x_part = vector.transfer_read %x[$at, %c], %pad : $x, vector<${lanes}x$T>
        $magnitude
        scf.yield %next : vector<${lanes}xi32>
      }
      %greatest_bits = vector.reduction <maxui>, %of_all : vector<${lanes}xi32> into i32
      %absmax = arith.bitcast %greatest_bits : i32 to f32
      %scale = arith.divf %absmax, %most : f32
      memref.store %scale, %scales[$at] : $scales
      %is_zero = arith.cmpf oeq, %scale, %zero : f32
      %divisor = arith.select %is_zero, %nan, %scale : f32
      %divisors = vector.broadcast %divisor : f32 to vector<${lanes}xf32>
      scf.for %c = %c0 to %whole step %lanes {
        %x_part = vector.transfer_read %x[$at, %c], %pad {in_bounds = [true]} : $x, vector<${lanes}x$T>
        $to_bytes
        vector.transfer_write $bytes, %quantized[$at, %c] {in_bounds = [true]} : vector<${lanes}xi8>, $quantized
      }
      scf.for %c = %whole to %C step %lanes {
        %x_part = vector.transfer_read %x[$at, %c], %pad : $x, vector<${lanes}x$T>
        $to_bytes
        vector.transfer_write $bytes, %quantized[$at, %c] : vector<${lanes}xi8>, $quantized
      }
    }
    dsk.yield
  }
  return
}
