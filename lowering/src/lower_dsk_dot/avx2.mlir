// Even and odd bytes as 16-bit numbers, which vpmaddwd multiplies and adds in pairs without saturation.
func.func private @dot(%sum: vector<8xi32>, %a: vector<32xi8>, %b: vector<32xi8>) -> vector<8xi32> {
  %byte = arith.constant dense<8> : vector<16xi16>
  %low = arith.constant dense<255> : vector<16xi16>
  %as = vector.bitcast %a : vector<32xi8> to vector<16xi16>
  %bs = vector.bitcast %b : vector<32xi8> to vector<16xi16>
  %a_even = arith.andi %as, %low : vector<16xi16>
  %a_odd = arith.shrui %as, %byte : vector<16xi16>
  %b_top = arith.shli %bs, %byte : vector<16xi16>
  %b_even = arith.shrsi %b_top, %byte : vector<16xi16>
  %b_odd = arith.shrsi %bs, %byte : vector<16xi16>
  %even = llvm.call_intrinsic "llvm.x86.avx2.pmadd.wd"(%a_even, %b_even) : (vector<16xi16>, vector<16xi16>) -> vector<8xi32>
  %odd = llvm.call_intrinsic "llvm.x86.avx2.pmadd.wd"(%a_odd, %b_odd) : (vector<16xi16>, vector<16xi16>) -> vector<8xi32>
  %both = arith.addi %even, %odd : vector<8xi32>
  %next = arith.addi %sum, %both : vector<8xi32>
  return %next : vector<8xi32>
}
