// The columns of a byte's bits, from %first on, at %at_x: eight are stored at once, and as many of them stay as there are bits.
%byte_as_index = arith.index_castui %byte : i8 to index
%places_as_word = tensor.extract %places_of_bits[%byte_as_index] : tensor<256xi64>
%places_in_vector = vector.broadcast %places_as_word : i64 to vector<1xi64>
%places_as_bytes = vector.bitcast %places_in_vector : vector<1xi64> to vector<8xi8>
%places = arith.extui %places_as_bytes : vector<8xi8> to vector<8x$I>
%first_as_int = arith.index_cast %first : index to $I
%firsts = vector.broadcast %first_as_int : $I to vector<8x$I>
%columns_of_eight = arith.addi %firsts, %places : vector<8x$I>
%with_columns = vector.transfer_write %columns_of_eight, %columns_x[%at_x] {in_bounds = [true]} : vector<8x$I>, tensor<?x$I>
%number_of_bits = math.ctpop %byte : i8
%more_columns = arith.index_castui %number_of_bits : i8 to index
%at_next = arith.addi %at_x, %more_columns : index
