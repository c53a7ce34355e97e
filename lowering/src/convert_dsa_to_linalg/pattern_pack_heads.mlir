// mask[b, k, r, s] = of[b, indices[b, k], r, s], and false where the index is outside 0 <= index < H. A batch entry or head
// that is alone serves all.
func.func private @pattern_pack_heads(%of: tensor<?x?x?x?xi1>, %indices: tensor<?x?xi32>) -> tensor<?x?x?x?xi1> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %false = arith.constant false
  %of_batch = tensor.dim %of, %c0 : tensor<?x?x?x?xi1>
  %H = tensor.dim %of, %c1 : tensor<?x?x?x?xi1>
  %R = tensor.dim %of, %c2 : tensor<?x?x?x?xi1>
  %S = tensor.dim %of, %c3 : tensor<?x?x?x?xi1>
  %B = tensor.dim %indices, %c0 : tensor<?x?xi32>
  %K = tensor.dim %indices, %c1 : tensor<?x?xi32>
  %one_batch = arith.cmpi eq, %of_batch, %c1 : index
  %one_head = arith.cmpi eq, %H, %c1 : index
  %mask = tensor.generate %B, %K, %R, %S {
  ^bb0(%b: index, %k: index, %r: index, %s: index):
    %stored = tensor.extract %indices[%b, %k] : tensor<?x?xi32>
    %index = arith.index_cast %stored : i32 to index
    %not_negative = arith.cmpi sge, %index, %c0 : index
    %below = arith.cmpi slt, %index, %H : index
    %there = arith.ori %below, %one_head : i1
    %inside = arith.andi %not_negative, %there : i1
    %x = arith.select %one_batch, %c0, %b : index
    %h = arith.select %one_head, %c0, %index : index
    %held = scf.if %inside -> i1 {
      %bit = tensor.extract %of[%x, %h, %r, %s] : tensor<?x?x?x?xi1>
      scf.yield %bit : i1
    } else {
      scf.yield %false : i1
    }
    tensor.yield %held : i1
  } : tensor<?x?x?x?xi1>
  return %mask : tensor<?x?x?x?xi1>
}
