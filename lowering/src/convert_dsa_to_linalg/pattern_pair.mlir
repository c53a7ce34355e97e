// mask[b, h, i, j] = a[.., i div qa, j div ka] combined with b[.., i div qb, j div kb]. A batch entry or head that is alone
// serves all of the other.
func.func private @pattern_pair(%a: tensor<?x?x?x?xi1>, %b: tensor<?x?x?x?xi1>) -> tensor<?x?x?x?xi1> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %qa = arith.constant $qa : index
  %ka = arith.constant $ka : index
  %qb = arith.constant $qb : index
  %kb = arith.constant $kb : index
  %batch_a = tensor.dim %a, %c0 : tensor<?x?x?x?xi1>
  %batch_b = tensor.dim %b, %c0 : tensor<?x?x?x?xi1>
  %heads_a = tensor.dim %a, %c1 : tensor<?x?x?x?xi1>
  %heads_b = tensor.dim %b, %c1 : tensor<?x?x?x?xi1>
  %one_batch_a = arith.cmpi eq, %batch_a, %c1 : index
  %one_batch_b = arith.cmpi eq, %batch_b, %c1 : index
  %one_head_a = arith.cmpi eq, %heads_a, %c1 : index
  %one_head_b = arith.cmpi eq, %heads_b, %c1 : index
  %B = arith.select %one_batch_a, %batch_b, %batch_a : index
  %H = arith.select %one_head_a, %heads_b, %heads_a : index
  %R = tensor.dim %$sized, %c2 : tensor<?x?x?x?xi1>
  %S = tensor.dim %$sized, %c3 : tensor<?x?x?x?xi1>
  %mask = tensor.generate %B, %H, %R, %S {
  ^bb0(%x: index, %h: index, %i: index, %j: index):
    %x_a = arith.select %one_batch_a, %c0, %x : index
    %x_b = arith.select %one_batch_b, %c0, %x : index
    %h_a = arith.select %one_head_a, %c0, %h : index
    %h_b = arith.select %one_head_b, %c0, %h : index
    %i_a = arith.divui %i, %qa : index
    %j_a = arith.divui %j, %ka : index
    %i_b = arith.divui %i, %qb : index
    %j_b = arith.divui %j, %kb : index
    %in_a = tensor.extract %a[%x_a, %h_a, %i_a, %j_a] : tensor<?x?x?x?xi1>
    %in_b = tensor.extract %b[%x_b, %h_b, %i_b, %j_b] : tensor<?x?x?x?xi1>
    %held = $combine %in_a, %in_b : i1
    tensor.yield %held : i1
  } : tensor<?x?x?x?xi1>
  return %mask : tensor<?x?x?x?xi1>
}
