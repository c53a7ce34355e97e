// RUN: split-file %s %t.dir
// RUN: for strategy in reference fast; do for case in %S/Inputs/similarity/*/*.npz; do \
// RUN:   echo $strategy $case; ds-run %t.dir/$(basename $(dirname $case)).mlir --strategy=$strategy \
// RUN:     --rtol=1e-6 --atol=1e-9 \
// RUN:     --input=@$case:x \
// RUN:     --expected-output=@$case:similarity || exit 1; \
// RUN: done; done

// goldens_mass.py makes the cases, and computes in NumPy what they should give: a folder for each part of this file.

//--- f32_12.mlir
!tokens = tensor<?x?x?x?xf32>

func.func @similarity(%x: !tokens) -> tensor<?x?x?xf32> {
  %similarity = dsa.block_similarity %x block = 12 : !tokens
  return %similarity : tensor<?x?x?xf32>
}

//--- f64_12.mlir
!tokens = tensor<?x?x?x?xf64>

func.func @similarity(%x: !tokens) -> tensor<?x?x?xf64> {
  %similarity = dsa.block_similarity %x block = 12 : !tokens
  return %similarity : tensor<?x?x?xf64>
}

//--- bf16_12.mlir
!tokens = tensor<?x?x?x?xbf16>

func.func @similarity(%x: !tokens) -> tensor<?x?x?xf32> {
  %similarity = dsa.block_similarity %x block = 12 : !tokens
  return %similarity : tensor<?x?x?xf32>
}

//--- f16_12.mlir
!tokens = tensor<?x?x?x?xf16>

func.func @similarity(%x: !tokens) -> tensor<?x?x?xf32> {
  %similarity = dsa.block_similarity %x block = 12 : !tokens
  return %similarity : tensor<?x?x?xf32>
}
