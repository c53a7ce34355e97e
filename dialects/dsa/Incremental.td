// Products over time: what did not change is kept. Included by Dsa.td, which has the types.
#ifndef DYNSPARSE_DSA_INCREMENTAL
#define DYNSPARSE_DSA_INCREMENTAL

def Dsa_UpdateScoresOp : Dsa_Op<"update_scores", /*infers=*/1, /*folds=*/1, /*canonicalizes=*/1> {
  let summary = "attention scores, of which only changed rows and columns are computed";
  let description = [{
    `scores[b, h, i, j]` is `scale * sum_d queries[b, h, i, d] * keys[b, h, j, d]` where `i` is in `rows[b, :]` or `j` in
    `columns[b, :]`, and `state[b, h, i, j]` else. Indices outside `0 <= i < N` (`0 <= j < M`) are passed over, and those
    listed twice count once.

    The sum is taken in ascending order of `d`, in `f64` where the queries are `f64` and else in `f32`. An element has the
    same bits whenever and beside whatever others it is computed: with all rows or all columns listed the result is that of
    the dense product, exactly the same numbers, and so it stays over frames while every token that changes is listed. The
    fast lowering writes in place where `state` is not used afterwards.

    `scale` is `1 / sqrt(D)` unless given, and must be given where `D` is dynamic. Complexity: `O(B H D (K1 M + K2 N))`, and a
    copy of the state where it is used afterwards. Source: Eventful Transformers (arXiv 2308.13494).

    ```mlir
    func.func @scores(%q: tensor<1x12x196x64xf32>, %k: tensor<1x12x196x64xf32>, %changed: tensor<1x?xi32>,
                      %last: tensor<1x12x196x196xf32>) -> tensor<1x12x196x196xf32> {
      %s = dsa.update_scores %q, %k rows(%changed : tensor<1x?xi32>) columns(%changed : tensor<1x?xi32>) into %last
        : tensor<1x12x196x64xf32>, tensor<1x12x196x64xf32>, tensor<1x12x196x196xf32>
      return %s : tensor<1x12x196x196xf32>
    }
    ```
  }];
  let arguments = (ins
    Dsa_Heads:$queries, Dsa_Heads:$keys, Dsa_Indices:$rows, Dsa_Indices:$columns, Dsa_Scores:$state,
    OptionalAttr<F64Attr>:$scale
  );
  let results = (outs Dsa_Scores:$scores);
  let assemblyFormat = [{
    $queries `,` $keys `rows` `(` $rows `:` type($rows) `)` `columns` `(` $columns `:` type($columns) `)` `into` $state
    (`scale` `=` $scale^)? attr-dict `:` type($queries) `,` type($keys) `,` type($state)
  }];
}

def Dsa_UpdateProductRowsOp : Dsa_Op<"update_product_rows", /*infers=*/1, /*folds=*/1, /*canonicalizes=*/1> {
  let summary = "weights times values, of which only changed rows are computed";
  let description = [{
    `result[b, h, i, e]` is `sum_j weights[b, h, i, j] * values[b, h, j, e]` where `i` is in `rows[b, :]`, and
    `product[b, h, i, e]` else. Indices outside `0 <= i < N` are passed over, and those listed twice count once.

    The sum is taken in ascending order of `j`, in `f64` for `f64` and else in `f32`, and rounded once. A row has the same
    bits whatever others are listed: with all rows the result is the dense product, exactly the same numbers. The fast
    lowering writes in place where `product` is not used afterwards. It also refreshes what `dsa.update_product` sums up over
    frames, some rows at a time. Complexity: `O(B H K M E)`, and a copy where `product` is used afterwards.

    ```mlir
    func.func @rows(%a: tensor<1x12x196x196xf32>, %v: tensor<1x12x196x64xf32>, %changed: tensor<1x?xi32>,
                    %last: tensor<1x12x196x64xf32>) -> tensor<1x12x196x64xf32> {
      %o = dsa.update_product_rows %a, %v rows(%changed : tensor<1x?xi32>) into %last
        : tensor<1x12x196x196xf32>, tensor<1x12x196x64xf32>, tensor<1x12x196x64xf32>
      return %o : tensor<1x12x196x64xf32>
    }
    ```
  }];
  let arguments = (ins Dsa_Heads:$weights, Dsa_Heads:$values, Dsa_Indices:$rows, Dsa_Heads:$product);
  let results = (outs Dsa_Heads:$result);
  let assemblyFormat = [{
    $weights `,` $values `rows` `(` $rows `:` type($rows) `)` `into` $product attr-dict
    `:` type($weights) `,` type($values) `,` type($product)
  }];
}

