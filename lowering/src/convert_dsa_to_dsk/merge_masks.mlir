// What the listed blocks hold of both sets: nothing, all, or what their masks say together, a vector of bytes at a time.
%masks_of_listed:7 = scf.for %c = %at_r to %listed#0 step %c1
    iter_args(%from_a = %begin_a, %from_b = %begin_b, %at = %at_r, %new_id = %id_r, %columns = %listed#1, %ids = %ids_r,
              %masks = %masks_r)
    -> (index, index, index, index, tensor<?x$I>, tensor<?x$I>, tensor<?x${area}xi8>) {
  %column_stored = tensor.extract %columns[%c] : tensor<?x$I>
  %column = arith.index_cast %column_stored : $I to index
$find_a
$find_b
  %id_a = scf.if %in_a -> (index) {
    $load_id_a
    scf.yield %loaded : index
  } else {
    scf.yield %no_id : index
  }
  %id_b = scf.if %in_b -> (index) {
    $load_id_b
    scf.yield %loaded : index
  } else {
    scf.yield %no_id : index
  }
  %full_a = arith.cmpi eq, %id_a, %full_id : index
  %full_b = arith.cmpi eq, %id_b, %full_id : index
  %partial_a = arith.cmpi sge, %id_a, %c0 : index
  %partial_b = arith.cmpi sge, %id_b, %c0 : index
  // Whether the block is full, and if not, whether its masks have to be looked at; else it is empty.
  $decide
  %holds:3 = scf.if %look -> (i1, i1, tensor<?x${area}xi8>) {
    %first_key = arith.muli %column, %bk : index
    %keys_left = arith.subi %m, %first_key : index
    %bytes_left = arith.muli %keys_left, %bytes : index
    %seen:3 = scf.for %x = %c0 to %area step %part
        iter_args(%held = %none_of_part, %lacks = %nowhere, %masks_x = %masks)
        -> (vector<${part}xi8>, vector<${part}xi1>, tensor<?x${area}xi8>) {
$valid_bits
      %bytes_a = scf.if %partial_a -> (vector<${part}xi8>) {
        %stored = vector.transfer_read %flat_a[%id_a, %x], %no_bits {in_bounds = [true]} : tensor<?x?xi8>, vector<${part}xi8>
        scf.yield %stored : vector<${part}xi8>
      } else {
        %all_or_none = arith.select %full_a, %valid, %none_of_part : vector<${part}xi8>
        scf.yield %all_or_none : vector<${part}xi8>
      }
      %bytes_b = scf.if %partial_b -> (vector<${part}xi8>) {
        %stored = vector.transfer_read %flat_b[%id_b, %x], %no_bits {in_bounds = [true]} : tensor<?x?xi8>, vector<${part}xi8>
        scf.yield %stored : vector<${part}xi8>
      } else {
        %all_or_none = arith.select %full_b, %valid, %none_of_part : vector<${part}xi8>
        scf.yield %all_or_none : vector<${part}xi8>
      }
      $combine
      %next_held = arith.ori %held, %bytes_of_both : vector<${part}xi8>
      %differs = arith.cmpi ne, %bytes_of_both, %valid : vector<${part}xi8>
      %next_lacks = arith.ori %lacks, %differs : vector<${part}xi1>
      %with = vector.transfer_write %bytes_of_both, %masks_x[%new_id, %x] {in_bounds = [true]}
        : vector<${part}xi8>, tensor<?x${area}xi8>
      scf.yield %next_held, %next_lacks, %with : vector<${part}xi8>, vector<${part}xi1>, tensor<?x${area}xi8>
    }
    %holds_bits = arith.cmpi ne, %seen#0, %none_of_part : vector<${part}xi8>
    %any = vector.reduction <or>, %holds_bits : vector<${part}xi1> into i1
    %lacks_some = vector.reduction <or>, %seen#1 : vector<${part}xi1> into i1
    scf.yield %any, %lacks_some, %seen#2 : i1, i1, tensor<?x${area}xi8>
  } else {
    scf.yield %full, %false, %masks : i1, i1, tensor<?x${area}xi8>
  }
  %is_partial = arith.andi %holds#0, %holds#1 : i1
  %next:3 = scf.if %holds#0 -> (index, tensor<?x$I>, tensor<?x$I>) {
    %with_column = tensor.insert %column_stored into %columns[%at] : tensor<?x$I>
    %after = arith.addi %at, %c1 : index
    $store_id
    scf.yield %after, %with_column, $id_stored : index, tensor<?x$I>, tensor<?x$I>
  } else {
    scf.yield %at, %columns, %ids : index, tensor<?x$I>, tensor<?x$I>
  }
  %id_after = arith.addi %new_id, %c1 : index
  %next_id = arith.select %is_partial, %id_after, %new_id : index
  scf.yield %found_a#0, %found_b#0, %next#0, %next_id, %next#1, %next#2, %holds#2
    : index, index, index, index, tensor<?x$I>, tensor<?x$I>, tensor<?x${area}xi8>
}
