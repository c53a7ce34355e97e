// grouped[b, h, i, t * D + d] = tokens[b, h, i * T + place(t), d], and 0 where there is no such token.
func.func private @grouped_tokens(%tokens: tensor<?x?x?x?x$T>) -> tensor<?x?x?x?x$T> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %stride = arith.constant $stride : index
  %zero = arith.constant 0.0 : $T
  %batch = tensor.dim %tokens, %c0 : tensor<?x?x?x?x$T>
  %heads = tensor.dim %tokens, %c1 : tensor<?x?x?x?x$T>
  %n = tensor.dim %tokens, %c2 : tensor<?x?x?x?x$T>
  %d = tensor.dim %tokens, %c3 : tensor<?x?x?x?x$T>
  %last_place = arith.subi %stride, %c1 : index
  %last_token = arith.subi %n, %c1 : index
  %groups = arith.ceildivui %n, %stride : index
  %empty = tensor.empty(%batch, %heads, %groups, %d) : tensor<?x?x?x${stride}x?x$T>
  %apart = linalg.generic {
    indexing_maps = [affine_map<(b, h, i, t, x) -> (b, h, i, t, x)>],
    iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel"]
  } outs(%empty : tensor<?x?x?x${stride}x?x$T>) {
  ^bb0(%unset: $T):
    %b = linalg.index 0 : index
    %h = linalg.index 1 : index
    %i = linalg.index 2 : index
    %t = linalg.index 3 : index
    %x = linalg.index 4 : index
    %first = arith.muli %i, %stride : index
    $place
    %token = arith.addi %first, %place : index
    %is_there = arith.cmpi ult, %token, %n : index
    %nearest = arith.minui %token, %last_token : index
    %value = tensor.extract %tokens[%b, %h, %nearest, %x] : tensor<?x?x?x?x$T>
    %or_zero = arith.select %is_there, %value, %zero : $T
    linalg.yield %or_zero : $T
  } -> tensor<?x?x?x${stride}x?x$T>
  %grouped = tensor.collapse_shape %apart [[0], [1], [2], [3, 4]]
    : tensor<?x?x?x${stride}x?x$T> into tensor<?x?x?x?x$T>
  return %grouped : tensor<?x?x?x?x$T>
}
