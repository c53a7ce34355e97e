// The first n tokens are kept, and token i >= n where of_rest[b, i - n] says so. Of the kept ones, in ascending order, the index,
// and 1 and the number of dropped ones right behind it at its place.
func.func private @run_lengths(%of_rest: tensor<?x?xi1>, %T: index, %n: index) -> (tensor<?x?xi32>, tensor<?x?xi32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %true = arith.constant true
  %no_token = arith.constant -1 : i32
  %no_length = arith.constant 0 : i32
  %B = tensor.dim %of_rest, %c0 : tensor<?x?xi1>
  %kept = tensor.generate %B, %T {
  ^bb0(%b: index, %i: index):
    %is_first = arith.cmpi ult, %i, %n : index
    %is_kept = scf.if %is_first -> i1 {
      scf.yield %true : i1
    } else {
      %before = arith.subi %i, %n : index
      %is_kept_too = tensor.extract %of_rest[%b, %before] : tensor<?x?xi1>
      scf.yield %is_kept_too : i1
    }
    tensor.yield %is_kept : i1
  } : tensor<?x?xi1>
  %K = scf.for %b = %c0 to %B step %c1 iter_args(%most = %c0) -> index {
    %count = scf.for %i = %c0 to %T step %c1 iter_args(%so_far = %c0) -> index {
      %is_kept = tensor.extract %kept[%b, %i] : tensor<?x?xi1>
      %one = arith.index_castui %is_kept : i1 to index
      %more = arith.addi %so_far, %one : index
      scf.yield %more : index
    }
    %greater = arith.maxui %most, %count : index
    scf.yield %greater : index
  }
  %room = tensor.empty(%B, %K) : tensor<?x?xi32>
  %none = linalg.fill ins(%no_token : i32) outs(%room : tensor<?x?xi32>) -> tensor<?x?xi32>
  %room_of_lengths = tensor.empty(%B, %K) : tensor<?x?xi32>
  %no_lengths = linalg.fill ins(%no_length : i32) outs(%room_of_lengths : tensor<?x?xi32>) -> tensor<?x?xi32>
  %lists:2 = scf.for %b = %c0 to %B step %c1 iter_args(%indices_b = %none, %lengths_b = %no_lengths)
      -> (tensor<?x?xi32>, tensor<?x?xi32>) {
    %of_entry:3 = scf.for %i = %c0 to %T step %c1 iter_args(%indices_i = %indices_b, %lengths_i = %lengths_b, %k = %c0)
        -> (tensor<?x?xi32>, tensor<?x?xi32>, index) {
      %is_kept = tensor.extract %kept[%b, %i] : tensor<?x?xi1>
      %next:3 = scf.if %is_kept -> (tensor<?x?xi32>, tensor<?x?xi32>, index) {
        %after = arith.addi %i, %n : index
        %run:2 = scf.while (%j = %after, %length = %c1) : (index, index) -> (index, index) {
          %is_there = arith.cmpi ult, %j, %T : index
          %goes_on = scf.if %is_there -> i1 {
            %is_kept_too = tensor.extract %kept[%b, %j] : tensor<?x?xi1>
            %is_dropped = arith.xori %is_kept_too, %true : i1
            scf.yield %is_dropped : i1
          } else {
            scf.yield %is_there : i1
          }
          scf.condition(%goes_on) %j, %length : index, index
        } do {
        ^bb0(%j: index, %length: index):
          %j_next = arith.addi %j, %n : index
          %longer = arith.addi %length, %c1 : index
          scf.yield %j_next, %longer : index, index
        }
        %i_int = arith.index_cast %i : index to i32
        %length_int = arith.index_cast %run#1 : index to i32
        %with_index = tensor.insert %i_int into %indices_i[%b, %k] : tensor<?x?xi32>
        %with_length = tensor.insert %length_int into %lengths_i[%b, %k] : tensor<?x?xi32>
        %k_next = arith.addi %k, %c1 : index
        scf.yield %with_index, %with_length, %k_next : tensor<?x?xi32>, tensor<?x?xi32>, index
      } else {
        scf.yield %indices_i, %lengths_i, %k : tensor<?x?xi32>, tensor<?x?xi32>, index
      }
      scf.yield %next#0, %next#1, %next#2 : tensor<?x?xi32>, tensor<?x?xi32>, index
    }
    scf.yield %of_entry#0, %of_entry#1 : tensor<?x?xi32>, tensor<?x?xi32>
  }
  return %lists#0, %lists#1 : tensor<?x?xi32>, tensor<?x?xi32>
}
