// RUN: split-file %s %t.dir
// RUN: for strategy in reference fast; do for case in %S/Inputs/gate/*/*.npz; do \
// RUN:   echo $strategy $case; ds-run %t.dir/$(basename $(dirname $case)).mlir --strategy=$strategy \
// RUN:     --input=@$case:saliency --input=@$case:budget --input=@$case:threshold \
// RUN:     --expected-output=@$case:indices --expected-output=@$case:indices_of_all || exit 1; \
// RUN: done; done

// goldens.py makes the cases, and computes in NumPy what they should give: a folder for each part of this file.

//--- f32.mlir
!saliency = tensor<?x?xf32>

func.func @gate(%saliency: !saliency, %budget: index, %threshold: f32) -> (tensor<?x?xi32>, tensor<?x?xi32>) {
  %i = dsa.gate_tokens %saliency budget(%budget) threshold(%threshold) : !saliency
  %all = dsa.gate_tokens %saliency budget(%budget) : !saliency
  return %i, %all : tensor<?x?xi32>, tensor<?x?xi32>
}

//--- f64.mlir
!saliency = tensor<?x?xf64>

func.func @gate(%saliency: !saliency, %budget: index, %threshold: f32) -> (tensor<?x?xi32>, tensor<?x?xi32>) {
  %i = dsa.gate_tokens %saliency budget(%budget) threshold(%threshold) : !saliency
  %all = dsa.gate_tokens %saliency budget(%budget) : !saliency
  return %i, %all : tensor<?x?xi32>, tensor<?x?xi32>
}

//--- bf16.mlir
!saliency = tensor<?x?xbf16>

func.func @gate(%saliency: !saliency, %budget: index, %threshold: f32) -> (tensor<?x?xi32>, tensor<?x?xi32>) {
  %i = dsa.gate_tokens %saliency budget(%budget) threshold(%threshold) : !saliency
  %all = dsa.gate_tokens %saliency budget(%budget) : !saliency
  return %i, %all : tensor<?x?xi32>, tensor<?x?xi32>
}
