%j_as_key = arith.index_cast %j : index to $K
%first_places = vector.broadcast %j_as_key : $K to vector<${V}x$K>
%from_first = arith.constant dense<[$places]> : vector<${V}x$K>
%places = arith.addi %first_places, %from_first : vector<${V}x$K>
%none = arith.constant dense<0> : vector<${V}x$K>
%better = scf.for %t = %first to %beyond step %c1 iter_args(%so_far = %none) -> (vector<${V}x$K>) {
  %one = memref.load %keys[%piece, %t] : memref<?x?x$K>
  %other = vector.broadcast %one : $K to vector<${V}x$K>
  %t_as_key = arith.index_cast %t : index to $K
  %place = vector.broadcast %t_as_key : $K to vector<${V}x$K>
  %are_behind = arith.cmpi sgt, %places, %place : vector<${V}x$K>
  %bound = arith.select %are_behind, %own_less_one, %own : vector<${V}xi1>, vector<${V}x$K>
  %wins = arith.cmpi sgt, %other, %bound : vector<${V}x$K>
  %win = arith.extui %wins : vector<${V}xi1> to vector<${V}x$K>
  %more = arith.addi %so_far, %win : vector<${V}x$K>
  scf.yield %more : vector<${V}x$K>
}
