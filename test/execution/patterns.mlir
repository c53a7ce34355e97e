// RUN: split-file %s %t.dir
// RUN: for strategy in reference fast; do for case in %S/Inputs/dense/*/*.npz; do \
// RUN:   echo $strategy $case; ds-run %t.dir/$(basename $(dirname $case)).mlir --strategy=$strategy \
// RUN:     --input=@$case:n --input=@$case:m --expected-output=@$case:mask \
// RUN:     --expected-output=@$case:density || exit 1; \
// RUN: done; done
// RUN: for strategy in reference fast; do for case in %S/Inputs/window/*/*.npz; do \
// RUN:   echo $strategy $case; ds-run %t.dir/$(basename $(dirname $case)).mlir --strategy=$strategy \
// RUN:     --expected-output=@$case:mask --expected-output=@$case:density || exit 1; \
// RUN: done; done
// RUN: for strategy in reference fast; do for case in %S/Inputs/density/*/*.npz; do \
// RUN:   echo $strategy $case; ds-run %t.dir/$(basename $(dirname $case)).mlir --strategy=$strategy \
// RUN:     --input=@$case:mask --expected-output=@$case:density || exit 1; \
// RUN: done; done

// goldens.py makes the cases, and computes in NumPy what they should give: a folder for each part of this file.

//--- dense_16x8.mlir
!pattern = !dsa.pattern<1x2x?x?, block = 16x8>

func.func @dense(%n: index, %m: index) -> (tensor<1x2x?x?xi1>, f32) {
  %p = dsa.dense_pattern(%n, %m) : !pattern
  %mask = dsa.pattern_to_mask %p : !pattern
  %density = dsa.pattern_density %p : !pattern
  return %mask, %density : tensor<1x2x?x?xi1>, f32
}

//--- density_2x3.mlir
!pattern = !dsa.pattern<?x?x?x?, block = 2x3>

func.func @density(%mask: tensor<?x?x?x?xi1>) -> f32 {
  %p = dsa.pattern_from_mask %mask : tensor<?x?x?x?xi1> -> !pattern
  %density = dsa.pattern_density %p : !pattern
  return %density : f32
}

//--- window_1x1.mlir
!pattern = !dsa.pattern<1x2x27x27, block = 1x1>

func.func @window() -> (tensor<1x2x27x27xi1>, f32) {
  %p = dsa.window_pattern grid = [2, 3, 4] radius = [1, 1, 2] global = 3 : !pattern
  %mask = dsa.pattern_to_mask %p : !pattern
  %density = dsa.pattern_density %p : !pattern
  return %mask, %density : tensor<1x2x27x27xi1>, f32
}

//--- window_4x4.mlir
!pattern = !dsa.pattern<1x2x27x27, block = 4x4>

func.func @window() -> (tensor<1x2x7x7xi1>, f32) {
  %p = dsa.window_pattern grid = [2, 3, 4] radius = [0, 1, 1] global = 3 : !pattern
  %mask = dsa.pattern_to_mask %p : !pattern
  %density = dsa.pattern_density %p : !pattern
  return %mask, %density : tensor<1x2x7x7xi1>, f32
}

//--- window_3x5.mlir
!pattern = !dsa.pattern<1x2x30x30, block = 3x5>

func.func @window() -> (tensor<1x2x10x6xi1>, f32) {
  %p = dsa.window_pattern grid = [3, 2, 5] radius = [1, 0, 9] : !pattern
  %mask = dsa.pattern_to_mask %p : !pattern
  %density = dsa.pattern_density %p : !pattern
  return %mask, %density : tensor<1x2x10x6xi1>, f32
}

//--- window_16x16.mlir
!pattern = !dsa.pattern<1x2x1x1, block = 16x16>

func.func @window() -> (tensor<1x2x1x1xi1>, f32) {
  %p = dsa.window_pattern grid = [1, 1, 1] radius = [0, 0, 0] : !pattern
  %mask = dsa.pattern_to_mask %p : !pattern
  %density = dsa.pattern_density %p : !pattern
  return %mask, %density : tensor<1x2x1x1xi1>, f32
}

//--- elements_16x8.mlir
!pattern = !dsa.pattern<1x2x?x?, block = 16x8, holds = elements>

func.func @dense(%n: index, %m: index) -> (tensor<1x2x?x?xi1>, f32) {
  %p = dsa.dense_pattern(%n, %m) : !pattern
  %mask = dsa.pattern_to_mask %p : !pattern
  %density = dsa.pattern_density %p : !pattern
  return %mask, %density : tensor<1x2x?x?xi1>, f32
}

//--- elements_4x4.mlir
!pattern = !dsa.pattern<1x2x27x27, block = 4x4, holds = elements>

func.func @window() -> (tensor<1x2x27x27xi1>, f32) {
  %p = dsa.window_pattern grid = [2, 3, 4] radius = [0, 1, 1] global = 3 : !pattern
  %mask = dsa.pattern_to_mask %p : !pattern
  %density = dsa.pattern_density %p : !pattern
  return %mask, %density : tensor<1x2x27x27xi1>, f32
}

//--- window_elements_16x8.mlir
!pattern = !dsa.pattern<1x2x62x62, block = 16x8, holds = elements>

func.func @window() -> (tensor<1x2x62x62xi1>, f32) {
  %p = dsa.window_pattern grid = [3, 4, 5] radius = [1, 1, 9] global = 2 : !pattern
  %mask = dsa.pattern_to_mask %p : !pattern
  %density = dsa.pattern_density %p : !pattern
  return %mask, %density : tensor<1x2x62x62xi1>, f32
}

//--- elements_4x16.mlir
!pattern = !dsa.pattern<1x2x1x1, block = 4x16, holds = elements>

func.func @window() -> (tensor<1x2x1x1xi1>, f32) {
  %p = dsa.window_pattern grid = [1, 1, 1] radius = [0, 0, 0] global = 0 : !pattern
  %mask = dsa.pattern_to_mask %p : !pattern
  %density = dsa.pattern_density %p : !pattern
  return %mask, %density : tensor<1x2x1x1xi1>, f32
}
