// Patterns as upstream's sparse tensors, and back. Included by Dsa.td, which has the types.
#ifndef DYNSPARSE_DSA_SPARSETENSORS
#define DYNSPARSE_DSA_SPARSETENSORS

def Dsa_Number : AnyTypeOf<[Dsa_Float, I1, I8, I16, I32, I64], "a float or an integer">;
def Dsa_SparseMatrices : TensorRankOf<[Dsa_Number], [2, 4]>; // N x M, or B x H x N x M, with an encoding
def Dsa_StoredValues : TensorRankOf<[Dsa_Number], [1]>;

def Dsa_ToSparseTensorOp : Dsa_Op<"to_sparse_tensor", /*infers=*/0, /*folds=*/0, /*canonicalizes=*/1> {
  let summary = "a pattern as a sparse tensor of upstream's `sparse_tensor`";
  let description = [{
    `A[b, h, i, j]` is stored where `(i, j)` is in the set of `pattern` for batch entry `b` and head `h`, and nowhere else. Of
    one batch entry and one head it may be a matrix, `A[i, j]`. Stored values are 1, or those of `values` in the order of storage:
    by batch entries, heads, rows, then columns; of `y x x` blocks one block after the other, by rows within
    each. `values` has at least as many elements as are stored, which is checked when the program runs; any further ones
    are not used.

    The pattern has no size that is known to be 0, and its format must have an encoding. The lists of all heads follow each
    other, like upstream's after dense levels; so batch entries and heads are dense levels before
    those of the matrix. Coordinates have a second encoding, a list of entries with coordinates for all dimensions:

    | pattern | encoding of `B x H x N x M` | of `N x M` |
    |---|---|---|
    | `csr`, or `bcsr` of `1x1` blocks | `(b, h, i, j) -> (b : dense, h : dense, i : dense, j : compressed)` | CSR: `(i, j) -> (i : dense, j : compressed)` |
    | `coo` | `(b, h, i, j) -> (b : dense, h : dense, i : compressed(nonunique), j : singleton(soa))`, or `(b, h, i, j) -> (b : compressed(nonunique), h : singleton(nonunique, soa), i : singleton(nonunique, soa), j : singleton(soa))` | COO: `(i, j) -> (i : compressed(nonunique), j : singleton(soa))` |
    | `bcsr` of `y x x` blocks that divide `N x M`, `y` and `x` greater than 1 | `(b, h, i, j) -> (b : dense, h : dense, i floordiv y : dense, j floordiv x : compressed, i mod y : dense, j mod x : dense)` | BSR: `(i, j) -> (i floordiv y : dense, j floordiv x : compressed, i mod y : dense, j mod x : dense)` |

    `posWidth` and `crdWidth` are 32 or 64, or 0 for `index`. Where they are those of the pattern's index type the lists
    become the levels of the tensor unchanged, otherwise they are converted. With more than one head, row pointers, or starts and ends, are
    copied without the duplicates where one head ends and the next one starts; where batch entries and heads are coordinates, they are
    written for each entry.
    A set of another format is converted first
    (`dsa.convert_pattern`); there is no encoding of `hybrid`, `bitmap`, `row`, `column`, `stripe`, of differences, of blocks
    with masks, and of blocks with one side of 1, which upstream's maps cannot express: use `csr` of elements for those.

    Batch entries and heads may be `?`, and queries and keys where blocks are `1x1`; they are then 0 too. Upstream assembles
    only tensors of static sizes, so the entries of other tensors are inserted one after the other.

    An empty set is a tensor with nothing stored. Complexity: of static sizes none for the lists of one head where the widths agree, and
    the values are written once where they are not given; else `O(B H N + stored)`.

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

    ```mlir
    #HEADS = #sparse_tensor.encoding<{ map = (b, h, i, j) -> (b : dense, h : dense, i : dense, j : compressed), posWidth = 32, crdWidth = 32 }>
    func.func @of_heads(%p: !dsa.pattern<?x12x64x48, block = 1x1, format = csr>) -> index {
      %a = dsa.to_sparse_tensor %p : !dsa.pattern<?x12x64x48, block = 1x1, format = csr> -> tensor<?x12x64x48xf32, #HEADS>
      %stored = sparse_tensor.number_of_entries %a : tensor<?x12x64x48xf32, #HEADS>
      return %stored : index
    }
    ```
  }];
  let arguments = (ins Dsa_PatternType:$pattern, Optional<Dsa_StoredValues>:$values);
  let results = (outs Dsa_SparseMatrices:$matrix);
  let assemblyFormat = [{
    $pattern (`values` $values^)? attr-dict `:` qualified(type($pattern)) (`,` type($values)^)? `->` type($matrix)
  }];
}

def Dsa_FromSparseTensorOp : Dsa_Op<"from_sparse_tensor", 0, /*folds=*/1> {
  let summary = "what a sparse tensor of upstream's `sparse_tensor` stores, as a pattern";
  let description = [{
    `P[b, h] = {(i, j) : A[b, h, i, j] is stored}`; `P = {(i, j) : A[i, j] is stored}`, of one batch entry and one head, where `A` is a
    matrix. A stored zero is in the set; in a tensor of blocks, each stored block is in it as a whole. The formats and encodings are those of
    `dsa.to_sparse_tensor`, and the sizes those of the tensor, which may be `?` as there, and are then 0 too. The values are not in the
    pattern: `sparse_tensor.values` has them.

    The lists are copied, so that later changes of the tensor do not change the pattern.

    `from_sparse_tensor(to_sparse_tensor(p)) = p` where the types agree. Complexity: `O(B H N + stored)`, the copy.

    ```mlir
    #CSR = #sparse_tensor.encoding<{ map = (i, j) -> (i : dense, j : compressed), posWidth = 32, crdWidth = 32 }>
    func.func @share(%a: tensor<64x48xf32, #CSR>) -> f32 {
      %p = dsa.from_sparse_tensor %a : tensor<64x48xf32, #CSR> -> !dsa.pattern<1x1x64x48, block = 1x1, format = csr>
      %density = dsa.pattern_density %p : !dsa.pattern<1x1x64x48, block = 1x1, format = csr>
      return %density : f32
    }
    ```
  }];
  let arguments = (ins Dsa_SparseMatrices:$matrix);
  let results = (outs Dsa_PatternType:$pattern);
  let assemblyFormat = "$matrix attr-dict `:` type($matrix) `->` qualified(type($pattern))";
}

#endif
