// How many members the set has.
func.func private @count_mask(%mask: tensor<?x?x?x?xi1>) -> i64 {
  %none = arith.constant dense<0> : tensor<i64>
  %sum = linalg.reduce ins(%mask : tensor<?x?x?x?xi1>) outs(%none : tensor<i64>) dimensions = [0, 1, 2, 3]
    (%held: i1, %so_far: i64) {
      %one = arith.extui %held : i1 to i64
      %more = arith.addi %so_far, %one : i64
      linalg.yield %more : i64
    }
  %count = tensor.extract %sum[] : tensor<i64>
  return %count : i64
}
