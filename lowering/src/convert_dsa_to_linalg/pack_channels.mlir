// packed[b, i, k] = tokens[b, i, indices[b, k]], and 0 where the index is outside 0 <= index < C.
func.func private @pack_channels(%tokens: tensor<?x?x?x$element>, %indices: tensor<?x?xi32>) -> tensor<?x?x?x$element> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %zero = arith.constant 0.0 : $element
  %B = tensor.dim %tokens, %c0 : tensor<?x?x?x$element>
  %N = tensor.dim %tokens, %c1 : tensor<?x?x?x$element>
  %C = tensor.dim %tokens, %c2 : tensor<?x?x?x$element>
  %K = tensor.dim %indices, %c1 : tensor<?x?xi32>
  %packed = tensor.generate %B, %N, %K {
  ^bb0(%b: index, %i: index, %k: index):
    %index = tensor.extract %indices[%b, %k] : tensor<?x?xi32>
    %c = arith.index_cast %index : i32 to index
    // Unsigned: a negative index is above every C.
    %inside = arith.cmpi ult, %c, %C : index
    %x = scf.if %inside -> $element {
      %number = tensor.extract %tokens[%b, %i, %c] : tensor<?x?x?x$element>
      scf.yield %number : $element
    } else {
      scf.yield %zero : $element
    }
    tensor.yield %x : $element
  } : tensor<?x?x?x$element>
  return %packed : tensor<?x?x?x$element>
}
