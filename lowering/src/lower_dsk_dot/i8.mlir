// Four bytes are one 32-bit word: each is shifted to the top and back, with zeros for a and with the sign for b.
func.func private @dot(%sum: vector<${lanes}xi32>, %a: vector<${bytes}xi8>, %b: vector<${bytes}xi8>) -> vector<${lanes}xi32> {
  %c8 = arith.constant dense<8> : vector<${lanes}xi32>
  %c16 = arith.constant dense<16> : vector<${lanes}xi32>
  %c24 = arith.constant dense<24> : vector<${lanes}xi32>
  %as = vector.bitcast %a : vector<${bytes}xi8> to vector<${lanes}xi32>
  %bs = vector.bitcast %b : vector<${bytes}xi8> to vector<${lanes}xi32>
  %a0_top = arith.shli %as, %c24 : vector<${lanes}xi32>
  %a1_top = arith.shli %as, %c16 : vector<${lanes}xi32>
  %a2_top = arith.shli %as, %c8 : vector<${lanes}xi32>
  %b0_top = arith.shli %bs, %c24 : vector<${lanes}xi32>
  %b1_top = arith.shli %bs, %c16 : vector<${lanes}xi32>
  %b2_top = arith.shli %bs, %c8 : vector<${lanes}xi32>
  %a0 = arith.shrui %a0_top, %c24 : vector<${lanes}xi32>
  %a1 = arith.shrui %a1_top, %c24 : vector<${lanes}xi32>
  %a2 = arith.shrui %a2_top, %c24 : vector<${lanes}xi32>
  %a3 = arith.shrui %as, %c24 : vector<${lanes}xi32>
  %b0 = arith.shrsi %b0_top, %c24 : vector<${lanes}xi32>
  %b1 = arith.shrsi %b1_top, %c24 : vector<${lanes}xi32>
  %b2 = arith.shrsi %b2_top, %c24 : vector<${lanes}xi32>
  %b3 = arith.shrsi %bs, %c24 : vector<${lanes}xi32>
  %p0 = arith.muli %a0, %b0 : vector<${lanes}xi32>
  %p1 = arith.muli %a1, %b1 : vector<${lanes}xi32>
  %p2 = arith.muli %a2, %b2 : vector<${lanes}xi32>
  %p3 = arith.muli %a3, %b3 : vector<${lanes}xi32>
  %s0 = arith.addi %p0, %p1 : vector<${lanes}xi32>
  %s1 = arith.addi %p2, %p3 : vector<${lanes}xi32>
  %s2 = arith.addi %s0, %s1 : vector<${lanes}xi32>
  %s3 = arith.addi %sum, %s2 : vector<${lanes}xi32>
  return %s3 : vector<${lanes}xi32>
}
