// For each source its match, the most similar destination, and how similar it is; and how many sources may be merged: none
// where there is no destination.
func.func private @match_tokens(%keys: tensor<?x?x?xf64>, %merge: index) -> (tensor<?x?xf64>, tensor<?x?xi32>, index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %first_source = arith.constant $first_source : index
  %first_destination = arith.constant $first_destination : index
  %zero = arith.constant 0.0 : f64
  %lowest = arith.constant 0xFFF0000000000000 : f64
  %B = tensor.dim %keys, %c0 : tensor<?x?x?xf64>
  %N = tensor.dim %keys, %c1 : tensor<?x?x?xf64>
  %C = tensor.dim %keys, %c2 : tensor<?x?x?xf64>
  // The keys on the unit sphere.
  %norms = tensor.generate %B, %N {
  ^bb0(%b: index, %t: index):
    %square = scf.for %c = %c0 to %C step %c1 iter_args(%sum = %zero) -> (f64) {
      %k = tensor.extract %keys[%b, %t, %c] : tensor<?x?x?xf64>
      %product = arith.mulf %k, %k : f64
      %next = arith.addf %sum, %product : f64
      scf.yield %next : f64
    }
    %norm = math.sqrt %square : f64
    tensor.yield %norm : f64
  } : tensor<?x?xf64>
  %units = tensor.generate %B, %N, %C {
  ^bb0(%b: index, %t: index, %c: index):
    %k = tensor.extract %keys[%b, %t, %c] : tensor<?x?x?xf64>
    %norm = tensor.extract %norms[%b, %t] : tensor<?x?xf64>
    %none = arith.cmpf oeq, %norm, %zero : f64
    %quotient = arith.divf %k, %norm : f64
    %u = arith.select %none, %zero, %quotient : f64
    tensor.yield %u : f64
  } : tensor<?x?x?xf64>
  %behind = arith.subi %N, %first_source : index
  %sources_or_less = arith.ceildivsi %behind, %c2 : index
  %sources = arith.maxsi %sources_or_less, %c0 : index
  %no_similarity = tensor.empty(%B, %sources) : tensor<?x?xf64>
  %no_match = tensor.empty(%B, %sources) : tensor<?x?xi32>
  %made:2 = scf.for %b = %c0 to %B step %c1 iter_args(%similarity_b = %no_similarity, %match_b = %no_match)
      -> (tensor<?x?xf64>, tensor<?x?xi32>) {
    %of_batch:2 = scf.for %s = %c0 to %sources step %c1 iter_args(%similarity_s = %similarity_b, %match_s = %match_b)
        -> (tensor<?x?xf64>, tensor<?x?xi32>) {
      %twice = arith.muli %s, %c2 : index
      %a = arith.addi %twice, %first_source : index
      %best, %at = scf.for %d = %first_destination to %N step %c2 iter_args(%best_d = %lowest, %at_d = %first_destination)
          -> (f64, index) {
        %dot = scf.for %c = %c0 to %C step %c1 iter_args(%sum = %zero) -> (f64) {
          %x = tensor.extract %units[%b, %a, %c] : tensor<?x?x?xf64>
          %y = tensor.extract %units[%b, %d, %c] : tensor<?x?x?xf64>
          %product = arith.mulf %x, %y : f64
          %next = arith.addf %sum, %product : f64
          scf.yield %next : f64
        }
        // Not of a NaN.
        %better = arith.cmpf ogt, %dot, %best_d : f64
        %next_best = arith.select %better, %dot, %best_d : f64
        %next_at = arith.select %better, %d, %at_d : index
        scf.yield %next_best, %next_at : f64, index
      }
      %at_int = arith.index_cast %at : index to i32
      %with_similarity = tensor.insert %best into %similarity_s[%b, %s] : tensor<?x?xf64>
      %with_match = tensor.insert %at_int into %match_s[%b, %s] : tensor<?x?xi32>
      scf.yield %with_similarity, %with_match : tensor<?x?xf64>, tensor<?x?xi32>
    }
    scf.yield %of_batch#0, %of_batch#1 : tensor<?x?xf64>, tensor<?x?xi32>
  }
  %any = arith.cmpi sgt, %N, %first_destination : index
  %most = arith.select %any, %merge, %c0 : index
  return %made#0, %made#1, %most : tensor<?x?xf64>, tensor<?x?xi32>, index
}
