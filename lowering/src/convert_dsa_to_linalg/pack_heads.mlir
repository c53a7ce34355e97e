// packed[b, k, :, :] = heads[b, indices[b, k], :, :], and 0 where the index is outside 0 <= index < H.
func.func private @pack_heads(%heads: tensor<?x?x?x?x$element>, %indices: tensor<?x?xi32>) -> tensor<?x?x?x?x$element> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %zero = arith.constant 0.0 : $element
  %B = tensor.dim %heads, %c0 : tensor<?x?x?x?x$element>
  %H = tensor.dim %heads, %c1 : tensor<?x?x?x?x$element>
  %N = tensor.dim %heads, %c2 : tensor<?x?x?x?x$element>
  %D = tensor.dim %heads, %c3 : tensor<?x?x?x?x$element>
  %K = tensor.dim %indices, %c1 : tensor<?x?xi32>
  %packed = tensor.generate %B, %K, %N, %D {
  ^bb0(%b: index, %k: index, %i: index, %d: index):
    %index = tensor.extract %indices[%b, %k] : tensor<?x?xi32>
    %h = arith.index_cast %index : i32 to index
    // Unsigned: a negative index is above every H.
    %inside = arith.cmpi ult, %h, %H : index
    %x = scf.if %inside -> $element {
      %number = tensor.extract %heads[%b, %h, %i, %d] : tensor<?x?x?x?x$element>
      scf.yield %number : $element
    } else {
      scf.yield %zero : $element
    }
    tensor.yield %x : $element
  } : tensor<?x?x?x?x$element>
  return %packed : tensor<?x?x?x?x$element>
}
