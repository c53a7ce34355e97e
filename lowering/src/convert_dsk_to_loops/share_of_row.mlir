%held_float = arith.sitofp %held : i64 to f64
%whole_float = arith.sitofp %total : i64 to f64
%quotient_of_row = arith.divf %held_float, %whole_float : f64
%is_weightless = arith.cmpi eq, %total, %zero_keys : i64
%part = arith.select %is_weightless, %float_one, %quotient_of_row : f64
$round_part
