// The highest of groups of many sizes: those that share a vector, that fill one, and that no vector holds. By both strategies, whose
// scores lie side by side, and by the fast one on scores with others between them.
// RUN: split-file %s %t.dir
// RUN: for element in f32 f64; do sed "s/ELEMENT/$element/" %t.dir/groups.mlir > %t.mlir; \
// RUN:   for case in %S/Inputs/n_of_m_groups/$element/*.npz; do for strategy in reference fast; do \
// RUN:     echo $strategy $case; ds-run %t.mlir --strategy=$strategy --input=@$case:scores --expected-output=@$case:m1 --expected-output=@$case:m4 \
// RUN:       --expected-output=@$case:m7 --expected-output=@$case:m16 --expected-output=@$case:m17 --expected-output=@$case:m40 || exit 1; \
// RUN:   done; done; done
// RUN: ds-run %t.dir/strided.mlir --input=1x1x1x16xf32=5,8,1,8,9,8,3,8,2,8,2,8,7,8,0,8 --input=1x1x1x16xi1=0,1,0,1,0,1,0,1,0,1,0,1,0,1,0,1 \
// RUN:   --expected-output=1x1x1x16xf32=5,8,1,8,9,8,3,8,2,8,2,8,7,8,0,8 --expected-output=1x1x1x16xi1=1,1,0,1,1,1,0,1,1,1,0,1,1,1,0,1
// Groups are compared by vectors.
// RUN: sed "s/ELEMENT/f32/" %t.dir/groups.mlir | ds-opt --lower-sparse="stop-after=loops target-description=znver4" | FileCheck %s --check-prefix=LOOPS
// LOOPS: vector.shuffle {{.*}} : vector<16xi32>, vector<16xi32>

// goldens.py makes the cases, and computes in NumPy what they should give.

//--- groups.mlir
!p = !dsa.pattern<?x?x?x?, block = 1x1>

func.func @groups(%s: tensor<?x?x?x?xELEMENT>)
    -> (tensor<?x?x?x?xi1>, tensor<?x?x?x?xi1>, tensor<?x?x?x?xi1>, tensor<?x?x?x?xi1>, tensor<?x?x?x?xi1>, tensor<?x?x?x?xi1>) {
  %p1 = dsa.select_n_of_m %s n = 1 m = 1 : tensor<?x?x?x?xELEMENT> -> !p
  %p4 = dsa.select_n_of_m %s n = 2 m = 4 : tensor<?x?x?x?xELEMENT> -> !p
  %p7 = dsa.select_n_of_m %s n = 1 m = 7 : tensor<?x?x?x?xELEMENT> -> !p
  %p16 = dsa.select_n_of_m %s n = 5 m = 16 : tensor<?x?x?x?xELEMENT> -> !p
  %p17 = dsa.select_n_of_m %s n = 3 m = 17 : tensor<?x?x?x?xELEMENT> -> !p
  %p40 = dsa.select_n_of_m %s n = 20 m = 40 : tensor<?x?x?x?xELEMENT> -> !p
  %m1 = dsa.pattern_to_mask %p1 : !p
  %m4 = dsa.pattern_to_mask %p4 : !p
  %m7 = dsa.pattern_to_mask %p7 : !p
  %m16 = dsa.pattern_to_mask %p16 : !p
  %m17 = dsa.pattern_to_mask %p17 : !p
  %m40 = dsa.pattern_to_mask %p40 : !p
  return %m1, %m4, %m7, %m16, %m17, %m40
    : tensor<?x?x?x?xi1>, tensor<?x?x?x?xi1>, tensor<?x?x?x?xi1>, tensor<?x?x?x?xi1>, tensor<?x?x?x?xi1>, tensor<?x?x?x?xi1>
}

//--- strided.mlir
!scores = memref<1x1x1x8xf32, strided<[16, 16, 16, 2]>>
!mask = memref<1x1x1x8xi1, strided<[16, 16, 16, 2]>>

func.func @strided(%numbers: memref<1x1x1x16xf32>, %flags: memref<1x1x1x16xi1>) {
  %n = arith.constant 2 : index
  %scores = memref.subview %numbers[0, 0, 0, 0] [1, 1, 1, 8] [1, 1, 1, 2] : memref<1x1x1x16xf32> to !scores
  %mask = memref.subview %flags[0, 0, 0, 0] [1, 1, 1, 8] [1, 1, 1, 2] : memref<1x1x1x16xi1> to !mask
  dsk.top_n_of_m ins(%scores, %n : !scores) outs(%mask : !mask) m = 4
  return
}
