// Choices by how many experts are better, their weights, then what is dropped and where the rest goes. By maps, which unlike
// tensor.generate are not computed anew for each element that is read of them.
func.func private @route_experts(%logits: tensor<?x?x$C>, %capacity: index, %budget: index)
    -> (tensor<?xi32>, tensor<?xi32>, tensor<?x?xi32>, tensor<?x?x$C>, tensor<?xi32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %k = arith.constant $k : index
  %none = arith.constant -1 : i32
  %none_index = arith.constant -1 : index
  %nothing = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %zero = arith.constant 0.0 : $C
  %minus_infinity = arith.constant $minus_infinity : $C
  %T = tensor.dim %logits, %c0 : tensor<?x?x$C>
  %X = tensor.dim %logits, %c1 : tensor<?x?x$C>
  %all_rows = arith.muli %T, %k : index
  %pointers = arith.addi %X, %c1 : index

  // chosen[t, j] = the expert than which j are better, or -1: of none, or beyond the budget.
  %chosen_empty = tensor.empty(%T, %k) : tensor<?x?xi32>
  %chosen = linalg.map outs(%chosen_empty : tensor<?x?xi32>) (%chosen_init: i32) {
    %t = linalg.index 0 : index
    %j = linalg.index 1 : index
    %expert = scf.for %e = %c0 to %X step %c1 iter_args(%found = %none_index) -> index {
      %x = tensor.extract %logits[%t, %e] : tensor<?x?x$C>
      %x_is_nan = arith.cmpf uno, %x, %x : $C
      %rank = scf.for %f = %c0 to %X step %c1 iter_args(%count = %c0) -> index {
        %y = tensor.extract %logits[%t, %f] : tensor<?x?x$C>
        %y_is_nan = arith.cmpf uno, %y, %y : $C
        %is_higher = arith.cmpf ogt, %y, %x : $C
        %true = arith.constant true
        %x_is_number = arith.xori %x_is_nan, %true : i1
        %nan_above = arith.andi %y_is_nan, %x_is_number : i1
        %equal = arith.cmpf oeq, %y, %x : $C
        %both_nan = arith.andi %y_is_nan, %x_is_nan : i1
        %tie = arith.ori %equal, %both_nan : i1
        %is_lower_index = arith.cmpi ult, %f, %e : index
        %first_of_tie = arith.andi %tie, %is_lower_index : i1
        %above = arith.ori %is_higher, %nan_above : i1
        %is_better = arith.ori %above, %first_of_tie : i1
        %more = arith.addi %count, %c1 : index
        %next = arith.select %is_better, %more, %count : index
        scf.yield %next : index
      }
      %is_it = arith.cmpi eq, %rank, %j : index
      %now = arith.select %is_it, %e, %found : index
      scf.yield %now : index
    }
    %is_within = arith.cmpi slt, %j, %budget : index
    %taken = arith.select %is_within, %expert, %none_index : index
    %as_int = arith.index_cast %taken : index to i32
    linalg.yield %as_int : i32
  }

  // exponentials[t, j] of the chosen, and shares of them in their sum or that of all.
  %greatest_empty = tensor.empty(%T) : tensor<?x$C>
  %greatest = linalg.map outs(%greatest_empty : tensor<?x$C>) (%greatest_init: $C) {
    %t = linalg.index 0 : index
    %m = scf.for %e = %c0 to %X step %c1 iter_args(%so_far = %minus_infinity) -> $C {
      %x = tensor.extract %logits[%t, %e] : tensor<?x?x$C>
      %greater = arith.maximumf %so_far, %x : $C
      scf.yield %greater : $C
    }
    linalg.yield %m : $C
  }
  %shares_empty = tensor.empty(%T, %k) : tensor<?x?x$C>
  %shares = linalg.map outs(%shares_empty : tensor<?x?x$C>) (%shares_init: $C) {
    %t = linalg.index 0 : index
    %j = linalg.index 1 : index
    %m = tensor.extract %greatest[%t] : tensor<?x$C>
    %no_greatest = arith.cmpf oeq, %m, %minus_infinity : $C
    %shift = arith.select %no_greatest, %zero, %m : $C
    %total = scf.for %i = %c0 to $summed step %c1 iter_args(%sum = %zero) -> $C {
      $summed_expert
      %is_one = arith.cmpi sge, %summed_int, %nothing : i32
      %term = scf.if %is_one -> ($C) {
        %e = arith.index_cast %summed_int : i32 to index
        %x = tensor.extract %logits[%t, %e] : tensor<?x?x$C>
        %less = arith.subf %x, %shift : $C
        %exponential = math.exp %less : $C
        scf.yield %exponential : $C
      } else {
        scf.yield %zero : $C
      }
      %next = arith.addf %sum, %term : $C
      scf.yield %next : $C
    }
    %expert = tensor.extract %chosen[%t, %j] : tensor<?x?xi32>
    %is_one = arith.cmpi sge, %expert, %nothing : i32
    %share = scf.if %is_one -> ($C) {
      %e = arith.index_cast %expert : i32 to index
      %x = tensor.extract %logits[%t, %e] : tensor<?x?x$C>
      %less = arith.subf %x, %shift : $C
      %exponential = math.exp %less : $C
      %quotient = arith.divf %exponential, %total : $C
      %kept = arith.select %no_greatest, %zero, %quotient : $C
      scf.yield %kept : $C
    } else {
      scf.yield %zero : $C
    }
    linalg.yield %share : $C
  }

  // kept[t, j] = the expert, or -1 if as many choices as it takes come before: first choices of all tokens, then second ones.
  %kept_empty = tensor.empty(%T, %k) : tensor<?x?xi32>
  %kept = linalg.map outs(%kept_empty : tensor<?x?xi32>) (%kept_init: i32) {
    %t = linalg.index 0 : index
    %j = linalg.index 1 : index
    %expert = tensor.extract %chosen[%t, %j] : tensor<?x?xi32>
    %before = scf.for %i = %c0 to %k step %c1 iter_args(%count_i = %c0) -> index {
      %of_i = scf.for %s = %c0 to %T step %c1 iter_args(%count = %count_i) -> index {
        %other = tensor.extract %chosen[%s, %i] : tensor<?x?xi32>
        %same = arith.cmpi eq, %other, %expert : i32
        %earlier_choice = arith.cmpi ult, %i, %j : index
        %same_choice = arith.cmpi eq, %i, %j : index
        %earlier_token = arith.cmpi ult, %s, %t : index
        %earlier_of_same = arith.andi %same_choice, %earlier_token : i1
        %earlier = arith.ori %earlier_choice, %earlier_of_same : i1
        %counts = arith.andi %same, %earlier : i1
        %more = arith.addi %count, %c1 : index
        %next = arith.select %counts, %more, %count : index
        scf.yield %next : index
      }
      scf.yield %of_i : index
    }
    %fits = arith.cmpi slt, %before, %capacity : index
    %result = arith.select %fits, %expert, %none : i32
    linalg.yield %result : i32
  }
  %weights_empty = tensor.empty(%T, %k) : tensor<?x?x$C>
  %weights = linalg.map outs(%weights_empty : tensor<?x?x$C>) (%weights_init: $C) {
    %t = linalg.index 0 : index
    %j = linalg.index 1 : index
    %expert = tensor.extract %kept[%t, %j] : tensor<?x?xi32>
    %share = tensor.extract %shares[%t, %j] : tensor<?x?x$C>
    %is_one = arith.cmpi sge, %expert, %nothing : i32
    %weight = arith.select %is_one, %share, %zero : $C
    linalg.yield %weight : $C
  }

  %histogram_empty = tensor.empty(%X) : tensor<?xi32>
  %histogram = linalg.map outs(%histogram_empty : tensor<?xi32>) (%histogram_init: i32) {
    %e = linalg.index 0 : index
    %wanted = arith.index_cast %e : index to i32
    %count = scf.for %t = %c0 to %T step %c1 iter_args(%count_t = %nothing) -> i32 {
      %of_t = scf.for %j = %c0 to %k step %c1 iter_args(%so_far = %count_t) -> i32 {
        %expert = tensor.extract %chosen[%t, %j] : tensor<?x?xi32>
        %same = arith.cmpi eq, %expert, %wanted : i32
        %more = arith.addi %so_far, %one : i32
        %next = arith.select %same, %more, %so_far : i32
        scf.yield %next : i32
      }
      scf.yield %of_t : i32
    }
    linalg.yield %count : i32
  }
  // offsets[e] = the choices kept of experts before e; slots[t, j] = its expert's offset and its earlier tokens.
  %offsets_empty = tensor.empty(%pointers) : tensor<?xi32>
  %offsets = linalg.map outs(%offsets_empty : tensor<?xi32>) (%offsets_init: i32) {
    %e = linalg.index 0 : index
    %wanted = arith.index_cast %e : index to i32
    %count = scf.for %t = %c0 to %T step %c1 iter_args(%count_t = %nothing) -> i32 {
      %of_t = scf.for %j = %c0 to %k step %c1 iter_args(%so_far = %count_t) -> i32 {
        %expert = tensor.extract %kept[%t, %j] : tensor<?x?xi32>
        %is_one = arith.cmpi sge, %expert, %nothing : i32
        %is_before = arith.cmpi slt, %expert, %wanted : i32
        %counts = arith.andi %is_one, %is_before : i1
        %more = arith.addi %so_far, %one : i32
        %next = arith.select %counts, %more, %so_far : i32
        scf.yield %next : i32
      }
      scf.yield %of_t : i32
    }
    linalg.yield %count : i32
  }
  %slots_empty = tensor.empty(%T, %k) : tensor<?x?xi32>
  %slots = linalg.map outs(%slots_empty : tensor<?x?xi32>) (%slots_init: i32) {
    %t = linalg.index 0 : index
    %j = linalg.index 1 : index
    %expert = tensor.extract %kept[%t, %j] : tensor<?x?xi32>
    %is_one = arith.cmpi sge, %expert, %nothing : i32
    %slot = scf.if %is_one -> (i32) {
      %e = arith.index_cast %expert : i32 to index
      %first = tensor.extract %offsets[%e] : tensor<?xi32>
      %place = scf.for %s = %c0 to %t step %c1 iter_args(%count_s = %first) -> i32 {
        %of_s = scf.for %i = %c0 to %k step %c1 iter_args(%so_far = %count_s) -> i32 {
          %other = tensor.extract %kept[%s, %i] : tensor<?x?xi32>
          %same = arith.cmpi eq, %other, %expert : i32
          %more = arith.addi %so_far, %one : i32
          %next = arith.select %same, %more, %so_far : i32
          scf.yield %next : i32
        }
        scf.yield %of_s : i32
      }
      scf.yield %place : i32
    } else {
      scf.yield %none : i32
    }
    linalg.yield %slot : i32
  }
  %tokens_empty = tensor.empty(%all_rows) : tensor<?xi32>
  %tokens = linalg.map outs(%tokens_empty : tensor<?xi32>) (%tokens_init: i32) {
    %row = linalg.index 0 : index
    %wanted = arith.index_cast %row : index to i32
    %token = scf.for %t = %c0 to %T step %c1 iter_args(%found_t = %none) -> i32 {
      %t_int = arith.index_cast %t : index to i32
      %of_t = scf.for %j = %c0 to %k step %c1 iter_args(%found = %found_t) -> i32 {
        %slot = tensor.extract %slots[%t, %j] : tensor<?x?xi32>
        %is_it = arith.cmpi eq, %slot, %wanted : i32
        %next = arith.select %is_it, %t_int, %found : i32
        scf.yield %next : i32
      }
      scf.yield %of_t : i32
    }
    linalg.yield %token : i32
  }
  return %tokens, %offsets, %slots, %weights, %histogram
    : tensor<?xi32>, tensor<?xi32>, tensor<?x?xi32>, tensor<?x?x$C>, tensor<?xi32>
}
