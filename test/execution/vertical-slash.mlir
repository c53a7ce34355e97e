// A head of vertical lines and slashes, as MInference has them (arXiv 2407.02490): the weights of the last queries are summed
// by key and along diagonals, the best of each are taken, and every query sees these up to itself. By both strategies.
// RUN: for strategy in reference fast; do for case in %S/Inputs/vertical_slash/*.npz; do \
// RUN:   echo $strategy $case; ds-run %s --strategy=$strategy \
// RUN:     --input=@$case:q --input=@$case:k --input=@$case:keys --input=@$case:slashes \
// RUN:     --expected-output=@$case:mask || exit 1; \
// RUN: done; done

// goldens.py makes the cases, and computes in NumPy what they should give.

!tokens = tensor<1x2x?x8xf32>
!weights = tensor<1x2x4x?xf32>
!line = tensor<1x2x1x?xf32>
!mask = tensor<1x2x?xi1>
!lines = !dsa.pattern<1x2x1x?, block = 1x16, holds = elements>
!pattern = !dsa.pattern<1x2x?x?, block = 16x16, holds = elements>
!causal = !dsa.pattern<1x1x?x?, block = 16x16, holds = elements>

// Of 4 queries that see the keys up to their own. No score is so large that its power is infinite.
func.func private @weights(%q: tensor<1x2x4x8xf32>, %k: !tokens) -> !weights {
  %c2 = arith.constant 2 : index
  %c4 = arith.constant 4 : index
  %zero = arith.constant 0.0 : f32
  %m = tensor.dim %k, %c2 : !tokens
  %ahead = arith.subi %m, %c4 : index
  %scores = dsa.score_blocks %q, %k block = [1, 1] : tensor<1x2x4x8xf32>, !tokens
  %room = tensor.empty(%m) : !weights
  %powers = linalg.map ins(%scores : !weights) outs(%room : !weights)
    (%score: f32, %out: f32) {
      %i = linalg.index 2 : index
      %j = linalg.index 3 : index
      %last = arith.addi %i, %ahead : index
      %sees = arith.cmpi ule, %j, %last : index
      %power = math.exp %score : f32
      %seen = arith.select %sees, %power, %zero : f32
      linalg.yield %seen : f32
    }
  %no_sums = tensor.empty() : tensor<1x2x4xf32>
  %zeros = linalg.fill ins(%zero : f32) outs(%no_sums : tensor<1x2x4xf32>) -> tensor<1x2x4xf32>
  %sums = linalg.reduce { arith.addf } ins(%powers : !weights) outs(%zeros : tensor<1x2x4xf32>) dimensions = [3]
  %all_sums = linalg.broadcast ins(%sums : tensor<1x2x4xf32>) outs(%room : !weights) dimensions = [3]
  %weights = linalg.div ins(%powers, %all_sums : !weights, !weights) outs(%room : !weights) -> !weights
  return %weights : !weights
}

// The best of a line of scores.
func.func private @best(%scores: !line, %budget: index) -> !mask {
  %p = dsa.select_keys %scores top_k(%budget) : !line -> !lines
  %chosen = dsa.pattern_to_mask %p : !lines
  %mask = tensor.collapse_shape %chosen [[0], [1], [2, 3]] : tensor<1x2x1x?xi1> into !mask
  return %mask : !mask
}

func.func @vertical_slash(%q: !tokens, %k: !tokens, %keys: index, %slashes: index) -> tensor<1x2x?x?xi1> {
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c4 = arith.constant 4 : index
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %n = tensor.dim %q, %c2 : !tokens
  %m = tensor.dim %k, %c2 : !tokens
  %first = arith.subi %n, %c4 : index
  %late = tensor.extract_slice %q[0, 0, %first, 0] [1, 2, 4, 8] [1, 1, 1, 1] : !tokens to tensor<1x2x4x8xf32>
  %weights = func.call @weights(%late, %k) : (tensor<1x2x4x8xf32>, !tokens) -> !weights
  %by_key = tensor.generate %m {
  ^bb0(%b: index, %h: index, %one: index, %j: index):
    %sum = scf.for %i = %c0 to %c4 step %c1 iter_args(%so_far = %zero) -> f32 {
      %weight = tensor.extract %weights[%b, %h, %i, %j] : !weights
      %more = arith.addf %so_far, %weight : f32
      scf.yield %more : f32
    }
    tensor.yield %sum : f32
  } : !line
  // Diagonal j - (first + i) + n - 1.
  %tokens = arith.addi %n, %m : index
  %diagonals = arith.subi %tokens, %c1 : index
  %last = arith.subi %n, %c1 : index
  %by_diagonal = tensor.generate %diagonals {
  ^bb0(%b: index, %h: index, %one: index, %x: index):
    %sum = scf.for %i = %c0 to %c4 step %c1 iter_args(%so_far = %zero) -> f32 {
      %query = arith.addi %first, %i : index
      %beyond = arith.addi %x, %query : index
      %j = arith.subi %beyond, %last : index
      %is_key = arith.cmpi ult, %j, %m : index
      %weight = scf.if %is_key -> f32 {
        %there = tensor.extract %weights[%b, %h, %i, %j] : !weights
        scf.yield %there : f32
      } else {
        scf.yield %zero : f32
      }
      %more = arith.addf %so_far, %weight : f32
      scf.yield %more : f32
    }
    tensor.yield %sum : f32
  } : !line
  %of_keys = func.call @best(%by_key, %keys) : (!line, index) -> !mask
  %of_diagonals = func.call @best(%by_diagonal, %slashes) : (!line, index) -> !mask
  %vertical = dsa.column_pattern %of_keys(%n) : !mask -> !pattern
  %slash = dsa.diagonal_pattern %of_diagonals(%n, %m) : !mask -> !pattern
  %lines = dsa.pattern_union %vertical, %slash : !pattern, !pattern
  %causal = dsa.causal_pattern(%n, %m) : !causal
  %seen = dsa.pattern_intersection %lines, %causal : !pattern, !causal
  %mask = dsa.pattern_to_mask %seen : !pattern
  return %mask : tensor<1x2x?x?xi1>
}