def Dsa_UpdateProductOp : Dsa_Op<"update_product", /*infers=*/1, /*folds=*/0, /*canonicalizes=*/1> {
  let summary = "weights times values, by what changed of both";
  let description = [{
    With `J[b]`, the set of `0 <= j < M` in `keys[b, :]`, of which the columns of the weights and the rows of the values are
    taken; `da = weights - last_weights` and `dv = values - last_values`:

    - `new_product[b, h, i, e]` is `product[b, h, i, e]` and, added in ascending order of `j` in `J[b]`,
      `weights[b, h, i, j] * dv[b, h, j, e]` and `da[b, h, i, j] * last_values[b, h, j, e]`; but where `J[b]` has all `M` keys
      it is `sum_j weights[b, h, i, j] * values[b, h, j, e]` in ascending order of `j`: the dense product, exactly the same
      numbers as `dsa.update_product_rows` of all rows;
    - `new_weights[b, h, i, j]` is `weights[b, h, i, j]` for `j` in `J[b]`, and `last_weights[b, h, i, j]` else;
    - `new_values[b, h, j, e]` likewise.

    So the product stays that of the weights and values that are remembered, but for rounding, which adds up over frames:
    `dsa.update_product_rows` refreshes it, and with `dsa.refresh_schedule` some rows a frame. Arithmetic is in `f64` for
    `f64` and else in `f32`, rounded once a call to the type of the product. The fast lowering writes each state in place
    where it is not used afterwards. Complexity: `O(B H N K E)`. Source: Eventful Transformers (arXiv 2308.13494).

    ```mlir
    func.func @step(%a: tensor<1x12x196x196xf32>, %v: tensor<1x12x196x64xf32>, %changed: tensor<1x?xi32>,
                    %product: tensor<1x12x196x64xf32>, %last_a: tensor<1x12x196x196xf32>, %last_v: tensor<1x12x196x64xf32>)
        -> (tensor<1x12x196x64xf32>, tensor<1x12x196x196xf32>, tensor<1x12x196x64xf32>) {
      %o, %known_a, %known_v = dsa.update_product %a, %v keys(%changed : tensor<1x?xi32>) into %product, %last_a, %last_v
        : tensor<1x12x196x196xf32>, tensor<1x12x196x64xf32>, tensor<1x12x196x64xf32>, tensor<1x12x196x196xf32>,
          tensor<1x12x196x64xf32>
      return %o, %known_a, %known_v : tensor<1x12x196x64xf32>, tensor<1x12x196x196xf32>, tensor<1x12x196x64xf32>
    }
    ```
  }];
  let arguments = (ins
    Dsa_Heads:$weights, Dsa_Heads:$values, Dsa_Indices:$keys, Dsa_Heads:$product, Dsa_Heads:$last_weights,
    Dsa_Heads:$last_values
  );
  let results = (outs Dsa_Heads:$new_product, Dsa_Heads:$new_weights, Dsa_Heads:$new_values);
  let assemblyFormat = [{
    $weights `,` $values `keys` `(` $keys `:` type($keys) `)` `into` $product `,` $last_weights `,` $last_values attr-dict
    `:` type($weights) `,` type($values) `,` type($product) `,` type($last_weights) `,` type($last_values)
  }];
}

#endif
