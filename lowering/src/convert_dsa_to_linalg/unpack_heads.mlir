// result[b, h, :, :] = packed[b, k, :, :] for the last k with indices[b, k] = h, and base[b, h, :, :] where there is none.
func.func private @unpack_heads(%packed: tensor<?x?x?x?x$element>, %indices: tensor<?x?xi32>,
                                %base: tensor<?x?x?x?x$element>) -> tensor<?x?x?x?x$element> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %no_head = arith.constant -1 : index
  %B = tensor.dim %base, %c0 : tensor<?x?x?x?x$element>
  %H = tensor.dim %base, %c1 : tensor<?x?x?x?x$element>
  %N = tensor.dim %base, %c2 : tensor<?x?x?x?x$element>
  %D = tensor.dim %base, %c3 : tensor<?x?x?x?x$element>
  %K = tensor.dim %indices, %c1 : tensor<?x?xi32>
  // last[b, h] = the last k with indices[b, k] = h, or -1.
  %last = tensor.generate %B, %H {
  ^bb0(%b: index, %h: index):
    %found = scf.for %k = %c0 to %K step %c1 iter_args(%so_far = %no_head) -> index {
      %index = tensor.extract %indices[%b, %k] : tensor<?x?xi32>
      %of = arith.index_cast %index : i32 to index
      %same = arith.cmpi eq, %of, %h : index
      %next = arith.select %same, %k, %so_far : index
      scf.yield %next : index
    }
    tensor.yield %found : index
  } : tensor<?x?xindex>
  %result = tensor.generate %B, %H, %N, %D {
  ^bb0(%b: index, %h: index, %i: index, %d: index):
    %k = tensor.extract %last[%b, %h] : tensor<?x?xindex>
    %found = arith.cmpi sge, %k, %c0 : index
    %x = scf.if %found -> $element {
      %number = tensor.extract %packed[%b, %k, %i, %d] : tensor<?x?x?x?x$element>
      scf.yield %number : $element
    } else {
      %number = tensor.extract %base[%b, %h, %i, %d] : tensor<?x?x?x?x$element>
      scf.yield %number : $element
    }
    tensor.yield %x : $element
  } : tensor<?x?x?x?x$element>
  return %result : tensor<?x?x?x?x$element>
}
