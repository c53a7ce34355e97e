// A bf16 is the upper half of an f32: a pair is one 32-bit word, its element 2 l the lower half.
func.func private @dot(%sum: vector<${lanes}xf32>, %a: vector<${halves}xbf16>, %b: vector<${halves}xbf16>) -> vector<${lanes}xf32> {
  %half = arith.constant dense<16> : vector<${lanes}xi32>
  %upper = arith.constant dense<0xFFFF0000> : vector<${lanes}xi32>
  %as = vector.bitcast %a : vector<${halves}xbf16> to vector<${lanes}xi32>
  %bs = vector.bitcast %b : vector<${halves}xbf16> to vector<${lanes}xi32>
  %a_odd_bits = arith.andi %as, %upper : vector<${lanes}xi32>
  %b_odd_bits = arith.andi %bs, %upper : vector<${lanes}xi32>
  %a_even_bits = arith.shli %as, %half : vector<${lanes}xi32>
  %b_even_bits = arith.shli %bs, %half : vector<${lanes}xi32>
  %a_odd = vector.bitcast %a_odd_bits : vector<${lanes}xi32> to vector<${lanes}xf32>
  %b_odd = vector.bitcast %b_odd_bits : vector<${lanes}xi32> to vector<${lanes}xf32>
  %a_even = vector.bitcast %a_even_bits : vector<${lanes}xi32> to vector<${lanes}xf32>
  %b_even = vector.bitcast %b_even_bits : vector<${lanes}xi32> to vector<${lanes}xf32>
  %first = vector.fma %a_odd, %b_odd, %sum : vector<${lanes}xf32>
  %both = vector.fma %a_even, %b_even, %first : vector<${lanes}xf32>
  return %both : vector<${lanes}xf32>
}
