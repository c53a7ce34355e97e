func.func private @score_antidiagonals(%queries: tensor<?x?x?x?x$T>, %keys: tensor<?x?x?x?x$T>) -> tensor<?x?x?x?x$S> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %stride = arith.constant $stride : index
  %tile_rows = arith.constant $rows : index
  %tile_columns = arith.constant $columns : index
  %batch = tensor.dim %queries, %c0 : tensor<?x?x?x?x$T>
  %heads = tensor.dim %queries, %c1 : tensor<?x?x?x?x$T>
  %n = tensor.dim %queries, %c2 : tensor<?x?x?x?x$T>
  %m = tensor.dim %keys, %c2 : tensor<?x?x?x?x$T>
  %u = arith.ceildivui %n, %stride : index
  %v = arith.ceildivui %m, %stride : index
  %rows = arith.ceildivui %u, %tile_rows : index
  %columns = arith.ceildivui %v, %tile_columns : index
  %no_products = tensor.empty(%batch, %heads, %u, %v) : tensor<?x?x?x?x$S>
  %products = dsk.score_blocks ins(%queries, %keys : tensor<?x?x?x?x$T>, tensor<?x?x?x?x$T>)
    outs(%no_products : tensor<?x?x?x?x$S>) block = [$stride, $stride] scale = $scale antidiagonals -> tensor<?x?x?x?x$S>
  // How many groups of keys each group of queries sees.
  %is_causal = arith.constant $causal
  %last_query = arith.subi %n, %c1 : index
  %last_in_group = arith.subi %stride, %c1 : index
  %beyond_own = arith.subi %m, %last_query : index
  %seen = tensor.generate %u {
  ^bb0(%i: index):
    %first = arith.muli %i, %stride : index
    %full = arith.addi %first, %last_in_group : index
    %last = arith.minui %full, %last_query : index
    %keys_or_fewer = arith.addi %last, %beyond_own : index
    %some_keys = arith.maxsi %keys_or_fewer, %c0 : index
    %some_groups = arith.ceildivui %some_keys, %stride : index
    %groups = arith.minui %some_groups, %v : index
    %count = arith.select %is_causal, %groups, %v : index
    %number = arith.index_cast %count : index to i32
    tensor.yield %number : i32
  } : tensor<?xi32>
  %no_scores = tensor.empty(%batch, %heads, %rows, %columns) : tensor<?x?x?x?x$S>
  %scores = dsk.tile_mass ins(%products, %seen : tensor<?x?x?x?x$S>, tensor<?xi32>) outs(%no_scores : tensor<?x?x?x?x$S>)
    tile = [$rows, $columns] -> tensor<?x?x?x?x$S>
  return %scores : tensor<?x?x?x?x$S>
}
