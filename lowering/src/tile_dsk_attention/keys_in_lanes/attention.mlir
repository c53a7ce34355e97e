// Block-sparse flash attention with keys in vector lanes: a register tile is some queries by some vectors of keys, and then
// some queries by some vectors of value columns. Keys are packed where they are first used, so that those of one column
// of the head dimension lie side by side; queries and weights are broadcast, and values, output and scores lie by rows. What the
// softmax needs of a row is kept in a vector of partial results, and taken together for a vector of rows at a time.
//
// Exponents are in base 2: the scale carries log2(e).
func.func private @attention(%queries: $queries,
                             %keys: $keys,
                             %values: $values,
                             %row_pointers: $row_pointers,
                             %columns: $columns,
                             %output: $outputs$lse_argument) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %bk = arith.constant $bk : index
  %d = arith.constant $d : index
  %e = arith.constant $e : index
  %lanes = arith.constant $lanes : index
  %queries_of_piece = arith.constant $queries_of_piece : index
  %pieces_of_block = arith.constant $pieces_of_block : index
  %strip = arith.constant $strip : index
  %zeros = arith.constant dense<0.0> : $vector
  %ones = arith.constant dense<1.0> : $vector
  %lowest = arith.constant dense<$minus_infinity> : $vector
  %slack = arith.constant dense<8.0> : $vector
  %scale = arith.constant dense<$scale> : $vector
  %num_threads = dsk.num_threads
  %batch = memref.dim %queries, %c0 : $queries
  %heads = memref.dim %queries, %c1 : $queries
  // Each head of keys and values serves `group` heads of queries, one after the other.
  %key_heads = memref.dim %keys, %c1 : $keys
  %some_key_heads = arith.maxui %key_heads, %c1 : index
  %served_heads = arith.divui %heads, %some_key_heads : index
  %group = arith.maxui %served_heads, %c1 : index
  %n = memref.dim %queries, %c2 : $queries
  %m = memref.dim %keys, %c2 : $keys
  %pattern_batch = memref.dim %row_pointers, %c0 : $row_pointers
  %pattern_heads = memref.dim %row_pointers, %c1 : $row_pointers
  %shared_batch = arith.cmpi eq, %pattern_batch, %c1 : index
  %shared_heads = arith.cmpi eq, %pattern_heads, %c1 : index
  %last_key = arith.subi %m, %c1 : index
  %block_lanes = arith.constant $block_lanes : index
$strips_of_head
  %parts_of_head = arith.ceildivui %n, %queries_of_piece : index
  %heads_in_all = arith.muli %batch, %heads : index
