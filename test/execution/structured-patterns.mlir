// Structured patterns, by both strategies, as blocks and as elements: causal order, diagonal bands, documents, whole rows,
// columns and heads, N of M along the keys.
// RUN: split-file %s %t.dir
// RUN: for strategy in reference fast; do for case in %S/Inputs/structured/*/*.npz; do \
// RUN:   echo $strategy $case; ds-run %t.dir/$(basename $(dirname $case)).mlir --strategy=$strategy \
// RUN:     --input=@$case:n --input=@$case:m --input=@$case:ids_q --input=@$case:ids_k --input=@$case:of_rows --input=@$case:of_columns --input=@$case:of_heads --input=@$case:scores \
// RUN:     --expected-output=@$case:causal --expected-output=@$case:band --expected-output=@$case:dilated --expected-output=@$case:every --expected-output=@$case:nothing --expected-output=@$case:documents --expected-output=@$case:rows --expected-output=@$case:columns --expected-output=@$case:heads --expected-output=@$case:two_of_five || exit 1; \
// RUN: done; done

// goldens.py makes the cases, and computes in NumPy what they should give: a folder for each part of this file.

//--- elements_16x10.mlir
!one = !dsa.pattern<1x1x?x?, block = 16x10, holds = elements, index = i64>
!batch = !dsa.pattern<?x1x?x?, block = 16x10, holds = elements, index = i64>
!heads = !dsa.pattern<?x?x?x?, block = 16x10, holds = elements, index = i64>

func.func @structured(%n: index, %m: index, %ids_q: tensor<?x?xi32>, %ids_k: tensor<?x?xi32>, %of_rows: tensor<?x?x?xi1>,
                      %of_columns: tensor<?x?x?xi1>, %of_heads: tensor<?x?xi1>, %scores: tensor<?x?x?x?xf32>)
    -> (tensor<1x1x?x?xi1>, tensor<1x1x?x?xi1>, tensor<1x1x?x?xi1>, tensor<1x1x?x?xi1>, tensor<1x1x?x?xi1>, tensor<?x1x?x?xi1>, tensor<?x?x?x?xi1>, tensor<?x?x?x?xi1>, tensor<?x?x?x?xi1>, tensor<?x?x?x?xi1>) {
  %causal = dsa.causal_pattern(%n, %m) : !one
  %mask_causal = dsa.pattern_to_mask %causal : !one
  %band = dsa.stripe_pattern(%n, %m) offset = -5 width = 9 : !one
  %mask_band = dsa.pattern_to_mask %band : !one
  %dilated = dsa.stripe_pattern(%n, %m) offset = 2 width = 2 period = 7 : !one
  %mask_dilated = dsa.pattern_to_mask %dilated : !one
  %every = dsa.stripe_pattern(%n, %m) offset = 1 width = 8 period = 8 : !one
  %mask_every = dsa.pattern_to_mask %every : !one
  %nothing = dsa.stripe_pattern(%n, %m) offset = 1 width = 0 : !one
  %mask_nothing = dsa.pattern_to_mask %nothing : !one
  %documents = dsa.document_pattern %ids_q, %ids_k : tensor<?x?xi32>, tensor<?x?xi32> -> !batch
  %mask_documents = dsa.pattern_to_mask %documents : !batch
  %rows = dsa.row_pattern %of_rows(%m) : tensor<?x?x?xi1> -> !heads
  %mask_rows = dsa.pattern_to_mask %rows : !heads
  %columns = dsa.column_pattern %of_columns(%n) : tensor<?x?x?xi1> -> !heads
  %mask_columns = dsa.pattern_to_mask %columns : !heads
  %heads = dsa.head_pattern %of_heads(%n, %m) : tensor<?x?xi1> -> !heads
  %mask_heads = dsa.pattern_to_mask %heads : !heads
  %two_of_five = dsa.select_n_of_m %scores n = 2 m = 5 : tensor<?x?x?x?xf32> -> !heads
  %mask_two_of_five = dsa.pattern_to_mask %two_of_five : !heads
  return %mask_causal, %mask_band, %mask_dilated, %mask_every, %mask_nothing, %mask_documents, %mask_rows, %mask_columns, %mask_heads, %mask_two_of_five
    : tensor<1x1x?x?xi1>, tensor<1x1x?x?xi1>, tensor<1x1x?x?xi1>, tensor<1x1x?x?xi1>, tensor<1x1x?x?xi1>, tensor<?x1x?x?xi1>, tensor<?x?x?x?xi1>, tensor<?x?x?x?xi1>, tensor<?x?x?x?xi1>, tensor<?x?x?x?xi1>
}

//--- blocks_16x10.mlir
!one = !dsa.pattern<1x1x?x?, block = 16x10, index = i64>
!batch = !dsa.pattern<?x1x?x?, block = 16x10, index = i64>
!heads = !dsa.pattern<?x?x?x?, block = 16x10, index = i64>

