// RUN: split-file %s %t.dir
// RUN: for strategy in reference fast; do for case in %S/Inputs/quantize/*/*.npz; do for form in tokens rows; do \
// RUN:   kind=$(basename $(dirname $case)); \
// RUN:   echo $strategy $form $case; ds-run %t.dir/${kind}_$form.mlir --strategy=$strategy --atol=0 --rtol=0 \
// RUN:     --input=@$case:x_$form --expected-output=@$case:q_$form --expected-output=@$case:s_$form || exit 1; \
// RUN: done; done; done

// goldens_layers.py makes the cases, and computes in NumPy what they should give.

//--- f32_tokens.mlir
func.func @quantize(%x: tensor<?x?x?xf32>) -> (tensor<?x?x?xi8>, tensor<?x?xf32>) {
  %q, %s = dsa.quantize_rows %x : tensor<?x?x?xf32>
  return %q, %s : tensor<?x?x?xi8>, tensor<?x?xf32>
}

//--- bf16_tokens.mlir
func.func @quantize(%x: tensor<?x?x?xbf16>) -> (tensor<?x?x?xi8>, tensor<?x?xf32>) {
  %q, %s = dsa.quantize_rows %x : tensor<?x?x?xbf16>
  return %q, %s : tensor<?x?x?xi8>, tensor<?x?xf32>
}

//--- f32_rows.mlir
func.func @quantize(%x: tensor<?x?xf32>) -> (tensor<?x?xi8>, tensor<?xf32>) {
  %q, %s = dsa.quantize_rows %x : tensor<?x?xf32>
  return %q, %s : tensor<?x?xi8>, tensor<?xf32>
}

//--- bf16_rows.mlir
func.func @quantize(%x: tensor<?x?xbf16>) -> (tensor<?x?xi8>, tensor<?xf32>) {
  %q, %s = dsa.quantize_rows %x : tensor<?x?xbf16>
  return %q, %s : tensor<?x?xi8>, tensor<?xf32>
}
