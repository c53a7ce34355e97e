// The highest of long rows, whose search looks where to cut: numbers spread in many ways, ties, infinities, NaN and zeros of both signs
// among them. As columns and as bits of elements, by both strategies, and by vectors of several lengths.
// RUN: split-file %s %t.dir
// RUN: for element in f32 f64; do sed "s/ELEMENT/$element/" %t.dir/rows.mlir > %t.mlir; case=%S/Inputs/long_rows/$element.npz; \
// RUN:   case $element in f32) all=600;; f64) all=300;; esac; \
// RUN:   for how in --strategy=reference --strategy=fast "--strategy=fast --target-description=avx2"; do for count in 0 1 7 150 299 $all; do \
// RUN:     echo $element $how $count; ds-run %t.mlir $how --input=@$case:scores --input=$count \
// RUN:       --expected-output=@$case:top$count --expected-output=@$case:top$count || exit 1; \
// RUN:   done; done; done
// As tokens: those above a threshold, and all, which NaN does not hold back.
// RUN: for element in f32 f64; do sed "s/ELEMENT/$element/" %t.dir/gate.mlir > %t.mlir; case=%S/Inputs/long_rows/$element.npz; \
// RUN:   case $element in f32) all=600;; f64) all=300;; esac; \
// RUN:   for how in --strategy=reference --strategy=fast "--strategy=fast --target-description=avx2"; do for count in 7 150 $all; do \
// RUN:     echo $element $how $count; ds-run %t.mlir $how --input=@$case:scores --input=$count --input=0.25 --expected-output=@$case:gated$count && \
// RUN:     ds-run %t.mlir $how --input=@$case:scores --input=$count --input=nan --expected-output=@$case:top$count || exit 1; \
// RUN:   done; done; done
// Those that hold a share of the mass, and beside some that are always taken.
// RUN: for element in f32 f64; do sed "s/ELEMENT/$element/" %t.dir/mass.mlir > %t.mlir; case $element in f32) folder=float32;; f64) folder=float64;; esac; \
// RUN:   for how in --strategy=reference --strategy=fast "--strategy=fast --target-description=avx2"; do for case in %S/Inputs/long_rows_by_mass/$folder/*.npz; do \
// RUN:     echo $how $case; ds-run %t.mlir $how --input=@$case:scores --input=@$case:mass --input=@$case:at_most --input=@$case:always \
// RUN:       --expected-output=@$case:mask --expected-output=@$case:retained --expected-output=@$case:guarded || exit 1; \
// RUN:   done; done; done

// goldens.py and goldens_mass.py make the cases, and compute in NumPy what they should give.

//--- rows.mlir
!scores = tensor<1x11x1x?xELEMENT>
!columns = !dsa.pattern<1x11x1x?, block = 1x1>
!elements = !dsa.pattern<1x11x1x?, block = 1x16, holds = elements>

func.func @rows(%scores: !scores, %k: index) -> (tensor<1x11x1x?xi1>, tensor<1x11x1x?xi1>) {
  %p = dsa.select_blocks %scores top_k(%k) : !scores -> !columns
  %of_columns = dsa.pattern_to_mask %p : !columns
  %q = dsa.select_keys %scores top_k(%k) : !scores -> !elements
  %of_elements = dsa.pattern_to_mask %q : !elements
  return %of_columns, %of_elements : tensor<1x11x1x?xi1>, tensor<1x11x1x?xi1>
}

//--- gate.mlir
!scores = tensor<1x11x1x?xELEMENT>

func.func @gate(%scores: !scores, %k: index, %least: f32) -> tensor<1x11x1x?xi1> {
  %c3 = arith.constant 3 : index
  %m = tensor.dim %scores, %c3 : !scores
  %rows = tensor.collapse_shape %scores [[0, 1, 2], [3]] : !scores into tensor<11x?xELEMENT>
  %tokens = dsa.gate_tokens %rows budget(%k) threshold(%least) : tensor<11x?xELEMENT>
  %positions = dsa.invert_indices %tokens size(%m) : tensor<11x?xi32>
  %empty = tensor.empty(%m) : tensor<11x?xi1>
  %none = arith.constant 0 : i32
  %taken = linalg.map ins(%positions : tensor<11x?xi32>) outs(%empty : tensor<11x?xi1>) (%position: i32, %unset: i1) {
    %is_taken = arith.cmpi sge, %position, %none : i32
    linalg.yield %is_taken : i1
  }
  %of_tokens = tensor.expand_shape %taken [[0, 1, 2], [3]] output_shape [1, 11, 1, %m] : tensor<11x?xi1> into tensor<1x11x1x?xi1>
  return %of_tokens : tensor<1x11x1x?xi1>
}

//--- mass.mlir
!scores = tensor<1x10x1x300xELEMENT>
!columns = !dsa.pattern<1x10x1x300, block = 1x1>

func.func @by_mass(%scores: !scores, %mass: f32, %most: index, %always: tensor<1x10x1x300xi1>)
    -> (tensor<1x10x1x300xi1>, tensor<1x10x1xELEMENT>, tensor<1x10x1x300xi1>) {
  %p, %retained = dsa.select_blocks_by_mass %scores mass(%mass) at_most(%most) : !scores -> !columns, tensor<1x10x1xELEMENT>
  %first = dsa.pattern_from_mask %always : tensor<1x10x1x300xi1> -> !columns
  %q, %unused = dsa.select_blocks_by_mass %scores mass(%mass) at_most(%most) always(%first : !columns)
    : !scores -> !columns, tensor<1x10x1xELEMENT>
  %mask = dsa.pattern_to_mask %p : !columns
  %guarded = dsa.pattern_to_mask %q : !columns
  return %mask, %retained, %guarded : tensor<1x10x1x300xi1>, tensor<1x10x1xELEMENT>, tensor<1x10x1x300xi1>
}
