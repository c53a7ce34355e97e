// RUN: split-file %s %t.dir
// RUN: for strategy in reference fast; do for case in %S/Inputs/change/*/*.npz; do \
// RUN:   echo $strategy $case; ds-run %t.dir/$(basename $(dirname $case)).mlir --strategy=$strategy --atol=0 --rtol=0 \
// RUN:     --input=@$case:x --input=@$case:y --expected-output=@$case:l1 --expected-output=@$case:l2 \
// RUN:     --expected-output=@$case:max --expected-output=@$case:mean || exit 1; \
// RUN: done; done
// More threads, the same numbers.
// RUN: for threads in 1 2 5; do ds-run %t.dir/f32.mlir --threads=$threads --input="3x300x40xf32=random(1)" --input="3x300x40xf32=random(2)" \
// RUN:   --output=@%t.dir/$threads-l1.npy --output=@%t.dir/$threads-l2.npy && cmp %t.dir/1-l1.npy %t.dir/$threads-l1.npy && \
// RUN:   cmp %t.dir/1-l2.npy %t.dir/$threads-l2.npy || exit 1; done
// Tokens that lie apart: rows of a wider tensor.
// RUN: for strategy in reference fast; do ds-run %t.dir/view.mlir --strategy=$strategy --input="1x3x20xf32=random(1)" \
// RUN:   --expected-output="1x3xf32=0" || exit 1; done
// A size that differs is found before anything is read.
// RUN: for strategy in reference fast; do not ds-run %t.dir/f32.mlir --strategy=$strategy --input="1x3x4xf32=0" --input="1x3x5xf32=0" 2>&1 | \
// RUN:   FileCheck %s --check-prefix=SIZES || exit 1; done
// SIZES: token_change: channels of tokens and reference differ

// goldens_temporal.py makes the cases, and computes in NumPy what they should give: a folder for each part of this file.

//--- f32.mlir
!tokens = tensor<?x?x?xf32>
!change = tensor<?x?xf32>

func.func @change(%x: !tokens, %y: !tokens) -> (!change, !change, !change, !change) {
  %l1 = dsa.token_change %x, %y norm = l1 : !tokens, !tokens
  %l2 = dsa.token_change %x, %y norm = l2 : !tokens, !tokens
  %max = dsa.token_change %x, %y norm = max : !tokens, !tokens
  %mean = dsa.token_change %x, %y norm = mean : !tokens, !tokens
  return %l1, %l2, %max, %mean : !change, !change, !change, !change
}

//--- f64.mlir
!tokens = tensor<?x?x?xf64>
!change = tensor<?x?xf64>

func.func @change(%x: !tokens, %y: !tokens) -> (!change, !change, !change, !change) {
  %l1 = dsa.token_change %x, %y norm = l1 : !tokens, !tokens
  %l2 = dsa.token_change %x, %y norm = l2 : !tokens, !tokens
  %max = dsa.token_change %x, %y norm = max : !tokens, !tokens
  %mean = dsa.token_change %x, %y norm = mean : !tokens, !tokens
  return %l1, %l2, %max, %mean : !change, !change, !change, !change
}

//--- bf16.mlir
!tokens = tensor<?x?x?xbf16>
!change = tensor<?x?xf32>

func.func @change(%x: !tokens, %y: !tokens) -> (!change, !change, !change, !change) {
  %l1 = dsa.token_change %x, %y norm = l1 : !tokens, !tokens
  %l2 = dsa.token_change %x, %y norm = l2 : !tokens, !tokens
  %max = dsa.token_change %x, %y norm = max : !tokens, !tokens
  %mean = dsa.token_change %x, %y norm = mean : !tokens, !tokens
  return %l1, %l2, %max, %mean : !change, !change, !change, !change
}

//--- view.mlir
func.func @view(%x: tensor<1x3x20xf32>) -> tensor<1x3xf32> {
  %a = tensor.extract_slice %x[0, 0, 0] [1, 3, 10] [1, 1, 2] : tensor<1x3x20xf32> to tensor<1x3x10xf32>
  %b = tensor.extract_slice %x[0, 0, 0] [1, 3, 10] [1, 1, 2] : tensor<1x3x20xf32> to tensor<1x3x10xf32>
  %c = dsa.token_change %a, %b norm = l1 : tensor<1x3x10xf32>, tensor<1x3x10xf32>
  return %c : tensor<1x3xf32>
}
