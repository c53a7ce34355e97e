%byte = arith.divui %y, %c8 : index
%place = arith.remui %y, %c8 : index
%bits = memref.load %masks[%id, %x, %byte] : memref<?x?x?xi8, strided<[?, ?, ?], offset: ?>>
%place_of_bit = arith.index_cast %place : index to i8
%shifted = arith.shrui %bits, %place_of_bit : i8
%holds = arith.trunci %shifted : i8 to i1
