// Counted first, so that the lists have the room they need. Then in one pass: `%places` has the list's entry that each place
// of a frame goes on with.
func.func private @run_lengths(%change: tensor<?x?x$S>, %T: index, %n: index, %given: f32)
    -> (tensor<?x?xi32>, tensor<?x?xi32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %no_token = arith.constant -1 : i32
  %no_length = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  $extend_given
  %B = tensor.dim %change, %c0 : tensor<?x?x$S>
  %K = scf.for %b = %c0 to %B step %c1 iter_args(%most = %c0) -> index {
    %count = scf.for %i = %n to %T step %c1 iter_args(%so_far = %n) -> index {
      %before = arith.subi %i, %n : index
      %x = tensor.extract %change[%b, %before] : tensor<?x?x$S>
      %changed = arith.cmpf ugt, %x, $wide_given : $S
      %more_by = arith.index_castui %changed : i1 to index
      %more = arith.addi %so_far, %more_by : index
      scf.yield %more : index
    }
    %greater = arith.maxui %most, %count : index
    scf.yield %greater : index
  }
  %room = tensor.empty(%B, %K) : tensor<?x?xi32>
  %none = linalg.fill ins(%no_token : i32) outs(%room : tensor<?x?xi32>) -> tensor<?x?xi32>
  %room_of_lengths = tensor.empty(%B, %K) : tensor<?x?xi32>
  %no_lengths = linalg.fill ins(%no_length : i32) outs(%room_of_lengths : tensor<?x?xi32>) -> tensor<?x?xi32>
  %no_places = tensor.empty(%n) : tensor<?xindex>
  %lists:3 = scf.for %b = %c0 to %B step %c1 iter_args(%indices_b = %none, %lengths_b = %no_lengths, %places_b = %no_places)
      -> (tensor<?x?xi32>, tensor<?x?xi32>, tensor<?xindex>) {
    %first:3 = scf.for %i = %c0 to %n step %c1 iter_args(%indices_i = %indices_b, %lengths_i = %lengths_b, %places_i = %places_b)
        -> (tensor<?x?xi32>, tensor<?x?xi32>, tensor<?xindex>) {
      %i_int = arith.index_cast %i : index to i32
      %with_index = tensor.insert %i_int into %indices_i[%b, %i] : tensor<?x?xi32>
      %with_length = tensor.insert %one into %lengths_i[%b, %i] : tensor<?x?xi32>
      %with_place = tensor.insert %i into %places_i[%i] : tensor<?xindex>
      scf.yield %with_index, %with_length, %with_place : tensor<?x?xi32>, tensor<?x?xi32>, tensor<?xindex>
    }
    %rest:4 = scf.for %i = %n to %T step %c1
        iter_args(%indices_i = %first#0, %lengths_i = %first#1, %places_i = %first#2, %count = %n)
        -> (tensor<?x?xi32>, tensor<?x?xi32>, tensor<?xindex>, index) {
      %before = arith.subi %i, %n : index
      %place = arith.remui %i, %n : index
      %x = tensor.extract %change[%b, %before] : tensor<?x?x$S>
      %changed = arith.cmpf ugt, %x, $wide_given : $S
      %next:4 = scf.if %changed -> (tensor<?x?xi32>, tensor<?x?xi32>, tensor<?xindex>, index) {
        %i_int = arith.index_cast %i : index to i32
        %with_index = tensor.insert %i_int into %indices_i[%b, %count] : tensor<?x?xi32>
        %with_length = tensor.insert %one into %lengths_i[%b, %count] : tensor<?x?xi32>
        %with_place = tensor.insert %count into %places_i[%place] : tensor<?xindex>
        %more = arith.addi %count, %c1 : index
        scf.yield %with_index, %with_length, %with_place, %more : tensor<?x?xi32>, tensor<?x?xi32>, tensor<?xindex>, index
      } else {
        %k = tensor.extract %places_i[%place] : tensor<?xindex>
        %length = tensor.extract %lengths_i[%b, %k] : tensor<?x?xi32>
        %longer = arith.addi %length, %one : i32
        %with_length = tensor.insert %longer into %lengths_i[%b, %k] : tensor<?x?xi32>
        scf.yield %indices_i, %with_length, %places_i, %count : tensor<?x?xi32>, tensor<?x?xi32>, tensor<?xindex>, index
      }
      scf.yield %next#0, %next#1, %next#2, %next#3 : tensor<?x?xi32>, tensor<?x?xi32>, tensor<?xindex>, index
    }
    scf.yield %rest#0, %rest#1, %rest#2 : tensor<?x?xi32>, tensor<?x?xi32>, tensor<?xindex>
  }
  return %lists#0, %lists#1 : tensor<?x?xi32>, tensor<?x?xi32>
}
