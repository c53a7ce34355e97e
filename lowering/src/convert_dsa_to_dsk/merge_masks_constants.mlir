  %false = arith.constant false
  %true = arith.constant true
  %full_id = arith.constant -1 : index
  %no_id = arith.constant -2 : index
  %all_bits = arith.constant dense<-1> : vector<${part}xi8>
  %flat_a = tensor.collapse_shape %masks_a [[0], [1, 2]] : tensor<?x?x?xi8> into tensor<?x?xi8>
  %flat_b = tensor.collapse_shape %masks_b [[0], [1, 2]] : tensor<?x?x?xi8> into tensor<?x?xi8>
$masks_constants
$valid_constants
