// Selection as in SpargeAttn, composed of ops: rows and columns of blocks whose tokens differ are kept and left out of the
// softmax, and of the others as many are taken as hold the mass.
// RUN: for strategy in reference fast; do ds-run %s --strategy=$strategy --rtol=1e-5 --atol=1e-5 \
// RUN:   --input=@%S/Inputs/guarded/case.npz:q --input=@%S/Inputs/guarded/case.npz:k --input=@%S/Inputs/guarded/case.npz:v \
// RUN:   --input=0.6 --input=0.8 --input=7 \
// RUN:   --expected-output=@%S/Inputs/guarded/case.npz:always --expected-output=@%S/Inputs/guarded/case.npz:mask \
// RUN:   --expected-output=@%S/Inputs/guarded/case.npz:retained --expected-output=@%S/Inputs/guarded/case.npz:output || exit 1; done

// goldens_mass.py makes the case, and computes in NumPy what it should give.

!q = tensor<1x2x60x8xf32>
!k = tensor<1x2x75x8xf32>
!v = tensor<1x2x75x4xf32>
!pattern = !dsa.pattern<1x2x60x75, block = 12x12>
!mask = tensor<1x2x5x7xi1>

func.func @attend(%q: !q, %k: !k, %v: !v, %theta: f32, %tau: f32, %most: index)
    -> (!mask, !mask, tensor<1x2x5xf32>, tensor<1x2x60x4xf32>) {
  // Blocks that their mean does not stand for.
  %alike_q = dsa.block_similarity %q block = 12 : !q
  %alike_k = dsa.block_similarity %k block = 12 : !k
  %theta_q = tensor.splat %theta : tensor<1x2x5xf32>
  %theta_k = tensor.splat %theta : tensor<1x2x7xf32>
  %differ_q = arith.cmpf olt, %alike_q, %theta_q : tensor<1x2x5xf32>
  %differ_k = arith.cmpf olt, %alike_k, %theta_k : tensor<1x2x7xf32>
  %rows = dsa.row_pattern %differ_q : tensor<1x2x5xi1> -> !pattern
  %columns = dsa.column_pattern %differ_k : tensor<1x2x7xi1> -> !pattern
  %always = dsa.pattern_union %rows, %columns : !pattern, !pattern

  %scores = dsa.score_blocks %q, %k block = [12, 12] : !q, !k
  %p, %retained = dsa.select_blocks_by_mass %scores mass(%tau) at_most(%most) always(%always : !pattern) apart
    : tensor<1x2x5x7xf32> -> !pattern, tensor<1x2x5xf32>
  %o = dsa.attention %q, %k, %v, %p : !q, !k, !v, !pattern

  %0 = dsa.pattern_to_mask %always : !pattern
  %1 = dsa.pattern_to_mask %p : !pattern
  return %0, %1, %retained, %o : !mask, !mask, tensor<1x2x5xf32>, tensor<1x2x60x4xf32>
}
