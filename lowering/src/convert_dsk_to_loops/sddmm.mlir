// Row of tiles by row of tiles.$form
func.func private @sddmm(%queries: memref<?x?x?x?x$T, strided<[?, ?, ?, $query_stride], offset: ?>>,
                         %keys: memref<?x?x?x?x$T, strided<[?, ?, ?, $key_stride], offset: ?>>,
                         %bias: memref<?x?x?x$S, strided<[?, ?, ?], offset: ?>>,
                         %row_pointers: memref<?x?x?x$I, strided<[?, ?, ?], offset: ?>>,
                         %columns: memref<?x$I, strided<[?], offset: ?>>, %mask_ids: memref<?x$I, strided<[?], offset: ?>>,
                         %masks: memref<?x?x?xi8, strided<[?, ?, ?], offset: ?>>,
                         %scores: memref<?x?x?x?x?x$S, strided<[?, ?, ?, ?, $score_stride], offset: ?>>) {
$constants
  %scale = arith.constant $scale : $S
  %scales = arith.constant dense<$scale> : vector<${lanes}x$S>
  %batch = memref.dim %queries, %c0 : memref<?x?x?x?x$T, strided<[?, ?, ?, $query_stride], offset: ?>>
  %heads = memref.dim %queries, %c1 : memref<?x?x?x?x$T, strided<[?, ?, ?, $query_stride], offset: ?>>
  %key_heads = memref.dim %keys, %c1 : memref<?x?x?x?x$T, strided<[?, ?, ?, $key_stride], offset: ?>>
  %some_key_heads = arith.maxui %key_heads, %c1 : index
  %group = arith.divui %heads, %some_key_heads : index
  %n = memref.dim %queries, %c2 : memref<?x?x?x?x$T, strided<[?, ?, ?, $query_stride], offset: ?>>
  %d = memref.dim %queries, %c3 : memref<?x?x?x?x$T, strided<[?, ?, ?, $query_stride], offset: ?>>
  %m = memref.dim %keys, %c2 : memref<?x?x?x?x$T, strided<[?, ?, ?, $key_stride], offset: ?>>
  %bias_batch = memref.dim %bias, %c0 : memref<?x?x?x$S, strided<[?, ?, ?], offset: ?>>
  %bias_heads = memref.dim %bias, %c1 : memref<?x?x?x$S, strided<[?, ?, ?], offset: ?>>
  %last_bias_b = arith.subi %bias_batch, %c1 : index
  %last_bias_h = arith.subi %bias_heads, %c1 : index
  %last_query = arith.subi %n, %c1 : index
  %last_key = arith.subi %m, %c1 : index
  %heads_in_all = arith.muli %batch, %heads : index
  %units = arith.muli %heads_in_all, %rows : index
$prepare
  dsk.partition(%units) {
  ^bb0(%unit: index):
$tiles_of_row
    $scratch
    %key_head = arith.divui %h, %group : index
    %bias_b = arith.minui %b, %last_bias_b : index
    %bias_h = arith.minui %key_head, %last_bias_h : index
    scf.for %at = %begin to %end step %c1 {
$keys_of_tile
$scores_of_tile
    }
    dsk.yield
  }
  $clean_up
  return
}
