// Tokens are shared out in pieces.
func.func private @combine_experts(%y: $y, %slots: $slots, %weights: $weights, %result: $result) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %lanes = arith.constant $lanes : index
  %piece_tokens = arith.constant 16 : index
  %pad = arith.constant 0.0 : $T
  %zeros = arith.constant dense<0.0> : vector<${lanes}xf32>
  %rows = memref.dim %y, %c0 : $y
  %C = memref.dim %result, %c1 : $result
  %T = memref.dim %slots, %c0 : $slots
  %k = memref.dim %slots, %c1 : $slots
  %rest = arith.remui %C, %lanes : index
  %whole = arith.subi %C, %rest : index
  %pieces = arith.ceildivui %T, %piece_tokens : index
  dsk.partition(%pieces) {
  ^bb0(%piece: index):
    %first = arith.muli %piece, %piece_tokens : index
    %beyond = arith.addi %first, %piece_tokens : index
    %last = arith.minui %beyond, %T : index
    scf.for %t = %first to %last step %c1 {
      scf.for %c = %c0 to %whole step %lanes {
        $whole
      }
      scf.for %c = %whole to %C step %lanes {
        $rest
      }
    }
    dsk.yield
  }
  return
}
