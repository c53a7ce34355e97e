// packed[b, i, :] = tokens[b, indices[b, i], :], and 0 where the index is outside 0 <= index < N.
func.func private @pack_tokens(%tokens: tensor<?x?x?x$element>, %indices: tensor<?x?xi32>) -> tensor<?x?x?x$element> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %zero = arith.constant 0.0 : $element
  %B = tensor.dim %tokens, %c0 : tensor<?x?x?x$element>
  %N = tensor.dim %tokens, %c1 : tensor<?x?x?x$element>
  %C = tensor.dim %tokens, %c2 : tensor<?x?x?x$element>
  %K = tensor.dim %indices, %c1 : tensor<?x?xi32>
  %packed = tensor.generate %B, %K, %C {
  ^bb0(%b: index, %i: index, %c: index):
    %index = tensor.extract %indices[%b, %i] : tensor<?x?xi32>
    %t = arith.index_cast %index : i32 to index
    // Unsigned: a negative index is above every N.
    %inside = arith.cmpi ult, %t, %N : index
    %x = scf.if %inside -> $element {
      %token = tensor.extract %tokens[%b, %t, %c] : tensor<?x?x?x$element>
      scf.yield %token : $element
    } else {
      scf.yield %zero : $element
    }
    tensor.yield %x : $element
  } : tensor<?x?x?x$element>
  return %packed : tensor<?x?x?x$element>
}
