// Query by query: its scores are gathered into a row, which becomes its weights, and goes back to where it was. A number of
// pieces that does not depend on sizes keeps these rows few.
func.func private @sparse_softmax(%scores: memref<?x?x?x?x?x$S, strided<[?, ?, ?, ?, $score_stride], offset: ?>>, %m: index,
                                  %row_pointers: memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>,
                                  %columns: memref<?x$I, strided<[?], offset: ?>>,
                                  %mask_ids: memref<?x$I, strided<[?], offset: ?>>,
                                  %masks: memref<?x?x?xi8, strided<[?, ?, ?], offset: ?>>,
                                  %weights: memref<?x?x?x?x?x$S, strided<[?, ?, ?, ?, $weight_stride], offset: ?>>,
                                  %lse: memref<?x?x?x$S, strided<[?, ?, ?], offset: ?>>) {
$constants
  %pieces = arith.constant $pieces : index
  %one = arith.constant 1.0 : $S
  %copied = arith.constant $copied : index
  %lowest = arith.constant $minus_infinity : $S
  %all_lowest = arith.constant dense<$minus_infinity> : vector<${lanes}x$S>
  %exponent_scales = arith.constant dense<$log2_e> : vector<${lanes}x$S>
  %batch = memref.dim %lse, %c0 : memref<?x?x?x$S, strided<[?, ?, ?], offset: ?>>
  %heads = memref.dim %lse, %c1 : memref<?x?x?x$S, strided<[?, ?, ?], offset: ?>>
  %n = memref.dim %lse, %c2 : memref<?x?x?x$S, strided<[?, ?, ?], offset: ?>>
  %heads_in_all = arith.muli %batch, %heads : index
  %units = arith.muli %heads_in_all, %rows : index
  %pattern_heads_in_all = arith.muli %pattern_batch, %pattern_heads : index
  %pattern_rows = arith.muli %pattern_heads_in_all, %rows : index
  %most_tiles = scf.for %row = %c0 to %pattern_rows step %c1 iter_args(%most = %c0) -> (index) {
    %r = arith.remui %row, %rows : index
    %head = arith.divui %row, %rows : index
    %ph = arith.remui %head, %pattern_heads : index
    %pb = arith.divui %head, %pattern_heads : index
    %next_r = arith.addi %r, %c1 : index
    %begin_stored = memref.load %row_pointers[%pb, %ph, %r] : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
    %end_stored = memref.load %row_pointers[%pb, %ph, %next_r] : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
    %length_stored = arith.subi %end_stored, %begin_stored : $I
    %length = arith.index_cast %length_stored : $I to index
    %more = arith.maxui %most, %length : index
    scf.yield %more : index
  }
  %most_keys = arith.muli %most_tiles, %bk : index
  %room = arith.addi %most_keys, %lanes : index
  %values = memref.alloc(%room) {alignment = 64 : i64} : memref<${pieces}x?x$S>
  dsk.partition(%pieces) {
  ^bb0(%piece: index):
    scf.for %unit = %piece to %units step %pieces {
$tiles_of_row
      scf.for %y = %c0 to %bq step %c1 {
        %i = arith.addi %first_query, %y : index
        %exists = arith.cmpi ult, %i, %n : index
        scf.if %exists {
          %next_y = arith.addi %y, %c1 : index
          %count = scf.for %at = %begin to %end step %c1 iter_args(%so_far = %c0) -> (index) {
$keys_of_tile
$ask_ahead
            %is_whole = arith.cmpi eq, %keys_here, %bk : index
            %next_count = scf.if %is_partial -> (index) {
              %of_tile = scf.for %x = %c0 to %keys_here step %c1 iter_args(%to = %so_far) -> (index) {
$element_bit
                // What does not count is written over by what comes next.
                %score = memref.load %scores[%tile_b, %tile_h, %at, %y, %x]
                  : memref<?x?x?x?x?x$S, strided<[?, ?, ?, ?, $score_stride], offset: ?>>
                memref.store %score, %values[%piece, %to] : memref<${pieces}x?x$S>
                %more = arith.addi %to, %c1 : index
                %next_to = arith.select %holds, %more, %to : index
                scf.yield %next_to : index
              }
              scf.yield %of_tile : index
            } else {
              scf.if %is_whole {
                scf.for %x = %c0 to %bk step %copied {
                  %row = vector.transfer_read %scores[%tile_b, %tile_h, %at, %y, %x], %zero {in_bounds = [true]}
                    : memref<?x?x?x?x?x$S, strided<[?, ?, ?, ?, $score_stride], offset: ?>>, vector<${copied}x$S>
                  %to = arith.addi %so_far, %x : index
                  vector.store %row, %values[%piece, %to] : memref<${pieces}x?x$S>, vector<${copied}x$S>
                }
              } else {
                scf.for %x = %c0 to %keys_here step %c1 {
                  %score = memref.load %scores[%tile_b, %tile_h, %at, %y, %x]
                    : memref<?x?x?x?x?x$S, strided<[?, ?, ?, ?, $score_stride], offset: ?>>
                  %to = arith.addi %so_far, %x : index
                  memref.store %score, %values[%piece, %to] : memref<${pieces}x?x$S>
                }
              }
              %of_tile = arith.addi %so_far, %keys_here : index
              scf.yield %of_tile : index
            }
            scf.yield %next_count : index
          }
          vector.store %all_lowest, %values[%piece, %count] : memref<${pieces}x?x$S>, vector<${lanes}x$S>
          %greatest_scores = scf.for %k = %c0 to %count step %lanes iter_args(%so_far = %all_lowest)
              -> (vector<${lanes}x$S>) {
            %row = vector.load %values[%piece, %k] : memref<${pieces}x?x$S>, vector<${lanes}x$S>
            %greater = arith.maximumf %so_far, %row : vector<${lanes}x$S>
            scf.yield %greater : vector<${lanes}x$S>
          }
          %greatest = vector.reduction <maximumf>, %greatest_scores : vector<${lanes}x$S> into $S
          // Where all scores are -inf the weights are those of an empty row: 0.
          %none = arith.cmpf oeq, %greatest, %lowest : $S
          %shift = arith.select %none, %zero, %greatest : $S
          %shifts = vector.broadcast %shift : $S to vector<${lanes}x$S>
          %totals = scf.for %k = %c0 to %count step %lanes iter_args(%so_far = %zeros) -> (vector<${lanes}x$S>) {
            %row = vector.load %values[%piece, %k] : memref<${pieces}x?x$S>, vector<${lanes}x$S>
            %distance = arith.subf %row, %shifts : vector<${lanes}x$S>
            %below = arith.mulf %distance, %exponent_scales : vector<${lanes}x$S>
            $exp2
            vector.store $power, %values[%piece, %k] : memref<${pieces}x?x$S>, vector<${lanes}x$S>
            %more = arith.addf %so_far, $power : vector<${lanes}x$S>
            scf.yield %more : vector<${lanes}x$S>
          }
          %total = vector.reduction <add>, %totals fastmath<reassoc> : vector<${lanes}x$S> into $S
          %or_one = arith.select %none, %one, %total : $S
          %divisors = vector.broadcast %or_one : $S to vector<${lanes}x$S>
          scf.for %k = %c0 to %count step %lanes {
            %row = vector.load %values[%piece, %k] : memref<${pieces}x?x$S>, vector<${lanes}x$S>
            %shares = arith.divf %row, %divisors : vector<${lanes}x$S>
            vector.store %shares, %values[%piece, %k] : memref<${pieces}x?x$S>, vector<${lanes}x$S>
          }
          %log = math.log %total : $S
          %of_row = arith.addf %shift, %log : $S
          memref.store %of_row, %lse[%b, %h, %i] : memref<?x?x?x$S, strided<[?, ?, ?], offset: ?>>
          %written = scf.for %at = %begin to %end step %c1 iter_args(%so_far = %c0) -> (index) {
$keys_of_tile
            %is_whole = arith.cmpi eq, %keys_here, %bk : index
            %next_count = scf.if %is_partial -> (index) {
              %of_tile = scf.for %x = %c0 to %bk step %c1 iter_args(%from = %so_far) -> (index) {
$element_bit
                %weight = memref.load %values[%piece, %from] : memref<${pieces}x?x$S>
                %or_zero = arith.select %holds, %weight, %zero : $S
                memref.store %or_zero, %weights[%tile_b, %tile_h, %at, %y, %x]
                  : memref<?x?x?x?x?x$S, strided<[?, ?, ?, ?, $weight_stride], offset: ?>>
                %more = arith.addi %from, %c1 : index
                %next_from = arith.select %holds, %more, %from : index
                scf.yield %next_from : index
              }
              scf.yield %of_tile : index
            } else {
              scf.if %is_whole {
                scf.for %x = %c0 to %bk step %copied {
                  %from = arith.addi %so_far, %x : index
                  %row = vector.load %values[%piece, %from] : memref<${pieces}x?x$S>, vector<${copied}x$S>
                  vector.transfer_write %row, %weights[%tile_b, %tile_h, %at, %y, %x] {in_bounds = [true]}
                    : vector<${copied}x$S>, memref<?x?x?x?x?x$S, strided<[?, ?, ?, ?, $weight_stride], offset: ?>>
                }
              } else {
                scf.for %x = %c0 to %bk step %c1 {
                  %is_key = arith.cmpi ult, %x, %keys_here : index
                  %from = arith.addi %so_far, %x : index
                  %weight = memref.load %values[%piece, %from] : memref<${pieces}x?x$S>
                  %or_zero = arith.select %is_key, %weight, %zero : $S
                  memref.store %or_zero, %weights[%tile_b, %tile_h, %at, %y, %x]
                    : memref<?x?x?x?x?x$S, strided<[?, ?, ?, ?, $weight_stride], offset: ?>>
                }
              }
              %of_tile = arith.addi %so_far, %keys_here : index
              scf.yield %of_tile : index
            }
            scf.yield %next_count : index
          }
        } else {
          // Rows of the last tiles that no query is in.
          scf.for %at = %begin to %end step %c1 {
            scf.for %x = %c0 to %bk step %c1 {
              memref.store %zero, %weights[%tile_b, %tile_h, %at, %y, %x]
                : memref<?x?x?x?x?x$S, strided<[?, ?, ?, ?, $weight_stride], offset: ?>>
            }
          }
        }
      }
    }
    dsk.yield
  }
  memref.dealloc %values : memref<${pieces}x?x$S>
  return
}
