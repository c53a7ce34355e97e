// |P| / (B H R S), and 0 if there are no blocks.
func.func private @pattern_density(%mask: tensor<?x?x?x?xi1>) -> f32 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %B = tensor.dim %mask, %c0 : tensor<?x?x?x?xi1>
  %H = tensor.dim %mask, %c1 : tensor<?x?x?x?xi1>
  %R = tensor.dim %mask, %c2 : tensor<?x?x?x?xi1>
  %S = tensor.dim %mask, %c3 : tensor<?x?x?x?xi1>
  %rows = arith.muli %B, %H : index
  %block_rows = arith.muli %rows, %R : index
  %blocks = arith.muli %block_rows, %S : index
  %none = arith.constant dense<0> : tensor<i64>
  %sum = linalg.reduce ins(%mask : tensor<?x?x?x?xi1>) outs(%none : tensor<i64>) dimensions = [0, 1, 2, 3]
    (%selected: i1, %so_far: i64) {
      %one = arith.extui %selected : i1 to i64
      %more = arith.addi %so_far, %one : i64
      linalg.yield %more : i64
    }
  %count = tensor.extract %sum[] : tensor<i64>
  %blocks_i64 = arith.index_cast %blocks : index to i64
  %numerator = arith.uitofp %count : i64 to f64
  %denominator = arith.uitofp %blocks_i64 : i64 to f64
  %share = arith.divf %numerator, %denominator : f64
  %rounded = arith.truncf %share : f64 to f32
  %zero = arith.constant 0.0 : f32
  %is_empty = arith.cmpi eq, %blocks, %c0 : index
  %density = arith.select %is_empty, %zero, %rounded : f32
  return %density : f32
}
