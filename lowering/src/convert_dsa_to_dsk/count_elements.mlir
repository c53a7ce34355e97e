// The elements of all heads: full blocks by their size, partial ones by their bits.
func.func private @count_elements(
    %row_pointers: tensor<?x?x?x$I>, %columns: tensor<?x$I>, %n: index, %m: index, %mask_ids: tensor<?x$I>,
    %masks: tensor<?x?x?xi8>) -> i64 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %bq = arith.constant $bq : index
  %bk = arith.constant $bk : index
  %no_bits = arith.constant 0 : i8
$masks_constants
  %flat = tensor.collapse_shape %masks [[0], [1, 2]] : tensor<?x?x?xi8> into tensor<?x?xi8>
  %none = arith.constant 0 : i64
  %batch = tensor.dim %row_pointers, %c0 : tensor<?x?x?x$I>
  %heads = tensor.dim %row_pointers, %c1 : tensor<?x?x?x$I>
  %pointers = tensor.dim %row_pointers, %c2 : tensor<?x?x?x$I>
  %rows = arith.subi %pointers, %c1 : index
  %count = scf.for %b = %c0 to %batch step %c1 iter_args(%of_batch = %none) -> (i64) {
    %count_b = scf.for %h = %c0 to %heads step %c1 iter_args(%of_head = %of_batch) -> (i64) {
      %count_h = scf.for %r = %c0 to %rows step %c1 iter_args(%of_row = %of_head) -> (i64) {
        %next_r = arith.addi %r, %c1 : index
        %begin_stored = tensor.extract %row_pointers[%b, %h, %r] : tensor<?x?x?x$I>
        %end_stored = tensor.extract %row_pointers[%b, %h, %next_r] : tensor<?x?x?x$I>
        %begin = arith.index_cast %begin_stored : $I to index
        %end = arith.index_cast %end_stored : $I to index
        %first_query = arith.muli %r, %bq : index
        %queries_left = arith.subi %n, %first_query : index
        %queries = arith.minui %queries_left, %bq : index
        %count_r = scf.for %at = %begin to %end step %c1 iter_args(%so_far = %of_row) -> (i64) {
          %column = tensor.extract %columns[%at] : tensor<?x$I>
          %s = arith.index_cast %column : $I to index
          %first_key = arith.muli %s, %bk : index
          %keys_left = arith.subi %m, %first_key : index
          %keys = arith.minui %keys_left, %bk : index
          %all = arith.muli %queries, %keys : index
          %id_stored = tensor.extract %mask_ids[%at] : tensor<?x$I>
          %id = arith.index_cast %id_stored : $I to index
          %is_partial = arith.cmpi sge, %id, %c0 : index
          %held = scf.if %is_partial -> (i64) {
$count_bits
            scf.yield %bits_of_mask : i64
          } else {
            %all_as_int = arith.index_cast %all : index to i64
            scf.yield %all_as_int : i64
          }
          %next = arith.addi %so_far, %held : i64
          scf.yield %next : i64
        }
        scf.yield %count_r : i64
      }
      scf.yield %count_h : i64
    }
    scf.yield %count_b : i64
  }
  return %count : i64
}
