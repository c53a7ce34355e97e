// count = min(max(wanted, at_least), size)
func.func private @budget_of_count(%wanted: index, %size: index) -> index {
  %c0 = arith.constant 0 : index
  %at_least = arith.constant $at_least : index
  %n = arith.maxsi %size, %c0 : index
  %least = arith.maxsi %wanted, %at_least : index
  %count = arith.minsi %least, %n : index
  return %count : index
}