$heads_at_once
  scf.for %first_head = %c0 to %heads_in_all step %heads_at_once {
    %heads_left = arith.subi %heads_in_all, %first_head : index
    %heads_of_turn = arith.minui %heads_left, %heads_at_once : index
    %first_key_head = arith.divui %first_head, %group : index
    %key_heads_of_turn = arith.divui %heads_of_turn, %group : index
    %pieces = arith.muli %heads_of_turn, %parts_of_head : index
$longest_first
$prepare
    dsk.partition(%pieces) {
    ^bb0(%turn: index):
      %piece = memref.load %order[%turn] : memref<?xindex>
$row_of_piece
      %key_head = arith.divui %h, %group : index
      %key_slot = arith.divui %slot, %group : index
      %first_query = arith.muli %part, %queries_of_piece : index
      %queries_left = arith.subi %n, %first_query : index
      %query_count = arith.minui %queries_left, %queries_of_piece : index
      // Rows whose weights are taken together are all computed: those without a query repeat the last one.
      %rows_at_once = arith.constant $rows_at_once : index
      %groups_of_rows = arith.ceildivui %query_count, %rows_at_once : index
      %row_count = arith.muli %groups_of_rows, %rows_at_once : index
      %query_rows = memref.alloca() {alignment = 64 : i64} : $query_rows
      %sums = memref.alloca() {alignment = 64 : i64} : $sums_type
      %scores = memref.alloca() {alignment = 64 : i64} : $scores_type
$weight_buffer
$int8_buffers
      %strips = memref.alloca() {alignment = 64 : i64} : $strips_type
$live_buffer
      // For each query: the greatest scores of the chunk and the sums of weights, each in partial results; the greatest score that
      // exponents are relative to, and what is subtracted or multiplied by.
      %peaks = memref.alloca() {alignment = 64 : i64} : $vector_of_query
      %totals = memref.alloca() {alignment = 64 : i64} : $vector_of_query
      %greatest = memref.alloca() {alignment = 64 : i64} : $number_of_query
      %factors = memref.alloca() {alignment = 64 : i64} : $number_of_query
$load_queries
      %first_stored = memref.load %row_pointers[%pb, %ph, %r] : $row_pointers
      %first_position = arith.index_cast %first_stored : $I to index
      %after_r = arith.addi %r, %c1 : index
      %end_stored = memref.load %row_pointers[%pb, %ph, %after_r] : $row_pointers
      %end_position = arith.index_cast %end_stored : $I to index
      %is_empty = arith.cmpi sge, %first_stored, %end_stored : $I
$start_sums
      dsk.for_chunks %row_pointers[%pb, %ph, %r] size = $chunk : $row_pointers {
      ^bb0(%position: index, %blocks: index):
        %is_first = arith.cmpi eq, %position, %first_position : index
        %behind_chunk = arith.addi %position, %blocks : index
        %is_last = arith.cmpi uge, %behind_chunk, %end_position : index
        %is_not_first = arith.cmpi ne, %position, %first_position : index
        // What was summed before the first chunk is undefined.
        %is_later = vector.broadcast %is_not_first : i1 to $lane_mask
        // Only the last block can be cut short, as columns ascend.
        %last_block = arith.subi %blocks, %c1 : index
        %last_at = arith.addi %position, %last_block : index
        %last_stored = memref.load %columns[%last_at] : $columns
        %last_column = arith.index_cast %last_stored : $I to index
        %first_of_last = arith.muli %last_column, %bk : index
        %keys_left = arith.subi %m, %first_of_last : index
        %keys_of_last = arith.minui %keys_left, %bk : index
        // Lanes up to the last one that has a key.
        %lanes_before = arith.muli %last_block, %block_lanes : index
        %existing = arith.addi %lanes_before, %keys_of_last : index
        %vectors = arith.ceildivui %existing, %lanes : index
        %whole_vectors = arith.divui %existing, %lanes : index
$fill_strips
$scores
        // The shift of the exponents follows the greatest score once that is 2^8 ahead: what was summed is rescaled seldom, and
        // weights are 2^8 at most.
        scf.for %set = %c0 to %query_count step %lanes {
$greatest_of_rows
          %before = vector.load %greatest[%set] : $number_of_query, $vector
          %enough = arith.addf %before, %slack : $vector
          %grows = arith.cmpf ogt, $chunk_greatest, %enough : $vector
          %any_grows = vector.reduction <or>, %grows : $lane_mask into i1
          %after = scf.if %any_grows -> ($vector) {
            %new_greatest = arith.select %grows, $chunk_greatest, %before : $lane_mask, $vector
            vector.store %new_greatest, %greatest[%set] : $number_of_query, $vector
            %growth = arith.subf %before, %new_greatest : $vector
$exp2_growth
            %correction = arith.select %grows, $shrink, %ones : $lane_mask, $vector
            vector.store %correction, %factors[%set] : $number_of_query, $vector
            // Before the first chunk nothing was summed.
            %some = arith.cmpf ogt, %before, %lowest : $vector
            %any_some = vector.reduction <or>, %some : $lane_mask into i1
            scf.if %any_some {
$rescale
            }
            scf.yield %new_greatest : $vector
          } else {
            scf.yield %before : $vector
          }
          // Where all scores so far are -inf, weights are 0 and not NaN.
          %none = arith.cmpf oeq, %after, %lowest : $vector
          %shift = arith.select %none, %zeros, %after : $lane_mask, $vector
$keep_shift
        }
$weigh
$add_values
        dsk.yield
      }

      scf.for %set = %c0 to %query_count step %lanes {
$totals_of_rows
        // Rows without a query hold what happened to be there.
        %rows_left = arith.subi %query_count, %set : index
        %live = vector.create_mask %rows_left : $lane_mask
        %total = arith.select %live, $total, %ones : $lane_mask, $vector
        %empty = arith.cmpf oeq, %total, %zeros : $vector
$keep_lse
        // 0 where no weight was, which is no inverse of a sum of weights.
        %quotient = arith.divf %ones, %total : $vector
        %inverse = arith.select %empty, %zeros, %quotient : $lane_mask, $vector
        vector.store %inverse, %factors[%set] : $number_of_query, $vector
      }
$store_results
      dsk.yield
    }
    memref.dealloc %order : memref<?xindex>
$release
  }
  return
}
