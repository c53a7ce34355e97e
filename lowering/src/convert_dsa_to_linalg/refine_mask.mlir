// fine[b, h, r, s] = mask[b, h, r div fq, s div fk]
func.func private @refine_mask(%mask: tensor<?x?x?x?xi1>, %n: index, %m: index) -> tensor<?x?x?x?xi1> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %fq = arith.constant $fq : index
  %fk = arith.constant $fk : index
  %uq = arith.constant $uq : index
  %uk = arith.constant $uk : index
  %B = tensor.dim %mask, %c0 : tensor<?x?x?x?xi1>
  %H = tensor.dim %mask, %c1 : tensor<?x?x?x?xi1>
  %queries = arith.maxsi %n, %c0 : index
  %keys = arith.maxsi %m, %c0 : index
  %R = arith.ceildivui %queries, %uq : index
  %S = arith.ceildivui %keys, %uk : index
  %fine = tensor.generate %B, %H, %R, %S {
  ^bb0(%b: index, %h: index, %r: index, %s: index):
    %coarse_r = arith.divui %r, %fq : index
    %coarse_s = arith.divui %s, %fk : index
    %held = tensor.extract %mask[%b, %h, %coarse_r, %coarse_s] : tensor<?x?x?x?xi1>
    tensor.yield %held : i1
  } : tensor<?x?x?x?xi1>
  return %fine : tensor<?x?x?x?xi1>
}
