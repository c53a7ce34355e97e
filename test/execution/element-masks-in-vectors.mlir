// Element masks with more keys than a vector has flags are stored by blocks, empty, full and partial, and given back as they were: flags
// that lie side by side, and flags with others between them. Each result counts the elements that differ.
// RUN: for target in host avx2 x86-64; do for block in 16x16 64x16 128x8 12x10 8x40 3x7; do \
// RUN:   echo $target $block; sed "s/BLOCK/$block/" %s | ds-run - --target-description=$target --input=1x2x197x269xf32='random(7)' \
// RUN:     --input=1x2x197x538xf32='random(8)' --expected-output=i64=0 --expected-output=i64=0 || exit 1; \
// RUN: done; done

!mask = tensor<1x2x197x269xi1>
!numbers = tensor<1x2x197x269xf32>
!wide = tensor<1x2x197x538xf32>
!wide_mask = tensor<1x2x197x538xi1>
!pattern = !dsa.pattern<1x2x197x269, block = BLOCK, holds = elements>
#id = affine_map<(b, h, i, j) -> (b, h, i, j)>
#all = affine_map<(b, h, i, j) -> ()>

func.func private @given_back(%p: !pattern) -> !mask {
  %m = dsa.pattern_to_mask %p : !pattern
  return %m : !mask
}

func.func private @differ(%a: !mask, %b: !mask) -> i64 {
  %zero = arith.constant 0 : i64
  %none = tensor.from_elements %zero : tensor<i64>
  %sum = linalg.generic {indexing_maps = [#id, #id, #all], iterator_types = ["reduction", "reduction", "reduction", "reduction"]}
    ins(%a, %b : !mask, !mask) outs(%none : tensor<i64>) {
  ^bb0(%x: i1, %y: i1, %so_far: i64):
    %differs = arith.xori %x, %y : i1
    %one = arith.extui %differs : i1 to i64
    %next = arith.addi %so_far, %one : i64
    linalg.yield %next : i64
  } -> tensor<i64>
  %count = tensor.extract %sum[] : tensor<i64>
  return %count : i64
}

func.func @main(%x: !numbers, %y: !wide) -> (i64, i64) {
  %c64 = arith.constant 64 : index
  %c200 = arith.constant 200 : index
  %c230 = arith.constant 230 : index
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : !mask
  %wide_empty = tensor.empty() : !wide_mask
  // Keys from 64 up to 200 are all seen, those from 230 on never.
  %m = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
    ins(%x : !numbers) outs(%empty : !mask) {
  ^bb0(%v: f32, %o: i1):
    %j = linalg.index 3 : index
    %random = arith.cmpf olt, %v, %zero : f32
    %from_64 = arith.cmpi uge, %j, %c64 : index
    %to_200 = arith.cmpi ult, %j, %c200 : index
    %all = arith.andi %from_64, %to_200 : i1
    %some = arith.ori %random, %all : i1
    %to_230 = arith.cmpi ult, %j, %c230 : index
    %seen = arith.andi %some, %to_230 : i1
    linalg.yield %seen : i1
  } -> !mask
  %p = dsa.pattern_from_mask %m : !mask -> !pattern
  %back = call @given_back(%p) : (!pattern) -> !mask
  %wrong = call @differ(%m, %back) : (!mask, !mask) -> i64

  %wide = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
    ins(%y : !wide) outs(%wide_empty : !wide_mask) {
  ^bb0(%v: f32, %o: i1):
    %random = arith.cmpf olt, %v, %zero : f32
    linalg.yield %random : i1
  } -> !wide_mask
  %every_second = tensor.extract_slice %wide[0, 0, 0, 1] [1, 2, 197, 269] [1, 1, 1, 2] : !wide_mask to !mask
  %q = dsa.pattern_from_mask %every_second : !mask -> !pattern
  %second_back = call @given_back(%q) : (!pattern) -> !mask
  %wrong_of_second = call @differ(%every_second, %second_back) : (!mask, !mask) -> i64
  return %wrong, %wrong_of_second : i64, i64
}
