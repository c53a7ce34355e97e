#CSR = #sparse_tensor.encoding<{ map = (i, j) -> (i : dense, j : compressed), posWidth = 32, crdWidth = 32 }>
!pattern = !dsa.pattern<1x1x?x?, block = 1x1>
!matrix = tensor<?x?xf32, #CSR>

func.func @sums(%mask: tensor<1x1x?x?xi1>) -> tensor<?xf32> {
  %c2 = arith.constant 2 : index
  %zero = arith.constant 0.0 : f32
  %n = tensor.dim %mask, %c2 : tensor<1x1x?x?xi1>
  %p = dsa.pattern_from_mask %mask : tensor<1x1x?x?xi1> -> !pattern
  %a = dsa.to_sparse_tensor %p : !pattern -> !matrix
  %unset = tensor.empty(%n) : tensor<?xf32>
  %zeros = linalg.fill ins(%zero : f32) outs(%unset : tensor<?xf32>) -> tensor<?xf32>
  %sums = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i)>], iterator_types = ["parallel", "reduction"]}
    ins(%a : !matrix) outs(%zeros : tensor<?xf32>) {
  ^bb0(%v: f32, %s: f32):
    %t = arith.addf %s, %v : f32
    linalg.yield %t : f32
  } -> tensor<?xf32>
  return %sums : tensor<?xf32>
}
