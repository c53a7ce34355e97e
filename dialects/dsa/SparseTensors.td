// Patterns as upstream's sparse tensors, and back. Included by Dsa.td, which has the types.
#ifndef DYNSPARSE_DSA_SPARSETENSORS
#define DYNSPARSE_DSA_SPARSETENSORS

def Dsa_Number : AnyTypeOf<[Dsa_Float, I1, I8, I16, I32, I64], "a float or an integer">;
def Dsa_SparseMatrix : TensorRankOf<[Dsa_Number], [2]>; // N x M, with an encoding
def Dsa_StoredValues : TensorRankOf<[Dsa_Number], [1]>;

def Dsa_ToSparseTensorOp : Dsa_Op<"to_sparse_tensor"> {
  let summary = "a pattern as a sparse matrix of upstream's `sparse_tensor`";
  let description = [{
    `A[i, j]` is stored where `(i, j)` is in the set of `pattern`, and nowhere else. Stored values are 1, or those of
    `values` in the order of storage: by rows, then columns; of `b x c` blocks one block after the other, by rows within
    each. `values` has at least as many elements as are stored, which is checked when the program runs; what is behind them
    is not used.

    The pattern is of one batch entry and one head, of no size that is known to be 0, and stored in a way for which there
    is an encoding:

    | pattern | encoding |
    |---|---|
    | `csr`, or `bcsr` of `1x1` blocks | CSR: `(i, j) -> (i : dense, j : compressed)` |
    | `coo` | COO: `(i, j) -> (i : compressed(nonunique), j : singleton(soa))` |
    | `bcsr` of `b x c` blocks that divide `N x M` | BSR: `(i, j) -> (i floordiv b : dense, j floordiv c : compressed, i mod b : dense, j mod c : dense)` |

    `posWidth` and `crdWidth` are 32 or 64, or 0 for `index`. Where they are those of the pattern's index type the lists
    become the levels of the tensor as they are, else they are converted. A set of another format is converted first
    (`dsa.convert_pattern`); there is no encoding of `hybrid`, `bitmap`, `row`, `column`, `stripe`, of differences and of blocks
    with masks.

    Sizes may be `?` where blocks are `1x1`, and are then 0 too. Upstream assembles tensors of static sizes only, so that entries
    of others are inserted, one after the other.

    An empty set is a tensor with nothing stored. Complexity: of static sizes none for the lists where the widths agree, and the
    values are written once where they are not given; else `O(N + stored)`.

    ```mlir
    #CSR = #sparse_tensor.encoding<{ map = (i, j) -> (i : dense, j : compressed), posWidth = 32, crdWidth = 32 }>
    func.func @gathered(%p: !dsa.pattern<1x1x64x48, block = 1x1, format = csr>, %x: tensor<48x8xf32>, %zero: tensor<64x8xf32>)
        -> tensor<64x8xf32> {
      %a = dsa.to_sparse_tensor %p : !dsa.pattern<1x1x64x48, block = 1x1, format = csr> -> tensor<64x48xf32, #CSR>
      %sums = linalg.matmul ins(%a, %x : tensor<64x48xf32, #CSR>, tensor<48x8xf32>) outs(%zero : tensor<64x8xf32>)
        -> tensor<64x8xf32>
      return %sums : tensor<64x8xf32>
    }
    ```
  }];
  let arguments = (ins Dsa_PatternType:$pattern, Optional<Dsa_StoredValues>:$values);
  let results = (outs Dsa_SparseMatrix:$matrix);
  let assemblyFormat = [{
    $pattern (`values` $values^)? attr-dict `:` qualified(type($pattern)) (`,` type($values)^)? `->` type($matrix)
  }];
}

def Dsa_FromSparseTensorOp : Dsa_Op<"from_sparse_tensor", 0, /*folds=*/1> {
  let summary = "what a sparse matrix of upstream's `sparse_tensor` stores, as a pattern";
  let description = [{
    `P = {(i, j) : A[i, j] is stored}`, of one batch entry and one head. A stored zero is in the set; of a matrix of blocks a
    block is, as a whole. The formats and encodings are those of `dsa.to_sparse_tensor`,
    and the sizes those of the matrix, which may be `?` where its blocks are `1x1`, and are then 0 too. The values are not in the pattern:
    `sparse_tensor.values` has them.

    The lists are copied, so that what is done to the matrix later does not change the pattern.

    `from_sparse_tensor(to_sparse_tensor(p)) = p` where the types agree. Complexity: `O(N + stored)`, the copy.

    ```mlir
    #CSR = #sparse_tensor.encoding<{ map = (i, j) -> (i : dense, j : compressed), posWidth = 32, crdWidth = 32 }>
    func.func @share(%a: tensor<64x48xf32, #CSR>) -> f32 {
      %p = dsa.from_sparse_tensor %a : tensor<64x48xf32, #CSR> -> !dsa.pattern<1x1x64x48, block = 1x1, format = csr>
      %density = dsa.pattern_density %p : !dsa.pattern<1x1x64x48, block = 1x1, format = csr>
      return %density : f32
    }
    ```
  }];
  let arguments = (ins Dsa_SparseMatrix:$matrix);
  let results = (outs Dsa_PatternType:$pattern);
  let assemblyFormat = "$matrix attr-dict `:` type($matrix) `->` qualified(type($pattern))";
}

#endif
