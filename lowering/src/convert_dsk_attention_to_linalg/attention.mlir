// Block-sparse flash attention in linalg on tiles: the loop over a row's selected blocks, and a structured op for each step
// on one block, named by `dsk.step`. Scores are held transposed, keys by queries, and so is the output, value columns by
// queries: no reduction is across the last dimension.
func.func private @attention(%queries: $queries,
                             %keys: $keys,
                             %values: $values,
                             %row_pointers: memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>,
                             %columns: memref<?x$I, strided<[?], offset: ?>>,
                             %output: $outputs$lse_argument) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %bq = arith.constant $bq : index
  %bk = arith.constant $bk : index
  %zero = arith.constant 0.0 : $C
  %one = arith.constant 1.0 : $C
  %lowest = arith.constant $minus_infinity : $C
  %scale = arith.constant $scale : $C
  %absent = arith.constant 0.0 : $T
  %batch = memref.dim %queries, %c0 : $queries
  %heads = memref.dim %queries, %c1 : $queries
  %key_heads = memref.dim %keys, %c1 : $keys
  %some_key_heads = arith.maxui %key_heads, %c1 : index
  %group = arith.divui %heads, %some_key_heads : index
  %n = memref.dim %queries, %c2 : $queries
  %m = memref.dim %keys, %c2 : $keys
  %pattern_batch = memref.dim %row_pointers, %c0 : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
  %pattern_heads = memref.dim %row_pointers, %c1 : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
  %shared_batch = arith.cmpi eq, %pattern_batch, %c1 : index
  %shared_heads = arith.cmpi eq, %pattern_heads, %c1 : index
  %block_rows = arith.ceildivui %n, %bq : index
  %heads_in_all = arith.muli %batch, %heads : index
  %pieces = arith.muli %heads_in_all, %block_rows : index
  dsk.partition(%pieces) {
  ^bb0(%piece: index):
    %r = arith.remui %piece, %block_rows : index
    %bh = arith.divui %piece, %block_rows : index
    %h = arith.remui %bh, %heads : index
    %b = arith.divui %bh, %heads : index
    %pb = arith.select %shared_batch, %c0, %b : index
    %ph = arith.select %shared_heads, %c0, %h : index
    %key_head = arith.divui %h, %group : index
    %first_query = arith.muli %r, %bq : index
    %queries_left = arith.subi %n, %first_query : index
    %count = arith.minui %queries_left, %bq : index
    %query_tile = memref.alloca() {alignment = 64 : i64} : memref<${d}x${bq}x$C>
    %key_tile = memref.alloca() {alignment = 64 : i64} : memref<${bk}x${d}x$T>
    %value_tile = memref.alloca() {alignment = 64 : i64} : memref<${bk}x${e}x$T>
    %weights = memref.alloca() {alignment = 64 : i64} : memref<${bk}x${bq}x$C>
    %sums = memref.alloca() {alignment = 64 : i64} : memref<${e}x${bq}x$C>
    %results = memref.alloca() {alignment = 64 : i64} : memref<${bq}x${e}x$T>
    %greatest = memref.alloca() {alignment = 64 : i64} : memref<${bq}x$C>
    %before = memref.alloca() {alignment = 64 : i64} : memref<${bq}x$C>
    %correction = memref.alloca() {alignment = 64 : i64} : memref<${bq}x$C>
    %totals = memref.alloca() {alignment = 64 : i64} : memref<${bq}x$C>

    // Queries beyond the last are 0, and their results are not written.
    linalg.fill {dsk.step = "clear queries"} ins(%zero : $C) outs(%query_tile : memref<${d}x${bq}x$C>)
    %live_queries = memref.subview %queries[%b, %h, %first_query, 0] [1, 1, %count, $d] [1, 1, 1, 1] : $queries to $query_rows
    %live_tile = memref.subview %query_tile[0, 0] [$d, %count] [1, 1]
      : memref<${d}x${bq}x$C> to memref<${d}x?x$C, strided<[$bq, 1]>>
    linalg.generic {indexing_maps = [affine_map<(i, x) -> (i, x)>, affine_map<(i, x) -> (x, i)>],
                    iterator_types = ["parallel", "parallel"]}
      ins(%live_queries : $query_rows) outs(%live_tile : memref<${d}x?x$C, strided<[$bq, 1]>>)
      attrs = {dsk.step = "queries"} {
    ^bb0(%query: $T, %old: $C):
      $extend_query
      %scaled = arith.mulf $wide_query, %scale : $C
      linalg.yield %scaled : $C
    }
    linalg.fill {dsk.step = "clear sums"} ins(%zero : $C) outs(%sums : memref<${e}x${bq}x$C>)
    linalg.fill {dsk.step = "clear totals"} ins(%zero : $C) outs(%totals : memref<${bq}x$C>)
    linalg.fill {dsk.step = "clear greatest"} ins(%lowest : $C) outs(%greatest : memref<${bq}x$C>)

    dsk.for_blocks %row_pointers[%pb, %ph, %r], %columns
      : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>, memref<?x$I, strided<[?], offset: ?>> {
    ^bb0(%column: index):
      %first_key = arith.muli %column, %bk : index
      %keys_left = arith.subi %m, %first_key : index
      %is_cut = arith.cmpi ult, %keys_left, %bk : index

      // A block that is cut short is copied, with zeros for what is not there.
      %key_block, %value_block = scf.if %is_cut -> ($key_rows, $value_rows) {
        linalg.fill {dsk.step = "clear keys"} ins(%absent : $T) outs(%key_tile : memref<${bk}x${d}x$T>)
        linalg.fill {dsk.step = "clear values"} ins(%absent : $T) outs(%value_tile : memref<${bk}x${e}x$T>)
        %last_keys = memref.subview %keys[%b, %key_head, %first_key, 0] [1, 1, %keys_left, $d] [1, 1, 1, 1] : $keys to $key_rows_left
        %last_values = memref.subview %values[%b, %key_head, %first_key, 0] [1, 1, %keys_left, $e] [1, 1, 1, 1]
          : $values to $value_rows_left
        %key_part = memref.subview %key_tile[0, 0] [%keys_left, $d] [1, 1]
          : memref<${bk}x${d}x$T> to memref<?x${d}x$T, strided<[$d, 1]>>
        %value_part = memref.subview %value_tile[0, 0] [%keys_left, $e] [1, 1]
          : memref<${bk}x${e}x$T> to memref<?x${e}x$T, strided<[$e, 1]>>
        linalg.copy {dsk.step = "last keys"} ins(%last_keys : $key_rows_left)
          outs(%key_part : memref<?x${d}x$T, strided<[$d, 1]>>)
        linalg.copy {dsk.step = "last values"} ins(%last_values : $value_rows_left)
          outs(%value_part : memref<?x${e}x$T, strided<[$e, 1]>>)
        %k = memref.cast %key_tile : memref<${bk}x${d}x$T> to $key_rows
        %v = memref.cast %value_tile : memref<${bk}x${e}x$T> to $value_rows
        scf.yield %k, %v : $key_rows, $value_rows
      } else {
        %k = memref.subview %keys[%b, %key_head, %first_key, 0] [1, 1, $bk, $d] [1, 1, 1, 1] : $keys to $key_rows
        %v = memref.subview %values[%b, %key_head, %first_key, 0] [1, 1, $bk, $e] [1, 1, 1, 1] : $values to $value_rows
        scf.yield %k, %v : $key_rows, $value_rows
      }

      linalg.fill {dsk.step = "clear scores"} ins(%zero : $C) outs(%weights : memref<${bk}x${bq}x$C>)
      linalg.contract indexing_maps = [affine_map<(j, i, x) -> (j, x)>, affine_map<(j, i, x) -> (x, i)>,
                                       affine_map<(j, i, x) -> (j, i)>] {dsk.step = "scores"}
        ins(%key_block, %query_tile : $key_rows, memref<${d}x${bq}x$C>) outs(%weights : memref<${bk}x${bq}x$C>)
      scf.if %is_cut {
        linalg.generic {indexing_maps = [affine_map<(j, i) -> (j, i)>], iterator_types = ["parallel", "parallel"]}
          outs(%weights : memref<${bk}x${bq}x$C>) attrs = {dsk.step = "beyond"} {
        ^bb0(%score: $C):
          %key = linalg.index 0 : index
          %is_there = arith.cmpi ult, %key, %keys_left : index
          %kept = arith.select %is_there, %score, %lowest : $C
          linalg.yield %kept : $C
        }
      }

      linalg.copy {dsk.step = "before"} ins(%greatest : memref<${bq}x$C>) outs(%before : memref<${bq}x$C>)
      linalg.generic {indexing_maps = [affine_map<(j, i) -> (j, i)>, affine_map<(j, i) -> (i)>],
                      iterator_types = ["reduction", "parallel"]}
        ins(%weights : memref<${bk}x${bq}x$C>) outs(%greatest : memref<${bq}x$C>) attrs = {dsk.step = "greatest"} {
      ^bb0(%score: $C, %so_far: $C):
        %next = arith.maximumf %score, %so_far : $C
        linalg.yield %next : $C
      }
      // Where all scores so far are -inf, weights are 0 and not NaN.
      linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>, affine_map<(i) -> (i)>],
                      iterator_types = ["parallel"]}
        ins(%before, %greatest : memref<${bq}x$C>, memref<${bq}x$C>) outs(%correction : memref<${bq}x$C>)
        attrs = {dsk.step = "correction"} {
      ^bb0(%was: $C, %is: $C, %old: $C):
        %none = arith.cmpf oeq, %is, %lowest : $C
        %shift = arith.select %none, %zero, %is : $C
        %growth = arith.subf %was, %shift : $C
$exp2_growth
        linalg.yield $shrink : $C
      }
      linalg.generic {indexing_maps = [affine_map<(j, i) -> (i)>, affine_map<(j, i) -> (j, i)>],
                      iterator_types = ["parallel", "parallel"]}
        ins(%greatest : memref<${bq}x$C>) outs(%weights : memref<${bk}x${bq}x$C>) attrs = {dsk.step = "weights"} {
      ^bb0(%is: $C, %score: $C):
        %none = arith.cmpf oeq, %is, %lowest : $C
        %shift = arith.select %none, %zero, %is : $C
        %below = arith.subf %score, %shift : $C
$exp2_below
        linalg.yield $weight : $C
      }
      linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]}
        ins(%correction : memref<${bq}x$C>) outs(%totals : memref<${bq}x$C>) attrs = {dsk.step = "shrink totals"} {
      ^bb0(%factor: $C, %total: $C):
        %next = arith.mulf %total, %factor : $C
        linalg.yield %next : $C
      }
      linalg.generic {indexing_maps = [affine_map<(j, i) -> (j, i)>, affine_map<(j, i) -> (i)>],
                      iterator_types = ["reduction", "parallel"]}
        ins(%weights : memref<${bk}x${bq}x$C>) outs(%totals : memref<${bq}x$C>) attrs = {dsk.step = "totals"} {
      ^bb0(%weight: $C, %total: $C):
        %next = arith.addf %total, %weight : $C
        linalg.yield %next : $C
      }
      linalg.generic {indexing_maps = [affine_map<(x, i) -> (i)>, affine_map<(x, i) -> (x, i)>],
                      iterator_types = ["parallel", "parallel"]}
        ins(%correction : memref<${bq}x$C>) outs(%sums : memref<${e}x${bq}x$C>) attrs = {dsk.step = "shrink sums"} {
      ^bb0(%factor: $C, %sum: $C):
        %next = arith.mulf %sum, %factor : $C
        linalg.yield %next : $C
      }
      linalg.contract indexing_maps = [affine_map<(x, i, j) -> (j, x)>, affine_map<(x, i, j) -> (j, i)>,
                                       affine_map<(x, i, j) -> (x, i)>] {dsk.step = "sums"}
        ins(%value_block, %weights : $value_rows, memref<${bk}x${bq}x$C>) outs(%sums : memref<${e}x${bq}x$C>)
      dsk.yield
    }

    linalg.generic {indexing_maps = [affine_map<(i, x) -> (x, i)>, affine_map<(i, x) -> (i)>, affine_map<(i, x) -> (i, x)>],
                    iterator_types = ["parallel", "parallel"]}
      ins(%sums, %totals : memref<${e}x${bq}x$C>, memref<${bq}x$C>) outs(%results : memref<${bq}x${e}x$T>)
      attrs = {dsk.step = "results"} {
    ^bb0(%sum: $C, %total: $C, %old: $T):
      %empty = arith.cmpf oeq, %total, %zero : $C
      %quotient = arith.divf %sum, %total : $C
      %result = arith.select %empty, %zero, %quotient : $C
      $round_result
      linalg.yield $rounded_result : $T
    }
    %live_results = memref.subview %results[0, 0] [%count, $e] [1, 1]
      : memref<${bq}x${e}x$T> to memref<?x${e}x$T, strided<[$e, 1]>>
    %live_output = memref.subview %output[%b, %h, %first_query, 0] [1, 1, %count, $e] [1, 1, 1, 1] : $outputs to $output_rows
    linalg.copy {dsk.step = "output"} ins(%live_results : memref<?x${e}x$T, strided<[$e, 1]>>) outs(%live_output : $output_rows)
$store_lse
    dsk.yield
  }
  return
}
