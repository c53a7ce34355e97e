// What composite ops compute, and what the smaller ops compute that stand for them: the same to the bit where the table
// docs/reference/decomposition.md says so, and else within rounding. By both strategies, and fused again.
//
// RUN: %S/Inputs/decomposed.sh %S/../passes/dsa-decompose-composites.mlir heads exact 2 %t 'random(1)' 2
// RUN: %S/Inputs/decomposed.sh %S/../passes/dsa-decompose-composites.mlir heads exact 2 %t 'random(1)' 0
// RUN: %S/Inputs/decomposed.sh %S/../passes/dsa-decompose-composites.mlir open_heads exact 2 %t '1x3x5x4xbf16=random(1)' '1x2xi32=2,-1' '1x3x5x4xbf16=random(2)'
// RUN: %S/Inputs/decomposed.sh %S/../passes/dsa-decompose-composites.mlir open_heads exact 2 %t '2x3x0x4xbf16=0' '2x1xi32=2,0' '2x3x0x4xbf16=0'
// RUN: %S/Inputs/decomposed.sh %S/../passes/dsa-decompose-composites.mlir merged exact 1 %t 'random(1)' 3
// RUN: %S/Inputs/decomposed.sh %S/../passes/dsa-decompose-composites.mlir keys exact 1 %t '1x2x7x11xf32=random(1)' 3
// RUN: %S/Inputs/decomposed.sh %S/../passes/dsa-decompose-composites.mlir keys exact 1 %t '1x2x7x11xf32=nan' 4
// RUN: %S/Inputs/decomposed.sh %S/../passes/dsa-decompose-composites.mlir row exact 2 %t '1x2x2xi1=1,0,1,1' 9
// RUN: %S/Inputs/decomposed.sh %S/../passes/dsa-decompose-composites.mlir row exact 2 %t '1x0x2xi1=0' 0
// RUN: %S/Inputs/decomposed.sh %S/../passes/dsa-decompose-composites.mlir column exact 1 %t '1x2x11xi1=1,0,1,1,0,0,0,1,1,0,0,1,0,1,0,1,0,0,1,1,0,1' 9
// RUN: %S/Inputs/decomposed.sh %S/../passes/dsa-decompose-composites.mlir head exact 2 %t '2x3xi1=1,0,1,1,0,0'
// RUN: for n in 0 9; do %S/Inputs/decomposed.sh %S/../passes/dsa-decompose-composites.mlir causal exact 3 %t $n || exit 1; done
// RUN: %S/Inputs/decomposed.sh %S/../passes/dsa-decompose-composites.mlir mass near 1 %t 'random(1)' 'random(2)' '1x2x2x3xi1=0,0,0,1,0,1,1,1,1,0,1,0'
// RUN: %S/Inputs/decomposed.sh %S/../passes/dsa-decompose-composites.mlir attention near 2 %t 'random(1)' 'random(2)' 'random(3)' 'random(4)' '1x3x6x2xi1=0,0,0,1,1,1,1,0,0,1,1,0,0,0,0,0,0,0,0,1,0,0,0,0,1,1,1,1,1,1,1,1,1,1,1,1'
// RUN: %S/Inputs/decomposed.sh %S/../passes/dsa-decompose-composites.mlir open_attention near 1 %t '1x2x5x8xbf16=random(1)' '1x1x5x5xi1=0,0,0,0,0,0,0,0,1,1,1,1,1,1,0,0,0,0,1,0,0,1,1,0,1'
// RUN: %S/Inputs/decomposed.sh %S/../passes/dsa-decompose-composites.mlir linear near 4 %t 'random(1)' 'random(2)' 'random(3)' 'random(4)'
// RUN: %S/Inputs/decomposed.sh %S/../passes/dsa-decompose-composites.mlir bytes near 2 %t 'random(1)' '2x2x16xi8=3' 'random(2)' '7xbf16=random(3)' '5x7xbf16=random(3)' 0.5
// RUN: %S/Inputs/decomposed.sh %S/../passes/dsa-decompose-composites.mlir experts near 2 %t '5x6xf32=random(1)' '5x3xf32=random(2)' 'random(3)' 'random(4)' 3
// RUN: %S/Inputs/decomposed.sh %S/../passes/dsa-decompose-composites.mlir combine near 1 %t 'random(1)' '3x2xi32=0,-1,5,2,1,7' 'random(2)'
//
// With sizes that types leave open.
// RUN: for n in 0 5; do %S/Inputs/decomposed.sh %s layers near 2 %t 1x${n}x6xf32='random(1)' 2x6x4xf32='random(2)' 7xf32='random(3)' \
// RUN:   1x${n}x7xf32='random(4)' || exit 1; done
// RUN: for n in 0 5; do %S/Inputs/decomposed.sh %s experts near 2 %t ${n}x6xf32='random(1)' ${n}x3xf32='random(2)' 3x2x6x4xf32='random(3)' \
// RUN:   3x7xf32='random(4)' 3 || exit 1; done
// RUN: for mass in 0.7 1.0; do %S/Inputs/decomposed.sh %s retained exact 2 %t '1x2x3x5xf32=random(1)' $mass 4 || exit 1; done
// RUN: %S/Inputs/decomposed.sh %s retained exact 2 %t '1x2x3x5xf32=nan' 0.5 4
//
// Rows of bf16 that have one number more than fill a register.
// RUN: for d in 17 33; do sed "s/x33xbf16/x${d}xbf16/g" %s > %t.odd.mlir; \
// RUN:   %S/Inputs/decomposed.sh %t.odd.mlir odd near 1 %t 'random(1)' 'random(2)' '1x1x1x2xi1=1,1' || exit 1; done
//
// A bias of another length than there are columns is told, though ops on tensors would not ask.
// RUN: ds-opt %s --dsa-decompose -o %t.parts
// RUN: not ds-run %t.parts --function=layers --input='1x5x6xf32=random(1)' --input='2x6x4xf32=random(2)' \
// RUN:   --input=6xf32=0 --input=1x5x7xf32=0 2>&1 | FileCheck %s --check-prefix=BIAS
// BIAS: linear: there are not as many biases as columns

