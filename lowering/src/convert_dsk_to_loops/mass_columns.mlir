// A row is done in vectors of $lanes: scores become integers of the same order (NaN above all, -0 as +0) and weights in whole
// steps of 2^-40. The least key that is taken is searched by cutting an interval, a vector pass a cut. What is always taken has the
// lowest key, as what is not there: it is out of the search, but counted before it. Columns are first written where
// each row has room for all, and then moved together.
func.func private @mass_columns(%scores: memref<?x?x?x?x$S, strided<[?, ?, ?, $score_stride], offset: ?>>,
                                %mass: f32, %at_most: index,
                                %first_pointers: memref<?x?x?x$A, strided<[?, ?, ?], offset: ?>>,
                                %first_columns: memref<?x$A, strided<[?], offset: ?>>,
                                %row_pointers: memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>,
                                %columns: memref<?x$I, strided<[?], offset: ?>>,
                                %retained: memref<?x?x?x$S, strided<[?, ?, ?], offset: ?>>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %most_pieces = arith.constant $pieces : index
  %pad = arith.constant $minus_infinity : $S
  %minus_infinity = arith.constant 0xFFF0000000000000 : f64
  %minus_infinities = arith.constant dense<0xFFF0000000000000> : vector<${lanes}xf64>
  %float_zero = arith.constant 0.0 : f64
  %float_one = arith.constant 1.0 : f64
  %least_share = arith.constant 1.0e-12 : f64
  %lowest = arith.constant $lowest : i64
  %most = arith.constant $magnitude : i64
  %below_most = arith.constant dense<9223372036854775806> : vector<${lanes}xi64>
$key_constants
$weight_constants
  %batch = memref.dim %scores, %c0 : memref<?x?x?x?x$S, strided<[?, ?, ?, $score_stride], offset: ?>>
  %heads = memref.dim %scores, %c1 : memref<?x?x?x?x$S, strided<[?, ?, ?, $score_stride], offset: ?>>
  %rows = memref.dim %scores, %c2 : memref<?x?x?x?x$S, strided<[?, ?, ?, $score_stride], offset: ?>>
  %width = memref.dim %scores, %c3 : memref<?x?x?x?x$S, strided<[?, ?, ?, $score_stride], offset: ?>>
  %first_batch = memref.dim %first_pointers, %c0 : memref<?x?x?x$A, strided<[?, ?, ?], offset: ?>>
  %first_heads = memref.dim %first_pointers, %c1 : memref<?x?x?x$A, strided<[?, ?, ?], offset: ?>>
  %last_b = arith.subi %first_batch, %c1 : index
  %last_h = arith.subi %first_heads, %c1 : index
  %heads_in_all = arith.muli %batch, %heads : index
  %rows_in_all = arith.muli %heads_in_all, %rows : index
  %vectors = arith.ceildivui %width, %lanes : index
  %padded = arith.muli %vectors, %lanes : index
$cut_constants
  %wide_mass = arith.extf %mass : f32 to f64
  %reachable = arith.cmpf olt, %wide_mass, %float_one : f64
  %some_mass = arith.cmpf ogt, %wide_mass, %float_zero : f64
  %share = arith.select %some_mass, %wide_mass, %float_zero : f64
  %allowed = arith.maxsi %at_most, %c0 : index

  %rows_of_piece = arith.ceildivui %rows_in_all, %most_pieces : index
  %at_least_one = arith.maxui %rows_of_piece, %c1 : index
  %pieces = arith.ceildivui %rows_in_all, %at_least_one : index
  %values = memref.alloc(%pieces, %padded) {alignment = 64 : i64} : memref<?x?xf64>
  %keys = memref.alloc(%pieces, %padded) {alignment = 64 : i64} : memref<?x?xi64>
  %weights = memref.alloc(%pieces, %padded) {alignment = 64 : i64} : memref<?x?xi64>
  dsk.partition(%pieces) {
  ^bb0(%piece: index):
    %first_row = arith.muli %piece, %at_least_one : index
    %beyond_piece = arith.addi %first_row, %at_least_one : index
    %beyond_row = arith.minui %beyond_piece, %rows_in_all : index
    scf.for %row = %first_row to %beyond_row step %c1 {
      %r = arith.remui %row, %rows : index
      %next_r = arith.addi %r, %c1 : index
      %head = arith.divui %row, %rows : index
      %h = arith.remui %head, %heads : index
      %b = arith.divui %head, %heads : index

      // Keys, and scores in double precision.
      scf.for %s = %c0 to %padded step %lanes {
        %narrow = vector.transfer_read %scores[%b, %h, %r, %s], %pad
          : memref<?x?x?x?x$S, strided<[?, ?, ?, $score_stride], offset: ?>>, vector<${lanes}x$S>
        $widen
        vector.store %score, %values[%piece, %s] : memref<?x?xf64>, vector<${lanes}xf64>
$keys_of_scores
        $shorten
        // One below the most, which is above all.
        %ordinary = arith.minsi %short, %below_most : vector<${lanes}xi64>
        %left = arith.subi %width, %s : index
        %there = vector.create_mask %left : vector<${lanes}xi1>
        %or_none = arith.select %there, %ordinary, %lowest_keys : vector<${lanes}xi1>, vector<${lanes}xi64>
        vector.store %or_none, %keys[%piece, %s] : memref<?x?xi64>, vector<${lanes}xi64>
      }

      // What is always taken.
      %first_b = arith.minui %b, %last_b : index
      %first_h = arith.minui %h, %last_h : index
      %first_begin_int = memref.load %first_pointers[%first_b, %first_h, %r]
        : memref<?x?x?x$A, strided<[?, ?, ?], offset: ?>>
      %first_end_int = memref.load %first_pointers[%first_b, %first_h, %next_r]
        : memref<?x?x?x$A, strided<[?, ?, ?], offset: ?>>
      %first_begin = arith.index_cast %first_begin_int : $A to index
      %first_end = arith.index_cast %first_end_int : $A to index
      %first_count = arith.subi %first_end, %first_begin : index
      scf.for %p = %first_begin to %first_end step %c1 {
        %s_int = memref.load %first_columns[%p] : memref<?x$A, strided<[?], offset: ?>>
        %s = arith.index_cast %s_int : $A to index
        memref.store %lowest, %keys[%piece, %s] : memref<?x?xi64>
        $set_apart
      }

      // Weights, their sum, and the least and greatest key.
$row_weights
      %first_mass = scf.for %p = %first_begin to %first_end step %c1 iter_args(%so_far = %zero_keys) -> (i64) {
        %s_int = memref.load %first_columns[%p] : memref<?x$A, strided<[?], offset: ?>>
        %s = arith.index_cast %s_int : $A to index
        %weight = memref.load %weights[%piece, %s] : memref<?x?xi64>
        %more = arith.addi %so_far, %weight : i64
        scf.yield %more : i64
      }
      %least_keys, %most_keys = scf.for %s = %c0 to %padded step %lanes
          iter_args(%least_so_far = %greatest_keys, %greatest_so_far = %lowest_keys)
          -> (vector<${lanes}xi64>, vector<${lanes}xi64>) {
        %key = vector.load %keys[%piece, %s] : memref<?x?xi64>, vector<${lanes}xi64>
        %is_out = arith.cmpi eq, %key, %lowest_keys : vector<${lanes}xi64>
        %or_most = arith.select %is_out, %greatest_keys, %key : vector<${lanes}xi1>, vector<${lanes}xi64>
        %next_least = arith.minsi %least_so_far, %or_most : vector<${lanes}xi64>
        %next_greatest = arith.maxsi %greatest_so_far, %key : vector<${lanes}xi64>
        scf.yield %next_least, %next_greatest : vector<${lanes}xi64>, vector<${lanes}xi64>
      }
      %least = vector.reduction <minsi>, %least_keys : vector<${lanes}xi64> into i64
      %greatest = vector.reduction <maxsi>, %most_keys : vector<${lanes}xi64> into i64

      // What is lacking beside those: mass, and at most so many.
      %total_float = arith.sitofp %total : i64 to f64
      %product = arith.mulf %share, %total_float : f64
      %up = math.ceil %product : f64
      %up_int = arith.fptosi %up : f64 to i64
      %need = arith.select %reachable, %up_int, %most : i64
      %lacking = arith.subi %need, %first_mass : i64
      %candidates = arith.subi %width, %first_count : index
      %left_over = arith.subi %allowed, %first_count : index
      %some_left = arith.maxsi %left_over, %c0 : index
      %room = arith.minsi %some_left, %candidates : index
      %cap = arith.index_cast %room : index to i64
      %has_room = arith.cmpi sgt, %cap, %zero_keys : i64
      %lacks = arith.cmpi sgt, %lacking, %zero_keys : i64
      %searches = arith.andi %has_room, %lacks : i1

      // The greatest key from which on those above reach the mass or the number; and how many of those with that key are
      // taken.
      %threshold, %ties = scf.if %searches -> (i64, i64) {
        // What reaches a key, as a multiple of what is wanted: of mass or of number, whichever is more.
        %lacking_float = arith.sitofp %lacking : i64 to f64
        %cap_float = arith.sitofp %cap : i64 to f64
        %of_mass = arith.divf %float_one, %lacking_float : f64
        %of_number = arith.divf %float_one, %cap_float : f64
        %candidates_int = arith.index_cast %candidates : index to i64
        %candidates_float = arith.sitofp %candidates_int : i64 to f64
        %first_multiple = arith.mulf %candidates_float, %of_number : f64
        %low_end, %not_above, %exact, %excess_at_end, %lack_at_end, %last_side, %cuts = scf.while (%low = %least, %high = %greatest,
            %found = %false, %excess = %first_multiple, %lack = %float_one, %moved_low = %true, %cut = %zero_keys)
            : (i64, i64, i1, f64, f64, i1, i64) -> (i64, i64, i1, f64, f64, i1, i64) {
          %open = arith.cmpi slt, %low, %high : i64
          %not_found = arith.xori %found, %true : i1
          %go_on = arith.andi %open, %not_found : i1
          scf.condition(%go_on) %low, %high, %found, %excess, %lack, %moved_low, %cut : i64, i64, i1, f64, f64, i1, i64
        } do {
        ^bb0(%low: i64, %high: i64, %found: i1, %excess: f64, %lack: f64, %moved_low: i1, %cut: i64):
$cut
          %next:6 = scf.if %to_keys -> (i64, i64, i1, f64, f64, i1) {
$nearest_keys
            scf.yield %least_inside, %greatest_inside, %found, %excess, %lack, %moved_low : i64, i64, i1, f64, f64, i1
          } else {
            %middles = vector.broadcast %middle : i64 to vector<${lanes}xi64>
            %counts, %sums, %smallest = scf.for %s = %c0 to %padded step %lanes
                iter_args(%count_so_far = %no_keys, %sum_so_far = %no_keys, %small_so_far = %greatest_keys)
                -> (vector<${lanes}xi64>, vector<${lanes}xi64>, vector<${lanes}xi64>) {
              %key = vector.load %keys[%piece, %s] : memref<?x?xi64>, vector<${lanes}xi64>
              %weight = vector.load %weights[%piece, %s] : memref<?x?xi64>, vector<${lanes}xi64>
              %reaches = arith.cmpi sge, %key, %middles : vector<${lanes}xi64>
              %minus_one = arith.extsi %reaches : vector<${lanes}xi1> to vector<${lanes}xi64>
              %counted = arith.subi %count_so_far, %minus_one : vector<${lanes}xi64>
              %or_none = arith.select %reaches, %weight, %no_keys : vector<${lanes}xi1>, vector<${lanes}xi64>
              %summed = arith.addi %sum_so_far, %or_none : vector<${lanes}xi64>
              %or_most = arith.select %reaches, %weight, %greatest_keys : vector<${lanes}xi1>, vector<${lanes}xi64>
              %small = arith.minsi %small_so_far, %or_most : vector<${lanes}xi64>
              scf.yield %counted, %summed, %small : vector<${lanes}xi64>, vector<${lanes}xi64>, vector<${lanes}xi64>
            }
            %count = vector.reduction <add>, %counts : vector<${lanes}xi64> into i64
            %sum = vector.reduction <add>, %sums : vector<${lanes}xi64> into i64
            %last = vector.reduction <minsi>, %smallest : vector<${lanes}xi64> into i64
            %enough_mass = arith.cmpi sge, %sum, %lacking : i64
            %enough_blocks = arith.cmpi sge, %count, %cap : i64
            %enough = arith.ori %enough_mass, %enough_blocks : i1
            // Without the last of them there were not: they are the ones.
            %sum_before = arith.subi %sum, %last : i64
            %lacking_before = arith.cmpi slt, %sum_before, %lacking : i64
            %within = arith.cmpi sle, %count, %cap : i64
            %needed = arith.andi %lacking_before, %within : i1
            %found_now = arith.andi %enough, %needed : i1
            %sum_float = arith.sitofp %sum : i64 to f64
            %count_float = arith.sitofp %count : i64 to f64
            %multiple_of_mass = arith.mulf %sum_float, %of_mass : f64
            %multiple_of_number = arith.mulf %count_float, %of_number : f64
            %multiple = arith.maximumf %multiple_of_mass, %multiple_of_number : f64
            %beyond = arith.subf %multiple, %float_one : f64
            %before = arith.subf %float_one, %multiple : f64
            %excess_now = arith.maximumf %beyond, %least_share : f64
            %lack_now = arith.maximumf %before, %least_share : f64
$next_ends
            scf.yield %next_low, %next_high, %found_now, %next_excess, %next_lack, %enough : i64, i64, i1, f64, f64, i1
          }
          %next_cut = arith.addi %cut, %one_key : i64
          scf.yield %next#0, %next#1, %next#2, %next#3, %next#4, %next#5, %next_cut : i64, i64, i1, f64, f64, i1, i64
        }
        %thresholds = vector.broadcast %low_end : i64 to vector<${lanes}xi64>
        %counts, %sums, %of_ties = scf.for %s = %c0 to %padded step %lanes
            iter_args(%count_so_far = %no_keys, %sum_so_far = %no_keys, %tie_so_far = %no_keys)
            -> (vector<${lanes}xi64>, vector<${lanes}xi64>, vector<${lanes}xi64>) {
          %key = vector.load %keys[%piece, %s] : memref<?x?xi64>, vector<${lanes}xi64>
          %weight = vector.load %weights[%piece, %s] : memref<?x?xi64>, vector<${lanes}xi64>
          %above = arith.cmpi sgt, %key, %thresholds : vector<${lanes}xi64>
          %minus_one = arith.extsi %above : vector<${lanes}xi1> to vector<${lanes}xi64>
          %counted = arith.subi %count_so_far, %minus_one : vector<${lanes}xi64>
          %or_none = arith.select %above, %weight, %no_keys : vector<${lanes}xi1>, vector<${lanes}xi64>
          %summed = arith.addi %sum_so_far, %or_none : vector<${lanes}xi64>
          %equal = arith.cmpi eq, %key, %thresholds : vector<${lanes}xi64>
          %tie_or_none = arith.select %equal, %weight, %no_keys : vector<${lanes}xi1>, vector<${lanes}xi64>
          %tie = arith.maxsi %tie_so_far, %tie_or_none : vector<${lanes}xi64>
          scf.yield %counted, %summed, %tie : vector<${lanes}xi64>, vector<${lanes}xi64>, vector<${lanes}xi64>
        }
        %count_above = vector.reduction <add>, %counts : vector<${lanes}xi64> into i64
        %mass_above = vector.reduction <add>, %sums : vector<${lanes}xi64> into i64
        %tie_weight = vector.reduction <maxsi>, %of_ties : vector<${lanes}xi64> into i64
        // ceil(lacking / weight), and no end of them where they weigh nothing.
        %still_lacking = arith.subi %lacking, %mass_above : i64
        %before_last = arith.subi %still_lacking, %one_key : i64
        %some_weight = arith.maxsi %tie_weight, %one_key : i64
        %quotient = arith.divsi %before_last, %some_weight : i64
        %by_mass = arith.addi %quotient, %one_key : i64
        %weighs = arith.cmpi sgt, %tie_weight, %zero_keys : i64
        %or_all = arith.select %weighs, %by_mass, %most : i64
        %by_number = arith.subi %cap, %count_above : i64
        %number_of_ties = arith.minsi %or_all, %by_number : i64
        scf.yield %low_end, %number_of_ties : i64, i64
      } else {
        scf.yield %most, %zero_keys : i64, i64
      }

      // Each column is written where the next taken one goes, so that nothing branches on a key.
      %begin = arith.muli %row, %width : index
      %end, %none_left, %held = scf.for %s = %c0 to %width step %c1
          iter_args(%at = %begin, %ties_left = %ties, %mass_so_far = %zero_keys) -> (index, i64, i64) {
        %key = memref.load %keys[%piece, %s] : memref<?x?xi64>
        %weight = memref.load %weights[%piece, %s] : memref<?x?xi64>
        %is_first = arith.cmpi eq, %key, %lowest : i64
        %greater = arith.cmpi sgt, %key, %threshold : i64
        %equal = arith.cmpi eq, %key, %threshold : i64
        %tie_left = arith.cmpi sgt, %ties_left, %zero_keys : i64
        %tie = arith.andi %equal, %tie_left : i1
        %chosen = arith.ori %greater, %tie : i1
        %take = arith.ori %chosen, %is_first : i1
        %column = arith.index_cast %s : index to $I
        memref.store %column, %columns[%at] : memref<?x$I, strided<[?], offset: ?>>
        %taken = arith.index_castui %take : i1 to index
        %next = arith.addi %at, %taken : index
        %used = arith.extui %tie : i1 to i64
        %still_left = arith.subi %ties_left, %used : i64
        %or_none = arith.select %take, %weight, %zero_keys : i64
        %more_mass = arith.addi %mass_so_far, %or_none : i64
        scf.yield %next, %still_left, %more_mass : index, i64, i64
      }
      %number = arith.subi %end, %begin : index
      %number_int = arith.index_cast %number : index to $I
      memref.store %number_int, %row_pointers[%b, %h, %next_r] : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
$share_of_row
      memref.store $rounded_part, %retained[%b, %h, %r] : memref<?x?x?x$S, strided<[?, ?, ?], offset: ?>>
    }
    dsk.yield
  }
  memref.dealloc %values : memref<?x?xf64>
  memref.dealloc %keys : memref<?x?xi64>
  memref.dealloc %weights : memref<?x?xi64>

  // Lists never move up, so that none is written over before it is moved.
  scf.for %head = %c0 to %heads_in_all step %c1 iter_args(%of_head = %c0) -> (index) {
    %h = arith.remui %head, %heads : index
    %b = arith.divui %head, %heads : index
    %start = arith.index_cast %of_head : index to $I
    memref.store %start, %row_pointers[%b, %h, %c0] : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
    %head_row = arith.muli %head, %rows : index
    %head_end = scf.for %r = %c0 to %rows step %c1 iter_args(%to = %of_head) -> (index) {
      %next_r = arith.addi %r, %c1 : index
      %number_int = memref.load %row_pointers[%b, %h, %next_r] : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
      %number = arith.index_cast %number_int : $I to index
      %row = arith.addi %head_row, %r : index
      %from = arith.muli %row, %width : index
      scf.for %i = %c0 to %number step %c1 {
        %from_i = arith.addi %from, %i : index
        %to_i = arith.addi %to, %i : index
        %column = memref.load %columns[%from_i] : memref<?x$I, strided<[?], offset: ?>>
        memref.store %column, %columns[%to_i] : memref<?x$I, strided<[?], offset: ?>>
      }
      %row_end = arith.addi %to, %number : index
      %row_end_int = arith.index_cast %row_end : index to $I
      memref.store %row_end_int, %row_pointers[%b, %h, %next_r] : memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>
      scf.yield %row_end : index
    }
    scf.yield %head_end : index
  }
  return
}
