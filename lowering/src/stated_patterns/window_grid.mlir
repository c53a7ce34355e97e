// A product that is too large to count is larger than the number of tokens: each is cut off there.
func.func private @window_grid(%queries: index, %keys: index, %frames: index, %height: index, %width: index)
    -> (index, index, index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %global = arith.constant $global : index
  %n = arith.maxsi %queries, %c0 : index
  %m = arith.maxsi %keys, %c0 : index
  %t = arith.maxsi %frames, %c0 : index
  %y = arith.maxsi %height, %c0 : index
  %x = arith.maxsi %width, %c0 : index
  %most = arith.maxsi %n, %m : index
  %limit = arith.addi %most, %c1 : index
  %some_t = arith.minsi %t, %limit : index
  %some_y = arith.minsi %y, %limit : index
  %some_x = arith.minsi %x, %limit : index
  %area = arith.muli %some_y, %some_x : index
  %some_area = arith.minsi %area, %limit : index
  %cells = arith.muli %some_t, %some_area : index
  %tokens = arith.addi %cells, %global : index
  %queries_fit = arith.cmpi eq, %n, %tokens : index
  cf.assert %queries_fit, "$place: the pattern has not as many queries as its grid has cells, with the global tokens"$queries_compared
  %keys_fit = arith.cmpi eq, %m, %tokens : index
  cf.assert %keys_fit, "$place: the pattern has not as many keys as its grid has cells, with the global tokens"$keys_compared
  return %t, %y, %x : index, index, index
}
