// The highest of long rows, whose search looks where to cut: numbers spread in many ways, ties, infinities, NaN and zeros of both signs
// among them. As columns, as bits of elements and as tokens, by both strategies, and by vectors of several lengths.
// RUN: split-file %s %t.dir
// RUN: for element in f32 f64; do sed "s/ELEMENT/$element/" %t.dir/rows.mlir > %t.mlir; case=%S/Inputs/long_rows/$element.npz; \
// RUN:   case $element in f32) all=600;; f64) all=300;; esac; \
// RUN:   for how in --strategy=reference --strategy=fast "--strategy=fast --target-description=avx2"; do for count in 0 1 7 150 299 $all; do \
// RUN:     echo $element $how $count; ds-run %t.mlir $how --input=@$case:scores --input=$count \
// RUN:       --expected-output=@$case:top$count --expected-output=@$case:top$count --expected-output=@$case:top$count || exit 1; \
// RUN:   done; done; done
// And those that hold a share of the mass.
// RUN: for element in f32 f64; do sed "s/ELEMENT/$element/" %t.dir/mass.mlir > %t.mlir; case $element in f32) folder=float32;; f64) folder=float64;; esac; \
// RUN:   for how in --strategy=reference --strategy=fast "--strategy=fast --target-description=avx2"; do for case in %S/Inputs/long_rows_by_mass/$folder/*.npz; do \
// RUN:     echo $how $case; ds-run %t.mlir $how --input=@$case:scores --input=@$case:mass --input=@$case:at_most \
// RUN:       --expected-output=@$case:mask --expected-output=@$case:retained || exit 1; \
// RUN:   done; done; done

// goldens.py and goldens_mass.py make the cases, and compute in NumPy what they should give.

//--- rows.mlir
!scores = tensor<1x11x1x?xELEMENT>
!columns = !dsa.pattern<1x11x1x?, block = 1x1>
!elements = !dsa.pattern<1x11x1x?, block = 1x16, holds = elements>

func.func @rows(%scores: !scores, %k: index) -> (tensor<1x11x1x?xi1>, tensor<1x11x1x?xi1>, tensor<1x11x1x?xi1>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %c11 = arith.constant 11 : index
  %m = tensor.dim %scores, %c3 : !scores
  %p = dsa.select_blocks %scores top_k(%k) : !scores -> !columns
  %of_columns = dsa.pattern_to_mask %p : !columns
  %q = dsa.select_keys %scores top_k(%k) : !scores -> !elements
  %of_elements = dsa.pattern_to_mask %q : !elements

  %rows = tensor.collapse_shape %scores [[0, 1, 2], [3]] : !scores into tensor<11x?xELEMENT>
  %tokens = dsa.gate_tokens %rows budget(%k) : tensor<11x?xELEMENT>
  %positions = dsa.invert_indices %tokens size(%m) : tensor<11x?xi32>
  %empty = tensor.empty(%m) : tensor<11x?xi1>
  %none = arith.constant 0 : i32
  %taken = linalg.map ins(%positions : tensor<11x?xi32>) outs(%empty : tensor<11x?xi1>) (%position: i32, %unset: i1) {
    %is_taken = arith.cmpi sge, %position, %none : i32
    linalg.yield %is_taken : i1
  }
  %of_tokens = tensor.expand_shape %taken [[0, 1, 2], [3]] output_shape [1, 11, 1, %m] : tensor<11x?xi1> into tensor<1x11x1x?xi1>
  return %of_columns, %of_elements, %of_tokens : tensor<1x11x1x?xi1>, tensor<1x11x1x?xi1>, tensor<1x11x1x?xi1>
}

//--- mass.mlir
!scores = tensor<1x10x1x300xELEMENT>
!columns = !dsa.pattern<1x10x1x300, block = 1x1>

func.func @by_mass(%scores: !scores, %mass: f32, %most: index) -> (tensor<1x10x1x300xi1>, tensor<1x10x1xELEMENT>) {
  %p, %retained = dsa.select_blocks_by_mass %scores mass(%mass) at_most(%most) : !scores -> !columns, tensor<1x10x1xELEMENT>
  %mask = dsa.pattern_to_mask %p : !columns
  return %mask, %retained : tensor<1x10x1x300xi1>, tensor<1x10x1xELEMENT>
}