func.func @layers(%x: tensor<1x?x?xf32>, %w: tensor<?x?x4xf32>, %b: tensor<?xf32>, %r: tensor<?x?x?xf32>)
    -> (tensor<1x?x7xf32>, tensor<1x?x7xf32>) {
  %0 = dsa.linear %x, %w, %b, %r bias residual activation = gelu
    : (tensor<1x?x?xf32>, tensor<?x?x4xf32>, tensor<?xf32>, tensor<?x?x?xf32>) -> tensor<1x?x7xf32>
  %1 = dsa.linear %x, %w, %r residual activation = silu
    : (tensor<1x?x?xf32>, tensor<?x?x4xf32>, tensor<?x?x?xf32>) -> tensor<1x?x7xf32>
  return %0, %1 : tensor<1x?x7xf32>, tensor<1x?x7xf32>
}

func.func @experts(%x: tensor<?x?xf32>, %logits: tensor<?x?xf32>, %w: tensor<?x?x?x4xf32>, %b: tensor<?x7xf32>, %c: index)
    -> (tensor<?x7xf32>, tensor<?x7xf32>) {
  %tokens, %offsets, %slots, %weights, %histogram = dsa.route_experts %logits capacity(%c) top_k = 2 normalize = chosen
    : tensor<?x?xf32>
  %y = dsa.grouped_linear %x, %w, %offsets, %tokens, %b rows bias activation = relu
    : (tensor<?x?xf32>, tensor<?x?x?x4xf32>, tensor<?xi32>, tensor<?xi32>, tensor<?x7xf32>) -> tensor<?x7xf32>
  %z = dsa.grouped_linear %x, %w, %offsets : (tensor<?x?xf32>, tensor<?x?x?x4xf32>, tensor<?xi32>) -> tensor<?x7xf32>
  %t = dsa.combine_experts %y, %slots, %weights : tensor<?x7xf32>, tensor<?x2xi32>, tensor<?x2xf32>
  return %t, %z : tensor<?x7xf32>, tensor<?x7xf32>
}

// What a selection retained, and the mass of what it chose: `dsa-fuse` makes one of both.
func.func @retained(%s: tensor<1x2x3x5xf32>, %mass: f32, %k: index) -> (tensor<1x2x3xf32>, tensor<1x2x3xf32>) {
  %p, %kept = dsa.select_blocks_by_mass %s mass(%mass) at_most(%k)
    : tensor<1x2x3x5xf32> -> !dsa.pattern<1x2x12x20, block = 4x4>, tensor<1x2x3xf32>
  %again = dsa.retained_mass %s, %p : tensor<1x2x3x5xf32>, !dsa.pattern<1x2x12x20, block = 4x4>
  return %kept, %again : tensor<1x2x3xf32>, tensor<1x2x3xf32>
}

func.func @odd(%q: tensor<1x1x9x33xbf16>, %k: tensor<1x1x17x33xbf16>, %mask: tensor<1x1x1x2xi1>) -> tensor<1x1x9x33xbf16> {
  %p = dsa.pattern_from_mask %mask : tensor<1x1x1x2xi1> -> !dsa.pattern<1x1x9x17, block = 16x16>
  %o = dsa.attention %q, %k, %k, %p : tensor<1x1x9x33xbf16>, tensor<1x1x17x33xbf16>, tensor<1x1x17x33xbf16>, !dsa.pattern<1x1x9x17, block = 16x16>
  return %o : tensor<1x1x9x33xbf16>
}
