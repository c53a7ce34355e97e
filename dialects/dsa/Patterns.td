// Patterns: sets of blocks or elements as values. Included by Dsa.td, which has the types.
#ifndef DYNSPARSE_DSA_PATTERNS
#define DYNSPARSE_DSA_PATTERNS

def Dsa_DensePatternOp : Dsa_Op<"dense_pattern"> {
  let summary = "the pattern with every block";
  let description = [{
    `P[b, h] = {(r, s) : 0 <= r < R, 0 <= s < S}`; all elements, where the type holds elements.

    One `index` operand gives each `?` of the type's shape, in order. A size that is negative counts as 0.
    Complexity: `O(B H R S)` to store it.

    ```mlir
    func.func @dense(%n: index) -> !dsa.pattern<1x1x?x?, block = 16x16> {
      %p = dsa.dense_pattern(%n, %n) : !dsa.pattern<1x1x?x?, block = 16x16>
      return %p : !dsa.pattern<1x1x?x?, block = 16x16>
    }
    ```
  }];
  let arguments = (ins Variadic<Index>:$sizes);
  let results = (outs Dsa_PatternType:$pattern);
  let assemblyFormat = "`(` $sizes `)` attr-dict `:` qualified(type($pattern))";
}

def Dsa_WindowPatternOp : Dsa_Op<"window_pattern", 0, 0, /*canonicalizes=*/1, [AttrSizedOperandSegments]> {
  let summary = "a sliding space-time window, and global tokens";
  let description = [{
    Tokens are `global` tokens first, then the cells of a `T x Y x X` grid in row-major order: `N = M = global + T*Y*X`.
    Two tokens see each other if either is global, or their grid positions differ by at most `radius` in each direction:

    `see(i, j) = i < global or j < global or (|t_i - t_j| <= radius[0] and |y_i - y_j| <= radius[1] and |x_i - x_j| <= radius[2])`

    `P[b, h] = {(r, s) : see(i, j) for some query i of block row r and some key j of block column s}`: blocks cover the
    window. Where the type holds elements (or the blocks are `1x1`) it is exact: `P[b, h] = {(i, j) : see(i, j)}`. Batch and
    head sizes of the type are usually 1.

    The grid is stated, `grid = [T, Y, X]`, of sizes of at least 1, or given as three `index` operands, `grid(%t, %y, %x)`. One
    `index` operand before it gives each `?` of the type's shape, in order. A size or operand that is negative counts as 0. The
    number of queries, and of keys, must be that of the grid's cells and the global tokens. This is verified where all sizes are
    stated, and otherwise checked when the program runs; more global tokens than a stated size are never accepted. A grid without cells
    leaves only the global tokens, which may be none.

    Complexity: `O(N M)` at most, once; nothing at run time where grid and type state all sizes.
    Source: Longformer (arXiv 2004.05150); in space and time as in Video Swin (arXiv 2106.13230).

    ```mlir
    func.func @window() -> !dsa.pattern<1x1x1584x1584, block = 16x16, holds = elements> {
      %p = dsa.window_pattern grid = [8, 14, 14] radius = [1, 3, 3] global = 16
        : !dsa.pattern<1x1x1584x1584, block = 16x16, holds = elements>
      return %p : !dsa.pattern<1x1x1584x1584, block = 16x16, holds = elements>
    }
    ```

    Of a clip of any length:

    ```mlir
    func.func @clip(%n: index, %frames: index, %side: index) -> !dsa.pattern<1x1x?x?, block = 16x16> {
      %p = dsa.window_pattern(%n, %n) grid(%frames, %side, %side) radius = [1, 3, 3] : !dsa.pattern<1x1x?x?, block = 16x16>
      return %p : !dsa.pattern<1x1x?x?, block = 16x16>
    }
    ```
  }];
  let arguments = (ins
    Variadic<Index>:$sizes,
    Variadic<Index>:$cells,
    OptionalAttr<ConfinedAttr<DenseI64ArrayAttr, [DenseArrayCount<3>]>>:$grid,
    ConfinedAttr<DenseI64ArrayAttr, [DenseArrayCount<3>]>:$radius,
    DefaultValuedAttr<I64Attr, "0">:$global
  );
  let results = (outs Dsa_PatternType:$pattern);
  let assemblyFormat = [{
    (`(` $sizes^ `)`)? `grid` (`=` $grid^)? (`(` $cells^ `)`)? `radius` `=` $radius (`global` `=` $global^)? attr-dict
    `:` qualified(type($pattern))
  }];
}

