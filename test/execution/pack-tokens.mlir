// RUN: split-file %s %t.dir
// RUN: for strategy in reference fast; do for case in %S/Inputs/pack/*/*.npz; do \
// RUN:   echo $strategy $case; ds-run %t.dir/$(basename $(dirname $case)).mlir --strategy=$strategy --atol=0 --rtol=0 \
// RUN:     --input=@$case:tokens --input=@$case:indices --input=@$case:from_packed \
// RUN:     --expected-output=@$case:packed --expected-output=@$case:unpacked || exit 1; \
// RUN: done; done

// goldens.py makes the cases, and computes in NumPy what they should give: a folder for each part of this file.

//--- f32.mlir
!tokens = tensor<?x?x?xf32>
!indices = tensor<?x?xi32>

func.func @pack(%tokens: !tokens, %indices: !indices, %from: !tokens) -> (!tokens, !tokens) {
  %packed = dsa.pack_tokens %tokens, %indices : !tokens, !indices
  %unpacked = dsa.unpack_tokens %from, %indices into %tokens : !tokens, !indices, !tokens
  return %packed, %unpacked : !tokens, !tokens
}

//--- f64.mlir
!tokens = tensor<?x?x?xf64>
!indices = tensor<?x?xi32>

func.func @pack(%tokens: !tokens, %indices: !indices, %from: !tokens) -> (!tokens, !tokens) {
  %packed = dsa.pack_tokens %tokens, %indices : !tokens, !indices
  %unpacked = dsa.unpack_tokens %from, %indices into %tokens : !tokens, !indices, !tokens
  return %packed, %unpacked : !tokens, !tokens
}

//--- bf16.mlir
!tokens = tensor<?x?x?xbf16>
!indices = tensor<?x?xi32>

func.func @pack(%tokens: !tokens, %indices: !indices, %from: !tokens) -> (!tokens, !tokens) {
  %packed = dsa.pack_tokens %tokens, %indices : !tokens, !indices
  %unpacked = dsa.unpack_tokens %from, %indices into %tokens : !tokens, !indices, !tokens
  return %packed, %unpacked : !tokens, !tokens
}
