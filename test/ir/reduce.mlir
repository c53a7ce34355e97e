// The reducer cuts a module with our ops down to what keeps it interesting: here, to whatever holds a dsa.gate_tokens.
// RUN: printf '#!/bin/sh\nds-opt "$1" | grep -q dsa.gate_tokens && exit 1\nexit 0\n' > %t.sh
// RUN: chmod +x %t.sh
// RUN: ds-reduce %s '-reduction-tree=traversal-mode=0 test=%t.sh' | FileCheck %s --implicit-check-not=dsa.dense_pattern --implicit-check-not=@unneeded

// CHECK: dsa.gate_tokens

func.func @unneeded() -> !dsa.pattern<1x1x64x64, block = 16x16> {
  %p = dsa.dense_pattern() : !dsa.pattern<1x1x64x64, block = 16x16>
  return %p : !dsa.pattern<1x1x64x64, block = 16x16>
}

func.func @needed(%saliency: tensor<1x64xf32>, %budget: index) -> tensor<1x?xi32> {
  %kept = dsa.gate_tokens %saliency budget(%budget) : tensor<1x64xf32>
  return %kept : tensor<1x?xi32>
}