def Dsa_PatternFromMaskOp : Dsa_Op<"pattern_from_mask", /*infers=*/0, /*folds=*/1, /*canonicalizes=*/1> {
  let summary = "the pattern of a mask";
  let description = [{
    `P[b, h] = {(r, s) : mask[b, h, r, s]}`: the mask has one element per block, `B x H x R x S`. Where the type holds
    elements it has one per element, `B x H x N x M`, and `P[b, h] = {(i, j) : mask[b, h, i, j]}`. Complexity: linear in the
    size of the mask.

    ```mlir
    func.func @mask(%mask: tensor<1x12x98x98xi1>) -> !dsa.pattern<1x12x1568x1568, block = 16x16> {
      %p = dsa.pattern_from_mask %mask : tensor<1x12x98x98xi1> -> !dsa.pattern<1x12x1568x1568, block = 16x16>
      return %p : !dsa.pattern<1x12x1568x1568, block = 16x16>
    }
    ```
  }];
  let arguments = (ins TensorRankOf<[I1], [4]>:$mask);
  let results = (outs Dsa_PatternType:$pattern);
  let assemblyFormat = "$mask attr-dict `:` type($mask) `->` qualified(type($pattern))";
}

def Dsa_PatternToMaskOp : Dsa_Op<"pattern_to_mask", /*infers=*/1, /*folds=*/1> {
  let summary = "a pattern as a mask";
  let description = [{
    `mask[b, h, r, s] = (r, s) in P[b, h]`, a tensor of `i1`: `B x H x R x S`, or `B x H x N x M` of a pattern that holds
    elements. The inverse of `dsa.pattern_from_mask`. Complexity: linear in the size of the mask.

    ```mlir
    func.func @to_mask(%p: !dsa.pattern<1x12x1568x1568, block = 16x16>) -> tensor<1x12x98x98xi1> {
      %mask = dsa.pattern_to_mask %p : !dsa.pattern<1x12x1568x1568, block = 16x16>
      return %mask : tensor<1x12x98x98xi1>
    }
    ```
  }];
  let arguments = (ins Dsa_PatternType:$pattern);
  let results = (outs TensorRankOf<[I1], [4]>:$mask);
  let assemblyFormat = "$pattern attr-dict `:` qualified(type($pattern))";
}

def Dsa_PatternDensityOp : Dsa_Op<"pattern_density", 0, /*folds=*/1> {
  let summary = "the share of blocks, or elements, that a pattern holds";
  let description = [{
    `|P| / (B H R S)` as `f32`, with the pattern's own `B` and `H`; `|P| / (B H N M)` where it holds elements; 0 if there
    are no blocks at all. Complexity: `O(B H)` for stored patterns, linear in the number of stored blocks where they hold
    elements, `O(B H R S)` at most.

    ```mlir
    func.func @density(%p: !dsa.pattern<1x12x1568x1568, block = 16x16>) -> f32 {
      %d = dsa.pattern_density %p : !dsa.pattern<1x12x1568x1568, block = 16x16>
      return %d : f32
    }
    ```
  }];
  let arguments = (ins Dsa_PatternType:$pattern);
  let results = (outs F32:$density);
  let assemblyFormat = "$pattern attr-dict `:` qualified(type($pattern))";
}

#endif
