// What `valid_bits` compares with.
%none_of_part = arith.constant dense<0> : vector<${part}xi8>
%nowhere = arith.constant dense<false> : vector<${part}xi1>
%first_queries = arith.constant dense<$first_queries> : vector<${part}xi32>
%no_queries = arith.constant dense<0> : vector<${part}xi32>
%one_bit = arith.constant dense<1> : vector<${part}xi32>
%eight_queries = arith.constant dense<8> : vector<${part}xi32>
