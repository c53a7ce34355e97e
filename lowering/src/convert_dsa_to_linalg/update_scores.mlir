// scores[b, h, i, j] = scale * sum_d queries[b, h, i, d] * keys[b, h, j, d] in the rows and columns that are listed.
func.func private @update_scores(%queries: tensor<?x?x?x?x$c>, %keys: tensor<?x?x?x?x$c>, %rows: tensor<?x?xi1>,
                                 %columns: tensor<?x?xi1>, %state: tensor<?x?x?x?x$c>) -> tensor<?x?x?x?x$c> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %zero = arith.constant 0.0 : $c
  %scale = arith.constant $scale : $c
  %B = tensor.dim %state, %c0 : tensor<?x?x?x?x$c>
  %H = tensor.dim %state, %c1 : tensor<?x?x?x?x$c>
  %N = tensor.dim %state, %c2 : tensor<?x?x?x?x$c>
  %M = tensor.dim %state, %c3 : tensor<?x?x?x?x$c>
  %D = tensor.dim %queries, %c3 : tensor<?x?x?x?x$c>
  %scores = tensor.generate %B, %H, %N, %M {
  ^bb0(%b: index, %h: index, %i: index, %j: index):
    %row = tensor.extract %rows[%b, %i] : tensor<?x?xi1>
    %column = tensor.extract %columns[%b, %j] : tensor<?x?xi1>
    %changed = arith.ori %row, %column : i1
    %score = scf.if %changed -> $c {
      %sum = scf.for %d = %c0 to %D step %c1 iter_args(%so_far = %zero) -> $c {
        %q = tensor.extract %queries[%b, %h, %i, %d] : tensor<?x?x?x?x$c>
        %k = tensor.extract %keys[%b, %h, %j, %d] : tensor<?x?x?x?x$c>
        %product = arith.mulf %q, %k : $c
        %more = arith.addf %so_far, %product : $c
        scf.yield %more : $c
      }
      %scaled = arith.mulf %scale, %sum : $c
      scf.yield %scaled : $c
    } else {
      %kept = tensor.extract %state[%b, %h, %i, %j] : tensor<?x?x?x?x$c>
      scf.yield %kept : $c
    }
    tensor.yield %score : $c
  } : tensor<?x?x?x?x$c>
  return %scores : tensor<?x?x?x?x$c>
}
