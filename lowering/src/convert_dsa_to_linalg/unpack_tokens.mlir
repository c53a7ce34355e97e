// result[b, t, :] = packed[b, i, :] for the last i with indices[b, i] = t, and base[b, t, :] where there is none.
func.func private @unpack_tokens(%packed: tensor<?x?x?x$element>, %indices: tensor<?x?xi32>,
                                 %base: tensor<?x?x?x$element>) -> tensor<?x?x?x$element> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %no_token = arith.constant -1 : index
  %B = tensor.dim %base, %c0 : tensor<?x?x?x$element>
  %N = tensor.dim %base, %c1 : tensor<?x?x?x$element>
  %C = tensor.dim %base, %c2 : tensor<?x?x?x$element>
  %K = tensor.dim %indices, %c1 : tensor<?x?xi32>

  // last[b, t] = the last i with indices[b, i] = t, or -1.
  %empty = tensor.empty(%B, %N) : tensor<?x?xindex>
  %none = linalg.fill ins(%no_token : index) outs(%empty : tensor<?x?xindex>) -> tensor<?x?xindex>
  %last = scf.for %b = %c0 to %B step %c1 iter_args(%last_b = %none) -> tensor<?x?xindex> {
    %last_bi = scf.for %i = %c0 to %K step %c1 iter_args(%last_i = %last_b) -> tensor<?x?xindex> {
      %index = tensor.extract %indices[%b, %i] : tensor<?x?xi32>
      %t = arith.index_cast %index : i32 to index
      // Unsigned: a negative index is above every N.
      %inside = arith.cmpi ult, %t, %N : index
      %next = scf.if %inside -> tensor<?x?xindex> {
        %inserted = tensor.insert %i into %last_i[%b, %t] : tensor<?x?xindex>
        scf.yield %inserted : tensor<?x?xindex>
      } else {
        scf.yield %last_i : tensor<?x?xindex>
      }
      scf.yield %next : tensor<?x?xindex>
    }
    scf.yield %last_bi : tensor<?x?xindex>
  }
  %result = tensor.generate %B, %N, %C {
  ^bb0(%b: index, %t: index, %c: index):
    %i = tensor.extract %last[%b, %t] : tensor<?x?xindex>
    %found = arith.cmpi sge, %i, %c0 : index
    %x = scf.if %found -> $element {
      %token = tensor.extract %packed[%b, %i, %c] : tensor<?x?x?x$element>
      scf.yield %token : $element
    } else {
      %token = tensor.extract %base[%b, %t, %c] : tensor<?x?x?x$element>
      scf.yield %token : $element
    }
    tensor.yield %x : $element
  } : tensor<?x?x?x$element>
  return %result : tensor<?x?x?x$element>
}
