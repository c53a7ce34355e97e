// A refresh in turns keeps what is remembered near what is: tokens that change too slowly to be noticed, and sums that round.
//
// RUN: split-file %s %t.dir
//
// Every frame all tokens move by 1/64, and nothing is ever above the threshold: without a refresh what is known stays behind for
// good; with one of 8 frames, by 7/64 at most, in each of 64 frames.
// RUN: for strategy in reference fast; do ds-run %t.dir/tokens.mlir --strategy=$strategy --frames=0 --state=0:2 \
// RUN:   --input=64xindex=$(seq -s, 0 63) --input=8 --input=2x11x3xf32=0 --output=@%t.dir/known.npy --output=- \
// RUN:   --expected-output=@%t.dir/known.npy --expected-output=64x2x11xi1=1 || exit 1; done
// RUN: for strategy in reference fast; do not ds-run %t.dir/tokens.mlir --strategy=$strategy --frames=0 --state=0:2 \
// RUN:   --input=64xindex=$(seq -s, 0 63) --input=0 --input=2x11x3xf32=0 --output=@%t.dir/known.npy --output=- \
// RUN:   --expected-output=@%t.dir/known.npy --expected-output=64x2x11xi1=1 2>&1 | FileCheck %s || exit 1; done
// CHECK: output #1: 1232 of 1408 elements differ
//
// A product in bf16 to which what changed is added in each of 200 frames: refreshed in turns it stays within a bound that it
// leaves otherwise.
// RUN: for strategy in reference fast; do ds-run %t.dir/product.mlir --strategy=$strategy --frames=0,1 --state=1:4,2:5,3:6 \
// RUN:   --input="200x1x1x8x16xbf16=random(1)" --input=200xindex=$(seq -s, 0 199) --input=8 --input="1x1x24x8xbf16=random(2)" \
// RUN:   --input=1x1x24x16xbf16=0 --input=1x1x24x8xbf16=0 --input=1x1x8x16xbf16=0 --expected-output=200xf32=0 --atol=0.1 --rtol=0 || exit 1; done
// RUN: for strategy in reference fast; do not ds-run %t.dir/product.mlir --strategy=$strategy --frames=0,1 --state=1:4,2:5,3:6 \
// RUN:   --input="200x1x1x8x16xbf16=random(1)" --input=200xindex=$(seq -s, 0 199) --input=0 --input="1x1x24x8xbf16=random(2)" \
// RUN:   --input=1x1x24x16xbf16=0 --input=1x1x24x8xbf16=0 --input=1x1x8x16xbf16=0 --expected-output=200xf32=0 --atol=0.1 --rtol=0 2>&1 | FileCheck %s --check-prefix=FAR || exit 1; done
// FAR: of 200 elements differ by more than atol 1e-1

//--- tokens.mlir
!tokens = tensor<2x11x3xf32>
!flags = tensor<2x11xi1>

func.func @step(%frame: index, %period: index, %last: !tokens) -> (!tokens, !flags) {
  %count = arith.index_cast %frame : index to i32
  %time = arith.sitofp %count : i32 to f32
  %slow = arith.constant 0.015625 : f32
  %where = arith.mulf %time, %slow : f32
  %x = tensor.splat %where : !tokens
  %n = arith.constant 11 : index
  %least = arith.constant 1.0e9 : f32
  %due = dsa.refresh_schedule frame(%frame) period(%period) size(%n) : tensor<1x?xi32>
  %i, %packed, %known = dsa.delta_gate %x, %last norm = max budget(%n) threshold(%least) due(%due : tensor<1x?xi32>) : !tokens, !tokens
  %behind = dsa.token_change %x, %known norm = max : !tokens, !tokens
  %most = arith.constant dense<0.109375> : tensor<2x11xf32>
  %near = arith.cmpf ole, %behind, %most : tensor<2x11xf32>
  return %known, %near : !tokens, !flags
}

//--- product.mlir
!v = tensor<1x1x8x16xbf16>
!a = tensor<1x1x24x8xbf16>
!o = tensor<1x1x24x16xbf16>

func.func @step(%v: !v, %frame: index, %period: index, %a: !a, %product: !o, %last_a: !a, %last_v: !v) -> (f32, !o, !a, !v) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = arith.constant 24 : index
  %width = arith.constant 16 : index
  %zero = arith.constant 0.0 : f32
  // All keys but the last: never all of them, which would be the dense product.
  %keys = arith.constant dense<[[0, 1, 2, 3, 4, 5, 6]]> : tensor<1x7xi32>
  %new:3 = dsa.update_product %a, %v keys(%keys : tensor<1x7xi32>) into %product, %last_a, %last_v : !a, !v, !o, !a, !v
  %due = dsa.refresh_schedule frame(%frame) period(%period) size(%n) : tensor<1x?xi32>
  %kept = dsa.update_product_rows %new#1, %new#2 rows(%due : tensor<1x?xi32>) into %new#0 : !a, !v, !o
  // How far it is from the dense product of what is remembered.
  %every = dsa.refresh_schedule frame(%c0) period(%c1) size(%n) : tensor<1x?xi32>
  %exact = dsa.update_product_rows %new#1, %new#2 rows(%every : tensor<1x?xi32>) into %new#0 : !a, !v, !o
  %most = scf.for %i = %c0 to %n step %c1 iter_args(%most_i = %zero) -> f32 {
    %of_row = scf.for %e = %c0 to %width step %c1 iter_args(%so_far = %most_i) -> f32 {
      %x = tensor.extract %kept[%c0, %c0, %i, %e] : !o
      %y = tensor.extract %exact[%c0, %c0, %i, %e] : !o
      %x_wide = arith.extf %x : bf16 to f32
      %y_wide = arith.extf %y : bf16 to f32
      %error = arith.subf %x_wide, %y_wide : f32
      %size = math.absf %error : f32
      %larger = arith.maximumf %so_far, %size : f32
      scf.yield %larger : f32
    }
    scf.yield %of_row : f32
  }
  return %most, %kept, %new#1, %new#2 : f32, !o, !a, !v
}
