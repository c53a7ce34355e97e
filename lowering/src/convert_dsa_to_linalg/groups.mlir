// groups[b, t] = how many tokens below t are not merged; of a source that is, the group of its match. chosen lists the sources
// that are merged, by their number among sources, and has no -1.
func.func private @groups(%keys: tensor<?x?x?x$T>, %chosen: tensor<?x?xi32>, %match: tensor<?x?xi32>)
    -> (tensor<?x?xi32>, index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %first_source = arith.constant $first_source : index
  %left = arith.constant 0 : i32
  %merged = arith.constant -1 : i32
  %B = tensor.dim %keys, %c0 : tensor<?x?x?x$T>
  %N = tensor.dim %keys, %c1 : tensor<?x?x?x$T>
  %K = tensor.dim %chosen, %c1 : tensor<?x?xi32>
  %count = arith.subi %N, %K : index
  %empty = tensor.empty(%B, %N) : tensor<?x?xi32>
  %all_left = linalg.fill ins(%left : i32) outs(%empty : tensor<?x?xi32>) -> tensor<?x?xi32>
  %groups = scf.for %b = %c0 to %B step %c1 iter_args(%groups_b = %all_left) -> (tensor<?x?xi32>) {
    %marked = scf.for %k = %c0 to %K step %c1 iter_args(%so_far = %groups_b) -> (tensor<?x?xi32>) {
      %stored = tensor.extract %chosen[%b, %k] : tensor<?x?xi32>
      %s = arith.index_cast %stored : i32 to index
      %twice = arith.muli %s, %c2 : index
      %a = arith.addi %twice, %first_source : index
      %next = tensor.insert %merged into %so_far[%b, %a] : tensor<?x?xi32>
      scf.yield %next : tensor<?x?xi32>
    }
    %numbered, %number = scf.for %t = %c0 to %N step %c1 iter_args(%so_far = %marked, %place = %c0)
        -> (tensor<?x?xi32>, index) {
      %mark = tensor.extract %so_far[%b, %t] : tensor<?x?xi32>
      %is_left = arith.cmpi eq, %mark, %left : i32
      %place_int = arith.index_cast %place : index to i32
      %group = arith.select %is_left, %place_int, %merged : i32
      %next = tensor.insert %group into %so_far[%b, %t] : tensor<?x?xi32>
      %one = arith.index_castui %is_left : i1 to index
      %next_place = arith.addi %place, %one : index
      scf.yield %next, %next_place : tensor<?x?xi32>, index
    }
    %joined = scf.for %k = %c0 to %K step %c1 iter_args(%so_far = %numbered) -> (tensor<?x?xi32>) {
      %stored = tensor.extract %chosen[%b, %k] : tensor<?x?xi32>
      %s = arith.index_cast %stored : i32 to index
      %twice = arith.muli %s, %c2 : index
      %a = arith.addi %twice, %first_source : index
      %d_int = tensor.extract %match[%b, %s] : tensor<?x?xi32>
      %d = arith.index_cast %d_int : i32 to index
      %group = tensor.extract %so_far[%b, %d] : tensor<?x?xi32>
      %next = tensor.insert %group into %so_far[%b, %a] : tensor<?x?xi32>
      scf.yield %next : tensor<?x?xi32>
    }
    scf.yield %joined : tensor<?x?xi32>
  }
  return %groups, %count : tensor<?x?xi32>, index
}
