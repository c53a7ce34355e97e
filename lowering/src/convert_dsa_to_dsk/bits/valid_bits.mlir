// The bits of keys and queries that exist.
%bytes_there = arith.subi %bytes_left, %x : index
// Sizes of masks are cut to 32 bits.
%bytes_in_part = arith.minsi %bytes_there, %part : index
%there = vector.create_mask %bytes_in_part : vector<${part}xi1>
%byte_of_key = arith.remui %x, %bytes : index
%queries_before = arith.muli %byte_of_key, %c8 : index
%queries_left = arith.subi %queries, %queries_before : index
%queries_as_int = arith.index_cast %queries_left : index to i32
%queries_of_part = vector.broadcast %queries_as_int : i32 to vector<${part}xi32>
%beyond_first = arith.subi %queries_of_part, %first_queries : vector<${part}xi32>
%at_least_none = arith.maxsi %beyond_first, %no_queries : vector<${part}xi32>
%queries_of_bytes = arith.minsi %at_least_none, %eight_queries : vector<${part}xi32>
%next_bits = arith.shli %one_bit, %queries_of_bytes : vector<${part}xi32>
%bits_below = arith.subi %next_bits, %one_bit : vector<${part}xi32>
%bits_of_queries = arith.trunci %bits_below : vector<${part}xi32> to vector<${part}xi8>
%valid = arith.select %there, %bits_of_queries, %none_of_part : vector<${part}xi1>, vector<${part}xi8>
