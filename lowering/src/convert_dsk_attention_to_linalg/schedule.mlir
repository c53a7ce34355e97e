// A schedule for attention, as lower-sparse=schedule=FILE takes it: what each step of the online softmax on one block (see
// the pass convert-dsk-attention-to-linalg) is tiled by, in the order of its iteration space, and how it becomes vectors.
// Printed by ds-translate --emit=schedule for blocks whose sizes, and dimensions, are multiples of $rows and $lanes.
module attributes {transform.with_named_sequence} {
  // A name that no step has is an error. Steps of all attentions of the module are matched, of none where there is none.
  transform.named_sequence @__transform_main(%module: !transform.any_op {transform.readonly}) {
    // $rows keys (or value columns) by $lanes queries have their accumulators in registers.
    %scores = transform.structured.match attributes {dsk.step = "scores"} in %module : (!transform.any_op) -> !transform.any_op
    %score_tiles, %score_loops:3 = transform.structured.tile_using_for %scores tile_sizes [$rows, $lanes, 1]
      : (!transform.any_op) -> (!transform.any_op, !transform.any_op, !transform.any_op, !transform.any_op)
    transform.structured.vectorize %score_tiles {create_named_contraction} : !transform.any_op
    %sums = transform.structured.match attributes {dsk.step = "sums"} in %module : (!transform.any_op) -> !transform.any_op
    %sum_tiles, %sum_loops:3 = transform.structured.tile_using_for %sums tile_sizes [$rows, $lanes, 1]
      : (!transform.any_op) -> (!transform.any_op, !transform.any_op, !transform.any_op, !transform.any_op)
    transform.structured.vectorize %sum_tiles {create_named_contraction} : !transform.any_op

    // What goes through scores, weights or sums once: a few vectors at a time.
    %greatest = transform.structured.match attributes {dsk.step = "greatest"} in %module : (!transform.any_op) -> !transform.any_op
    %greatest_tiles, %greatest_loops:2 = transform.structured.tile_using_for %greatest tile_sizes [$few, $lanes]
      : (!transform.any_op) -> (!transform.any_op, !transform.any_op, !transform.any_op)
    transform.structured.vectorize %greatest_tiles : !transform.any_op
    %weights = transform.structured.match attributes {dsk.step = "weights"} in %module : (!transform.any_op) -> !transform.any_op
    %weights_tiles, %weights_loops:2 = transform.structured.tile_using_for %weights tile_sizes [$few, $lanes]
      : (!transform.any_op) -> (!transform.any_op, !transform.any_op, !transform.any_op)
    transform.structured.vectorize %weights_tiles : !transform.any_op
    %totals = transform.structured.match attributes {dsk.step = "totals"} in %module : (!transform.any_op) -> !transform.any_op
    %totals_tiles, %totals_loops:2 = transform.structured.tile_using_for %totals tile_sizes [$few, $lanes]
      : (!transform.any_op) -> (!transform.any_op, !transform.any_op, !transform.any_op)
    transform.structured.vectorize %totals_tiles : !transform.any_op
    %shrink = transform.structured.match attributes {dsk.step = "shrink sums"} in %module : (!transform.any_op) -> !transform.any_op
    %shrink_tiles, %shrink_loops:2 = transform.structured.tile_using_for %shrink tile_sizes [$few, $lanes]
      : (!transform.any_op) -> (!transform.any_op, !transform.any_op, !transform.any_op)
    transform.structured.vectorize %shrink_tiles : !transform.any_op
    %clear_scores = transform.structured.match attributes {dsk.step = "clear scores"} in %module : (!transform.any_op) -> !transform.any_op
    %clear_scores_tiles, %clear_scores_loops:2 = transform.structured.tile_using_for %clear_scores tile_sizes [$few, $lanes]
      : (!transform.any_op) -> (!transform.any_op, !transform.any_op, !transform.any_op)
    transform.structured.vectorize %clear_scores_tiles : !transform.any_op
    %clear_sums = transform.structured.match attributes {dsk.step = "clear sums"} in %module : (!transform.any_op) -> !transform.any_op
    %clear_sums_tiles, %clear_sums_loops:2 = transform.structured.tile_using_for %clear_sums tile_sizes [$few, $lanes]
      : (!transform.any_op) -> (!transform.any_op, !transform.any_op, !transform.any_op)
    transform.structured.vectorize %clear_sums_tiles : !transform.any_op

    // A number a query.
    %before = transform.structured.match attributes {dsk.step = "before"} in %module : (!transform.any_op) -> !transform.any_op
    %before_tiles, %before_loop = transform.structured.tile_using_for %before tile_sizes [$lanes]
      : (!transform.any_op) -> (!transform.any_op, !transform.any_op)
    transform.structured.vectorize %before_tiles : !transform.any_op
    %correction = transform.structured.match attributes {dsk.step = "correction"} in %module : (!transform.any_op) -> !transform.any_op
    %correction_tiles, %correction_loop = transform.structured.tile_using_for %correction tile_sizes [$lanes]
      : (!transform.any_op) -> (!transform.any_op, !transform.any_op)
    transform.structured.vectorize %correction_tiles : !transform.any_op
    %shrink_totals = transform.structured.match attributes {dsk.step = "shrink totals"} in %module : (!transform.any_op) -> !transform.any_op
    %shrink_totals_tiles, %shrink_totals_loop = transform.structured.tile_using_for %shrink_totals tile_sizes [$lanes]
      : (!transform.any_op) -> (!transform.any_op, !transform.any_op)
    transform.structured.vectorize %shrink_totals_tiles : !transform.any_op

    // Accumulators stay in registers through their loop. The steps that are left become scalar loops.
    %functions = transform.structured.match ops {["func.func"]} in %module : (!transform.any_op) -> !transform.any_op
    transform.apply_patterns to %functions {
      transform.apply_patterns.memref.fold_memref_alias_ops
      transform.apply_patterns.canonicalization
    } : !transform.any_op
    %hoisted = transform.foreach %functions : !transform.any_op -> !transform.any_op {
    ^bb0(%function: !transform.any_op):
      %loops = transform.structured.match ops {["scf.for"]} in %function : (!transform.any_op) -> !transform.any_op
      transform.apply_licm to %loops : !transform.any_op
      transform.apply_cse to %function : !transform.any_op
      %one = transform.structured.hoist_redundant_vector_transfers %function : (!transform.any_op) -> !transform.any_op
      transform.yield %one : !transform.any_op
    }
    transform.apply_patterns to %hoisted {
      transform.apply_patterns.vector.transfer_permutation_patterns
    } : !transform.any_op
    transform.apply_patterns to %hoisted {
      transform.apply_patterns.vector.lower_contraction lowering_strategy = "outerproduct"
      transform.apply_patterns.vector.lower_multi_reduction lowering_strategy = "innerparallel"
      transform.apply_patterns.vector.lower_transpose lowering_strategy = "shuffle_16x16"
    } : !transform.any_op
    transform.apply_patterns to %hoisted {
      transform.apply_patterns.vector.lower_outerproduct
      transform.apply_patterns.vector.lower_broadcast
    } : !transform.any_op
    transform.yield
  }
}
