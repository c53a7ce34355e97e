// Attention over lists of single keys: query by query, with its dimensions in the lanes. Scores of up to `chunk` keys are
// taken one by one, the softmax over them in vectors, and the values added one by one.
func.func private @row_attention(%queries: $heads, %keys: $heads, %values: $heads,
                                 %row_pointers: memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>,
                                 %columns: memref<?x$I, strided<[?], offset: ?>>, %output: $heads$lse_argument) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %chunk = arith.constant $chunk : index
  %piece_queries = arith.constant $piece_queries : index
  %pad = arith.constant 0.0 : $T
  %zero = arith.constant 0.0 : $C
  %lowest = arith.constant $minus_infinity : $C
  %ln_2 = arith.constant 0.69314718055994531 : $C
  %all_lowest = arith.constant dense<$minus_infinity> : vector<${chunk}x$C>
  %zeros = arith.constant dense<0.0> : vector<${e}x$C>
  %lane_numbers = vector.step : vector<${chunk}xindex>
  // In the exponent of 2.
  %scales = arith.constant dense<$scale> : vector<${d}x$C>
  %batch = memref.dim %queries, %c0 : $heads
  %heads = memref.dim %queries, %c1 : $heads
  %key_heads = memref.dim %keys, %c1 : $heads
  %some_key_heads = arith.maxui %key_heads, %c1 : index
  %group = arith.divui %heads, %some_key_heads : index
  %n = memref.dim %queries, %c2 : $heads
  %pattern_batch = memref.dim %row_pointers, %c0 : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
  %pattern_heads = memref.dim %row_pointers, %c1 : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
  %shared_batch = arith.cmpi eq, %pattern_batch, %c1 : index
  %shared_heads = arith.cmpi eq, %pattern_heads, %c1 : index
  %pieces_of_head = arith.ceildivui %n, %piece_queries : index
  %heads_in_all = arith.muli %batch, %heads : index
  %pieces = arith.muli %heads_in_all, %pieces_of_head : index
  dsk.partition(%pieces) {
  ^bb0(%piece: index):
    %scores = memref.alloca() {alignment = 64 : i64} : memref<${chunk}x$C>
    %p = arith.remui %piece, %pieces_of_head : index
    %bh = arith.divui %piece, %pieces_of_head : index
    %h = arith.remui %bh, %heads : index
    %b = arith.divui %bh, %heads : index
    %pb = arith.select %shared_batch, %c0, %b : index
    %ph = arith.select %shared_heads, %c0, %h : index
    %key_head = arith.divui %h, %group : index
    %first_query = arith.muli %p, %piece_queries : index
    %beyond_query = arith.addi %first_query, %piece_queries : index
    %last_query = arith.minui %beyond_query, %n : index
    scf.for %i = %first_query to %last_query step %c1 {
      %next_i = arith.addi %i, %c1 : index
      %begin_stored = memref.load %row_pointers[%pb, %ph, %i] : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
      %end_stored = memref.load %row_pointers[%pb, %ph, %next_i] : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
      %begin = arith.index_cast %begin_stored : $I to index
      %end = arith.index_cast %end_stored : $I to index
      %query = vector.transfer_read %queries[%b, %h, %i, %c0], %pad {in_bounds = [true]} : $heads, vector<${d}x$T>
      $extend_query
      %scaled = arith.mulf $wide_query, %scales : vector<${d}x$C>
      %of_query:3 = scf.for %at = %begin to %end step %chunk
          iter_args(%greatest = %lowest, %total = %zero, %sums = %zeros) -> ($C, $C, vector<${e}x$C>) {
        %left = arith.subi %end, %at : index
        %here = arith.minui %left, %chunk : index
        scf.for %k = %c0 to %here step %c1 {
          %from = arith.addi %at, %k : index
          %stored = memref.load %columns[%from] : memref<?x$I, strided<[?], offset: ?>>
          %j = arith.index_cast %stored : $I to index
          %key = vector.transfer_read %keys[%b, %key_head, %j, %c0], %pad {in_bounds = [true]} : $heads, vector<${d}x$T>
          $extend_key
          %products = arith.mulf %scaled, $wide_key : vector<${d}x$C>
          %score = vector.reduction <add>, %products fastmath<reassoc> : vector<${d}x$C> into $C
          memref.store %score, %scores[%k] : memref<${chunk}x$C>
        }
        %loaded = vector.load %scores[%c0] : memref<${chunk}x$C>, vector<${chunk}x$C>
        %here_lanes = vector.broadcast %here : index to vector<${chunk}xindex>
        %is_here = arith.cmpi ult, %lane_numbers, %here_lanes : vector<${chunk}xindex>
        %of_chunk = arith.select %is_here, %loaded, %all_lowest : vector<${chunk}xi1>, vector<${chunk}x$C>
        %chunk_greatest = vector.reduction <maximumf>, %of_chunk : vector<${chunk}x$C> into $C
        %next_greatest = arith.maximumf %greatest, %chunk_greatest : $C
        // Where all scores so far are -inf their weights are 0.
        %none = arith.cmpf oeq, %next_greatest, %lowest : $C
        %shift = arith.select %none, %zero, %next_greatest : $C
        %shifts = vector.broadcast %shift : $C to vector<${chunk}x$C>
        %below = arith.subf %of_chunk, %shifts : vector<${chunk}x$C>
        $exp2_below
        vector.store $weight, %scores[%c0] : memref<${chunk}x$C>, vector<${chunk}x$C>
        %chunk_total = vector.reduction <add>, $weight fastmath<reassoc> : vector<${chunk}x$C> into $C
        %grows = arith.cmpf one, %next_greatest, %greatest : $C
        %shrunk:2 = scf.if %grows -> ($C, vector<${e}x$C>) {
          %growth = arith.subf %greatest, %shift : $C
          %growths = vector.broadcast %growth : $C to vector<${chunk}x$C>
          $exp2_growth
          %shrink = vector.extract $shrinks[0] : $C from vector<${chunk}x$C>
          %less_total = arith.mulf %total, %shrink : $C
          %shrinks = vector.broadcast %shrink : $C to vector<${e}x$C>
          %less_sums = arith.mulf %sums, %shrinks : vector<${e}x$C>
          scf.yield %less_total, %less_sums : $C, vector<${e}x$C>
        } else {
          scf.yield %total, %sums : $C, vector<${e}x$C>
        }
        %next_total = arith.addf %shrunk#0, %chunk_total : $C
        %next_sums = scf.for %k = %c0 to %here step %c1 iter_args(%sum = %shrunk#1) -> (vector<${e}x$C>) {
          %from = arith.addi %at, %k : index
          %stored = memref.load %columns[%from] : memref<?x$I, strided<[?], offset: ?>>
          %j = arith.index_cast %stored : $I to index
          %value = vector.transfer_read %values[%b, %key_head, %j, %c0], %pad {in_bounds = [true]} : $heads, vector<${e}x$T>
          $extend_value
          %weight_of = memref.load %scores[%k] : memref<${chunk}x$C>
          %weights = vector.broadcast %weight_of : $C to vector<${e}x$C>
          %next_sum = vector.fma %weights, $wide_value, %sum : vector<${e}x$C>
          scf.yield %next_sum : vector<${e}x$C>
        }
        scf.yield %next_greatest, %next_total, %next_sums : $C, $C, vector<${e}x$C>
      }
      %empty = arith.cmpf oeq, %of_query#1, %zero : $C
      %totals = vector.broadcast %of_query#1 : $C to vector<${e}x$C>
      %quotients = arith.divf %of_query#2, %totals : vector<${e}x$C>
      %result = arith.select %empty, %zeros, %quotients : vector<${e}x$C>
      $round_result
      vector.transfer_write $rounded_result, %output[%b, %h, %i, %c0] {in_bounds = [true]} : vector<${e}x$T>, $heads
      $store_lse
    }
  }
  return
}
