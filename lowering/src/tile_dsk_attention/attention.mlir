// Block-sparse flash attention with queries in vector lanes: scores are held transposed, keys by queries, and so is the
// output, value columns by queries. Keys and values are then scalars broadcast into multiply-adds, read where they lie;
// only a row block's queries and output are transposed, once. The softmax has no horizontal operation.
//
// Exponents are in base 2: the scale carries log2(e).
func.func private @attention(%queries: memref<?x?x?x?x$T, strided<[?, ?, ?, ?], offset: ?>>,
                             %keys: memref<?x?x?x?x$T, strided<[?, ?, ?, ?], offset: ?>>,
                             %values: memref<?x?x?x?x$T, strided<[?, ?, ?, ?], offset: ?>>,
                             %row_pointers: memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>,
                             %columns: memref<?x$I, strided<[?], offset: ?>>,$mask_arguments
                             %output: memref<?x?x?x?x$T, strided<[?, ?, ?, ?], offset: ?>>$lse_argument) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %bq = arith.constant $bq : index
  %bk = arith.constant $bk : index
  %d = arith.constant $d : index
  %e = arith.constant $e : index
  %lanes = arith.constant $lanes : index
  %tile = arith.constant $tile : index
  %scale = arith.constant dense<$scale> : vector<${lanes}x$C>
  %zeros = arith.constant dense<0.0> : vector<${lanes}x$C>
  %ones = arith.constant dense<1.0> : vector<${lanes}x$C>
  %lowest = arith.constant dense<$minus_infinity> : vector<${lanes}x$C>
  %batch = memref.dim %queries, %c0 : memref<?x?x?x?x$T, strided<[?, ?, ?, ?], offset: ?>>
  %heads = memref.dim %queries, %c1 : memref<?x?x?x?x$T, strided<[?, ?, ?, ?], offset: ?>>
  %n = memref.dim %queries, %c2 : memref<?x?x?x?x$T, strided<[?, ?, ?, ?], offset: ?>>
  %m = memref.dim %keys, %c2 : memref<?x?x?x?x$T, strided<[?, ?, ?, ?], offset: ?>>
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
    %first_query = arith.muli %r, %bq : index
    %last_key = arith.subi %m, %c1 : index
    %queries_left = arith.subi %n, %first_query : index
    %query_count = arith.minui %queries_left, %bq : index
    %query_tile = memref.alloca() {alignment = 64 : i64} : memref<${groups}x${d}x${lanes}x$C>
    %output_tile = memref.alloca() {alignment = 64 : i64} : memref<${groups}x${e}x${lanes}x$C>
    %weights = memref.alloca() {alignment = 64 : i64} : memref<${weight_rows}x${lanes}x$C>
    %key_rows = memref.alloca() {alignment = 64 : i64} : memref<${weight_rows}xindex>
    %greatest = memref.alloca() {alignment = 64 : i64} : memref<${groups}x${lanes}x$C>
    %totals = memref.alloca() {alignment = 64 : i64} : memref<${groups}x${lanes}x$C>

    // Groups of lanes that hold a query. Lanes beyond the last query repeat the first of their group.
    %live_groups = arith.ceildivui %query_count, %lanes : index
    scf.for %g = %c0 to %live_groups step %c1 {
      %first_of_group = arith.muli %g, %lanes : index
$lane_queries
      scf.for %x = %c0 to %d step %c1 {
$load_queries
        %queries_of_x = vector.from_elements $query_lanes : vector<${lanes}x$C>
        %scaled = arith.mulf %queries_of_x, %scale : vector<${lanes}x$C>
        vector.store %scaled, %query_tile[%g, %x, %c0] : memref<${groups}x${d}x${lanes}x$C>, vector<${lanes}x$C>
      }
      scf.for %x = %c0 to %e step %c1 {
        vector.store %zeros, %output_tile[%g, %x, %c0] : memref<${groups}x${e}x${lanes}x$C>, vector<${lanes}x$C>
      }
      vector.store %lowest, %greatest[%g, %c0] : memref<${groups}x${lanes}x$C>, vector<${lanes}x$C>
      vector.store %zeros, %totals[%g, %c0] : memref<${groups}x${lanes}x$C>, vector<${lanes}x$C>
    }

    dsk.for_chunks %row_pointers[%pb, %ph, %r] size = $chunk : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>> {
    ^bb0(%position: index, %blocks: index):
      %chunk_keys = arith.muli %blocks, %bk : index
      %last_of_chunk = arith.subi %chunk_keys, %c1 : index
      // The rows of the chunk's keys, up to whole tiles. Positions beyond the last key repeat it: its score again is no
      // new maximum, and nothing else of them is read.
      %tiles = arith.ceildivui %chunk_keys, %tile : index
      %positions = arith.muli %tiles, %tile : index
      scf.for %p = %c0 to %positions step %c1 {
        %near = arith.minui %p, %last_of_chunk : index
        %c = arith.divui %near, %bk : index
        %j = arith.remui %near, %bk : index
        %at = arith.addi %position, %c : index
        %stored = memref.load %columns[%at] : memref<?x$I, strided<[?], offset: ?>>
        %column = arith.index_cast %stored : $I to index
        %first_key = arith.muli %column, %bk : index
        %wanted = arith.addi %first_key, %j : index
        %key = arith.minui %wanted, %last_key : index
        memref.store %key, %key_rows[%p] : memref<${weight_rows}xindex>
      }
      // Only the last block can be cut short, and columns ascend: its missing keys are the chunk's last.
      %last_block = arith.subi %blocks, %c1 : index
      %last_at = arith.addi %position, %last_block : index
      %last_stored = memref.load %columns[%last_at] : memref<?x$I, strided<[?], offset: ?>>
      %last_column = arith.index_cast %last_stored : $I to index
      %first_of_last = arith.muli %last_column, %bk : index
      %keys_left_of_last = arith.subi %m, %first_of_last : index
      %keys_of_last = arith.minui %keys_left_of_last, %bk : index
      %missing = arith.subi %bk, %keys_of_last : index
      %existing = arith.subi %chunk_keys, %missing : index
$any_partial
      scf.for %g = %c0 to %live_groups step %c1 {
        // Scores of a tile of keys: one accumulator a key, queries in its lanes. The chunk's keys are counted through, so
        // that a tile may reach across blocks.
        %greatest_score = scf.for %p = %c0 to %chunk_keys step %tile iter_args(%so_far = %lowest) -> (vector<${lanes}x$C>) {
$tile_keys
          %scores:$tile = scf.for %x = %c0 to %d step %c1 iter_args($score_inits) -> ($score_types) {
            %query = vector.load %query_tile[%g, %x, %c0] : memref<${groups}x${d}x${lanes}x$C>, vector<${lanes}x$C>
$score_steps
            scf.yield $score_nexts : $score_types
          }
$tile_scores
          scf.yield %greatest_of_tile : vector<${lanes}x$C>
        }
$mask_scores

        // The running maximum; where all scores so far are -inf, weights are 0 and not NaN.
        %before = vector.load %greatest[%g, %c0] : memref<${groups}x${lanes}x$C>, vector<${lanes}x$C>
        %grows = arith.cmpf ogt, $chunk_greatest, %before : vector<${lanes}x$C>
        %after = arith.select %grows, $chunk_greatest, %before : vector<${lanes}xi1>, vector<${lanes}x$C>
        %none = arith.cmpf oeq, %after, %lowest : vector<${lanes}x$C>
        %shift = arith.select %none, %zeros, %after : vector<${lanes}xi1>, vector<${lanes}x$C>
        vector.store %after, %greatest[%g, %c0] : memref<${groups}x${lanes}x$C>, vector<${lanes}x$C>
        %shrink = arith.subf %before, %shift : vector<${lanes}x$C>
$exp2_correction
        %chunk_total = scf.for %j = %c0 to %existing step %c1 iter_args(%sum = %zeros) -> (vector<${lanes}x$C>) {
          %score = vector.load %weights[%j, %c0] : memref<${weight_rows}x${lanes}x$C>, vector<${lanes}x$C>
          %below = arith.subf %score, %shift : vector<${lanes}x$C>
$exp2_weight
          vector.store %weight, %weights[%j, %c0] : memref<${weight_rows}x${lanes}x$C>, vector<${lanes}x$C>
          %next = arith.addf %sum, %weight : vector<${lanes}x$C>
          scf.yield %next : vector<${lanes}x$C>
        }
        %total = vector.load %totals[%g, %c0] : memref<${groups}x${lanes}x$C>, vector<${lanes}x$C>
        %new_total = vector.fma %total, %correction, %chunk_total : vector<${lanes}x$C>
        vector.store %new_total, %totals[%g, %c0] : memref<${groups}x${lanes}x$C>, vector<${lanes}x$C>

        // Output of a tile of value columns.
$value_tiles
      }
      dsk.yield
    }

    // Lanes are written last to first, so that the first lane's own result stays where others repeat it.
    scf.for %g = %c0 to %live_groups step %c1 {
      %first_of_group = arith.muli %g, %lanes : index
$lane_queries
      %total = vector.load %totals[%g, %c0] : memref<${groups}x${lanes}x$C>, vector<${lanes}x$C>
      %empty = arith.cmpf oeq, %total, %zeros : vector<${lanes}x$C>
      %inverse = arith.divf %ones, %total : vector<${lanes}x$C>
      scf.for %x = %c0 to %e step %c1 {
        %sum = vector.load %output_tile[%g, %x, %c0] : memref<${groups}x${e}x${lanes}x$C>, vector<${lanes}x$C>
        %quotient = arith.mulf %sum, %inverse : vector<${lanes}x$C>
        %result = arith.select %empty, %zeros, %quotient : vector<${lanes}xi1>, vector<${lanes}x$C>
$store_results
      }
$store_lse
    }
    dsk.yield
  }
  return
}