func.func @structured(%n: index, %m: index, %ids_q: tensor<?x?xi32>, %ids_k: tensor<?x?xi32>, %of_rows: tensor<?x?x?xi1>,
                      %of_columns: tensor<?x?x?xi1>, %of_heads: tensor<?x?xi1>, %scores: tensor<?x?x?x?xf32>)
    -> (tensor<1x1x?x?xi1>, tensor<1x1x?x?xi1>, tensor<1x1x?x?xi1>, tensor<1x1x?x?xi1>, tensor<1x1x?x?xi1>, tensor<?x1x?x?xi1>, tensor<?x?x?x?xi1>, tensor<?x?x?x?xi1>, tensor<?x?x?x?xi1>, tensor<?x?x?x?xi1>) {
  %causal = dsa.causal_pattern(%n, %m) : !one
  %mask_causal = dsa.pattern_to_mask %causal : !one
  %band = dsa.stripe_pattern(%n, %m) offset = -5 width = 9 : !one
  %mask_band = dsa.pattern_to_mask %band : !one
  %dilated = dsa.stripe_pattern(%n, %m) offset = 2 width = 2 period = 7 : !one
  %mask_dilated = dsa.pattern_to_mask %dilated : !one
  %every = dsa.stripe_pattern(%n, %m) offset = 1 width = 8 period = 8 : !one
  %mask_every = dsa.pattern_to_mask %every : !one
  %nothing = dsa.stripe_pattern(%n, %m) offset = 1 width = 0 : !one
  %mask_nothing = dsa.pattern_to_mask %nothing : !one
  %documents = dsa.document_pattern %ids_q, %ids_k : tensor<?x?xi32>, tensor<?x?xi32> -> !batch
  %mask_documents = dsa.pattern_to_mask %documents : !batch
  %rows = dsa.row_pattern %of_rows(%m) : tensor<?x?x?xi1> -> !heads
  %mask_rows = dsa.pattern_to_mask %rows : !heads
  %columns = dsa.column_pattern %of_columns(%n) : tensor<?x?x?xi1> -> !heads
  %mask_columns = dsa.pattern_to_mask %columns : !heads
  %heads = dsa.head_pattern %of_heads(%n, %m) : tensor<?x?xi1> -> !heads
  %mask_heads = dsa.pattern_to_mask %heads : !heads
  %two_of_five = dsa.select_n_of_m %scores n = 2 m = 5 : tensor<?x?x?x?xf32> -> !heads
  %mask_two_of_five = dsa.pattern_to_mask %two_of_five : !heads
  return %mask_causal, %mask_band, %mask_dilated, %mask_every, %mask_nothing, %mask_documents, %mask_rows, %mask_columns, %mask_heads, %mask_two_of_five
    : tensor<1x1x?x?xi1>, tensor<1x1x?x?xi1>, tensor<1x1x?x?xi1>, tensor<1x1x?x?xi1>, tensor<1x1x?x?xi1>, tensor<?x1x?x?xi1>, tensor<?x?x?x?xi1>, tensor<?x?x?x?xi1>, tensor<?x?x?x?xi1>, tensor<?x?x?x?xi1>
}

//--- elements_3x3.mlir
!one = !dsa.pattern<1x1x?x?, block = 3x3, holds = elements, index = i64>
!batch = !dsa.pattern<?x1x?x?, block = 3x3, holds = elements, index = i64>
!heads = !dsa.pattern<?x?x?x?, block = 3x3, holds = elements, index = i64>

func.func @structured(%n: index, %m: index, %ids_q: tensor<?x?xi32>, %ids_k: tensor<?x?xi32>, %of_rows: tensor<?x?x?xi1>,
                      %of_columns: tensor<?x?x?xi1>, %of_heads: tensor<?x?xi1>, %scores: tensor<?x?x?x?xf32>)
    -> (tensor<1x1x?x?xi1>, tensor<1x1x?x?xi1>, tensor<1x1x?x?xi1>, tensor<1x1x?x?xi1>, tensor<1x1x?x?xi1>, tensor<?x1x?x?xi1>, tensor<?x?x?x?xi1>, tensor<?x?x?x?xi1>, tensor<?x?x?x?xi1>, tensor<?x?x?x?xi1>) {
  %causal = dsa.causal_pattern(%n, %m) : !one
  %mask_causal = dsa.pattern_to_mask %causal : !one
  %band = dsa.stripe_pattern(%n, %m) offset = -5 width = 9 : !one
  %mask_band = dsa.pattern_to_mask %band : !one
  %dilated = dsa.stripe_pattern(%n, %m) offset = 2 width = 2 period = 7 : !one
  %mask_dilated = dsa.pattern_to_mask %dilated : !one
  %every = dsa.stripe_pattern(%n, %m) offset = 1 width = 8 period = 8 : !one
  %mask_every = dsa.pattern_to_mask %every : !one
  %nothing = dsa.stripe_pattern(%n, %m) offset = 1 width = 0 : !one
  %mask_nothing = dsa.pattern_to_mask %nothing : !one
  %documents = dsa.document_pattern %ids_q, %ids_k : tensor<?x?xi32>, tensor<?x?xi32> -> !batch
  %mask_documents = dsa.pattern_to_mask %documents : !batch
  %rows = dsa.row_pattern %of_rows(%m) : tensor<?x?x?xi1> -> !heads
  %mask_rows = dsa.pattern_to_mask %rows : !heads
  %columns = dsa.column_pattern %of_columns(%n) : tensor<?x?x?xi1> -> !heads
  %mask_columns = dsa.pattern_to_mask %columns : !heads
  %heads = dsa.head_pattern %of_heads(%n, %m) : tensor<?x?xi1> -> !heads
  %mask_heads = dsa.pattern_to_mask %heads : !heads
  %two_of_five = dsa.select_n_of_m %scores n = 2 m = 5 : tensor<?x?x?x?xf32> -> !heads
  %mask_two_of_five = dsa.pattern_to_mask %two_of_five : !heads
  return %mask_causal, %mask_band, %mask_dilated, %mask_every, %mask_nothing, %mask_documents, %mask_rows, %mask_columns, %mask_heads, %mask_two_of_five
    : tensor<1x1x?x?xi1>, tensor<1x1x?x?xi1>, tensor<1x1x?x?xi1>, tensor<1x1x?x?xi1>, tensor<1x1x?x?xi1>, tensor<?x1x?x?xi1>, tensor<?x?x?x?xi1>, tensor<?x?x?x?xi1>, tensor<?x?x?x?xi1>, tensor<?x?x?x?xi1>
}
