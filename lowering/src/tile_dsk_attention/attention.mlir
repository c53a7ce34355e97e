// Block-sparse flash attention with queries in vector lanes: scores are held transposed, keys by queries, and so is the
// output, value columns by queries. Keys and values are then scalars broadcast into multiply-adds, read where they lie;
// only a row block's queries and output are transposed, once. The softmax has no horizontal operation.
//
// Exponents are in base 2: the scale carries log2(e).
func.func private @attention(%queries: $queries,
                             %keys: $keys,
                             %values: $values,
                             %row_pointers: $row_pointers,
                             %columns: $columns,$mask_arguments
                             %output: $outputs$lse_argument) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %bq = arith.constant $bq : index
  %bk = arith.constant $bk : index
  %d = arith.constant $d : index
  %e = arith.constant $e : index
  %lanes = arith.constant $lanes : index
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
  %block_rows = arith.ceildivui %n, %bq : index
  %heads_in_all = arith.muli %batch, %heads : index
$heads_at_once
  scf.for %first_head = %c0 to %heads_in_all step %heads_at_once {
    %heads_left = arith.subi %heads_in_all, %first_head : index
    %heads_of_turn = arith.minui %heads_left, %heads_at_once : index
    %first_key_head = arith.divui %first_head, %group : index
    %key_heads_of_turn = arith.divui %heads_of_turn, %group : index
    %pieces = arith.muli %heads_of_turn, %block_rows : index
$longest_first
$prepare
    dsk.partition(%pieces) {
    ^bb0(%turn: index):
      %piece = memref.load %order[%turn] : memref<?xindex>
$row_of_piece
      %key_head = arith.divui %h, %group : index
      %key_slot = arith.divui %slot, %group : index
      %first_query = arith.muli %r, %bq : index
      %queries_left = arith.subi %n, %first_query : index
      %query_count = arith.minui %queries_left, %bq : index
$buffers
$weight_buffer
      %runs = memref.alloca() {alignment = 64 : i64} : $runs
      %greatest = memref.alloca() {alignment = 64 : i64} : $of_group
      %totals = memref.alloca() {alignment = 64 : i64} : $of_group

      // Groups of lanes that hold a query. Lanes beyond the last query repeat the first of their group.
      %live_groups = arith.ceildivui %query_count, %lanes : index
      scf.for %g = %c0 to %live_groups step %c1 {
        %first_of_group = arith.muli %g, %lanes : index
$lane_queries
$load_queries
        scf.for %x = %c0 to %e step %c1 {
          vector.store %zeros, %output_tile[%g, %x, %c0] : $output_tile, $vector
        }
        vector.store %lowest, %greatest[%g, %c0] : $of_group, $vector
        vector.store %zeros, %totals[%g, %c0] : $of_group, $vector
      }

      %first_stored = memref.load %row_pointers[%pb, %ph, %r] : $row_pointers
      %first_position = arith.index_cast %first_stored : $I to index
      %after_r = arith.addi %r, %c1 : index
      %end_stored = memref.load %row_pointers[%pb, %ph, %after_r] : $row_pointers
      %end_position = arith.index_cast %end_stored : $I to index
      dsk.for_chunks %row_pointers[%pb, %ph, %r] size = $chunk : $row_pointers {
      ^bb0(%position: index, %blocks: index):
        %is_first = arith.cmpi eq, %position, %first_position : index
        %behind_chunk = arith.addi %position, %blocks : index
        %is_last = arith.cmpi uge, %behind_chunk, %end_position : index
        // Only the last block can be cut short, as columns ascend: `%cut_keys` is what is there of it.
        %last_block = arith.subi %blocks, %c1 : index
        %last_at = arith.addi %position, %last_block : index
        %last_stored = memref.load %columns[%last_at] : $columns
        %last_column = arith.index_cast %last_stored : $I to index
        %first_of_last = arith.muli %last_column, %bk : index
        %keys_left = arith.subi %m, %first_of_last : index
        %is_cut = arith.cmpi ult, %keys_left, %bk : index
        %whole_blocks = arith.select %is_cut, %last_block, %blocks : index
        %cut_keys = arith.select %is_cut, %keys_left, %c0 : index
        %whole_keys = arith.muli %whole_blocks, %bk : index
        %existing = arith.addi %whole_keys, %cut_keys : index
$fill_runs
$any_partial
        scf.for %g = %c0 to %live_groups step %c1 {
$scores
          // The shift of the exponents follows the greatest score once that is 2^8 ahead: what was summed is rescaled seldom, and
          // weights are 2^8 at most.
          %before = vector.load %greatest[%g, %c0] : $of_group, $vector
          %enough = arith.addf %before, %slack : $vector
          %grows = arith.cmpf ogt, $chunk_greatest, %enough : $vector
          %any_grows = vector.reduction <or>, %grows : $mask into i1
          %after = scf.if %any_grows -> ($vector) {
            %new_greatest = arith.select %grows, $chunk_greatest, %before : $mask, $vector
            vector.store %new_greatest, %greatest[%g, %c0] : $of_group, $vector
            %growth = arith.subf %before, %new_greatest : $vector
$exp2_growth
            %correction = arith.select %grows, $shrink, %ones : $mask, $vector
            %total = vector.load %totals[%g, %c0] : $of_group, $vector
            %less = arith.mulf %total, %correction : $vector
            vector.store %less, %totals[%g, %c0] : $of_group, $vector
            // Before the first chunk nothing was summed.
            %is_later = arith.cmpi ne, %position, %first_position : index
            scf.if %is_later {
              scf.for %x = %c0 to %e step %c1 {
                %old = vector.load %output_tile[%g, %x, %c0] : $output_tile, $vector
                %new = arith.mulf %old, %correction : $vector
                vector.store %new, %output_tile[%g, %x, %c0] : $output_tile, $vector
              }
            }
            scf.yield %new_greatest : $vector
          } else {
            scf.yield %before : $vector
          }
          // Where all scores so far are -inf, weights are 0 and not NaN.
          %none = arith.cmpf oeq, %after, %lowest : $vector
          %shift = arith.select %none, %zeros, %after : $mask, $vector
$weigh
          %total = vector.load %totals[%g, %c0] : $of_group, $vector
          %new_total = arith.addf %total, $chunk_total : $vector
          vector.store %new_total, %totals[%g, %c0] : $of_group, $vector

          // Weights times values.
$add_values
        }
        dsk.yield
      }

      // Lanes are written last to first, so that the first lane's own result stays where others repeat it.
      scf.for %g = %c0 to %live_groups step %c1 {
        %first_of_group = arith.muli %g, %lanes : index
$lane_queries
        %total = vector.load %totals[%g, %c0] : $of_group, $vector
        %empty = arith.cmpf oeq, %total, %zeros : $vector
        %inverse = arith.divf %ones, %total : $vector
$store_results
$store_lse
      }
$release_buffers
      dsk.yield
    }
    memref.dealloc %order : memref<?xindex>
$release
  }
  return
}
