// result[b, i, c] = packed[b, i, k] for the last k with indices[b, k] = c, and base[b, i, c] where there is none.
func.func private @unpack_channels(%packed: tensor<?x?x?x$element>, %indices: tensor<?x?xi32>,
                                   %base: tensor<?x?x?x$element>) -> tensor<?x?x?x$element> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %no_channel = arith.constant -1 : index
  %B = tensor.dim %base, %c0 : tensor<?x?x?x$element>
  %N = tensor.dim %base, %c1 : tensor<?x?x?x$element>
  %C = tensor.dim %base, %c2 : tensor<?x?x?x$element>
  %K = tensor.dim %indices, %c1 : tensor<?x?xi32>
  // last[b, c] = the last k with indices[b, k] = c, or -1.
  %last = tensor.generate %B, %C {
  ^bb0(%b: index, %c: index):
    %found = scf.for %k = %c0 to %K step %c1 iter_args(%so_far = %no_channel) -> index {
      %index = tensor.extract %indices[%b, %k] : tensor<?x?xi32>
      %of = arith.index_cast %index : i32 to index
      %same = arith.cmpi eq, %of, %c : index
      %next = arith.select %same, %k, %so_far : index
      scf.yield %next : index
    }
    tensor.yield %found : index
  } : tensor<?x?xindex>
  %result = tensor.generate %B, %N, %C {
  ^bb0(%b: index, %i: index, %c: index):
    %k = tensor.extract %last[%b, %c] : tensor<?x?xindex>
    %found = arith.cmpi sge, %k, %c0 : index
    %x = scf.if %found -> $element {
      %number = tensor.extract %packed[%b, %i, %k] : tensor<?x?x?x$element>
      scf.yield %number : $element
    } else {
      %number = tensor.extract %base[%b, %i, %c] : tensor<?x?x?x$element>
      scf.yield %number : $element
    }
    tensor.yield %x : $element
  } : tensor<?x?x?x$element>
  return %result : tensor<?x?x?x$element>
}
