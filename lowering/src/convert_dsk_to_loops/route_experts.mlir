// First each token's choices and their weights, tokens shared out in pieces; then, in order, what is dropped and where the
// rest goes. Candidates are compared as integers: the logit in the upper half, the lower expert above in the lower half.
func.func private @route_experts(%logits: $logits, %capacity: index, %budget: index, %tokens: $tokens, %offsets: $offsets,
                                 %slots: $slots, %weights: $weights, %histogram: $histogram) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %k = arith.constant $k : index
  %padded = arith.constant $padded : index
  %lanes = arith.constant $lanes : index
  %piece_tokens = arith.constant 64 : index
  %zero = arith.constant 0.0 : f32
  %no_logit = arith.constant 0xFF800000 : f32
  %no_narrow_logit = arith.constant $narrow_minus_infinity : $T
  %zeros = arith.constant dense<0.0> : vector<${lanes}xf32>
  %log2e = arith.constant dense<1.4426950408889634> : vector<${lanes}xf32>
  %none = arith.constant -1 : i32
  %no_tokens = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %sign_place = arith.constant 31 : i32
  %magnitude = arith.constant 0x7FFFFFFF : i32
  %half = arith.constant 32 : i64
  %low_half = arith.constant 0xFFFFFFFF : i64
  // So that the first, a NaN, is below what is above all.
  %first_lower = arith.constant 0xFFFFFFFE : i64
  %above_all = arith.constant 0x7FFFFFFFFFFFFFFF : i64
  %below_all = arith.constant -9223372036854775808 : i64
  %T = memref.dim %logits, %c0 : $logits
  %X = memref.dim %logits, %c1 : $logits
  %chosen = memref.alloc(%T) : memref<?x${k}xi32>
  %cursors = memref.alloc(%X) : memref<?xi32>
  %least_budget = arith.maxsi %budget, %c0 : index
  %taken = arith.minsi %least_budget, %k : index
  %pieces = arith.ceildivui %T, %piece_tokens : index
  dsk.partition(%pieces) {
  ^bb0(%piece: index):
    %chosen_logits = memref.alloca() {alignment = 64 : i64} : memref<${padded}xf32>
    %first = arith.muli %piece, %piece_tokens : index
    %beyond = arith.addi %first, %piece_tokens : index
    %last = arith.minui %beyond, %T : index
    scf.for %i = %c0 to %padded step %c1 {
      memref.store %no_logit, %chosen_logits[%i] : memref<${padded}xf32>
    }
    scf.for %t = %first to %last step %c1 {
      %last_key = scf.for %j = %c0 to %taken step %c1 iter_args(%before = %above_all) -> (i64) {
        %best = scf.for %e = %c0 to %X step %c1 iter_args(%so_far = %below_all) -> (i64) {
          %logit = memref.load %logits[%t, %e] : $logits
          $extend_logit
          %positive_zero = arith.addf $wide_logit, %zero : f32
          %raw = arith.bitcast %positive_zero : f32 to i32
          %sign = arith.shrsi %raw, %sign_place : i32
          %flipped = arith.andi %sign, %magnitude : i32
          %number = arith.xori %raw, %flipped : i32
          %is_nan = arith.cmpf uno, %positive_zero, %positive_zero : f32
          %ordered = arith.select %is_nan, %magnitude, %number : i32
          %wide = arith.extsi %ordered : i32 to i64
          %upper = arith.shli %wide, %half : i64
          %e_int = arith.index_cast %e : index to i64
          %lower = arith.subi %first_lower, %e_int : i64
          %key = arith.ori %upper, %lower : i64
          %is_left = arith.cmpi slt, %key, %before : i64
          %candidate = arith.select %is_left, %key, %below_all : i64
          %greater = arith.maxsi %candidate, %so_far : i64
          scf.yield %greater : i64
        }
        %found = arith.cmpi ne, %best, %below_all : i64
        %of_best = arith.andi %best, %low_half : i64
        %expert_int = arith.subi %first_lower, %of_best : i64
        %expert_there = arith.trunci %expert_int : i64 to i32
        %expert = arith.select %found, %expert_there, %none : i32
        memref.store %expert, %chosen[%t, %j] : memref<?x${k}xi32>
        %its_logit = scf.if %found -> (f32) {
          %at = arith.index_cast %expert_int : i64 to index
          %best_logit = memref.load %logits[%t, %at] : $logits
          $extend_best_logit
          scf.yield $wide_best_logit : f32
        } else {
          scf.yield %no_logit : f32
        }
        memref.store %its_logit, %chosen_logits[%j] : memref<${padded}xf32>
        scf.yield %best : i64
      }
      scf.for %j = %taken to %k step %c1 {
        memref.store %none, %chosen[%t, %j] : memref<?x${k}xi32>
      }
      // The first is the greatest, or a NaN. Where all are -inf, weights are 0 and not NaN.
      %greatest = memref.load %chosen_logits[%c0] : memref<${padded}xf32>
      %nothing = arith.cmpf oeq, %greatest, %no_logit : f32
      %shift = arith.select %nothing, %zero, %greatest : f32
      %shifts = vector.broadcast %shift : f32 to vector<${lanes}xf32>
      %sums = scf.for %at = %c0 to $summed_count step %lanes iter_args(%sum = %zeros) -> (vector<${lanes}xf32>) {
        $summed_part
        %less = arith.subf %part, %shifts : vector<${lanes}xf32>
        %exponent = arith.mulf %less, %log2e : vector<${lanes}xf32>
        $exp2_sum
        %next = arith.addf %sum, $summed : vector<${lanes}xf32>
        scf.yield %next : vector<${lanes}xf32>
      }
      %total = vector.reduction <add>, %sums : vector<${lanes}xf32> into f32
      %totals = vector.broadcast %total : f32 to vector<${lanes}xf32>
      scf.for %at = %c0 to %padded step %lanes {
        %chosen_part = vector.load %chosen_logits[%at] : memref<${padded}xf32>, vector<${lanes}xf32>
        %chosen_less = arith.subf %chosen_part, %shifts : vector<${lanes}xf32>
        %chosen_exponent = arith.mulf %chosen_less, %log2e : vector<${lanes}xf32>
        $exp2_weight
        %quotient = arith.divf $weight, %totals : vector<${lanes}xf32>
        vector.store %quotient, %chosen_logits[%at] : memref<${padded}xf32>, vector<${lanes}xf32>
      }
      scf.for %j = %c0 to %k step %c1 {
        %share = memref.load %chosen_logits[%j] : memref<${padded}xf32>
        %of_one = memref.load %chosen[%t, %j] : memref<?x${k}xi32>
        %of_none = arith.cmpi eq, %of_one, %none : i32
        %is_zero = arith.ori %of_none, %nothing : i1
        %kept = arith.select %is_zero, %zero, %share : f32
        memref.store %kept, %weights[%t, %j] : $weights
      }
      scf.for %i = %c0 to %padded step %c1 {
        memref.store %no_logit, %chosen_logits[%i] : memref<${padded}xf32>
      }
    }
    dsk.yield
  }

  scf.for %e = %c0 to %X step %c1 {
    memref.store %no_tokens, %histogram[%e] : $histogram
  }
  %least_capacity = arith.maxsi %capacity, %c0 : index
  %room = arith.minsi %least_capacity, %T : index
  %room_int = arith.index_cast %room : index to i32
  scf.for %j = %c0 to %k step %c1 {
    scf.for %t = %c0 to %T step %c1 {
      %expert = memref.load %chosen[%t, %j] : memref<?x${k}xi32>
      %is_one = arith.cmpi sge, %expert, %no_tokens : i32
      scf.if %is_one {
        %e = arith.index_cast %expert : i32 to index
        %count = memref.load %histogram[%e] : $histogram
        %next = arith.addi %count, %one : i32
        memref.store %next, %histogram[%e] : $histogram
        %is_full = arith.cmpi sge, %count, %room_int : i32
        scf.if %is_full {
          memref.store %none, %chosen[%t, %j] : memref<?x${k}xi32>
          memref.store %zero, %weights[%t, %j] : $weights
        }
      }
    }
  }
  memref.store %no_tokens, %offsets[%c0] : $offsets
  %kept_in_all = scf.for %e = %c0 to %X step %c1 iter_args(%offset = %no_tokens) -> (i32) {
    %count = memref.load %histogram[%e] : $histogram
    %kept = arith.minsi %count, %room_int : i32
    %next = arith.addi %offset, %kept : i32
    %after = arith.addi %e, %c1 : index
    memref.store %offset, %cursors[%e] : memref<?xi32>
    memref.store %next, %offsets[%after] : $offsets
    scf.yield %next : i32
  }
  scf.for %t = %c0 to %T step %c1 {
    %t_int = arith.index_cast %t : index to i32
    scf.for %j = %c0 to %k step %c1 {
      %expert = memref.load %chosen[%t, %j] : memref<?x${k}xi32>
      %is_one = arith.cmpi sge, %expert, %no_tokens : i32
      %slot = scf.if %is_one -> (i32) {
        %e = arith.index_cast %expert : i32 to index
        %place = memref.load %cursors[%e] : memref<?xi32>
        %next = arith.addi %place, %one : i32
        memref.store %next, %cursors[%e] : memref<?xi32>
        %row = arith.index_cast %place : i32 to index
        memref.store %t_int, %tokens[%row] : $tokens
        scf.yield %place : i32
      } else {
        scf.yield %none : i32
      }
      memref.store %slot, %slots[%t, %j] : $slots
    }
  }
  %first_free = arith.index_cast %kept_in_all : i32 to index
  %all_rows = arith.muli %T, %k : index
  scf.for %row = %first_free to %all_rows step %c1 {
    memref.store %none, %tokens[%row] : $tokens
  }
  memref.dealloc %cursors : memref<?xi32>
  memref.dealloc %chosen : memref<?x${k}xi32>
  return
}
